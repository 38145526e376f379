"""What happens to the course and to attempts: every write of this room."""

import math
from collections.abc import Mapping
from datetime import datetime
from itertools import chain, zip_longest
from typing import Protocol, cast
from uuid import UUID

from django.db import transaction

from accounts.models import User
from lessons import scheduling
from lessons.models import Attempt, LessonSign, Mastery, Sign
from lessons.scheduling import Outcome

CANDIDATES = 3
"""The fewest signs that an attempt is compared with: the margin needs others to be a margin."""


class Evidence(Protocol):
    """What the recogniser knew of a sign; `ml.prototypes.Evidence` is one."""

    @property
    def takes(self) -> int: ...
    @property
    def signers(self) -> int: ...
    @property
    def level(self) -> scheduling.EvidenceLevel: ...


class AttemptRefused(ValueError):
    """The attempt's id already belongs to another student or to another sign."""


def record_attempt(
    *,
    student: User,
    sign: Sign,
    outcome: str,
    attempt_id: UUID,
    at: datetime,
    similarity: float,
    margin: float,
    evidence: Evidence,
    release: str,
    thresholds: Mapping[str, object],
    closest: Sign | None = None,
) -> Attempt:
    """Store one judged attempt and what it means for mastery, in one transaction, exactly once.

    `at` is the server's aware time; `similarity` and `margin` are cosines. The same `attempt_id`
    again returns the stored row, whatever the rest says, and moves nothing. Raises AttemptRefused
    where the id is another student's or another sign's, ValueError for "unseen" or any outcome
    that is never recorded, for `another` on a sign known from one take, and for a figure that is
    not finite.
    """
    judged = Outcome(outcome)
    scheduling.rating(judged, evidence.level)
    if not (math.isfinite(similarity) and math.isfinite(margin)):
        raise ValueError(f"similarity {similarity} and margin {margin} must be finite")
    with transaction.atomic():
        attempt, created = Attempt.objects.get_or_create(
            pk=attempt_id,
            defaults={
                "student": student,
                "sign": sign,
                "outcome": judged.value,
                "closest": closest,
                "similarity": similarity,
                "margin": margin,
                "evidence_takes": evidence.takes,
                "evidence_signers": evidence.signers,
                "evidence_level": evidence.level,
                "release": release,
                "thresholds": dict(thresholds),
                "at": at,
            },
        )
        if not created:
            _refuse_foreign(attempt, student=student, sign=sign)
            return attempt
        _update_mastery(attempt)
    return attempt


def _refuse_foreign(attempt: Attempt, *, student: User, sign: Sign) -> None:
    # One message for both: a stranger must not learn whose the id is.
    if attempt.student_id != student.pk or attempt.sign_id != sign.pk:
        raise AttemptRefused("this attempt id is already taken")


def _update_mastery(attempt: Attempt) -> None:
    # Two attempts at one sign may be judged at once; the row's lock puts them in order.
    mastery, _ = Mastery.objects.select_for_update().get_or_create(
        student_id=attempt.student_id, sign_id=attempt.sign_id, defaults={"due": attempt.at}
    )
    outcome = Outcome(attempt.outcome)
    after = scheduling.next_review(
        mastery.state,
        outcome,
        attempt.at,
        evidence=cast("scheduling.EvidenceLevel", attempt.evidence_level),
    )
    mastery.expressive = dict(after.card)
    mastery.due = after.due
    mastery.stability = after.stability
    mastery.attempt_count += 1
    mastery.correct_count += outcome is Outcome.CORRECT
    mastery.save()


def practice_candidates(sign: Sign) -> list[Sign]:
    """The signs an attempt at `sign` is compared with: itself first, all practisable.

    Its lesson's signs come next; a lesson of fewer than three is filled from its neighbours, one
    from before and one from after in turn, nearest lesson first. Empty where `sign` itself has no
    takes. A sign in no lesson is filled from the course's beginning.
    """
    if not sign.is_practisable:
        return []
    places = LessonSign.objects.filter(
        lesson__unit__language=sign.language, sign__takes__gt=0
    ).order_by("lesson__number", "position")
    lessons: dict[int, list[Sign]] = {}
    for place in places.select_related("lesson", "sign"):
        lessons.setdefault(place.lesson.number, []).append(place.sign)
    own = next((n for n, there in lessons.items() if sign in there), 0)
    before = chain.from_iterable(lessons[n] for n in sorted(lessons, reverse=True) if n < own)
    after = chain.from_iterable(lessons[n] for n in sorted(lessons) if n > own)
    candidates = [sign, *(other for other in lessons.get(own, []) if other != sign)]
    for other in chain.from_iterable(zip_longest(before, after)):
        if len(candidates) >= CANDIDATES:
            break
        if other is not None and other not in candidates:
            candidates.append(other)
    return candidates
