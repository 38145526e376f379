"""The admin: staff read the course, the superuser edits it, attempts are one's own children's."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from lessons.models import Attempt, Lesson, Mastery, Sign
from tests.accounts.factories import UserFactory
from tests.lessons.factories import attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def course() -> None:
    call_command("load_course", verbosity=0)


@pytest.fixture
def superuser() -> User:
    return UserFactory.create(role="school_admin", is_superuser=True)


def words(sign: Sign, **changes: object) -> dict[str, object]:
    return {
        "language": sign.language,
        "gloss": sign.gloss,
        "vi": sign.vi,
        "en": sign.en,
        "vi_regional": "{}",
        "picture": sign.picture,
        "dictionary_ids": "[]",
        "dictionary_url": "",
        "review_note": "",
        "reviewed_by": "",
        "reviewed_at": "",
    } | changes


@pytest.mark.parametrize("model", ["sign", "unit", "lesson"])
def test_a_teacher_reads_the_course_and_a_superuser_edits_it(
    client: Client, teacher: User, superuser: User, model: str
) -> None:
    client.force_login(teacher)
    assert client.get(reverse(f"admin:lessons_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:lessons_{model}_add")).status_code == 403
    client.force_login(superuser)
    assert client.get(reverse(f"admin:lessons_{model}_add")).status_code == 200


def test_a_superuser_changes_a_word_and_a_teacher_does_not(
    client: Client, teacher: User, superuser: User
) -> None:
    pig = Sign.objects.get(language="vsl", gloss="PIG")
    address = reverse("admin:lessons_sign_change", args=[pig.pk])

    client.force_login(teacher)
    assert client.post(address, words(pig, vi="con heo")).status_code == 403
    client.force_login(superuser)
    assert client.post(address, words(pig, vi="con heo")).status_code == 302

    pig.refresh_from_db()
    assert pig.vi == "con heo"


def test_a_lessons_number_is_taken_once_in_its_course(client: Client, superuser: User) -> None:
    lesson = Lesson.objects.filter(unit__language="vsl", number=1).get()
    client.force_login(superuser)
    response = client.post(
        reverse("admin:lessons_lesson_change", args=[lesson.pk]),
        {
            "unit": lesson.unit_id,
            "number": 5,
            "places-TOTAL_FORMS": 0,
            "places-INITIAL_FORMS": 0,
        },
    )
    assert response.status_code == 200
    lesson.refresh_from_db()
    assert lesson.number == 1


@pytest.mark.parametrize("model", ["attempt", "mastery"])
def test_a_teacher_sees_her_childrens_and_nobody_elses(
    client: Client, teacher: User, child: User, stranger: User, model: str
) -> None:
    sign = Sign.objects.filter(language="vsl").first()
    assert sign is not None
    attempt(child, sign)
    attempt(stranger, sign)
    client.force_login(teacher)

    page = client.get(reverse(f"admin:lessons_{model}_changelist")).content.decode()

    assert child.display_name in page
    assert stranger.display_name not in page
    rows = (Attempt if model == "attempt" else Mastery).objects
    hers, foreign = rows.get(student=child), rows.get(student=stranger)
    change = f"admin:lessons_{model}_change"
    assert client.get(reverse(change, args=[hers.pk])).status_code == 200
    assert client.get(reverse(change, args=[foreign.pk])).status_code == 302
    assert client.post(reverse(change, args=[hers.pk]), {}).status_code == 403
    assert client.get(reverse(f"admin:lessons_{model}_add")).status_code == 403
    assert client.get(reverse(f"admin:lessons_{model}_delete", args=[hers.pk])).status_code == 403


def test_not_even_a_superuser_changes_a_fact(client: Client, superuser: User, child: User) -> None:
    sign = Sign.objects.filter(language="vsl").first()
    assert sign is not None
    stored = attempt(child, sign)
    client.force_login(superuser)
    address = reverse("admin:lessons_attempt_change", args=[stored.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"outcome": "another"}).status_code == 403


def test_a_child_and_a_guardian_have_no_desk(client: Client, child: User, guardian: User) -> None:
    for person in (child, guardian):
        client.force_login(person)
        assert client.get(reverse("admin:lessons_attempt_changelist")).status_code in {
            302,
            403,
            404,
        }


def test_a_list_asks_the_database_a_fixed_number_of_times(
    client: Client,
    teacher: User,
    child: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for sign in Sign.objects.filter(language="vsl"):
        attempt(child, sign)
    client.force_login(teacher)
    for model in ("sign", "lesson", "attempt", "mastery"):
        with django_assert_max_num_queries(14):
            assert client.get(reverse(f"admin:lessons_{model}_changelist")).status_code == 200
