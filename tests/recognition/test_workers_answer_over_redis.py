"""Workers as processes of their own, over Redis: any of them answers, and one may be killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from channels.layers import channel_layers
from django.test import override_settings

from accounts.models import User
from lessons.models import Attempt, Sign
from ml.predictor import Predictor
from recognition import inference
from tests.recognition.browser import in_database, practising
from tests.releases import SIGNS, take

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]

MOM = take(SIGNS["vsl", "MOM"], seed=71)
RUN = """
import sys
from pathlib import Path
import ml.artifact
ml.artifact.ARTIFACTS = Path(sys.argv[1])
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "runworker", "inference"])
"""

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start_worker(serving: Path) -> Iterator[Start]:
    """Start `runworker inference` with the small release; it listens when this returns."""
    workers: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        worker = subprocess.Popen(
            [sys.executable, "-c", RUN, str(serving.parent)],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "signlingo.settings"},
            stdout=subprocess.PIPE,
            text=True,
        )
        workers.append(worker)
        assert worker.stdout is not None
        said = worker.stdout.readline()
        assert serving.name in said
        assert "on CPU" in said or "on CUDA" in said
        return worker

    channel_layers.backends = {}  # a layer belongs to the event loop that used it first
    with override_settings(INFERENCE="workers"):
        yield start
    channel_layers.backends = {}
    for worker in workers:
        worker.kill()
        worker.wait()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests is slow, not broken."""
    monkeypatch.setattr(inference, "PATIENCE", (20.0, 20.0))


async def test_a_worker_embeds_as_this_process_does(
    start_worker: Start, predictor: Predictor, patient: None
) -> None:
    start_worker()
    clip = MOM.clip()
    found = await asyncio.gather(*(inference.embed(clip, final=True) for _ in range(50)))
    expected = predictor.embed_clips([clip])[0]
    assert all(isinstance(one, np.ndarray) for one in found)
    assert (
        max(float(np.abs(one - expected).max()) for one in found if not isinstance(one, str)) < 5e-3
    )


async def test_a_child_is_judged_by_a_worker(
    start_worker: Start, child: User, course: dict[str, Sign], patient: None
) -> None:
    start_worker()
    attempt = uuid4()
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(MOM)
        verdict = await there.hear("verdict")
    assert verdict["outcome"] == "correct"
    assert (await in_database(Attempt.objects.get)).pk == attempt


async def test_a_killed_worker_loses_no_verdict(
    start_worker: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "PATIENCE", (3.0, 20.0))
    start_worker()
    doomed = start_worker()
    clip = MOM.clip()
    assert isinstance(await inference.embed(clip, final=True), np.ndarray)
    asked = [asyncio.ensure_future(inference.embed(clip, final=True)) for _ in range(300)]
    await asyncio.sleep(0.02)
    doomed.send_signal(signal.SIGKILL)
    found = await asyncio.gather(*asked)
    assert not [one for one in found if isinstance(one, str)]


async def test_without_a_worker_the_child_may_try_again(
    serving: Path, child: User, course: dict[str, Sign]
) -> None:
    with override_settings(INFERENCE="workers"):
        async with practising(child, "vsl/MOM") as there:
            await there.show(MOM)
            verdict = await there.hear("verdict")
    assert (verdict["outcome"], verdict["reason"]) == ("unseen", "busy")
    assert not await in_database(Attempt.objects.exists)
