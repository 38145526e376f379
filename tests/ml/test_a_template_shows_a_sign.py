"""Templates: a take as a skeleton plays it, smooth, whole, at 25 frames a second."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import features, landmarks
from ml.clips import Clip
from ml.templates import LONGEST, RATE, SHORTEST, choose_take, make_template
from tests.ml.people import GLOSSES, signed

KEY = ("vsl", "MOM")
WRIST = landmarks.RIGHT_HAND.start


def slowed(clip: Clip, fps: float, by: float = 1.0) -> Clip:
    fewer = clip.at_rate(fps)
    return dataclasses.replace(fewer, times=fewer.times * by)


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(GLOSSES), st.integers(0, 5), st.floats(6, 40), st.floats(0.5, 8))
def test_any_take_plays_at_25_frames_a_second(gloss: str, seed: int, fps: float, by: float) -> None:
    shown = make_template(KEY, slowed(signed(gloss, "ann", seed), fps, by))
    assert shown.xy.shape == (len(shown.times), landmarks.COUNT, 2)
    assert shown.xy.dtype == np.float32
    assert np.diff(shown.times) == pytest.approx(np.full(len(shown.times) - 1, 1 / RATE))
    assert SHORTEST - 1 / RATE <= shown.times[-1] <= LONGEST + 1 / RATE
    assert np.isfinite(shown.xy[:, WRIST]).all()
    assert np.abs(shown.xy[np.isfinite(shown.xy)]).max() < 5


def test_few_frames_become_a_smooth_path_near_the_true_one() -> None:
    clip = signed(GLOSSES[0], "ann")
    whole = features.normalise(clip)
    shown = make_template(KEY, slowed(clip, 8))
    true = np.stack(
        [np.interp(shown.times, whole.times, whole.xy[:, WRIST, axis]) for axis in (0, 1)], axis=1
    )
    inner = slice(4, -6)
    assert np.linalg.norm(shown.xy[inner, WRIST] - true[inner], axis=1).mean() < 0.1
    jerk = np.abs(np.diff(shown.xy[:, WRIST], n=3, axis=0)).mean()
    assert jerk < np.abs(np.diff(whole.xy[:, WRIST], n=3, axis=0)).mean()


def test_a_lost_hand_is_followed_through_the_gap() -> None:
    clip = signed(GLOSSES[0], "ann")
    middle = len(clip) // 2
    xy = clip.xy.copy()
    xy[middle - 4 : middle + 4, landmarks.RIGHT_HAND] = np.nan
    shown = make_template(KEY, dataclasses.replace(clip, xy=xy))
    assert np.isfinite(shown.xy[:, landmarks.RIGHT_HAND]).all()


def test_a_hand_that_takes_no_part_stays_missing() -> None:
    shown = make_template(KEY, signed(GLOSSES[0], "ann"))
    assert np.isnan(shown.xy[:, landmarks.LEFT_HAND]).all()


def test_an_arm_ends_where_its_hand_begins() -> None:
    clip = signed(GLOSSES[0], "ann")
    xy = clip.xy.copy()
    pose_wrist = landmarks.INDEX["POSE_RIGHT_WRIST"]
    xy[:, pose_wrist] = np.nan
    shown = make_template(KEY, dataclasses.replace(clip, xy=xy))
    assert shown.xy[:, pose_wrist] == pytest.approx(shown.xy[:, WRIST])


def test_it_is_measured_from_the_shoulders() -> None:
    shown = make_template(KEY, signed(GLOSSES[0], "ann"))
    left, right = (
        shown.xy[:, p].mean(axis=0) for p in (landmarks.LEFT_SHOULDER, landmarks.RIGHT_SHOULDER)
    )
    assert (left + right) / 2 == pytest.approx(np.zeros(2), abs=0.02)
    assert np.linalg.norm(left - right) == pytest.approx(1, abs=0.02)


def test_of_takes_alike_the_whole_one_is_shown() -> None:
    whole = signed(GLOSSES[0], "ann")
    holed = whole.xy.copy()
    holed[len(whole) // 3 : 2 * len(whole) // 3, landmarks.RIGHT_HAND] = np.nan
    takes = [dataclasses.replace(whole, xy=holed), whole]
    assert choose_take(takes, [0.8, 0.8]) == 1
    assert choose_take([whole, whole], [0.2, 0.9]) == 1
