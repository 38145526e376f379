"""Compiles the translations with Babel, as no gettext need be installed."""

import sys
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALES: Final = Path(__file__).resolve().parent / "locale"


def compile_translations(locales: Path = LOCALES) -> list[Path]:
    """Write a .mo beside each .po under `locales`; return the paths written.

    Raises `ValueError` naming the file, the line and what is wrong with it.
    """
    written = []
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        language = source.parent.parent.name
        with source.open("rb") as file:
            try:
                catalog = read_po(file, locale=language, abort_invalid=True)
            except PoFileError as error:
                raise ValueError(f"{source}: {error}") from error
        for message in catalog:
            for problem in message.check(catalog):
                raise ValueError(f"{source}:{message.lineno}: {problem}")
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalog)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        compile_translations()
    except ValueError as error:
        sys.exit(str(error))
