"""The practice page, and the reference signs that its skeleton plays."""

import json
import math
from functools import lru_cache

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from lessons.models import Lesson, LessonSign, Sign
from lessons.services import practice_candidates
from ml import landmarks
from ml.artifact import Artifact
from ml.prototypes import SignKey
from recognition import release
from recognition.services import is_known, key_of, may_practise

A_YEAR = 365 * 24 * 3600  # seconds


@login_required
@require_safe
def practice(request: HttpRequest, language: str, gloss: str) -> HttpResponse:
    """The mirror beside the reference: practise one sign."""
    sign = _sign_or_404(request, language, gloss)
    back_url = _lesson_url(sign)
    return render(
        request,
        "recognition/practice.html",
        {
            "sign": sign,
            "candidates": practice_candidates(sign),
            "back_url": back_url,
            "next_url": _next_url(sign) or back_url,
            "layout": dict(landmarks.LAYOUT) | {"fingerprint": landmarks.FINGERPRINT},
            "fingerprint": landmarks.FINGERPRINT,
            "tracker": _tracker(request),
        },
    )


@login_required
@require_safe
def template(request: HttpRequest, language: str, gloss: str) -> HttpResponse:
    """A sign's reference as JSON; its address names the release, so it may be kept for a year."""
    sign = _sign_or_404(request, language, gloss)
    served = release.current()
    if key_of(sign) not in served.templates:
        raise Http404
    etag = quote_etag(f"{served.release}/{sign.key}")
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(_packed(served, key_of(sign)), content_type="application/json")
    response["ETag"] = etag
    if request.GET.get("release") == served.release:
        patch_cache_control(response, private=True, max_age=A_YEAR, immutable=True)
    return response


def _sign_or_404(request: HttpRequest, language: str, gloss: str) -> Sign:
    if not may_practise(request.user):  # type: ignore[arg-type]  # signed in, so a User
        raise Http404
    sign = get_object_or_404(Sign, language=language, gloss=gloss)
    if not is_known(sign):
        raise Http404
    return sign


def _tracker(request: HttpRequest) -> str:
    """How MediaPipe must compute where a test or a puzzled person says so; empty: as it likes."""
    asked = request.GET.get("tracker", "")
    return asked if asked in {"cpu", "gpu"} else ""


def _lesson_url(sign: Sign) -> str:
    lesson = Lesson.objects.filter(signs=sign, unit__language=sign.language).first()
    if lesson is None:
        return reverse("lessons:course", args=(sign.language,))
    return reverse("lessons:lesson", args=(sign.language, lesson.number))


def _next_url(sign: Sign) -> str | None:
    """The next sign of the course that can be practised; None after the last one."""
    places = LessonSign.objects.filter(
        lesson__unit__language=sign.language, sign__takes__gt=0
    ).order_by("lesson__number", "position")
    signs = [place.sign for place in places.select_related("sign")]
    after = signs[signs.index(sign) + 1 :] if sign in signs else []
    known = next((other for other in after if is_known(other)), None)
    return reverse("recognition:practice", args=(known.language, known.gloss)) if known else None


@lru_cache(maxsize=128)
def _packed(served: Artifact, key: SignKey) -> str:
    """Seconds, and points to a thousandth of a shoulder width, null where missing."""
    found = served.templates[key]
    xy = np.round(found.xy.astype(np.float64), 3)
    frames = [
        [place if math.isfinite(place[0] + place[1]) else None for place in points]
        for points in xy.tolist()
    ]
    times = np.round(found.times, 3).tolist()
    return json.dumps({"times": times, "xy": frames}, separators=(",", ":"), allow_nan=False)
