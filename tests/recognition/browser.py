"""A page of the practice without a browser: it opens the socket and speaks as the page does."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID, uuid4

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import User
from ml import landmarks
from recognition import protocol
from recognition.protocol import Hello, Practise
from signlingo.asgi import application
from tests.recognition.replay import messages
from tests.streams import Stream

PATIENCE = 20  # seconds: a machine that is busy with other tests is slow, not broken
Result = TypeVar("Result")


async def in_database(work: Callable[..., Result], *args: object) -> Result:
    """Work with the database as consumers do: the thread's connection is given back."""
    result: Result = await database_sync_to_async(work)(*args)
    return result


class Page:
    """One socket; `client` is the browser whose cookies it carries."""

    def __init__(self, client: Client, origin: str | None = None) -> None:
        cookies = "; ".join(f"{name}={c.value}" for name, c in client.cookies.items())
        headers = [
            (b"origin", (origin or settings.ORIGINS[0]).encode()),
            (b"cookie", cookies.encode()),
        ]
        self.client = client
        self.wire = WebsocketCommunicator(application, protocol.SOCKET, headers=headers)

    async def connect(self) -> bool:
        """Whether the socket was let in at all."""
        connected, _ = await self.wire.connect(timeout=PATIENCE)
        return bool(connected)

    async def greet(self, layout: str = landmarks.FINGERPRINT) -> dict[str, Any]:
        """Say hello; the answer."""
        await self.wire.send_to(text_data=protocol.encode(Hello(protocol.PROTOCOL, layout)))
        return await self.hear()

    async def practise(self, sign: str, attempt: UUID | None = None) -> dict[str, Any]:
        """Ask to practise; the answer."""
        message = Practise(sign, attempt or uuid4())
        await self.wire.send_to(text_data=protocol.encode(message))
        return await self.hear()

    async def show(self, stream: Stream, *, light: int = 128) -> None:
        """Send a stream's frames."""
        for frames in messages(stream, light=light):
            await self.wire.send_to(bytes_data=protocol.encode_frames(frames))

    async def hear(self, kind: str | None = None) -> dict[str, Any]:
        """The next message, or the next of one kind."""
        while True:
            message: dict[str, Any] = json.loads(await self.wire.receive_from(timeout=PATIENCE))
            if kind in {None, message["type"]}:
                return message

    async def closed(self) -> int:
        """Wait until the server closes; with which code."""
        while True:
            event = await self.wire.receive_output(timeout=PATIENCE)
            if event["type"] == "websocket.close":
                return int(event["code"])


def signed_in(user: User | None) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@asynccontextmanager
async def page(user: User | None, client: Client | None = None) -> AsyncIterator[Page]:
    """An open socket that has not said hello yet."""
    browser = client if client is not None else await in_database(signed_in, user)
    there = Page(browser)
    assert await there.connect()
    try:
        yield there
    finally:
        await there.wire.disconnect()


@asynccontextmanager
async def practising(
    user: User, sign: str = "vsl/MOM", attempt: UUID | None = None
) -> AsyncIterator[Page]:
    """An open socket that is ready for frames."""
    async with page(user) as there:
        assert (await there.greet())["type"] == "welcome"
        assert (await there.practise(sign, attempt))["type"] == "ready"
        yield there
