"""The sentences that we translate for allauth are those that the installed allauth says."""

from pathlib import Path

import allauth
from babel.messages.pofile import read_po

from accounts.allauth_sentences import SENTENCES


def test_allauth_still_says_them() -> None:
    catalogue = Path(allauth.__file__).parent / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as file:
        said = {message.id for message in read_po(file)}
    assert [sentence for sentence in SENTENCES if sentence not in said] == []
