"""Speed and memory of the method on generated rows: ``python -m tests.benchmarks.method_speed [rows] [share
of cells filled]``.
"""

from __future__ import annotations

import cProfile
import datetime as dt
import pstats
import resource
import sys
import time

import numpy as np
import pandas as pd

from schemas.columns import DTYPES, columns
from schemas.rules import load_rulebook
from tasks.method import assess, rank

AS_OF = dt.date(2026, 1, 1)
PARTS = (
    "judge",
    "judge_certainty",
    "find_flips",
    "add",
    "next_questions",
    "stability",
    "weight_flips",
    "why",
    "what_would_change",
    "sensitivity",
    "service_line_places",
    "joined",
    "frame",
    "rank",
    "assess",
)


def generated(rows: int, filled: float, seed: int = 1) -> pd.DataFrame:
    """A typed frame of random rows with every column of the dictionary."""
    rng = np.random.default_rng(seed)
    data: dict[str, pd.Series] = {}
    for name, column in columns().items():
        blank = rng.random(rows) >= filled
        if column.type in ("category", "list", "country") and column.values:
            data[name] = pd.Series(rng.choice(np.array(column.values, dtype=object), rows), dtype="str").mask(
                blank
            )
        elif column.type in ("level", "share", "number", "money"):
            low, high = column.minimum or 0.0, column.maximum or 10000.0
            values = (
                rng.integers(1, 6, rows)
                if column.type == "level"
                else low + rng.random(rows) ** 3 * (high - low)
            )
            data[name] = pd.Series(values, dtype="float64").mask(blank)
        elif column.type == "yes_no":
            data[name] = pd.Series(rng.random(rows) < 0.3, dtype="boolean").mask(blank)
        elif column.type == "date":
            data[name] = (
                pd.Series(np.datetime64("2025-06-01") - rng.integers(0, 900, rows).astype("timedelta64[D]"))
                .mask(blank)
                .astype(DTYPES["date"])
            )
    data["process_name"] = pd.Series(np.char.add("process ", np.arange(rows).astype(str)), dtype="str")
    data["currency"] = pd.Series(rng.choice(["EUR", "USD", "GBP"], rows), dtype="str")
    return pd.DataFrame(data)


def measure(rows: int, filled: float) -> None:
    """Assesses and ranks generated rows and prints rows per second by part, and peak memory."""
    rulebook = load_rulebook()
    typed = generated(rows, filled)
    texts = pd.DataFrame(
        {
            "text_drive": np.random.default_rng(2).uniform(-1, 1, rows),
            "service_id": None,
            "service_label": None,
        },
        index=typed.index,
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    profile = cProfile.Profile()
    start = time.perf_counter()
    profile.enable()
    assessment = assess(typed, texts, rulebook, AS_OF)
    risk = pd.DataFrame({"highest_severity": "medium"}, index=typed.index)
    value = pd.DataFrame(
        {
            "labour_base": typed["labour_cost"],
            "saving_mid": typed["labour_cost"] * 0.2,
            "saving_high": typed["labour_cost"] * 0.3,
        },
        index=typed.index,
    )
    rank(typed, assessment.rows, risk, value, rulebook)
    profile.disable()
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{rows:,} rows, {filled:.0%} filled: {took:.1f} s, {rows / took:,.0f} rows/s, "
        f"{sum(map(len, assessment.contributions)):,} contributions, peak {peak:,.0f} MB (inputs {before:,.0f} MB)"
    )
    stats = pstats.Stats(profile).stats
    for part in PARTS:
        spent = sum(
            entry[3]
            for (file, _, name), entry in stats.items()
            if name == part and "tasks/method" in file.replace("\\", "/")
        )
        print(f"  {part:22s} {spent:7.2f} s  {rows / max(spent, 1e-9):12,.0f} rows/s")


if __name__ == "__main__":
    measure(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, float(sys.argv[2]) if len(sys.argv) > 2 else 0.6
    )
