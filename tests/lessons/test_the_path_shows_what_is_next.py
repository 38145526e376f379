"""/lessons/: each child at her course, what is next first, what is done marked, in her language."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from lessons.models import Sign
from tests.lessons.factories import attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> None:
    call_command("load_course", verbosity=0)
    Sign.objects.filter(language="vsl").update(takes=1, signers=1)
    Sign.objects.filter(language="asl", gloss__in=["DOG", "CAT"]).update(takes=6, signers=4)


def next_lesson(client: Client, language: str = "vsl") -> int | None:
    response = client.get(reverse("lessons:course", args=[language]))
    following = response.context["path"].next
    return following.lesson.number if following else None


def sign(gloss: str, language: str = "vsl") -> Sign:
    return Sign.objects.get(language=language, gloss=gloss)


def test_a_child_goes_straight_to_the_course_of_her_class(client: Client, child: User) -> None:
    client.force_login(child)
    assert client.get("/lessons/").headers["Location"] == "/lessons/vsl/"


def test_an_adult_chooses(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    page = client.get("/lessons/").content.decode()
    assert "/lessons/vsl/" in page
    assert "/lessons/asl/" in page


@pytest.mark.parametrize("address", ["/lessons/", "/lessons/vsl/", "/lessons/vsl/1/", "/attempts/"])
def test_nobody_signed_in_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"


def test_the_first_lesson_is_next_until_each_of_its_signs_was_right(
    client: Client, child: User, course: None
) -> None:
    client.force_login(child)
    assert next_lesson(client) == 1
    attempt(child, sign("MOM"))
    attempt(child, sign("DAD"), "almost")
    assert next_lesson(client) == 1
    attempt(child, sign("DAD"))
    assert next_lesson(client) == 2


def test_what_others_did_changes_nothing(
    client: Client, child: User, classmate: User, course: None
) -> None:
    attempt(classmate, sign("MOM"))
    attempt(classmate, sign("DAD"))
    client.force_login(child)
    assert next_lesson(client) == 1


def test_a_lesson_that_nothing_is_known_of_is_passed_over(
    client: Client, child: User, course: None
) -> None:
    client.force_login(child)
    assert next_lesson(client, "asl") == 3
    attempt(child, sign("DOG", "asl"))
    attempt(child, sign("CAT", "asl"))
    assert next_lesson(client, "asl") is None


def test_the_words_follow_the_reader(client: Client, child: User, course: None) -> None:
    client.force_login(child)
    assert "Gia đình" in client.get("/lessons/vsl/").content.decode()
    child.language = "en"
    child.save()
    page = client.get("/lessons/vsl/").content.decode()
    assert "Family" in page
    assert "Gia đình" not in page


def test_an_empty_course_says_what_to_do(client: Client, child: User, teacher: User) -> None:
    client.force_login(child)
    assert "load_course" not in client.get("/lessons/vsl/").content.decode()
    client.force_login(teacher)
    assert "load_course" in client.get("/lessons/vsl/").content.decode()


def test_another_language_is_not_found(client: Client, child: User) -> None:
    client.force_login(child)
    assert client.get("/lessons/bsl/").status_code == 404


def test_the_path_asks_the_database_a_fixed_number_of_times(
    client: Client, child: User, course: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for one in Sign.objects.filter(language="vsl"):
        attempt(child, one)
    client.force_login(child)
    with django_assert_max_num_queries(5):
        client.get("/lessons/vsl/")
