"""Runs a PostgreSQL and a Redis of this project's own, from the system's packages.

`python -m signlingo.servers pytest …` runs a command with both at hand, in DATABASE_URL and
REDIS_URL, and takes both away again afterwards.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

WAIT_SECONDS: Final = 60.0
INSTALL: Final = {
    "postgres": "sudo apt-get install postgresql",
    "redis-server": "sudo apt-get install redis-server",
}


class ServerError(RuntimeError):
    """A server cannot be had; the text says which, why, and what to do."""


def find_program(name: str) -> str:
    """Return the path of a server's program; Debian keeps PostgreSQL's away from PATH.

    Raises `ServerError` with the command that installs it.
    """
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True
    )
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, debian)))
    if found is None:
        server = name if name in INSTALL else "postgres"
        raise ServerError(f"{server} is not installed. Run: {INSTALL[server]}")
    return found


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def postgres(folder: Path, *, lasting: bool = True) -> Iterator[str]:
    """Run PostgreSQL over the data in `folder` (made on first use); yield its DATABASE_URL.

    It listens on 127.0.0.1 alone, with a password of its own, and stops when the block ends.
    Data that need not be lasting is not waited for on its way to the disk.
    """
    program, control = find_program("postgres"), find_program("pg_ctl")
    who = _someone_but_root()
    folder.mkdir(parents=True, exist_ok=True)
    data, password_file = folder / "data", folder / "password"
    if who:
        shutil.chown(folder, who["user"], who["group"])
    if not (data / "PG_VERSION").exists():
        password_file.write_text(secrets.token_hex(16), encoding="ascii")
        password_file.chmod(0o600)
        if who:
            shutil.chown(password_file, who["user"], who["group"])
        options = "--username=signlingo --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8"
        _run(
            [find_program("initdb"), "-D", data, f"--pwfile={password_file}", *options.split()],
            folder,
            who,
        )
    elif (data / "postmaster.pid").exists():  # left by a start that was killed
        subprocess.run(
            [control, "-D", data, "-m", "fast", "stop"],
            cwd=folder,
            capture_output=True,
            check=False,
            **who,
        )
    port = free_port()
    command = [program, "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1"]
    command += ["-c", f"unix_socket_directories={data}", "-c", "max_connections=200"]
    if not lasting:
        command += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    with _running(command, folder / "log", stop_with=signal.SIGINT, **who) as process:
        _wait_for(port, process, folder / "log")
        password = password_file.read_text(encoding="ascii")
        url = f"postgres://signlingo:{password}@127.0.0.1:{port}/signlingo"
        _create_database(url, process, folder / "log")
        yield url


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run Redis in memory, with a password of its own; yield its REDIS_URL."""
    program = find_program("redis-server")
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_hex(16)
    settings = folder / "redis.conf"
    settings.touch(mode=0o600)  # before it holds the password, which `ps` must not show either
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nappendonly no\nsave ""\n',
        encoding="ascii",
    )
    command = [program, settings]
    with _running(command, folder / "log", stop_with=signal.SIGTERM) as process:
        _wait_for(port, process, folder / "log")
        yield f"redis://:{password}@127.0.0.1:{port}/0"


def main(arguments: Sequence[str]) -> int:
    """Run the command in `arguments` beside both servers; return its exit status."""
    if not arguments:
        sys.exit("Name the command to run beside PostgreSQL and Redis.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="signlingo-")))
        folder.chmod(0o755)  # PostgreSQL's own user must be able to pass
        try:
            found = {
                "DATABASE_URL": stack.enter_context(postgres(folder / "postgres", lasting=False)),
                "REDIS_URL": stack.enter_context(redis(folder / "redis")),
            }
        except ServerError as error:
            sys.exit(str(error))
        return subprocess.run(list(arguments), env=os.environ | found, check=False).returncode


def _someone_but_root() -> dict[str, Any]:
    """Return subprocess's arguments for another user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise ServerError("PostgreSQL cannot run as root, and there is no user postgres.") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(command: Sequence[object], folder: Path, who: Mapping[str, Any]) -> None:
    """Run `command` to its end; raises `ServerError` with what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **who,
    )
    if done.returncode:
        raise ServerError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def _running(
    command: Sequence[object], log: Path, *, stop_with: signal.Signals, **who: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server for as long as the block lasts, in a session that Ctrl-C does not reach."""
    words = [str(part) for part in command]
    if setpriv := shutil.which("setpriv"):  # Linux: it goes too when we are killed
        words = [setpriv, "--pdeathsig", stop_with.name, *words]
    with log.open("ab") as output:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            start_new_session=True,
            **who,
        )
    try:
        yield process
    finally:
        process.send_signal(stop_with)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when `port` answers; raises `ServerError` with the log's end if it never does."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
    raise ServerError(f"A server did not start; {log} ends with:\n{last}")


def _create_database(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Create the database that `url` names, once the server accepts connections."""
    import psycopg

    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as link:
                link.execute("CREATE DATABASE signlingo")
        except psycopg.errors.DuplicateDatabase:
            return
        except psycopg.OperationalError as error:  # still starting up
            if time.monotonic() > until or process.poll() is not None:
                raise ServerError(f"PostgreSQL does not answer; see {log}.") from error
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
