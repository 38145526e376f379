"""What the tests need of the machine: named in one line each where missing; in CI, a failure.

`python -m tests.machine` prints the lines; `python -m tests.machine NEED …` asks for some of them.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
MEDIA: Final = ROOT.parent / "shared" / "media"


@dataclass(frozen=True, slots=True)
class Need:
    """Something a test may need: what it is, how to get it, and whether it is here."""

    what: str
    command: str
    is_here: Callable[[], bool]

    @property
    def sentence(self) -> str:
        """One line for a person whose machine lacks it."""
        return f"This machine has no {self.what}, so some tests are left out. {self.command}"


def chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


def _has_postgres() -> bool:
    return bool(
        shutil.which("postgres") or list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    )


NEEDS: Final = {
    "chromium": Need("browser", "Run: sudo apt-get install chromium", lambda: bool(chromium())),
    "ffmpeg": Need(
        "ffmpeg", "Run: sudo apt-get install ffmpeg", lambda: bool(shutil.which("ffmpeg"))
    ),
    "media": Need(
        "videos of people signing", f"Put them in {MEDIA}", lambda: any(MEDIA.glob("*.mp4"))
    ),
    "postgres": Need("PostgreSQL", "Run: sudo apt-get install postgresql", _has_postgres),
    "redis": Need(
        "Redis",
        "Run: sudo apt-get install redis-server",
        lambda: bool(shutil.which("redis-server")),
    ),
}
BY_MARKER: Final = {"browser": ("chromium",), "media": ("chromium", "ffmpeg", "media")}


def missing(names: Iterable[str]) -> list[Need]:
    """Return those of the named needs that this machine does not meet."""
    return [NEEDS[name] for name in names if not NEEDS[name].is_here()]


def in_ci() -> bool:
    """Return whether a missing need is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def full_size() -> bool:
    """Return whether PostgreSQL and Redis are at hand: the second pass of `make test`."""
    return bool(os.environ.get("REDIS_URL")) and os.environ.get("DATABASE_URL", "").startswith(
        "postgres"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, by name; refuse to in CI."""
    elsewhere = []
    for item in items:
        if item.get_closest_marker("laptop" if full_size() else "full"):
            elsewhere.append(item)
        if item.get_closest_marker("training") and find_spec("tensorflow") is None:
            elsewhere.append(item)
        needs = [need for marker in item.iter_markers() for need in BY_MARKER.get(marker.name, ())]
        lacking = missing(dict.fromkeys(needs))
        if lacking and in_ci():
            raise pytest.UsageError(f"{item.nodeid}: {lacking[0].sentence}")
        if lacking:
            item.add_marker(pytest.mark.skip(reason=lacking[0].sentence))
    if elsewhere:
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)


def main(names: Sequence[str]) -> int:
    """Print a line for each need that is not met; return 1 if that is a failure here."""
    lacking = missing(names or NEEDS)
    for need in lacking:
        print(need.sentence)
    return int(bool(lacking) and (bool(names) or in_ci()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
