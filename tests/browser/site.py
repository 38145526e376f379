"""The real site in a process of its own, over the tests' database: what a browser talks to."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from signlingo.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; the first start loads the release


def manage(*command: str) -> list[str]:
    """The command line of one of manage.py's commands."""
    return [sys.executable, "manage.py", *command]


def database_url() -> str:
    """The address of the database that the tests write to."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    who = f"{quote(chosen['USER'])}:{quote(chosen['PASSWORD'])}"
    return f"postgres://{who}@{quote(chosen['HOST'], safe='')}:{chosen['PORT']}/{chosen['NAME']}"


def environment(folder: Path, port: int) -> dict[str, str]:
    """The variables of the site's processes: safe settings, as in a school; files in `folder`."""
    with_redis = bool(os.environ.get("REDIS_URL"))
    return os.environ | {
        "DATA_DIR": str(folder),
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,  # who is signed in here is signed in there
        "PORT": str(port),
        "ALLOWED_HOSTS": "127.0.0.1",
        "ORIGINS": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_url(),
        "INFERENCE": "workers" if with_redis else "local",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Start the site, with a worker where there is Redis; yield its origin."""
    port = free_port()
    variables = environment(folder, port)
    collect = manage("collectstatic", "--noinput", "--verbosity", "0")
    subprocess.run(collect, cwd=ROOT, env=variables, check=True)
    commands = [manage("serve", "--port", str(port))]
    if variables["INFERENCE"] == "workers":
        commands.append(manage("runworker", "inference"))
    log = folder / "site.log"
    with log.open("wb") as output:
        processes = [
            subprocess.Popen(c, cwd=ROOT, env=variables, stdout=output, stderr=output)
            for c in commands
        ]
        try:
            origin = f"http://127.0.0.1:{port}"
            _wait_for(origin, processes, log)
            yield origin
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


def _wait_for(origin: str, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            break
        try:
            with urlopen(f"{origin}/health/", timeout=5):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the site did not start:\n{log.read_text(errors='replace')[-4000:]}")
