"""Writes about people, classes and ties."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts import services
from accounts.animals import ANIMALS
from accounts.models import Classroom, Enrolment, Guardianship, Role, User
from tests.accounts.factories import ChildFactory, EnrolmentFactory, GuardianFactory

NOW = timezone.now()


def test_a_new_child_gets_the_first_free_animal(classroom: Classroom) -> None:
    names = ["Một", "Hai", "Ba"]
    for name in names:
        services.add_child(classroom=classroom, display_name=name, at=NOW)
    animals = [child.animal for child in User.objects.filter(role=Role.CHILD).order_by("pk")]
    assert animals == list(ANIMALS)[:3]


def test_an_animal_is_one_childs_in_a_class(child: User, classroom: Classroom) -> None:
    with pytest.raises(ValidationError):
        services.add_child(classroom=classroom, display_name="Hai", animal="rabbit", at=NOW)
    assert not User.objects.filter(display_name="Hai").exists()


def test_an_animal_is_free_again_when_its_child_leaves(child: User, classroom: Classroom) -> None:
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    services.add_child(classroom=classroom, display_name="Hai", animal="rabbit", at=NOW)


def test_a_class_can_be_full(classroom: Classroom) -> None:
    for animal in ANIMALS:
        EnrolmentFactory.create(child=ChildFactory.create(animal=animal), classroom=classroom)
    with pytest.raises(ValidationError):
        services.add_child(classroom=classroom, display_name="One too many", at=NOW)


def test_enrolling_twice_is_once(child: User, classroom: Classroom) -> None:
    services.enrol_child(child=child, classroom=classroom, at=NOW)
    assert Enrolment.objects.filter(child=child).count() == 1


def test_leaving_and_coming_back_keeps_the_history(child: User, classroom: Classroom) -> None:
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    services.enrol_child(child=child, classroom=classroom, at=timezone.now())
    assert child.enrolments.count() == 2
    assert child.enrolments.current().count() == 1


def test_what_ended_stays_as_it_ended(child: User) -> None:
    enrolment = child.enrolments.get()
    services.end_enrolment(enrolment=enrolment, at=timezone.now())
    ended = enrolment.until
    services.end_enrolment(enrolment=enrolment, at=timezone.now())
    assert enrolment.until == ended


def test_only_children_are_put_in_a_class(teacher: User, classroom: Classroom) -> None:
    with pytest.raises(ValidationError):
        services.enrol_child(child=teacher, classroom=classroom, at=NOW)


def test_an_adult_has_an_address_of_her_own(teacher: User) -> None:
    for address in ("not an address", "", str(teacher.email).upper()):
        with pytest.raises(ValidationError):
            services.create_adult(email=address, role=Role.GUARDIAN, display_name="Ba")


def test_a_child_is_no_adult(db: None) -> None:
    with pytest.raises(ValidationError):
        services.create_adult(email="a@example.org", role=Role.CHILD, display_name="Ba")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"role": Role.CHILD, "email": "a@example.org"},
        {"role": Role.TEACHER, "email": None},
        {"role": Role.CHILD, "email": None, "is_superuser": True},
        {"role": Role.TEACHER, "email": "A@example.org"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(display_name="x", password="!", **fields)])


def test_a_guardian_is_tied_once(guardian: User, child: User) -> None:
    services.link_guardian(guardian=guardian, child=child, at=NOW)
    assert Guardianship.objects.count() == 1


@pytest.mark.parametrize("who", ["teacher", "classmate"])
def test_only_a_guardian_is_tied(child: User, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ValidationError):
        services.link_guardian(guardian=request.getfixturevalue(who), child=child, at=NOW)


def test_a_guardian_is_tied_to_children_only(teacher: User) -> None:
    with pytest.raises(ValidationError):
        services.link_guardian(guardian=GuardianFactory.create(), child=teacher, at=NOW)


def test_a_new_code_stops_the_old_one(classroom: Classroom) -> None:
    old = classroom.code
    services.renew_code(classroom=classroom)
    assert not Classroom.objects.filter(code=old).exists()
