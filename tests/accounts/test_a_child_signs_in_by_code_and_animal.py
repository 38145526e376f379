"""A child's way in: the class's code, then her animal."""

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Classroom, User
from tests.accounts.factories import ChildFactory, EnrolmentFactory


def signed_in(client: Client) -> str | None:
    """The key of whoever is signed in with this client's session."""
    return client.session.get("_auth_user_id")


def test_the_right_code_and_animal(client: Client, child: User, classroom: Classroom) -> None:
    shown = client.post("/class/", {"code": classroom.code}, follow=True)
    assert shown.redirect_chain == [("/class/animals/", 302)]
    home = client.post("/class/animals/", {"animal": "rabbit"}, follow=True)
    assert signed_in(client) == str(child.pk)
    assert home.redirect_chain == [("/", 302), ("/lessons/vsl/", 302)]


@pytest.mark.parametrize("write", [str.lower, lambda code: f" {code[:4]} - {code[4:]} "])
def test_the_code_may_be_written_as_people_write(
    client: Client, child: User, classroom: Classroom, write: "type[str]"
) -> None:
    answer = client.post("/class/", {"code": write(classroom.code)})
    assert answer.headers["Location"] == "/class/animals/"


def test_the_page_names_no_child(client: Client, child: User, classroom: Classroom) -> None:
    client.post("/class/", {"code": classroom.code})
    page = client.get("/class/animals/").content.decode()
    assert "1f430" in page
    assert child.display_name not in page
    assert classroom.name not in page


def test_only_animals_of_the_class_are_shown(
    client: Client, child: User, stranger: User, classroom: Classroom
) -> None:
    stranger.animal = "lion"
    stranger.save()
    client.post("/class/", {"code": classroom.code})
    assert "1f981" not in client.get("/class/animals/").content.decode()


def test_the_same_animal_in_another_class_is_another_child(
    client: Client, child: User, stranger: User, other_classroom: Classroom
) -> None:
    client.post("/class/", {"code": other_classroom.code})
    client.post("/class/animals/", {"animal": "rabbit"})
    assert signed_in(client) == str(stranger.pk)


@pytest.mark.parametrize("animal", ["lion", "", "Lan", "../rabbit"])
def test_an_animal_that_nobody_has_lets_nobody_in(
    client: Client, child: User, classroom: Classroom, animal: str
) -> None:
    client.post("/class/", {"code": classroom.code})
    answer = client.post("/class/animals/", {"animal": animal})
    assert answer.status_code == 200
    assert signed_in(client) is None


def test_an_animal_without_a_code_lets_nobody_in(client: Client, child: User) -> None:
    answer = client.post("/class/animals/", {"animal": "rabbit"})
    assert answer.headers["Location"] == "/class/"
    assert signed_in(client) is None


def test_two_children_with_one_animal_are_not_guessed_between(
    client: Client, child: User, classroom: Classroom
) -> None:
    EnrolmentFactory.create(child=ChildFactory.create(animal="rabbit"), classroom=classroom)
    client.post("/class/", {"code": classroom.code})
    client.post("/class/animals/", {"animal": "rabbit"})
    assert signed_in(client) is None


def test_a_child_who_left_the_class_does_not_come_in(
    client: Client, child: User, classmate: User, classroom: Classroom
) -> None:
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    client.post("/class/", {"code": classroom.code})
    client.post("/class/animals/", {"animal": "rabbit"})
    assert signed_in(client) is None


def test_a_child_who_may_not_sign_in_does_not_come_in(
    client: Client, child: User, classroom: Classroom
) -> None:
    child.is_active = False
    child.save()
    client.post("/class/", {"code": classroom.code})
    client.post("/class/animals/", {"animal": "rabbit"})
    assert signed_in(client) is None


def test_a_class_that_closes_in_between_lets_nobody_in(
    client: Client, child: User, classroom: Classroom
) -> None:
    client.post("/class/", {"code": classroom.code})
    services.set_sign_in(classroom=classroom, is_open=False)
    answer = client.post("/class/animals/", {"animal": "rabbit"})
    assert answer.headers["Location"] == "/class/"
    assert signed_in(client) is None


def test_the_session_is_renewed(client: Client, child: User, classroom: Classroom) -> None:
    client.post("/class/", {"code": classroom.code})
    before = client.session.session_key
    client.post("/class/animals/", {"animal": "rabbit"})
    assert client.session.session_key not in {None, before}
    assert not client.session.exists(str(before))


def test_the_session_ends_within_the_day(client: Client, child: User, classroom: Classroom) -> None:
    client.post("/class/", {"code": classroom.code})
    client.post("/class/animals/", {"animal": "rabbit"})
    assert client.session.get_expiry_age() <= 12 * 3600


def test_both_steps_ask_for_the_token_against_forgery(child: User, classroom: Classroom) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/class/", {"code": classroom.code}).status_code == 403
    assert strict.post("/class/animals/", {"animal": "rabbit"}).status_code == 403


def test_nobody_signs_in_over_somebody_else(
    client: Client, child: User, teacher: User, classroom: Classroom
) -> None:
    client.force_login(teacher)
    assert client.post("/class/", {"code": classroom.code}).headers["Location"] == "/"
    assert client.post("/class/animals/", {"animal": "rabbit"}).headers["Location"] == "/"
    assert get_user(client).pk == teacher.pk
