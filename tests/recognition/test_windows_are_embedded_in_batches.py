"""The queue, the thread, and the workers: batches, overload, lost answers, failures."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from channels.layers import channel_layers, get_channel_layer
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.clips import Clip
from ml.predictor import Predictor
from recognition import inference, jobs, worker
from recognition.jobs import BATCH, INTERIM_QUEUED, Job, JobQueue, Overloaded
from recognition.worker import CHANNEL, InferenceConsumer, embed_each, pack_clips, unpack_clips
from tests.releases import SIGNS, take

MOM = take(SIGNS["vsl", "MOM"], seed=70).clip()
NOBODY = Clip(np.full((20, 55, 2), np.nan, np.float32), np.arange(20) / 25, 4 / 3)


def same(one: jobs.Answer, other: jobs.Answer, within: float = 1e-5) -> None:
    assert isinstance(one, np.ndarray)
    assert isinstance(other, np.ndarray)
    assert np.abs(one - other).max() <= within


def without_hands() -> Clip:
    xy = MOM.xy.copy()
    xy[:, 13:] = np.nan
    return Clip(xy, MOM.times, MOM.aspect)


# --- the queue ----------------------------------------------------------------------------------


async def test_final_windows_go_first_in_batches() -> None:
    queue = JobQueue()
    for i in range(100):
        queue.put(Job(MOM, final=i >= INTERIM_QUEUED))
    first, second = queue.take(wait=True), queue.take(wait=True)
    assert (len(first), len(second)) == (BATCH, 100 - BATCH)
    assert all(job.final for job in first)
    assert [job.final for job in second[-INTERIM_QUEUED:]] == [False] * INTERIM_QUEUED


async def test_with_many_queued_nobody_looks_early() -> None:
    queue = JobQueue()
    for _ in range(INTERIM_QUEUED):
        queue.put(Job(MOM, final=True))
    with pytest.raises(Overloaded):
        queue.put(Job(MOM, final=False))


async def test_a_full_queue_lets_interim_windows_go_oldest_first() -> None:
    queue = JobQueue(size=3)
    interim = [Job(MOM, final=False) for _ in range(3)]
    for job in interim:
        queue.put(job)
    queue.put(Job(MOM, final=True))
    with pytest.raises(Overloaded):
        await interim[0].future
    assert not interim[1].future.done()
    assert len(queue) == 3


async def test_a_queue_full_of_final_windows_takes_no_more() -> None:
    queue = JobQueue(size=2)
    queue.put(Job(MOM, final=True))
    queue.put(Job(MOM, final=True))
    with pytest.raises(Overloaded):
        queue.put(Job(MOM, final=False))


# --- one batch ----------------------------------------------------------------------------------


def test_a_batch_answers_each_window_for_itself(predictor: Predictor) -> None:
    short = Clip(MOM.xy[:2], MOM.times[:2], MOM.aspect)
    answers = embed_each(predictor, [MOM, NOBODY, short, without_hands(), MOM])
    assert answers[1:4] == ["shoulders", "short", "hands"]
    same(answers[0], predictor.embed_clips([MOM])[0])
    same(answers[0], answers[4])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    frames=st.integers(1, 60),
    lost=st.sampled_from([0.0, 0.3, 0.9]),
    spread=st.sampled_from([0.0, 0.01, 1.0, 4.0]),
    aspect=st.floats(0.2, 5.0),
)
def test_whatever_the_wire_lets_in_is_embedded_or_refused(
    predictor: Predictor, *, seed: int, frames: int, lost: float, spread: float, aspect: float
) -> None:
    rng = np.random.default_rng(seed)
    xy = rng.normal(0.5, spread, (frames, 55, 2)).clip(-4, 4).astype(np.float32)
    xy[rng.random(xy.shape[:2]) < lost] = np.nan
    times = np.cumsum(rng.integers(1, 400, frames)) / 1_000
    (answer,) = embed_each(predictor, [Clip(xy, times - times[0], aspect)])
    assert answer != "busy" if isinstance(answer, str) else np.isfinite(answer).all()


def test_clips_travel_as_the_wire_had_them(predictor: Predictor) -> None:
    (there,) = unpack_clips(pack_clips([MOM]))
    assert (there.times == MOM.times).all()
    np.testing.assert_allclose(there.xy, MOM.xy, atol=1 / 16_384 + 1e-6)
    assert unpack_clips(pack_clips([there]))[0].xy.tobytes() == there.xy.tobytes()


# --- in this process ----------------------------------------------------------------------------


async def test_a_window_is_embedded_in_a_thread(serving: Path, predictor: Predictor) -> None:
    found = await asyncio.gather(*(inference.embed(MOM, final=True) for _ in range(100)))
    expected = predictor.embed_clips([MOM])[0]
    for embedding in found:
        same(embedding, expected)


async def test_a_batch_that_fails_is_tried_again(
    serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([True, False])

    def fail_once(predictor: Predictor, clips: list[Clip]) -> list[jobs.Answer]:
        if next(failures):
            raise RuntimeError("out of memory")
        return embed_each(predictor, clips)

    monkeypatch.setattr(inference, "embed_each", fail_once)
    assert isinstance(await inference.embed(MOM, final=True), np.ndarray)


async def test_a_window_that_nobody_can_embed_is_busy_and_never_an_answer(
    serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_predictor: Predictor, _clips: list[Clip]) -> list[jobs.Answer]:
        raise RuntimeError("no")

    monkeypatch.setattr(inference, "embed_each", fail)
    assert await inference.embed(MOM, final=True) == "busy"
    assert await inference.embed(MOM, final=False) == "busy"


# --- by workers ---------------------------------------------------------------------------------


@pytest.fixture
def workers(serving: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Windows go over a channel layer of this test's own."""
    monkeypatch.setattr(inference, "PATIENCE", (20.0, 20.0))
    in_memory = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    with override_settings(INFERENCE="workers", CHANNEL_LAYERS=in_memory):
        channel_layers.backends = {}
        yield
    channel_layers.backends = {}


@asynccontextmanager
async def serve(lose: int = 0) -> AsyncIterator[list[dict[str, Any]]]:
    """What `runworker` does with the channel, losing the first few messages; yields all of them."""
    layer = get_channel_layer()
    heard: list[dict[str, Any]] = []
    consumer = InferenceConsumer()
    consumer.channel_layer = layer

    async def run() -> None:
        while True:
            message = await layer.receive(CHANNEL)
            heard.append(message)
            if len(heard) > lose:
                await consumer.inference_embed(message)

    task = asyncio.create_task(run())
    yield heard
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_worker_answers_many_windows_with_few_messages(
    workers: None, predictor: Predictor
) -> None:
    async with serve() as heard:
        found = await asyncio.gather(*(inference.embed(MOM, final=True) for _ in range(60)))
    same(found[7], predictor.embed_clips([MOM])[0], within=5e-3)
    assert len(heard) <= inference.IN_FLIGHT + 2
    assert sum(len(message["clips"]) for message in heard) == 60


async def test_a_worker_says_why_it_cannot(workers: None) -> None:
    async with serve():
        assert await inference.embed(without_hands(), final=True) == "hands"


async def test_a_lost_answer_is_asked_for_once_more(
    workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "PATIENCE", (0.3, 20.0))
    async with serve(lose=1) as heard:
        assert isinstance(await inference.embed(MOM, final=True), np.ndarray)
    assert len(heard) == 2


async def test_a_lost_interim_window_is_let_go(
    workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "PATIENCE", (0.3, 20.0))
    async with serve(lose=1) as heard:
        assert await inference.embed(MOM, final=False) == "busy"
    assert len(heard) == 1


async def test_without_a_worker_the_child_is_told_to_try_again(
    workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "PATIENCE", (0.1, 0.2))
    assert await inference.embed(MOM, final=True) == "busy"


async def test_a_worker_of_another_release_is_not_believed(
    workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(_message: dict[str, Any]) -> list[bytes | str]:
        raise ValueError("another release")

    monkeypatch.setattr(worker, "_answer", another)
    async with serve():
        assert await inference.embed(MOM, final=True) == "busy"
