"""What the pages read of learning: the path, a student's report, a class's; writes nothing."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Classroom, Enrolment, User
from lessons.models import Attempt, AttemptOutcome, Lesson, LessonSign, Mastery, Sign, Unit

RECENT = 12
HARD = 5
HARD_WITHIN = timedelta(days=30)
HARD_TRIES = 3
SAME_SITTING = timedelta(minutes=3)
"""Longer between two attempts and she was doing something else: that time is not counted."""


@dataclass(frozen=True, slots=True)
class SignProgress:
    """One sign and how far one student is with it; `fill` is 0 to 1, full when learned."""

    sign: Sign
    tries: int = 0
    right: int = 0
    fill: float = 0.0
    is_learned: bool = False
    is_due: bool = False

    @property
    def percent(self) -> int:
        """`fill` in hundredths; at least 1 once the sign was right."""
        return max(round(self.fill * 100), 1 if self.right else 0)

    @property
    def level(self) -> int:
        """0 tried, 1 to 3 by thirds of `fill`, 4 learned: the heat map's colours."""
        return 4 if self.is_learned else 1 + min(2, int(self.fill * 3)) if self.right else 0


@dataclass(frozen=True, slots=True)
class Stop:
    """One lesson on the path.

    `state` is "done" when each sign that can be practised was right once, "next" for the first
    lesson that is not, "later" for those after it, "soon" where no sign can be practised yet.
    """

    lesson: Lesson
    signs: tuple[SignProgress, ...]
    state: Literal["done", "next", "later", "soon"]

    @property
    def is_due(self) -> bool:
        """Whether a sign of it is due for review."""
        return any(sign.is_due for sign in self.signs)


@dataclass(frozen=True, slots=True)
class UnitPath:
    """One unit and its lessons, in order."""

    unit: Unit
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class CoursePath:
    """A student's way through one language's course; `next` is None once all is done."""

    language: str
    units: tuple[UnitPath, ...]
    next: Stop | None

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every lesson of the course, in order."""
        return tuple(stop for unit in self.units for stop in unit.stops)

    @property
    def signs(self) -> tuple[SignProgress, ...]:
        """Every sign of the course, in the order that they are taught."""
        return tuple(sign for stop in self.stops for sign in stop.signs)

    @property
    def learned(self) -> int:
        """How many of the course's signs count as learned."""
        return sum(sign.is_learned for sign in self.signs)


@dataclass(frozen=True, slots=True)
class StudentReport:
    """What a guardian or a teacher reads about one student; never compared with anybody.

    `days` counts school-zone days with an attempt; `minutes` sums the time between attempts that
    follow each other within three minutes, so it says what was practised at least. `hard` are the
    signs tried three times or more in the last 30 days and right in fewer than half.
    """

    student: User
    path: CoursePath
    learned: tuple[SignProgress, ...]
    due: tuple[SignProgress, ...]
    hard: tuple[SignProgress, ...]
    recent: tuple[Attempt, ...]
    tries: int
    days: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ClassroomRow:
    """One child of the class and her progress, one cell a sign of the report."""

    child: User
    cells: tuple[SignProgress, ...]

    @property
    def learned(self) -> int:
        """How many signs of the course she has learned."""
        return sum(cell.is_learned for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ClassroomReport:
    """Children × signs: the heat map of one class in its own sign language."""

    classroom: Classroom
    signs: tuple[Sign, ...]
    rows: tuple[ClassroomRow, ...]


def course_path(student: User, language: str, *, now: datetime) -> CoursePath:
    """Return the student's way through the course of `language`. Two queries."""
    return _path(language, _masteries(student), now)


def student_report(student: User, *, now: datetime) -> StudentReport:
    """Return the report of one student, in a number of queries that does not grow."""
    masteries = _masteries(student)
    made = {pk: _progress(mastery.sign, mastery, now) for pk, mastery in masteries.items()}
    path = _path(language_of(student), masteries, now)
    times = list(student.attempts.order_by("at").values_list("at", flat=True))
    recent = student.attempts.select_related("sign", "closest").order_by("-at")[:RECENT]
    return StudentReport(
        student=student,
        path=path,
        learned=tuple(sign for sign in made.values() if sign.is_learned),
        due=tuple(sign for sign in made.values() if sign.is_due),
        hard=tuple(made[pk] for pk in _hard(student, now) if pk in made),
        recent=tuple(recent),
        tries=len(times),
        days=len({timezone.localtime(at).date() for at in times}),
        minutes=round(_practised(times) / timedelta(minutes=1)),
    )


def classroom_report(classroom: Classroom, *, now: datetime) -> ClassroomReport:
    """Return the heat map of the children who are in the class now. Three queries."""
    signs = tuple(place.sign for place in _places(classroom.sign_language))
    enrolments = Enrolment.objects.current().filter(classroom=classroom).select_related("child")
    children = [enrolment.child for enrolment in enrolments.order_by("child__display_name", "pk")]
    masteries = {
        (mastery.student_id, mastery.sign_id): mastery
        for mastery in _cards().filter(student__in=children, sign__in=signs)
    }
    rows = (
        ClassroomRow(
            child=child,
            cells=tuple(_progress(sign, masteries.get((child.pk, sign.pk)), now) for sign in signs),
        )
        for child in children
    )
    return ClassroomReport(classroom=classroom, signs=signs, rows=tuple(rows))


def language_of(student: User) -> str:
    """Return the sign language that the student learns: her class's.

    Without a class the one she practised most signs of; Vietnamese Sign Language without either.
    """
    enrolment = Enrolment.objects.current().filter(child=student).order_by("-since", "-pk")
    if language := enrolment.values_list("classroom__sign_language", flat=True).first():
        return language
    tried = Counter(
        Mastery.objects.filter(student=student).values_list("sign__language", flat=True)
    )
    return tried.most_common(1)[0][0] if tried else Classroom.SignLanguage.VSL


def _places(language: str) -> list[LessonSign]:
    places = LessonSign.objects.filter(lesson__unit__language=language)
    return list(
        places.select_related("lesson__unit", "sign").order_by(
            "lesson__unit__position", "lesson__number", "position"
        )
    )


def _cards() -> QuerySet[Mastery]:
    # What fsrs keeps in a card is scheduling's, and parsing 1,600 of them is felt.
    return Mastery.objects.defer("expressive")


def _masteries(student: User) -> dict[int, Mastery]:
    masteries = _cards().filter(student=student).select_related("sign").order_by("due", "pk")
    return {mastery.sign_id: mastery for mastery in masteries}


def _progress(sign: Sign, mastery: Mastery | None, now: datetime) -> SignProgress:
    if mastery is None:
        return SignProgress(sign)
    return SignProgress(
        sign=sign,
        tries=mastery.attempt_count,
        right=mastery.correct_count,
        fill=mastery.fill,
        is_learned=mastery.is_learned,
        is_due=mastery.is_due(now) and sign.is_practisable,
    )


def _path(language: str, masteries: Mapping[int, Mastery], now: datetime) -> CoursePath:
    units: dict[Unit, dict[Lesson, list[SignProgress]]] = {}
    for place in _places(language):
        lessons = units.setdefault(place.lesson.unit, {})
        progress = _progress(place.sign, masteries.get(place.sign_id), now)
        lessons.setdefault(place.lesson, []).append(progress)
    following: Stop | None = None
    paths = []
    for unit, lessons in units.items():
        stops = []
        for lesson, signs in lessons.items():
            stop = Stop(lesson, tuple(signs), _state(signs, is_first=following is None))
            if stop.state == "next":
                following = stop
            stops.append(stop)
        paths.append(UnitPath(unit, tuple(stops)))
    return CoursePath(language=language, units=tuple(paths), next=following)


def _state(
    signs: Iterable[SignProgress], *, is_first: bool
) -> Literal["done", "next", "later", "soon"]:
    practisable = [progress for progress in signs if progress.sign.is_practisable]
    if not practisable:
        return "soon"
    if all(progress.right for progress in practisable):
        return "done"
    return "next" if is_first else "later"


def _hard(student: User, now: datetime) -> list[int]:
    counts = (
        student.attempts.filter(at__gte=now - HARD_WITHIN)
        .order_by()
        .values("sign")
        .annotate(tries=Count("pk"), right=Count("pk", filter=Q(outcome=AttemptOutcome.CORRECT)))
        .filter(tries__gte=HARD_TRIES)
    )
    rates = sorted((row["right"] / row["tries"], -row["tries"], row["sign"]) for row in counts)
    return [sign for rate, _, sign in rates if rate < 0.5][:HARD]


def _practised(times: list[datetime]) -> timedelta:
    gaps = (later - earlier for earlier, later in itertools.pairwise(times))
    return sum((gap for gap in gaps if gap <= SAME_SITTING), timedelta())
