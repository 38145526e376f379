"""A Chromium that a test drives, and the promise that nothing it does leaves the machine."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from accounts.models import User
from tests.machine import chromium

QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
LOADING = 60_000  # ms for MediaPipe on a busy machine
STATES = "[data-state~='{}']"


def launch(playwright: Playwright, flags: Iterable[str] = ()) -> Browser:
    """The system's Chromium, with these flags more."""
    return playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *flags])


class Visit:
    """One person's window on the site; every address that it asks for is remembered."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.type, said.text))

    def practise(self, sign: str) -> None:
        """Open the practice page of a sign such as "asl/APPLE"."""
        self.page.goto(f"{self.origin}/practice/{sign}/")

    def wait_for(self, state: str, within: float = LOADING) -> None:
        """Wait until <sign-practice> says this word of static/js/practice/states.js."""
        expect(self.page.locator(f"sign-practice{STATES.format(state)}")).to_be_visible(
            timeout=within
        )

    def left_the_machine(self) -> set[str]:
        """The other hosts that were asked for anything; there should be none."""
        ours = urlsplit(self.origin).netloc
        places = [urlsplit(url) for url in self.asked]
        return {
            place.netloc
            for place in places
            if place.scheme not in {"data", "blob"} and place.netloc != ours
        }

    def overflow(self) -> int:
        """Pixels that the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)


@contextmanager
def visit(
    browser: Browser, origin: str, person: User, *, width: int = 1280, dark: bool = False
) -> Iterator[Visit]:
    """A window of a signed-in person."""
    client = Client()
    client.force_login(person)
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        locale="vi-VN",
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": origin}])
    try:
        yield Visit(context, origin)
    finally:
        context.close()
