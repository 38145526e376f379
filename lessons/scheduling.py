"""When a sign comes back: pure rules over the `fsrs` library, time as an argument.

A sign's card holds a *stability* in days: after that many days we expect nine in ten to still know
it. The rating rules (product.md) are ours:

* `correct` on a judged sign is Good; on a sign known from fewer people it is Hard, because a
  recogniser with little evidence may be wrong in the child's favour, so mastery fills slowly;
* `another` is Again once the sign was right before (what was never known is not forgotten), and
  it is never given on a sign known from one take;
* `almost` is no rating: the guards refuse a good share of right signs, and a doubt of the
  recogniser must not read as a mistake of the child. The sign comes back tomorrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal, cast

from fsrs import Card, Rating, Scheduler
from fsrs.card import CardDict


class Outcome(StrEnum):
    """What an attempt came to; "unseen" is none of them, because it is never recorded."""

    CORRECT = "correct"
    ALMOST = "almost"
    ANOTHER = "another"


EvidenceLevel = Literal["example", "forming", "judged"]

LEARNED_AFTER_DAYS = 7.0
"""A sign counts as learned once we expect it to be known a week later."""

COME_BACK = timedelta(days=1)
"""How soon a sign returns that was not right yet: lessons are a day apart, not minutes."""

# No learning steps: within a lesson the lesson itself decides what is repeated. No fuzz: the same
# answers always give the same plan. Half a year is the longest a school's term lets a sign rest.
_SCHEDULER = Scheduler(
    desired_retention=0.9,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=180,
    enable_fuzzing=False,
)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """One card: `card` as fsrs writes it to JSON (empty: never rated), `due` in UTC."""

    card: Mapping[str, object]
    due: datetime
    stability: float


def rating(outcome: Outcome, evidence: EvidenceLevel) -> Rating | None:
    """The FSRS rating of an outcome; None where it says nothing about memory.

    Raises ValueError for `another` on an example: one take never supports "wrong".
    """
    if outcome is Outcome.CORRECT:
        return Rating.Good if evidence == "judged" else Rating.Hard
    if outcome is Outcome.ANOTHER:
        if evidence == "example":
            raise ValueError("a sign known from one take is never judged to be another sign")
        return Rating.Again
    return None


def next_review(
    state: ReviewState | None, outcome: Outcome, now: datetime, *, evidence: EvidenceLevel
) -> ReviewState:
    """The card after `outcome` at `now` (aware). `state` is None at the first attempt.

    Due is always after `now`; the same arguments give the same answer; a better outcome is never
    due earlier, nor less stable, than a worse one.
    """
    now = now.astimezone(UTC)
    grade = rating(outcome, evidence)
    # The id is not used by us, but fsrs would take one from the clock.
    card = Card(card_id=0, due=now)
    if state is not None and state.card:
        card = Card.from_dict(cast("CardDict", dict(state.card)))
    new = card.last_review is None
    if grade is None or (new and grade is Rating.Again):
        due = now + COME_BACK if state is None else max(state.due, now + COME_BACK)
        stability = 0.0 if state is None else state.stability
        return ReviewState(card={} if new else card.to_dict(), due=due, stability=stability)
    # Two attempts may be judged out of order; memory does not run backwards.
    moment = max(now, card.last_review) if card.last_review else now
    reviewed, _ = _SCHEDULER.review_card(card, grade, moment)
    if grade is Rating.Again:
        reviewed.due = moment + COME_BACK
    return ReviewState(
        card=reviewed.to_dict(), due=reviewed.due, stability=reviewed.stability or 0.0
    )


def is_learned(stability: float) -> bool:
    """Whether a card of this stability (days) counts as learned."""
    return stability >= LEARNED_AFTER_DAYS


def fill(stability: float) -> float:
    """How full the child's ring is, 0 to 1: full exactly when the sign counts as learned."""
    return min(1.0, max(0.0, stability / LEARNED_AFTER_DAYS))
