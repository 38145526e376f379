"""What is taught (Sign, Unit, Lesson); what was learned (Attempt, a fact; Mastery, its summary)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Classroom
from lessons import scheduling
from lessons.curriculum import SIGNS_A_LESSON

if TYPE_CHECKING:
    from datetime import datetime


SignLanguage = Classroom.SignLanguage
"""The two courses; a class learns one of them, so the class's field defines them."""

LANGUAGE_PICTURES = {SignLanguage.VSL: "1f1fb-1f1f3", SignLanguage.ASL: "1f1fa-1f1f8"}
"""Flags, for a child who does not read."""


class EvidenceLevel(models.TextChoices):
    """How much the recogniser knew of a sign when it judged (ml.prototypes decides it)."""

    EXAMPLE = "example", _("an example: only the closest can be named")
    FORMING = "forming", _("forming: a few takes")
    JUDGED = "judged", _("judged: several takes by several people")


class Worded(models.Model):
    """Something with a word in each of the two languages of the pages."""

    vi = models.CharField(_("Vietnamese"), max_length=80)
    en = models.CharField(_("English"), max_length=80)

    class Meta:
        abstract = True

    @property
    def word(self) -> str:
        """The word in the language that the page is read in; Vietnamese is the first language."""
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class Sign(Worded):
    """A sign of one language, by its gloss; `takes` and `signers` are the recogniser's to fill."""

    language = models.CharField(_("sign language"), max_length=3, choices=SignLanguage.choices)
    gloss = models.CharField(
        _("gloss"), max_length=40, help_text=_("The upper-case label, such as GOLD-SILVER.")
    )
    vi_regional = models.JSONField(
        _("regional words"),
        default=dict,
        blank=True,
        help_text=_('Where a region says it otherwise: {"south": "má"}.'),
    )
    picture = models.CharField(
        _("picture"),
        max_length=40,
        help_text=_("The emoji's code points, as the picture's file is named: 1f34e."),
    )
    dictionary_ids = models.JSONField(_("dictionary entries"), default=list, blank=True)
    dictionary_url = models.URLField(_("dictionary video"), blank=True)
    review_note = models.TextField(_("what a Deaf signer must settle"), blank=True)
    reviewed_by = models.CharField(_("reviewed by"), max_length=80, blank=True)
    reviewed_at = models.DateField(_("reviewed at"), null=True, blank=True)
    takes = models.PositiveSmallIntegerField(
        _("takes"),
        default=0,
        help_text=_("Takes that the recogniser's release knows it from; none: not practised yet."),
    )
    signers = models.PositiveSmallIntegerField(
        _("signers"), default=0, help_text=_("By how many people they are.")
    )

    class Meta:
        verbose_name = _("sign")
        verbose_name_plural = _("signs")
        ordering = ("language", "gloss")
        constraints = (
            models.UniqueConstraint(fields=("language", "gloss"), name="one_sign_a_gloss"),
            models.CheckConstraint(
                condition=Q(signers__lte=F("takes")), name="no_more_signers_than_takes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.gloss}"

    @property
    def key(self) -> str:
        """As the wire names it: "vsl/MOM"."""
        return f"{self.language}/{self.gloss}"

    @property
    def is_practisable(self) -> bool:
        return self.takes > 0


class Unit(Worded):
    """A theme of the course, such as family or animals."""

    language = models.CharField(_("sign language"), max_length=3, choices=SignLanguage.choices)
    slug = models.SlugField(_("short name"), max_length=40)
    picture = models.CharField(_("picture"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place in the course"))

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("language", "position")
        constraints = (
            models.UniqueConstraint(fields=("language", "slug"), name="one_unit_a_slug"),
        )

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.word}"


class Lesson(models.Model):
    """At most three new signs, learned together."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("unit")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("Counted through the whole course, 1 to 18.")
    )
    signs = models.ManyToManyField(
        Sign, through="LessonSign", related_name="lessons", verbose_name=_("signs")
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ("unit__language", "number")
        constraints = (
            models.UniqueConstraint(fields=("unit", "number"), name="one_lesson_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.unit}, {self.number}"

    def clean(self) -> None:
        """A number counts through its course, so two units of one language may not share it."""
        # Not self.unit: a form that was sent without one asks as well.
        course = Unit.objects.filter(pk=self.unit_id).values("language")
        taken = Lesson.objects.filter(unit__language__in=course, number=self.number)
        if taken.exclude(pk=self.pk).exists():
            raise ValidationError({"number": _("Another lesson of this course has this number.")})


class LessonSign(models.Model):
    """A sign's place in a lesson: first, second or third."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="places")
    sign = models.ForeignKey(
        Sign, on_delete=models.PROTECT, related_name="places", verbose_name=_("sign")
    )
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        verbose_name = _("sign of the lesson")
        verbose_name_plural = _("signs of the lesson")
        ordering = ("lesson", "position")
        constraints = (
            models.UniqueConstraint(fields=("lesson", "sign"), name="one_place_a_sign"),
            models.UniqueConstraint(fields=("lesson", "position"), name="one_sign_a_place"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=SIGNS_A_LESSON),
                name="at_most_three_signs_a_lesson",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lesson}, {self.position}: {self.sign.gloss}"


class AttemptOutcome(models.TextChoices):
    """scheduling.Outcome as people read it."""

    CORRECT = scheduling.Outcome.CORRECT.value, _("right")
    ALMOST = scheduling.Outcome.ALMOST.value, _("almost")
    ANOTHER = scheduling.Outcome.ANOTHER.value, _("another sign")


class Attempt(models.Model):
    """A fact: one student made one sign, and a release of the recogniser judged it.

    Written once by services.record_attempt and never changed; `id` is the attempt's own uuid, so
    an answer that arrives twice is one row.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="attempts",
        verbose_name=_("student"),
    )
    sign = models.ForeignKey(
        Sign, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("sign")
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=AttemptOutcome.choices)
    closest = models.ForeignKey(
        Sign,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("closest sign"),
    )
    similarity = models.FloatField(_("similarity"))
    margin = models.FloatField(_("margin"))
    evidence_takes = models.PositiveSmallIntegerField(_("takes known"))
    evidence_signers = models.PositiveSmallIntegerField(_("signers known"))
    evidence_level = models.CharField(_("evidence"), max_length=8, choices=EvidenceLevel.choices)
    release = models.CharField(_("model release"), max_length=120)
    thresholds = models.JSONField(_("thresholds"))
    at = models.DateTimeField(_("when"), help_text=_("The server's time."))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("-at",)
        indexes = (models.Index(fields=("student", "-at"), name="attempts_of_a_student"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=AttemptOutcome.values), name="only_judged_outcomes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sign}: {self.get_outcome_display()}"


class Mastery(models.Model):
    """The summary of one student's attempts at one sign; scheduling owns what the card means."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="masteries",
        verbose_name=_("student"),
    )
    sign = models.ForeignKey(
        Sign, on_delete=models.PROTECT, related_name="masteries", verbose_name=_("sign")
    )
    expressive = models.JSONField(_("expressive card"), default=dict, blank=True)
    due = models.DateTimeField(_("due"))
    stability = models.FloatField(_("stability in days"), default=0.0)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    correct_count = models.PositiveIntegerField(_("right"), default=0)

    class Meta:
        verbose_name = _("mastery")
        verbose_name_plural = _("masteries")
        constraints = (
            models.UniqueConstraint(fields=("student", "sign"), name="one_mastery_a_sign"),
        )
        indexes = (models.Index(fields=("student", "due"), name="masteries_due"),)

    def __str__(self) -> str:
        days = number_format(self.stability, 1)
        return _("%(sign)s: %(days)s days") % {"sign": self.sign, "days": days}

    @property
    def state(self) -> scheduling.ReviewState | None:
        """The card as scheduling reads it; None before the first attempt."""
        if not self.attempt_count:
            return None
        return scheduling.ReviewState(card=self.expressive, due=self.due, stability=self.stability)

    @property
    def is_learned(self) -> bool:
        return scheduling.is_learned(self.stability)

    @property
    def fill(self) -> float:
        return scheduling.fill(self.stability)

    def is_due(self, now: datetime) -> bool:
        return self.due <= now
