"""Everything that people read is marked, and said in Vietnamese with the same placeholders."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import django
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from signlingo import translations

VIETNAMESE: Final = translations.LOCALES / "vi" / "LC_MESSAGES"
ENGLISH_OF_DJANGO: Final = [
    Path(django.__file__).parent / folder / "locale" / "en" / "LC_MESSAGES"
    for folder in ("conf", "contrib/admin", "contrib/auth")
]
HELD_PLACES: Final = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|<[^>]+>")
# The name of the project, and the languages' names in themselves.
LEFT_AS_THEY_ARE: Final = {"SignLingo", "· SignLingo", "VI", "EN", "Tiếng Việt", "English"}
SAID_BY: Final = {"alt", "aria-description", "aria-label", "placeholder", "title"}
MOST_WORDS: Final = 5  # on a child's screen


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def keys(catalog: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, ids(message)[0]) for message in catalog if message.id}


def held_places(text: str) -> list[str]:
    return sorted(HELD_PLACES.findall(text))


class Reader(HTMLParser):
    """Collects what a template says by itself, in text and in what screen readers say."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.said += [value for name, value in attrs if name in SAID_BY and value]


def literal_text(template: str) -> list[str]:
    """What is left to read once everything that Django fills in is taken away."""
    for block, end in (
        ("comment", "endcomment"),
        ("blocktranslate", "endblocktranslate"),
        ("block body_class", "endblock body_class"),  # a class of CSS
    ):
        template = re.sub(rf"{{% {block}\b.*?{{% {end} %}}", "", template, flags=re.DOTALL)
    pictures = re.findall(r"{% picture [^%]*alt=\"([^\"]+)\"", template)
    reader = Reader()
    reader.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", template, flags=re.DOTALL))
    words = [text.strip() for text in (*reader.said, *pictures)]
    return [text for text in words if re.search(r"[^\W\d_]", text) and text not in LEFT_AS_THEY_ARE]


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_every_message_has_a_sure_translation(name: str) -> None:
    unsure = [m.id for m in read(VIETNAMESE / name) if m.id and (m.fuzzy or not all(texts(m)))]
    assert unsure == []


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_every_translation_holds_the_same_places(name: str) -> None:
    lost = [
        (message.id, text)
        for message in read(VIETNAMESE / name)
        for text in texts(message)
        if message.id and held_places(text) not in map(held_places, ids(message))
    ]
    assert lost == []


def test_what_is_marked_and_what_is_translated_are_the_same() -> None:
    marked, translated = keys(translations.gather()), keys(read(VIETNAMESE / "django.po"))
    assert marked - translated == set(), "run: make messages"
    assert translated - marked == set(), "run: make messages"


def test_what_we_say_for_django_is_what_it_says() -> None:
    said = [keys(read(folder / "django.po")) for folder in ENGLISH_OF_DJANGO]
    ours = {
        (message.context, ids(message)[0])
        for message in read(VIETNAMESE / "django.po")
        if "signlingo/django_sentences.py" in [place for place, _line in message.locations]
    }
    assert ours
    assert ours - set().union(*said) == set()
    admin = keys(read(ENGLISH_OF_DJANGO[1] / "djangojs.po"))
    assert keys(read(VIETNAMESE / "djangojs.po")) - admin == set()


@pytest.mark.parametrize(
    "path", sorted((translations.ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_a_template_says_nothing_unmarked(path: Path) -> None:
    assert literal_text(path.read_text(encoding="utf-8")) == []


def test_literal_text_would_be_found() -> None:
    template = '{% picture "1f31f" 20 alt="Star" %}<a title="Back">{{ x }}</a> Hello'
    assert literal_text(template) == ["Back", "Hello", "Star"]


def test_a_childs_screen_says_at_most_five_words() -> None:
    template = (translations.ROOT / "templates/recognition/sign_practice.html").read_text("utf-8")
    said = re.findall(
        r'class="(?:status|panel__words)[^>]*>(?:{% picture [^%]*%})?{% translate "([^"]+)" %}',
        template,
    )
    assert len(said) > 20
    catalog = read(VIETNAMESE / "django.po")
    told = [str(message.string) for text in said if (message := catalog.get(text))]
    assert [text for text in said + told if len(text.split()) > MOST_WORDS] == []
