"""Templates of the DORA register of information that can be filled from an inventory, and their lists of codes.

Columns are those of the module ``dora`` 4.0 of the taxonomy of the European Banking Authority; needs follow
Regulation (EU) 2024/2956, Annex I. Where a code stands is said in ``dora_lists.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ENTRY_POINT = "http://www.eba.europa.eu/eu/fr/xbrl/crr/fws/dora/4.0/mod/dora.json"
# Framework and version in the name of the package, as in the sample that the authority publishes.
FRAMEWORK, MODULE = "DORA010100", "DORA"
# All templates of the module; each needs a filing indicator.
TEMPLATES = (
    *("B_01.01", "B_01.02", "B_01.03", "B_02.01", "B_02.02", "B_02.03", "B_03.01", "B_03.02", "B_03.03"),
    *("B_04.01", "B_05.01", "B_05.02", "B_06.01", "B_07.01", "B_99.01"),
)
SECTORS = frozenset({"finance", "insurance"})
ICT_FLAG = "DORA-ICT"


@dataclass(frozen=True)
class RegisterColumn:
    """One column of a template. ``need``: key, yes, critical (where the function is critical), hard (where the
    provider is hard to replace) or no. ``source`` is the field of the prepared rows; ``list`` its list of codes or kind
    (date, count, money, country, currency); ``fill`` what to fill in the list of processes.
    """

    template: str
    code: str
    title: str
    need: str
    source: str
    list: str
    fill: str


@cache
def register_columns() -> tuple[RegisterColumn, ...]:
    """The columns of all templates that are filled, in their order."""
    with (HERE / "dora_register.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(RegisterColumn(**line) for line in csv.DictReader(handle))


@cache
def register_codes(name: str) -> dict[str, str]:
    """The code of each word of a list; the codes themselves count as words."""
    with (HERE / "dora_lists.csv").open(encoding="utf-8", newline="") as handle:
        codes = {line["word"]: line["code"] for line in csv.DictReader(handle) if line["list"] == name}
    # People write codes too; cells are folded before they are looked up.
    return codes | {code.casefold(): code for code in codes.values()}
