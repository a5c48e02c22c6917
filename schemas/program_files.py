"""The files that the program is made of, and a digest that tells two states of them apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def program_files(root: Path, patterns: Iterable[str]) -> list[Path]:
    """The files below a folder that fit one of the patterns, such as ``tasks/**/*.py``, in the order of their names.

    Args:
        root: the folder.
        patterns: as ``Path.glob`` takes them.

    Returns:
        Each file once, though several patterns fit it.
    """
    return sorted({path for pattern in patterns for path in root.glob(pattern)})


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
