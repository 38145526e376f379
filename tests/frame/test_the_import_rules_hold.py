"""Who may import whom, as written in pyproject.toml, and what a web process really loads."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def contracts() -> list[dict[str, object]]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: list[dict[str, object]] = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return found


def test_what_calls_itself_pure_is_under_contract() -> None:
    (pure,) = [c for c in contracts() if str(c["name"]).startswith("Pure")]
    rooms = [ROOT / room for room in ("accounts", "lessons", "recognition")]
    calling = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in rooms
        for path in room.rglob("*.py")
        if path.read_text(encoding="utf-8").startswith('"""PURE')
    }
    assert calling <= set(pure["source_modules"])  # type: ignore[call-overload]


def test_a_web_process_loads_no_training_library(tmp_path: Path) -> None:
    program = (
        "import sys, signlingo.asgi;"
        "print(sorted({'tensorflow', 'keras', 'matplotlib', 'mediapipe'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
