"""The features of a clip: whoever signs, wherever she sits, however she is filmed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import landmarks
from ml.clips import Clip
from ml.features import FEATURES, LOW, STEPS, Unusable, features, flipped, normalise, resample
from tests.streams import Path, Stream

SIGN = Path(radius=0.25, seconds=1.4)


def take(**how: float) -> Clip:
    return Stream(fps=how.get("fps", 25.0), noise=how.get("noise", 0.0)).sign(SIGN).clip()


def test_features_have_their_shape_and_are_finite() -> None:
    found = features(take())
    assert found.shape == (STEPS, FEATURES)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@given(
    shift=st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)),
    size=st.floats(0.4, 2.0),
)
def test_where_she_sits_and_how_near_make_no_difference(
    shift: tuple[float, float], size: float
) -> None:
    clip = take()
    elsewhere = replace(clip, xy=(clip.xy * size + np.array(shift)).astype(np.float32))
    assert np.allclose(features(elsewhere), features(clip), atol=2e-3)


def test_the_shape_of_the_picture_makes_no_difference() -> None:
    clip = take()
    wide = replace(clip, xy=clip.xy * np.array([0.75, 1], np.float32), aspect=clip.aspect / 0.75)
    assert np.allclose(features(wide), features(clip), atol=2e-3)


def test_signing_with_the_left_hand_is_the_same_sign() -> None:
    clip = take()
    assert np.allclose(features(clip.mirrored()), features(clip), atol=2e-3)


def test_normalising_twice_changes_nothing() -> None:
    once = normalise(take())
    twice = normalise(once)
    assert np.allclose(once.xy, twice.xy, atol=1e-4, equal_nan=True)
    assert np.allclose(once.times, twice.times)


def test_flipping_twice_changes_nothing() -> None:
    clip = normalise(take())
    assert np.array_equal(flipped(flipped(clip)).xy, clip.xy, equal_nan=True)


@settings(deadline=None)
@given(fps=st.floats(12, 60))
def test_the_frame_rate_hardly_shows_in_the_places(fps: float) -> None:
    slow, fast = resample(normalise(take(fps=fps))), resample(normalise(take(fps=60.0)))
    wrist = landmarks.RIGHT_HAND.start
    assert np.median(np.linalg.norm(slow[:, wrist] - fast[:, wrist], axis=1)) < 0.15


def test_a_hand_that_rests_all_along_takes_no_part() -> None:
    clip = normalise(take())
    assert np.isnan(clip.xy[:, landmarks.LEFT_HAND]).all()
    assert np.isfinite(clip.xy[:, landmarks.RIGHT_HAND]).all()


def test_frames_before_and_after_the_sign_are_cut() -> None:
    around = Stream(noise=0.0).idle(2).sign(SIGN).idle(2).clip()
    assert normalise(around).times[-1] < 2.2
    assert normalise(around).xy[0, landmarks.RIGHT_HAND.start, 1] < LOW


def test_a_short_loss_of_the_hand_is_bridged_and_a_long_one_stays() -> None:
    short = Stream(noise=0.0).sign(SIGN).lose("RIGHT", 0.8, 0.9).clip()
    long = Stream(noise=0.0).sign(SIGN).lose("RIGHT", 0.6, 1.2).clip()
    assert np.isfinite(normalise(short).xy[:, landmarks.RIGHT_HAND]).all()
    assert np.isnan(normalise(long).xy[:, landmarks.RIGHT_HAND]).any()


@pytest.mark.parametrize(
    ("reason", "points"),
    [
        ("no_shoulders", [landmarks.LEFT_SHOULDER]),
        ("no_hands", [*range(landmarks.LEFT_HAND.start, landmarks.RIGHT_HAND.stop)]),
    ],
)
def test_what_was_not_seen_is_named(reason: str, points: list[int]) -> None:
    clip = take()
    clip.xy[:, points] = np.nan
    with pytest.raises(Unusable) as refused:
        features(clip)
    assert refused.value.reason == reason


def test_three_frames_are_too_few() -> None:
    clip = take()
    with pytest.raises(Unusable, match="too_short"):
        features(replace(clip, xy=clip.xy[:3], times=clip.times[:3]))


@settings(deadline=None, max_examples=200)
@given(seed=st.integers(0, 2**32), lost=st.floats(0, 1), frames=st.integers(0, 40))
def test_whatever_is_lost_the_answer_is_finite_or_a_refusal(
    seed: int, lost: float, frames: int
) -> None:
    rng = np.random.default_rng(seed)
    xy = rng.uniform(-1, 2, (frames, landmarks.COUNT, 2)).astype(np.float32)
    xy[rng.random((frames, landmarks.COUNT)) < lost] = np.nan
    try:
        found = features(Clip(xy=xy, times=np.arange(frames) / 25))
    except Unusable:
        return
    assert np.isfinite(found).all()
