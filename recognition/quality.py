"""Whether a stretch of frames shows the person well enough to be judged, and if not, why not."""

from collections import Counter
from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.clips import FloatArray
from ml.segment import LOWERED
from recognition.protocol import Reason

DARK: Final = 45  # mean luminance under which a lost hand is blamed on the light
PITCH_DARK: Final = 15  # under which nothing is believed
NEAR: Final = 0.62  # of the picture's width, between the shoulders: the hands leave the picture
FAR: Final = 0.07  # a hand is then smaller than its tracker can read
EDGE: Final = 0.08  # of the picture, by which a shoulder may be outside: the pose guesses that well
PERSON_SEEN: Final = 0.5  # share of the frames of a sign
TAKES_PART: Final = 0.4  # share of the frames in which a hand is raised that signs
HAND_SEEN: Final = 0.5  # share of those in which the signing hands are tracked
OUTSIDE: Final = 0.35  # share of the frames in which a finger of it may be out of the picture
SHORTEST: Final = 0.3  # seconds
FEWEST: Final = 4  # frames

_SHOULDERS: Final = [landmarks.LEFT_SHOULDER, landmarks.RIGHT_SHOULDER]
_HANDS: Final = (landmarks.LEFT_HAND, landmarks.RIGHT_HAND)
_POSE_WRISTS: Final = (landmarks.INDEX["POSE_LEFT_WRIST"], landmarks.INDEX["POSE_RIGHT_WRIST"])

PARTS: Final = {
    "shoulders": landmarks.LEFT_SHOULDER,  # the pose gives both or neither
    "left_hand": landmarks.LEFT_HAND.start,
    "right_hand": landmarks.RIGHT_HAND.start,
}
"""What must be seen of a person, and the point that shows it."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Some frames: times (T,) seconds, xy (T, 55, 2) in picture units, light 0 to 255 (median)."""

    times: npt.NDArray[np.float64]
    xy: FloatArray
    aspect: float
    light: float


def whats_wrong_at_a_glance(xy: FloatArray, light: float) -> Reason | None:
    """Why nobody could be judged in one frame (55, 2), whatever the hands do; None: all is well."""
    shoulders: list[list[float]] = xy[_SHOULDERS].tolist()
    (left_x, left_y), (right_x, right_y) = shoulders
    width = abs(left_x - right_x)
    if light < PITCH_DARK:
        return "dark"
    if isnan(width):
        return "dark" if light < DARK else "shoulders"
    if width > NEAR:
        return "near"
    if width < FAR:
        return "far"
    inside = all(-EDGE <= place <= 1 + EDGE for place in (left_x, left_y, right_x, right_y))
    return None if inside else "shoulders"


def whats_wrong_with_sign(stretch: Stretch) -> Reason | None:
    """Why this sign cannot be judged; None when it can."""
    if len(stretch.times) < FEWEST or stretch.times[-1] - stretch.times[0] < SHORTEST:
        return "short"
    glances = Counter(whats_wrong_at_a_glance(frame, stretch.light) for frame in stretch.xy)
    reason, frames = glances.most_common(1)[0]
    if reason is not None and frames > PERSON_SEEN * len(stretch.times):
        return reason
    up, seen, outside = (sum(part) for part in zip(*_signing_hands(stretch), strict=True))
    if seen < HAND_SEEN * up:
        return "dark" if stretch.light < DARK else "hands"
    return "hands" if outside > OUTSIDE * seen else None


def _signing_hands(stretch: Stretch) -> list[tuple[int, int, int]]:
    """Of each hand that signs: frames raised, of them tracked, of them partly outside."""
    shoulders = stretch.xy[:, _SHOULDERS] * [stretch.aspect, 1]
    width = np.nanmedian(np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=-1))
    level = np.nanmedian(shoulders[..., 1]) + LOWERED * width
    counts = []
    for hand, pose_wrist in zip(_HANDS, _POSE_WRISTS, strict=True):
        wrist, guess = stretch.xy[:, hand.start, 1], stretch.xy[:, pose_wrist, 1]
        tracked = np.isfinite(wrist)
        up = np.where(tracked, wrist, guess) < level  # false for NaN
        points = stretch.xy[up & tracked, hand]
        outside = ((points < 0) | (points > 1)).any(axis=(1, 2))
        counts.append((int(up.sum()), int((up & tracked).sum()), int(outside.sum())))
    signing = [some for some in counts if some[0] >= TAKES_PART * len(stretch.times)]
    return signing or [max(counts)]
