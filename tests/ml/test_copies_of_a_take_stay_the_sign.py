"""Augmentation: fresh copies, the same for the same seed, none of them broken."""

import numpy as np

from ml import landmarks
from ml.augment import NONE, Strength, augment
from ml.features import STEPS, describe, normalise, resample
from tests.streams import Path, Stream

CLIPS = [normalise(Stream(seed=seed).sign(Path(both=seed % 2 == 0)).clip()) for seed in range(6)]
FULL = [1.0] * len(CLIPS)


def test_copies_can_be_described_whatever_they_lost() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        copies = augment(CLIPS, FULL, rng, Strength())
        assert copies.shape == (len(CLIPS), STEPS, landmarks.COUNT, 2)
        assert np.isfinite(describe(copies)).all()


def test_one_seed_gives_one_batch() -> None:
    first, second = (augment(CLIPS, FULL, np.random.default_rng(7), Strength()) for _ in range(2))
    assert np.array_equal(first, second, equal_nan=True)


def test_two_copies_differ() -> None:
    rng = np.random.default_rng(7)
    first, second = (describe(augment(CLIPS, FULL, rng, Strength())) for _ in range(2))
    assert np.abs(first - second).mean() > 0.01


def test_a_copy_always_keeps_a_hand() -> None:
    rng = np.random.default_rng(1)
    hands = slice(landmarks.LEFT_HAND.start, landmarks.RIGHT_HAND.stop)
    for _ in range(50):
        copies = augment(CLIPS, FULL, rng, Strength(lost_hand=1.0, lost_burst=0, lost_frames=0))
        assert np.isfinite(copies[:, :, hands]).any(axis=(1, 2, 3)).all()


def test_no_strength_leaves_the_places_alone() -> None:
    copies = augment(CLIPS, FULL, np.random.default_rng(3), NONE)
    plain = np.stack([resample(clip) for clip in CLIPS])
    middle = np.nanmedian(np.abs(copies - plain))
    assert middle < 0.05  # time may still bend
