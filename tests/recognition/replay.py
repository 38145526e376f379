"""Plays a made-up stream into a session, as the page would send it."""

from collections.abc import Iterator
from uuid import uuid4

import numpy as np

from ml.artifact import Artifact
from ml.features import Unusable
from ml.predictor import Predictor
from ml.prototypes import SignKey
from recognition.protocol import Frames, Reason
from recognition.session import Event, Judged, PracticeSession, Task, Window
from tests.streams import ASPECT, Stream

FRAMES = 5  # a message


def messages(stream: Stream, *, light: int = 128, flush: bool = False) -> Iterator[Frames]:
    """The stream's frames, five a message; `flush` marks the last."""
    xy, count = stream.xy(), len(stream.times)
    times = np.rint(np.array(stream.times) * 1_000).astype(np.int64)
    for seq, start in enumerate(range(0, count, FRAMES), stream.first_message):
        some = slice(start, start + FRAMES)
        last = start + FRAMES >= count
        yield Frames(seq, times[some], xy[some], ASPECT, light, flush=flush and last)


def task(artifact: Artifact, sign: SignKey) -> Task:
    """Practising a sign among all those of its course."""
    course = artifact.prototypes.language(sign[0])
    return Task(uuid4(), sign, tuple(course), course, artifact.thresholds)


def play(
    session: PracticeSession, predictor: Predictor, stream: Stream, *, light: int = 128
) -> list[Event]:
    """Every event of a stream, windows answered at once."""
    events: list[Event] = []
    for frames in messages(stream, light=light):
        waiting = session.add(frames, frames.times[-1] / 1_000)
        while waiting:
            event = waiting.pop(0)
            events.append(event)
            if isinstance(event, Window):
                waiting += session.answer(event, _answer(predictor, event))
    return events


def verdicts(events: list[Event]) -> list[tuple[str, Reason | None]]:
    """Only the outcomes, with the reason where nothing was seen."""
    return [(e.verdict.outcome, e.verdict.reason) for e in events if isinstance(e, Judged)]


def _answer(
    predictor: Predictor, window: Window
) -> "np.ndarray[tuple[int], np.dtype[np.float32]] | Reason":
    try:
        embedding: np.ndarray[tuple[int], np.dtype[np.float32]] = predictor.embed_clips(
            [window.clip]
        )[0]
    except Unusable:
        return "hands"
    return embedding
