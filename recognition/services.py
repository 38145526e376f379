"""What live practice asks of the database: may she, at which sign, and the verdict to store."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from accounts.models import Enrolment, User
from lessons.models import Attempt, Sign
from lessons.services import practice_candidates, record_attempt
from ml.prototypes import SignKey
from recognition import release
from recognition.protocol import EvidenceSeen, VerdictMessage
from recognition.session import Judged, Task
from recognition.verdict import Verdict

CANDIDATES_KEPT: Final = 30  # seconds that a change of the course may take to reach a lesson


class NotAllowed(Exception):
    """This person may not practise this now; `code` is a short word for the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def may_practise(user: User) -> bool:
    """Whether a person may practise at all: adults, and children who are in a class now."""
    if not (user.is_active and user.is_child):
        return user.is_active
    return Enrolment.objects.current().filter(child=user).exists()


def is_known(sign: Sign) -> bool:
    """Whether the release that is served knows a sign."""
    return sign.is_practisable and key_of(sign) in release.course(sign.language)


def key_of(sign: Sign) -> SignKey:
    """A sign as the recogniser names it."""
    return sign.language, sign.gloss


def start_practice(*, student_id: int, sign: str, attempt_id: UUID) -> Task | VerdictMessage:
    """What judging an attempt at `sign` ("vsl/MOM") needs, or its verdict if it is stored already.

    Everything is asked anew: rights may have gone since the socket opened. Raises NotAllowed.
    """
    student = User.objects.filter(pk=student_id).first()
    if student is None or not may_practise(student):
        raise NotAllowed("not_allowed")
    language, _, gloss = sign.partition("/")
    asked = Sign.objects.filter(language=language, gloss=gloss).first()
    if asked is None or not is_known(asked):
        raise NotAllowed("unknown_sign")
    stored = Attempt.objects.filter(pk=attempt_id).select_related("sign", "closest").first()
    if stored is not None:
        if stored.student_id != student.pk or stored.sign_id != asked.pk:
            raise NotAllowed("not_allowed")
        return _stored_message(stored)
    release_now = release.current()
    return Task(
        attempt=attempt_id,
        sign=key_of(asked),
        candidates=_candidates(asked, release_now.release),
        course=release.course(language),
        thresholds=release_now.thresholds,
    )


def store_verdict(*, student: User, judged: Judged, at: datetime) -> VerdictMessage:
    """Store a judged attempt once and return what the row says: the first one, if it was there.

    Raises NotAllowed when the sign is gone, AttemptRefused when the id is another's.
    """
    task, verdict = judged.task, judged.verdict
    language, gloss = task.sign
    glosses = {gloss} | ({verdict.closest[1]} if verdict.closest else set())
    signs = {s.gloss: s for s in Sign.objects.filter(language=language, gloss__in=glosses)}
    if gloss not in signs:
        raise NotAllowed("unknown_sign")
    stored = record_attempt(
        student=student,
        sign=signs[gloss],
        outcome=verdict.outcome,
        attempt_id=task.attempt,
        at=at,
        closest=signs.get(verdict.closest[1]) if verdict.closest else None,
        similarity=_number(verdict.similarity),
        margin=_number(verdict.margin),
        evidence=verdict.evidence,
        release=release.current().release,
        thresholds=_guard(verdict),
    )
    return _stored_message(stored)


def _stored_message(attempt: Attempt) -> VerdictMessage:
    """The verdict of a stored attempt, as the page hears it; asks the database for its closest."""
    return VerdictMessage(
        attempt=attempt.pk,
        outcome=attempt.outcome,  # type: ignore[arg-type]  # a choice of the column
        reason=None,
        closest=attempt.closest.key if attempt.closest else None,
        similarity=round(attempt.similarity, 4),
        margin=round(attempt.margin, 4),
        evidence=EvidenceSeen(
            attempt.evidence_takes, attempt.evidence_signers, attempt.evidence_level
        ),
        stored=True,
    )


def unseen_message(judged: Judged) -> VerdictMessage:
    """What the page hears of an attempt that could not be judged, which is stored nowhere."""
    evidence = judged.verdict.evidence
    return VerdictMessage(
        attempt=judged.task.attempt,
        outcome="unseen",
        reason=judged.verdict.reason,
        closest=None,
        similarity=None,
        margin=None,
        evidence=EvidenceSeen(evidence.takes, evidence.signers, evidence.level),
        stored=False,
    )


@transaction.atomic
def load_release() -> dict[str, tuple[int, int]]:
    """Write into every sign how well the release knows it.

    Returns for each course how many signs can be practised, and how many there are.
    """
    book = release.current().prototypes
    signs = list(Sign.objects.all())
    for sign in signs:
        known = book.get(key_of(sign))
        sign.takes, sign.signers = (known.takes, known.signer_count) if known else (0, 0)
    Sign.objects.bulk_update(signs, ["takes", "signers"])
    counts: dict[str, tuple[int, int]] = {}
    for sign in signs:
        practisable, total = counts.get(sign.language, (0, 0))
        counts[sign.language] = (practisable + sign.is_practisable, total + 1)
    return counts


def _candidates(sign: Sign, release_name: str) -> tuple[SignKey, ...]:
    """The lesson's signs by name: the same for every child, and asked for with each attempt."""
    key = f"candidates:{release_name}:{sign.key}"
    found: tuple[SignKey, ...] | None = cache.get(key)
    if found is None:
        found = tuple(key_of(candidate) for candidate in practice_candidates(sign))
        cache.set(key, found, CANDIDATES_KEPT)
    return found


def _number(value: float | None) -> float:
    return float("nan") if value is None else value  # record_attempt refuses what is not finite


def _guard(verdict: Verdict) -> dict[str, object]:
    guard = verdict.guard
    if guard is None:
        return {}
    return {"accept": guard.accept, "margin": guard.margin, "stranger": guard.stranger}
