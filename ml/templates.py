"""How a sign looks: one take, centred on the body and smoothed, for a skeleton to play."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ml import features, landmarks
from ml.clips import Clip
from ml.prototypes import FloatArray, SignKey

RATE: Final = 25.0  # frames a second
SHORTEST: Final = 1.5  # seconds; many recordings do not say how fast they are, and seem hasty
LONGEST: Final = 8.0
SMOOTH: Final = 0.06  # seconds, deviation of the smoothing: under a hand's quickest movements
JUMP: Final = 0.5  # shoulder widths between two frames: more than a hand moves, a tracker's slip
WRISTS: Final = tuple(
    (landmarks.INDEX[f"POSE_{side}_WRIST"], landmarks.INDEX[f"{side}_HAND_WRIST"])
    for side in ("LEFT", "RIGHT")
)


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """times (T,) in seconds, RATE a second, and xy (T, 55, 2) float32.

    Body-centred: origin midway between the shoulders, 1 = their distance, y down; NaN = missing.
    """

    key: SignKey
    times: npt.NDArray[np.float64]
    xy: FloatArray


def make_template(key: SignKey, clip: Clip) -> Template:
    """A take as a template: the signing part, right-handed, gaps filled. Raises features.Unusable.

    It lasts SHORTEST to LONGEST seconds; a quicker or slower take is played slower or quicker.
    A hand that comes and goes within the take is followed smoothly through its gaps; before it is
    first seen and after it is last seen it stays missing.
    """
    normal = features.normalise(clip)
    length = min(max(float(normal.times[-1]), SHORTEST), LONGEST)
    times = np.arange(0, length + 0.5 / RATE, 1 / RATE)
    at = times * (float(normal.times[-1]) / times[-1])
    xy = np.full((len(times), landmarks.COUNT, 2), np.nan, np.float32)
    for point in range(landmarks.COUNT):
        seen = np.isfinite(normal.xy[:, point, 0])
        if seen.sum() >= 2:
            xy[:, point] = _follow(normal.times[seen], normal.xy[seen, point], at)
    for wrist, hand in WRISTS:  # some recordings have hands without the pose's wrists
        bare = np.isnan(xy[:, wrist, 0])
        xy[bare, wrist] = xy[bare, hand]
    return Template(key, times, _smooth(xy))


def choose_take(clips: Sequence[Clip], likeness: Sequence[float]) -> int:
    """Which take to show: near to all the others, its hands seen throughout, no slips.

    `likeness`: each take's similarity to the sign's mean prototype.
    """
    merits = [like - _flaws(clip) for clip, like in zip(clips, likeness, strict=True)]
    return int(np.argmax(merits))


def _flaws(clip: Clip) -> float:
    """How much worse than whole a take looks: frames without its hand, and jumps of it."""
    hand = features.normalise(clip).xy[:, landmarks.RIGHT_HAND.start]
    missing = float(np.isnan(hand[:, 0]).mean())
    moved = np.linalg.norm(np.diff(hand, axis=0), axis=1)
    slips = float(np.nan_to_num(moved > JUMP).mean()) if len(moved) else 0.0
    return missing + slips + (0.2 if len(hand) < 10 else 0.0)


def _follow(
    times: npt.NDArray[np.float64], places: FloatArray, at: npt.NDArray[np.float64]
) -> FloatArray:
    """A point's path (len(at), 2) through its places: Catmull-Rom, NaN outside its times."""
    slope = np.gradient(places.astype(np.float64), times, axis=0)
    after = np.clip(np.searchsorted(times, at), 1, len(times) - 1)
    before = after - 1
    span = (times[after] - times[before])[:, None]
    s = ((at - times[before])[:, None] / span).clip(0, 1)
    path = (
        (1 + 2 * s) * (1 - s) ** 2 * places[before]
        + s * (1 - s) ** 2 * span * slope[before]
        + s**2 * (3 - 2 * s) * places[after]
        + s**2 * (s - 1) * span * slope[after]
    )
    slack = 0.5 / RATE
    path[(at < times[0] - slack) | (at > times[-1] + slack)] = np.nan
    followed: FloatArray = path.astype(np.float32)
    return followed


def _smooth(xy: FloatArray) -> FloatArray:
    """Average each frame with its neighbours in time, by a Gaussian over what is seen."""
    reach = int(np.ceil(3 * SMOOTH * RATE))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (SMOOTH * RATE)) ** 2)
    seen = np.isfinite(xy)
    filled = np.where(seen, xy, 0)
    total, share = np.zeros(xy.shape), np.zeros(xy.shape)
    for offset, weight in zip(range(-reach, reach + 1), weights, strict=True):
        to = slice(max(0, -offset), len(xy) - max(0, offset))
        of = slice(max(0, offset), len(xy) - max(0, -offset))
        total[to] += weight * filled[of]
        share[to] += weight * seen[of]
    return np.where(seen, total / np.maximum(share, 1e-9), np.nan).astype(np.float32)
