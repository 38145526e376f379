"""The accounts app and its name in the admin."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and classes."""

    name = "accounts"
    verbose_name = _("People and classes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what this room does when something happens in another."""
        from accounts import receivers  # noqa: F401
