"""The switch of a class's sign-in, and who may touch it."""

import pytest
from django.test import Client

from accounts.models import Classroom, User
from tests.accounts.factories import SchoolAdminFactory


def switch(client: Client, classroom: Classroom, is_open: str) -> int:
    """Post the switch; the status of the answer."""
    return client.post(f"/classrooms/{classroom.pk}/sign-in/", {"open": is_open}).status_code


def test_its_teacher_closes_and_opens_it(
    client: Client, teacher: User, classroom: Classroom
) -> None:
    client.force_login(teacher)
    for word, state in (("false", False), ("false", False), ("true", True)):
        assert switch(client, classroom, word) == 302
        classroom.refresh_from_db()
        assert classroom.sign_in_open is state


def test_its_schools_admin_may_too(client: Client, classroom: Classroom) -> None:
    admin = SchoolAdminFactory.create()
    classroom.school.admins.add(admin)
    client.force_login(admin)
    assert switch(client, classroom, "false") == 302


@pytest.mark.parametrize("who", ["child", "stranger", "other_teacher", "guardian"])
def test_nobody_else_finds_it(
    client: Client, classroom: Classroom, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert switch(client, classroom, "false") == 404
    classroom.refresh_from_db()
    assert classroom.sign_in_open


def test_a_stranger_is_asked_to_sign_in(client: Client, classroom: Classroom) -> None:
    answer = client.post(f"/classrooms/{classroom.pk}/sign-in/", {"open": "false"})
    assert answer.headers["Location"].startswith("/sign-in/?next=")
    classroom.refresh_from_db()
    assert classroom.sign_in_open


def test_it_is_no_link(client: Client, teacher: User, classroom: Classroom) -> None:
    client.force_login(teacher)
    assert client.get(f"/classrooms/{classroom.pk}/sign-in/").status_code == 405


def test_children_who_are_in_stay_in(client: Client, child: User, classroom: Classroom) -> None:
    client.post("/class/", {"code": classroom.code})
    client.post("/class/animals/", {"animal": "rabbit"})
    classroom.sign_in_open = False
    classroom.save()
    assert client.get("/attempts/").status_code == 200
