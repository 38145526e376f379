"""What SignLingo asks of allauth: adults come by invitation, and mail speaks their language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import translation

from accounts.models import User


class AdultAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """How adults come in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up by herself: a teacher or the school's admin makes the account."""
        return False

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> EmailMessage:
        """Write to a person in her own language, whatever the page that sent the mail spoke."""
        reader = context.get("user")
        language = reader.language if isinstance(reader, User) else translation.get_language()
        with translation.override(language):
            message: EmailMessage = super().render_mail(
                template_prefix, email, context, *args, **kwargs
            )
        return message
