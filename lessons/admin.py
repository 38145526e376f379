"""The course and what was learned, on the teacher's desk."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoped_admin import VIEW, AnyModel, ScopedAdmin, ScopedInline
from lessons.access import Fact, visible_facts
from lessons.curriculum import SIGNS_A_LESSON
from lessons.models import Attempt, Lesson, LessonSign, Mastery, Sign, Unit


class CourseAdmin(ScopedAdmin[AnyModel]):
    """The course is every school's: staff read it, the superuser edits it."""

    teachers_may = VIEW
    school_admins_may = VIEW


class FactAdmin(ScopedAdmin[Fact]):
    """What was recorded is read by those who see the student, and changed by nobody."""

    def may(self, request: HttpRequest, action: str) -> bool:
        """Whether the person may do `action`: looking is all there is."""
        return action == "view" and super().may(request, action)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        """Only her students' rows, as one condition: there may be 100,000 and more."""
        return visible_facts(self.model, cast("User", request.user))


@admin.register(Sign)
class SignAdmin(CourseAdmin[Sign]):
    """The signs, with how many takes the recogniser knows each from."""

    list_display = ("gloss", "course", "vi", "en", "lesson", "takes", "signers", "is_reviewed")
    list_filter = ("language",)
    ordering = ("-language", "gloss")
    search_fields = ("gloss", "vi", "en")
    readonly_fields = ("takes", "signers")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    @admin.display(description=_("sign language"), ordering="language")
    def course(self, sign: Sign) -> str:
        """VSL or ASL: the full names take two lines."""
        return sign.language.upper()

    @admin.display(description=_("lesson"))
    def lesson(self, sign: Sign) -> str:
        """The number of the lesson that introduces it."""
        return ", ".join(str(place.lesson.number) for place in sign.places.all())

    @admin.display(description=_("reviewed"), boolean=True)
    def is_reviewed(self, sign: Sign) -> bool:
        """Whether a Deaf signer has confirmed it."""
        return sign.reviewed_at is not None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sign]:
        """With each sign's lesson, in one more query."""
        return super().get_queryset(request).prefetch_related("places__lesson")


@admin.register(Unit)
class UnitAdmin(CourseAdmin[Unit]):
    """The units of both courses."""

    list_display = ("vi", "en", "language", "position")
    list_filter = ("language",)
    search_fields = ("vi", "en")


class LessonSignInline(ScopedInline[LessonSign], admin.TabularInline[LessonSign, Lesson]):
    """The signs of one lesson."""

    model = LessonSign
    max_num = SIGNS_A_LESSON
    extra = 0
    autocomplete_fields = ("sign",)


@admin.register(Lesson)
class LessonAdmin(CourseAdmin[Lesson]):
    """The lessons and the signs that each introduces."""

    list_display = ("number", "unit", "glosses")
    list_filter = ("unit__language",)
    list_select_related = ("unit",)
    inlines = (LessonSignInline,)

    @admin.display(description=_("signs"))
    def glosses(self, lesson: Lesson) -> str:
        """Its signs, in order."""
        return ", ".join(place.sign.gloss for place in lesson.places.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        """With each lesson's signs, in one more query."""
        return super().get_queryset(request).prefetch_related("places__sign")


@admin.register(Attempt)
class AttemptAdmin(FactAdmin[Attempt]):
    """Every judged attempt, and what judged it."""

    list_display = ("at", "student", "sign", "outcome", "closest", "evidence_level", "release")
    list_filter = ("at", "outcome", "evidence_level", "sign__language")
    list_select_related = ("student", "sign", "closest")
    search_fields = ("student__display_name", "sign__gloss", "sign__vi", "sign__en")
    show_full_result_count = False


@admin.register(Mastery)
class MasteryAdmin(FactAdmin[Mastery]):
    """How far each student is with each sign."""

    list_display = ("student", "sign", "correct_count", "attempt_count", "stability", "due")
    list_filter = ("sign__language",)
    list_select_related = ("student", "sign")
    search_fields = ("student__display_name", "sign__gloss", "sign__vi", "sign__en")
    show_full_result_count = False
