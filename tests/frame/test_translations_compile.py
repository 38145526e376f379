"""Translations compile with Babel alone, and nothing that people read is left untranslated."""

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from signlingo import translations


def messages(path: Path) -> dict[tuple[str | None, object], bool]:
    """Return a catalogue's messages: (context, id) → whether it is wholly and surely translated."""

    def is_done(message: Message) -> bool:
        texts = [message.string] if isinstance(message.string, str) else message.string or [""]
        return all(texts) and not message.fuzzy

    with path.open("rb") as file:
        return {(m.context, m.id): is_done(m) for m in read_po(file) if m.id}


def vietnamese() -> Path:
    return translations.LOCALES / "vi" / "LC_MESSAGES" / "django.po"


def test_every_language_compiles(tmp_path: Path) -> None:
    shutil.copytree(translations.LOCALES, tmp_path / "locale")
    written = translations.compile_translations(tmp_path / "locale")
    assert [path.parent.parent.name for path in written] == ["vi"]
    assert all(path.stat().st_size > 100 for path in written)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "a"\nnonsense\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po"):
        translations.compile_translations(tmp_path)


def test_a_lost_placeholder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    text = '#, python-format\nmsgid "%(count)d signs"\nmsgstr "ký hiệu %(number)d"\n'
    (folder / "django.po").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po:\d+"):
        translations.compile_translations(tmp_path)


def test_everything_marked_is_translated_into_vietnamese() -> None:
    known = messages(vietnamese())
    wanted = {(m.context, m.id) for m in translations.gather() if m.id}
    untranslated = {key for key in wanted if not known.get(key)}
    assert untranslated == set()


def test_nothing_is_translated_that_nobody_reads() -> None:
    wanted = {(m.context, m.id) for m in translations.gather() if m.id}
    assert set(messages(vietnamese())) - wanted == set()
