"""Writes that touch several rows or have several entrances: enrol, end, invite."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.animals import ANIMALS
from accounts.models import (
    Classroom,
    Enrolment,
    Guardianship,
    Language,
    Role,
    User,
    new_class_code,
)


def free_animals(classroom: Classroom) -> list[str]:
    """The slugs of the animals that nobody in the class has, in their fixed order."""
    taken = set(
        Enrolment.objects.current()
        .filter(classroom=classroom)
        .values_list("child__animal", flat=True)
    )
    return [slug for slug in ANIMALS if slug not in taken]


def first_free_animal(classroom: Classroom) -> str:
    """The slug of the animal that the next child gets.

    Raises ValidationError where the class has more children than there are animals.
    """
    if free := free_animals(classroom):
        return free[0]
    raise ValidationError(_("This class is full: every animal is taken."), code="full")


@transaction.atomic
def add_child(
    *,
    classroom: Classroom,
    display_name: str,
    animal: str = "",
    language: str = Language.VIETNAMESE,
    at: datetime,
) -> User:
    """Make a child and put her in a class, with the first free animal if none is named.

    Raises ValidationError where the animal is taken or the class has more children than animals.
    """
    _hold(classroom)
    child = User.objects.create_user(
        role=Role.CHILD,
        display_name=display_name,
        animal=animal or first_free_animal(classroom),
        language=language,
    )
    enrol_child(child=child, classroom=classroom, at=at)
    return child


@transaction.atomic
def enrol_child(*, child: User, classroom: Classroom, at: datetime) -> Enrolment:
    """Put a child in a class; the same twice is one enrolment.

    Raises ValidationError for an adult, and where another child of the class has her animal.
    """
    if not child.is_child:
        raise ValidationError(_("Only a child can be put in a class."), code="not_a_child")
    _hold(classroom)
    if current := Enrolment.objects.current().filter(child=child, classroom=classroom).first():
        return current
    check_animal(animal=child.animal, child=child, classrooms=[classroom])
    return Enrolment.objects.create(child=child, classroom=classroom, since=at)


def check_animal(*, animal: str, child: User | None, classrooms: Iterable[Classroom]) -> None:
    """Raise ValidationError unless `animal` is one that tells the child apart in these classes."""
    if animal not in ANIMALS:
        raise ValidationError(_("Choose an animal."), code="no_animal")
    others = Enrolment.objects.current().filter(classroom__in=classrooms, child__animal=animal)
    if child is not None:
        others = others.exclude(child=child)
    if others.exists():
        raise ValidationError(
            _("Another child of this class has this animal. Choose another one."),
            code="animal_taken",
        )


def end_enrolment(*, enrolment: Enrolment, at: datetime) -> None:
    """Take a child out of a class; her attempts stay hers. Once ended, it stays as it was."""
    Enrolment.objects.current().filter(pk=enrolment.pk).update(until=at)
    enrolment.refresh_from_db()


@transaction.atomic
def create_adult(
    *,
    email: str,
    role: str,
    display_name: str,
    language: str = Language.VIETNAMESE,
    password: str | None = None,
    is_confirmed: bool = False,
) -> User:
    """Make an adult; without a password she sets her own through "forgotten password".

    `is_confirmed`: the address is known to be hers, so that no mail asks her first.
    Raises ValidationError for a child, a malformed address, and an address that is taken.
    """
    if role == Role.CHILD:
        raise ValidationError(_("A child has no e-mail address."), code="child")
    adult = User(email=email, role=role, display_name=display_name, language=language)
    adult.set_password(password)
    adult.full_clean(exclude=("password",))
    adult.save()
    if is_confirmed:
        confirm_email(person=adult)
    return adult


def confirm_email(*, person: User) -> None:
    """Note that a person reads the mail of her address."""
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


def link_guardian(*, guardian: User, child: User, at: datetime) -> Guardianship:
    """Link a guardian to a child; the same twice is one tie."""
    if guardian.role != Role.GUARDIAN or not child.is_child:
        raise ValidationError(_("A guardian is linked to a child."), code="roles")
    tie, _made = Guardianship.objects.get_or_create(
        guardian=guardian, child=child, ended=None, defaults={"since": at}
    )
    return tie


def end_guardianship(*, guardianship: Guardianship, at: datetime) -> None:
    """End a tie; the guardian sees nothing of the child from the next request on."""
    Guardianship.objects.current().filter(pk=guardianship.pk).update(ended=at)
    guardianship.refresh_from_db()


@transaction.atomic
def place_person(
    *, person: User, classroom: Classroom | None, child: User | None, at: datetime
) -> None:
    """Put a new person where she belongs: child or teacher in a class, guardian to a child."""
    if person.is_child and classroom:
        enrol_child(child=person, classroom=classroom, at=at)
    elif person.role == Role.TEACHER and classroom:
        classroom.teachers.add(person)
    elif person.role == Role.GUARDIAN and child:
        link_guardian(guardian=person, child=child, at=at)


def renew_code(*, classroom: Classroom) -> None:
    """Give a class a new code; the old one stops at once, children who are in stay in."""
    classroom.code = new_class_code()
    classroom.save(update_fields=["code"])


def set_sign_in(*, classroom: Classroom, is_open: bool) -> None:
    """Open or close a class's sign-in; children who are in stay in."""
    classroom.sign_in_open = is_open
    classroom.save(update_fields=["sign_in_open"])


def choose_language(*, person: User, language: str) -> None:
    """Remember the language in which a person reads the pages; unknown ones are ignored."""
    if language in Language.values and language != person.language:
        person.language = language
        person.save(update_fields=["language"])


def _hold(classroom: Classroom) -> None:
    """Make two teachers who enrol into one class at once take turns (SQLite does so by itself)."""
    Classroom.objects.select_for_update().get(pk=classroom.pk)
