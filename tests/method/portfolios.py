"""Random portfolios: rows with random values and random blanks in every column that the method reads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas.columns import DTYPES, columns
from schemas.rules import load_rulebook
from tasks.method.judge import Method

METHOD = Method(load_rulebook())


def read_by_rules() -> set[str]:
    """Columns and facts that a rule of the method reads."""
    section = METHOD.rulebook.section
    whens = [
        rule.when
        for name in ("tiers", "first_moves", "decisions", "knowledge")
        for rule in section(name).values()
    ]
    names = {name for when in whens if when for name in when.columns()}
    names |= {rule.column for name in ("criteria", "gates", "questions") for rule in section(name).values()}
    return names | {column for slot in METHOD.slots for column in slot.columns}


READ = sorted(
    (read_by_rules() | {"labour_cost", "handling_minutes", "cost_basis"}) & set(columns()) - {"process_name"}
)


def random_rows(rows: int, seed: int, filled: float = 0.6) -> pd.DataFrame:
    """A typed frame of random rows; about ``filled`` of the cells hold a value."""
    rng = np.random.default_rng(seed)
    data = {"process_name": pd.Series([f"process {number}" for number in range(rows)], dtype="str")}
    for name in READ:
        column = columns()[name]
        values = random_values(name, rows, rng)
        data[name] = pd.Series(values, dtype=DTYPES[column.type]).mask(rng.random(rows) >= filled)
    return pd.DataFrame(data)


def random_values(name: str, rows: int, rng: np.random.Generator) -> list:
    """Random values of a column, on steps that people use."""
    column = columns()[name]
    if column.values:
        return list(rng.choice(np.array(column.values, dtype=object), rows))
    if column.type == "yes_no":
        return list(rng.random(rows) < 0.4)
    if column.type == "level":
        return list(rng.integers(1, 6, rows).astype("float64"))
    if column.type == "share":
        return list(rng.integers(0, 21, rows) / 20)
    return list(np.round(10 ** rng.uniform(0, 5, rows), 2))


def random_texts(rows: int, seed: int) -> list[dict]:
    """Random findings of the text reader, some rows without any."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(rows):
        if rng.random() < 0.3:
            found.append({})
            continue
        label = rng.choice(["BPO", "KPO", "KEEP", ""])
        found.append(
            {
                "text_drive": float(rng.uniform(-1, 1)),
                "text_complexity": float(rng.uniform(0, 1)),
                "service_label": label or None,
                "service_id": "E001" if label else None,
                "is_hands_on": bool(rng.random() < 0.1),
                "is_composite": bool(rng.random() < 0.05),
            }
        )
    return found
