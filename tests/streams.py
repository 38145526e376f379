"""A signer made of numbers: streams of frames with signs in them, for whatever reads frames."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.clips import Clip

FloatArray = npt.NDArray[np.float32]

ASPECT = 4 / 3
SHOULDER_WIDTH = 0.2  # of the picture's width
MIDDLE = np.array([0.5, 0.42])  # between the shoulders, of the picture
RESTS_AT = {"LEFT": (0.6, 1.5), "RIGHT": (-0.6, 1.5)}  # wrists, in shoulder widths from MIDDLE
RISES = 0.3  # seconds from rest to the sign's first place


@dataclass(frozen=True, slots=True)
class Path:
    """How a made-up sign goes: the right hand circles `centre` and its fingers open and close.

    Two signs differ in centre, radius, turns and spread, as real ones do in place, movement and
    handshape. In shoulder widths, y down, x to the signer's left.
    """

    centre: tuple[float, float] = (-0.3, 0.2)
    radius: float = 0.2
    turns: float = 1.5
    spread: float = 0.12
    both: bool = False
    seconds: float = 1.2


@dataclass(slots=True)
class Stream:
    """Frames of a signer who rests and signs in turn; `truth` holds each sign's start and end."""

    fps: float = 25.0
    noise: float = 0.004  # shoulder widths, of every point
    seed: int = 0
    first_message: int = 0  # of those that carry it over the wire
    rest: dict[str, tuple[float, float]] = field(default_factory=lambda: dict(RESTS_AT))
    times: list[float] = field(default_factory=list)
    frames: list[FloatArray] = field(default_factory=list)
    truth: list[tuple[float, float]] = field(default_factory=list)
    _rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)

    def idle(self, seconds: float) -> "Stream":
        """Rest for a while."""
        for _ in range(round(seconds * self.fps)):
            self._add({side: (place, 0.1) for side, place in self.rest.items()})
        return self

    def sign(self, path: Path) -> "Stream":
        """Raise the hands, make a sign, lower them again."""
        self._go(path, 0.0, rising=True)
        start = len(self.times) / self.fps
        count = max(2, round(path.seconds * self.fps))
        for i in range(count):
            self._add(self._places(path, i / (count - 1)))
        self.truth.append((start, (len(self.times) - 1) / self.fps))
        self._go(path, 1.0, rising=False)
        return self

    def xy(self) -> FloatArray:
        """(T, 55, 2) in picture units."""
        return np.stack(self.frames)

    def clip(self, start: float = 0.0, end: float = np.inf) -> Clip:
        """The frames between two times."""
        times = np.array(self.times)
        keep = (times >= start) & (times <= end)
        return Clip(xy=self.xy()[keep], times=times[keep] - times[keep][0], aspect=ASPECT)

    def lose(self, side: str, start: float, end: float) -> "Stream":
        """Let the tracker lose a hand, and the pose its wrist, from `start` to `end`."""
        hand = landmarks.LEFT_HAND if side == "LEFT" else landmarks.RIGHT_HAND
        for time, frame in zip(self.times, self.frames, strict=True):
            if start <= time <= end:
                frame[hand] = np.nan
                frame[landmarks.INDEX[f"POSE_{side}_WRIST"]] = np.nan
        return self

    def _go(self, path: Path, at: float, *, rising: bool) -> None:
        there = self._places(path, at)
        count = max(1, round(RISES * self.fps))
        for i in range(1, count + 1):
            share = i / (count + 1)
            if not rising:
                share = 1 - share
            share = 3 * share**2 - 2 * share**3
            places = {}
            for side, (place, spread) in there.items():
                rest = self.rest[side]
                x, y = (rest[k] + share * (place[k] - rest[k]) for k in (0, 1))
                places[side] = ((x, y), spread)
            self._add(places)

    def _places(self, path: Path, at: float) -> dict[str, tuple[tuple[float, float], float]]:
        angle = 2 * np.pi * path.turns * at
        x = path.centre[0] + path.radius * np.cos(angle)
        y = path.centre[1] + path.radius * np.sin(angle)
        spread = path.spread * (1 + 0.4 * np.sin(2 * angle))
        left = ((-x, y), spread) if path.both else (self.rest["LEFT"], 0.1)
        return {"RIGHT": ((x, y), spread), "LEFT": left}

    def _add(self, hands: dict[str, tuple[tuple[float, float], float]]) -> None:
        body = np.full((landmarks.COUNT, 2), np.nan)
        places = {"POSE_NOSE": (0, -0.75), "LEFT_SHOULDER": (0.5, 0), "RIGHT_SHOULDER": (-0.5, 0)}
        for name, place in places.items():
            body[landmarks.INDEX[name if name in landmarks.INDEX else f"POSE_{name}"]] = place
        for side, (wrist, spread) in hands.items():
            sign = 1 if side == "LEFT" else -1
            body[landmarks.INDEX[f"POSE_{side}_ELBOW"]] = (0.6 * sign, 0.75)
            body[landmarks.INDEX[f"POSE_{side}_WRIST"]] = wrist
            first = landmarks.INDEX[f"{side}_HAND_WRIST"]
            body[first] = wrist
            for finger in range(5):
                for joint in range(4):
                    reach = 0.08 + 0.05 * joint
                    body[first + 1 + 4 * finger + joint] = (
                        wrist[0] + (finger - 2) * spread * reach * 4,
                        wrist[1] - reach,
                    )
        body += self._rng.normal(0, self.noise, body.shape)
        scale = SHOULDER_WIDTH * np.array([1, ASPECT])
        self.times.append(len(self.times) / self.fps)
        self.frames.append((MIDDLE + body * scale).astype(np.float32))
