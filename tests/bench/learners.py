"""How many learners at 30 frames a second this machine carries, server and crowd together.

The server is `manage.py serve` on 127.0.0.1 with a database of its own; the crowd is one process.
What is timed is the way from the message whose frame ends a sign to the verdict, which is stored by
then.
"""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from recognition.session import INTERIM_MOST
from signlingo.servers import free_port
from tests.bench.crowd import FPS, SECONDS_A_SIGN
from tests.bench.table import Row

ARRIVE: Final = 8.0  # seconds
SECONDS: Final = 20.0
BAR_LEARNERS: Final = 200
BAR_SECONDS: Final = 0.050
WINDOWS_A_SIGN: Final = 1 + INTERIM_MOST


def measure(counts: Sequence[int], naive: float | None) -> list[Row]:
    """p95 from a sign's last frame to its verdict, for so many learners at once.

    `naive`: CPU seconds a second that one learner costs the naive way, where that was measured.
    """
    rows = []
    with TemporaryDirectory() as folder, _school(Path(folder), max(counts)) as (pid, asked):
        for learners in counts:
            found = _crowd(asked | {"sessions": asked["sessions"][:learners]}, pid)
            rows += _rows(learners, found, naive)
            time.sleep(1)
    return rows


def naive_cost(read_json: float, predict: float) -> float:
    """CPU seconds a second of one learner, her frames read as JSON and her windows by predict.

    What a message costs the server is left out, so the naive way looks better than it is.
    """
    return FPS * read_json + WINDOWS_A_SIGN / SECONDS_A_SIGN * predict


def _rows(learners: int, found: dict[str, Any], naive: float | None) -> list[Row]:
    latencies = np.array(found["latencies"]) * 1_000
    p50, p95 = np.percentile(latencies, (50, 95)) if len(latencies) else (np.nan, np.nan)
    good = sum(n for outcome, n in found["outcomes"].items() if "busy" not in outcome)
    lost = found["unanswered"] + found["failed_count"] + len(latencies) - good
    bar = learners == BAR_LEARNERS
    print(
        f"  {learners} learners: {len(latencies)} verdicts {found['outcomes']}, "
        f"{found['unanswered']} unanswered, {found['failed_count']} failed {found['failed']}; "
        f"server {found['server_cpu']:.2f} and crowd {found['crowd_cpu']:.2f} cores; the crowd's "
        f"own messages left {np.percentile(found['late'] or [0], 95) * 1_000:.0f} ms late (p95)",
        file=sys.stderr,
    )
    return [
        Row(
            f"{learners} learners, frame to verdict p95",
            float(p95),
            "ms",
            bar=f"≤ {BAR_SECONDS * 1_000:.0f} ms" if bar else "",
            met=bool(p95 <= BAR_SECONDS * 1_000 and lost == 0) if bar else None,
        ),
        Row(f"{learners} learners, p50", float(p50), "ms"),
        Row(
            f"{learners} learners, CPU of each",
            found["server_cpu"] / learners * 1_000,
            "ms a second",
            naive * 1_000 if naive else None,
            "JSON frames, model.predict" if naive else "",
        ),
        Row(f"{learners} learners, verdicts lost", float(lost), ""),
    ]


@contextmanager
def _school(folder: Path, children: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """A server with so many children signed in: its process and what the crowd must know."""
    port = free_port()
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "INFERENCE": "local",
        "PORT": str(port),
        "ALLOWED_HOSTS": "127.0.0.1",
        "ORIGINS": "",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "LOG_LEVEL": "WARNING",
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.school", str(children)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    asked = json.loads(made.stdout.splitlines()[-1])
    asked |= {
        "address": f"ws://127.0.0.1:{port}/ws/practice/",
        "arrive": ARRIVE,
        "seconds": SECONDS,
    }
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/", server)
        yield server.pid, asked
    finally:
        server.terminate()
        server.wait(timeout=20)


def _crowd(asked: dict[str, Any], server: int) -> dict[str, Any]:
    before, began = _cpu_seconds(server), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.crowd"],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=ARRIVE + SECONDS + 60,
    )
    spent = time.perf_counter() - began
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    found["server_cpu"] = (_cpu_seconds(server) - before) / spent
    found["crowd_cpu"] = found["cpu"] / spent
    return found


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  our own
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server does not answer at {address}")
