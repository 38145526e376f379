"""How a child signs in: her class's code, then her animal (her four pictures come in between)."""

import unicodedata
from datetime import timedelta

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.animals import ANIMALS, Animal
from accounts.models import CODE_LENGTH, Classroom, Enrolment, EnrolmentQuerySet, User

# The longest text that is looked at: a code typed with spaces and dashes between the letters.
CODE_TYPED_MAX = 4 * CODE_LENGTH
# A tablet left at school is signed out by the next morning.
SESSION_AGE = timedelta(hours=12)

_CLASSROOM = "class_sign_in"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def clean_code(typed: str) -> str:
    """What the child meant: capitals without spaces or dashes; any script's digits become 0-9."""
    text = unicodedata.normalize("NFKC", typed[:CODE_TYPED_MAX])
    return "".join(letter for letter in text if letter.isalnum()).upper()


def find_open_classroom(code: str) -> Classroom | None:
    """The class whose code this is, while its sign-in is open; None for any other reason alike."""
    return Classroom.objects.filter(code=code, sign_in_open=True).first()


def enter_classroom(session: SessionBase, classroom: Classroom) -> None:
    """Remember in this browser that a valid code was given."""
    session[_CLASSROOM] = classroom.pk


def entered_classroom(session: SessionBase) -> Classroom | None:
    """The class whose code was given here, while its sign-in is still open."""
    pk = session.get(_CLASSROOM)
    return Classroom.objects.filter(pk=pk, sign_in_open=True).first() if pk else None


def animals_of(classroom: Classroom) -> list[Animal]:
    """The animals of the class's children, in one fixed order; no names."""
    taken = set(_children(classroom).values_list("child__animal", flat=True))
    return [animal for slug, animal in ANIMALS.items() if slug in taken]


def child_with_animal(classroom: Classroom, slug: str) -> User | None:
    """The one child of the class who has this animal; None if nobody or several have it."""
    enrolments = list(_children(classroom).filter(child__animal=slug).select_related("child")[:2])
    return enrolments[0].child if slug and len(enrolments) == 1 else None


def admit(request: HttpRequest, child: User) -> None:
    """Sign the child in under a new session key."""
    request.session.pop(_CLASSROOM, None)
    login(request, child, backend=_BACKEND)
    request.session.set_expiry(SESSION_AGE)


def _children(classroom: Classroom) -> EnrolmentQuerySet:
    return Enrolment.objects.current().filter(classroom=classroom, child__is_active=True)
