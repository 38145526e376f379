"""student_report: days of the school's zone, minutes at least, what is learned, due and hard."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from lessons.models import Sign
from lessons.progress import StudentReport, language_of, student_report
from tests.accounts.factories import ChildFactory
from tests.lessons.factories import (
    NOON,
    ONE_TAKE,
    LessonFactory,
    SignFactory,
    attempt,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign() -> Sign:
    sign = SignFactory.create()
    LessonFactory.create(signs=[sign])
    return sign


def report(student: User, now: datetime = NOON) -> StudentReport:
    return student_report(student, now=now)


def test_nothing_practised_is_nothing_counted(child: User, sign: Sign) -> None:
    empty = report(child)
    assert (empty.tries, empty.days, empty.minutes) == (0, 0, 0)
    assert (empty.learned, empty.due, empty.hard, empty.recent) == ((), (), (), ())
    assert empty.path.next is not None


def test_days_are_those_of_the_school(child: User, sign: Sign) -> None:
    # 23:59 and 0:01 in Hà Nội are one day in Greenwich and two days here.
    attempt(child, sign, at=NOON.replace(hour=16, minute=59))
    attempt(child, sign, at=NOON.replace(hour=17, minute=1))
    assert report(child).days == 2


def test_minutes_leave_out_the_pauses(child: User, sign: Sign) -> None:
    for minute in (0, 2, 4, 60, 61):
        attempt(child, sign, at=NOON + timedelta(minutes=minute))
    assert report(child).minutes == 5


def test_learned_takes_more_than_one_day_and_due_comes_in_between(child: User, sign: Sign) -> None:
    attempt(child, sign)
    assert report(child).learned == ()
    assert report(child).due == ()
    later = NOON + timedelta(days=3)
    assert [one.sign for one in report(child, later).due] == [sign]
    attempt(child, sign, at=later)
    assert [one.sign for one in report(child, later).learned] == [sign]


def test_hard_is_what_was_tried_three_times_and_mostly_not_right(child: User) -> None:
    hard, harder, easy, once = SignFactory.create_batch(4)
    for outcome in ("almost", "almost", "correct"):
        attempt(child, hard, outcome, evidence=ONE_TAKE)
    for outcome in ("almost", "almost", "almost"):
        attempt(child, harder, outcome, evidence=ONE_TAKE)
    for outcome in ("correct", "correct", "almost"):
        attempt(child, easy, outcome)
    attempt(child, once, "almost")
    assert [one.sign for one in report(child).hard] == [harder, hard]
    assert report(child, NOON + timedelta(days=31)).hard == ()


def test_a_sign_that_cannot_be_practised_any_more_is_not_due(child: User, sign: Sign) -> None:
    attempt(child, sign)
    Sign.objects.update(takes=0, signers=0)
    assert report(child, NOON + timedelta(days=9)).due == ()


def test_the_classmates_practice_is_not_hers(child: User, classmate: User, sign: Sign) -> None:
    attempt(classmate, sign)
    assert report(child).tries == 0


def test_the_course_is_her_classs_else_what_she_practised() -> None:
    alone = ChildFactory.create()
    assert language_of(alone) == "vsl"
    attempt(alone, SignFactory.create(language="asl"))
    assert language_of(alone) == "asl"


def test_the_queries_do_not_grow_with_the_attempts(
    child: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signs = SignFactory.create_batch(12)
    LessonFactory.create(signs=signs[:3])
    for one in signs:
        for minute in range(4):
            attempt(child, one, at=NOON + timedelta(minutes=minute))
    with django_assert_num_queries(6):
        report(child)
