"""Signs, lessons and attempts for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import factory

from accounts.models import User
from lessons.models import Attempt, Lesson, LessonSign, Sign, SignLanguage, Unit
from lessons.scheduling import EvidenceLevel
from lessons.services import record_attempt

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""Noon in Hà Nội, on a school day."""


class SignFactory(factory.django.DjangoModelFactory[Sign]):
    """A VSL sign that the recogniser has one take of."""

    class Meta:
        model = Sign

    language = SignLanguage.VSL
    gloss = factory.Sequence("SIGN-{}".format)
    vi = factory.Sequence("từ {}".format)
    en = factory.Sequence("word {}".format)
    picture = "1f34e"
    takes = 1
    signers = 1


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A unit of VSL."""

    class Meta:
        model = Unit

    language = SignLanguage.VSL
    slug = factory.Sequence("unit-{}".format)
    vi = factory.Sequence("Bài {}".format)
    en = factory.Sequence("Unit {}".format)
    picture = "1f43e"
    position = factory.Sequence(lambda n: n + 1)


class LessonFactory(factory.django.DjangoModelFactory[Lesson]):
    """A lesson; `LessonFactory(signs=[…])` puts signs into it, in this order."""

    class Meta:
        model = Lesson
        skip_postgeneration_save = True

    unit = factory.SubFactory(UnitFactory)
    number = factory.Sequence(lambda n: n + 1)

    @factory.post_generation
    def signs(self: Lesson, create: bool, extracted: list[Sign] | None) -> None:
        if create and extracted:
            LessonSign.objects.bulk_create(
                LessonSign(lesson=self, sign=sign, position=position)
                for position, sign in enumerate(extracted, 1)
            )


@dataclass(frozen=True, slots=True)
class KnownFrom:
    """What the recogniser knew of a sign."""

    takes: int
    signers: int
    level: EvidenceLevel


ONE_TAKE = KnownFrom(takes=1, signers=1, level="example")
FEW_TAKES = KnownFrom(takes=3, signers=1, level="forming")
MANY_TAKES = KnownFrom(takes=9, signers=4, level="judged")


def attempt(student: User, sign: Sign, outcome: str = "correct", **changes: Any) -> Attempt:
    """Record an attempt as the recogniser does, at noon, on a sign judged by many takes."""
    facts: dict[str, Any] = {
        "attempt_id": uuid4(),
        "at": NOON,
        "similarity": 0.8,
        "margin": 0.3,
        "evidence": MANY_TAKES,
        "release": "school-1-0badcafe",
        "thresholds": {"accept": 0.6, "margin": 0.05},
    }
    return record_attempt(student=student, sign=sign, outcome=outcome, **(facts | changes))
