"""Where each of the cast starts."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Classroom, User
from tests.accounts.factories import (
    ChildFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GuardianFactory,
    SchoolAdminFactory,
    TeacherFactory,
)


def page(client: Client, person: User) -> str:
    """Home, as `person` sees it."""
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_yet_chooses_how_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    text = answer.content.decode()
    assert 'href="/class/"' in text
    assert 'href="/accounts/login/"' in text


@pytest.mark.parametrize("language", ["vsl", "asl"])
def test_a_child_goes_to_her_classes_course(
    client: Client, child: User, classroom: Classroom, language: str
) -> None:
    classroom.sign_language = language
    classroom.save()
    client.force_login(child)
    assert client.get("/").headers["Location"] == f"/lessons/{language}/"


def test_a_child_in_two_classes_goes_to_the_newer_ones(
    client: Client, child: User, classroom: Classroom
) -> None:
    newer = ClassroomFactory.create(sign_language="asl")
    EnrolmentFactory.create(child=child, classroom=newer)
    EnrolmentFactory.create(classroom=classroom)  # somebody else's, newer still
    client.force_login(child)
    assert client.get("/").headers["Location"] == "/lessons/asl/"


def test_a_child_in_no_class_has_a_course_too(client: Client, db: None) -> None:
    client.force_login(ChildFactory.create())
    assert client.get("/").headers["Location"] == "/lessons/vsl/"


def test_a_teacher_sees_her_classes_and_children(
    client: Client, teacher: User, child: User, classmate: User, stranger: User
) -> None:
    text = page(client, teacher)
    assert "Lớp 1A" in text
    assert f"/progress/{child.pk}/" in text
    assert classmate.display_name in text
    assert stranger.display_name not in text
    assert "Lớp 2B" not in text


def test_a_teacher_without_a_class_is_told_what_to_do(client: Client, db: None) -> None:
    assert "card" in page(client, TeacherFactory.create())


def test_a_guardian_sees_her_children_and_no_class(
    client: Client, guardian: User, child: User, classmate: User, classroom: Classroom
) -> None:
    text = page(client, guardian)
    assert f"/progress/{child.pk}/" in text
    assert classmate.display_name not in text
    assert classroom.code not in text
    assert classroom.name not in text


def test_a_guardian_of_nobody_is_told_what_to_do(client: Client, db: None) -> None:
    assert "card" in page(client, GuardianFactory.create())


def test_a_school_admin_sees_her_schools_classes(
    client: Client, child: User, classroom: Classroom, stranger: User
) -> None:
    admin = SchoolAdminFactory.create()
    classroom.school.admins.add(admin)
    text = page(client, admin)
    assert child.display_name in text
    assert stranger.display_name not in text


def test_signed_in_people_do_not_sign_in_again(client: Client, child: User) -> None:
    client.force_login(child)
    for address in ("/sign-in/", "/class/", "/class/animals/"):
        assert client.get(address).headers["Location"] == "/"


def test_more_classes_and_children_need_no_more_queries(
    client: Client,
    teacher: User,
    classroom: Classroom,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    EnrolmentFactory.create_batch(20, classroom=classroom)
    for _ in range(5):
        EnrolmentFactory.create(classroom=ClassroomFactory.create(teachers=[teacher]))
    client.force_login(teacher)
    with django_assert_max_num_queries(6):
        client.get("/")
