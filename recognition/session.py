"""One person practising: frames go in, windows to be embedded, states and verdicts come out.

Time is an argument, nothing is awaited and nothing is stored here: `consumers.py` asks for
embeddings of the windows and gives the answers back.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from ml.clips import Clip, FloatArray
from ml.prototypes import Evidence, PrototypeBook, SignKey, Thresholds
from ml.segment import LONGEST, POINTS, Ended, Segmenter, SegmentEvent, Started
from recognition import quality, verdict
from recognition.protocol import Frames, Reason, Seen, State, Watching
from recognition.quality import Stretch
from recognition.verdict import Verdict

LEAD_IN: Final = 0.2  # seconds of the stream before a sign that belong to its window
KEPT: Final = LONGEST + 1.0  # seconds of frames that are remembered …
KEPT_FRAMES: Final = 480  # … and never more than this many
INTERIM_EVERY: Final = 0.6  # seconds between two looks at a sign under way
INTERIM_MOST: Final = 2
NOT_A_SIGN: Final = 0.2  # seconds; a hand that only flicks up is not worth a word
GAP: Final = 1.0  # seconds without a frame after which the stream begins anew
SEEN_LATELY: Final = 0.5  # seconds
LOOK_EVERY: Final = 0.5  # seconds between two looks at whether she can be judged at all
UNSEEN_AFTER: Final = 3.0  # seconds in which nobody can be judged before the child is told
UNSEEN_AGAIN: Final = 6.0  # seconds between two such words

_PARTS: Final = list(quality.PARTS.values())


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is practised now: the sign asked for, the attempt's id, and what judging needs."""

    attempt: UUID
    sign: SignKey
    candidates: tuple[SignKey, ...]
    course: PrototypeBook
    thresholds: Thresholds

    @property
    def name(self) -> str:
        """The sign as the wire names it."""
        return "/".join(self.sign)

    @property
    def evidence(self) -> Evidence:
        """How well the sign is known."""
        return self.course[self.sign].evidence


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of the stream whose embedding is wanted; `final` when its sign has ended."""

    task: Task
    clip: Clip
    final: bool


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A verdict on the task; an unseen one leaves the task as it was, to be tried again."""

    task: Task
    verdict: Verdict


Event = Watching | Window | Judged


class PracticeSession:
    """What the server knows of one socket's stream. Memory is bounded by KEPT and KEPT_FRAMES."""

    def __init__(self) -> None:
        self._task: Task | None = None
        self._segmenter = Segmenter()
        self._kept: deque[Frames] = deque()
        self._kept_frames = 0
        self._last_time = -np.inf
        self._started: float | None = None
        self._interims = 0
        self._judging: Window | None = None
        self._last_seen = dict.fromkeys(quality.PARTS, -np.inf)
        self._said: tuple[State, Seen, SignKey | None] | None = None
        self._looked = -np.inf
        self._trouble_since: float | None = None
        self._trouble_told = -np.inf

    @property
    def task(self) -> Task | None:
        """What is practised now; None after a verdict until the next task."""
        return self._task

    def practise(self, task: Task | None) -> None:
        """From now on a sign that ends is an attempt at this task; None: at nothing."""
        self._task = task
        self._judging = None
        self._said = None
        self._trouble_since = None

    def add(self, frames: Frames, now: float) -> list[Event]:
        """Take a message of frames, `now` being the server's seconds on any steady clock."""
        events = list(self._take(frames))
        if frames.flush:
            self._begin_anew()
        self._notice_parts(frames)
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            events += self._watch_person(frames, now)
        events += self._say()
        return events

    def answer(self, window: Window, answer: FloatArray | Reason) -> list[Event]:
        """What follows from a window's embedding (D,), or from why there is none.

        An answer that comes late, to an attempt that is over, says nothing.
        """
        if window.task is not self._task:
            return []
        if window.final:
            return self._judge(window, answer)
        if self._started is None or isinstance(answer, str):
            return []
        task = window.task
        return self._say(verdict.closest_sign(answer, task.candidates, task.course))

    # --- the stream ---------------------------------------------------------------------------

    def _take(self, frames: Frames) -> Iterator[Event]:
        self._remember(frames)
        points: list[list[list[float]]] = frames.xy[:, POINTS].tolist()
        for milliseconds, frame in zip(frames.times.tolist(), points, strict=True):
            time = milliseconds / 1_000
            if time - self._last_time > GAP:
                self._begin_anew()
            self._last_time = time
            for event in self._segmenter.add_points(time, frame, frames.aspect):
                yield from self._follow(event)
        yield from self._look_early(self._last_time)

    def _remember(self, frames: Frames) -> None:
        self._kept.append(frames)
        self._kept_frames += len(frames.times)
        oldest = frames.times[-1] - KEPT * 1_000
        while self._kept[0].times[-1] < oldest or self._kept_frames > KEPT_FRAMES:
            self._kept_frames -= len(self._kept.popleft().times)

    def _begin_anew(self) -> None:
        """The camera stopped or the network did: half a sign is no attempt."""
        self._segmenter = Segmenter()
        self._started = None

    def _follow(self, event: SegmentEvent) -> Iterator[Event]:
        if isinstance(event, Started):
            self._started, self._interims = event.at, 0
        else:
            self._started = None
            yield from self._finish(event)

    def _finish(self, sign: Ended) -> Iterator[Event]:
        task = self._task
        if task is None or self._judging is not None or sign.end - sign.start < NOT_A_SIGN:
            return
        stretch = self._stretch(sign.start, sign.end)
        if reason := quality.whats_wrong_with_sign(stretch):
            yield Judged(task, Verdict.unseen(reason, task.evidence))
            return
        self._judging = Window(task, _clip(stretch), final=True)
        yield self._judging

    def _look_early(self, time: float) -> Iterator[Event]:
        """A few windows of a sign under way, so that the child sees that she is understood."""
        if self._task is None or self._judging is not None or self._started is None:
            return
        due = self._started + INTERIM_EVERY * (self._interims + 1)
        if time < due or self._interims >= INTERIM_MOST:
            return
        self._interims += 1
        stretch = self._stretch(self._started, time)
        if quality.whats_wrong_with_sign(stretch) is None:
            yield Window(self._task, _clip(stretch), final=False)

    def _stretch(self, start: float, end: float) -> Stretch:
        since = (start - LEAD_IN) * 1_000
        kept = [some for some in self._kept if some.times[-1] >= since]
        times = np.concatenate([some.times for some in kept]) / 1_000
        within = (times >= start - LEAD_IN) & (times <= end)
        xy = np.concatenate([some.xy for some in kept])[within]
        light = float(np.median([some.light for some in kept]))
        return Stretch(times[within], xy, kept[-1].aspect, light)

    def _notice_parts(self, frames: Frames) -> None:
        there = np.asarray(np.isfinite(frames.xy[:, _PARTS, 0]).any(axis=0)).tolist()
        for name, seen in zip(quality.PARTS, there, strict=True):
            if seen:
                self._last_seen[name] = self._last_time

    # --- what is said -------------------------------------------------------------------------

    def _judge(self, window: Window, answer: FloatArray | Reason) -> list[Event]:
        task, self._judging = window.task, None
        if isinstance(answer, str):
            return [Judged(task, Verdict.unseen(answer, task.evidence)), *self._say()]
        judged = verdict.judge(
            answer,
            target=task.sign,
            candidates=task.candidates,
            course=task.course,
            thresholds=task.thresholds,
        )
        if judged.outcome != "unseen":
            self._task = None
        return [Judged(task, judged), *self._say()]

    def _watch_person(self, frames: Frames, now: float) -> Iterator[Event]:
        """Tell a child who cannot be judged, whatever she signs, what is wrong."""
        task = self._task
        if task is None or self._judging is not None or self._started is not None:
            self._trouble_since = None
            return
        reason = quality.whats_wrong_at_a_glance(frames.xy[-1], frames.light)
        if reason is None:
            self._trouble_since = None
        elif self._trouble_since is None:
            self._trouble_since = now
        elif now - max(self._trouble_since, self._trouble_told + UNSEEN_AGAIN) >= UNSEEN_AFTER:
            self._trouble_told = now
            yield Judged(task, Verdict.unseen(reason, task.evidence))

    def _say(self, closest: SignKey | None = None) -> list[Event]:
        """The state of things, if it is not what was said last."""
        if self._task is None or not self._kept:
            return []
        state: State = "waiting" if self._started is None else "signing"
        if self._judging is not None:
            state = "judging"
        since = self._last_time - SEEN_LATELY
        seen = Seen(**{name: last >= since for name, last in self._last_seen.items()})
        if closest is None and state == "signing" and self._said is not None:
            closest = self._said[2]  # what was closest a moment ago still is
        if (state, seen, closest) == self._said:
            return []
        self._said = (state, seen, closest)
        name = "/".join(closest) if closest else None
        return [Watching(self._task.attempt, state, seen, name)]


def _clip(stretch: Stretch) -> Clip:
    return Clip(xy=stretch.xy, times=stretch.times - stretch.times[0], aspect=stretch.aspect)
