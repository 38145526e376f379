"""A value that cannot be used stops the start with one sentence: setting, value, what to write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from signlingo import environment

ROOT = Path(__file__).resolve().parents[2]


def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **variables: str) -> dict[str, object]:
    """Read an environment that holds these variables and no other of ours."""
    for name in environment.FIXES:
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"DATA_DIR": str(tmp_path)} | variables).items():
        monkeypatch.setenv(name, value)
    return environment.read(ROOT)


BAD = [
    ("DEBUG", "perhaps"),
    ("PORT", "0"),
    ("PORT", "http"),
    ("PROXIES", "-1"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://sign.example"),
    ("ORIGINS", "sign.example"),
    ("ORIGINS", "https://sign.example/path"),
    ("ORIGINS", "http://sign.example"),
    ("ORIGINS", "https://[sign.example"),
    ("DATABASE_POOL", "0"),
    ("INFERENCE", "cloud"),
    ("EMAIL_PORT", "smtp"),
    ("EMAIL_SECURITY", "ssl"),
    ("LOG_LEVEL", "loud"),
]
SECRET = [
    ("SECRET_KEY", "hunter2"),
    ("SECRET_KEY", "a" * 60),
    ("DATABASE_URL", "mysql://root:hunter2@db/name"),
    ("DATABASE_URL", "nonsense"),
    ("REDIS_URL", "http://:hunter2@redis"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_the_sentence_names_setting_value_and_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(environment.Unreadable) as stop:
        read(monkeypatch, tmp_path, **{name: value})
    assert f'{name}="{value}"' in str(stop.value)
    assert environment.FIXES[name] in str(stop.value)


@pytest.mark.parametrize(("name", "value"), SECRET)
def test_a_secret_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(environment.Unreadable) as stop:
        read(monkeypatch, tmp_path, **{name: value})
    assert name in str(stop.value)
    assert value not in str(stop.value)
    assert environment.FIXES[name] in str(stop.value)


def test_all_bad_settings_are_named_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(environment.Unreadable) as stop:
        read(monkeypatch, tmp_path, PORT="x", DEBUG="why", EMAIL_PORT="z")
    assert len(str(stop.value).splitlines()) == 3


def test_workers_need_redis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(environment.Unreadable, match="REDIS_URL"):
        read(monkeypatch, tmp_path, INFERENCE="workers")


def test_a_site_for_others_needs_a_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(environment.Unreadable, match="SECRET_KEY"):
        read(monkeypatch, tmp_path, ALLOWED_HOSTS="sign.example")


def test_a_demo_makes_its_own_secret_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = read(monkeypatch, tmp_path)["SECRET_KEY"]
    assert read(monkeypatch, tmp_path)["SECRET_KEY"] == first
    assert len(str(first)) >= 50
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(environment.Unreadable, match="DATA_DIR"):
        read(monkeypatch, tmp_path, DATA_DIR=str(tmp_path / "file"))


def test_hosts_give_whole_origins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = read(
        monkeypatch,
        tmp_path,
        ALLOWED_HOSTS="sign.example,localhost",
        PORT="8010",
        SECRET_KEY="0123456789" * 5,
    )
    assert found["ORIGINS"] == ["https://sign.example", "http://localhost:8010"]
    assert found["SECURE"] is True


def test_the_start_stops_with_the_sentence_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(tmp_path), "PORT": "99999"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        'SignLingo cannot start: PORT="99999". It is not a port number. '
        "Write a port number from 1 to 65535."
    )
