"""The animals that children choose among."""

from accounts.animals import ANIMALS
from signlingo import finders


def test_a_class_of_forty_has_one_each() -> None:
    assert len(ANIMALS) >= 40
    assert len({animal.codepoint for animal in ANIMALS.values()}) == len(ANIMALS)
    assert len({animal.word for animal in ANIMALS.values()}) == len(ANIMALS)


def test_every_slug_is_its_own() -> None:
    assert all(slug == animal.slug for slug, animal in ANIMALS.items())


def test_every_picture_is_served() -> None:
    served = finders.served()
    assert [a.slug for a in ANIMALS.values() if a.picture not in served] == []
