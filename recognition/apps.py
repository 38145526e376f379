"""Registers the room's checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    """Live practice."""

    name = "recognition"
    verbose_name = _("Recognition")

    def ready(self) -> None:
        """Import what registers itself."""
        from recognition import checks  # noqa: F401
