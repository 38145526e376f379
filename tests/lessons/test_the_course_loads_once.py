"""load_course: the 40 signs and 18 lessons of each language; a second time changes nothing."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from lessons.curriculum import COURSE_DIR
from lessons.models import Lesson, LessonSign, Sign, Unit

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_course", *arguments, stdout=out)
    return out.getvalue()


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values()) for model in (Unit, Lesson, Sign, LessonSign)
    ]


def test_both_languages_have_eight_units_eighteen_lessons_and_forty_signs() -> None:
    load()
    for language in ("vsl", "asl"):
        assert Unit.objects.filter(language=language).count() == 8
        numbers = Lesson.objects.filter(unit__language=language).order_by("number")
        assert list(numbers.values_list("number", flat=True)) == list(range(1, 19))
        assert Sign.objects.filter(language=language, places__isnull=False).distinct().count() == 40


def test_no_lesson_introduces_more_than_three_signs() -> None:
    load()
    counts = Lesson.objects.annotate(count=Count("signs")).values_list("count", flat=True)
    assert set(counts) <= {1, 2, 3}


def test_only_vsl_leads_to_the_dictionary() -> None:
    load()
    mom = Sign.objects.get(language="vsl", gloss="MOM")
    assert mom.dictionary_url == "https://qipedc.moet.gov.vn/videos/W02110.mp4"
    assert (mom.vi, mom.en, mom.vi_regional) == ("mẹ", "mom", {"south": "má"})
    asl = Sign.objects.get(language="asl", gloss="MOM")
    assert (asl.vi, asl.en, asl.dictionary_ids, asl.dictionary_url) == ("mẹ", "mom", [], "")


def test_dad_and_uncle_are_not_introduced_together() -> None:
    load()
    for language in ("vsl", "asl"):
        lessons = {
            place.sign.gloss: place.lesson.number
            for place in LessonSign.objects.filter(sign__language=language)
        }
        assert lessons["DAD"] != lessons["UNCLE"]


def test_a_second_time_changes_nothing() -> None:
    load()
    before = everything()
    assert "0 rows made, 0 changed" in load()
    assert everything() == before
    load("--overwrite")
    assert everything() == before


def test_what_a_person_changed_stays_and_is_named() -> None:
    load()
    Sign.objects.filter(language="vsl", gloss="PIG").update(vi="con heo", takes=4, signers=2)
    LessonSign.objects.filter(sign__language="vsl", sign__gloss="BIRD").update(position=3)

    said = load()

    pig = Sign.objects.get(language="vsl", gloss="PIG")
    assert (pig.vi, pig.takes, pig.signers) == ("con heo", 4, 2)
    assert "PIG: vi" in said
    assert "BIRD: lesson 5" in said


def test_overwrite_takes_the_files_words_and_keeps_the_takes() -> None:
    load()
    Sign.objects.filter(language="vsl", gloss="PIG").update(vi="con heo", takes=4, signers=2)
    LessonSign.objects.filter(sign__language="vsl", sign__gloss="BIRD").update(position=3)

    load("--overwrite")

    pig = Sign.objects.get(language="vsl", gloss="PIG")
    assert (pig.vi, pig.takes, pig.signers) == ("con lợn", 4, 2)
    assert LessonSign.objects.get(sign__language="vsl", sign__gloss="BIRD").position == 1


def test_a_sign_that_people_added_stays() -> None:
    load()
    mine = Sign.objects.create(language="vsl", gloss="OUR-SCHOOL", vi="trường", en="school")
    load("--overwrite")
    assert Sign.objects.filter(pk=mine.pk).exists()


def drop_unit(course: dict[str, Any]) -> None:
    course["units"] = course["units"][1:]


def twice(course: dict[str, Any]) -> None:
    course["signs"].append(dict(course["signs"][0]))


def no_word(course: dict[str, Any]) -> None:
    course["signs"][0]["vi"] = ""


def crowded(course: dict[str, Any]) -> None:
    course["signs"].append({**course["signs"][3], "gloss": "FOURTH"})


def unknown_language(course: dict[str, Any]) -> None:
    course["language"] = "bsl"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (drop_unit, "the unit family of MOM is not in units"),
        (twice, "the sign MOM is there twice"),
        (no_word, "vi is missing"),
        (crowded, "lesson 3 has 4 signs, at most 3"),
        (unknown_language, "bsl is not a sign language"),
    ],
)
def test_a_bad_file_is_named_and_loads_nothing(
    tmp_path: Path, damage: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    course = json.loads((COURSE_DIR / "vsl.json").read_text(encoding="utf-8"))
    damage(course)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(course), encoding="utf-8")

    with pytest.raises(CommandError, match=f"bad.json.*{sentence}"):
        load(str(bad))

    assert not Sign.objects.exists()


def test_a_file_that_is_not_json_or_not_there_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="is not JSON"):
        load(str(bad))
    with pytest.raises(CommandError, match="cannot be read"):
        load(str(tmp_path / "nowhere.json"))
