"""The teacher's desk: her classes, her children, their guardians."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import services
from accounts.access import visible_enrolments
from accounts.forms import AddPersonForm, EnrolmentForm, PersonForm
from accounts.models import Classroom, Enrolment, Guardianship, Role, School, User
from accounts.scoped_admin import (
    VIEW,
    VIEW_ADD,
    VIEW_ADD_CHANGE,
    ScopedAdmin,
    ScopedInline,
)

__all__ = ["ScopedAdmin", "ScopedInline"]

# The admin's own login page knows neither e-mail confirmation nor limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def change_password(_request: HttpRequest, _extra_context: object = None) -> HttpResponse:
    """One page to change a password, which ends the person's other sessions."""
    return redirect("account_change_password")


admin.site.password_change = change_password  # type: ignore[method-assign,assignment]
admin.site.site_header = "SignLingo"
admin.site.site_title = "SignLingo"
admin.site.index_title = _("My desk")
admin.site.site_url = "/"


@admin.register(School)
class SchoolAdmin(ScopedAdmin[School]):
    """Schools."""

    list_display = ("name",)
    filter_horizontal = ("admins",)
    search_fields = ("name",)

    teachers_may = VIEW
    school_admins_may = VIEW

    def get_exclude(self, request: HttpRequest, obj: School | None = None) -> tuple[str, ...]:
        """Who looks after a school is for the superuser to see and to say."""
        return () if cast("User", request.user).is_superuser else ("admins",)


@admin.register(Classroom)
class ClassroomAdmin(ScopedAdmin[Classroom]):
    """Classes, their codes and their teachers."""

    list_display = ("name", "school", "code", "sign_in_open", "sign_language")
    list_filter = ("school", "sign_in_open", "sign_language")
    search_fields = ("name", "school__name")
    fields = ("school", "name", "sign_language", "teachers", "sign_in_open", "code")
    readonly_fields = ("code",)
    filter_horizontal = ("teachers",)
    list_select_related = ("school",)
    actions = ("open_sign_in", "close_sign_in", "give_new_code")

    teachers_may = VIEW_ADD_CHANGE
    school_admins_may = VIEW_ADD_CHANGE

    def get_readonly_fields(
        self, request: HttpRequest, obj: Classroom | None = None
    ) -> tuple[str, ...]:
        """A class stays in its school."""
        return ("code", "school") if obj else ("code",)

    def save_related(
        self, request: HttpRequest, form: ModelForm[Classroom], formsets: Any, change: bool
    ) -> None:
        """A teacher teaches the class that she makes."""
        super().save_related(request, form, formsets, change)
        person = cast("User", request.user)
        if not change and person.role == Role.TEACHER:
            form.instance.teachers.add(person)

    @admin.action(description=_("Open sign-in"), permissions=["change"])
    def open_sign_in(self, request: HttpRequest, rows: QuerySet[Classroom]) -> None:
        """Let the children of these classes sign in."""
        for classroom in rows:
            services.set_sign_in(classroom=classroom, is_open=True)

    @admin.action(description=_("Close sign-in"), permissions=["change"])
    def close_sign_in(self, request: HttpRequest, rows: QuerySet[Classroom]) -> None:
        """Let nobody new sign in to these classes."""
        for classroom in rows:
            services.set_sign_in(classroom=classroom, is_open=False)

    @admin.action(description=_("Give a new code (the old one stops)"), permissions=["change"])
    def give_new_code(self, request: HttpRequest, rows: QuerySet[Classroom]) -> None:
        """Replace the codes, for a code that went where it should not."""
        for classroom in rows:
            services.renew_code(classroom=classroom)


@admin.register(User)
class PersonAdmin(ScopedAdmin[User]):
    """People; a new one is put where she belongs."""

    list_display = ("display_name", "role", "animal", "classes", "email", "is_active")
    list_filter = ("role", "enrolments__classroom", "is_active")
    search_fields = ("display_name", "email")
    form = PersonForm
    add_form = AddPersonForm

    teachers_may = VIEW_ADD_CHANGE
    school_admins_may = VIEW_ADD_CHANGE

    @admin.display(description=_("classes"))
    def classes(self, person: User) -> str:
        """The child's classes that the reader sees."""
        return ", ".join(enrolment.classroom.name for enrolment in person.current_enrolments)  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With each child's present classes, in one more query."""
        seen = visible_enrolments(cast("User", request.user)).current().select_related("classroom")
        people = super().get_queryset(request)
        return people.prefetch_related(Prefetch("enrolments", seen, to_attr="current_enrolments"))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A teacher changes children; a school's admin also teachers and guardians."""
        person = cast("User", request.user)
        if obj is None or person.is_superuser:
            return super().has_change_permission(request, obj)
        theirs: dict[str, set[str]] = {
            Role.TEACHER: {Role.CHILD},
            Role.SCHOOL_ADMIN: {Role.CHILD, Role.TEACHER, Role.GUARDIAN},
        }
        return not obj.is_superuser and obj.role in theirs.get(person.role, set())

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[User]]:
        """The add form asks where a person belongs; both know who is asking."""
        if obj is None:
            kwargs["form"] = self.add_form
        form = super().get_form(request, obj, change, **kwargs)
        form.viewer = cast("User", request.user)  # type: ignore[attr-defined]
        return form

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Children have an animal, adults an address."""
        if obj is None:
            return ("role", "display_name", "language", "classroom", "animal", "email", "child")
        own = ("animal",) if obj.is_child else ("email",)
        return ("role", "display_name", "language", *own, "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """A role stays; an address is changed by its owner (who can read its mail)."""
        if obj is None:
            return ()
        return ("role",) if cast("User", request.user).is_superuser else ("role", "email")

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Put a new person where she belongs."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            services.place_person(
                person=obj,
                classroom=form.cleaned_data.get("classroom"),
                child=form.cleaned_data.get("child"),
                at=timezone.now(),
            )


class _PastStays:
    """Ties are added and ended; what was stays as it was."""

    teachers_may = VIEW_ADD
    school_admins_may = VIEW_ADD

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whoever may add a tie may end it."""
        return self.has_add_permission(request)  # type: ignore[attr-defined,no-any-return]

    def _say_ended(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%d ended.", "%d ended.", count) % count
        messages.success(request, text)


@admin.register(Enrolment)
class EnrolmentAdmin(_PastStays, ScopedAdmin[Enrolment]):
    """Who is and was in which class."""

    list_display = ("child", "classroom", "since", "until")
    list_filter = ("classroom", ("until", admin.EmptyFieldListFilter))
    search_fields = ("child__display_name", "classroom__name")
    list_select_related = ("child", "classroom")
    fields = ("child", "classroom")
    form = EnrolmentForm
    actions = ("end",)

    @admin.action(description=_("Take out of the class"), permissions=["end"])
    def end(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> None:
        """End these enrolments now."""
        chosen = list(rows.current())  # type: ignore[attr-defined]
        for enrolment in chosen:
            services.end_enrolment(enrolment=enrolment, at=timezone.now())
        self._say_ended(request, len(chosen))


@admin.register(Guardianship)
class GuardianshipAdmin(_PastStays, ScopedAdmin[Guardianship]):
    """Who is and was whose guardian."""

    list_display = ("guardian", "child", "since", "ended")
    list_filter = (("ended", admin.EmptyFieldListFilter),)
    search_fields = ("guardian__display_name", "child__display_name")
    list_select_related = ("guardian", "child")
    fields = ("guardian", "child")
    actions = ("end",)

    @admin.action(description=_("End"), permissions=["end"])
    def end(self, request: HttpRequest, rows: QuerySet[Guardianship]) -> None:
        """End these ties now."""
        chosen = list(rows.current())  # type: ignore[attr-defined]
        for tie in chosen:
            services.end_guardianship(guardianship=tie, at=timezone.now())
        self._say_ended(request, len(chosen))
