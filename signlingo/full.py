"""`make demo-full`: all that a server has, on one machine, under var/; it stops together."""

import os
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from honcho.manager import Manager

from signlingo.servers import ServerError, postgres, redis

ROOT: Final = Path(__file__).resolve().parent.parent
PYTHON: Final = shlex.quote(sys.executable)
CELERY: Final = f"{PYTHON} -m celery --app signlingo --quiet"
PREPARE: Final = (sys.executable, "manage.py", "prepare", "--demo")
PROCESSES: Final = {
    "inference": f"{PYTHON} manage.py runworker inference",
    "tasks": f"{CELERY} worker --concurrency 1 --loglevel WARNING",
    "beat": f"{CELERY} beat --loglevel WARNING",
    "web": f"{PYTHON} manage.py serve",
}


def main() -> int:
    """Start it all, wait, stop it all; return the exit status."""
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve() / "full"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as servers:
        try:
            environment = os.environ | {
                "PYTHONUNBUFFERED": "1",
                "INFERENCE": "workers",
                "DATABASE_URL": servers.enter_context(postgres(folder / "postgres")),
                "REDIS_URL": servers.enter_context(redis(folder / "redis")),
            }
        except ServerError as error:
            sys.exit(str(error))
        subprocess.run(PREPARE, cwd=ROOT, env=environment, check=True)
        manager = Manager()
        for name, command in PROCESSES.items():
            schedule = f" --schedule {shlex.quote(str(folder / 'beat'))}" if name == "beat" else ""
            manager.add_process(name, f"exec {command}{schedule}", env=environment, cwd=str(ROOT))
        manager.loop()
        return 0 if manager.returncode in {130, 143} else int(manager.returncode or 0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
