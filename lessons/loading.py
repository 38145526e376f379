"""A course file → rows, a second time changing nothing and never undoing what a person changed."""

from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from lessons.curriculum import SIGNS_A_LESSON, Course
from lessons.models import Lesson, LessonSign, Sign, Unit

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were made or changed, and what was left as people have it, one line each."""

    created: int
    updated: int
    kept: tuple[str, ...]


@transaction.atomic
def load_course(*, course: Course, overwrite: bool = False) -> Loaded:
    """Bring one course into the database.

    What is missing is made. What is there and differs was changed by a person in the admin, or by
    a newer file: it is kept and named in `kept`, unless `overwrite`. Reviews, takes and signs that
    people added stay either way.
    """
    tally = _Tally(overwrite=overwrite)
    units = {
        unit.slug: tally.bring(
            Unit,
            {"language": course.language, "slug": unit.slug},
            {"vi": unit.vi, "en": unit.en, "picture": unit.picture, "position": position},
        )
        for position, unit in enumerate(course.units, 1)
    }
    taught: dict[Lesson, list[Sign]] = {}
    for entry in course.signs:
        sign = tally.bring(
            Sign,
            {"language": course.language, "gloss": entry.gloss},
            {
                "vi": entry.vi,
                "en": entry.en,
                "picture": entry.picture,
                "vi_regional": dict(entry.vi_regional),
                "dictionary_ids": list(entry.dictionary_ids),
                "dictionary_url": course.video(entry),
                "review_note": entry.review_note,
            },
        )
        lesson = tally.bring(Lesson, {"unit": units[entry.unit], "number": entry.lesson}, {})
        taught.setdefault(lesson, []).append(sign)
    _place(taught, tally)
    return Loaded(created=tally.created, updated=tally.updated, kept=tuple(tally.kept))


def _place(taught: dict[Lesson, list[Sign]], tally: "_Tally") -> None:
    """Put the signs into their lessons; one that a person moved stays where she put it."""
    wanted = [
        LessonSign(lesson=lesson, sign=sign, position=position)
        for lesson, signs in taught.items()
        for position, sign in enumerate(signs, 1)
    ]
    there = LessonSign.objects.select_related("lesson", "sign")
    if tally.overwrite:
        have = there.filter(sign__in=[place.sign for place in wanted]) | there.filter(
            lesson__in=taught
        )
        if {_where(place) for place in have} != {_where(place) for place in wanted}:
            have.delete()
            LessonSign.objects.bulk_create(wanted)
            tally.updated += len(wanted)
        return
    placed = {place.sign_id: place for place in there}
    full = {(place.lesson_id, place.position) for place in placed.values()}
    for place in wanted:
        found = placed.get(place.sign_id)
        if found is not None:
            if _where(found) != _where(place):
                tally.kept.append(f"{place.sign}: lesson {found.lesson.number}")
            continue
        free = [
            position
            for position in (place.position, *range(1, SIGNS_A_LESSON + 1))
            if (place.lesson_id, position) not in full
        ]
        if not free:
            tally.kept.append(f"{place.sign}: lesson {place.lesson.number} is full")
            continue
        place.position = free[0]
        place.save()
        full.add((place.lesson_id, place.position))
        tally.created += 1


def _where(place: LessonSign) -> tuple[int, int, int]:
    return place.sign_id, place.lesson_id, place.position


@dataclass(slots=True)
class _Tally:
    """Brings rows one by one, and counts what it did."""

    overwrite: bool
    created: int = 0
    updated: int = 0
    kept: list[str] = field(default_factory=list)

    def bring(self, model: type[M], key: dict[str, object], values: dict[str, object]) -> M:
        row, created = model._default_manager.get_or_create(**key, defaults=values)  # noqa: SLF001
        self.created += created
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if changed and self.overwrite:
            for name in changed:
                setattr(row, name, values[name])
            row.save()
            self.updated += 1
        elif changed:
            self.kept.append(f"{row}: {', '.join(changed)}")
        return row
