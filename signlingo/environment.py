"""Reads the environment once: every variable in the README's table, checked before the start."""

import os
import secrets
from itertools import starmap
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote, urlsplit

import dj_database_url
from environs import Env, EnvValidationError, ValidationError

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})

# What to write instead, for each variable: the second half of every error sentence.
FIXES: Final = {
    "DEBUG": "Write true or false.",
    "DATA_DIR": "Write the path of a folder that SignLingo may write to.",
    "SECRET_KEY": "Write at least 50 random characters: "
    'python -c "import secrets; print(secrets.token_urlsafe(50))"',
    "ALLOWED_HOSTS": "Write host names with commas between them, such as sign.school.example.",
    "ORIGINS": "Write whole addresses with commas between them, such as https://sign.school.example"
    " (http:// only for localhost: browsers give no camera to other plain addresses).",
    "PORT": "Write a port number from 1 to 65535.",
    "PROXIES": "Write how many reverse proxies stand in front of SignLingo, such as 0 or 1.",
    "DATABASE_URL": "Write postgres://user:password@host:5432/name, or sqlite:////path/to/file.",
    "DATABASE_POOL": "Write how many connections a process may keep, from 1 to 100.",
    "REDIS_URL": "Write redis://host:6379/0, several with commas between them, or leave it empty.",
    "INFERENCE": "Write local (in the web process), or workers (`manage.py runworker inference`;"
    " needs REDIS_URL).",
    "EMAIL_HOST": "Write the name of the mail server, or leave it empty to print mail.",
    "EMAIL_PORT": "Write a port number, such as 587.",
    "EMAIL_SECURITY": "Write starttls, tls or none.",
    "EMAIL_FROM": "Write an address, such as SignLingo <signlingo@school.example>.",
    "LOG_LEVEL": "Write DEBUG, INFO, WARNING or ERROR.",
}
SECRET: Final = frozenset({"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_PASSWORD"})


class Unreadable(SystemExit):
    """Stops the start: one sentence for each bad variable, with its value and what to write."""


def _port(value: int) -> None:
    if not 1 <= value <= 65535:
        raise ValidationError("It is not a port number.")


def _secret_key(value: str) -> None:
    if value and (len(value) < 50 or len(set(value)) < 5):
        raise ValidationError("It is too short or too simple to keep anything safe.")


def _one_of(*choices: str) -> Any:
    def check(value: str) -> None:
        if value not in choices:
            raise ValidationError(f"It is none of {', '.join(choices)}.")

    return check


def _between(low: int, high: int) -> Any:
    def check(value: int) -> None:
        if not low <= value <= high:
            raise ValidationError(f"It is not between {low} and {high}.")

    return check


def _hosts(values: list[str]) -> None:
    for value in values:
        if not value or "/" in value or "*" in value:
            raise ValidationError(f"{value!r} is not a host name.")


def _origins(values: list[str]) -> None:
    for value in values:
        try:
            parts = urlsplit(value)
            host, _port_number = parts.hostname, parts.port
        except ValueError:
            raise ValidationError(f"{value!r} is not an address.") from None
        if parts.scheme not in {"http", "https"} or not host or parts.path or parts.query:
            raise ValidationError(f"{value!r} is not a whole address without a path.")
        if parts.scheme == "http" and host not in LOOPBACK:
            raise ValidationError(f"{value!r} is not encrypted.")


def _redis_urls(values: list[str]) -> None:
    for value in values:
        if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
            raise ValidationError("It is not the address of a Redis server.")


def _database(value: str) -> None:
    if not value:
        return
    try:
        engine = dj_database_url.parse(value)["ENGINE"]
    except ValueError:
        engine = None
    if engine not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ValidationError("It is not the address of an SQLite or PostgreSQL database.")


def read(base_dir: Path) -> dict[str, Any]:
    """Return every setting that the environment may choose, by its variable's name.

    Raises `Unreadable` naming every variable whose value cannot be used.
    """
    env = Env(eager=False)
    found: dict[str, Any] = {
        "DATA_DIR": env.path("DATA_DIR", default=base_dir / "var"),
        "DEBUG": env.bool("DEBUG", default=False),
        "SECRET_KEY": env.str("SECRET_KEY", default="", validate=_secret_key),
        "PORT": env.int("PORT", default=8000, validate=_port),
        "PROXIES": env.int("PROXIES", default=0, validate=_between(0, 5)),
        "ALLOWED_HOSTS": env.list(
            "ALLOWED_HOSTS", default=["localhost", "127.0.0.1"], validate=_hosts
        ),
        "ORIGINS": env.list("ORIGINS", default=[], validate=_origins),
        "DATABASE_URL": env.str("DATABASE_URL", default="", validate=_database),
        "DATABASE_POOL": env.int("DATABASE_POOL", default=10, validate=_between(1, 100)),
        "REDIS_URL": env.list("REDIS_URL", default=[], validate=_redis_urls),
        "INFERENCE": env.str("INFERENCE", default="local", validate=_one_of("local", "workers")),
        "EMAIL_HOST": env.str("EMAIL_HOST", default=""),
        "EMAIL_PORT": env.int("EMAIL_PORT", default=587, validate=_port),
        "EMAIL_USER": env.str("EMAIL_USER", default=""),
        "EMAIL_PASSWORD": env.str("EMAIL_PASSWORD", default=""),
        "EMAIL_SECURITY": env.str(
            "EMAIL_SECURITY", default="starttls", validate=_one_of("starttls", "tls", "none")
        ),
        "EMAIL_FROM": env.str("EMAIL_FROM", default="SignLingo <signlingo@localhost>"),
        "LOG_LEVEL": env.str(
            "LOG_LEVEL", default="INFO", validate=_one_of("DEBUG", "INFO", "WARNING", "ERROR")
        ),
    }
    try:
        env.seal()
    except EnvValidationError as error:
        texts = cast("dict[str, list[str]]", error.error_messages)
        raise Unreadable("\n".join(starmap(_sentence, texts.items()))) from None
    _complete(found)
    return found


def _complete(found: dict[str, Any]) -> None:
    """Fill in what follows from other values, and refuse combinations that cannot work."""
    if not found["DATABASE_URL"]:
        found["DATABASE_URL"] = f"sqlite:///{quote(str(found['DATA_DIR'] / 'signlingo.sqlite3'))}"
    local = all(host in LOOPBACK for host in found["ALLOWED_HOSTS"])
    if not found["ORIGINS"]:
        found["ORIGINS"] = [
            f"http://{host}:{found['PORT']}" if host in LOOPBACK else f"https://{host.lstrip('.')}"
            for host in found["ALLOWED_HOSTS"]
        ]
    found["SECURE"] = not found["DEBUG"] and any(o.startswith("https:") for o in found["ORIGINS"])
    if found["INFERENCE"] == "workers" and not found["REDIS_URL"]:
        raise Unreadable(_sentence("INFERENCE", ["Workers are reached over Redis."], "workers"))
    if not found["SECRET_KEY"]:
        if not (local or found["DEBUG"]):
            raise Unreadable(_sentence("SECRET_KEY", ["A site that others reach needs one."], ""))
        found["SECRET_KEY"] = _own_secret(found["DATA_DIR"])


def _own_secret(data_dir: Path) -> str:
    """Return this machine's own secret, made on the first start and readable by nobody else."""
    path = data_dir / "secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise Unreadable(_sentence("DATA_DIR", [f"{error.strerror}."], str(data_dir))) from None


def _sentence(name: str, texts: list[str], value: str | None = None) -> str:
    shown = os.environ.get(name, "") if value is None else value
    if name in SECRET and shown:
        shown = "…"
    return (
        f'SignLingo cannot start: {name}="{shown}". {" ".join(texts)} {FIXES.get(name, "")}'
    ).strip()
