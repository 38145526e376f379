"""Fills the benchmark's own database with a class of children and prints their cookies as JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "signlingo.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Classroom, Enrolment, Role, School, User  # noqa: E402
from lessons.models import Sign  # noqa: E402


def main() -> None:
    """Make the database, the course and so many children, all signed in."""
    call_command("migrate", verbosity=0)
    call_command("load_course", stdout=sys.stderr)
    call_command("load_release", stdout=sys.stderr)
    room = Classroom.objects.create(school=School.objects.create(name="Bench"), name="Bench")
    children = User.objects.bulk_create(
        User(role=Role.CHILD, display_name=f"Child {i}", animal="rabbit", password="!")
        for i in range(int(sys.argv[1]))
    )
    Enrolment.objects.bulk_create(
        Enrolment(child=child, classroom=room, since=timezone.now()) for child in children
    )
    signs = [sign.key for sign in Sign.objects.filter(language="vsl", takes__gt=0)[:12]]
    print(
        json.dumps(
            {
                "cookie": settings.SESSION_COOKIE_NAME,
                "origin": settings.ORIGINS[0],
                "sessions": [_sign_in(child) for child in children],
                "signs": signs,
            }
        )
    )


def _sign_in(child: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(child.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = child.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
