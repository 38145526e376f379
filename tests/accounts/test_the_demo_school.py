"""The demo school: the same each time, what it prints is true, and only where nobody else is."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import Classroom, Enrolment, Guardianship, School, User

MODELS = (User, School, Classroom, Enrolment, Guardianship)

pytestmark = pytest.mark.django_db


def run() -> str:
    """Run the command; what it printed."""
    printed = StringIO()
    call_command("demo_school", stdout=printed)
    return printed.getvalue()


def test_twice_is_once() -> None:
    run()
    before = [set(model.objects.values_list("pk", flat=True)) for model in MODELS]
    run()
    assert [set(model.objects.values_list("pk", flat=True)) for model in MODELS] == before


def test_every_adult_that_it_prints_can_sign_in() -> None:
    printed = run()
    password = re.search(r"with the password (\S+)", printed)
    addresses = re.findall(r"\S+@\S+", printed)
    assert password
    assert len(addresses) >= 5
    for address in addresses:
        answer = Client().post("/accounts/login/", {"login": address, "password": password[1]})
        assert answer.headers["Location"] == "/"


def test_every_child_that_it_prints_can_sign_in() -> None:
    printed = run()
    rows = re.findall(r"^ +(\w{4} \w{4}) .*?((?:\w+ \(\w+\)(?:, )?)+)$", printed, re.MULTILINE)
    inside = []
    for code, animals in rows:
        for animal, name in re.findall(r"(\w+) \((\w+)\)", animals):
            client = Client()
            client.post("/class/", {"code": code})
            client.post("/class/animals/", {"animal": animal})
            person = User.objects.get(pk=client.session["_auth_user_id"])
            assert person.display_name == name
            inside.append(person)
    assert len(inside) == 6


def test_a_changed_password_is_put_back() -> None:
    run()
    adult = User.objects.get(email="hoa@demo.example")
    adult.set_password("something else entirely")
    adult.save()
    test_every_adult_that_it_prints_can_sign_in()


def test_it_refuses_where_others_come(settings: Settings) -> None:
    settings.SECURE, settings.DEBUG = True, False
    with pytest.raises(CommandError, match="Others can reach this site"):
        run()
    assert not User.objects.exists()
