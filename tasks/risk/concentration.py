"""Concentration of spend over providers and over their countries (Herfindahl-Hirschman index)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.messages.message import Message, message, of_rule, sentences
from tasks.excel import cell_addresses
from tasks.risk.writing import portfolio_line

if TYPE_CHECKING:
    from schemas.records import TableRead
    from schemas.rules import Rulebook
    from tasks.rules.facts import RowFacts

BY_COLUMN = {"CONCENTRATION-PROVIDER": "provider", "CONCENTRATION-COUNTRY": "provider_country"}


def herfindahl(spend: pd.Series, groups: pd.Series) -> tuple[float, float]:
    """The index (0 to 1) and the largest share, over the sums of spend by group."""
    shares = spend.groupby(groups.to_numpy()).sum() / spend.sum()
    return float((shares**2).sum()), float(shares.max())


def concentration(
    facts: RowFacts, tables: dict[int, TableRead], rulebook: Rulebook
) -> tuple[list[dict], list[dict]]:
    """Lines on the portfolio where spend is concentrated, and codes that could not be judged.

    Spend is contract_value, else outsourced_cost; where contracts are in several currencies, those in the
    commonest one count.

    Returns:
        Portfolio lines (see ``portfolio_line``), and records of code, row_count and reason.
    """
    numbers, flags = rulebook.section("risk_numbers"), rulebook.section("flags")
    fewest = int(numbers["RISK-HHI-CONTRACTS"].value)
    spend = facts.series("contract_value").fillna(facts.series("outsourced_cost"))
    lines, gaps = [], []
    for code, column in BY_COLUMN.items():
        contracts = spend.index[(spend > 0).to_numpy() & facts.is_filled(column)]
        currency = facts.series("currency").loc[contracts].fillna("")
        contracts = (
            contracts[(currency == currency.mode().iloc[0]).to_numpy()] if len(contracts) else contracts
        )
        if len(contracts) < fewest:
            gaps.append(
                {
                    "code": code,
                    "row_count": len(contracts),
                    "reason": message(
                        "says.gap.contracts", count=fewest, column=Message(f"column.{column}")
                    ).packed(),
                }
            )
            continue
        groups = facts.series(column).loc[contracts]
        index, largest = herfindahl(spend.loc[contracts], groups)
        if index > numbers["RISK-HHI-MODERATE"].value:
            severity = "high" if index > numbers["RISK-HHI-HIGH"].value else flags[code].severity["default"]
            spread = message("says.flag.index", index=index, count=len(contracts), share=largest)
            said = sentences(of_rule(flags[code], "message"), spread)
            lines.append(
                portfolio_line(
                    flags[code], severity, said, _largest(facts, tables, spend, contracts, groups, column)
                )
            )
    return lines, gaps


def _largest(
    facts: RowFacts,
    tables: dict[int, TableRead],
    spend: pd.Series,
    contracts: pd.Index,
    groups: pd.Series,
    column: str,
) -> str:
    """Cells of the largest partner, the first few, and how many more there are."""
    largest = spend.loc[contracts].groupby(groups.to_numpy()).sum().idxmax()
    rows = facts.typed.loc[contracts[np.asarray(groups == largest)]]
    cells = cell_addresses(rows.head(5), tables, column)
    return f"{column} {', '.join(cells)}" + (f" (+{len(rows) - 5})" if len(rows) > 5 else "")
