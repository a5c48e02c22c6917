"""Which portfolio a file belongs to: the settings say it, else the portfolio that had it before, else its
name.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from schemas.errors import UsageError
from schemas.portfolio_names import LONGEST_NAME, name_key, safe_name, shortened
from tasks.settings import Settings

PLACE_CHARACTERS = 9


def portfolios_in(out: Path) -> dict[str, str]:
    """Portfolios that the output folder holds: folder name by ``name_key``."""
    if not out.is_dir():
        return {}
    return {name_key(home.name): home.name for home in sorted(out.iterdir()) if (home / "latest").is_dir()}


def home_of(config: Settings, portfolio: str) -> Path:
    """Folder of a portfolio, however its name is written.

    Args:
        config: output folder.
        portfolio: its name.

    Raises:
        UsageError: there is none.
    """
    folder_name = portfolios_in(config.out).get(name_key(portfolio))
    if not folder_name:
        raise UsageError(
            f"There is no portfolio {portfolio} in {config.out}. Audit it first, or correct the name."
        )
    return config.out / folder_name


def unmatched_names(config: Settings, requested: Iterable[str] = ()) -> tuple[str, ...]:
    """Portfolios that the settings name and that neither the output folder nor a request knows: misspelt, or
    not there yet.

    Args:
        config: output folder, and the names in portfolios and recipients.
        requested: names of portfolios that are about to be audited.
    """
    existing_keys = {*portfolios_in(config.out), *map(name_key, requested)}
    return tuple(name for name in config.named_portfolios() if name_key(name) not in existing_keys)


class Names:
    """Names for the files of one batch; a portfolio that exists keeps its name and its spelling."""

    def __init__(self, files: Sequence[Path], out: Path, config: Settings):
        self._out, self._config = out, config
        self._existing = portfolios_in(out)
        self._lists: dict[str, frozenset[str]] = {}
        name_by_settings = {file: self._by_settings(file) for file in files}
        self.of = {file: name for file, name in name_by_settings.items() if name}
        # Settings first, then portfolios that were made from a file of this name, then the names of the files
        # themselves.
        rest = [file for file in files if not name_by_settings[file]]
        candidates = {file: _candidates(file) for file in rest}
        last_names = self._last_names(candidates)
        taken = set(map(name_key, [*self.of.values(), *last_names.values()]))
        # How many files could go by each name: a file takes the first of its names that is free and that no
        # other file could take.
        count = Counter(
            key for file in rest if file not in last_names for key in map(name_key, candidates[file])
        )
        self.remarks: dict[str, str] = {}
        for file in rest:
            free = [name for name in candidates[file] if name_key(name) not in taken]
            alone = next((name for name in free if count[name_key(name)] == 1), candidates[file][-1])
            self.of[file] = last_names.get(file) or self.spelled(alone)
            if file not in last_names and alone != candidates[file][0]:
                self.remarks[self.of[file]] = (
                    f"Another list also goes by the name {candidates[file][0]}, so {printable(file.name)} is "
                    f"the portfolio {self.of[file]}. Rename one, or set lists for the portfolio."
                )

    def spelled(self, name: str) -> str:
        """The name as the portfolio is called that exists; the name itself where there is none."""
        return self._existing.get(name_key(name), name)

    def _by_settings(self, file: Path) -> str | None:
        for name, facts in self._config.portfolios.items():
            if any(fnmatchcase(file.name.casefold(), pattern.casefold()) for pattern in facts.lists):
                return self.spelled(safe_name(name))
        return None

    def _last_names(self, candidates: dict[Path, list[str]]) -> dict[Path, str]:
        """Files that an existing portfolio was made from the last time; of several that claim it, none."""
        claims = {
            file: next((key for key in map(name_key, names) if file.name in self._last_lists(key)), "")
            for file, names in candidates.items()
        }
        count = Counter(claims.values())
        return {file: self._existing[key] for file, key in claims.items() if key and count[key] == 1}

    def _last_lists(self, key: str) -> frozenset[str]:
        if key not in self._existing:
            return frozenset()
        if key not in self._lists:
            names: list[str] = []
            record = self._out / self._existing[key] / "latest" / "run.json"
            with suppress(OSError, ValueError, KeyError, TypeError):  # a damaged record names no list
                names = [entry["file"] for entry in json.loads(record.read_text(encoding="utf-8"))["inputs"]]
            self._lists[key] = frozenset(names)
        return self._lists[key]


def _candidates(file: Path) -> list[str]:
    """Names from the file itself: its stem, then with its ending, its folder, its place."""
    path_checksum = hashlib.sha256(os.fsencode(file.absolute())).hexdigest()[: PLACE_CHARACTERS - 1]
    with_ending, folder = file.name.replace(".", "-"), file.absolute().parent.name
    # The last candidate holds a checksum of the whole path, so that two files never get one name.
    start = shortened(safe_name(file.stem), LONGEST_NAME - PLACE_CHARACTERS)
    # Shortened until the checksum of the place survives safe_name, which cuts names that are too long in
    # bytes.
    while len(f"{start} {path_checksum}".encode()) > len(safe_name(f"{start} {path_checksum}").encode()):
        start = start[:-1]
    names = (file.stem, with_ending, f"{folder} {with_ending}", f"{start} {path_checksum}")
    return list(dict.fromkeys(map(safe_name, names)))


def printable(name: str) -> str:
    """A file name without characters that would break or reverse a line, and without bytes that are no
    text.
    """
    return "".join(character if character.isprintable() else "?" for character in name)
