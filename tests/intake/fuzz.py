"""Damages valid files of every kind, at random but repeatably, and reads them: each must be read or refused
in a sentence.

Run it with ``python -m tests.intake.fuzz --cases 2000``; a case is repeated with ``--seed SEED --only
NUMBER``.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from schemas.issues import issue_kinds
from tasks.intake.files.read_file import read_file
from tasks.intake.files.sandbox_worker import WALL_FACTOR
from tasks.settings import Limits
from tests.intake.fuzz_seeds import SEEDS, parts_of, zipped

LIMITS = Limits(read_seconds=20, read_megabytes=1500)
Fuzz = Callable[[int, int, Path, int | None], tuple[Counter, list[str]]]
ZIPPED = ("xlsx", "xlsb", "ods")


def damaged(kind: str, content: bytes, dice: random.Random) -> bytes:
    """One to three kinds of damage to the bytes of a file."""
    ways = [truncate, flip, overwrite, repeat, cut_out]
    if kind in ZIPPED:
        ways += [
            in_parts(flip),
            in_parts(truncate),
            in_parts(cut_out),
            in_parts(odd_numbers),
            in_parts(drop_tag),
            rename_part,
            remove_part,
            double_part,
        ]
    for way in dice.choices(ways, k=dice.choice((1, 1, 1, 2, 3))):
        try:
            content = way(content, dice)
        except Exception:  # what is damaged already may be no zip any more
            content = flip(content, dice)
    return content


def truncate(content: bytes, dice: random.Random) -> bytes:
    """The start of it."""
    return content[: dice.randrange(len(content) + 1)]


def flip(content: bytes, dice: random.Random) -> bytes:
    """A few bits changed."""
    changed = bytearray(content)
    for _ in range(dice.choice((1, 2, 8, 64))):
        if changed:
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def overwrite(content: bytes, dice: random.Random) -> bytes:
    """A stretch of it replaced."""
    at, size = dice.randrange(len(content) + 1), dice.choice((1, 4, 16, 256))
    return (
        content[:at]
        + dice.choice((b"\x00", b"\xff", b"<", b'"', b"\x80", b"9")) * size
        + content[at + size :]
    )


def repeat(content: bytes, dice: random.Random) -> bytes:
    """A stretch of it twice."""
    start = dice.randrange(len(content) + 1)
    end = dice.randint(start, len(content))
    return content[:end] + content[start:]


def cut_out(content: bytes, dice: random.Random) -> bytes:
    """A stretch of it left out."""
    start = dice.randrange(len(content) + 1)
    return content[:start] + content[dice.randint(start, min(start + 200, len(content))) :]


def odd_numbers(content: bytes, dice: random.Random) -> bytes:
    """One of its numbers replaced by an odd one."""
    numbers = list(re.finditer(rb"\d+", content))
    chosen = dice.choice(numbers)
    other = dice.choice(
        (b"0", b"-1", b"4294967295", b"99999999999999999999", b"1e309", b"1048577", b"16385", b"NaN", b"")
    )
    return content[: chosen.start()] + other + content[chosen.end() :]


def drop_tag(content: bytes, dice: random.Random) -> bytes:
    """One of its tags left out."""
    chosen = dice.choice(list(re.finditer(rb"<[^>]*>", content)))
    return content[: chosen.start()] + content[chosen.end() :]


def in_parts(way):
    """The same damage inside one part of a zip that stays a valid zip."""

    def damage(content: bytes, dice: random.Random) -> bytes:
        parts = parts_of(content)
        name = dice.choice(list(parts))
        return zipped({**parts, name: way(parts[name], dice)})

    return damage


def rename_part(content: bytes, dice: random.Random) -> bytes:
    """A part under another name."""
    parts = parts_of(content)
    chosen = dice.choice(list(parts))
    other = dice.choice(
        (
            chosen.upper(),
            chosen.replace("/", "\\"),
            "/" + chosen,
            "../" + chosen,
            chosen + ".bak",
            "xl/vbaProject.bin",
        )
    )
    return zipped({other if name == chosen else name: part for name, part in parts.items()})


def remove_part(content: bytes, dice: random.Random) -> bytes:
    """A part left out."""
    parts = parts_of(content)
    parts.pop(dice.choice(list(parts)))
    return zipped(parts)


def double_part(content: bytes, dice: random.Random) -> bytes:
    """A part under the name of another one."""
    parts = parts_of(content)
    first, second = dice.choice(list(parts)), dice.choice(list(parts))
    return zipped({**parts, first: parts[second]})


def outcome(kind: str, content: bytes, folder: Path) -> str:
    """Either "read", or the code it was refused with.

    Raises:
        AssertionError: neither read nor refused in a sentence, or beyond the time limit.
    """
    path = folder / f"fuzz.{kind}"
    path.write_bytes(content)
    start = time.monotonic()
    file = read_file(path, LIMITS)
    assert time.monotonic() - start < LIMITS.read_seconds * WALL_FACTOR + 10, "beyond the time limit"
    if file.refused_code is None:
        assert file.sheets, "read, but without a sheet"
        assert all(
            sheet.grid.index.is_monotonic_increasing and sheet.grid.index.is_unique for sheet in file.sheets
        ), "rows out of order"
        return "read"
    assert file.refused_code in issue_kinds(), f"unknown code {file.refused_code}"
    assert file.refused_message.startswith(path.name) or path.name in file.refused_message, (
        "the sentence does not name the file"
    )
    return file.refused_code


def fuzz(cases: int, seed: int, folder: Path, only: int | None = None) -> tuple[Counter, list[str]]:
    """Runs the cases.

    Returns:
        How often each kind had each outcome, and what went wrong, by case.
    """
    seeds = {kind: make() for kind, make in SEEDS.items()}
    counts, wrong = Counter(), []
    for number in range(cases) if only is None else [only]:
        dice = random.Random(f"{seed}-{number}")
        kind = list(seeds)[number % len(seeds)]
        try:
            counts[kind, outcome(kind, damaged(kind, seeds[kind], dice), folder)] += 1
        except Exception as error:
            wrong.append(f"--seed {seed} --only {number} ({kind}): {type(error).__name__} {error}")
    return counts, wrong


def command_line(fuzz: Fuzz, words: str) -> int:
    """Runs cases as the command says and prints how often each kind had each outcome, and what went wrong.

    Args:
        fuzz: runs the cases: how many, seed, a folder, and the number of one case or None for all.
        words: of the help.

    Returns:
        The exit code: 1 where anything went wrong.
    """
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts, wrong = fuzz(options.cases, options.seed, Path(folder), options.only)
    for (kind, code), count in sorted(counts.items()):
        print(f"{kind:8} {code:24} {count}")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(command_line(fuzz, __doc__))
