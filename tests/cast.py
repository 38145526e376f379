"""The shared cast: a child and a classmate, a stranger, two teachers, a guardian, two classes."""

from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Classroom, User
from tests.accounts.factories import (
    ChildFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GuardianFactory,
    GuardianshipFactory,
    TeacherFactory,
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep SQLite's test database in a file of this run: in memory, threads lock each other out."""
    if connection.vendor == "sqlite":
        name: Path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture
def teacher(db: None) -> User:
    """The teacher of `classroom`."""
    return TeacherFactory.create(display_name="Cô Hoa")


@pytest.fixture
def other_teacher(db: None) -> User:
    """The teacher of `other_classroom`."""
    return TeacherFactory.create(display_name="Thầy Bình")


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    """An open class that learns VSL, with `child` and `classmate` where those are asked for."""
    return ClassroomFactory.create(name="Lớp 1A", teachers=[teacher])


@pytest.fixture
def other_classroom(other_teacher: User) -> Classroom:
    """Another school's class, with `stranger` where she is asked for."""
    return ClassroomFactory.create(name="Lớp 2B", teachers=[other_teacher])


@pytest.fixture
def child(classroom: Classroom) -> User:
    """The rabbit of `classroom`."""
    child = ChildFactory.create(display_name="Ngọc Lan", animal="rabbit")
    EnrolmentFactory.create(child=child, classroom=classroom)
    return child


@pytest.fixture
def classmate(classroom: Classroom) -> User:
    """The panda of `classroom`."""
    classmate = ChildFactory.create(display_name="Minh", animal="panda")
    EnrolmentFactory.create(child=classmate, classroom=classroom)
    return classmate


@pytest.fixture
def stranger(other_classroom: Classroom) -> User:
    """A child of `other_classroom`, whom nobody of `classroom` may see; a rabbit too."""
    stranger = ChildFactory.create(display_name="Zuzana", animal="rabbit")
    EnrolmentFactory.create(child=stranger, classroom=other_classroom)
    return stranger


@pytest.fixture
def guardian(child: User) -> User:
    """The guardian of `child` alone."""
    guardian = GuardianFactory.create(display_name="Mẹ của Lan")
    GuardianshipFactory.create(guardian=guardian, child=child)
    return guardian
