"""Who is connected: how many sockets a person has, and whether each may stay.

Signing out, a deleted session, a disabled or removed person do nothing to a socket that is open, so
one task a process asks the database about all its sockets together, once a second.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import Enrolment, User
from recognition.protocol import CLOSE_NOT_ALLOWED, CLOSE_SIGNED_OUT

log = logging.getLogger(__name__)

CHECK_EVERY: Final = 1.0  # seconds
SOCKETS_A_PERSON: Final = 4
LEASE: Final = 30  # seconds that a place stays taken by a process that died
RENEW_EVERY: Final = 10  # checks


@dataclass(slots=True, eq=False)
class Socket:
    """One open socket: whose it is, the session it was opened with, and how to close it."""

    user_id: int
    session_key: str
    session_hash: str
    close: Callable[[int], Awaitable[None]]
    place: str = ""
    name: str = field(default_factory=lambda: uuid4().hex)


async def enter(socket: Socket) -> bool:
    """Count a socket in and watch over it; False when the person has too many already."""
    for number in range(SOCKETS_A_PERSON):
        place = f"practice-socket:{socket.user_id}:{number}"
        if await cache.aadd(place, socket.name, LEASE):
            socket.place = place
            _watch().add(socket)
            return True
    return False


async def leave(socket: Socket) -> None:
    """Count it out again."""
    _watch().discard(socket)
    if socket.place and await cache.aget(socket.place) == socket.name:
        await cache.adelete(socket.place)


def unwelcome(sockets: Iterable[Socket]) -> dict[Socket, int]:
    """The sockets that may not stay, with the code to close each with. Three queries for all."""
    some = list(sockets)
    people = User.objects.filter(is_active=True).in_bulk({s.user_id for s in some})
    sessions = set(
        Session.objects.filter(
            session_key__in={s.session_key for s in some}, expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    children = {person.pk for person in people.values() if person.is_child}
    enrolled = set(
        Enrolment.objects.current().filter(child__in=children).values_list("child_id", flat=True)
    )
    codes = {}
    for socket in some:
        person = people.get(socket.user_id)
        if (
            person is None
            or socket.session_key not in sessions
            or not constant_time_compare(person.get_session_auth_hash(), socket.session_hash)
        ):
            codes[socket] = CLOSE_SIGNED_OUT
        elif person.pk in children - enrolled:
            codes[socket] = CLOSE_NOT_ALLOWED
    return codes


class _Watch:
    """The sockets of one event loop, and the task that looks after them while there are any."""

    def __init__(self) -> None:
        self._sockets: set[Socket] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, socket: Socket) -> None:
        self._sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look_after())

    def discard(self, socket: Socket) -> None:
        self._sockets.discard(socket)

    async def _look_after(self) -> None:
        checks = 0
        while self._sockets:
            await asyncio.sleep(CHECK_EVERY)
            checks += 1
            try:
                await self._check(renew=checks % RENEW_EVERY == 0)
            except Exception:  # the database restarts; nobody is let in or thrown out meanwhile
                log.exception("open sockets could not be checked")

    async def _check(self, *, renew: bool) -> None:
        for socket, code in (await database_sync_to_async(unwelcome)(list(self._sockets))).items():
            if socket in self._sockets:
                self._sockets.discard(socket)
                await socket.close(code)
        if renew and self._sockets:
            await cache.aset_many({s.place: s.name for s in self._sockets}, LEASE)


_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watch] = WeakKeyDictionary()


def _watch() -> _Watch:
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = _Watch()
    return _by_loop[loop]
