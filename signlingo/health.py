"""Says in one line of JSON whether the site can serve, for the school's admin and for machines."""

from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database and Redis answer, else 503 with what does not."""
    parts: dict[str, Any] = {"database": _database_answers(), "cache": _cache_answers()}
    good = all(parts.values())
    return JsonResponse(
        {"status": "ok" if good else "down", "version": __version__, **parts},
        status=200 if good else 503,
    )
