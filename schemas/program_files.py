"""The files that the program is made of, and a digest that tells two states of them apart."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path


def program_files(root: Path, patterns: Iterable[str]) -> list[Path]:
    """The files below a folder that fit one of the patterns, such as ``tasks/**/*.py``, in the order of their names.

    Args:
        root: the folder.
        patterns: a folder and names, such as ``tasks/*.py``, or ``tasks/**/*.py`` for those of the folders below too.

    Returns:
        Each file once, though several patterns fit it.
    """
    # A walk takes less time than ``Path.glob``, and each start of a command waits for it.
    files: set[Path] = set()
    for pattern in patterns:
        folder, *deep, name = pattern.split("/")
        walk = os.walk(root / folder)
        for place, _, names in walk if deep else islice(walk, 1):
            files |= {Path(place, each) for each in fnmatch.filter(names, name)}
    return sorted(files)


def digest_of(root: Path, files: Iterable[Path]) -> str:
    """SHA-256, in hexadecimal, over names below ``root``, sizes and contents of files.

    Args:
        root: a folder that all files are below.
        files: in an order that is always the same, as ``program_files`` gives them.

    Returns:
        64 hexadecimal digits.

    Raises:
        ValueError: a file is not below ``root``.
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for path in files:
        # The size marks where a content ends; otherwise two files could be cut at another place and look the
        # same.
        digest.update(f"{path.relative_to(root).as_posix()}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
