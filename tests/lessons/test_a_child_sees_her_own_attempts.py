"""/attempts/: one's own attempts, newest first, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from lessons.views import ATTEMPTS_A_PAGE
from tests.lessons.factories import SignFactory, attempt

pytestmark = pytest.mark.django_db


def test_hers_are_there_and_the_classmates_are_not(
    client: Client, child: User, classmate: User
) -> None:
    mine = SignFactory.create(picture="1f436", vi="con chó")
    other = SignFactory.create(picture="1f437", vi="con lợn")
    attempt(child, mine, "almost", closest=mine)
    attempt(classmate, other)

    client.force_login(child)
    page = client.get("/attempts/").content.decode()

    assert "pictures/1f436" in page
    assert "attempt--almost" in page
    assert "1f437" not in page
    assert "con lợn" not in page


def test_the_newest_is_first_and_days_are_those_of_the_school(client: Client, child: User) -> None:
    sign = SignFactory.create()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    before = attempt(child, sign, at=midnight - timedelta(minutes=1))
    after = attempt(child, sign, at=midnight)

    client.force_login(child)
    days = client.get("/attempts/").context["days"]

    assert [there for _, there in days] == [[after], [before]]


def test_what_she_did_instead_is_shown_beside_it(client: Client, child: User) -> None:
    asked = SignFactory.create(picture="1f436")
    did = SignFactory.create(picture="1f437")
    attempt(child, asked, "another", closest=did)

    client.force_login(child)
    page = client.get("/attempts/").content.decode()

    assert "pictures/1f436" in page
    assert "pictures/1f437" in page


def test_an_empty_page_says_what_to_do(client: Client, child: User) -> None:
    client.force_login(child)
    page = client.get("/attempts/").content.decode()
    assert 'class="next-lesson" href="/lessons/"' in page


def test_many_come_in_pages_and_few_queries(
    client: Client, child: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign = SignFactory.create()
    for _ in range(ATTEMPTS_A_PAGE + 1):
        attempt(child, sign)
    client.force_login(child)
    with django_assert_max_num_queries(5):
        first = client.get("/attempts/")
    assert len(first.context["page"].object_list) == ATTEMPTS_A_PAGE
    assert len(client.get("/attempts/?page=2").context["page"].object_list) == 1
    assert client.get("/attempts/?page=nonsense").status_code == 200
