"""A small school to try SignLingo with, and a table of who can sign in and how."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import services
from accounts.models import Classroom, Enrolment, Role, School, User

SCHOOL = "Trường Hoa Mai"
PASSWORD = "hoa-mai-vang-2026"  # noqa: S105  # for the demo alone, which nobody else can reach


@dataclass(frozen=True, slots=True)
class DemoClass:
    """A class with its teacher (name, address) and its children (name, animal)."""

    name: str
    code: str
    sign_language: str
    teacher: tuple[str, str, str]
    children: tuple[tuple[str, str], ...]


CLASSES = (
    DemoClass(
        name="Lớp 1A",
        code="HMPT2347",
        sign_language=Classroom.SignLanguage.VSL,
        teacher=("Cô Hoa", "hoa@demo.example", "vi"),
        children=(("Lan", "rabbit"), ("Minh", "panda"), ("An", "frog"), ("Vy", "chick")),
    ),
    DemoClass(
        name="Lớp 2B",
        code="KTRX5678",
        sign_language=Classroom.SignLanguage.ASL,
        teacher=("Mr Binh", "binh@demo.example", "en"),
        children=(("Khoa", "lion"), ("My", "turtle")),
    ),
)
ADMIN = ("Cô Mai", "mai@demo.example", "vi")
# Who looks after whom: name, address, language, children.
GUARDIANS = (
    ("Mẹ của Lan", "me.lan@demo.example", "vi", ("Lan",)),
    ("Vy and Khoa's father", "father@demo.example", "en", ("Vy", "Khoa")),
)


class Command(BaseCommand):
    """`manage.py demo_school`: the same school however often it is run."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make what is missing, then print the table."""
        if settings.SECURE and not settings.DEBUG:
            raise CommandError(
                "Others can reach this site, and the demo school's passwords are public."
                " Run it on your own machine, without ALLOWED_HOSTS, or with DEBUG=true."
            )
        with transaction.atomic():
            make_school()
        self.stdout.write(sign_in_table())


def make_school() -> None:
    """Make the demo school, its classes and its people, or bring them back as they were."""
    school, _made = School.objects.get_or_create(name=SCHOOL)
    school.admins.add(_adult(*ADMIN, role=Role.SCHOOL_ADMIN))
    children: dict[str, User] = {}
    for demo in CLASSES:
        classroom, _made = Classroom.objects.update_or_create(
            code=demo.code,
            defaults={
                "school": school,
                "name": demo.name,
                "sign_language": demo.sign_language,
                "sign_in_open": True,
            },
        )
        classroom.teachers.add(_adult(*demo.teacher, role=Role.TEACHER))
        for name, animal in demo.children:
            children[name] = _child(classroom, name, animal)
    for name, email, language, theirs in GUARDIANS:
        guardian = _adult(name, email, language, role=Role.GUARDIAN)
        for child in theirs:
            services.link_guardian(guardian=guardian, child=children[child], at=timezone.now())


def sign_in_table() -> str:
    """Who can sign in and how, as text; what it says is true after `make_school`."""
    site = settings.ORIGINS[0]
    adults = [
        (ADMIN, "school admin", ""),
        *((demo.teacher, "teacher", demo.name) for demo in CLASSES),
        *(
            ((name, mail, lang), "guardian", ", ".join(kids))
            for name, mail, lang, kids in GUARDIANS
        ),
    ]
    lines = [
        "",
        f"Who can sign in at {site}",
        "",
        f"  Children: {site}/class/ with the code of the class, then the animal",
        f"    {'code':<11}{'class':<10}{'sign language':<15}animals",
    ]
    for demo in CLASSES:
        animals = ", ".join(f"{animal} ({name})" for name, animal in demo.children)
        code = f"{demo.code[:4]} {demo.code[4:]}"
        lines.append(f"    {code:<11}{demo.name:<10}{demo.sign_language.upper():<15}{animals}")
    lines += [
        "",
        f"  Adults: {site}/accounts/login/ with the password {PASSWORD}",
        f"    {'e-mail':<23}{'who':<15}of",
    ]
    lines += [f"    {mail:<23}{who:<15}{of}".rstrip() for (_name, mail, _lang), who, of in adults]
    lines += [
        "",
        f"  Teachers and the school admin have their desk at {site}/admin/",
        "",
    ]
    return "\n".join(lines)


def _adult(name: str, email: str, language: str, *, role: str) -> User:
    adult = User.objects.filter(email=email).first()
    if adult is None:
        adult = services.create_adult(
            email=email, role=role, display_name=name, language=language, password=PASSWORD
        )
    elif not adult.check_password(PASSWORD):
        adult.set_password(PASSWORD)
        adult.save(update_fields=["password"])
    services.confirm_email(person=adult)
    return adult


def _child(classroom: Classroom, name: str, animal: str) -> User:
    there = Enrolment.objects.current().filter(classroom=classroom, child__animal=animal)
    if enrolment := there.select_related("child").first():
        return enrolment.child
    return services.add_child(
        classroom=classroom, display_name=name, animal=animal, at=timezone.now()
    )
