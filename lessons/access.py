"""Which of this room's rows a viewer sees, said through accounts.access and nowhere else."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.access import Scope, Viewer, register_scope, visible_students
from lessons.models import Attempt, Lesson, LessonSign, Mastery, Sign, Unit

Fact = TypeVar("Fact", Attempt, Mastery)


def visible_facts(model: type[Fact], viewer: Viewer) -> QuerySet[Fact]:
    """Return the attempts (or masteries) of the viewer's students, and her own."""
    seen = Q(student__in=visible_students(viewer).values("pk")) | Q(student=viewer.pk)
    rows = model.objects.all()
    return rows.filter(seen) if viewer.is_authenticated and viewer.is_active else rows.none()


def register() -> None:
    """Tell the admin: the course is for everybody who is signed in, the facts for the student's."""
    for model in (Sign, Unit, Lesson, LessonSign):
        register_scope(model, _course(model))
    register_scope(Attempt, lambda viewer: visible_facts(Attempt, viewer))
    register_scope(Mastery, lambda viewer: visible_facts(Mastery, viewer))


def _course(model: type[Model]) -> Scope:
    def rows(viewer: Viewer) -> QuerySet[Model]:
        everything: QuerySet[Model] = model._default_manager.all()  # noqa: SLF001
        signed_in = viewer.is_authenticated and viewer.is_active
        return everything if signed_in else everything.none()

    return rows
