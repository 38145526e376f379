"""curriculum: whatever a course file holds, it is a course or one sentence that names the file."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.curriculum import COURSE_DIR, SIGNS_A_LESSON, Course, CourseError, parse_course

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
SHIPPED: dict[str, Any] = json.loads((COURSE_DIR / "vsl.json").read_text(encoding="utf-8"))
SIGN_FIELDS = [
    "gloss", "vi", "en", "unit", "lesson", "picture", "vi_regional", "dictionary_ids",
    "review_note",
]  # fmt: skip


def read(data: object) -> Course | None:
    try:
        course = parse_course(data, where="some.json")
    except CourseError as error:
        sentence = str(error)
    else:
        assert all(isinstance(course.video(sign), str) for sign in course.signs)
        return course
    assert "some.json" in sentence
    return None


@given(json_values)
def test_any_json_is_a_course_or_a_sentence(data: object) -> None:
    read(data)


@given(st.sampled_from(["language", "dictionary_url", "units", "signs"]), json_values)
def test_any_part_may_be_anything(part: str, value: object) -> None:
    read({**SHIPPED, part: value})


@given(st.integers(0, 39), st.sampled_from(SIGN_FIELDS), json_values)
def test_any_field_of_a_sign_may_be_anything(row: int, field: str, value: object) -> None:
    signs = [dict(sign) for sign in SHIPPED["signs"]]
    signs[row][field] = value
    course = read({**SHIPPED, "signs": signs})
    if course:
        lessons = [sign.lesson for sign in course.signs]
        assert max(map(lessons.count, lessons)) <= SIGNS_A_LESSON


@pytest.mark.parametrize("language", ["vsl", "asl"])
def test_the_courses_that_ship_are_read(language: str) -> None:
    data = json.loads((COURSE_DIR / f"{language}.json").read_text(encoding="utf-8"))
    course = read(data)
    assert course is not None
    assert len(course.signs) == 40
