"""What an attempt was: an embedding, the sign that was asked for and what we know, to a Verdict.

The lead within the lesson picks; similarity to the asked sign and the lead over the whole course
guard. A verdict is as strict as its evidence: a sign known from one take is never called wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from ml.prototypes import Evidence, FloatArray, Guard, PrototypeBook, SignKey, Thresholds, scores
from recognition.protocol import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """One attempt judged, or not seen well enough to judge.

    similarity: to the asked sign. margin: its lead over the lesson's other signs, below zero where
    one of them is closer. Both None when unseen, as are closest and guard.
    """

    outcome: Outcome
    evidence: Evidence
    reason: Reason | None = None
    closest: SignKey | None = None
    similarity: float | None = None
    margin: float | None = None
    guard: Guard | None = None

    @classmethod
    def unseen(cls, reason: Reason, evidence: Evidence) -> Self:
        """Nothing is said of the sign, only why it could not be seen."""
        return cls("unseen", evidence, reason=reason)


def closest_sign(
    embedding: FloatArray, candidates: Sequence[SignKey], course: PrototypeBook
) -> SignKey | None:
    """The candidate nearest to an embedding (D,); None when the embedding is not finite."""
    if not np.isfinite(embedding).all():
        return None
    known = [key for key in candidates if key in course]
    similarities = _similarities(embedding, course)
    return max(known, key=similarities.__getitem__, default=None)


def judge(
    embedding: FloatArray,
    *,
    target: SignKey,
    candidates: Sequence[SignKey],
    course: PrototypeBook,
    thresholds: Thresholds,
) -> Verdict:
    """Judge an embedding (D,) as an attempt at `target`.

    candidates: the lesson's signs, those without prototypes left out of account. course: all signs
    of the course. An embedding that is not finite is unseen, never an answer. Raises KeyError when
    the course has no prototypes of the target.
    """
    evidence = course[target].evidence
    if not np.isfinite(embedding).all():
        return Verdict.unseen("busy", evidence)
    similarities = _similarities(embedding, course)
    lesson = tuple(dict.fromkeys((target, *(key for key in candidates if key in course))))
    closest = max(lesson, key=lambda key: (similarities[key], key == target))
    passed = {
        key: _passes(key, lesson, similarities, thresholds.guard(course[key].evidence.level))
        for key in (target, closest)
    }
    if closest == target:
        outcome: Outcome = "correct" if passed[target] else "almost"
    else:
        sure = evidence.level != "example" and passed[closest]
        outcome = "another" if sure else "almost"
    return Verdict(
        outcome,
        evidence,
        closest=closest,
        similarity=similarities[target],
        margin=_lead(target, lesson, similarities),
        guard=thresholds.guard(evidence.level),
    )


def _similarities(embedding: FloatArray, course: PrototypeBook) -> dict[SignKey, float]:
    return dict(zip(course, map(float, scores(embedding[None], course)[0]), strict=True))


def _lead(key: SignKey, among: Iterable[SignKey], similarities: Mapping[SignKey, float]) -> float:
    """How much nearer a sign is than all others; alone, than one that has nothing in common."""
    return similarities[key] - max((similarities[k] for k in among if k != key), default=0.0)


def _passes(
    key: SignKey, lesson: Iterable[SignKey], similarities: Mapping[SignKey, float], guard: Guard
) -> bool:
    return (
        similarities[key] >= guard.accept
        and _lead(key, lesson, similarities) >= guard.margin
        and _lead(key, similarities, similarities) >= guard.stranger
    )
