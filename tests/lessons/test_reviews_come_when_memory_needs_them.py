"""scheduling: deterministic, never due in the past, no worse for a better outcome."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.scheduling import (
    EvidenceLevel,
    Outcome,
    ReviewState,
    fill,
    is_learned,
    next_review,
)

LEVELS: tuple[EvidenceLevel, ...] = get_args(EvidenceLevel)
START = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)

evidence = st.sampled_from(LEVELS)
gaps = st.timedeltas(timedelta(0), timedelta(days=400))
steps = st.tuples(
    gaps, st.sampled_from([Outcome.CORRECT, Outcome.ALMOST, Outcome.ANOTHER]), evidence
)


def possible(step: tuple[timedelta, Outcome, EvidenceLevel]) -> bool:
    return (step[1], step[2]) != (Outcome.ANOTHER, "example")


histories = st.lists(steps.filter(possible), max_size=12)


def replay(
    history: list[tuple[timedelta, Outcome, EvidenceLevel]],
) -> tuple[ReviewState | None, datetime]:
    state, now = None, START
    for gap, outcome, level in history:
        now += gap
        state = next_review(state, outcome, now, evidence=level)
    return state, now


@given(histories, steps.filter(possible))
def test_a_sign_is_never_due_in_the_past(
    history: list[tuple[timedelta, Outcome, EvidenceLevel]],
    step: tuple[timedelta, Outcome, EvidenceLevel],
) -> None:
    state, now = replay(history)
    gap, outcome, level = step
    after = next_review(state, outcome, now + gap, evidence=level)
    assert after.due >= now + gap + timedelta(days=1)
    assert after.due <= now + gap + timedelta(days=180)


@given(histories)
def test_the_same_history_gives_the_same_plan(
    history: list[tuple[timedelta, Outcome, EvidenceLevel]],
) -> None:
    assert replay(history) == replay(history)


@given(histories, gaps, evidence)
def test_a_better_outcome_is_never_the_worse_for_it(
    history: list[tuple[timedelta, Outcome, EvidenceLevel]], gap: timedelta, level: EvidenceLevel
) -> None:
    state, now = replay(history)
    worst_first = [Outcome.ANOTHER, Outcome.ALMOST, Outcome.CORRECT]
    after = [
        next_review(state, outcome, now + gap, evidence=level)
        for outcome in worst_first[1 if level == "example" else 0 :]
    ]
    assert sorted(after, key=lambda card: card.stability) == after
    assert sorted(after, key=lambda card: card.due) == after


@given(histories, gaps)
def test_more_evidence_never_fills_more_slowly(
    history: list[tuple[timedelta, Outcome, EvidenceLevel]], gap: timedelta
) -> None:
    state, now = replay(history)
    filled = [
        next_review(state, Outcome.CORRECT, now + gap, evidence=level).stability
        for level in ("example", "forming", "judged")
    ]
    assert sorted(filled) == filled


@given(histories, gaps, evidence)
def test_right_never_loses_what_was_there(
    history: list[tuple[timedelta, Outcome, EvidenceLevel]], gap: timedelta, level: EvidenceLevel
) -> None:
    state, now = replay(history)
    after = next_review(state, Outcome.CORRECT, now + gap, evidence=level)
    assert after.stability >= (state.stability if state else 0)


@given(st.timedeltas(timedelta(hours=-12), timedelta(hours=12)))
def test_the_clocks_zone_changes_nothing(offset: timedelta) -> None:
    elsewhere = START.astimezone(timezone(offset))
    assert next_review(None, Outcome.CORRECT, elsewhere, evidence="judged") == next_review(
        None, Outcome.CORRECT, START, evidence="judged"
    )


def test_an_answer_that_arrives_late_does_not_turn_memory_back() -> None:
    first = next_review(None, Outcome.CORRECT, START, evidence="judged")
    late = next_review(first, Outcome.CORRECT, START - timedelta(seconds=9), evidence="judged")
    assert late.due >= first.due


def test_almost_is_no_rating_and_comes_back_tomorrow() -> None:
    after = next_review(None, Outcome.ALMOST, START, evidence="judged")
    assert (after.stability, after.card, after.due) == (0.0, {}, START + timedelta(days=1))


def test_one_take_never_supports_wrong() -> None:
    with pytest.raises(ValueError, match="one take"):
        next_review(None, Outcome.ANOTHER, START, evidence="example")


@pytest.mark.parametrize(("level", "days"), [("judged", 2), ("forming", 4), ("example", 4)])
def test_a_sign_is_learned_after_so_many_reviews_at_their_time(
    level: EvidenceLevel, days: int
) -> None:
    state = None
    now = START
    for _ in range(days):
        assert state is None or not is_learned(state.stability)
        state = next_review(state, Outcome.CORRECT, now, evidence=level)
        now = state.due
    assert state is not None
    assert is_learned(state.stability)
    assert fill(state.stability) == 1.0


def test_ten_times_in_one_lesson_is_not_learned() -> None:
    state = None
    for minute in range(10):
        state = next_review(
            state, Outcome.CORRECT, START + timedelta(minutes=minute), evidence="judged"
        )
    assert state is not None
    assert fill(state.stability) < 0.5
