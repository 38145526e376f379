"""Who may see whom: THE visibility rules, asked by views, admin and sockets alike."""

from collections.abc import Callable
from typing import Any, TypeGuard, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import (
    Classroom,
    Enrolment,
    EnrolmentQuerySet,
    Guardianship,
    GuardianshipQuerySet,
    Role,
    School,
    User,
)

Viewer = User | AnonymousUser
Scope = Callable[[Viewer], QuerySet[Any]]
AnyModel = TypeVar("AnyModel", bound=Model)


def visible_students(viewer: Viewer) -> QuerySet[User]:
    """The children whom `viewer` may see; a child sees herself, a stranger nobody.

    Teachers see the children now in a class of theirs, guardians those now linked to them, school
    admins those of their schools (the ones who left every class too, so that they can come back).
    """
    children = User.objects.filter(role=Role.CHILD)
    if not _known(viewer) or viewer.is_superuser:
        return children if _known(viewer) else children.none()
    enrolled = Enrolment.objects.current().filter(child=OuterRef("pk"))
    match viewer.role:
        case Role.CHILD:
            return children.filter(pk=viewer.pk)
        case Role.TEACHER:
            return children.filter(Exists(enrolled.filter(classroom__teachers=viewer)))
        case Role.GUARDIAN:
            ties = Guardianship.objects.current().filter(guardian=viewer, child=OuterRef("pk"))
            return children.filter(Exists(ties))
    if viewer.role != Role.SCHOOL_ADMIN:
        return children.none()
    ours = Q(classroom__school__admins=viewer)
    once = Enrolment.objects.filter(ours, child=OuterRef("pk"))
    return children.filter(Exists(enrolled.filter(ours)) | (Exists(once) & ~Exists(enrolled)))


def visible_classrooms(viewer: Viewer) -> QuerySet[Classroom]:
    """The classes that `viewer` may see: a teacher's own, a school admin's, and a child's own."""
    classrooms = Classroom.objects.all()
    if not _known(viewer):
        return classrooms.none()
    if viewer.is_superuser:
        return classrooms
    match viewer.role:
        case Role.CHILD:
            current = Enrolment.objects.current().filter(child=viewer, classroom=OuterRef("pk"))
            return classrooms.filter(Exists(current))
        case Role.TEACHER:
            return classrooms.filter(pk__in=viewer.taught_classrooms.values("pk"))
        case Role.SCHOOL_ADMIN:
            return classrooms.filter(school__in=viewer.administered_schools.values("pk"))
    # A guardian sees her children, not the class around them.
    return classrooms.none()


def visible_schools(viewer: Viewer) -> QuerySet[School]:
    """The schools of the viewer's classes, and those that a school admin looks after."""
    schools = School.objects.all()
    if not _known(viewer):
        return schools.none()
    if viewer.is_superuser:
        return schools
    match viewer.role:
        case Role.TEACHER:
            return schools.filter(pk__in=visible_classrooms(viewer).values("school"))
        case Role.SCHOOL_ADMIN:
            return schools.filter(pk__in=viewer.administered_schools.values("pk"))
    return schools.none()


def visible_people(viewer: Viewer) -> QuerySet[User]:
    """Everybody whom `viewer` may see by name.

    Herself and the children she sees; staff also see those children's guardians and the teachers
    of the classes they see.
    """
    people = User.objects.all()
    if not _known(viewer):
        return people.none()
    if viewer.is_superuser:
        return people
    seen = Q(pk=viewer.pk) | Q(pk__in=visible_students(viewer).values("pk"))
    if viewer.role in {Role.TEACHER, Role.SCHOOL_ADMIN}:
        seen |= Q(pk__in=visible_guardianships(viewer).current().values("guardian"))
        teaching = Classroom.teachers.through.objects.filter(
            classroom__in=visible_classrooms(viewer).values("pk")
        )
        seen |= Q(pk__in=teaching.values("user"))
    return people.filter(seen)


def visible_enrolments(viewer: Viewer) -> EnrolmentQuerySet:
    """The enrolments, past ones too, of the viewer's children in the viewer's classes."""
    enrolments = Enrolment.objects.all()
    if _known(viewer) and viewer.is_superuser:
        return enrolments
    return enrolments.filter(
        classroom__in=visible_classrooms(viewer).values("pk"),
        child__in=visible_students(viewer).values("pk"),
    )


def visible_guardianships(viewer: Viewer) -> GuardianshipQuerySet:
    """The ties, past ones too, of the children whom staff see; a guardian's own current ones."""
    ties = Guardianship.objects.all()
    if not _known(viewer):
        return ties.none()
    if viewer.is_superuser:
        return ties
    match viewer.role:
        case Role.GUARDIAN:
            return ties.current().filter(guardian=viewer)
        case Role.TEACHER | Role.SCHOOL_ADMIN:
            return ties.filter(child__in=visible_students(viewer).values("pk"))
    return ties.none()


_scopes: dict[type[Model], Scope] = {
    User: visible_people,
    School: visible_schools,
    Classroom: visible_classrooms,
    Enrolment: visible_enrolments,
    Guardianship: visible_guardianships,
}


def register_scope(model: type[Model], scope: Scope) -> None:
    """Tell the admin which rows of `model` a viewer sees: for the apps that lean on this one."""
    _scopes[model] = scope


def visible(model: type[AnyModel], viewer: Viewer) -> QuerySet[AnyModel]:
    """The rows of any model that `viewer` sees; without a rule, none but for a superuser."""
    if scope := _scopes.get(model):
        return scope(viewer)
    rows = model._default_manager.all()  # noqa: SLF001  # Django's public way to any model's rows
    return rows if _known(viewer) and viewer.is_superuser else rows.none()


def _known(viewer: Viewer) -> TypeGuard[User]:
    """Whether somebody is signed in and may still be."""
    return isinstance(viewer, User) and viewer.is_active
