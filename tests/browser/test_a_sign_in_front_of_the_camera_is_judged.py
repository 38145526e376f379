"""Videos of people signing, before the camera: what comes out, and that it stays in the house."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from lessons.models import Attempt, Sign
from tests.browser.chromium import launch
from tests.browser.fake_camera import clip, film, flags
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.slow]

LESSONS = (("APPLE", "DOG", "MOM"), ("RED", "WHITE", "BLACK"))
CLIPS = {
    "APPLE": "asl_apple_woman",
    "DOG": "asl_dog_woman",
    "MOM": "asl_mom_woman",
    "RED": "asl_red_man",
    "WHITE": "asl_white_man",
}
VERDICT = 150_000  # ms: a clip lasts three seconds, and a busy machine gives few frames of it
ENOUGH = 4

Table = dict[tuple[str, str], Attempt]


def show(playwright: Playwright, seat: Seat, shown: str, asked: list[Sign], films: Path) -> Table:
    """One clip before the camera; what it comes out as where each of these signs is asked for."""
    table: Table = {}
    pictures = film(clip(CLIPS[shown]), films)
    with launch(playwright, flags(pictures)) as browser, seat.visit(browser) as her:
        for sign in asked:
            before = set(Attempt.objects.values_list("pk", flat=True))  # of the clips shown so far
            her.practise(sign.key)
            her.wait_for("practising")
            her.page.locator(
                "sign-practice:is([data-state~='verdict-correct'], [data-state~='verdict-almost'],"
                " [data-state~='verdict-another'])"
            ).wait_for(timeout=VERDICT)
            table[shown, sign.gloss] = Attempt.objects.exclude(pk__in=before).get(sign=sign)
        assert her.left_the_machine() == set()
        assert her.errors == []
    return table


def printed(table: Table) -> str:
    """The table as text: rows are clips, columns the signs asked for."""
    lines = []
    for glosses in LESSONS:
        lines.append("clip     " + "".join(f"asked {gloss:20}" for gloss in glosses))
        for shown in (gloss for gloss in glosses if gloss in CLIPS):
            cells = (table[shown, asked] for asked in glosses)
            lines.append(
                f"{shown:8} "
                + "".join(
                    f"{a.outcome:8} {a.closest.gloss if a.closest else '-':6}"
                    f"{a.similarity:5.2f} {a.margin:+5.2f} "
                    for a in cells
                )
            )
    return "\n".join(lines)


def test_people_signing_are_understood(
    seat: Seat,
    playwright: Playwright,
    films: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table: Table = {}
    for glosses in LESSONS:
        signs = list(seat.teach("asl", *glosses).values())
        for shown in (gloss for gloss in glosses if gloss in CLIPS):
            table |= show(playwright, seat, shown, signs, films)
    with capsys.disabled():
        print(f"\n{printed(table)}")
    themselves = [shown for shown in CLIPS if table[shown, shown].outcome == "correct"]
    taken_for_another = [
        f"{shown} for {asked}"
        for (shown, asked), attempt in table.items()
        if shown != asked and attempt.outcome == "correct"
    ]
    assert taken_for_another == []
    assert len(themselves) >= ENOUGH, f"only {themselves} came out as themselves"
