"""Signing out, and what stays on a shared device: nothing."""

from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_out
from django.test import Client

from accounts.models import User


def test_signing_out_ends_the_session(client: Client, child: User) -> None:
    client.force_login(child)
    key = client.session.session_key
    answer = client.post("/accounts/logout/", follow=True)
    assert answer.redirect_chain == [("/", 302), ("/sign-in/", 302)]
    assert not client.session.exists(str(key))
    assert child.display_name not in answer.content.decode()


def test_others_are_told(client: Client, child: User) -> None:
    told: list[Any] = []

    def listen(sender: object, user: User, **_more: Any) -> None:
        told.append(user.pk)

    user_logged_out.connect(listen)
    client.force_login(child)
    client.post("/accounts/logout/")
    user_logged_out.disconnect(listen)
    assert told == [child.pk]


def test_a_link_elsewhere_cannot_sign_a_person_out(client: Client, child: User) -> None:
    client.force_login(child)
    client.get("/accounts/logout/")
    assert client.session["_auth_user_id"] == str(child.pk)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(child)
    assert strict.post("/accounts/logout/").status_code == 403


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/lessons/", "/nothing-here/"])
def test_no_cache_keeps_a_page_of_somebody_signed_in(
    client: Client, child: User, address: str
) -> None:
    client.force_login(child)
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_the_page_that_answers_signing_out_is_not_kept_either(client: Client, child: User) -> None:
    client.force_login(child)
    assert "no-store" in client.post("/accounts/logout/").headers["Cache-Control"]


def test_nobody_is_led_away_after_signing_out(client: Client, child: User) -> None:
    client.force_login(child)
    answer = client.post("/accounts/logout/", {"next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
