"""A site, a browser and lessons for the tests that look through a browser's eyes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from accounts.models import User
from tests.browser.chromium import launch
from tests.browser.seat import Seat
from tests.browser.site import serve


@pytest.fixture(scope="package", autouse=True)
def allow_queries_beside_playwright() -> Iterator[None]:
    """Playwright runs a loop in this thread, which Django takes for a reason not to ask."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="package")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of the running site."""
    with serve(tmp_path_factory.mktemp("site")) as origin:
        yield origin


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The driver, gone again before other rooms' tests run loops of their own."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium whose camera shows a test picture."""
    with launch(playwright, ["--use-fake-device-for-media-stream"]) as chromium:
        yield chromium


@pytest.fixture(scope="package")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the videos lie as films for the fake camera."""
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def seat(transactional_db: None, site: str, child: User) -> Seat:
    """A child in front of a browser."""
    return Seat(site, child)
