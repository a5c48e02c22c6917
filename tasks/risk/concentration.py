"""Concentration of spend over providers and over their countries (Herfindahl-Hirschman index)."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """The index (0 to 1) and the largest share, over the sums of spend by group.

    Args:
        spend: money of one currency, by contract.
        groups: provider or country of each.

    Returns:
        Both from 0 to 1.
    """
    shares = spend.groupby(groups).sum() / spend.sum()
    return float((shares**2).sum()), float(shares.max())


def contracts_of(facts: RowFacts) -> pd.DataFrame:
    """Rows with a spend and a partner: spend, currency, provider and provider_country (missing where
    blank), source_table and source_row.

    Spend is contract_value, else outsourced_cost.
    """
    # The value of the contract where it is given, else what is paid for outsourced work.
    spend = facts.series("contract_value").fillna(facts.series("outsourced_cost"))
    partners = {
        column: facts.series(column).where(facts.is_filled(column)).astype(str)
        for column in BY_COLUMN.values()
    }
    frame = pd.DataFrame({"spend": spend, "currency": facts.series("currency").astype("str"), **partners})
    # Where the rows came from, for the addresses of evidence.
    frame = frame.assign(**{name: facts.typed[name] for name in ("source_table", "source_row")})
    return frame[
        (spend > 0).to_numpy() & frame[list(BY_COLUMN.values())].notna().any(axis="columns").to_numpy()
    ]


def concentration(
    spent: pd.DataFrame, tables: dict[int, TableRead], rulebook: Rulebook
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Lines on the portfolio where spend is concentrated, and codes that could not be judged.

    Where contracts are in several currencies, those in the commonest one count, and the sentence says how many do
    not.

    Args:
        spent: as ``contracts_of`` gives it, of all rows.
        tables: tables by table_id.
        rulebook: sections risk_numbers and flags.

    Returns:
        Portfolio lines (see ``portfolio_line``), and records of code, row_count and reason.
    """
    numbers, flags = rulebook.section("risk_numbers"), rulebook.section("flags")
    fewest = int(numbers["RISK-HHI-CONTRACTS"].value)
    lines: list[dict[str, object]] = []
    gaps: list[dict[str, object]] = []
    for code, column in BY_COLUMN.items():
        of_any_currency = spent[spent[column].notna()]
        contracts = _of_one_currency(of_any_currency)
        left_out = len(of_any_currency) - len(contracts)
        others = message("says.flag.other_currencies", count=left_out) if left_out else None
        if len(contracts) < fewest:
            gaps.append(
                {
                    "code": code,
                    "row_count": len(contracts),
                    "reason": sentences(
                        message("says.gap.contracts", count=fewest, column=Message(f"column.{column}")),
                        others,
                    ).packed(),
                }
            )
            continue
        index, largest = herfindahl(contracts["spend"], contracts[column])
        if index > numbers["RISK-HHI-MODERATE"].value:
            severity = "high" if index > numbers["RISK-HHI-HIGH"].value else flags[code].severity["default"]
            spread = message("says.flag.index", index=index, count=len(contracts), share=largest)
            sentence = sentences(of_rule(flags[code], "message"), spread, others)
            lines.append(portfolio_line(flags[code], severity, sentence, _largest(contracts, tables, column)))
    return lines, gaps


def _of_one_currency(contracts: pd.DataFrame) -> pd.DataFrame:
    """The contracts in the commonest currency: money of several cannot be added up. A blank counts as a currency of
    its own; where it is as common as a real one, the real one goes first.
    """
    currency = contracts["currency"].fillna("")
    commonest = currency.mode()
    real = commonest[commonest.ne("")]
    return contracts[currency.isin((commonest if real.empty else real).head(1))]


def _largest(contracts: pd.DataFrame, tables: dict[int, TableRead], column: str) -> str:
    """Cells of the largest partner, the first few, and how many more there are."""
    groups = contracts[column]
    largest = contracts["spend"].groupby(groups).sum().idxmax()
    rows = contracts[(groups == largest).to_numpy()]
    cells = cell_addresses(rows.head(5), tables, column)
    return f"{column} {', '.join(cells)}" + (f" (+{len(rows) - 5})" if len(rows) > 5 else "")
