"""Names of portfolios: one way to make them safe as a folder, one to compare them, and one to show them."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
# Most file systems hold 255 bytes in a name; run folders and locks get a few more.
LONGEST_NAME_BYTES = 200
# What else lies in the output folder, and the key of the settings that means the digest of a night.
RESERVED_NAMES = ("history.sqlite", "history.sqlite-wal", "history.sqlite-shm", "digests", "digest", "latest")


def safe_name(name: str) -> str:
    """A portfolio's name as a folder name: letters, digits, space, dot, dash and underscore.

    Args:
        name: as somebody wrote it, or as a file is called; bytes that are no text count as an underscore.

    Returns:
        At most 120 characters and 200 bytes, in the Unicode form NFKC.
    """
    # All but letters and digits of any script, underscore, blank, dot and dash: "R&D/IT" becomes "R_D_IT".
    plain = re.sub(r"[^\w .-]+", "_", unicodedata.normalize("NFKC", name)).strip(" ._-")
    plain = shortened(plain, LONGEST_NAME)
    return f"{plain}_" if plain.casefold() in RESERVED_NAMES else plain or "portfolio"


def shown_name(portfolio: str) -> str:
    """A portfolio's name as people write it: those made from file names get spaces and capitals."""
    name = portfolio.replace("_", " ")
    return name.title() if name.islower() else name


def shortened(name: str, longest: int) -> str:
    """The start of a name that fits into so many characters and into the bytes of a file name.

    Args:
        name: a safe name.
        longest: characters that it may have at most.

    Returns:
        At most ``longest`` characters and 200 bytes in UTF-8, without blanks, dots, underscores or dashes at
        its ends.
    """
    # A character that the limit of bytes cuts through is left out.
    short = name[:longest].encode("utf-8", "ignore")[:LONGEST_NAME_BYTES].decode("utf-8", "ignore")
    return short.strip(" ._-")


def name_key(name: str) -> str:
    """What two names have in common where they mean the same portfolio: its folder, whatever the case."""
    # Folding can take an accent apart; NFC puts it together again.
    return unicodedata.normalize("NFC", safe_name(name).casefold())
