"""Inspection: one sentence for each doubt, naming file, clip and reason, and on with the rest."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from ml import landmarks
from ml.clips import Clip
from ml.inspection import inspect
from tests.ml.people import GLOSSES, nobody, people, signed

FILE = Path("set.npz")
GOOD = signed(GLOSSES[0], "ann")
HANDS = slice(landmarks.LEFT_HAND.start, landmarks.RIGHT_HAND.stop)
SHOULDERS = [landmarks.LEFT_SHOULDER, landmarks.RIGHT_SHOULDER]


def without(clip: Clip, points: slice | list[int], frames: slice = slice(None)) -> Clip:
    xy = clip.xy.copy()
    xy[frames, points] = np.nan
    return dataclasses.replace(clip, xy=xy)


def scaled(clip: Clip, by: float) -> Clip:
    return dataclasses.replace(clip, xy=(clip.xy - 0.5) * np.float32(by) + 0.5)


def flipped(clip: Clip) -> Clip:
    turn, shift = np.array([[-1, 1], [1, 0]], np.float32)
    return dataclasses.replace(clip, xy=clip.xy * turn + shift)


def frozen(clip: Clip) -> Clip:
    middle = len(clip) // 2
    return dataclasses.replace(clip, xy=np.repeat(clip.xy[middle : middle + 1], len(clip), axis=0))


BAD = {
    "unlabelled": dataclasses.replace(GOOD, signer=""),
    "shoulders": without(GOOD, SHOULDERS),
    "too_short": dataclasses.replace(GOOD, xy=GOOD.xy[:3], times=GOOD.times[:3]),
    "no_hands": nobody(),
    "few_hands": without(
        without(GOOD, HANDS, slice(0, int(0.4 * len(GOOD)))),
        HANDS,
        slice(int(0.6 * len(GOOD)), None),
    ),
    "scale": scaled(GOOD, 0.1),
    "mirrored": flipped(GOOD),
    "frozen": frozen(GOOD),
}


def test_good_clips_raise_no_doubt() -> None:
    assert list(inspect(FILE, people(["ann", "bob"]))) == []


@pytest.mark.parametrize("kind", BAD)
def test_each_doubt_has_its_sentence(kind: str) -> None:
    found = list(inspect(FILE, [BAD[kind]]))
    assert kind in {finding.kind for finding in found}
    assert all(str(f).startswith(f"set.npz: {BAD[kind].name}: ") for f in found)
    assert all(finding.to_json()["sentence"] for finding in found)


def test_a_near_copy_is_named_with_its_original() -> None:
    copy = dataclasses.replace(GOOD, xy=GOOD.xy + np.float32(1e-4), name="copy")
    other = signed(GLOSSES[1], "ann")
    [found] = inspect(FILE, [GOOD, other, copy])
    assert (found.kind, found.clip) == ("near_copy", "copy")
    assert GOOD.name in found.sentence


def test_bad_clips_stop_nothing() -> None:
    found = {finding.clip for finding in inspect(FILE, [*BAD.values(), *people(["bob"])])}
    assert nobody().name in found


def test_nothing_is_nothing() -> None:
    assert list(inspect(FILE, [])) == []
