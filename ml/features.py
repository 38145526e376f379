"""The normalisation: a clip becomes the numbers that the encoder reads. There is no second one."""

from dataclasses import replace
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.clips import Clip, FloatArray

VERSION: Final = 1
STEPS: Final = 32
LOW: Final = 1.15  # shoulder widths below the shoulders: a wrist under this rests
RESTS: Final = 0.85  # a hand that is low for more of a clip than this takes no part in the sign
MIN_FRAMES: Final = 4
GAP_FRAMES: Final = 4  # a hand lost for longer than this, or for GAP_SECONDS, stays lost
GAP_SECONDS: Final = 0.4
MIN_PALM: Final = 0.04  # shoulder widths; keeps a hand seen edge-on from blowing up

Reason = Literal["too_short", "no_shoulders", "no_hands"]
HANDS: Final = (landmarks.LEFT_HAND, landmarks.RIGHT_HAND)


class Unusable(ValueError):
    """A clip that no sign can be read from; `reason` says what of the signer was not seen."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def features(clip: Clip) -> FloatArray:
    """What the encoder reads of a clip: (STEPS, FEATURES) float32, finite.

    Raises Unusable.
    """
    return describe(resample(normalise(clip)))


# --- in space ---------------------------------------------------------------------------------


def normalise(clip: Clip) -> Clip:
    """The signing part of a clip, in the signer's own measure and with her dominant hand as RIGHT.

    x and y in shoulder widths from the midpoint of the shoulders (medians over the clip), y down,
    aspect 1. Body points are filled by interpolation, hands over short gaps only; a hand that
    rests all along is taken out; frames before the first raised hand and after the last are cut.
    Normalising twice changes nothing beyond the noise in the shoulders. Raises Unusable.
    """
    if len(clip) < MIN_FRAMES:
        raise Unusable("too_short")
    xy = clip.xy * np.array([clip.aspect, 1], np.float32)
    shoulders = xy[:, [landmarks.LEFT_SHOULDER, landmarks.RIGHT_SHOULDER]]
    shoulders = shoulders[np.isfinite(shoulders).all(axis=(1, 2))]
    unit = (
        np.median(np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=1))
        if len(shoulders)
        else 0
    )
    if not unit > 1e-3:
        raise Unusable("no_shoulders")
    xy = ((xy - np.median(shoulders.mean(axis=1), axis=0)) / unit).astype(np.float32)
    _fill_body(xy, clip.times)
    raised = np.zeros(len(clip), np.bool_)
    for hand in HANDS:
        raised |= _settle_hand(xy[:, hand], clip.times)
    used = np.flatnonzero(raised)
    if not len(used):
        raise Unusable("no_hands")
    if used[-1] + 1 - used[0] < MIN_FRAMES:
        raise Unusable("too_short")
    signing = slice(used[0], used[-1] + 1)
    kept = replace(
        clip, xy=xy[signing], times=clip.times[signing] - clip.times[used[0]], aspect=1.0
    )
    return flipped(kept) if _left_is_dominant(kept.xy) else kept


def flipped(clip: Clip) -> Clip:
    """A normalised clip with left and right exchanged."""
    return replace(clip, xy=clip.xy[:, landmarks.MIRROR] * np.array([-1, 1], np.float32))


def _fill_body(xy: FloatArray, times: npt.NDArray[np.float64]) -> None:
    """Interpolate the pose in place; ends keep the nearest value, a point never seen stays NaN."""
    for point in range(landmarks.POSE.start, landmarks.POSE.stop):
        seen = np.isfinite(xy[:, point, 0])
        if seen.any() and not seen.all():
            for axis in (0, 1):
                xy[:, point, axis] = np.interp(times, times[seen], xy[seen, point, axis])


def _settle_hand(hand: FloatArray, times: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Fill a hand's short gaps in place, or take it out if it rests; says where it is raised."""
    seen = np.isfinite(hand[:, 0, 0])
    if not seen.any():
        return seen
    if np.mean(hand[seen, 0, 1] > LOW) > RESTS:
        hand[:] = np.nan
        return np.zeros_like(seen)
    where = np.flatnonzero(seen)
    for before, after in pairwise(where):
        if 1 < after - before <= GAP_FRAMES + 1 and times[after] - times[before] <= GAP_SECONDS:
            share = (times[before + 1 : after] - times[before]) / (times[after] - times[before])
            step = share[:, None, None].astype(np.float32)
            hand[before + 1 : after] = hand[before] * (1 - step) + hand[after] * step
    with np.errstate(invalid="ignore"):
        raised: npt.NDArray[np.bool_] = hand[:, 0, 1] < LOW
    return raised


def _left_is_dominant(xy: FloatArray) -> bool:
    """Whether the left hand does clearly more: travels further, or is up for longer."""
    left, right = (_activity(xy[:, hand.start]) for hand in HANDS)
    return left > 1.25 * right


def _activity(wrist: FloatArray) -> float:
    """How much a hand does: shoulder widths travelled, and two for being up all the time."""
    seen = wrist[np.isfinite(wrist[:, 0])]
    travelled = np.linalg.norm(np.diff(seen, axis=0), axis=1).sum() if len(seen) > 1 else 0.0
    return float(travelled) + 2.0 * float((seen[:, 1] < LOW).sum()) / len(wrist)


# --- in time ----------------------------------------------------------------------------------


def resample(clip: Clip, at: npt.NDArray[np.float64] | None = None) -> FloatArray:
    """The points of a clip at given times, by default STEPS even ones: (len(at), 55, 2).

    Linear between two frames where a point is in both; else the nearer frame decides.
    """
    if at is None:
        at = np.linspace(0.0, clip.times[-1], STEPS)
    after = np.clip(np.searchsorted(clip.times, at), 1, len(clip) - 1)
    before = after - 1
    passed = (at - clip.times[before]) / (clip.times[after] - clip.times[before])
    share = np.clip(passed, 0, 1).astype(np.float32)[:, None, None]
    first, second = clip.xy[before], clip.xy[after]
    between = first * (1 - share) + second * share
    return np.where(np.isfinite(between), between, np.where(share < 0.5, first, second))


# --- as numbers -------------------------------------------------------------------------------

_FINGERS: Final = ("THUMB", "INDEX_FINGER", "MIDDLE_FINGER", "RING_FINGER", "PINKY")


def _in_hand(*names: str) -> npt.NDArray[np.intp]:
    """Rows of points within one hand, by name."""
    start = landmarks.LEFT_HAND.start
    return np.array([landmarks.INDEX[f"LEFT_HAND_{name}"] - start for name in names], np.intp)


_TIPS: Final = _in_hand(*(f"{finger}_TIP" for finger in _FINGERS))
_PLACES: Final = np.concatenate([_in_hand("WRIST", "INDEX_FINGER_MCP", "MIDDLE_FINGER_MCP"), _TIPS])
_PALM: Final = _in_hand("INDEX_FINGER_MCP", "MIDDLE_FINGER_MCP", "PINKY_MCP")
_AT_FACE: Final = _in_hand("WRIST", "INDEX_FINGER_TIP", "PINKY_MCP")
_INDEX_TIP: Final = _in_hand("INDEX_FINGER_TIP")[0]
_TIP_PAIRS: Final = np.triu_indices(len(_FINGERS), 1)
_BODY: Final = np.array(
    [landmarks.NOSE, landmarks.INDEX["POSE_LEFT_ELBOW"], landmarks.INDEX["POSE_RIGHT_ELBOW"]]
)


def describe(points: FloatArray) -> FloatArray:
    """Points (…, STEPS, 55, 2) as numbers (…, STEPS, FEATURES) float32; missing is 0 here only.

    Places in the signing space and their velocities, each hand's shape in its own measure, each
    hand against the face, and the hands against each other.
    """
    hands = [points[..., hand, :] for hand in HANDS]
    seen = [np.isfinite(hand[..., 0, 0]) for hand in hands]
    places = [points[..., _BODY, :], *(hand[..., _PLACES, :] for hand in hands)]
    place = np.concatenate([_flat(part) for part in places], axis=-1)
    parts = [place, 5 * _velocity(place, 1), 2 * _velocity(place, 3)]
    for hand, present in zip(hands, seen, strict=True):
        parts += [
            *_shape(hand),
            *_lengths(hand[..., _AT_FACE, :] - points[..., [landmarks.NOSE], :]),
        ]
        parts.append(present[..., None])
    parts += _lengths(hands[1][..., [0, _INDEX_TIP], :] - hands[0][..., [0, _INDEX_TIP], :])
    return np.nan_to_num(np.concatenate(parts, axis=-1, dtype=np.float32), nan=0.0)


def _shape(hand: FloatArray) -> list[FloatArray]:
    """A hand by itself: 20 points from the wrist in palm sizes, the ten distances of the tips."""
    local = hand - hand[..., :1, :]
    palm = np.linalg.norm(local[..., _PALM, :], axis=-1).mean(axis=-1)
    local = np.clip(local / np.maximum(palm, MIN_PALM)[..., None, None], -3, 3)
    tips = local[..., _TIPS, :]
    apart = np.linalg.norm(tips[..., _TIP_PAIRS[0], :] - tips[..., _TIP_PAIRS[1], :], axis=-1)
    return [_flat(local[..., 1:, :]), apart]


def _velocity(place: FloatArray, steps: int) -> FloatArray:
    """Change since `steps` steps ago; 0 at the start."""
    moved = np.zeros_like(place)
    moved[..., steps:, :] = place[..., steps:, :] - place[..., :-steps, :]
    return moved


def _lengths(vectors: FloatArray) -> list[FloatArray]:
    """Vectors (…, P, 2) and their lengths, both flat."""
    return [_flat(vectors), np.linalg.norm(vectors, axis=-1)]


def _flat(points: FloatArray) -> FloatArray:
    return points.reshape(*points.shape[:-2], -1)


FEATURES: Final = describe(np.zeros((STEPS, landmarks.COUNT, 2), np.float32)).shape[-1]
