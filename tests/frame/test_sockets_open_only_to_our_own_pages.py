"""A socket opens to pages of our own origins alone, scheme and port included."""

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import User
from signlingo.asgi import application

ADDRESS = "/ws/practice/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cookie(client: Client, child: User) -> tuple[bytes, bytes]:
    """The cookie header of a child who is signed in, so that only the origin is in question."""
    client.force_login(child)
    return b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()


async def opens(*headers: tuple[bytes, bytes]) -> bool:
    """Return whether the server accepts a socket asked for with `headers`."""
    socket = WebsocketCommunicator(application, ADDRESS, headers=list(headers))
    accepted, _code = await socket.connect()
    await socket.disconnect()
    return bool(accepted)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://elsewhere.example",
        "http://localhost.elsewhere.example:8000",
        "http://notlocalhost:8000",
        "https://localhost:8000",
        "http://localhost:8001",
        "http://localhost",
        "file://",
        "http://localhost:8000.elsewhere.example",
        "http://[localhost:8000",
        "",
    ],
)
async def test_another_origin_is_refused(cookie: tuple[bytes, bytes], origin: str) -> None:
    assert origin not in settings.ORIGINS
    assert not await opens(cookie, (b"origin", origin.encode()))


async def test_no_origin_is_refused(cookie: tuple[bytes, bytes]) -> None:
    assert not await opens(cookie)


async def test_our_own_page_is_let_in(cookie: tuple[bytes, bytes]) -> None:
    assert await opens(cookie, (b"origin", settings.ORIGINS[0].encode()))
