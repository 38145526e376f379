"""Real people's landmarks through the whole session, where recordings lie beside the project.

The release was trained on them: this shows that the path loses nothing, not how well it knows.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from ml import landmarks
from ml.clips import Clip, read_clips
from ml.predictor import Predictor
from recognition.protocol import Frames
from recognition.session import Judged, PracticeSession, Task, Window
from recognition.worker import embed_each
from tests.machine import ROOT

RECORDINGS = ROOT.parent / "shared" / "data"
LESSONS = (
    ("APPLE", "BIRD", "ORANGE"),
    ("DOG", "CAT", "BIRD"),
    ("MOM", "DAD", "NIGHT"),
    ("RED", "WHITE", "BLACK"),
)
EACH = 4  # clips of a sign
IDLE = 25  # frames before and after
FPS = 25

pytestmark = pytest.mark.skipif(
    not RECORDINGS.exists(), reason=f"no recordings of people in {RECORDINGS}"
)


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    """The release that the project ships."""
    return Predictor()


def some_clips(path: Path) -> Iterator[tuple[Clip, tuple[str, ...]]]:
    """A few clips of each sign, with the lesson that it is practised in."""
    counted: Counter[str] = Counter()
    for clip in read_clips(path):
        gloss = clip.gloss.upper()
        lesson = next((lesson for lesson in LESSONS if gloss in lesson), None)
        if lesson and counted[gloss] < EACH:
            counted[gloss] += 1
            yield clip, lesson


def outcomes(clip: Clip, lesson: tuple[str, ...], predictor: Predictor) -> list[str]:
    """What the session makes of a person who rests, signs, and rests again."""
    release = predictor.artifact
    course = release.prototypes.language("asl")
    candidates = tuple(("asl", gloss) for gloss in lesson)
    sign = ("asl", clip.gloss.upper())
    session = PracticeSession()
    session.practise(Task(uuid4(), sign, candidates, course, release.thresholds))
    resting = clip.xy[0].copy()
    resting[landmarks.LEFT_HAND] = resting[landmarks.RIGHT_HAND] = np.nan
    resting[[landmarks.INDEX["POSE_LEFT_WRIST"], landmarks.INDEX["POSE_RIGHT_WRIST"]]] = 0.5, 1.3
    idle = np.tile(resting, (IDLE, 1, 1))
    xy = np.concatenate([idle, clip.xy, idle]).astype(np.float32)
    times = np.arange(len(xy)) * 1_000 // FPS
    found: list[str] = []
    for start in range(0, len(xy), 5):
        some = slice(start, start + 5)
        waiting = session.add(Frames(start, times[some], xy[some], clip.aspect, 128), 0.0)
        while waiting:
            event = waiting.pop(0)
            if isinstance(event, Window):
                waiting += session.answer(event, embed_each(predictor, [event.clip])[0])
            elif isinstance(event, Judged):
                found.append(event.verdict.outcome)
    return found


@pytest.mark.parametrize("name", ["asl_wlasl50", "asl_home"])
def test_people_are_recognised_as_what_they_signed(name: str, predictor: Predictor) -> None:
    found = [
        outcomes(clip, lesson, predictor) for clip, lesson in some_clips(RECORDINGS / f"{name}.npz")
    ]
    assert len(found) >= 20
    counted = Counter(outcome for one in found for outcome in one)
    assert max(map(len, found)) == 1, "one sign is one attempt"
    assert counted["another"] == 0
    assert counted["correct"] >= 0.85 * len(found), counted
