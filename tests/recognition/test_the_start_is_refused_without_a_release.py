"""A missing or altered release stops the start with a sentence that says what to run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from recognition import release


@pytest.fixture
def copy(serving: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A release that may be damaged."""
    there = tmp_path / "artifacts" / serving.name
    shutil.copytree(serving, there)
    (there.parent / "current").write_text(there.name)
    monkeypatch.setattr("ml.artifact.ARTIFACTS", there.parent)
    release.forget()
    yield there
    release.forget()


def complaints() -> list[str]:
    return [
        f"{error.msg} {error.hint}"
        for error in run_checks()
        if str(error.id).startswith("recognition.")
    ]


def test_a_whole_release_starts(copy: Path) -> None:
    assert complaints() == []


@pytest.mark.parametrize("name", ["encoder.onnx", "prototypes.npz", "templates.npz"])
def test_an_altered_file_is_named(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    (sentence,) = complaints()
    assert name in sentence
    assert "altered" in sentence
    assert "git checkout" in sentence


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "encoder.onnx").unlink()
    (sentence,) = complaints()
    assert "encoder.onnx" in sentence
    assert "make train" in sentence


def test_no_release_at_all_is_told(copy: Path) -> None:
    (copy.parent / "current").unlink()
    (sentence,) = complaints()
    assert "no release is named" in sentence


def test_a_release_for_another_layout_is_told(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ml.landmarks.FINGERPRINT", "0" * 16)
    (sentence,) = complaints()
    assert "landmarks" in sentence


def test_the_course_is_not_filled_from_a_damaged_release(copy: Path, db: None) -> None:
    (copy / "manifest.json").write_text("{}")
    with pytest.raises(CommandError, match="manifest"):
        call_command("load_release")
