"""Lost tracking, figures that are none, verdicts beyond the evidence: none is recorded."""

import math
from typing import Any

import pytest

from accounts.models import User
from lessons.models import Attempt, Mastery
from tests.lessons.factories import ONE_TAKE, SignFactory, attempt


@pytest.mark.parametrize("outcome", ["unseen", "", "CORRECT", "wrong"])
def test_an_outcome_that_is_never_recorded_is_refused(child: User, outcome: str) -> None:
    with pytest.raises(ValueError, match="Outcome"):
        attempt(child, SignFactory.create(), outcome)
    assert not Attempt.objects.exists()
    assert not Mastery.objects.exists()


def test_one_take_never_says_that_it_was_another_sign(child: User) -> None:
    with pytest.raises(ValueError, match="one take"):
        attempt(child, SignFactory.create(), "another", evidence=ONE_TAKE)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["similarity", "margin"])
def test_a_figure_that_is_not_finite_is_refused(child: User, name: str, figure: float) -> None:
    changes: dict[str, Any] = {name: figure}
    with pytest.raises(ValueError, match="finite"):
        attempt(child, SignFactory.create(), **changes)
    assert not Attempt.objects.exists()


def test_one_take_fills_mastery_more_slowly_than_many(child: User, classmate: User) -> None:
    sign = SignFactory.create()
    attempt(child, sign, evidence=ONE_TAKE)
    attempt(classmate, sign)
    slow = Mastery.objects.get(student=child)
    quick = Mastery.objects.get(student=classmate)
    assert 0 < slow.fill < quick.fill < 1
    assert slow.due < quick.due
