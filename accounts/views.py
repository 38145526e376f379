"""The pages before sign-in, home by role, and the two switches: language, and a class's sign-in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from accounts import child_sign_in, services
from accounts.access import (
    visible_classrooms,
    visible_enrolments,
    visible_schools,
    visible_students,
)
from accounts.forms import ClassCodeForm
from accounts.models import CODE_ALPHABET, CODE_LENGTH, Classroom, Role, User


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a person starts: a child at her course, adults at their children."""
    if not request.user.is_authenticated:
        return redirect("accounts:sign_in")
    person = request.user
    match person.role:
        case Role.CHILD:
            return redirect("lessons:course", language=_course_of(person))
        case Role.GUARDIAN:
            return render(
                request, "accounts/guardian_home.html", {"children": visible_students(person)}
            )
    enrolments = visible_enrolments(person).current().select_related("child")
    classrooms = visible_classrooms(person).select_related("school")
    return render(
        request,
        "accounts/teacher_home.html",
        {
            "classrooms": classrooms.prefetch_related(
                Prefetch("enrolments", enrolments.order_by("child__display_name"), "current")
            ),
            # Only who sees a school can put a class in it.
            "can_add_classes": visible_schools(person).exists(),
        },
    )


@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """The choice between a child's and an adult's way in."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    return render(request, "accounts/sign_in.html", {"next": request.GET.get("next", "")})


@never_cache
@require_http_methods(["GET", "POST"])
def class_code(request: HttpRequest) -> HttpResponse:
    """A child's first step: the code of her class."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    form = ClassCodeForm(request.POST or None)
    if form.is_valid():
        child_sign_in.enter_classroom(request.session, form.classroom)
        return redirect("accounts:class_animals")
    return render(
        request,
        "accounts/class_code.html",
        {"form": form, "letters": CODE_ALPHABET, "length": CODE_LENGTH},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def class_animals(request: HttpRequest) -> HttpResponse:
    """A child's second step: her animal among those of her class."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    classroom = child_sign_in.entered_classroom(request.session)
    if classroom is None:
        return redirect("accounts:class_code")
    if request.method == "POST":
        child = child_sign_in.child_with_animal(classroom, request.POST.get("animal", ""))
        if child is not None:
            child_sign_in.admit(request, child)
            return redirect("accounts:home")
    animals = child_sign_in.animals_of(classroom)
    return render(request, "accounts/class_animals.html", {"animals": animals})


@login_required
@require_POST
def classroom_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close a class's sign-in, for those who teach it or look after its school."""
    classrooms = (
        visible_classrooms(request.user) if _is_staff(request) else Classroom.objects.none()
    )
    classroom = get_object_or_404(classrooms, pk=pk)
    services.set_sign_in(classroom=classroom, is_open=request.POST.get("open") == "true")
    if classroom.sign_in_open:
        messages.success(request, _("Sign-in is open for %s.") % classroom.name)
    else:
        messages.success(request, _("Sign-in is closed for %s.") % classroom.name)
    return redirect("accounts:home")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Answer in another language from now on, here and, once signed in, wherever she signs in."""
    if request.user.is_authenticated:
        services.choose_language(person=request.user, language=request.POST.get("language", ""))
    return set_language_cookie(request)


def _course_of(child: User) -> str:
    enrolments = visible_enrolments(child).current().select_related("classroom")
    newest = enrolments.order_by("-since", "-pk").first()
    return newest.classroom.sign_language if newest else Classroom.SignLanguage.VSL


def _is_staff(request: HttpRequest) -> bool:
    return cast("User", request.user).is_staff
