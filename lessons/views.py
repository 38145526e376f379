"""The course's pages, one's own attempts, and the progress of those whom one may see."""

from itertools import groupby
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import visible_classrooms, visible_students
from accounts.models import User
from lessons.models import Attempt, SignLanguage
from lessons.progress import classroom_report, course_path, student_report

ATTEMPTS_A_PAGE = 30


@login_required
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Let the person choose a course; a child goes straight to her class's."""
    person = cast("User", request.user)
    languages = set(visible_classrooms(person).values_list("sign_language", flat=True))
    if person.is_child and len(languages) == 1:
        return redirect("lessons:course", language=languages.pop())
    return render(request, "lessons/courses.html", {"languages": SignLanguage})


@login_required
@require_safe
def course(request: HttpRequest, language: str) -> HttpResponse:
    """Show the person's way through one course, what is next first."""
    path = course_path(cast("User", request.user), language, now=timezone.now())
    return render(
        request, "lessons/course.html", {"path": path, "language": SignLanguage(language)}
    )


@login_required
@require_safe
def lesson(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """Show one lesson's signs, at most three, each a way to practise it."""
    path = course_path(cast("User", request.user), language, now=timezone.now())
    stops = path.stops
    place = next((i for i, stop in enumerate(stops) if stop.lesson.number == number), None)
    if place is None:
        raise Http404
    signs = stops[place].signs
    practisable = [progress for progress in signs if progress.sign.is_practisable]
    return render(
        request,
        "lessons/lesson.html",
        {
            "language": language,
            "stop": stops[place],
            "first": next((sign for sign in practisable if not sign.right), None),
            "before": stops[place - 1] if place else None,
            "after": stops[place + 1] if place + 1 < len(stops) else None,
        },
    )


@login_required
@require_safe
def attempts(request: HttpRequest) -> HttpResponse:
    """Show one's own attempts, newest first, by day."""
    own = Attempt.objects.filter(student=cast("User", request.user)).order_by("-at", "pk")
    page = Paginator(own.select_related("sign", "closest"), ATTEMPTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    days = groupby(page, lambda attempt: timezone.localtime(attempt.at).date())
    return render(
        request,
        "lessons/attempts.html",
        {"page": page, "days": [(day, list(there)) for day, there in days]},
    )


@login_required
@require_safe
def progress(request: HttpRequest, student: int) -> HttpResponse:
    """Show one student's report to herself, her guardians and her teachers."""
    there = get_object_or_404(visible_students(request.user), pk=student)
    report = student_report(there, now=timezone.now())
    return render(request, "lessons/progress.html", {"report": report})


@login_required
@require_safe
def class_progress(request: HttpRequest, classroom: int) -> HttpResponse:
    """Show a class's heat map to its teachers; a child sees her class, not the others' results."""
    if not cast("User", request.user).is_staff:
        raise Http404
    there = get_object_or_404(visible_classrooms(request.user), pk=classroom)
    report = classroom_report(there, now=timezone.now())
    return render(request, "lessons/class_progress.html", {"report": report})
