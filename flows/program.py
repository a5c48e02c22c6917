"""Name and version of the program, as run records and the history keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

# Python looks for garbage after 700 new objects; modules and cells make a thousand times as many, and hardly any of
# them is garbage.
OBJECTS_BEFORE_COLLECTION = 500_000
PROGRAM = "process-portfolio-audit"
ROOT = Path(__file__).parents[1]
# What can change a result besides the rulebook, which has a hash of its own.
CODE = ("tasks/**/*.py", "tasks/**/*.csv", "schemas/**/*.py", "schemas/*.csv", "schemas/*.yaml")
DIGEST_LENGTH = 12


@cache
def program_version() -> str:
    """The release, and a digest of the code that can change a result, such as 0.1.0+3f2a9c41d0be.

    The digest makes two states of the code between two releases two versions, so that a result that moved with the
    code is not put down to the date.
    """
    return f"{version(PROGRAM)}+{code_digest(ROOT)}"


def code_digest(root: Path) -> str:
    """The first places of the SHA-256 over names and contents of the code below a folder."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in CODE for path in root.glob(pattern)}):
        digest.update(f"{path.relative_to(root).as_posix()}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:DIGEST_LENGTH]
