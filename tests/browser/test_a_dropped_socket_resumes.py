"""The network blinks in the middle of a sign: the child sees it, and the sign counts, once."""

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from lessons.models import Attempt
from ml.artifact import load
from tests.browser.replay import replay
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Line:
    """The cable between page and site."""

    def __init__(self) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.asked: list[str] = []

    def plug(self, socket: WebSocketRoute) -> None:
        """Let a socket through, and listen to what the page asks for."""
        self.sockets.append(socket)
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if isinstance(message, str) and '"practise"' in message:
                self.asked.append(message)
            server.send(message)

        socket.on_message(pass_on)

    def cut(self) -> None:
        """Drop the socket that is open."""
        self.sockets[-1].close(code=1012, reason="restart")


def test_the_same_attempt_goes_on_after_a_break(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    line = Line()
    with seat.visit(browser) as her:
        her.page.route_web_socket("**/ws/practice/", line.plug)
        replay(her.page, load().templates["asl", "APPLE"])
        her.practise("asl/APPLE")
        her.wait_for("signing")
        line.cut()
        her.wait_for("offline", 5_000)
        expect(her.page.locator("[data-when=offline]")).to_be_visible()
        her.wait_for("verdict-correct")
        assert len(line.sockets) == 2
        assert len(set(line.asked)) == 1, "the same sign and the same attempt, asked for again"
        assert Attempt.objects.filter(student=seat.learner).count() == 1
        assert her.left_the_machine() == set()


def test_a_verdict_that_was_lost_on_the_way_is_told_again(seat: Seat, browser: Browser) -> None:
    seat.teach("asl", "APPLE", "DOG", "MOM")
    sockets: list[WebSocketRoute] = []

    def lose_the_first_verdict(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()
        first = len(sockets) == 1

        def tell(message: str | bytes) -> None:
            if first and isinstance(message, str) and '"verdict"' in message:
                socket.close(code=1012, reason="restart")
            else:
                socket.send(message)

        server.on_message(tell)

    with seat.visit(browser) as her:
        her.page.route_web_socket("**/ws/practice/", lose_the_first_verdict)
        replay(her.page, load().templates["asl", "APPLE"])
        her.practise("asl/APPLE")
        her.wait_for("verdict-correct")
        assert len(sockets) == 2
        assert Attempt.objects.filter(student=seat.learner).count() == 1
