"""Gathers what is to be translated, and compiles translations, without gettext's own programs."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
LOCALES: Final = ROOT / "signlingo" / "locale"
ROOMS: Final = ("accounts", "lessons", "recognition", "signlingo", "templates")
# Header lines that say nothing, or something else each time.
NOISE: Final = tuple(
    b'"' + name
    for name in (b"Report", b"POT-Creation", b"PO-Revision", b"Last-", b"Language-T", b"Generated")
)
KEYWORDS: Final = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def gather(root: Path = ROOT) -> Catalog:
    """Return every message marked in our Python files and templates, with where it stands."""
    catalog = Catalog(project="SignLingo", charset="utf-8")
    for path in _sources(root):
        for line, message, _comments, context in _messages(path):
            place = path.relative_to(root).as_posix()
            catalog.add(message, locations=[(place, line)], context=context)
    return catalog


def update_translations(root: Path = ROOT, locales: Path = LOCALES) -> list[Path]:
    """Bring each django.po under `locales` up to what `gather` finds; return their paths.

    A djangojs.po is kept by hand: it says in our words what Django's admin says by JavaScript.
    """
    template = gather(root)
    paths = sorted(locales.glob("*/LC_MESSAGES/django.po"))
    for path in paths:
        catalog = _read(path)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        buffer = io.BytesIO()
        write_po(buffer, catalog, width=98, sort_by_file=True, include_lineno=False)
        lines = buffer.getvalue().splitlines(keepends=True)
        path.write_bytes(b"".join(line for line in lines if not line.startswith(NOISE)))
    return paths


def compile_translations(locales: Path = LOCALES) -> list[Path]:
    """Write a .mo beside each .po under `locales`; return the paths written.

    Raises `ValueError` naming the file, the line and what is wrong with it.
    """
    written = []
    for path in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        catalog = _read(path)
        for message in catalog:
            for problem in message.check(catalog):
                raise ValueError(f"{path}:{message.lineno}: {problem}")
        target = path.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalog)
        written.append(target)
    return written


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        try:
            return read_po(file, locale=path.parent.parent.name, abort_invalid=True)
        except PoFileError as error:
            raise ValueError(f"{path}: {error}") from error


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _messages(
    path: Path,
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text, language = path.read_text(encoding="utf-8"), "python"
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # Calls of gettext between blanked-out markup: no Python, but JavaScript's lexer reads it.
        text, language = templatize(text, origin=str(path)), "javascript"
    yield from extract(language, io.BytesIO(text.encode()), keywords=KEYWORDS)


def _main() -> None:
    if "--gather" in sys.argv[1:]:
        import django
        from django.conf import settings

        settings.configure()
        django.setup()
        update_translations()
    compile_translations()


if __name__ == "__main__":
    try:
        _main()
    except ValueError as error:
        sys.exit(str(error))
