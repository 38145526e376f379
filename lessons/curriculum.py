"""PURE: a course file → its units and signs, or one sentence that says what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COURSE_DIR = Path(__file__).parent / "course"
LANGUAGES = ("vsl", "asl")
LESSONS = 999
LONGEST = 80  # characters of a word
LONGEST_NAME = 40  # characters of a gloss, a unit's short name, a picture
SIGNS_A_LESSON = 3
"""Many deaf children hold fewer than three items in mind, so no lesson introduces more."""


class CourseError(ValueError):
    """A course file that cannot be used: names the file, the sign and the reason."""


@dataclass(frozen=True, slots=True)
class CourseUnit:
    """One unit as the file has it; `picture` is an emoji's code points."""

    slug: str
    vi: str
    en: str
    picture: str


@dataclass(frozen=True, slots=True)
class CourseSign:
    """One sign as the file has it; `lesson` counts through the course, from 1."""

    gloss: str
    vi: str
    en: str
    unit: str
    lesson: int
    picture: str
    vi_regional: Mapping[str, str] = field(default_factory=dict)
    dictionary_ids: tuple[str, ...] = ()
    review_note: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """One sign language's course; `signs` are in the order that they are taught."""

    language: str
    dictionary_url: str
    units: tuple[CourseUnit, ...]
    signs: tuple[CourseSign, ...]

    def video(self, sign: CourseSign) -> str:
        """The address of the dictionary's video of the entry that the course teaches, or ""."""
        if not sign.dictionary_ids or not self.dictionary_url:
            return ""
        return self.dictionary_url.replace("%s", sign.dictionary_ids[0])


def read_course(path: Path) -> Course:
    """Read and check one course file. Raises CourseError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise CourseError(f"{path}: is not JSON ({error})") from error
    return parse_course(data, where=path.name)


def parse_course(data: object, *, where: str) -> Course:
    """Check a course as JSON gives it; `where` names it in the message. Raises CourseError."""
    if not isinstance(data, dict):
        raise CourseError(f"{where}: a course is an object with language, units and signs")
    units = tuple(
        CourseUnit(
            slug=_text(row, "slug", at),
            vi=_text(row, "vi", at),
            en=_text(row, "en", at),
            picture=_text(row, "picture", at),
        )
        for row, at in _rows(data, "units", where)
    )
    signs = tuple(_sign(row, at) for row, at in _rows(data, "signs", where))
    course = Course(
        language=_text(data, "language", where),
        dictionary_url=_text(data, "dictionary_url", where) if "dictionary_url" in data else "",
        units=units,
        signs=signs,
    )
    _check(course, where)
    return course


def _sign(row: dict[str, Any], at: str) -> CourseSign:
    gloss = _text(row, "gloss", at)
    at = f"{at} ({gloss})"
    lesson = row.get("lesson")
    if not isinstance(lesson, int) or isinstance(lesson, bool) or not 1 <= lesson <= LESSONS:
        raise CourseError(f"{at}: lesson must be a whole number from 1 to {LESSONS}")
    regional = row.get("vi_regional", {})
    if not isinstance(regional, dict) or not all(isinstance(w, str) for w in regional.values()):
        raise CourseError(f"{at}: vi_regional must give a word for each region")
    ids = row.get("dictionary_ids", [])
    if not isinstance(ids, list) or not all(isinstance(entry, str) and entry for entry in ids):
        raise CourseError(f"{at}: dictionary_ids must be a list of entries such as W02110")
    note = row.get("review_note", "")
    if not isinstance(note, str):
        raise CourseError(f"{at}: review_note must be text")
    return CourseSign(
        gloss=gloss,
        vi=_text(row, "vi", at),
        en=_text(row, "en", at),
        unit=_text(row, "unit", at),
        lesson=lesson,
        picture=_text(row, "picture", at),
        vi_regional=regional,
        dictionary_ids=tuple(ids),
        review_note=note,
    )


def _check(course: Course, where: str) -> None:
    if course.language not in LANGUAGES:
        raise CourseError(f"{where}: {course.language} is not a sign language of ours")
    slugs = [unit.slug for unit in course.units]
    if repeated := _repeated(slugs):
        raise CourseError(f"{where}: the unit {repeated} is there twice")
    if repeated := _repeated([sign.gloss for sign in course.signs]):
        raise CourseError(f"{where}: the sign {repeated} is there twice")
    units_of: dict[int, set[str]] = {}
    counts: dict[int, int] = {}
    for sign in course.signs:
        if sign.unit not in slugs:
            raise CourseError(f"{where}: the unit {sign.unit} of {sign.gloss} is not in units")
        units_of.setdefault(sign.lesson, set()).add(sign.unit)
        counts[sign.lesson] = counts.get(sign.lesson, 0) + 1
    for number, units in units_of.items():
        if len(units) > 1:
            raise CourseError(
                f"{where}: lesson {number} is in two units: {', '.join(sorted(units))}"
            )
        if counts[number] > SIGNS_A_LESSON:
            raise CourseError(
                f"{where}: lesson {number} has {counts[number]} signs, at most {SIGNS_A_LESSON}"
            )


def _repeated(names: list[str]) -> str | None:
    return next((name for i, name in enumerate(names) if name in names[:i]), None)


def _rows(data: dict[str, Any], key: str, where: str) -> list[tuple[dict[str, Any], str]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not rows:
        raise CourseError(f"{where}: {key} must be a list that is not empty")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise CourseError(f"{where}: {key}, number {number}, must be an object")
    return [(row, f"{where}: {key}, number {number}") for number, row in enumerate(rows, 1)]


def _text(row: dict[str, Any], key: str, at: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CourseError(f"{at}: {key} is missing")
    longest = LONGEST if key in {"vi", "en", "dictionary_url"} else LONGEST_NAME
    if len(value) > longest:
        raise CourseError(f"{at}: {key} has {len(value)} characters, at most {longest}")
    return value
