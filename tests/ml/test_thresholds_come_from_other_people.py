"""Calibration: guards from validation signers keep false acceptance where it was asked to be."""

import json
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.calibration import Calibration, Trials, accepted, calibrate, collect, fit_temperature
from ml.gallery import embed_clips
from ml.metrics import Answers
from ml.predictor import Predictor
from ml.prototypes import LEVELS, Level
from tests.ml.people import people

LIMITS: MappingProxyType[Level, float] = MappingProxyType(
    {"example": 0.2, "forming": 0.1, "judged": 0.05}
)


def trials(rng: np.random.Generator, count: int, better: float) -> Trials:
    impostor = rng.normal(0, 0.3, size=(count, 3)).clip(-1, 1)
    return Trials((rng.normal(better, 0.3, size=(count, 3))).clip(-1, 1), impostor)


@settings(deadline=None, max_examples=25)
@given(st.integers(20, 400), st.floats(0, 1), st.integers(0, 999))
def test_no_more_are_let_in_than_was_asked(count: int, better: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = Calibration({level: trials(rng, count, better) for level in LEVELS}, 0.1)
    found = calibrate(held, false_acceptance=LIMITS)
    for level in LEVELS:
        guard = found.guard(level)
        assert accepted(guard, held.trials[level].impostor) <= LIMITS[level]
        assert guard.margin >= 0
    example = found.guard("example")
    assert (example.margin, example.stranger) == (0, -2)


def test_true_attempts_that_stand_apart_all_pass() -> None:
    apart = Trials(np.full((50, 3), 0.9), np.full((50, 3), -0.9))
    found = calibrate(Calibration(dict.fromkeys(LEVELS, apart), 0.1))
    assert all(accepted(found.guard(level), apart.genuine) == 1 for level in LEVELS)


def test_a_level_without_attempts_has_the_guard_below_it() -> None:
    none = Trials(np.zeros((0, 3)), np.zeros((0, 3)))
    some = trials(np.random.default_rng(0), 100, 0.5)
    found = calibrate(Calibration({"example": some, "forming": some, "judged": none}, 0.1))
    assert found.guard("judged") == found.guard("forming") != found.guard("example")


def test_without_any_attempt_nothing_is_calibrated() -> None:
    none = Trials(np.zeros((0, 3)), np.zeros((0, 3)))
    with pytest.raises(ValueError, match="no attempts"):
        calibrate(Calibration(dict.fromkeys(LEVELS, none), 0.1))


def test_attempts_are_collected_for_each_level(predictor: Predictor) -> None:
    gallery = embed_clips(predictor.embed_clips, people(["ann", "bob", "cho"], takes=3))
    queries = embed_clips(predictor.embed_clips, people(["dee", "eve"]))
    found = collect(gallery, queries, seed=3)
    for level in LEVELS:
        some = found.trials[level]
        assert len(some.genuine)
        assert len(some.impostor) == 2 * len(some.genuine)
        assert some.genuine[:, 0].mean() > some.impostor[:, 0].mean() + 0.2
    assert calibrate(found).guard("judged").accept > 0
    again = Calibration.from_json(json.loads(json.dumps(found.to_json())))
    assert again.trials["judged"].genuine == pytest.approx(found.trials["judged"].genuine, abs=1e-4)
    both = Calibration.join([found, again])
    assert len(both.trials["forming"].impostor) == 2 * len(found.trials["forming"].impostor)


def test_the_temperature_is_the_one_that_was_used() -> None:
    rng = np.random.default_rng(0)
    scores = rng.uniform(-1, 1, size=(5000, 12)).astype(np.float32)
    chances = np.exp(scores / 0.15)
    chances /= chances.sum(axis=1, keepdims=True)
    truth = np.array([rng.choice(12, p=row / row.sum()) for row in chances.astype(float)])
    some = Answers(scores, truth.astype(np.intp), np.zeros(5000, np.intp), np.ones(5000, bool))
    assert fit_temperature(some) == pytest.approx(0.15, rel=0.1)
