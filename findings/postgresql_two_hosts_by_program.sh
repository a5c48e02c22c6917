#!/usr/bin/env bash
# psycopg 3.3.9 (libpq), asyncpg 0.32.0 and SQLAlchemy 2.0.58 with each of them: one address of a PostgreSQL that may be on either of two hosts leads to
# another host by the program that reads it, mostly without a word.
#
# Expected: each program tries the first host, then the second, as libpq does for postgresql://reader@one:5432,two:5432/lists; or an error.
# Seen (2026-11-30, Python 3.11), hosts tried, with PGPORT set to the port that both listen on:
#   form of the address              psycopg      SQLAlchemy+psycopg    asyncpg    SQLAlchemy+asyncpg
#   @one:PORT,two:PORT/lists         one, two     ValueError            one        ValueError
#   ?host=one:PORT&host=two:PORT     error        one, two              two        one
#   ?host=one&host=two               two          one, two at 5432      two        ArgumentError
#   ?host=one,two                    one, two     one, two at 5432      one        ArgumentError
#   @one,two/lists                   at 5432      one, two              one        error
# (asyncpg stops at the first host that takes the connection and closes it.) So an application that goes to "one" through SQLAlchemy is read, copied or
# changed on "two" by a script with the same address: of options with the same name libpq and asyncpg take the last, SQLAlchemy takes all. PGPORT
# counts for hosts in an option where libpq reads the address, and for hosts in the place of the host where SQLAlchemy does, never for both. The
# script fails if that changes.
# What to do: one form for one program; for libpq from SQLAlchemy make_conninfo(**dialect.create_connect_args(url)[1]); write each port.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'psycopg[binary]==3.3.9' 'asyncpg==0.32.0' 'SQLAlchemy[asyncio]==2.0.58'
cd "$folder"
PGSSLMODE=disable PGGSSENCMODE=disable "$folder/venv/bin/python" - <<'PY'
import asyncio
import os
import socket
import threading
from importlib.metadata import version

import asyncpg
import psycopg
from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine

ONE, TWO, NAMES = "127.0.0.1", "127.0.0.2", {"127.0.0.1": "one", "127.0.0.2": "two"}
tried = []


def listen(host, port=0):
    """A host that notes who comes, and says nothing."""
    server = socket.create_server((host, port))

    def note():
        while True:
            connection, _ = server.accept()
            tried.append(NAMES[host])
            connection.close()

    threading.Thread(target=note, daemon=True).start()
    return server.getsockname()[1]


PORT = listen(ONE)
listen(TWO, PORT)
os.environ["PGPORT"] = str(PORT)


async def by_asyncpg(url):
    await asyncpg.connect(url, timeout=10)


async def by_engine(url):
    async with create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:")).connect():
        pass


PROGRAMS = {
    "psycopg": psycopg.connect,
    "SQLAlchemy+psycopg": lambda url: create_engine(url.replace("postgresql:", "postgresql+psycopg:")).connect(),
    "asyncpg": lambda url: asyncio.run(by_asyncpg(url)),
    "SQLAlchemy+asyncpg": lambda url: asyncio.run(by_engine(url)),
}


def hosts(program, url):
    tried.clear()
    try:
        PROGRAMS[program](url)
    except Exception as error:
        kind = type(error).__name__
    return list(dict.fromkeys(tried)) or kind


FORMS = {
    f"postgresql://reader@{ONE}:{PORT},{TWO}:{PORT}/lists": [["one", "two"], "ValueError", ["one"], "ValueError"],
    f"postgresql://reader@/lists?host={ONE}:{PORT}&host={TWO}:{PORT}": ["OperationalError", ["one", "two"], ["two"], ["one"]],
    f"postgresql://reader@/lists?host={ONE}&host={TWO}": [["two"], "OperationalError", ["two"], "ArgumentError"],
    f"postgresql://reader@/lists?host={ONE},{TWO}": [["one", "two"], "OperationalError", ["one"], "ArgumentError"],
    f"postgresql://reader@{ONE},{TWO}/lists": ["OperationalError", ["one", "two"], ["one"], "gaierror"],
}
print(*(f"{name} {version(name)}" for name in ("psycopg", "asyncpg", "SQLAlchemy")))
for url, expected in FORMS.items():
    seen = [hosts(program, url) for program in PROGRAMS]
    print(url.replace(str(PORT), "PORT"), *(f"\n    {program}: {where}" for program, where in zip(PROGRAMS, seen)))
    assert seen == expected, (seen, expected)

# What SQLAlchemy hands to psycopg: both hosts, and for each an empty port, which stands for 5432 and not for PGPORT.
dialect = make_url("postgresql+psycopg://").get_dialect()()
for url in list(FORMS)[2:4]:
    options = dialect.create_connect_args(make_url(url))[1]
    print(options)
    assert (options["host"], options["port"]) == (f"{ONE},{TWO}", ",")
PY
