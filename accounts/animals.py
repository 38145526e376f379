"""PURE: the animals that children sign in with: slug, emoji codepoint, English word."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Animal:
    """One animal: its stored `slug`, the `codepoint` of its picture, its word (a gettext msgid)."""

    slug: str
    codepoint: str
    word: str

    @property
    def picture(self) -> str:
        """Path of the picture below the static root."""
        return f"pictures/{self.codepoint}.svg"


def _(word: str) -> str:
    """Mark a word for translation; it is translated where it is shown."""
    return word


# A class of 40 needs 40 animals that a six-year-old tells apart at a glance, so no two of a kind
# (one bear, one whale, one bird of prey …), and each drawn in its own shape or colour.
ANIMALS: Mapping[str, Animal] = MappingProxyType(
    {
        animal.slug: animal
        for animal in (
            Animal("dog", "1f436", _("dog")),
            Animal("cat", "1f431", _("cat")),
            Animal("rabbit", "1f430", _("rabbit")),
            Animal("panda", "1f43c", _("panda")),
            Animal("lion", "1f981", _("lion")),
            Animal("frog", "1f438", _("frog")),
            Animal("monkey", "1f435", _("monkey")),
            Animal("elephant", "1f418", _("elephant")),
            Animal("chick", "1f425", _("chick")),
            Animal("turtle", "1f422", _("turtle")),
            Animal("butterfly", "1f98b", _("butterfly")),
            Animal("whale", "1f433", _("whale")),
            Animal("fox", "1f98a", _("fox")),
            Animal("pig", "1f437", _("pig")),
            Animal("cow", "1f42e", _("cow")),
            Animal("horse", "1f434", _("horse")),
            Animal("tiger", "1f42f", _("tiger")),
            Animal("bear", "1f43b", _("bear")),
            Animal("koala", "1f428", _("koala")),
            Animal("mouse", "1f42d", _("mouse")),
            Animal("unicorn", "1f984", _("unicorn")),
            Animal("bee", "1f41d", _("bee")),
            Animal("ladybird", "1f41e", _("ladybird")),
            Animal("snail", "1f40c", _("snail")),
            Animal("octopus", "1f419", _("octopus")),
            Animal("crab", "1f980", _("crab")),
            Animal("fish", "1f420", _("fish")),
            Animal("dolphin", "1f42c", _("dolphin")),
            Animal("penguin", "1f427", _("penguin")),
            Animal("owl", "1f989", _("owl")),
            Animal("duck", "1f986", _("duck")),
            Animal("parrot", "1f99c", _("parrot")),
            Animal("flamingo", "1f9a9", _("flamingo")),
            Animal("peacock", "1f99a", _("peacock")),
            Animal("rooster", "1f413", _("rooster")),
            Animal("sheep", "1f411", _("sheep")),
            Animal("giraffe", "1f992", _("giraffe")),
            Animal("zebra", "1f993", _("zebra")),
            Animal("kangaroo", "1f998", _("kangaroo")),
            Animal("hedgehog", "1f994", _("hedgehog")),
            Animal("squirrel", "1f43f", _("squirrel")),
            Animal("crocodile", "1f40a", _("crocodile")),
            Animal("snake", "1f40d", _("snake")),
            Animal("dinosaur", "1f995", _("dinosaur")),
            Animal("dragon", "1f409", _("dragon")),
            Animal("camel", "1f42b", _("camel")),
            Animal("rhino", "1f98f", _("rhino")),
            Animal("sloth", "1f9a5", _("sloth")),
        )
    }
)
