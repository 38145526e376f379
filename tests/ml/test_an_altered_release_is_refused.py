"""Releases: whole ones load at once; altered, foreign and hostile ones are refused."""

import contextlib
import hashlib
import io
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml import artifact
from ml.artifact import ArtifactError, load
from ml.npz import read_arrays

FILES = ("encoder.onnx", "prototypes.npz", "templates.npz", "manifest.json", "manifest.sha256")


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / release.name))


def resign(release: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest as somebody would who can also sign it: its files' sums and its own."""
    said = json.loads((release / "manifest.json").read_text())
    for name in said["files"]:
        said["files"][name]["sha256"] = hashlib.sha256((release / name).read_bytes()).hexdigest()
    change(said)
    text = json.dumps(said).encode()
    (release / "manifest.json").write_bytes(text)
    (release / "manifest.sha256").write_text(hashlib.sha256(text).hexdigest() + "\n")


def test_a_release_loads_quickly_and_whole(release: Path) -> None:
    began = time.process_time()  # its own: the machine may be busy with others
    loaded = load(release)
    assert time.process_time() - began < 1
    assert loaded.release == release.name
    assert set(loaded.prototypes) == set(loaded.templates)
    for template in loaded.templates.values():
        assert template.xy.shape == (len(template.times), 55, 2)
    norms = np.linalg.norm(loaded.prototypes.takes, axis=1)
    assert norms == pytest.approx(np.ones(len(norms)), abs=1e-5)


def test_its_name_follows_from_its_content(release: Path, copy: Path) -> None:
    resign(copy, lambda said: said.update(created="1999-01-01"))
    assert load(copy).release != load(release).release


@pytest.mark.parametrize("name", FILES)
@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused(copy: Path, name: str, place: float, bit: int) -> None:
    path = copy / name
    whole = path.read_bytes()
    changed = bytearray(whole)
    # Of the sum's own file only the sum says anything.
    changed[int(place * (64 if name.endswith("sha256") else len(whole)))] ^= 1 << bit
    path.write_bytes(changed)
    try:
        with pytest.raises(ArtifactError, match=r"SHA-256.*make train"):
            load(copy)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_or_absent_is_refused(copy: Path, name: str) -> None:
    whole = (copy / name).read_bytes()
    for broken in (whole[: len(whole) // 2], b""):
        (copy / name).write_bytes(broken)
        with pytest.raises(ArtifactError, match=r"git checkout"):
            load(copy)
    (copy / name).unlink()
    with pytest.raises(ArtifactError, match=name):
        load(copy)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"layout": "0123456789abcdef"}, "made for the landmarks 0123456789abcdef"),
        ({"features_version": 999}, "made for features 999"),
        ({"format": 2}, "its format is not 1"),
        ({"thresholds": {}}, "incomplete"),
        ({"thresholds": {"guards": {}, "temperature": float("nan")}}, "incomplete"),
        ({"files": {}}, "incomplete"),
        ({"embedding_size": 3}, r"not \(takes, 3\)"),
        ({"training": None}, "incomplete"),
    ],
)
def test_a_release_for_other_code_is_refused(
    copy: Path, change: dict[str, Any], sentence: str
) -> None:
    resign(copy, lambda said: said.update(change))
    with pytest.raises(ArtifactError, match=sentence):
        load(copy)


def packed(**arrays: Any) -> bytes:
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)
    return held.getvalue()


def bomb(claims: int) -> bytes:
    """An .npz whose one array is all zeros: a few kilobytes that unpack to `claims`."""
    return packed(embeddings=np.zeros(claims, np.uint8))


def liar() -> bytes:
    """An .npz whose header promises a terabyte that is not there."""
    entry = io.BytesIO()
    shape = {"descr": "<f4", "fortran_order": False, "shape": (2**38,)}
    np.lib.format.write_array_header_1_0(entry, shape)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("embeddings.npy", entry.getvalue() + b"\0" * 64)
    return held.getvalue()


LABELS = {name: np.array(["x"]) for name in ("language", "gloss", "signer", "take")}
ONE = np.eye(1, 256, dtype=np.float16)


@pytest.mark.parametrize(
    ("prototypes", "sentence"),
    [
        (packed(embeddings=np.array([{}], object), **LABELS), "never pickles"),
        (bomb(200 * 2**20), "unpacks to"),
        (liar(), "entries missing"),
        (packed(embeddings=ONE), "entries missing"),
        (packed(embeddings=ONE * np.nan, **LABELS), "unit length"),
        (packed(embeddings=ONE * 3, **LABELS), "unit length"),
        (packed(embeddings=ONE, **LABELS | {"gloss": np.array(["x", "y"])}), "gloss must be 1"),
        (packed(embeddings=ONE, **LABELS | {"gloss": np.array([1.0])}), "gloss must be 1"),
        (b"PK not a zip", "not a readable"),
    ],
)
def test_hostile_tables_are_refused_even_when_signed(
    copy: Path, prototypes: bytes, sentence: str
) -> None:
    (copy / "prototypes.npz").write_bytes(prototypes)
    resign(copy, dict)
    with pytest.raises(ArtifactError, match=sentence):
        load(copy)


def test_a_header_that_lies_sets_no_memory_aside() -> None:
    with pytest.raises(ValueError, match="its header promises"):
        read_arrays(liar(), names=["embeddings"], max_bytes=2**20)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_no_bytes_make_reading_arrays_fail_otherwise(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_arrays(data, names=["a"], max_bytes=1000)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_damage_makes_reading_arrays_fail_otherwise(place: int, by: int) -> None:
    whole = bytearray(packed(a=np.arange(50, dtype=np.float32)))
    whole[place % len(whole)] ^= by
    with contextlib.suppress(ValueError):
        read_arrays(bytes(whole), names=["a"], max_bytes=1000)


def test_the_pointer_names_one_release(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact, "ARTIFACTS", tmp_path)
    with pytest.raises(ArtifactError, match="no release is named"):
        load()
    for wrong in ("../elsewhere", "", "a/b", ".hidden"):
        (tmp_path / "current").write_text(wrong)
        with pytest.raises(ArtifactError, match="name of one directory"):
            load()
    place = Path(shutil.copytree(release, tmp_path / release.name))
    artifact.make_current(place)
    assert load().path == place
