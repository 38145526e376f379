"""Signs are found where they are, at any frame rate, and never twice or out of order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import landmarks, segment
from ml.segment import Ended, Segmenter, SegmentEvent, Started
from tests.streams import ASPECT, Path, Stream

RATES = (5.0, 8.0, 15.0, 30.0)
PATHS = (
    Path(),
    Path(centre=(0.0, -0.5), radius=0.1, turns=3, seconds=0.8),
    Path(centre=(-0.4, 0.6), radius=0.25, turns=1, both=True, seconds=2.0),
)


def watch(stream: Stream) -> list[tuple[SegmentEvent, float]]:
    """Every event with the time of the frame that brought it."""
    segmenter = Segmenter()
    return [
        (event, time)
        for time, frame in zip(stream.times, stream.frames, strict=True)
        for event in segmenter.add(time, frame, ASPECT)
    ]


def found(stream: Stream) -> list[Ended]:
    return [event for event, _ in watch(stream) if isinstance(event, Ended)]


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("path", PATHS)
def test_start_and_end_are_near_the_truth(path: Path, fps: float) -> None:
    stream = Stream(fps=fps).idle(1).sign(path).idle(1)
    (sign,) = found(stream)
    start, end = stream.truth[0]
    assert abs(sign.start - start) <= 0.25 + 1 / fps
    assert abs(sign.end - end) <= (0.25 if fps >= 8 else 0.25 + 1 / fps)


@pytest.mark.parametrize("fps", RATES)
def test_the_end_is_told_soon(fps: float) -> None:
    stream = Stream(fps=fps).idle(1).sign(Path()).idle(1)
    told = next(time for event, time in watch(stream) if isinstance(event, Ended))
    assert told - stream.truth[0][1] <= 0.3 + segment.DROPPED + 1 / fps


@pytest.mark.parametrize("fps", RATES)
def test_signs_one_after_another_are_kept_apart(fps: float) -> None:
    stream = Stream(fps=fps).idle(0.5)
    for path in PATHS:
        stream.sign(path).idle(0.6)
    assert len(found(stream)) == len(PATHS)


def test_a_short_loss_of_the_hand_does_not_end_a_sign() -> None:
    stream = Stream().idle(1).sign(Path(seconds=1.6)).idle(1)
    start, _ = stream.truth[0]
    stream.lose("RIGHT", start + 0.5, start + 0.75)
    (sign,) = found(stream)
    assert sign.end - sign.start > 1.5


def test_a_hand_that_leaves_for_good_ends_a_sign_where_it_left() -> None:
    stream = Stream().idle(1).sign(Path(seconds=1.6)).idle(1)
    start, _ = stream.truth[0]
    stream.lose("RIGHT", start + 1.0, np.inf)
    (sign,) = found(stream)
    assert sign.end == pytest.approx(start + 1.0, abs=0.05)


def test_a_hold_within_a_sign_does_not_end_it() -> None:
    still = Path(centre=(0.0, -0.2), radius=0.0, turns=0.0, spread=0.1, seconds=1.3)
    stream = Stream().idle(1).sign(still).idle(1)
    (sign,) = found(stream)
    assert sign.end - sign.start > 1.2


def test_hands_that_rest_on_a_desk_are_at_rest() -> None:
    desk = {"LEFT": (0.3, 0.9), "RIGHT": (-0.3, 0.9)}
    stream = Stream(rest=desk).idle(2).sign(Path(centre=(0.0, -0.3))).idle(1.5)
    stream.sign(Path(centre=(0.2, -0.2))).idle(1.5)
    signs = found(stream)
    assert len(signs) == 2
    for sign, (_, end) in zip(signs, stream.truth, strict=True):
        assert abs(sign.end - end) <= 0.3


def test_a_hand_that_never_rests_is_cut_and_may_go_on() -> None:
    signs = found(Stream().idle(1).sign(Path(turns=20, seconds=16)).idle(1))
    assert len(signs) >= 2
    assert all(sign.end - sign.start <= segment.LONGEST + 0.1 for sign in signs)


def test_an_empty_picture_holds_no_sign() -> None:
    segmenter = Segmenter()
    nobody = np.full((landmarks.COUNT, 2), np.nan, np.float32)
    assert not [e for i in range(100) for e in segmenter.add(i / 25, nobody, ASPECT)]
    assert not segmenter.signing


def test_frames_out_of_order_are_refused() -> None:
    segmenter = Segmenter()
    nobody = np.full((landmarks.COUNT, 2), np.nan, np.float32)
    segmenter.add(1.0, nobody, ASPECT)
    with pytest.raises(ValueError, match="order"):
        segmenter.add(1.0, nobody, ASPECT)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    steps=st.lists(st.floats(0.01, 1.5), min_size=5, max_size=60),
    lost=st.floats(0, 1),
)
def test_events_come_in_order_and_never_overlap(seed: int, steps: list[float], lost: float) -> None:
    rng = np.random.default_rng(seed)
    segmenter, now, open_since, last_end = Segmenter(), 0.0, None, -np.inf
    for step in steps:
        now += step
        frame = rng.uniform(-0.2, 1.2, (landmarks.COUNT, 2)).astype(np.float32)
        frame[rng.random(landmarks.COUNT) < lost] = np.nan
        for event in segmenter.add(now, frame, ASPECT):
            if isinstance(event, Started):
                assert open_since is None
                assert last_end <= event.at <= now
                open_since = event.at
            else:
                assert open_since == event.start <= event.end <= now
                open_since, last_end = None, event.end
    assert segmenter.signing == (open_since is not None)


@settings(max_examples=15, deadline=None)
@given(
    centre=st.tuples(st.floats(-0.5, 0.3), st.floats(-0.6, 0.5)),
    radius=st.floats(0.08, 0.3),
    seconds=st.floats(0.8, 2.5),
    slow=st.floats(5, 12),
)
def test_a_slower_camera_finds_the_same_sign(
    centre: tuple[float, float], radius: float, seconds: float, slow: float
) -> None:
    path = Path(centre=centre, radius=radius, seconds=seconds)
    fast_sign = found(Stream(fps=30).idle(1).sign(path).idle(1))
    slow_sign = found(Stream(fps=slow).idle(1).sign(path).idle(1))
    assert len(fast_sign) == len(slow_sign) == 1
    assert abs(fast_sign[0].start - slow_sign[0].start) <= 2 / slow + 0.1
    assert abs(fast_sign[0].end - slow_sign[0].end) <= 2 / slow + 0.1
