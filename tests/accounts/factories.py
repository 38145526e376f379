"""People, schools and classes for tests."""

import itertools
from typing import Any

import factory
from django.utils import timezone

from accounts.animals import ANIMALS
from accounts.models import Classroom, Enrolment, Guardianship, Role, School, User

PASSWORD = "mot-mat-khau-dai"

_animals = itertools.cycle(ANIMALS)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An adult who signs in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    role = Role.TEACHER
    display_name = factory.Sequence("Person {}".format)
    email: Any = factory.Sequence("person{}@example.org".format)
    password = factory.django.Password(PASSWORD)


class ChildFactory(UserFactory):
    """A child, in no class yet, with an animal."""

    role = Role.CHILD
    display_name = factory.Sequence("Child {}".format)
    email = None
    password = factory.django.Password(None)
    animal = factory.LazyFunction(lambda: next(_animals))


class TeacherFactory(UserFactory):
    """A teacher, of no class yet."""

    display_name = factory.Sequence("Teacher {}".format)


class GuardianFactory(UserFactory):
    """A guardian, of nobody yet."""

    role = Role.GUARDIAN
    display_name = factory.Sequence("Guardian {}".format)


class SchoolAdminFactory(UserFactory):
    """Somebody who may look after a school."""

    role = Role.SCHOOL_ADMIN
    display_name = factory.Sequence("Admin {}".format)


class SchoolFactory(factory.django.DjangoModelFactory[School]):
    """A school."""

    class Meta:
        model = School

    name = factory.Sequence("School {}".format)


class ClassroomFactory(factory.django.DjangoModelFactory[Classroom]):
    """A class whose sign-in is open; `ClassroomFactory(teachers=[…])` gives it teachers."""

    class Meta:
        model = Classroom
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence("Class {}".format)
    sign_in_open = True

    @factory.post_generation
    def teachers(self: Classroom, create: bool, extracted: list[User] | None) -> None:
        if create and extracted:
            self.teachers.set(extracted)


class EnrolmentFactory(factory.django.DjangoModelFactory[Enrolment]):
    """A child in a class, now."""

    class Meta:
        model = Enrolment

    child = factory.SubFactory(ChildFactory)
    classroom = factory.SubFactory(ClassroomFactory)
    since = factory.LazyFunction(timezone.now)


class GuardianshipFactory(factory.django.DjangoModelFactory[Guardianship]):
    """A guardian tied to a child, now."""

    class Meta:
        model = Guardianship

    guardian = factory.SubFactory(GuardianFactory)
    child = factory.SubFactory(ChildFactory)
    since = factory.LazyFunction(timezone.now)
