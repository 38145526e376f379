"""Refuses to start without a release that is whole and made for this code."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from ml.artifact import MEND, ArtifactError
from recognition import release


@register
def release_can_be_served(**_options: Any) -> Sequence[CheckMessage]:
    """Load the release, which checks every byte of it."""
    try:
        release.current()
    except ArtifactError as error:
        return [Error(str(error).removesuffix(MEND).strip(), hint=MEND, id="recognition.E001")]
    return []
