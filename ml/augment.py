"""Other bodies, cameras and tempers: copies of a take, made fresh for each step of training."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.clips import Clip, FloatArray
from ml.features import HANDS, STEPS, resample

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Strength:
    """How far a copy may stray. Lengths in shoulder widths, angles in radians, chances in 0 to 1.

    `scale` multiplies every deviation, not the chances.
    """

    scale: float = 1.0
    crop: float = 0.22
    mirror: float = 0.5
    hand_turn: float = 0.18
    hand_size: float = 0.12
    finger_length: float = 0.08
    finger_turn: float = 0.10
    hand_shift: float = 0.07
    hand_drift: float = 0.05
    hands_shift: float = 0.05
    nose: float = 0.08
    elbows: float = 0.08
    body_turn: float = 0.10
    body_size: float = 0.14
    body_shear: float = 0.06
    body_shift: float = 0.08
    jitter: float = 0.010
    lost_burst: float = 0.25
    lost_frames: float = 0.25
    lost_hand: float = 0.08


def augment(
    clips: Sequence[Clip], strength: Sequence[float], rng: Rng, how: Strength
) -> FloatArray:
    """Normalised clips as new people might sign them: (N, STEPS, 55, 2), ready for `describe`.

    `strength` holds one factor a clip: a large set bears more than a small one.
    """
    points = np.stack([_in_time(clip, rng, how) for clip in clips])
    by = (np.asarray(strength, np.float32) * how.scale)[:, None, None, None]
    turned = rng.random(len(points)) < how.mirror
    points[turned] = points[turned][:, :, landmarks.MIRROR] * np.array([-1, 1], np.float32)
    _lose_hands(points, rng, how)
    for hand in HANDS:
        _reshape_hand(points[:, :, hand], by, rng, how)
    _move_body(points, by, rng, how)
    return _through_another_camera(points, by, rng, how)


def _in_time(clip: Clip, rng: Rng, how: Strength) -> FloatArray:
    """Cut at the ends, seen at another frame rate, and signed with another rhythm."""
    start, end = 0.0, float(clip.times[-1])
    if rng.random() < 0.5:
        start, end = rng.random() * how.crop * end, end - rng.random() * how.crop * end
    if rng.random() < 0.5:
        keep = int(rng.integers(5, 26))
        if keep < len(clip):
            rows = np.unique(np.linspace(0, len(clip) - 1, keep).round().astype(int))
            clip = replace(clip, xy=clip.xy[rows], times=clip.times[rows])
    along = np.linspace(0, 1, STEPS)
    if rng.random() < 0.6:
        phase, bend = rng.random(2) * 2 * np.pi, rng.normal(size=2) * (0.06, 0.03)
        for wave in (1, 2):
            along = along + bend[wave - 1] * np.sin(wave * np.pi * along + phase[wave - 1])
        along = np.maximum.accumulate(along)
        along = (along - along[0]) / max(along[-1] - along[0], 1e-6)
    return resample(clip, start + along * (end - start))


def _lose_hands(points: FloatArray, rng: Rng, how: Strength) -> None:
    """Lose hands as a tracker does: for a burst, in single frames, or the lesser one altogether."""
    count = len(points)
    step = np.arange(STEPS)
    for hand in HANDS:
        length = rng.integers(2, 9, size=count)
        begin = rng.integers(0, STEPS, size=count)
        burst = (step >= begin[:, None]) & (step < (begin + length)[:, None])
        gone = burst & (rng.random(count) < how.lost_burst)[:, None]
        single = rng.random((count, STEPS)) < rng.random((count, 1)) * 0.3
        gone |= single & (rng.random(count) < how.lost_frames)[:, None]
        points[:, :, hand][gone] = np.nan
    left, right = (np.isfinite(points[:, :, hand.start, 0]).sum(axis=1) for hand in HANDS)
    alone = rng.random(count) < how.lost_hand
    points[:, :, HANDS[0]][alone & (left <= right) & (right > 0)] = np.nan
    points[:, :, HANDS[1]][alone & (right < left)] = np.nan


def _reshape_hand(hand: FloatArray, by: FloatArray, rng: Rng, how: Strength) -> None:
    """Another hand in its place: turned, larger, other fingers, elsewhere, drifting. In place."""
    count = len(hand)
    wrist = hand[:, :, :1].copy()
    local = hand - wrist
    for finger in range(5):
        joints = local[:, :, 1 + 4 * finger : 5 + 4 * finger]
        knuckle = joints[:, :, :1].copy()
        length = 1 + how.finger_length * by * _normal(rng, count)
        angle = how.finger_turn * by * _normal(rng, count)
        joints[:] = knuckle + _turn((joints - knuckle) * length, angle)
    size = np.exp(how.hand_size * by * _normal(rng, count))
    local = _turn(local * size, how.hand_turn * by * _normal(rng, count))
    shift = how.hand_shift * by * _normal(rng, count, last=2)
    ramp = np.linspace(-1, 1, STEPS, dtype=np.float32)[None, :, None, None]
    drift = how.hand_drift * by * _normal(rng, count, last=2) * ramp
    hand[:] = wrist + local + shift + drift


def _move_body(points: FloatArray, by: FloatArray, rng: Rng, how: Strength) -> None:
    """Another build: both hands, nose and elbows elsewhere against the shoulders. In place."""
    count = len(points)
    both = slice(landmarks.LEFT_HAND.start, landmarks.RIGHT_HAND.stop)
    points[:, :, both] += how.hands_shift * by * _normal(rng, count, last=2)
    points[:, :, [landmarks.NOSE]] += how.nose * by * _normal(rng, count, last=2)
    for elbow in ("POSE_LEFT_ELBOW", "POSE_RIGHT_ELBOW"):
        points[:, :, [landmarks.INDEX[elbow]]] += how.elbows * by * _normal(rng, count, last=2)


def _through_another_camera(
    points: FloatArray, by: FloatArray, rng: Rng, how: Strength
) -> FloatArray:
    """The whole picture turned, stretched, sheared, shifted, and a little noise on every point."""
    count = len(points)
    size = np.exp(how.body_size * by * _normal(rng, count, last=2))
    points = _turn(points * size, how.body_turn * by * _normal(rng, count))
    points[..., 0] += points[..., 1] * (how.body_shear * by * _normal(rng, count))[..., 0]
    points += how.body_shift * by * _normal(rng, count, last=2)
    noise = rng.standard_normal(points.shape, dtype=np.float32)
    return points + how.jitter * (1 + 0.5 * rng.random((count, 1, 1, 1), dtype=np.float32)) * noise


def _normal(rng: Rng, count: int, last: int = 1) -> FloatArray:
    """One standard normal draw a clip, shaped to multiply (N, STEPS, P, 2)."""
    return rng.standard_normal((count, 1, 1, last), dtype=np.float32)


def _turn(points: FloatArray, angle: npt.NDArray[np.float32]) -> FloatArray:
    """Turn points (…, 2) about the origin; angle (…, 1) in radians."""
    cos, sin = np.cos(angle[..., 0]), np.sin(angle[..., 0])
    x, y = points[..., 0], points[..., 1]
    return np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1).astype(np.float32)


NONE: Final = Strength(
    scale=0, crop=0, mirror=0, jitter=0, lost_burst=0, lost_frames=0, lost_hand=0
)
