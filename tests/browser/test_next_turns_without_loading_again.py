"""From one sign to the next: by touch or keyboard, with the camera and the tracker left running."""

import re

import pytest
from playwright.sync_api import Browser, expect

from ml.artifact import load
from tests.browser.judge import says
from tests.browser.replay import replay
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_next_by_keyboard_keeps_the_mirror(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        her.page.route_web_socket("**/ws/practice/", says("correct"))
        replay(her.page, load().templates["asl", "APPLE"])
        her.practise("asl/APPLE")
        for gloss in ("DOG", "MOM"):
            her.wait_for("verdict-correct")
            expect(her.page.locator("[data-part=next]")).to_be_focused()
            her.asked.clear()
            her.page.keyboard.press("Enter")
            her.page.wait_for_url(f"**/practice/asl/{gloss}/")
            her.wait_for(f"practising'][data-sign='asl/{gloss}")
            expect(her.page.locator("sign-clip")).to_have_attribute(
                "src", re.compile(f"/{gloss}/template.json")
            )
            again = [url for url in her.asked if "source" in url or "/ws/" in url]
            assert again == [], "the camera and the socket stay as they are"
        assert her.errors == []


def test_after_the_last_sign_comes_the_lesson(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        her.page.route_web_socket("**/ws/practice/", says("correct"))
        replay(her.page, load().templates["asl", "MOM"])
        her.practise("asl/MOM")
        her.wait_for("verdict-correct")
        her.page.locator("[data-part=next]").click()
        her.page.wait_for_url("**/lessons/asl/*/")


def test_back_leads_to_the_sign_before(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    with seat.visit(browser) as her:
        her.page.route_web_socket("**/ws/practice/", says("correct"))
        replay(her.page, load().templates["asl", "APPLE"])
        her.practise("asl/APPLE")
        her.wait_for("verdict-correct")
        her.page.locator("[data-part=next]").click()
        her.page.wait_for_url("**/practice/asl/DOG/")
        her.page.go_back()
        expect(her.page.locator("sign-practice[data-sign='asl/APPLE']")).to_be_visible()
