"""Registers the frame's own checks."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    """The frame as an app, so that its checks and translations are found."""

    name = "signlingo"

    def ready(self) -> None:
        """Import what registers itself."""
        from signlingo import checks  # noqa: F401
