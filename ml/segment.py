"""Where in a stream of frames a sign begins and ends, found without a button.

A sign begins when a hand is raised and moves, and ends when the hands drop, leave the picture or
come to rest, or after the longest time a sign may take. Everything is measured in shoulder widths
and seconds, so neither the distance to the camera nor its frame rate matters.
"""

from collections import deque
from dataclasses import dataclass, field
from math import hypot, isnan
from typing import Final

import numpy as np
import numpy.typing as npt

from ml import landmarks

RAISED: Final = 1.05  # shoulder widths below the shoulders: a wrist above this is raised …
LOWERED: Final = 1.15  # … until it is below this; `features.LOW` cuts clips at the same height
SPAN: Final = 0.3  # seconds over which movement is measured
MOVES: Final = 0.12  # shoulder widths that a wrist goes in that time when it moves
FINGERS_MOVE: Final = 0.1  # the same for the finger tips about the wrist, on average
CONFIRMED: Final = 0.1  # seconds a raised hand must go on moving to be a sign
LOST: Final = 0.3  # seconds that a hand may be lost by the tracker and still count as raised
DROPPED: Final = 0.08  # seconds that a hand must be seen low to count as lowered
STILL: Final = 1.4  # seconds without movement that end a sign with the hands still up; signs hold
HOME: Final = 0.3  # shoulder widths: a raised hand this near to where it lay still is at home …
BACK: Final = 0.3  # … and after this many seconds there has come to rest
LONGEST: Final = 6.0  # seconds; a child who copies one of the dictionary's longer signs takes five
REARM: Final = 1.0  # seconds after such a long one before a hand that never rests may begin anew

_TIPS: Final = (
    "THUMB_TIP",
    "INDEX_FINGER_TIP",
    "MIDDLE_FINGER_TIP",
    "RING_FINGER_TIP",
    "PINKY_TIP",
)
POINTS: Final = np.array(
    [landmarks.LEFT_SHOULDER, landmarks.RIGHT_SHOULDER]
    + [
        landmarks.INDEX[name]
        for side in ("LEFT", "RIGHT")
        for name in (
            f"POSE_{side}_WRIST",
            f"{side}_HAND_WRIST",
            *(f"{side}_HAND_{t}" for t in _TIPS),
        )
    ]
)
_PER_HAND: Final = 2 + len(_TIPS)
_SHOULDERS_SETTLE: Final = 0.5  # seconds over which the body's place and size are averaged


@dataclass(frozen=True, slots=True)
class Started:
    """A sign has begun, `at` seconds; it may have been noticed a little later."""

    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """A sign lasted from `start` to `end` seconds, which may lie before the frame that told."""

    start: float
    end: float


SegmentEvent = Started | Ended


@dataclass(slots=True)
class _Hand:
    """What is remembered of one hand: a moment of its path, when it was last up and moving."""

    path: deque[tuple[float, float, float, list[float] | None]] = field(default_factory=deque)
    raised: bool = False
    home: tuple[float, float] | None = None  # where it lay still, raised, before the sign
    home_since: float | None = None
    raised_at: float = -np.inf  # last seen raised
    moved_at: float = -np.inf  # last seen moving while raised

    def see(
        self, now: float, x: float, y: float, tips: list[float] | None, *, may_come: bool
    ) -> None:
        """The wrist in shoulder widths, and the tips from the wrist (x0, y0, x1, …), if seen.

        A hand that was not there before has come in, which is a movement, if it `may_come`.
        """
        came = not self.path or now - self.path[-1][0] > LOST
        if came:
            self.path.clear()
        self.raised = y < (LOWERED if self.raised else RAISED)
        if self.raised:
            self.raised_at = now
            if (came and may_come) or self._moves(x, y, tips):
                self.moved_at = now
        if not (self.raised and self._is_home(x, y)):
            self.home_since = None
        elif self.home_since is None:
            self.home_since = now
        self.path.append((now, x, y, tips))
        while len(self.path) > 2 and self.path[1][0] <= now - SPAN:
            self.path.popleft()

    def is_up(self, now: float) -> bool:
        """Raised, or lost by the tracker for no longer than it may be."""
        return self.raised and now - self.raised_at <= LOST

    def is_off(self, now: float) -> bool:
        """Up, moving, and away from where it lay: what a sign begins with."""
        return self.is_up(now) and now - self.moved_at <= SPAN and self.home_since is None

    def rested_at(self, now: float) -> float | None:
        """Since when a hand that is up has rested; None while it takes part in a sign."""
        if self.home_since is not None and now - self.home_since >= BACK:
            return self.home_since
        if now - self.moved_at >= STILL:
            return self.moved_at - 0.8 * SPAN  # movement is seen over SPAN, and ended early in it
        return None

    def settle(self, now: float) -> None:
        """Nothing is being signed: where the hand lies still now is its home."""
        if not self.is_up(now):
            self.home = self.home_since = None
        elif now - self.moved_at > SPAN:
            self.home, self.home_since = self.path[-1][1:3], now

    def _is_home(self, x: float, y: float) -> bool:
        return self.home is not None and hypot(x - self.home[0], y - self.home[1]) < HOME

    def _moves(self, x: float, y: float, tips: list[float] | None) -> bool:
        return any(
            hypot(x - was_x, y - was_y) > MOVES
            or (tips is not None and were is not None and _way(tips, were) > FINGERS_MOVE)
            for _, was_x, was_y, were in self.path
        )


def _way(tips: list[float], were: list[float]) -> float:
    """Mean distance between two sets of finger tips."""
    ways = (hypot(tips[i] - were[i], tips[i + 1] - were[i + 1]) for i in range(0, len(tips), 2))
    return sum(ways) / len(_TIPS)


class Segmenter:
    """Reads frames one after another and says where signs are; remembers about half a second."""

    def __init__(self) -> None:
        self._hands = (_Hand(), _Hand())
        self._body: tuple[float, float, float] | None = None  # shoulders' midpoint and distance
        self._first = np.inf
        self._last = -np.inf
        self._onset: float | None = None  # a hand is up and moves, perhaps the start of a sign
        self._start: float | None = None  # a sign is under way
        self._rearm = -np.inf  # after a sign that was cut off: not before this, unless hands rest

    @property
    def signing(self) -> bool:
        """Whether a sign is under way."""
        return self._start is not None

    def add(self, time: float, xy: npt.NDArray[np.float32], aspect: float) -> list[SegmentEvent]:
        """Take one frame: `time` seconds, later than the last, `xy` (55, 2) in picture units."""
        points: list[list[float]] = xy[POINTS].tolist()
        return self.add_points(time, points, aspect)

    def add_points(
        self, time: float, points: list[list[float]], aspect: float
    ) -> list[SegmentEvent]:
        """Take one frame of which only POINTS are given, as numbers of Python's own."""
        if not time > self._last:
            raise ValueError(f"frames must come in order: {time} after {self._last}")
        self._first = min(self._first, time)
        self._see(time, points, aspect)
        self._last = time
        return self._enter(time) if self._start is None else self._leave(self._start, time)

    def _see(self, time: float, points: list[list[float]], aspect: float) -> None:
        (lx, ly), (rx, ry) = points[:2]
        size = hypot((lx - rx) * aspect, ly - ry)
        if size > 1e-3:  # false for NaN too
            seen = ((lx + rx) / 2 * aspect, (ly + ry) / 2, size)
            if self._body is None:
                self._body = seen
            else:
                share = min(1.0, (time - self._last) / _SHOULDERS_SETTLE)
                x, y, width = self._body
                self._body = (
                    x + share * (seen[0] - x),
                    y + share * (seen[1] - y),
                    width + share * (size - width),
                )
        if self._body is None:
            return
        middle_x, middle_y, size = self._body
        for hand, first in zip(self._hands, (2, 2 + _PER_HAND), strict=True):
            (pose_x, pose_y), (x, y), *tips = points[first : first + _PER_HAND]
            tracked = not isnan(x)
            if not tracked:
                # The pose guesses wrists that it cannot see: inside the picture it guesses well,
                # and below it says that the hand has dropped out.
                if pose_y > 1:
                    hand.raised = False
                if not (0 <= pose_x <= 1 and 0 <= pose_y <= 1):
                    continue
                x, y = pose_x, pose_y
            place = (x * aspect - middle_x) / size, (y - middle_y) / size
            shape: list[float] | None = None
            if tracked and place[1] < LOWERED:  # what the fingers of a low hand do is no matter
                shape = [
                    part
                    for tip_x, tip_y in tips
                    for part in ((tip_x - x) * aspect / size, (tip_y - y) / size)
                ]
            # Hands that are there when the camera starts have not come in.
            hand.see(time, *place, shape, may_come=time - self._first > LOST)

    def _enter(self, now: float) -> list[SegmentEvent]:
        if not any(hand.is_off(now) for hand in self._hands):
            self._onset = None
            self._rearm = -np.inf
            for hand in self._hands:
                hand.settle(now)
            return []
        if now < self._rearm:
            return []
        if self._onset is None:
            self._onset = now
        if now - self._onset < CONFIRMED:
            return []
        self._start, self._onset = self._onset, None
        return [Started(self._start)]

    def _leave(self, start: float, now: float) -> list[SegmentEvent]:
        up = [hand for hand in self._hands if hand.is_up(now)]
        if not up:
            raised_at = max(hand.raised_at for hand in self._hands)
            lowered = not any(hand.raised for hand in self._hands)
            gone = now - raised_at >= (DROPPED if lowered else LOST)
            return self._end(start, raised_at) if gone else []
        rested = [at for hand in up if (at := hand.rested_at(now)) is not None]
        if len(rested) == len(up):
            return self._end(start, max(rested))
        if now - start >= LONGEST:
            self._rearm = now + REARM
            return self._end(start, now)
        return []

    def _end(self, start: float, at: float) -> list[SegmentEvent]:
        self._start = None
        return [Ended(start, max(at, start))]
