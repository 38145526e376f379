"""The socket of live practice: translates messages to the session and back, and knows no rules."""

import asyncio
import logging
import math
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lessons.services import AttemptRefused
from ml import landmarks
from recognition import inference, presence, protocol, release, services
from recognition.jobs import Answer
from recognition.protocol import (
    Hello,
    Practise,
    Problem,
    ProtocolError,
    Ready,
    VerdictMessage,
    Watching,
    Welcome,
)
from recognition.session import Event, Judged, PracticeSession, Task, Window

log = logging.getLogger(__name__)

PRACTISE_COST: Final = 4.0  # messages that a practise counts for: it asks the database
ASKED_FOR: Final = 30.0  # seconds that the facts of a sign hold for its next attempt
STORE_TRIES: Final = 4
STORE_PAUSE: Final = 1.0  # seconds; a database that restarts is back in a few
TEXTS: Final[dict[str, Promise]] = {
    "signed_out": _("Please sign in again."),
    "too_many": _("SignLingo is open in too many windows. Close one."),
    "too_fast": _("That was too much at once. It goes on in a moment."),
    "reload": _("There is something new. Please load the page again."),
    "not_allowed": _("This sign cannot be practised now."),
    "unknown_sign": _("This sign cannot be practised yet."),
}
BAD_MESSAGE: Final = _("The page and the server did not understand each other. Load it again.")

_unfinished: set[asyncio.Task[None]] = set()  # verdicts that outlive their socket


class PracticeConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One socket of one person. Nothing slow is awaited in `receive` but a practise's own query."""

    channel_layer = None  # nothing is sent to a socket, so none of them listens to Redis
    user: User
    socket: presence.Socket

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Take messages one after another, as Channels does, but for one thing.

        It would visit the database's thread before each of them: frames would wait there for other
        children's commits. Our own queries tidy up after themselves.
        """
        self.scope, self.base_send = scope, send
        with suppress(StopConsumer):
            while True:
                message = await receive()
                await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Let in whoever is signed in and has not too many sockets."""
        self.practice = PracticeSession()
        self.last_task: Task | None = None
        self.asked_at = -math.inf
        self.greeted = self.open = False
        self.sequence = self.last_time = -1
        self.tokens, self.refilled = protocol.MESSAGE_BURST, time.monotonic()
        await self.accept()
        user = self.scope["user"]
        if not (isinstance(user, User) and user.is_active):
            await self._refuse("signed_out", protocol.CLOSE_SIGNED_OUT)
            return
        self.user = user
        session = self.scope["session"]
        self.socket = presence.Socket(
            user.pk, session.session_key or "", session.get(HASH_SESSION_KEY, ""), self._put_out
        )
        if not await presence.enter(self.socket):
            await self._refuse("too_many", protocol.CLOSE_TOO_FAST)
            return
        self.open = True

    async def disconnect(self, _code: int) -> None:
        """Leave; a verdict under way is still stored, so that it can be sent again."""
        self.open = False
        if hasattr(self, "socket"):
            await presence.leave(self.socket)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one message; whatever is not one closes the socket and counts for nothing."""
        if not self.open:
            return
        try:
            if not self._may_speak(1.0):
                await self._refuse("too_fast", protocol.CLOSE_TOO_FAST)
            elif bytes_data is not None:
                await self._see(bytes_data)
            else:
                await self._hear(text_data or "")
        except ProtocolError as error:
            await self._refuse(error.code, protocol.CLOSE_BAD_MESSAGE)
        except services.NotAllowed as refusal:
            await self._refuse(refusal.code, protocol.CLOSE_NOT_ALLOWED)

    # --- what the page says ---------------------------------------------------------------------

    async def _hear(self, text: str) -> None:
        message = protocol.parse_text(text)
        match message:
            case Hello() if not self.greeted:
                await self._greet(message)
            case Practise() if self.greeted:
                if self._may_speak(PRACTISE_COST):
                    await self._practise(message)
                else:
                    await self._refuse("too_fast", protocol.CLOSE_TOO_FAST)
            case _:
                raise ProtocolError("out_of_turn")

    async def _greet(self, hello: Hello) -> None:
        if (hello.protocol, hello.layout) != (protocol.PROTOCOL, landmarks.FINGERPRINT):
            await self._refuse("reload", protocol.CLOSE_RELOAD)
            return
        self.greeted = True
        await self._say(Welcome(protocol.PROTOCOL, release.current().release))

    async def _practise(self, asked: Practise) -> None:
        found = await self._what_is(asked)
        if found is not self.practice.task:
            self.practice.practise(found if isinstance(found, Task) else None)
        await self._say(Ready(asked.sign, asked.attempt))
        if isinstance(found, VerdictMessage):
            await self._say(found)

    async def _what_is(self, asked: Practise) -> Task | VerdictMessage:
        """The task that is asked for; the database is spared what it said a moment ago.

        Whether the person may still be here, `presence` asks every second.
        """
        current, last = self.practice.task, self.last_task
        if current and (current.attempt, current.name) == (asked.attempt, asked.sign):
            return current
        if last and last.name == asked.sign and time.monotonic() - self.asked_at < ASKED_FOR:
            return replace(last, attempt=asked.attempt)
        found: Task | VerdictMessage = await database_sync_to_async(services.start_practice)(
            student_id=self.user.pk, sign=asked.sign, attempt_id=asked.attempt
        )
        if isinstance(found, Task):
            self.last_task, self.asked_at = found, time.monotonic()
        return found

    async def _see(self, data: bytes) -> None:
        if not self.greeted:
            raise ProtocolError("out_of_turn")
        frames = protocol.parse_frames(data, after_seq=self.sequence, after_time=self.last_time)
        self.sequence, self.last_time = frames.seq, int(frames.times[-1])
        await self._follow(self.practice.add(frames, time.monotonic()))

    # --- what the session makes of it -----------------------------------------------------------

    async def _follow(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Watching():
                    await self._say(event)
                case Window():
                    self._later(self._embed(event))
                case Judged() if event.verdict.outcome == "unseen":
                    await self._say(services.unseen_message(event))
                case Judged():
                    self._later(self._store(event))

    async def _embed(self, window: Window) -> None:
        answer: Answer = "busy"
        try:
            answer = await inference.embed(window.clip, final=window.final)
        except Exception:  # whatever it is, the child is told to try again
            log.exception("a window could not be embedded")
        await self._follow(self.practice.answer(window, answer))

    async def _store(self, judged: Judged) -> None:
        """Say the verdict once it is in the database; without one there is none."""
        for attempt in range(STORE_TRIES):
            if attempt:
                await asyncio.sleep(STORE_PAUSE)
            try:
                stored = await database_sync_to_async(services.store_verdict)(
                    student=self.user, judged=judged, at=timezone.now()
                )
            except (AttemptRefused, services.NotAllowed):
                await self._refuse("not_allowed", protocol.CLOSE_NOT_ALLOWED)
                return
            except Exception:  # the database restarts, most likely
                log.exception("a verdict could not be stored yet")
            else:
                await self._say(stored)
                return
        if self.practice.task is None:
            self.practice.practise(judged.task)
        busy = judged.verdict.unseen("busy", judged.verdict.evidence)
        await self._say(services.unseen_message(Judged(judged.task, busy)))

    # --- the socket -----------------------------------------------------------------------------

    @staticmethod
    def _later(work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        _unfinished.add(task)
        task.add_done_callback(_unfinished.discard)

    def _may_speak(self, cost: float) -> bool:
        """A bucket of MESSAGE_BURST, refilled at MESSAGES_PER_SECOND; a flood finds it empty."""
        now = time.monotonic()
        refill = (now - self.refilled) * protocol.MESSAGES_PER_SECOND
        self.tokens = min(protocol.MESSAGE_BURST, self.tokens + refill) - cost
        self.refilled = now
        return self.tokens >= 0

    async def _say(self, message: protocol.ServerMessage) -> None:
        if self.open:
            with suppress(RuntimeError):  # the page left while this was written
                await self.send(text_data=protocol.encode(message))

    async def _put_out(self, code: int) -> None:
        """Close from outside: this person may not stay."""
        name = "signed_out" if code == protocol.CLOSE_SIGNED_OUT else "not_allowed"
        await self._refuse(name, code)

    async def _refuse(self, name: str, code: int) -> None:
        self.open = False
        user = self.scope["user"]
        language = user.language if isinstance(user, User) else settings.LANGUAGE_CODE
        with translation.override(language):
            problem = Problem(name, str(TEXTS.get(name, BAD_MESSAGE)))
        log.info("a practice socket is closed: %s", name)
        with suppress(RuntimeError):
            await self.send(text_data=protocol.encode(problem))
            await self.close(code=code)
