"""What the practice page looks like: states at three widths, light and dark, nothing cut off."""

import pytest
from playwright.sync_api import Browser, expect

from ml.artifact import load
from tests.browser.chromium import Visit
from tests.browser.judge import OUTCOMES, says
from tests.browser.pictures import keep
from tests.browser.replay import frames_of, replay, show
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (360, 768, 1280)


def look_at(her: Visit, name: str) -> None:
    """Keep a picture of the page as it is, and see that nothing is wider than the window."""
    expect(her.page.locator("sign-clip[data-loaded]")).to_be_visible()
    keep(her, name)
    assert her.overflow() <= 0


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_verdict_at_every_width(seat: Seat, browser: Browser, outcome: str) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    for width in WIDTHS:
        for dark in (False, True):
            with seat.visit(browser, width=width, dark=dark) as her:
                her.page.route_web_socket("**/ws/practice/", says(outcome))
                replay(her.page, load().templates["asl", "APPLE"])
                her.practise("asl/APPLE")
                her.wait_for(f"verdict-{outcome}")
                panel = her.page.locator(f"[data-when=verdict-{outcome}]")
                expect(panel.locator("img:visible").first).to_be_visible()
                assert len(panel.inner_text().split()) <= 5
                expect(panel.locator("[data-action=again]")).to_be_in_viewport(ratio=1)
                look_at(her, f"{outcome}-{width}{'-dark' if dark else ''}")


def test_the_camera_check_at_every_width(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    hands_up = frames_of(load().templates["asl", "APPLE"])[20:21]
    for width in WIDTHS:
        with seat.visit(browser, width=width) as her:
            show(her.page, [], hands_up)
            her.practise("asl/APPLE")
            her.wait_for("hint-rest")
            expect(her.page.locator("[data-check][data-ok]")).to_have_count(3)
            look_at(her, f"check-{width}")


def test_less_motion_is_a_still_picture_that_steps(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        her.page.emulate_media(reduced_motion="reduce")
        her.practise("asl/APPLE")
        clip = her.page.locator("sign-clip[data-loaded]")
        expect(clip).to_be_visible()
        expect(her.page.locator("sign-clip[data-playing]")).to_have_count(0)
        canvas = her.page.locator(".clip__figure")
        before = canvas.screenshot()
        clip.locator("[data-action=step]").click()
        assert canvas.screenshot() != before
