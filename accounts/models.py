"""People, schools, classes, and the ties between them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.animals import ANIMALS, Animal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# No vowel (with Y, W and D), so that a Vietnamese keyboard, which turns AS into Á and DD into Đ,
# leaves a code as it was typed and no code spells a word; no look-alikes (0 O, 1 I L, 5 S, 8 B …).
CODE_ALPHABET = "2345678CFHJKMNPQRTVX"
CODE_LENGTH = 8


def new_class_code() -> str:
    """A class code that nobody guesses: 8 of 20 characters, 34 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def animal_choices() -> list[tuple[str, StrPromise]]:
    """Every animal's slug and its word; a function, so that one more needs no migration."""
    return [(animal.slug, _(animal.word)) for animal in ANIMALS.values()]


class Role(models.TextChoices):
    """What a person is here; each has one role."""

    CHILD = "child", _("child")
    TEACHER = "teacher", _("teacher")
    GUARDIAN = "guardian", _("guardian")
    SCHOOL_ADMIN = "school_admin", _("school admin")


class Language(models.TextChoices):
    """The languages that a person may read the pages in; Vietnamese first."""

    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    """Makes people."""

    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """Store a person; without a password nobody can sign in with one."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store the person who keeps the whole installation running."""
        fields.setdefault("role", Role.SCHOOL_ADMIN)
        fields.setdefault("display_name", email.partition("@")[0])
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this e-mail address, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person: adults sign in by e-mail, children by their class's code and their animal."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    display_name = models.CharField(_("name"), max_length=80)
    animal = models.CharField(
        _("animal"),
        max_length=20,
        blank=True,
        choices=animal_choices,
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.VIETNAMESE
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("display_name", "pk")
        constraints = (
            models.CheckConstraint(
                name="children_have_no_email",
                condition=models.Q(role="child", email=None)
                | (~models.Q(role="child") & models.Q(email__isnull=False)),
                violation_error_message=_("A child has no e-mail address; an adult needs one."),
            ),
            models.CheckConstraint(
                name="children_are_never_staff",
                condition=~models.Q(role="child", is_superuser=True),
            ),
            # With this, `unique` above means unique whatever the capitals.
            models.CheckConstraint(
                name="email_in_lower_case", condition=models.Q(email=Lower("email"))
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    def clean(self) -> None:
        """Lower the address's capitals, and make "no address" one thing."""
        super().clean()
        self.email = self.email.strip().lower() if self.email else None

    def get_full_name(self) -> str:
        """The name, for Django's admin."""
        return self.display_name

    def get_short_name(self) -> str:
        """The name, for Django's admin."""
        return self.display_name

    @property
    def is_child(self) -> bool:
        """Whether this is a child, who signs in without e-mail."""
        return self.role == Role.CHILD

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens for this person; what she sees there is accounts.access's."""
        return self.is_superuser or self.role in {Role.TEACHER, Role.SCHOOL_ADMIN}

    @property
    def picture(self) -> Animal | None:
        """The child's animal, or None."""
        return ANIMALS.get(self.animal)


class School(models.Model):
    """A school and those who look after it."""

    name = models.CharField(_("name"), max_length=120)
    admins = models.ManyToManyField(
        User,
        verbose_name=_("admins"),
        related_name="administered_schools",
        blank=True,
        limit_choices_to={"role": Role.SCHOOL_ADMIN},
    )

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Classroom(models.Model):
    """A class: its teachers, the sign language it learns, and the code it signs in with."""

    class SignLanguage(models.TextChoices):
        VSL = "vsl", _("Vietnamese Sign Language")
        ASL = "asl", _("American Sign Language")

    school = models.ForeignKey(
        School, verbose_name=_("school"), related_name="classrooms", on_delete=models.PROTECT
    )
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(
        _("class code"), max_length=CODE_LENGTH, unique=True, default=new_class_code, editable=False
    )
    teachers = models.ManyToManyField(
        User,
        verbose_name=_("teachers"),
        related_name="taught_classrooms",
        blank=True,
        limit_choices_to={"role": Role.TEACHER},
    )
    sign_in_open = models.BooleanField(_("sign-in is open"), default=False)
    sign_language = models.CharField(
        _("sign language"), max_length=3, choices=SignLanguage, default=SignLanguage.VSL
    )

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_code(self) -> str:
        """The code in two halves, as people copy it."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]} {self.code[half:]}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments, past and present."""

    def current(self) -> Self:
        """The enrolments that have not ended."""
        return self.filter(until=None)


class Enrolment(models.Model):
    """A child's time in a class; ended rather than deleted, so that the history stays."""

    child = models.ForeignKey(
        User,
        verbose_name=_("child"),
        related_name="enrolments",
        on_delete=models.CASCADE,
        limit_choices_to={"role": Role.CHILD},
    )
    classroom = models.ForeignKey(
        Classroom, verbose_name=_("class"), related_name="enrolments", on_delete=models.CASCADE
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ("classroom", "child__display_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("child", "classroom"),
                condition=models.Q(until=None),
                name="in_a_class_once_at_a_time",
                violation_error_message=_("This child is already in this class."),
            ),
            models.CheckConstraint(
                name="enrolment_ends_after_it_began",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("It cannot end before it began."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child} · {self.classroom}"


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    """Ties, past and present."""

    def current(self) -> Self:
        """The ties that have not ended."""
        return self.filter(ended=None)


class Guardianship(models.Model):
    """A guardian's tie to a child; it ends at once, and the history stays."""

    guardian = models.ForeignKey(
        User,
        verbose_name=_("guardian"),
        related_name="guardianships",
        on_delete=models.CASCADE,
        limit_choices_to={"role": Role.GUARDIAN},
    )
    child = models.ForeignKey(
        User,
        verbose_name=_("child"),
        related_name="guarded_by",
        on_delete=models.CASCADE,
        limit_choices_to={"role": Role.CHILD},
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    ended = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        ordering = ("guardian__display_name", "child__display_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("guardian", "child"),
                condition=models.Q(ended=None),
                name="one_tie_at_a_time",
                violation_error_message=_("This guardian is already linked to this child."),
            ),
            models.CheckConstraint(
                name="guardianship_ends_after_it_began",
                condition=models.Q(ended=None) | models.Q(ended__gte=models.F("since")),
                violation_error_message=_("It cannot end before it began."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.guardian} → {self.child}"
