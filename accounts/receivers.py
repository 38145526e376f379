"""What this room does when something happens elsewhere."""

from typing import Any

from allauth.account.signals import password_reset
from django.dispatch import receiver

from accounts import services
from accounts.models import User


@receiver(password_reset)
def confirm_the_address_of_a_reset(user: User, **_more: Any) -> None:
    """The link of a password reset came by mail, so its reader need not confirm the address again.

    Where she has other addresses too, the mail may have gone to one of those; then it proves less.
    """
    if not user.emailaddress_set.exclude(email=user.email).exists():  # type: ignore[attr-defined]
        services.confirm_email(person=user)
