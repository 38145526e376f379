"""classroom_report: the children who are in the class now × the signs of its course."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Classroom, Enrolment, User
from lessons.models import Sign
from lessons.progress import classroom_report
from tests.accounts.factories import EnrolmentFactory
from tests.lessons.factories import NOON, attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def course() -> None:
    call_command("load_course", verbosity=0)
    Sign.objects.filter(language="vsl").update(takes=1, signers=1)


def test_a_row_for_each_child_and_a_cell_for_each_sign(
    classroom: Classroom, child: User, classmate: User, stranger: User
) -> None:
    mom = Sign.objects.get(language="vsl", gloss="MOM")
    attempt(child, mom)
    attempt(stranger, mom)

    report = classroom_report(classroom, now=NOON)

    rows = {row.child: row for row in report.rows}
    assert set(rows) == {child, classmate}
    assert [sign.gloss for sign in report.signs][:3] == ["MOM", "DAD", "UNCLE"]
    assert all(len(row.cells) == 40 for row in report.rows)
    hers, the_classmates = rows[child].cells[0], rows[classmate].cells[0]
    assert (hers.tries, hers.right, hers.percent, hers.level) == (1, 1, 33, 1)
    assert the_classmates.tries == 0


def test_a_child_who_left_is_not_in_it(classroom: Classroom, child: User, classmate: User) -> None:
    Enrolment.objects.filter(child=child).update(until=timezone.now())
    assert [row.child for row in classroom_report(classroom, now=NOON).rows] == [classmate]


def test_an_empty_class_says_so(client: Client, classroom: Classroom, teacher: User) -> None:
    client.force_login(teacher)
    response = client.get(f"/progress/class/{classroom.pk}/")
    assert response.status_code == 200
    assert response.context["report"].rows == ()


def test_forty_children_cost_as_many_queries_as_one(
    client: Client,
    classroom: Classroom,
    teacher: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    mom = Sign.objects.get(language="vsl", gloss="MOM")
    for enrolment in EnrolmentFactory.create_batch(40, classroom=classroom):
        attempt(enrolment.child, mom)
    with django_assert_max_num_queries(3):
        classroom_report(classroom, now=NOON)
    client.force_login(teacher)
    with django_assert_max_num_queries(7):
        client.get(f"/progress/class/{classroom.pk}/")
