"""The whole way without a camera: frames, a verdict on the screen, a row in the database."""

import pytest
from playwright.sync_api import Browser

from lessons.models import Attempt
from ml.artifact import load
from tests.browser.chromium import Visit
from tests.browser.replay import replay
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VERDICT = 60_000  # ms, on a busy machine


def sign_for(visit: Visit, language: str, shown: str, asked: str) -> None:
    """Show the template of one sign where another, or the same, is asked for."""
    replay(visit.page, load().templates[language, shown])
    visit.practise(f"{language}/{asked}")
    visit.wait_for("verdict", VERDICT)


@pytest.mark.parametrize(
    ("language", "glosses"),
    [("asl", ("APPLE", "DOG", "MOM")), ("vsl", ("MOM", "CAT", "APPLE"))],
)
def test_the_sign_that_is_asked_for_is_right_and_stored(
    seat: Seat,
    browser: Browser,
    language: str,
    glosses: tuple[str, ...],
) -> None:
    signs = seat.teach(language, *glosses)
    for gloss in glosses:
        with seat.visit(browser) as her:
            sign_for(her, language, gloss, gloss)
            her.wait_for("verdict-correct", 100)
            attempt = Attempt.objects.get(student=seat.learner, sign=signs[gloss])
            assert attempt.outcome == "correct"
            assert attempt.closest == signs[gloss]
            assert her.left_the_machine() == set()
            assert her.errors == []


def test_another_sign_is_not_right(seat: Seat, browser: Browser) -> None:
    signs = seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        sign_for(her, "asl", shown="DOG", asked="APPLE")
        attempt = Attempt.objects.get(student=seat.learner)
        assert attempt.sign == signs["APPLE"]
        assert attempt.outcome in {"almost", "another"}
        her.wait_for(f"verdict-{attempt.outcome}", 100)


def test_a_sign_known_from_one_take_is_never_wrong(seat: Seat, browser: Browser) -> None:
    seat.teach("vsl", "MOM", "CAT", "APPLE")
    with seat.visit(browser) as her:
        sign_for(her, "vsl", shown="CAT", asked="MOM")
        assert Attempt.objects.get(student=seat.learner).outcome == "almost"
        her.wait_for("verdict-almost", 100)


def test_the_next_try_begins_by_itself(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        sign_for(her, "asl", shown="DOG", asked="APPLE")
        her.wait_for("waiting", 20_000)
        her.wait_for("verdict", VERDICT)
        assert Attempt.objects.filter(student=seat.learner).count() >= 2
