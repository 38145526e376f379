"""/lessons/<language>/<number>/: its signs as pictures, each a way to practise it, or "not yet"."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from lessons.models import Sign
from tests.lessons.factories import attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def course() -> None:
    call_command("load_course", verbosity=0)
    Sign.objects.filter(language="vsl").update(takes=1, signers=1)
    Sign.objects.filter(language="asl", gloss="DOG").update(takes=6, signers=4)


def test_each_sign_is_a_picture_that_leads_to_its_practice(client: Client, child: User) -> None:
    client.force_login(child)
    page = client.get("/lessons/vsl/3/").content.decode()
    for gloss, picture, word in (
        ("DOG", "1f436", "con chó"),
        ("CAT", "1f431", "con mèo"),
        ("PIG", "1f437", "con lợn"),
    ):
        assert f"/practice/vsl/{gloss}/" in page
        assert f"pictures/{picture}" in page
        assert word in page


def test_a_sign_that_the_recogniser_does_not_know_is_not_yet(client: Client, child: User) -> None:
    client.force_login(child)
    page = client.get("/lessons/asl/3/").content.decode()
    assert "/practice/asl/DOG/" in page
    assert "/practice/asl/CAT/" not in page
    assert "/practice/asl/PIG/" not in page


def test_the_first_sign_that_was_not_right_yet_is_the_one_to_press(
    client: Client, child: User
) -> None:
    client.force_login(child)
    attempt(child, Sign.objects.get(language="vsl", gloss="DOG"))
    response = client.get("/lessons/vsl/3/")
    assert response.context["first"].sign.gloss == "CAT"
    assert response.content.decode().count("tile--next") == 1


def test_neighbours_are_one_touch_away_and_the_course_ends(client: Client, child: User) -> None:
    client.force_login(child)
    first = client.get("/lessons/vsl/1/").content.decode()
    assert "/lessons/vsl/2/" in first
    assert "/lessons/vsl/0/" not in first
    last = client.get("/lessons/vsl/18/").content.decode()
    assert "/lessons/vsl/17/" in last
    assert "/lessons/vsl/19/" not in last


@pytest.mark.parametrize("address", ["/lessons/vsl/0/", "/lessons/vsl/19/", "/lessons/vsl/99999/"])
def test_a_lesson_that_is_none_is_not_found(client: Client, child: User, address: str) -> None:
    client.force_login(child)
    assert client.get(address).status_code == 404


def test_a_guardian_may_learn_along(client: Client, guardian: User) -> None:
    client.force_login(guardian)
    assert client.get("/lessons/vsl/3/").status_code == 200
