"""Quotes of providers as sheets and files hold them."""

import datetime as dt

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, sheet

LIST = (["Process ID", "Process name", "FTE"], ["P1", "Pay invoices", 3.0], ["P2", "Run payroll", 2.0])
HEADS = [
    "Provider",
    "Scope (process IDs)",
    "Fee basis",
    "Rate (EUR)",
    "One-off",
    "Term in years",
    "Valid until",
]


def quotes_of(*rows, heads=HEADS, name="Quotes"):
    return interpret([file(sheet(*LIST), sheet(heads, *rows, name=name))])


def test_sheet_of_quotes_is_read_next_to_the_list():
    until = dt.datetime(2027, 3, 31)
    intake = quotes_of(["Northwind", "P1; Run payroll", "per FTE", 30_000.0, 5_000.0, 3.0, until])
    (quote,) = intake.quotes
    assert (quote.provider, quote.scope, quote.basis, quote.rate) == (
        "Northwind",
        ("P1", "Run payroll"),
        "per_fte",
        30_000.0,
    )
    assert (quote.one_off, quote.term_years, quote.currency) == (5_000.0, 3.0, "EUR")
    assert (quote.valid_until, quote.cell("scope")) == (until.date(), "B2")
    assert intake.typed["process_id"].tolist() == ["P1", "P2"]
    assert not intake.issues["sheet"].eq("Quotes").any()


def test_file_of_quotes_alone_is_no_list_that_could_not_be_read():
    alone = sheet(
        ["Offers of 2026", None, None, None, None],
        ["Anbieter", "Prozesse", "Preisbasis", "Preis", "Währung"],
        ["Northwind", "P1", "je Stunde", "22,50", "CHF"],
        name="Tabelle1",
    )
    intake = interpret([file(sheet(*LIST)), file(alone, name="offers.xlsx")])
    (quote,) = intake.quotes
    assert (quote.basis, quote.rate, quote.currency, quote.row) == ("per_hour", 22.5, "CHF", 3)
    assert [one.refused_code for one in intake.files] == [None, None]
    assert "1 quote was read." in intake.files[1].notes


def test_lines_that_cannot_be_used_are_told_with_their_cell():
    intake = quotes_of(
        ["Northwind", "P1", "per moon", 1.0, None, None, None],
        ["Northwind", "P1", "per year", "ask us", None, None, None],
        [None, "P1", "per year", 1.0, None, None, None],
        ["Northwind", None, "per year", 1.0, None, None, None],
        ["Northwind", "P1", "per year", 1.0, -5.0, None, None],
        ["Northwind", "P1", "per year", 1.0, None, "soon", None],
    )
    told = intake.issues[intake.issues["sheet"] == "Quotes"]
    assert intake.quotes == ()
    assert list(zip(told["code"], told["cell"], strict=True)) == [
        ("QUOTE_BASIS_UNKNOWN", "C2"),
        ("QUOTE_CELL_UNREADABLE", "D3"),
        ("QUOTE_CELL_MISSING", "A4"),
        ("QUOTE_CELL_MISSING", "B5"),
        ("QUOTE_CELL_UNREADABLE", "E6"),
        ("QUOTE_CELL_UNREADABLE", "F7"),
    ]
    assert not told["message"].str.contains("ask us|moon").any()


def test_quote_without_a_currency_is_told():
    heads = [head.replace(" (EUR)", "") for head in HEADS]
    intake = quotes_of(["Northwind", "P1", "per year", 1.0, None, None, None], heads=heads)
    assert intake.issues["code"].tolist().count("QUOTE_CELL_MISSING") == 1


def test_list_of_processes_with_a_price_of_its_provider_stays_a_list():
    heads = ["Process name", "Provider", "Pricing model", "Rate", "FTE", "Volume", "Owner", "Country"]
    intake = interpret(
        [file(sheet(heads, ["Pay invoices", "Northwind", "hourly", 20.0, 3.0, 100.0, "Ann", "DE"]))]
    )
    assert intake.quotes == ()
    assert intake.typed["process_name"].tolist() == ["Pay invoices"]


def test_whether_vat_is_in_the_price_is_read_from_either_heading():
    line = ["Northwind", "P1", "per year", 1.0, None, None, None]
    said = quotes_of([*line, "plus VAT"], [*line, "zzgl. MwSt"], [*line, None], heads=[*HEADS, "VAT"]).quotes
    assert [quote.vat for quote in said] == ["excluded", "excluded", ""]
    asked = quotes_of([*line, "yes"], [*line, False], heads=[*HEADS, "VAT included"]).quotes
    assert [quote.vat for quote in asked] == ["included", "excluded"]
    unclear = quotes_of([*line, "perhaps"], heads=[*HEADS, "VAT"])
    assert unclear.quotes == () and "QUOTE_CELL_UNREADABLE" in unclear.issues["code"].tolist()


def one_quote(heads, line, above=(), **facts):
    """Basis, rate, one-off cost, term and currency of the only quote of a sheet."""
    quotes = sheet(*above, heads, line, name="Quotes", **facts)
    (quote,) = interpret([file(sheet(*LIST), quotes)]).quotes
    return quote.basis, quote.rate, quote.one_off, quote.term_years, quote.currency


@pytest.mark.parametrize(
    ("rate", "one_off", "term"),
    [
        ("Fee (kEUR)", "One-off (kEUR)", "Term (months)"),
        ("Fee EUR k", "One-off EUR k", "Contract term in months"),
        ("Preis (T€)", "Einmalkosten TEUR", "Laufzeit (Monate)"),
    ],
)
def test_thousands_and_months_that_headings_say_count(rate, one_off, term):
    heads = ["Provider", "Process", "Fee basis", rate, one_off, term]
    line = ["Northwind", "P1", "per year", 420.0, 40.0, 36.0]
    assert one_quote(heads, line) == ("per_year", 420_000.0, 40_000.0, 3.0, "EUR")


def test_thousands_that_a_note_or_the_format_of_the_cells_says_count():
    heads = ["Provider", "Process", "Fee basis", "Fee", "One-off"]
    line = ["Northwind", "P1", "per year", 420.0, 40.0]
    note = [["Quotes received, all amounts in EUR thousand", *[None] * 4]]
    assert one_quote(heads, line, above=note)[1:] == (420_000.0, 40_000.0, None, "EUR")
    formats = tuple((letter, '#,##0 "k€"', ((2, 2),)) for letter in "DE")
    assert one_quote(heads, line, telling_formats=formats)[1:] == (420_000.0, 40_000.0, None, "EUR")


@pytest.mark.parametrize(
    ("rate", "basis", "counted"),
    [
        ("Fee (EUR)", "per month", ("per_year", 12_000.0)),
        ("Monthly fee (EUR)", "fixed", ("per_year", 12_000.0)),
        ("Fee (EUR)", "lump sum p.a.", ("per_year", 1_000.0)),
        ("Fee (EUR)", "per FTE per month", ("per_fte", 12_000.0)),
        ("Fee per month (EUR)", "per FTE", ("per_fte", 12_000.0)),
        ("Fee (EUR)", "per 1,000 items", ("per_item", 1.0)),
        ("Fee (EUR)", "per invoice", ("per_item", 1_000.0)),
        ("Unit price (EUR)", "transaction", ("per_item", 1_000.0)),
        ("Fee (EUR)", "hourly", ("per_hour", 1_000.0)),
        ("Hourly rate (EUR)", "time and material", ("per_hour", 1_000.0)),
        ("Price per 1,000 items (EUR)", "per item", ("per_item", 1.0)),
        ("Fee (EUR/hour)", None, ("per_hour", 1_000.0)),
    ],
)
def test_fee_bases_of_parts_of_a_year_and_of_several_items_are_brought_to_one(rate, basis, counted):
    heads = ["Provider", "Process", "Fee basis", rate][: None if basis else 4]
    intake = quotes_of(["Northwind", "P1", basis, 1_000.0], heads=heads)
    (quote,) = intake.quotes
    assert (quote.basis, quote.rate) == counted
    # What was multiplied is told.
    assert ("QUOTE_RATE_CONVERTED" in intake.issues["code"].tolist()) == (quote.rate != 1_000.0)


@pytest.mark.parametrize(
    ("line", "cell", "code"),
    [
        (["per day", 900.0, None, None, None], "C2", "QUOTE_BASIS_UNKNOWN"),
        (["per month plus 2 per invoice", 900.0, None, None, None], "C2", "QUOTE_BASIS_UNKNOWN"),
        (["per year", "$450,000", None, None, "EUR"], "D2", "QUOTE_IN_TWO_CURRENCIES"),
        (["per year", 450_000.0, "€40,000", None, "USD"], "E2", "QUOTE_IN_TWO_CURRENCIES"),
        (["per year", "35,000 per month", None, None, "EUR"], "D2", "QUOTE_CELL_UNREADABLE"),
        (["per year", 450_000.0, None, 36.0, "EUR"], "F2", "QUOTE_CELL_UNREADABLE"),
    ],
)
def test_what_could_be_misread_is_told_and_not_used(line, cell, code):
    heads = ["Provider", "Process", "Fee basis", "Fee", "One-off", "Term", "Currency"]
    intake = quotes_of(["Northwind", "P1", *line], heads=heads)
    assert intake.quotes == () and codes(intake)[code] == [cell]


@pytest.mark.parametrize("rate", ["Monthly fee (EUR)", "Hourly rate (EUR)", "Fee per 1,000 items (EUR)"])
def test_a_basis_of_the_heading_that_the_cell_denies_is_told(rate):
    heads = ["Provider", "Process", "Fee basis", rate]
    intake = quotes_of(["Northwind", "P1", "per year", 900.0], heads=heads)
    assert intake.quotes == () and codes(intake)["QUOTE_BASIS_UNKNOWN"] == ["C2"]
