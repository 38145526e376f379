"""/progress/: herself, her guardian and her teachers; everybody else finds nothing there."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Classroom, Guardianship, User
from tests.lessons.factories import SignFactory, attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def practised(child: User) -> None:
    attempt(child, SignFactory.create(vi="con chim hiếm"))


def status(client: Client, viewer: User, address: str) -> int:
    client.force_login(viewer)
    return client.get(address).status_code


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("child", 200),
        ("guardian", 200),
        ("teacher", 200),
        ("classmate", 404),
        ("stranger", 404),
        ("other_teacher", 404),
    ],
)
def test_a_childs_progress(
    request: pytest.FixtureRequest, client: Client, child: User, who: str, expected: int
) -> None:
    assert status(client, request.getfixturevalue(who), f"/progress/{child.pk}/") == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("teacher", 200),
        ("child", 404),
        ("classmate", 404),
        ("guardian", 404),
        ("stranger", 404),
        ("other_teacher", 404),
    ],
)
def test_a_classs_heat_map(
    request: pytest.FixtureRequest, client: Client, classroom: Classroom, who: str, expected: int
) -> None:
    viewer = request.getfixturevalue(who)
    assert status(client, viewer, f"/progress/class/{classroom.pk}/") == expected


def test_nobody_signed_in_is_asked_to_sign_in(
    client: Client, child: User, classroom: Classroom
) -> None:
    for address in (f"/progress/{child.pk}/", f"/progress/class/{classroom.pk}/"):
        assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"


def test_a_guardian_sees_what_was_practised(client: Client, child: User, guardian: User) -> None:
    client.force_login(guardian)
    assert "con chim hiếm" in client.get(f"/progress/{child.pk}/").content.decode()


def test_a_guardianship_that_ended_shows_nothing(
    client: Client, child: User, guardian: User
) -> None:
    Guardianship.objects.filter(guardian=guardian).update(ended=timezone.now())
    assert status(client, guardian, f"/progress/{child.pk}/") == 404


def test_an_adult_and_a_number_that_is_nobodys_are_not_found(
    client: Client, teacher: User, guardian: User
) -> None:
    assert status(client, teacher, f"/progress/{guardian.pk}/") == 404
    assert status(client, teacher, "/progress/999999/") == 404
    assert status(client, teacher, "/progress/class/999999/") == 404


def test_a_child_who_has_not_practised_gets_a_page_too(
    client: Client, teacher: User, classmate: User
) -> None:
    assert status(client, teacher, f"/progress/{classmate.pk}/") == 200
