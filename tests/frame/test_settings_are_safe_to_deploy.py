"""Django's deployment checks find nothing to say about production settings."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_no_warning_with_production_settings(tmp_path: Path, proxies: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "sign.school.example",
            "PROXIES": proxies,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr
