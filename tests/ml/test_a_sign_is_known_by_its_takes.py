"""Prototypes: evidence, similarity, and scores that are the same one by one and all at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import prototypes
from ml.prototypes import (
    Guard,
    PrototypeBook,
    Prototypes,
    Thresholds,
    evidence_level,
    scores,
    similarity,
)
from tests.ml.people import unit

LEVELS = {"example": 0, "forming": 1, "judged": 2}


def sign(gloss: str, takes: int, signers: int, seed: int = 0, size: int = 16) -> Prototypes:
    rng = np.random.default_rng(seed)
    embeddings = unit(rng.normal(size=(takes, size)).astype(np.float32))
    return Prototypes(("vsl", gloss), embeddings, tuple(f"p{i % signers}" for i in range(takes)))


@pytest.mark.parametrize(
    ("takes", "signers", "level"),
    [
        (1, 1, "example"),
        (2, 1, "example"),
        (3, 1, "forming"),
        (2, 2, "forming"),
        (40, 2, "forming"),
        (4, 4, "forming"),
        (5, 3, "judged"),
    ],
)
def test_a_level_needs_takes_and_people(takes: int, signers: int, level: str) -> None:
    assert evidence_level(takes, signers) == level
    assert sign("MOM", takes, signers).evidence.level == level


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 5), st.integers(0, 5))
def test_more_evidence_never_lowers_the_level(
    takes: int, signers: int, more_takes: int, more_signers: int
) -> None:
    before = evidence_level(takes, signers)
    after = evidence_level(takes + more_takes, signers + more_signers)
    assert LEVELS[after] >= LEVELS[before]


def test_a_take_is_wholly_like_its_own_single_prototype() -> None:
    mom = sign("MOM", 1, 1)
    assert similarity(mom.embeddings[0], mom) == pytest.approx(1, abs=1e-5)
    assert similarity(-mom.embeddings[0], mom) == pytest.approx(-1, abs=1e-5)


def test_somebody_who_signed_often_counts_once_in_the_mean() -> None:
    often, once = np.eye(2, dtype=np.float32)
    mom = Prototypes(("vsl", "MOM"), np.stack([often] * 9 + [once]), ("a",) * 9 + ("b",))
    assert mom.mean == pytest.approx(np.full(2, 0.5**0.5), abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 9), st.lists(st.integers(1, 7), min_size=1, max_size=6), st.integers(0, 99))
def test_scores_are_the_similarities_one_by_one(count: int, takes: list[int], seed: int) -> None:
    book = PrototypeBook.of(sign(f"S{i}", k, k, seed + i) for i, k in enumerate(takes))
    asked = unit(np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32))
    found = scores(asked, book)
    assert found.shape == (count, len(takes))
    assert (np.abs(found) <= 1).all()
    for row, embedding in enumerate(asked):
        each = [similarity(embedding, known) for known in book.values()]
        assert found[row] == pytest.approx(each, abs=1e-5)


def test_scores_do_not_depend_on_how_many_fit_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    book = PrototypeBook.of(sign(f"S{i}", 5, 3, i) for i in range(9))
    asked = unit(np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32))
    whole = scores(asked, book)
    monkeypatch.setattr(prototypes, "SCORES_AT_ONCE", 100)
    assert scores(asked, book) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("wrong", [np.zeros((0, 4), np.float32), np.full((1, 4), np.nan, "f4")])
def test_prototypes_need_takes_and_finite_numbers(wrong: prototypes.FloatArray) -> None:
    with pytest.raises(ValueError, match="vsl/MOM"):
        Prototypes(("vsl", "MOM"), wrong, ("a",) * len(wrong))


def test_thresholds_survive_the_manifest() -> None:
    guards = {level: Guard(0.1 * i, 0.2, -0.3) for i, level in enumerate(prototypes.LEVELS)}
    held = Thresholds(guards, 0.07)
    assert Thresholds.from_json(held.to_json()).guards == guards
    for broken in ({}, {"guards": {}, "temperature": 1}, held.to_json() | {"temperature": "nan"}):
        with pytest.raises(ValueError, match="thresholds"):
            Thresholds.from_json(broken)
