"""Windows that wait for an embedding: a bounded queue in which final ones go first."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition
from typing import Final

from ml.clips import Clip, FloatArray
from recognition.protocol import Reason

BATCH: Final = 64
QUEUED: Final = 512  # windows; at two milliseconds each, a second of work
INTERIM_QUEUED: Final = 8  # before an interim one is not worth its while

Answer = FloatArray | Reason  # an embedding (D,), or why there is none


class Overloaded(RuntimeError):
    """The window was not embedded: there was no room, no worker answered, or its batch failed."""


@dataclass(slots=True, eq=False)
class Job:
    """One window and the promise of its answer; made on the event loop that waits for it."""

    clip: Clip
    final: bool
    future: "asyncio.Future[Answer]" = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future = self._loop.create_future()

    def answer(self, answer: Answer | Overloaded) -> None:
        """Keep the promise, from any thread."""
        with suppress(RuntimeError):  # the loop, and who waited on it, has gone
            self._loop.call_soon_threadsafe(self._settle, answer)

    def _settle(self, answer: Answer | Overloaded) -> None:
        if self.future.done():
            return  # who waited has gone
        if isinstance(answer, Overloaded):
            self.future.set_exception(answer)
        else:
            self.future.set_result(answer)


class JobQueue:
    """Jobs in order, final ones first. Full, it lets go of interim ones, the oldest first."""

    def __init__(self, size: int = QUEUED) -> None:
        self._size = size
        self._final: deque[Job] = deque()
        self._interim: deque[Job] = deque()
        self._changed = Condition()

    def __len__(self) -> int:
        return len(self._final) + len(self._interim)

    def put(self, job: Job) -> None:
        """Queue a job. Raises Overloaded when there is no room for it, or no time to look early."""
        with self._changed:
            if not job.final and len(self) >= INTERIM_QUEUED:
                raise Overloaded("busy with signs that have ended")
            if len(self) >= self._size:
                if not self._interim:
                    raise Overloaded("the queue is full of final windows")
                self._interim.popleft().answer(Overloaded("made room"))
            (self._final if job.final else self._interim).append(job)
            self._changed.notify()

    def take(self, *, wait: bool) -> list[Job]:
        """Whatever is queued, at most BATCH, waiting for the first if told to."""
        with self._changed:
            if wait:
                self._changed.wait_for(self.__len__)
            batch: list[Job] = []
            for jobs in (self._final, self._interim):
                while jobs and len(batch) < BATCH:
                    batch.append(jobs.popleft())
            return batch
