"""Wrong, closed, malformed: one answer, and nothing is named before a valid code."""

import re

import pytest
from django.test import Client

from accounts.models import Classroom, User


def answer_to(code: str) -> tuple[int, str]:
    """Status and page, without what differs between any two pages: the token and what was typed."""
    page = Client().post("/class/", {"code": code})
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
    return page.status_code, re.sub(r'name="code" value="[^"]*"', "", text)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["2", "HHHH2224", "không", "H" * 31, "' OR 1=1 --", "﷽﷽﷽"])
def test_whatever_is_wrong_gets_the_same_answer(code: str) -> None:
    assert answer_to(code) == answer_to("HHHH2223")


def test_a_closed_class_answers_like_an_unknown_one(classroom: Classroom, child: User) -> None:
    classroom.sign_in_open = False
    classroom.save()
    assert answer_to(classroom.code) == answer_to("HHHH2223")


def test_a_code_too_long_answers_alike(classroom: Classroom) -> None:
    assert answer_to("H" * 100_000) == answer_to("HHHH2223")


def test_no_page_before_the_code_names_anybody(
    client: Client, child: User, classroom: Classroom
) -> None:
    for address in ("/", "/sign-in/", "/class/", "/class/animals/", "/accounts/login/"):
        page = client.get(address, follow=True).content.decode()
        for name in (child.display_name, classroom.name, classroom.school.name, "1f430"):
            assert name not in page, (address, name)


def test_a_whole_code_is_not_found_by_its_beginning(classroom: Classroom) -> None:
    assert answer_to(classroom.code[:7]) == answer_to("HHHH2223")
