"""practice_candidates: the sign, its lesson, neighbours up to three; all can be practised."""

import pytest
from django.core.management import call_command

from lessons.models import Sign
from lessons.services import practice_candidates

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def course() -> None:
    call_command("load_course", verbosity=0)
    Sign.objects.filter(language="vsl").update(takes=1, signers=1)


def candidates(gloss: str, language: str = "vsl") -> list[str]:
    sign = Sign.objects.get(language=language, gloss=gloss)
    return [candidate.gloss for candidate in practice_candidates(sign)]


def test_a_full_lesson_is_enough() -> None:
    assert candidates("CAT") == ["CAT", "DOG", "PIG"]


def test_a_small_lesson_is_filled_from_before_and_after_in_turn() -> None:
    assert candidates("UNCLE") == ["UNCLE", "MOM", "DOG"]
    assert candidates("SHEEP") == ["SHEEP", "BIRD", "COW"]


def test_the_first_and_the_last_lesson_have_one_neighbour() -> None:
    assert candidates("MOM") == ["MOM", "DAD", "UNCLE"]
    assert candidates("DIRECTOR") == ["DIRECTOR", "ARCHITECT", "WORKER"]


def test_only_signs_that_the_recogniser_knows_are_candidates() -> None:
    Sign.objects.filter(language="asl", gloss__in=["MOM", "DAD", "APPLE"]).update(
        takes=5, signers=3
    )
    assert candidates("MOM", "asl") == ["MOM", "DAD", "APPLE"]
    assert candidates("PIG", "asl") == []


def test_a_sign_of_no_lesson_is_compared_with_the_courses_beginning() -> None:
    Sign.objects.create(
        language="vsl", gloss="OURS", vi="của em", en="ours", picture="2b50", takes=3, signers=1
    )
    assert candidates("OURS") == ["OURS", "MOM", "DAD"]
