"""A PostgreSQL server of the tests' own, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ACCOUNT = "postgres"


def server_programs() -> Path | None:
    """Folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    folders = [Path(found).parent for found in [shutil.which("pg_ctl")] if found] + sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), reverse=True
    )
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def why_not() -> str | None:
    """Why no server can be started here; None where one can."""
    if server_programs() is None:
        return "PostgreSQL is not installed (Debian package postgresql)"
    if os.geteuid() == 0 and subprocess.run(["id", ACCOUNT], capture_output=True).returncode:
        return f"PostgreSQL does not run as root, and there is no account {ACCOUNT} to run it as"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the Python package psycopg is not installed"
    return None


@contextmanager
def server() -> Iterator[str]:
    """A server that listens on a socket in a temporary folder alone; its URL without a database."""
    folder = Path(tempfile.mkdtemp(prefix="pg_"))
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    try:
        _run(
            _program("initdb"),
            "-D",
            folder / "data",
            "-U",
            ACCOUNT,
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
        )
        start(folder)
        try:
            yield f"postgresql://{ACCOUNT}@/{{}}?host={folder}"
        finally:
            stop(folder, "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> Path:
    return (server_programs() or Path()) / name


def start(folder: Path) -> None:
    """Starts the server of a folder, and waits until it answers."""
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    _run(
        _program("pg_ctl"),
        "-D",
        folder / "data",
        "-w",
        "-l",
        folder / "log",
        "-o",
        options,
        "start",
    )


def stop(folder: Path, how: str = "fast") -> None:
    """Stops the server of a folder, as an update of the machine does where nothing else is said."""
    _run(_program("pg_ctl"), "-D", folder / "data", "-m", how, "stop")


def _run(*command: object) -> None:
    """Runs a program of the server, as the server's account where we are root."""
    as_account: dict[str, Any] = {"user": ACCOUNT, "cwd": "/"} if os.geteuid() == 0 else {}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_account,
    )
