"""A lesson's number is its own within its course, and a form sent half empty is told so."""

import pytest
from django.core.exceptions import ValidationError

from lessons.models import Lesson
from tests.lessons.factories import LessonFactory, UnitFactory

pytestmark = pytest.mark.django_db


def refusal(lesson: Lesson) -> set[str]:
    """The fields that a form would complain about."""
    with pytest.raises(ValidationError) as refused:
        lesson.full_clean()
    return set(refused.value.message_dict)


def test_two_units_of_a_course_do_not_share_a_number() -> None:
    first = LessonFactory.create(number=1)
    other = UnitFactory.create(language=first.unit.language)
    assert refusal(Lesson(unit=other, number=1)) == {"number"}


def test_two_courses_do() -> None:
    first = LessonFactory.create(unit=UnitFactory.create(language="vsl"), number=1)
    Lesson(unit=UnitFactory.create(language="asl"), number=first.number).full_clean()


def test_a_lesson_without_a_unit_is_asked_for_one() -> None:
    assert refusal(Lesson(number=1)) == {"unit"}
    assert refusal(Lesson()) == {"number", "unit"}
