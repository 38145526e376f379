"""Says in one line of JSON whether the site can serve, for the school's admin and for machines."""

from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recognition import release
from recognition.checks import release_can_be_served
from signlingo import __version__


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_answers() -> bool:
    try:
        cache.set("health", __version__, timeout=5)
        return bool(cache.get("health") == __version__)
    except OSError:
        return False


def _release() -> str | None:
    return None if release_can_be_served() else release.current().release


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, Redis and recogniser are there, else 503 and what is not."""
    parts: dict[str, Any] = {
        "database": _database_answers(),
        "cache": _cache_answers(),
        "release": _release(),
    }
    good = all(parts.values())
    return JsonResponse(
        {"status": "ok" if good else "down", "version": __version__, **parts},
        status=200 if good else 503,
    )
