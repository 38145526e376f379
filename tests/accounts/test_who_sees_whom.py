"""The visibility rules, for each of the cast and for the stranger."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from accounts import access, services
from accounts.models import Classroom, Enrolment, Guardianship, School, User
from tests.accounts.factories import (
    ChildFactory,
    EnrolmentFactory,
    GuardianshipFactory,
    SchoolAdminFactory,
    TeacherFactory,
    UserFactory,
)

Cast = dict[str, User]


@pytest.fixture
def cast(  # noqa: PLR0917  # everybody
    child: User,
    classmate: User,
    stranger: User,
    teacher: User,
    other_teacher: User,
    guardian: User,
    classroom: Classroom,
) -> Cast:
    admin = SchoolAdminFactory.create()
    classroom.school.admins.add(admin)
    return {
        "child": child,
        "classmate": classmate,
        "stranger": stranger,
        "teacher": teacher,
        "other_teacher": other_teacher,
        "guardian": guardian,
        "school_admin": admin,
        "superuser": UserFactory.create(is_superuser=True),
    }


CHILDREN = {
    "child": {"child"},
    "classmate": {"classmate"},
    "stranger": {"stranger"},
    "teacher": {"child", "classmate"},
    "other_teacher": {"stranger"},
    "guardian": {"child"},
    "school_admin": {"child", "classmate"},
    "superuser": {"child", "classmate", "stranger"},
}
CLASSROOMS = {
    "child": {"Lớp 1A"},
    "classmate": {"Lớp 1A"},
    "stranger": {"Lớp 2B"},
    "teacher": {"Lớp 1A"},
    "other_teacher": {"Lớp 2B"},
    "guardian": set[str](),
    "school_admin": {"Lớp 1A"},
    "superuser": {"Lớp 1A", "Lớp 2B"},
}
PEOPLE = {
    "child": {"child"},
    "classmate": {"classmate"},
    "stranger": {"stranger"},
    "teacher": {"child", "classmate", "teacher", "guardian"},
    "other_teacher": {"stranger", "other_teacher"},
    "guardian": {"child", "guardian"},
    "school_admin": {"child", "classmate", "teacher", "guardian", "school_admin"},
    "superuser": set(CHILDREN),
}


@pytest.mark.parametrize("viewer", CHILDREN)
def test_children(cast: Cast, viewer: str) -> None:
    seen = set(access.visible_students(cast[viewer]))
    assert seen == {cast[name] for name in CHILDREN[viewer]}


@pytest.mark.parametrize("viewer", CLASSROOMS)
def test_classrooms(cast: Cast, viewer: str) -> None:
    seen = {classroom.name for classroom in access.visible_classrooms(cast[viewer])}
    assert seen == CLASSROOMS[viewer]


@pytest.mark.parametrize("viewer", PEOPLE)
def test_people(cast: Cast, viewer: str) -> None:
    seen = set(access.visible_people(cast[viewer]))
    assert seen == {cast[name] for name in PEOPLE[viewer]}


@pytest.mark.parametrize(
    ("viewer", "count"),
    [("teacher", 2), ("other_teacher", 1), ("school_admin", 2), ("guardian", 0), ("superuser", 3)],
)
def test_enrolments(cast: Cast, viewer: str, count: int) -> None:
    assert access.visible_enrolments(cast[viewer]).count() == count


@pytest.mark.parametrize(
    ("viewer", "count"),
    [("teacher", 1), ("other_teacher", 0), ("school_admin", 1), ("guardian", 1), ("child", 0)],
)
def test_guardianships(cast: Cast, viewer: str, count: int) -> None:
    assert access.visible_guardianships(cast[viewer]).count() == count


@pytest.mark.parametrize("model", [User, School, Classroom, Enrolment, Guardianship, Group])
def test_nobody_sees_anything_signed_out_or_switched_off(cast: Cast, model: type[User]) -> None:
    Group.objects.create(name="a group")
    switched_off = cast["superuser"]
    switched_off.is_active = False
    assert not access.visible(model, AnonymousUser()).exists()
    assert not access.visible(model, switched_off).exists()


def test_a_model_without_a_rule_is_for_the_superuser_alone(cast: Cast) -> None:
    Group.objects.create(name="a group")
    assert not access.visible(Group, cast["teacher"]).exists()
    assert not access.visible(Group, cast["school_admin"]).exists()
    assert access.visible(Group, cast["superuser"]).exists()


def test_a_teacher_loses_a_child_who_leaves_the_class(teacher: User, child: User) -> None:
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    assert not access.visible_students(teacher).exists()
    assert not access.visible_enrolments(teacher).exists()


def test_a_class_gone_by_keeps_a_child_out_of_sight(
    child: User, stranger: User, teacher: User, classroom: Classroom
) -> None:
    past = EnrolmentFactory.create(child=stranger, classroom=classroom)
    services.end_enrolment(enrolment=past, at=timezone.now())
    assert set(access.visible_students(teacher)) == {child}
    assert not access.visible_enrolments(teacher).filter(child=stranger).exists()


def test_a_teacher_does_not_see_her_childs_other_class(
    child: User, teacher: User, other_classroom: Classroom
) -> None:
    EnrolmentFactory.create(child=child, classroom=other_classroom)
    assert [e.classroom.name for e in access.visible_enrolments(teacher)] == ["Lớp 1A"]


def test_every_teacher_of_a_class_sees_its_children(child: User, classroom: Classroom) -> None:
    second = TeacherFactory.create()
    classroom.teachers.add(second)
    assert set(access.visible_students(second)) == {child}


def test_a_guardian_loses_a_child_at_once(guardian: User, child: User) -> None:
    services.end_guardianship(guardianship=child.guarded_by.get(), at=timezone.now())
    assert not access.visible_students(guardian).exists()
    assert not access.visible_guardianships(guardian).exists()


def test_a_guardian_may_have_several_children(guardian: User, child: User) -> None:
    sibling = GuardianshipFactory.create(guardian=guardian).child
    assert set(access.visible_students(guardian)) == {child, sibling}


def test_a_school_admin_still_sees_a_child_who_left_every_class(cast: Cast) -> None:
    child = cast["child"]
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    assert child in access.visible_students(cast["school_admin"])


def test_a_school_admin_loses_a_child_who_went_to_another_school(
    cast: Cast, other_classroom: Classroom
) -> None:
    child = cast["child"]
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    EnrolmentFactory.create(child=child, classroom=other_classroom)
    assert child not in access.visible_students(cast["school_admin"])


def test_a_child_in_no_class_is_seen_by_herself(teacher: User) -> None:
    alone = ChildFactory.create()
    assert set(access.visible_students(alone)) == {alone}
    assert alone not in access.visible_students(teacher)
