"""The rule that judges, over every embedding and every state of knowledge."""

from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.prototypes import (
    FloatArray,
    Guard,
    PrototypeBook,
    Prototypes,
    SignKey,
    Thresholds,
    similarity,
)
from recognition.verdict import Verdict, closest_sign, judge

SIZE = 8
MOM, DAD, UNCLE, CAT = (("vsl", gloss) for gloss in ("MOM", "DAD", "UNCLE", "CAT"))
LESSON = (MOM, DAD, UNCLE)
THRESHOLDS = Thresholds(
    MappingProxyType(
        {
            "example": Guard(0.5, 0.0, -2.0),
            "forming": Guard(0.6, 0.1, -0.2),
            "judged": Guard(0.7, 0.2, -0.1),
        }
    ),
    0.1,
)
LEVELS = {"example": (1, 1), "forming": (3, 1), "judged": (5, 3)}


def axis(*parts: float) -> FloatArray:
    vector = np.zeros(SIZE, np.float32)
    vector[: len(parts)] = parts
    return (vector / np.linalg.norm(vector)).astype(np.float32)


PLACES = {MOM: axis(1), DAD: axis(0, 1), UNCLE: axis(0, 0, 1), CAT: axis(0, 0, 0, 1)}


def book(levels: dict[SignKey, str] | None = None) -> PrototypeBook:
    signs = []
    for key, place in PLACES.items():
        takes, signers = LEVELS[(levels or {}).get(key, "judged")]
        people = tuple(f"person {i % signers}" for i in range(takes))
        signs.append(Prototypes(key, np.tile(place, (takes, 1)), people))
    return PrototypeBook.of(signs)


def verdict(embedding: FloatArray, course: PrototypeBook | None = None) -> Verdict:
    """As an attempt at MOM."""
    course = book() if course is None else course
    return judge(embedding, target=MOM, candidates=LESSON, course=course, thresholds=THRESHOLDS)


def test_the_asked_sign_is_correct() -> None:
    found = verdict(axis(1, 0.1))
    assert (found.outcome, found.closest) == ("correct", MOM)
    assert found.similarity == pytest.approx(0.995, abs=0.001)
    assert found.margin == pytest.approx(0.896, abs=0.001)
    assert found.guard == THRESHOLDS.guard("judged")


def test_the_asked_sign_made_poorly_is_almost() -> None:
    found = verdict(axis(1, 0, 0, 0, 1.2))
    assert (found.outcome, found.closest) == ("almost", MOM)


def test_the_asked_sign_with_a_small_lead_is_almost() -> None:
    found = verdict(axis(1, 0.85))
    assert (found.outcome, found.closest) == ("almost", MOM)


def test_a_sign_of_another_lesson_is_not_accepted_as_the_asked_one() -> None:
    found = verdict(axis(0.75, 0, 0, 0.95))
    assert (found.outcome, found.closest) == ("almost", MOM)


def test_another_sign_of_the_lesson_is_named() -> None:
    found = verdict(axis(0.1, 1))
    assert (found.outcome, found.closest) == ("another", DAD)
    assert found.margin is not None
    assert found.margin < 0


def test_another_sign_that_is_itself_in_doubt_is_only_almost() -> None:
    assert verdict(axis(0, 1, 0, 0, 1.2)).outcome == "almost"


def test_a_sign_known_from_one_take_is_never_called_another() -> None:
    found = verdict(axis(0.1, 1), book({MOM: "example"}))
    assert (found.outcome, found.closest) == ("almost", DAD)


def test_a_sign_known_from_one_take_is_correct_when_closest_and_alike() -> None:
    course = book({MOM: "example"})
    assert verdict(axis(1, 0.95), course).outcome == "correct"
    assert verdict(axis(0.4, 0, 0, 0, 1), course).outcome == "almost"


def test_a_tie_goes_to_the_asked_sign() -> None:
    assert verdict(axis(1, 1)).closest == MOM


def test_a_lesson_of_one_sign_judges_by_likeness() -> None:
    course = book().select([MOM])
    assert verdict(axis(1), course).outcome == "correct"
    assert verdict(axis(0, 1), course).outcome == "almost"


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_unseen(broken: float) -> None:
    embedding = axis(1)
    embedding[3] = broken
    found = verdict(embedding)
    assert (found.outcome, found.reason, found.similarity) == ("unseen", "busy", None)
    assert closest_sign(embedding, LESSON, book()) is None


@given(
    numbers=st.lists(st.floats(-1, 1, width=32), min_size=SIZE, max_size=SIZE).filter(
        lambda parts: any(abs(part) > 0.001 for part in parts)
    ),
    levels=st.fixed_dictionaries({key: st.sampled_from(sorted(LEVELS)) for key in PLACES}),
    target=st.sampled_from(sorted(PLACES)),
)
def test_the_rule_holds_for_every_embedding(
    numbers: list[float], levels: dict[SignKey, str], target: SignKey
) -> None:
    embedding, course = axis(*numbers), book(levels)
    found = judge(embedding, target=target, candidates=LESSON, course=course, thresholds=THRESHOLDS)
    own = similarity(embedding, course[target])
    others = [similarity(embedding, course[key]) for key in LESSON if key != target]
    assert found.evidence == course[target].evidence
    assert found.similarity == pytest.approx(own, abs=1e-5)
    assert found.margin is not None
    assert found.margin == pytest.approx(own - max(others), abs=1e-5)
    assert (found.closest == target) == (found.margin >= 0)
    if found.outcome == "correct":
        guard = THRESHOLDS.guard(found.evidence.level)
        assert found.closest == target
        assert own >= guard.accept - 1e-6
    if found.outcome == "another":
        assert found.closest != target
        assert found.evidence.level != "example"
    assert found.outcome != "unseen"
