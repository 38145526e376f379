"""Frames in, states and verdicts out: what a socket's session makes of a person."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import landmarks
from ml.artifact import Artifact
from ml.predictor import Predictor
from ml.prototypes import SignKey
from recognition import session as room
from recognition.protocol import Frames, Watching
from recognition.session import Judged, PracticeSession, Window
from tests.recognition.replay import messages, play, task, verdicts
from tests.releases import SIGNS
from tests.streams import ASPECT, Path, Stream

MOM, DOG = ("vsl", "MOM"), ("vsl", "DOG")


def signed(path: Path, seed: int = 40) -> Stream:
    return Stream(seed=seed).idle(1).sign(path).idle(1)


@pytest.mark.parametrize("sign", SIGNS)
def test_the_asked_sign_is_correct(artifact: Artifact, predictor: Predictor, sign: SignKey) -> None:
    session = PracticeSession()
    session.practise(task(artifact, sign))
    assert verdicts(play(session, predictor, signed(SIGNS[sign]))) == [("correct", None)]
    assert session.task is None


def test_another_sign_is_named(artifact: Artifact, predictor: Predictor) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    events = play(session, predictor, signed(SIGNS["vsl", "UNCLE"]))
    (judged,) = (event for event in events if isinstance(event, Judged))
    assert (judged.verdict.outcome, judged.verdict.closest) == ("another", ("vsl", "UNCLE"))


def test_states_follow_the_sign(artifact: Artifact, predictor: Predictor) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    events = play(session, predictor, signed(SIGNS[MOM]))
    states = [event.state for event in events if isinstance(event, Watching)]
    assert list(dict.fromkeys(states)) == ["waiting", "signing", "judging"]
    assert all(e.seen.shoulders and e.seen.right_hand for e in events if isinstance(e, Watching))


def test_a_sign_under_way_names_the_closest(artifact: Artifact, predictor: Predictor) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    events = play(session, predictor, signed(SIGNS[MOM]))
    assert "vsl/MOM" in {e.closest for e in events if isinstance(e, Watching)}
    windows = [event for event in events if isinstance(event, Window)]
    assert [window.final for window in windows].count(True) == 1
    assert 1 <= len(windows) - 1 <= room.INTERIM_MOST


def test_the_state_is_judging_until_the_answer_comes(artifact: Artifact) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    stream = signed(SIGNS[MOM]).sign(SIGNS[DOG]).idle(1)
    events = [e for frames in messages(stream) for e in session.add(frames, 0.0)]
    final = [event for event in events if isinstance(event, Window) and event.final]
    assert len(final) == 1, "a second sign waits for the first one's verdict"
    assert [e for e in events if isinstance(e, Watching)][-1].state == "judging"


def test_without_a_task_nothing_is_said(predictor: Predictor) -> None:
    assert play(PracticeSession(), predictor, signed(Path())) == []


def test_an_answer_to_an_attempt_that_is_over_says_nothing(
    artifact: Artifact, predictor: Predictor
) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    events = [e for frames in messages(signed(SIGNS[MOM])) for e in session.add(frames, 0.0)]
    (final,) = (event for event in events if isinstance(event, Window) and event.final)
    session.practise(task(artifact, DOG))
    assert session.answer(final, predictor.embed_clips([final.clip])[0]) == []


def test_when_nobody_answers_the_child_may_try_again(artifact: Artifact) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    events = [e for frames in messages(signed(SIGNS[MOM])) for e in session.add(frames, 0.0)]
    (final,) = (event for event in events if isinstance(event, Window) and event.final)
    assert verdicts(session.answer(final, "busy")) == [("unseen", "busy")]
    assert session.task is final.task


def test_half_a_sign_is_no_attempt_when_the_camera_stops(artifact: Artifact) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    stream = Stream().idle(1).sign(SIGNS[MOM])
    stream.times, stream.frames = stream.times[:-12], stream.frames[:-12]
    events = [e for frames in messages(stream, flush=True) for e in session.add(frames, 0.0)]
    assert not [event for event in events if isinstance(event, Window) and event.final]
    assert [e for e in events if isinstance(e, Watching)][-1].state == "waiting"


# --- tracking loss is never a mistake -----------------------------------------------------------


def test_a_hand_that_is_not_tracked_is_unseen(artifact: Artifact, predictor: Predictor) -> None:
    stream = signed(SIGNS[MOM])
    for frame in stream.frames:
        frame[landmarks.RIGHT_HAND] = np.nan  # the pose still guesses the wrist
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    assert verdicts(play(session, predictor, stream)) == [("unseen", "hands")]
    assert session.task is not None, "the attempt may be tried again"


def test_a_lost_hand_in_the_dark_is_blamed_on_the_light(
    artifact: Artifact, predictor: Predictor
) -> None:
    stream = signed(SIGNS[MOM])
    for frame in stream.frames:
        frame[landmarks.RIGHT_HAND] = np.nan
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    assert verdicts(play(session, predictor, stream, light=30)) == [("unseen", "dark")]


@pytest.mark.parametrize(("scale", "reason"), [(4.0, "near"), (0.2, "far")])
def test_too_near_and_too_far_are_told(
    artifact: Artifact, predictor: Predictor, scale: float, reason: str
) -> None:
    stream = Stream().idle(8)
    for frame in stream.frames:
        frame[:] = 0.5 + (frame - 0.5) * scale
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    assert verdicts(play(session, predictor, stream)) == [("unseen", reason)]


def test_nobody_is_told_so_and_not_all_the_time(artifact: Artifact, predictor: Predictor) -> None:
    stream = Stream().idle(20)
    for frame in stream.frames:
        frame[:] = np.nan
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    assert verdicts(play(session, predictor, stream)) == [("unseen", "shoulders")] * 2


def test_a_hand_out_of_the_picture_is_unseen(artifact: Artifact, predictor: Predictor) -> None:
    stream = signed(Path(centre=(-2.6, 0.0)))
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    assert verdicts(play(session, predictor, stream)) == [("unseen", "hands")]


def test_a_break_in_the_stream_begins_anew(artifact: Artifact, predictor: Predictor) -> None:
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    play(session, predictor, Stream().idle(1))
    late = signed(SIGNS[MOM])
    late.times = [time + 60 for time in late.times]
    assert verdicts(play(session, predictor, late)) == [("correct", None)]


# --- whatever comes -----------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    gaps=st.lists(st.integers(1, 400), min_size=1, max_size=80),
    lost=st.sampled_from([0.0, 0.05, 0.5, 1.0]),
    light=st.integers(0, 255),
)
def test_noise_never_breaks_a_session_and_memory_is_bounded(
    artifact: Artifact, *, seed: int, gaps: list[int], lost: float, light: int
) -> None:
    rng = np.random.default_rng(seed)
    session = PracticeSession()
    session.practise(task(artifact, MOM))
    now = 0
    for seq, gap in enumerate(gaps):
        times = now + gap * np.arange(1, 17)
        now = int(times[-1])
        xy = rng.uniform(-0.3, 1.3, (16, landmarks.COUNT, 2)).astype(np.float32)
        xy[rng.random(xy.shape[:2]) < lost] = np.nan
        for event in session.add(Frames(seq, times, xy, ASPECT, light), now / 1_000):
            if isinstance(event, Window):
                assert len(event.clip) <= room.KEPT_FRAMES
                assert (np.diff(event.clip.times) > 0).all()
    assert session._kept_frames == sum(len(f.times) for f in session._kept) <= room.KEPT_FRAMES
