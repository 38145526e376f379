"""Extraction: MediaPipe's answers become the layout's points; a bad video stops no other."""

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ml import extract, features, landmarks
from ml.clips import read_clips
from tests.machine import MEDIA

HERE = extract.ENVIRONMENT.exists() and any(MEDIA.glob("*.mp4"))


def seen(count: int) -> SimpleNamespace:
    return SimpleNamespace(landmark=[SimpleNamespace(x=i / 100, y=-i / 100) for i in range(count)])


def test_points_are_taken_by_the_layout() -> None:
    answer = SimpleNamespace(
        pose_landmarks=seen(33), left_hand_landmarks=None, right_hand_landmarks=seen(21)
    )
    xy = extract.points_of(answer)
    assert xy.shape == (landmarks.COUNT, 2)
    assert np.isnan(xy[landmarks.LEFT_HAND]).all()
    assert xy[landmarks.RIGHT_SHOULDER] == pytest.approx([0.12, -0.12])
    assert xy[landmarks.RIGHT_HAND, 0] == pytest.approx(np.arange(21) / 100)


def test_labels_are_read_by_the_videos_name(tmp_path: Path) -> None:
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["video", "gloss", "signer"], ["a/b.mp4", "mẹ", "ann"], ["c.mp4", "DOG", ""]]
        )
    found = extract.read_labels(tmp_path / "labels.csv")
    assert found == {"b.mp4": ("mẹ", "ann"), "c.mp4": ("DOG", "")}


def test_without_mediapipe_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "ENVIRONMENT", Path("nowhere"))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(extract.ExtractionError, match="make extract"):
        list(extract.extract([Path("a.mp4")], Path("out.npz")))


def run(*videos: Path, out: Path) -> list[dict[str, Any]]:
    return list(extract.extract(videos, out, signer="woman"))


@pytest.mark.slow
@pytest.mark.skipif(
    not HERE,
    reason="no .venv-extract (make extract brings it), or no videos of people signing",
)
def test_people_signing_are_found(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes((MEDIA / "asl_dog_woman.mp4").read_bytes()[:5000])
    out = tmp_path / "clips.npz"
    bad, good = run(broken, MEDIA / "asl_dog_woman.mp4", out=out)
    assert "no picture" in bad["error"]
    assert good["hands"] > 0.5
    [clip] = read_clips(out)
    assert (clip.gloss, clip.signer) == ("ASL_DOG_WOMAN", "woman")
    assert len(clip) == good["frames"]
    assert np.isfinite(features.features(clip)).all()
