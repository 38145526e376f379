"""The lessons app, its name in the admin, and who sees which of its rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    """The lessons app."""

    name = "lessons"
    verbose_name = _("Lessons")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell accounts.access who sees what: the course is everybody's, the rest the student's."""
        from lessons import access

        access.register()
