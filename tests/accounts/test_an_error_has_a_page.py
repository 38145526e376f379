"""What a person sees when something is not there, not hers, or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User


@pytest.mark.parametrize("who", [None, "child", "teacher"])
def test_not_found(
    client: Client, who: str | None, request: pytest.FixtureRequest, db: None
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert "1f9ed" in answer.content.decode()


def test_a_stale_form(child: User) -> None:
    answer = Client(enforce_csrf_checks=True).post("/class/")
    assert answer.status_code == 403
    assert "1f501" in answer.content.decode()


def test_broken_needs_no_request_and_no_database() -> None:
    assert "1f6e0" in render_to_string("500.html")


def test_a_name_is_shown_as_it_is_written(client: Client, teacher: User, child: User) -> None:
    child.display_name = "<script>alert(1)</script>\"'&"
    child.save()
    client.force_login(teacher)
    text = client.get("/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
