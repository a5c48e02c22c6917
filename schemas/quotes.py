"""Quotes of providers: how one is written in a list, and the columns of quotes.csv."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# Headings of a table of quotes.
QUOTE_FIELDS = (
    "provider",
    "basis",
    "rate",
    "bundle",
    "scope",
    "one_off",
    "term",
    "currency",
    "valid_until",
    "vat",
    "vat_included",
)
# What a quote leaves open. The model fills the first three; the comparison says so.
QUOTE_GAPS = (
    "one_off",
    "term",
    "vat",  # not said whether the price holds it, and the rows may lose it: the price is taken to be without it
    "vat_in_price",  # it holds VAT that the rows would get back, so it looks dearer than it is
    "scope",  # its processes are a part of a bundle
)
QUOTE_COLUMNS = (
    "provider",
    "bundle",
    "process_ids",  # separated by "; "
    "process_count",
    "bundle_count",  # with the other processes of the bundles that it touches
    "fee_basis",
    "rate",
    "currency",
    "term_years",
    "one_off",  # missing where the quote does not give it
    "vat",  # included | excluded; missing where the quote does not say
    "valid_until",
    "fee_quoted",  # a year at first-year prices
    "one_off_counted",  # the one of the quote, else the modelled transition of the same rows
    "term_counted",  # years: the one of the quote, else the longest contract of its rows
    "cost_quoted",  # a year, with the one-off cost counted, spread over the term counted
    "fee_low",  # 10th, 50th and 90th percentile of the modelled fee of the same rows together
    "fee_mid",
    "fee_high",
    "fee_to_break_even",  # at which the net present value of the rows is zero in the middle case
    "use",
    "gaps",  # of QUOTE_GAPS, separated by "; "; empty where the quote is complete
    "source_file",
    "source_sheet",
    "source_row",
)


@dataclass(frozen=True)
class Quote:
    """One readable line of a table of quotes. ``scope`` are ids or names of processes, ``bundle`` an id or name of a
    bundle or process; one of the two is given. ``rate`` and ``one_off`` are in units of ``currency``; missing parts
    are None.
    ``vat`` says whether the price holds VAT (included, excluded; empty where it does not say).
    ``cells`` names the cell of each field of QUOTE_FIELDS that has a column.
    """

    file: str
    sheet: str
    row: int
    provider: str
    basis: str
    rate: float
    currency: str
    bundle: str = ""
    scope: tuple[str, ...] = ()
    one_off: float | None = None
    term_years: float | None = None
    valid_until: dt.date | None = None
    vat: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    def cell(self, field: str) -> str:
        """Address of the cell of a field; of the provider's where the table has no such column."""
        cells = dict(self.cells)
        return cells.get(field) or cells.get("provider", "")
