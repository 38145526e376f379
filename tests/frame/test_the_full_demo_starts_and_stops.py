"""`make demo-full` brings up every process, answers, and takes all of them away again."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from signlingo.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.full, pytest.mark.slow]


def processes_of(mark: str) -> list[str]:
    """Return the command lines of the processes with `mark` in theirs, environment or folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            if mark.encode() in words or mark in str((folder / "cwd").readlink()):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="counts processes in /proc")
@pytest.mark.timeout(240)
def test_everything_runs_and_nothing_stays(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("full")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)  # PostgreSQL's own user must be able to pass
    port = free_port()
    output = (folder / "output").open("wb+")
    everything = subprocess.Popen(
        [sys.executable, "-m", "signlingo.full"],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder), "PORT": str(port)},
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    try:
        answer = None
        until = time.monotonic() + 120
        while answer is None and time.monotonic() < until and everything.poll() is None:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/health/", timeout=5) as page:
                    answer = json.load(page)
            except OSError:
                time.sleep(0.5)
        said = (folder / "output").read_text(encoding="utf-8", errors="replace")
        assert answer is not None, said
        assert answer["status"] == "ok"
        running = " ".join(processes_of(str(folder)))
        for part in ("postgres", "redis", "runworker", "celery", "beat", "serve"):
            assert part in running, said
    finally:
        everything.send_signal(signal.SIGTERM)
        status = everything.wait(timeout=60)
    assert status == 0
    assert processes_of(str(folder)) == []
