"""From the label to what is shown beside it: override, tier, first move, service line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import typed_column
from schemas.results import FIRST_MOVES, RECOMMENDATIONS, SERVICE_LINES, TIERS
from tasks.method.certainty import EVIDENCE, evidence_kind
from tasks.rules.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tasks.method.judge import Judged, Method
    from tasks.rules.facts import Facts


def overridden(method: Method, judged: Judged, typed: pd.DataFrame, as_of: dt.date) -> np.ndarray:
    """Labels with valid overrides in force: a long enough reason, an approver, not expired, and never against
    a legal bar.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        typed: the same rows, for the columns of an override.
        as_of: the day on which an override must not have expired.

    Returns:
        Place in RECOMMENDATIONS, one entry a row.
    """
    import pandas as pd

    wanted = pd.Categorical(typed_column(typed, "override_recommendation"), categories=RECOMMENDATIONS).codes
    reason = typed_column(typed, "override_reason").str.strip().str.len().to_numpy(dtype=float, na_value=0)
    approver = (
        typed_column(typed, "override_approver").str.strip().str.len().to_numpy(dtype=float, na_value=0)
    )
    in_force = (typed_column(typed, "override_expires") >= pd.Timestamp(as_of)).to_numpy(dtype=bool)
    # By the decision line, not by the column: the bar counts where it decided.
    barred = np.array([rule.is_legal_bar for rule in method.decisions])[judged.decision]
    long_enough = reason >= method.constants["override_reason_length"].value
    return np.where(
        (wanted >= 0) & long_enough & (approver > 0) & in_force & ~barred, wanted, judged.label
    ).astype("int8")


def add_outcome_facts(method: Method, judged: Judged) -> None:
    """Adds balanced_line and text_alone, which follow from the decision, before tiers and first moves ask for them.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged; both are added to their facts.
    """
    judged.facts.add_number("balanced_line", (_kinds(method, judged) == "hybrid").astype("float64"))
    by_text_alone = evidence_kind(method, judged) == EVIDENCE.index("text")
    judged.facts.add_number("text_alone", by_text_alone.astype("float64"))


def _kinds(method: Method, judged: Judged) -> np.ndarray:
    """The tier that the decision line of each row names."""
    return np.array([rule.tier for rule in method.decisions])[judged.decision]


def tier_rules(method: Method, judged: Judged, label: np.ndarray) -> np.ndarray:
    """Place in the section tiers of the rule that gives each row its tier, -1 for rows without one.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged, with the facts that ``add_outcome_facts`` adds.
        label: places in RECOMMENDATIONS after overrides, one for each row.

    Returns:
        int16, one entry for each row.
    """
    rules = list(method.rulebook.section("tiers").values())
    picked = np.full(len(label), -1, dtype="int16")
    # From the last rule to the first, so that of those that hold the first in the file stays.
    for position in range(len(rules) - 1, -1, -1):
        applies = (label == RECOMMENDATIONS.index(rules[position].label)) & holds(
            rules[position].when, judged.facts
        )
        np.putmask(picked, applies, position)
    # Some decision lines name the tier themselves; it counts whatever the rules of tiers say.
    advanced = next(position for position, rule in enumerate(rules) if rule.tier == "bpo_advanced")
    forced = (_kinds(method, judged) == "bpo_advanced") & (label == RECOMMENDATIONS.index("bpo_candidate"))
    return np.where(forced, advanced, picked)


def first_move_rules(method: Method, judged: Judged, label: np.ndarray) -> np.ndarray:
    """Place in the section first_moves of the rule that gives each row its first move.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged, with the facts that ``add_outcome_facts`` adds.
        label: places in RECOMMENDATIONS after overrides, one for each row.

    Returns:
        int16, one entry for each row; -1 where no rule holds.
    """
    rules = list(method.rulebook.section("first_moves").values())
    picked = np.full(len(label), -1, dtype="int16")
    # From the last rule to the first, as for tiers.
    for position in range(len(rules) - 1, -1, -1):
        allowed = [RECOMMENDATIONS.index(name) for name in rules[position].labels]
        np.putmask(picked, np.isin(label, allowed) & holds(rules[position].when, judged.facts), position)
    return picked


def tier_places(method: Method, rules: np.ndarray) -> np.ndarray:
    """Places in TIERS, -1 for none.

    Args:
        method: the compiled rulebook.
        rules: places in the section tiers, as ``tier_rules`` gives them; -1 finds the -1 at the end.

    Returns:
        One place for each row.
    """
    return np.array([TIERS.index(rule.tier) for rule in method.rulebook.section("tiers").values()] + [-1])[
        rules
    ]


def first_move_places(method: Method, rules: np.ndarray) -> np.ndarray:
    """Places in FIRST_MOVES.

    Args:
        method: the compiled rulebook.
        rules: places in the section first_moves, as ``first_move_rules`` gives them.

    Returns:
        One place for each row.
    """
    return np.array(
        [FIRST_MOVES.index(rule.first_move) for rule in method.rulebook.section("first_moves").values()]
    )[rules]


def front_or_back_office(method: Method, facts: Facts, lines: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Front office where the work meets customers, else what the service line says; None where neither says it,
    and for what is no process (S1-04, S1-05, S1-06).

    Args:
        method: the compiled rulebook.
        facts: of the rows; customer_contact is read.
        lines: their places in SERVICE_LINES, -1 for none.
        label: their places in RECOMMENDATIONS.

    Returns:
        front_office, back_office or None, one for each row (objects).
    """
    offices = {rule.service_line: rule.office for rule in method.rulebook.section("service_lines").values()}
    # A row without a service line has the place -1, which finds the None at the end.
    by_line = np.array([*(offices.get(line) for line in SERVICE_LINES), None], dtype=object)[lines]
    meets = facts.is_one_of("customer_contact", ("direct",))
    hidden = facts.is_one_of("customer_contact", ("none", "internal"))
    office = np.select([meets, hidden], ["front_office", "back_office"], by_line)
    office = office.astype(object)
    office[label == RECOMMENDATIONS.index("not_in_scope")] = None
    return office


def service_line_places(method: Method, facts: Facts) -> np.ndarray:
    """Places in SERVICE_LINES, -1 where nothing says it: function area, else text (the department's name is
    part of it), else direct customer contact.

    Args:
        method: the compiled rulebook.
        facts: of the rows; function_area, text_service_line and customer_contact are read.

    Returns:
        One place for each row.
    """
    rules = list(method.rulebook.section("service_lines").values())
    by_area = {area: rule.service_line for rule in rules for area in rule.areas}
    by_weak_area = {area: rule.service_line for rule in rules for area in rule.weak_areas}
    sources: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("function_area", by_area),
        ("text_service_line", {line: line for line in SERVICE_LINES}),
        ("function_area", by_weak_area),
        ("customer_contact", {"direct": "front_office"}),
    )
    places = {line: place for place, line in enumerate(SERVICE_LINES)}
    line_codes = np.full(facts.size, -1, dtype="int8")
    # The strongest source comes last, so that it is the one that stays. An area that is weak, such as
    # operations, gives way to what the text says.
    for name, line_of in reversed(sources):
        codes = facts.look_up(name, lambda text, of=line_of: places.get(of.get(text, ""), -1), "int8", -1)
        line_codes = np.where(codes >= 0, codes, line_codes)
    return line_codes
