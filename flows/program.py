"""Name and version of the program, as run records and the history keep them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from schemas.program_files import digest_of, program_files

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
    return digest_of(root, program_files(root, CODE))[:DIGEST_LENGTH]
