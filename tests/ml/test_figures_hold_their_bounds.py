"""Metrics: every figure in its range, the easy cases exact, and counting the same in any order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.metrics import Answers, Tally, figures, intervals, random_others
from ml.verification import BINS, area, equal_error, rejection_at

LESSONS = (3, 6)


def answers(clips: int, glosses: int, signers: int, seed: int, skill: float) -> Answers:
    rng = np.random.default_rng(seed)
    truth = rng.integers(-1, glosses, size=clips)
    scores = rng.uniform(-1, 1, size=(clips, glosses))
    known = truth >= 0
    scores[known, truth[known]] += skill
    return Answers(
        scores.clip(-1, 1).astype(np.float32),
        truth.astype(np.intp),
        rng.integers(0, signers, size=clips).astype(np.intp),
        rng.random(clips) > 0.1,
    )


def count(some: Answers, glosses: int, signers: int) -> Tally:
    tally = Tally(signers, glosses, LESSONS)
    tally.add(some, 0.1, np.random.default_rng(0))
    return tally


def perfect(clips: int = 60, glosses: int = 6, signers: int = 4) -> Answers:
    truth = (np.arange(clips) % glosses).astype(np.intp)
    scores = np.full((clips, glosses), -0.5, np.float32)
    scores[np.arange(clips), truth] = 0.9
    signer = (np.arange(clips) % signers).astype(np.intp)
    return Answers(scores, truth, signer, np.ones(clips, np.bool_))


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 80),
    st.integers(1, 9),
    st.integers(1, 6),
    st.integers(0, 10_000),
    st.floats(0, 2),
)
def test_every_figure_is_a_share_or_unknown(
    clips: int, glosses: int, signers: int, seed: int, skill: float
) -> None:
    tally = count(answers(clips, glosses, signers, seed, skill), glosses, signers)
    ends = intervals(tally, np.random.default_rng(0), samples=20)
    for name, value in figures(tally).items():
        assert np.isnan(value[0]) or -1e-9 <= value[0] <= 1 + 1e-9, name
        low, high = ends[name]
        assert np.isnan(low) or low <= high, name


@settings(deadline=None, max_examples=40)
@given(st.integers(20, 80), st.integers(3, 9), st.integers(0, 10_000), st.floats(0, 2))
def test_a_small_lesson_is_never_harder_than_a_large_one(
    clips: int, glosses: int, seed: int, skill: float
) -> None:
    found = figures(count(answers(clips, glosses, 3, seed, skill), glosses, 3))
    if not np.isnan(found["top1"][0]):
        assert found["lesson_3"][0] >= found["lesson_6"][0] - 1e-9 >= found["top1"][0] - 2e-9


def test_perfect_answers_have_perfect_figures() -> None:
    found = {name: float(value[0]) for name, value in figures(count(perfect(), 6, 4)).items()}
    ones = {"top1", "macro_f1", "worst_signer", "lesson_3", "lesson_6", "auroc_unknown"}
    for name, value in found.items():
        assert value == pytest.approx(1 if name in ones else 0, abs=1e-3), name


def test_chance_is_what_guessing_gives() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 10, size=4000)
    some = Answers(
        rng.uniform(-1, 1, size=(4000, 10)).astype(np.float32),
        truth.astype(np.intp),
        (np.arange(4000) % 8).astype(np.intp),
        np.ones(4000, np.bool_),
    )
    found = figures(count(some, 10, 8))
    assert found["top1"][0] == pytest.approx(1 / 10, abs=0.02)
    assert found["lesson_3"][0] == pytest.approx(1 / 3, abs=0.02)
    assert found["lesson_6"][0] == pytest.approx(1 / 6, abs=0.02)
    assert found["eer"][0] == pytest.approx(0.5, abs=0.02)
    assert found["auroc_unknown"][0] == pytest.approx(0.5, abs=0.03)


def test_a_clip_that_cannot_be_read_is_an_error() -> None:
    whole = perfect()
    usable = whole.usable.copy()
    usable[:15] = False
    some = Answers(whole.scores, whole.truth, whole.signer, usable)
    found = figures(count(some, 6, 4))
    for name in ("top1", "lesson_3", "lesson_6"):
        assert found[name][0] == pytest.approx(0.75)
    assert found["frr_at_far_5"][0] == pytest.approx(0.25)


def test_equals_are_not_right() -> None:
    level = Answers(np.zeros((4, 3), np.float32), *(np.zeros(4, np.intp),) * 2, np.ones(4, bool))
    assert figures(count(level, 3, 1))["top1"][0] == 0


def test_the_worst_signer_is_found() -> None:
    some = perfect()
    scores = some.scores.copy()
    scores[some.signer == 2] *= -1
    found = figures(count(Answers(scores, some.truth, some.signer, some.usable), 6, 4))
    assert found["worst_signer"][0] == 0
    assert found["top1"][0] == pytest.approx(0.75)


def test_one_signer_has_no_interval() -> None:
    ends = intervals(count(perfect(signers=1), 6, 1), np.random.default_rng(0))
    assert np.isnan(ends["top1"]).all()


def test_folds_counted_together_are_one_count() -> None:
    some = answers(200, 5, 4, 3, 0.8)
    whole = count(some, 5, 4)
    joined = Tally(4, 5, LESSONS)
    for half in (some.signer < 2, some.signer >= 2):
        part = Answers(some.scores[half], some.truth[half], some.signer[half], some.usable[half])
        joined.join(count(part, 5, 4), np.arange(5))
    before, after = figures(whole), figures(joined)
    for name in ("top1", "macro_f1", "lesson_3", "eer", "ece", "auroc_unknown"):
        assert after[name] == pytest.approx(before[name])


histogram = st.lists(st.integers(0, 50), min_size=4, max_size=4).filter(any)


@given(histogram, histogram)
def test_error_rates_of_any_histograms_are_rates(true: list[int], false: list[int]) -> None:
    genuine, impostor = (np.zeros((1, BINS)) for _ in range(2))
    genuine[0, [10, 20, 30, 40]], impostor[0, [10, 20, 30, 40]] = true, false
    assert 0 <= equal_error(genuine, impostor)[0] <= 1
    assert equal_error(genuine, genuine)[0] == pytest.approx(0.5, abs=0.5)
    loose, strict = (rejection_at(genuine, impostor, far)[0] for far in (0.05, 0.01))
    assert 0 <= loose <= strict <= 1
    assert area(genuine, impostor)[0] == pytest.approx(1 - area(impostor, genuine)[0])


@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 99))
def test_a_lesson_holds_no_sign_twice(glosses: int, others: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, glosses, size=7).astype(np.intp)
    drawn = random_others(truth, glosses, (7, 5), others, rng)
    assert len(drawn) == min(others, glosses - 1)
    lesson = np.concatenate([np.broadcast_to(truth[:, None], (1, 7, 5)), drawn])
    assert all(len(set(lesson[:, i, j])) == len(lesson) for i in range(7) for j in range(5))
    assert lesson.min() >= 0
    assert lesson.max() < glosses
