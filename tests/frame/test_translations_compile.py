"""Translations compile with Babel alone, and what is broken is named."""

import shutil
from pathlib import Path

import pytest

from signlingo import translations


def test_every_language_compiles(tmp_path: Path) -> None:
    shutil.copytree(translations.LOCALES, tmp_path / "locale")
    written = translations.compile_translations(tmp_path / "locale")
    places = [path.relative_to(tmp_path / "locale").as_posix() for path in written]
    assert places == ["vi/LC_MESSAGES/django.mo", "vi/LC_MESSAGES/djangojs.mo"]
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
