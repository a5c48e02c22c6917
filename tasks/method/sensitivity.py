"""Sensitivity by high-water mark, with the fact that demands it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import coded, typed_column
from schemas.results import SENSITIVITIES
from tasks.method.facts import text_column

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rule_models.method import SensitivityFact
    from schemas.rules import Rulebook

COLUMNS = ("data_types", "data_classification", "data_subject_categories")


def ranked_rules(rulebook: Rulebook) -> list[SensitivityFact]:
    """Rules from the most demanding down; within a level in the order of the rulebook."""
    rules: list[SensitivityFact] = list(rulebook.section("sensitivity").values())
    return sorted(rules, key=lambda rule: -SENSITIVITIES.index(rule.level))


def _strongest(series: pd.Series, column: str, rules: list[SensitivityFact]) -> np.ndarray:
    """Place of the most demanding rule that a column's values meet; len(rules) for none. Equal cells are read
    once.
    """
    import pandas as pd

    codes, uniques = pd.factorize(series)
    # Backwards, so that of two rules for one value the more demanding one stays.
    places = {
        rule.value: position for position, rule in reversed(list(enumerate(rules))) if rule.column == column
    }
    # A cell can hold several values, divided by ";": the most demanding one counts (high-water mark).
    of_unique = [
        min((places[part] for part in str(text).split(";") if part in places), default=len(rules))
        for text in uniques
    ]
    # A blank has the code -1, which finds the "none" at the end.
    return np.array([*of_unique, len(rules)])[codes]


def sensitivity(typed: pd.DataFrame, texts: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """Sensitivity of each row's data.

    Args:
        typed: data_types, data_classification and data_subject_categories where there are.
        texts: text_data_types, used only where no column says anything.
        rulebook: section sensitivity.

    Returns:
        Rows kept; sensitivity, sensitivity_fact ("data_types: health") and sensitivity_source (columns, text
            or missing),
        as categoricals. No fact at all is not_assessed, which is not low.
    """
    import pandas as pd

    rules = ranked_rules(rulebook)
    from_columns = np.minimum.reduce(
        [_strongest(typed_column(typed, column), column, rules) for column in COLUMNS]
    )
    from_text = _strongest(text_column(texts, "text_data_types"), "data_types", rules)
    nothing = len(rules)
    # The text is asked only where no column shows anything, whatever it would demand.
    strongest = np.where(from_columns < nothing, from_columns, from_text)
    levels = [*(rule.level for rule in rules), "not_assessed"]
    level_codes = np.array([SENSITIVITIES.index(level) for level in levels], dtype="int8")[strongest]
    facts = [f"{rule.column}: {rule.value}" for rule in rules]
    source = np.select([from_columns < nothing, from_text < nothing], [0, 1], -1)
    return pd.DataFrame(
        {
            "sensitivity": coded(level_codes, SENSITIVITIES),
            "sensitivity_fact": coded(np.where(strongest < nothing, strongest, -1), facts),
            "sensitivity_source": coded(source, ("columns", "text")),
        },
        index=typed.index,
    )
