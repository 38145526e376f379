"""From a window to its embedding: in this process, or by workers over the channel layer.

Whatever is queued goes together as one batch whenever the encoder is free. Under load interim
windows are dropped; a final one is tried again, and at last answered "busy", never wrongly.
"""

import asyncio
import logging
import sys
from functools import cache
from threading import Lock, Thread
from typing import Any, Final
from uuid import uuid4
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.conf import settings

from ml.clips import Clip
from recognition import release
from recognition.jobs import Answer, Job, JobQueue, Overloaded
from recognition.worker import CHANNEL, embed_each, pack_clips, unpack_answer

log = logging.getLogger(__name__)

TRIES: Final = 3  # for a final window that found no room or whose batch failed
PAUSE: Final = 0.2  # seconds between them
PATIENCE: Final = (1.5, 3.0)  # seconds to wait for a worker's answer, first and second time
SWITCH: Final = 0.0005  # seconds a thread may keep the others waiting: frames cannot wait for 5 ms
IN_FLIGHT: Final = 4  # batches a process may have with workers; the rest waits here and grows


async def embed(clip: Clip, *, final: bool) -> Answer:
    """The embedding (D,) of a window, or why there is none; "busy" when nobody had time for it."""
    backend = _workers() if settings.INFERENCE == "workers" else _thread()
    for attempt in range(TRIES if final else 1):
        if attempt:
            await asyncio.sleep(PAUSE)
        job = Job(clip, final)
        try:
            backend.submit(job)
            return await job.future
        except Overloaded as why:
            if final:
                log.warning("a final window was not embedded: %s", why)
    return "busy"


class ThreadBackend:
    """The encoder in a thread of this process."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH)
        self._queue = JobQueue()
        self._thread: Thread | None = None
        self._starting = Lock()

    def submit(self, job: Job) -> None:
        """Queue a job; the thread starts with the first. Raises Overloaded."""
        self._queue.put(job)
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._serve, name="inference", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        while True:
            jobs = self._queue.take(wait=True)
            try:
                answers: list[Answer] = embed_each(release.predictor(), [job.clip for job in jobs])
            except Exception:  # the thread must outlive whatever one batch holds
                log.exception("a batch of windows could not be embedded")
                for job in jobs:
                    job.answer(Overloaded("its batch failed"))
            else:
                for job, answer in zip(jobs, answers, strict=True):
                    job.answer(answer)


class WorkerBackend:
    """Workers behind the channel layer, as one event loop of this process sees them."""

    def __init__(self) -> None:
        self._queue = JobQueue()
        self._layer = get_channel_layer()
        self._tasks: set[asyncio.Task[None]] = set()
        self._asked: dict[str, asyncio.Future[list[Any]]] = {}
        self._channel = ""
        self._ready = asyncio.Event()
        self._listener = asyncio.get_running_loop().create_task(self._listen())

    def submit(self, job: Job) -> None:
        """Queue a job and send what is queued, if not too much is under way. Raises Overloaded."""
        self._queue.put(job)
        self._send_on()

    def _send_on(self) -> None:
        while len(self._tasks) < IN_FLIGHT and (jobs := self._queue.take(wait=False)):
            task = asyncio.get_running_loop().create_task(self._ask(jobs))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._send_on()

    async def _ask(self, jobs: list[Job]) -> None:
        """One message for the batch; when no answer comes, one more for what is final."""
        for patience in PATIENCE:
            batch = uuid4().hex
            future = self._asked[batch] = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(patience):
                    await self._ready.wait()
                    await self._layer.send(CHANNEL, self._message(batch, jobs))
                    answers = await future
            except Exception as why:  # noqa: BLE001  Redis down, channel full, no answer: all one
                log.warning("no worker answered (%s: %s)", type(why).__name__, why)
                for job in jobs:
                    if not job.final:
                        job.answer(Overloaded("no worker answered"))
                jobs = [job for job in jobs if job.final]
                if not jobs:
                    return
            else:
                self._settle(jobs, answers)
                return
            finally:
                del self._asked[batch]
        for job in jobs:
            job.answer("busy")

    def _message(self, batch: str, jobs: list[Job]) -> dict[str, Any]:
        return {
            "type": "inference.embed",
            "reply": self._channel,
            "batch": batch,
            "release": release.current().release,
            "clips": pack_clips([job.clip for job in jobs]),
        }

    @staticmethod
    def _settle(jobs: list[Job], answers: list[Any]) -> None:
        if len(answers) != len(jobs):
            for job in jobs:
                job.answer(Overloaded("its batch failed"))
            return
        for job, answer in zip(jobs, answers, strict=True):
            job.answer(unpack_answer(answer))

    async def _listen(self) -> None:
        """Hand every answer to who waits for it; late ones find nobody."""
        while True:
            try:
                if not self._channel:
                    self._channel = await self._layer.new_channel()
                    self._ready.set()
                answer = await self._layer.receive(self._channel)
            except Exception as why:  # noqa: BLE001  Redis restarts, and we wait for it
                log.warning("the channel layer is away (%s: %s)", type(why).__name__, why)
                await asyncio.sleep(PAUSE)
            else:
                future = self._asked.get(answer["batch"])
                if future is not None and not future.done():
                    future.set_result(answer["answers"])


@cache
def _thread() -> ThreadBackend:
    return ThreadBackend()


_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, WorkerBackend] = WeakKeyDictionary()


def _workers() -> WorkerBackend:
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = WorkerBackend()
    return _by_loop[loop]
