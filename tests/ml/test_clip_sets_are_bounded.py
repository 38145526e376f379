"""Clip sets: what was written is read back, optional entries may lack, anything else is refused."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml import clips, features, landmarks
from ml.clips import Clip, ClipError, read_clips, write_clips
from ml.features import Unusable
from tests.ml.people import people

HELD = [HealthCheck.function_scoped_fixture]


def entries(count: int = 2, length: int = 5) -> dict[str, Any]:
    return {
        "landmarks": np.array(landmarks.NAMES),
        "xy": np.full((count * length, landmarks.COUNT, 2), 0.5, np.float16),
        "lengths": np.full(count, length, np.int32),
        "gloss": np.array(["MOM"] * count),
    }


def test_what_was_written_is_read(tmp_path: Path) -> None:
    some = people(["ann", "bob"])
    write_clips(tmp_path / "set.npz", some)
    read = read_clips(tmp_path / "set.npz")
    assert read.glosses.tolist() == some.glosses.tolist()
    assert read.signers.tolist() == some.signers.tolist()
    for before, after in zip(some, read, strict=True):
        assert after.name == before.name
        assert after.aspect == pytest.approx(before.aspect, abs=1e-6)
        assert after.times == pytest.approx(before.times, abs=1e-3)
        assert after.xy == pytest.approx(before.xy, abs=2e-3, nan_ok=True)


def test_optional_entries_may_lack(tmp_path: Path) -> None:
    np.savez(tmp_path / "set.npz", **entries())
    for clip in read_clips(tmp_path / "set.npz"):
        assert (clip.signer, clip.source) == ("", "")
        assert clip.aspect == clips.UNKNOWN_ASPECT
        assert clip.name


@pytest.mark.parametrize("odd", [np.nan, 0.0, -3.0, np.inf])
def test_an_unknown_rate_or_aspect_is_taken_as_usual(tmp_path: Path, odd: float) -> None:
    numbers = np.array([odd, odd], np.float32)
    np.savez(tmp_path / "set.npz", **entries(), fps=numbers, aspect=numbers)
    for clip in read_clips(tmp_path / "set.npz"):
        assert clip.aspect == clips.UNKNOWN_ASPECT
        assert np.diff(clip.times) == pytest.approx(np.full(4, 1 / clips.UNKNOWN_FPS))


def test_half_a_point_is_no_point(tmp_path: Path) -> None:
    said = entries(1)
    said["xy"][0, 0] = (np.nan, 0.5)
    said["xy"][1, 1] = (0.5, np.inf)
    said["xy"][2, 2] = (0.5, -60_000)
    np.savez(tmp_path / "set.npz", **said)
    [clip] = read_clips(tmp_path / "set.npz")
    assert np.isnan(clip.xy[0, 0]).all()
    assert np.isnan(clip.xy[1, 1]).all()
    assert np.isnan(clip.xy[2, 2]).all()
    assert np.isnan(clip.xy).sum() == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"landmarks": np.array(landmarks.NAMES[::-1])},
        {"lengths": np.array([5, 6], np.int32)},
        {"lengths": np.array([-5, 15], np.int32)},
        {"lengths": np.array([5.0, 5.0])},
        {"lengths": np.array([[5], [5]])},
        {"xy": np.zeros((10, 54, 2), np.float16)},
        {"xy": np.zeros((10, 55, 2), np.int32)},
        {"gloss": np.array(["MOM"])},
        {"gloss": np.array([{}, {}], object)},
        {"signer": np.array(["a", "b", "c"])},
        {"fps": np.array(["fast", "slow"])},
        {"aspect": np.array([1.0])},
    ],
)
def test_what_does_not_add_up_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    np.savez(tmp_path / "set.npz", **entries() | wrong)
    with pytest.raises(ClipError, match=r"set\.npz"):
        read_clips(tmp_path / "set.npz")


def test_a_missing_entry_is_named(tmp_path: Path) -> None:
    said = entries()
    del said["lengths"], said["gloss"]
    np.savez(tmp_path / "set.npz", **said)
    with pytest.raises(ClipError, match="lengths, gloss"):
        read_clips(tmp_path / "set.npz")


def test_a_bomb_is_refused_before_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "MAX_BYTES", 10_000)
    np.savez_compressed(tmp_path / "set.npz", **entries(200, 5))
    with pytest.raises(ClipError, match="unpacks to"):
        read_clips(tmp_path / "set.npz")


def test_a_header_that_lies_is_refused(tmp_path: Path) -> None:
    header = io.BytesIO()
    shape = {"descr": "<f2", "fortran_order": False, "shape": (2**36, 55, 2)}
    np.lib.format.write_array_header_1_0(header, shape)
    held = io.BytesIO()
    np.savez(held, **entries())
    with zipfile.ZipFile(held) as whole, zipfile.ZipFile(tmp_path / "set.npz", "w") as lies:
        for name in whole.namelist():
            lies.writestr(name, header.getvalue() if name == "xy.npy" else whole.read(name))
    with pytest.raises(ClipError, match=r"set\.npz"):
        read_clips(tmp_path / "set.npz")


@settings(deadline=None, max_examples=150, suppress_health_check=HELD)
@given(st.integers(0, 10**6), st.integers(1, 255), st.booleans())
def test_no_damage_fails_otherwise(tmp_path: Path, place: int, by: int, cut: bool) -> None:
    path = tmp_path / "set.npz"
    np.savez_compressed(path, **entries())
    whole = bytearray(path.read_bytes())
    whole[place % len(whole)] ^= by
    path.write_bytes(whole[: place % len(whole)] if cut else whole)
    try:
        read_clips(path)
    except ClipError as error:
        assert "set.npz" in str(error)  # noqa: PT017 - reading on is as right as refusing


numbers = st.floats(-clips.FAR, clips.FAR, width=32)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 12), st.lists(numbers, min_size=1, max_size=9), st.integers(0, 99))
def test_any_points_give_finite_features_or_a_reason(
    frames: int, values: list[float], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    xy = rng.choice(np.array(values, np.float32), size=(frames, landmarks.COUNT, 2))
    xy[rng.random((frames, landmarks.COUNT)) < 0.3] = np.nan
    xy[~np.isfinite(xy).all(axis=2)] = np.nan
    try:
        found = features.features(Clip(xy, np.arange(frames) / 25))
    except Unusable as error:
        assert error.reason in {"too_short", "no_shoulders", "no_hands"}  # noqa: PT017
    else:
        assert found.shape == (features.STEPS, features.FEATURES)
        assert np.isfinite(found).all()
