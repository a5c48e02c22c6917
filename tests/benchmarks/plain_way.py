"""The plain way to do a small part of the job: pandas reads with openpyxl, a function is applied row by row,
pandas writes.

It does far less than the program (no repairs, no addresses, no intervals, no reasons to speak of) and is the
yardstick for cost: ``python -m tests.benchmarks.plain_way INPUT OUTPUT.xlsx``.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

import pandas as pd

SENSITIVE = {
    "special_category": 4,
    "criminal": 4,
    "children": 4,
    "payment_card": 4,
    "health": 4,
    "public": 1,
    "internal": 2,
}
SHEET_ROWS = 5_000  # as many as the program shows on a detail sheet
ALL_ROWS = 200_000  # as many as it writes on its sheet of all rows; the file of results holds all
LEVELS = (
    "rule_based_level",
    "novelty_level",
    "judgement_level",
    "domain_expertise_level",
    "strategic_importance_level",
)


def number(value, low: float, high: float) -> float | None:
    """A number within its range, or None."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if low <= found <= high else None


def mean(values) -> float | None:
    """Mean of what is known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def score(row: pd.Series) -> pd.Series:
    """Drive, complexity, sensitivity, label, flags and a reason for one process."""
    level = {name: number(row.get(name), 1, 5) for name in LEVELS}
    unit = {name: None if value is None else (value - 1) / 4 for name, value in level.items()}
    standard, analysis = number(row.get("standardised_share"), 0, 1), number(row.get("analysis_share"), 0, 1)
    checklist = {"yes": 1.0, "no": 0.0}.get(row.get("checklist_executable"))
    routine = mean([unit["rule_based_level"], standard, checklist])
    insight = mean([unit["novelty_level"], unit["judgement_level"], analysis, unit["domain_expertise_level"]])
    drive = None if routine is None or insight is None else routine - insight
    volume, minutes = number(row.get("volume"), 0, 1e12), number(row.get("handling_minutes"), 0, 1e9)
    hours = None if volume is None or minutes is None else volume * minutes / 60
    sensitivity = max(
        (SENSITIVE.get(part, 3) for part in str(row.get("data_types") or "").split(";") if part), default=0
    )
    knowledge = sum(
        [
            (analysis or 0) >= 0.4,
            row.get("output_type") in ("insight", "recommendation", "decision", "design"),
            (level["domain_expertise_level"] or 0) >= 4
            or row.get("qualification") in ("professional", "doctorate"),
        ]
    )
    if row.get("core_process") == "core":
        label = "retain"
    elif drive is None:
        label = "review"
    elif drive <= -0.2 and knowledge >= 2:
        label = "kpo_candidate"
    else:
        label = "bpo_candidate"
    flags = [
        code
        for code, is_raised in (
            ("SENSITIVE", sensitivity == 4),
            ("CRITICAL", row.get("criticality") == "critical"),
            ("NO-VOLUME", volume is None),
            ("ALREADY-OUT", row.get("current_model") == "outsourced"),
        )
        if is_raised
    ]
    why = f"{label}: routine {routine}, insight {insight}, knowledge points {knowledge}, hours {hours}"
    return pd.Series(
        {
            "drive_index": drive,
            "complexity": insight,
            "hours": hours,
            "sensitivity": sensitivity,
            "label": label,
            "flags": ";".join(flags),
            "why": why,
        }
    )


def read(path: Path) -> pd.DataFrame:
    """The table, with headings as names of the input dictionary."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_excel(path, engine="openpyxl")
    return frame.rename(columns=lambda heading: str(heading).strip().lower().replace(" ", "_"))


def main(source: Path, target: Path) -> dict[str, float]:
    """Reads, scores row by row and writes; returns the seconds of each stage."""
    marks = [time.perf_counter()]
    frame = read(source)
    marks.append(time.perf_counter())
    result = pd.concat([frame, frame.apply(score, axis=1)], axis=1)
    marks.append(time.perf_counter())
    with pd.ExcelWriter(target, engine="openpyxl") as book:
        result.groupby("label").size().rename("processes").to_excel(book, sheet_name="Summary")
        candidates = result[result["label"].isin(["bpo_candidate", "kpo_candidate"])]
        candidates.head(SHEET_ROWS).to_excel(book, sheet_name="Candidates", index=False)
        result.head(SHEET_ROWS).to_excel(book, sheet_name="Processes", index=False)
        if len(result) <= ALL_ROWS:
            result.to_excel(book, sheet_name="All rows", index=False)
    result.to_csv(target.with_suffix(".csv"), index=False)
    marks.append(time.perf_counter())
    return dict(zip(("read", "score", "write"), (end - start for start, end in pairwise(marks)), strict=True))


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2])))
