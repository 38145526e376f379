"""Checks that what the site serves is really there."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from signlingo.finders import PACKAGES, installed_version, wanted_version


@register
def node_packages_are_installed(**_options: Any) -> Sequence[CheckMessage]:
    """Refuse to start without the files that pages load from node_modules."""
    wrong = [
        f"{package} {wanted_version(package)}"
        for package in PACKAGES
        if installed_version(package) != wanted_version(package)
    ]
    if not wrong:
        return []
    return [
        Error(
            f"The pages need {' and '.join(wrong)}, which node_modules does not hold.",
            hint="Run `npm ci`.",
            id="signlingo.E001",
        )
    ]
