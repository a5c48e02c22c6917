"""Countries: who exports personal data to where, which neighbour may receive them, and how far a provider
sits.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.rule_models.risk import AdequacyRule
    from schemas.rules import Rulebook
    from tasks.rules.facts import RowFacts

STATES = ("no_transfer", "covered", "conditional", "uncovered")
NO_TRANSFER, COVERED, CONDITIONAL, UNCOVERED = range(4)


def neighbours(rulebook: Rulebook) -> dict[str, set[str]]:
    """Neighbouring countries by country, both ways (rules NEIGHBOURS-LAND and NEIGHBOURS-SEA)."""
    pairs = [
        (country, other)
        for rule in rulebook.section("neighbours").values()
        for country, others in rule.neighbours.items()
        for other in others.split()
    ]
    by_country: dict[str, set[str]] = {}
    for country, other in pairs:
        # The file has each pair once or twice.
        by_country.setdefault(country, set()).add(other)
        by_country.setdefault(other, set()).add(country)
    return by_country


def add_transfer_facts(facts: RowFacts, rulebook: Rulebook, as_of: dt.date) -> None:
    """Adds transfer_eu, transfer_uk, transfer_ch, adequate_neighbour and is_cross_border (needs
    personal_data), and those on residency.

    Args:
        facts: country, provider_country, personal_data and the columns on residency; the facts are added here.
        rulebook: sections adequacy, neighbours and regions.
        as_of: the day on which a decision on adequacy must not have ended.
    """
    rules = rulebook.section("adequacy").values()
    # Worked out once for both the states and the neighbours.
    exports = {rule.regime: _exporters(facts, rule) for rule in rules}
    for rule in rules:
        facts.add_text(f"transfer_{rule.regime}", _state(facts, rule, exports[rule.regime], as_of), STATES)
    facts.add_number("adequate_neighbour", _adequate_neighbour(facts, rules, exports, neighbours(rulebook)))
    facts.add_number("is_cross_border", differs(facts, "provider_country", "country"))
    # After is_cross_border, which it asks for.
    _add_residency(facts, rulebook)


def _add_residency(facts: RowFacts, rulebook: Rulebook) -> None:
    """Adds outside_residency and residency_neighbour; a region without a name (value "region") tells neither,
    unless the provider is at home.
    """
    borders = neighbours(rulebook)
    is_abroad = facts.numbers("is_cross_border")
    outside = np.where(facts.is_one_of("residency_restriction", ("country",)), is_abroad, np.nan)
    # In a region without a name a provider at home is inside; one abroad may be either.
    outside = np.where(facts.is_one_of("residency_restriction", ("region",)) & (is_abroad == 0), 0.0, outside)
    # Only a region that is named can be out of reach.
    near = np.where(facts.is_filled("residency_restriction"), 1.0, np.nan)
    for name, rule in rulebook.section("regions").items():
        held, region = facts.is_one_of("residency_restriction", (name,)), set(rule.countries)
        there = facts.look_up(
            "provider_country",
            lambda country: float(country not in region),  # noqa: B023
            "float64",
            np.nan,
        )
        beside = facts.look_up("country", partial(_borders_one_of, borders, region), "float64", np.nan)
        outside, near = np.where(held, there, outside), np.where(held, beside, near)
    facts.add_number(
        "outside_residency", np.where(facts.is_one_of("residency_restriction", ("none",)), 0.0, outside)
    )
    facts.add_number("residency_neighbour", near)


def _exporters(facts: RowFacts, rule: AdequacyRule) -> np.ndarray:
    """1 where the regime binds the exporter, 0 where not, NaN where nothing tells.

    Without a country only the Union's regime is left open, so that one gap is not counted three times.
    """
    binds = facts.look_up("country", lambda country: float(country in rule.exporters), "float64", np.nan)
    if rule.regime != "eu":
        return np.nan_to_num(binds)
    # The GDPR binds by people too: data of people in the EEA settle it whatever the country; without a
    # country what is said of them decides.
    eea = facts.numbers("data_subjects_eea")
    return np.where(eea == 1, 1.0, np.where(np.isnan(binds), eea, binds))


def _state(facts: RowFacts, rule: AdequacyRule, exports: np.ndarray, as_of: dt.date) -> np.ndarray:
    def of_destination(country: str) -> int:
        if country in rule.conditional:
            return CONDITIONAL
        has_ended = country in rule.ends and rule.ends[country] < as_of
        return COVERED if country in rule.adequate and not has_ended else UNCOVERED

    personal = facts.numbers("personal_data")
    state = facts.look_up("provider_country", of_destination, "int64", -1)
    # A mechanism such as standard clauses covers any destination, also one that is not given.
    state = np.where(facts.is_filled("transfer_mechanism"), COVERED, state)
    # Order matters: unknown is put over what the destination says, and no transfer over both.
    state = np.where(np.isnan(personal) | np.isnan(exports), -1, state)
    return np.where((personal == 0) | (exports == 0), NO_TRANSFER, state)


def _adequate_neighbour(
    facts: RowFacts,
    rules: Iterable[AdequacyRule],
    exports: dict[str, np.ndarray],
    borders: dict[str, set[str]],
) -> np.ndarray:
    """1 where every regime that binds the exporter has an adequate neighbouring country, 0 where one has
    none; else NaN.
    """
    near = np.full(facts.size, np.nan)
    for rule in rules:
        has_one = facts.look_up(
            "country", partial(_borders_one_of, borders, set(rule.adequate)), "float64", np.nan
        )
        here = np.where(exports[rule.regime] == 1, has_one, np.nan)
        # One regime without an adequate neighbour makes it 0; regimes that do not bind the row are NaN, which
        # fmin passes over.
        near = np.fmin(near, here)
    return near


def _borders_one_of(borders: dict[str, set[str]], places: set[str], country: str) -> float:
    return float(not borders.get(country, set()).isdisjoint(places))


def differs(facts: RowFacts, one: str, other: str) -> np.ndarray:
    """1 where two text columns differ, 0 where they agree, NaN where one is blank.

    Args:
        facts: of the rows.
        one: a column of texts.
        other: another one; the two may have different lists of values.

    Returns:
        Floats, one for each row.
    """
    # Codes of the two columns cannot be compared, so their values get common ones.
    names = {
        value: code
        for code, value in enumerate(dict.fromkeys([*facts.texts(one)[1], *facts.texts(other)[1]]))
    }
    left, right = (facts.look_up(column, names.__getitem__, "int64", -1) for column in (one, other))
    return np.where((left >= 0) & (right >= 0), (left != right).astype("float64"), np.nan)


def provider_steps(facts: RowFacts, rulebook: Rulebook) -> np.ndarray:
    """How far the provider sits: 0 in the same country, 1 in a neighbouring one, 2 farther; NaN where a
    country is blank (S4-03).

    Args:
        facts: country and provider_country.
        rulebook: section neighbours.

    Returns:
        One number for each row.
    """
    borders = neighbours(rulebook)
    homes, places = facts.texts("country"), facts.texts("provider_country")
    # A table of distinct countries by distinct countries; its last row and column are those of a blank (code
    # -1).
    steps = np.full((len(homes[1]) + 1, len(places[1]) + 1), np.nan)
    for row, home in enumerate(homes[1]):
        for column, provider_country in enumerate(places[1]):
            if home == provider_country:
                steps[row, column] = 0
            else:
                steps[row, column] = 1 if provider_country in borders.get(home, set()) else 2
    return steps[homes[0], places[0]]
