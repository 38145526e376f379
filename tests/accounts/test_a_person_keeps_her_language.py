"""The language of the pages, for each person."""

import pytest
from django.test import Client

from accounts.models import User


def language(client: Client, address: str = "/sign-in/", **headers: str) -> str:
    """What the page says its language is."""
    answer = client.get(address, follow=True, headers=headers)
    text = answer.content.decode()
    return text[text.index('<html lang="') :][12:14]


@pytest.mark.django_db
def test_vietnamese_comes_first_whatever_the_browser_speaks(client: Client) -> None:
    assert language(client, **{"accept-language": "en-GB,en"}) == "vi"


@pytest.mark.django_db
def test_a_device_keeps_what_was_chosen_before_sign_in(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/sign-in/"})
    assert language(client) == "en"


def test_a_person_keeps_hers_on_every_device(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    assert language(client, "/") == "vi"
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    elsewhere = Client()
    elsewhere.force_login(teacher)
    assert language(elsewhere, "/") == "en"


def test_one_persons_language_is_not_the_next_ones(client: Client, teacher: User) -> None:
    client.post("/i18n/setlang/", {"language": "en"})
    client.force_login(teacher)
    assert language(client, "/") == "vi"


@pytest.mark.parametrize("chosen", ["fr", "", "en; drop", "x" * 5000])
def test_an_unknown_language_changes_nothing(client: Client, teacher: User, chosen: str) -> None:
    client.force_login(teacher)
    client.post("/i18n/setlang/", {"language": chosen})
    teacher.refresh_from_db()
    assert teacher.language == "vi"
    assert language(client, "/") == "vi"


@pytest.mark.django_db
def test_nobody_is_led_away_by_the_switch(client: Client) -> None:
    form = {"language": "en", "next": "https://evil.example/"}
    assert client.post("/i18n/setlang/", form).headers["Location"] == "/"


@pytest.mark.django_db
def test_the_switch_is_no_link(client: Client) -> None:
    assert client.get("/i18n/setlang/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/i18n/setlang/").status_code == 403


@pytest.mark.django_db
def test_the_answer_says_its_language(client: Client) -> None:
    assert client.get("/sign-in/").headers["Content-Language"] == "vi"
