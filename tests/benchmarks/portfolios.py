"""Portfolios of any size for measuring: ``python -m tests.benchmarks.portfolios 10000 /tmp/p.xlsx --columns
28``.

Kinds of work, sizes and wages are spread as in real inventories; a share of the cells is blank, a smaller one
is wrong. The same rows, columns and seed give the same portfolio.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.columns import columns as input_dictionary

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Which columns an inventory holds first; a wider one goes on through the input dictionary, then into columns
# nobody knows.
FIRST = (
    "process_id",
    "process_name",
    "description",
    "function_area",
    "business_unit",
    "country",
    "frequency",
    "volume",
    "handling_minutes",
    "fte",
    "rule_based_level",
    "standardised_share",
    "checklist_executable",
    "exception_share",
    "novelty_level",
    "analysis_share",
    "judgement_level",
    "output_type",
    "qualification",
    "domain_expertise_level",
    "applications_count",
    "data_types",
    "core_process",
    "strategic_importance_level",
    "competitive_advantage",
    "criticality",
    "annual_cost",
    "current_model",
    "labour_cost",
    "internal_capability_level",
    "owner",
)
BLANK_SHARE, RARE_BLANK_SHARE, WRONG_SHARE, DUPLICATE_SHARE = 0.12, 0.6, 0.01, 0.002
WRONG_NUMBERS = ("n/a", "10k", "2-3", "?", "tbd", -5)
HOURS_PER_FTE = 1640


@dataclass(frozen=True)
class Kind:
    """One kind of work: how common it is, its words, and where its criteria lie (means of 0..1, levels
    1..5).
    """

    share: float
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    area: str
    routine: float
    analysis: float
    volume: float
    minutes: float
    outputs: tuple[str, ...]
    qualifications: tuple[str, ...]
    pay: int


KINDS = (
    Kind(
        0.30,
        ("Processing of", "Entry of", "Matching of", "Posting of"),
        ("supplier invoices", "customer payments", "travel claims", "purchase orders"),
        "finance_accounting",
        0.88,
        0.03,
        9.5,
        8,
        ("transaction", "record"),
        ("none", "vocational"),
        46000,
    ),
    Kind(
        0.16,
        ("Answering of", "Logging of", "Follow-up of"),
        ("customer calls", "service tickets", "order enquiries", "delivery complaints"),
        "customer_service",
        0.78,
        0.05,
        10.0,
        7,
        ("customer_response",),
        ("vocational",),
        42000,
    ),
    Kind(
        0.14,
        ("Administration of", "Upkeep of"),
        ("payroll records", "training records", "leave requests", "benefit enrolments"),
        "human_resources",
        0.84,
        0.04,
        8.0,
        11,
        ("record", "transaction"),
        ("vocational", "bachelor"),
        48000,
    ),
    Kind(
        0.14,
        ("Support of", "Testing of", "Monitoring of"),
        ("business applications", "network services", "software releases"),
        "it_software",
        0.55,
        0.30,
        7.0,
        60,
        ("record", "report"),
        ("bachelor",),
        66000,
    ),
    Kind(
        0.13,
        ("Analysis of", "Forecasting of", "Modelling of"),
        ("customer behaviour", "product margins", "credit losses", "market trends"),
        "data_analytics",
        0.22,
        0.75,
        4.0,
        2400,
        ("insight", "recommendation"),
        ("master", "doctorate"),
        88000,
    ),
    Kind(
        0.08,
        ("Review of", "Research on", "Advice on"),
        ("commercial contracts", "patent portfolios", "regulatory changes"),
        "legal",
        0.25,
        0.65,
        4.5,
        900,
        ("recommendation", "insight"),
        ("professional",),
        95000,
    ),
    Kind(
        0.05,
        ("Steering of", "Negotiation of"),
        ("key accounts", "acquisitions", "capital spending"),
        "strategy",
        0.15,
        0.45,
        3.2,
        3600,
        ("decision", "recommendation"),
        ("master", "professional"),
        110000,
    ),
)
PLACES = (
    "plant",
    "region",
    "country unit",
    "shared service",
    "head office",
    "branch",
    "depot",
    "campus",
    "hub",
    "site",
)


def portfolio(rows: int, columns: int = 28, seed: int = 20261101) -> pd.DataFrame:
    """A portfolio as it would be typed in: names of columns as headings, numbers, texts and blanks, wrong
    cells among them.

    Args:
        rows: processes; at least 1.
        columns: 2 or more; beyond the input dictionary come columns that no program knows.
        seed: of the draws.

    Returns:
        A frame with ``rows`` rows and ``columns`` columns; columns with wrong cells are of dtype object.
    """
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(seed)
    kind = draw.choice(len(KINDS), rows, p=[one.share for one in KINDS])
    known = input_dictionary()
    names = [*FIRST, *(name for name in known if name not in FIRST)][:columns]
    cells = _consistent(rows, kind, draw)
    frame = pd.DataFrame(
        {name: cells[name] if name in cells else _spread(known[name], rows, draw) for name in names}
    )
    for name in names[2:]:
        frame[name] = _worn(frame[name], known[name], draw)
    repeated = draw.choice(rows, int(rows * DUPLICATE_SHARE), replace=False)
    frame.loc[repeated, "process_id"] = frame["process_id"].iloc[0]
    for number in range(columns - len(names)):
        frame[f"Local field {number + 1}"] = draw.choice(["yes", "no", "see file", None], rows)
    return frame


def _by_kind(kind: np.ndarray, draw: np.random.Generator, words: str) -> np.ndarray:
    """One of the kind's words for each row."""
    import numpy as np

    choices = np.empty(len(kind), dtype=object)
    for number, one in enumerate(KINDS):
        here = kind == number
        choices[here] = draw.choice(np.array(getattr(one, words), dtype=object), here.sum())
    return choices


def _consistent(rows: int, kind: np.ndarray, draw: np.random.Generator) -> dict[str, np.ndarray]:
    """The columns that hang together: size fits time, cost fits size, criteria fit the kind of work."""
    import numpy as np

    mean = {
        name: np.array([getattr(one, name) for one in KINDS])[kind]
        for name in ("routine", "analysis", "volume", "minutes", "pay")
    }
    routine, analysis = (
        np.clip(mean[name] + draw.normal(0, 0.12, rows), 0, 1) for name in ("routine", "analysis")
    )
    volume, minutes = (
        np.round(np.exp(draw.normal(mean["volume"], 1.1))) + 1,
        np.round(mean["minutes"] * np.exp(draw.normal(0, 0.4, rows)), 1),
    )
    fte = np.round(
        np.maximum(volume * minutes / 60 / HOURS_PER_FTE * np.exp(draw.normal(0, 0.15, rows)), 0.1), 1
    )
    labour = np.round(fte * mean["pay"] * np.exp(draw.normal(0, 0.2, rows)), -2)
    verbs, objects = _by_kind(kind, draw, "verbs").astype(str), _by_kind(kind, draw, "objects").astype(str)
    place = draw.choice(np.array(PLACES), rows).astype(str)
    number = draw.integers(1, 120, rows).astype(str)
    name = verbs + " " + objects + ", " + place + " " + number
    level = lambda share: np.clip(np.round(1 + 4 * share), 1, 5)  # noqa: E731
    return {
        "process_id": np.char.add("P", np.arange(1, rows + 1).astype(str)).astype(object),
        "process_name": name.astype(object),
        "description": (
            "Covers "
            + np.char.lower(verbs)
            + " "
            + objects
            + " for the "
            + place
            + ", with records kept in the local system"
        ).astype(object),
        "function_area": np.array([one.area for one in KINDS], dtype=object)[kind],
        "business_unit": ("Unit " + number).astype(object),
        "volume": volume,
        "handling_minutes": minutes,
        "fte": fte,
        "labour_cost": labour,
        "annual_cost": np.round(labour * 1.18, -2),
        "rule_based_level": level(routine),
        "standardised_share": np.round(routine, 2),
        "exception_share": np.round((1 - routine) * 0.4, 2),
        "checklist_executable": np.where(routine > 0.7, "yes", "no").astype(object),
        "novelty_level": level(1 - routine),
        "analysis_share": np.round(analysis, 2),
        "judgement_level": level((1 - routine + analysis) / 2),
        "domain_expertise_level": level(analysis),
        "output_type": _by_kind(kind, draw, "outputs"),
        "qualification": _by_kind(kind, draw, "qualifications"),
        "core_process": draw.choice(
            np.array(["non_core", "core_support", "core"], dtype=object), rows, p=[0.7, 0.2, 0.1]
        ),
        "competitive_advantage": draw.choice(np.array(["no", "yes"], dtype=object), rows, p=[0.9, 0.1]),
        "currency": np.full(rows, "EUR", dtype=object),
        "cost_basis": np.full(rows, "fully_loaded", dtype=object),
        "override_recommendation": np.full(rows, None, dtype=object),
    }


def _spread(column, rows: int, draw: np.random.Generator) -> np.ndarray:
    """A column by itself: drawn from its list, its range or a few words."""
    import numpy as np

    if column.type in ("category", "list") and column.values:
        return draw.choice(np.array(column.values, dtype=object), rows)
    if column.type == "yes_no":
        return draw.choice(np.array(["yes", "no"], dtype=object), rows)
    if column.type == "level":
        return draw.integers(1, 6, rows).astype(float)
    if column.type == "share":
        return np.round(draw.beta(1.5, 6, rows), 2)
    if column.type in ("number", "money"):
        return np.round(np.exp(draw.normal(2.2 if column.maximum is None else 1.0, 0.8, rows)), 1)
    if column.type == "date":
        return np.datetime64("2025-06-01") + draw.integers(0, 900, rows).astype("timedelta64[D]")
    if column.type == "country":
        return draw.choice(np.array(["DE", "PL", "IN", "GB", "FR", "US"], dtype=object), rows)
    return f"{column.title} " + draw.integers(1, 40, rows).astype(str).astype(object)


def _worn(cells: pd.Series, column, draw: np.random.Generator) -> pd.Series:
    """The column as people leave it: cells blank, and a few that no reader can take as they are."""
    import numpy as np
    import pandas as pd

    blank = draw.random(len(cells)) < (RARE_BLANK_SHARE if column.need == "optional" else BLANK_SHARE)
    worn = cells.mask(blank)
    if column.type in ("text", "date", "country"):
        return worn
    wrong = draw.random(len(cells)) < WRONG_SHARE
    if not wrong.any():
        return worn
    bad = draw.choice(
        np.array(
            WRONG_NUMBERS if pd.api.types.is_numeric_dtype(cells) else ("unclear", "xyz", "both"),
            dtype=object,
        ),
        wrong.sum(),
    )
    worn = worn.astype(object)
    worn[wrong] = bad
    return worn


def write(frame: pd.DataFrame, path: Path) -> None:
    """Writes a portfolio as .xlsx, .csv or .parquet; Parquet has typed columns, so what is not of the type is
    blank there.
    """
    import pandas as pd

    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        known = input_dictionary()
        typed = {
            name: pd.to_numeric(frame[name], errors="coerce")
            for name in frame
            if name in known and known[name].type in ("number", "level", "share", "money")
        }
        frame.assign(**typed).to_parquet(path)
    else:
        _write_workbook(frame, path)


def _write_workbook(frame: pd.DataFrame, path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Processes")
        known = input_dictionary()
        sheet.write_row(0, 0, [known[name].title if name in known else name for name in frame])
        cells = frame.astype(object).where(frame.notna(), None)
        for line, row in enumerate(cells.itertuples(index=False), 1):
            sheet.write_row(line, 0, row)


def main() -> None:
    """Writes one portfolio."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("rows", type=int)
    ask.add_argument("path", type=Path)
    ask.add_argument("--columns", type=int, default=28)
    told = ask.parse_args()
    write(portfolio(told.rows, told.columns), told.path)


if __name__ == "__main__":
    main()
