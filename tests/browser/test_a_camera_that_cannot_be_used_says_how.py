"""No camera is no dead end: a page says what to do, and a button tries again."""

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.chromium import launch
from tests.browser.pictures import keep
from tests.browser.seat import Seat

pytestmark = pytest.mark.browser


def test_refused(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    for width in (360, 1280):
        with seat.visit(browser, width=width) as her:
            her.practise("asl/APPLE")  # nobody answers the browser's question with "Allow"
            her.wait_for("help-refused")
            expect(her.page.locator("[data-when=help-refused] li")).to_have_count(3)
            keep(her, f"refused-{width}")
            button = her.page.locator("[data-when=help] [data-action=retry]")
            button.scroll_into_view_if_needed()
            expect(button).to_be_in_viewport(ratio=1)
            assert her.overflow() <= 0
            her.context.grant_permissions(["camera"], origin=seat.site)
            button.click()
            her.wait_for("loading", 5_000)


def test_absent(seat: Seat, playwright: Playwright) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with launch(playwright) as no_camera, seat.visit(no_camera) as her:
        her.context.grant_permissions(["camera"], origin=seat.site)
        her.practise("asl/APPLE")
        her.wait_for("help-absent")
        keep(her, "absent-1280")
        expect(her.page.locator("[data-when=help-absent]")).to_be_visible()
        expect(her.page.locator("[data-when=help] [data-action=retry]")).to_be_visible()


def test_the_reference_plays_without_a_camera(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        her.practise("asl/APPLE")
        expect(her.page.locator("sign-clip[data-playing]")).to_be_visible()
        expect(her.page.locator(".clip__failed")).to_be_hidden()
