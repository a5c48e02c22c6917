"""Writes what_if.xlsx: assumptions, candidates with switches, bundles and portfolio; every figure a formula with the
value that the program worked out stored next to it.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from schemas.messages import catalogue
from schemas.portfolio_names import shown_name
from schemas.results import screened_by_name
from schemas.workbooks import KIND_PROPERTY, KIND_WHAT_IF, PORTFOLIO_PROPERTY, RUN_PROPERTY
from tasks.excel import column_letter, own_workbook
from tasks.excel.block_sheet import add_block_sheet
from tasks.excel.text_lines import footer_text
from tasks.reporting.model.speech import amounts
from tasks.reporting.theme import PHASES
from tasks.reporting.what_if import formulas
from tasks.reporting.what_if.values import stored_values
from tasks.reporting.writer.fit import points_of_text

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from schemas.messages import Catalogue
    from schemas.records import Audit

CASES = tuple(
    (label, location) for label in ("BPO", "KPO") for location in ("onshore", "nearshore", "offshore")
)
RELEASES = ("all_released", "attrition", "redeployed")
VALUE_COLUMN, SHIPPED_COLUMN = 3, 9  # D..I the six cases, J the value as shipped
HEAD_ROWS = {"portfolio": 3, "assumptions": 8, "candidates": 3, "bundles": 2}  # from 0
HEAD_HEIGHT, PAPER_A4 = 46, 9
# One after the other they differ in grey, too.
SERIES_COLOURS = [PHASES[name] for name in ("transfer", "select", "gate", "parallel")]
WHAT_WIDTH, UNIT_WIDTH, PLAIN_WIDTH = 70, 26, 13  # of the sheet of assumptions
CANDIDATE_PAGES = 6  # across: all columns on one would be too small to read
FIRST_ASSUMPTION, FIRST_CANDIDATE = 9, 4  # rows from 0 below the headings
SWITCHES = ("is_in", "location", "quote")
RATIOS = (
    "share",
    "ratio_nearshore",
    "ratio_offshore",
    "excess",
    "severance_share",
    "rework",
    "used",
    "training",
)
FACTS = (
    "process_id",
    "process",
    "is_in",
    "location",
    "label",
    "quote",
    "bundle",
    "currency",
    "labour",
    *RATIOS,
    "transition",
    "market_hours",
    "years",
    "in_americas",
    "vat",
    "wage_inflation_share",
    "attrition_share",
    "reconciles",
    "saving_of_program",
    "npv_of_program",
    "quote_of_program",
)
TEXTS = ("process_id", "process", "is_in", "location", "label", "bundle", "currency", "vat", "reconciles")
AMOUNTS = ("labour", "transition", "saving_of_program", "npv_of_program", "quote_of_program")
LOOKS = {
    **dict.fromkeys(SWITCHES, "entry"),
    **dict.fromkeys(AMOUNTS, "money"),
    **dict.fromkeys(RATIOS, "number"),
    "quote": "fee",
}
COUNTED = (("is_in", '"in"'), ("reconciles", '"yes"'))  # what a sum adds up
NUMBERS = ("case", "share_moved", "hours", "rise", "leaving", "vat_lost")  # steps that are no money
MOST_ROWS = 5_000
ROW = "#"  # in place of the number of the row in the formula of a column
NO_CURRENCY = "-"  # an empty cell would match nothing in a sum by currency


def write_what_if(audit: Audit, path: Path) -> bool:
    """Writes the workbook.

    Args:
        audit: the finished audit; ``value.workings`` holds the facts and steps of the candidates with a value.
        path: file to write.

    Returns:
        Whether there was a candidate with a value, and so a file.
    """
    workings = audit.value.workings
    if workings is None or workings.empty:
        return False
    words, frame = catalogue(audit.request.language), _facts(audit, workings.head(MOST_ROWS))
    years = sum(name.startswith("cash_") for name in workings.columns)
    values = stored_values(frame, workings.head(MOST_ROWS), audit.rulebook, years)
    properties = {
        PORTFOLIO_PROPERTY: audit.request.portfolio,
        RUN_PROPERTY: audit.request.run_id,
        KIND_PROPERTY: KIND_WHAT_IF,
    }
    title = words.text("what_if.title", portfolio=shown_name(audit.request.portfolio))
    with own_workbook(path, properties, title) as book:
        formats = _formats(book)
        sheets = {
            name: add_block_sheet(book, words.text(f"what_if.sheet_{name}"))
            for name in ("portfolio", "assumptions", "candidates", "bundles")
        }
        names = {name: str(sheet.get_name()) for name, sheet in sheets.items()}
        for name, sheet in sheets.items():
            _lay_out(sheet, HEAD_ROWS[name], title)
        ranges = _assumptions(book, sheets["assumptions"], audit, words, formats)
        columns = _candidates(sheets["candidates"], frame, values, years, ranges, names, words, formats)
        _bundles(sheets["bundles"], frame, values, columns, names, words, formats)
        rows = audit.assessment.rows.loc[workings.index[: len(frame)]]
        _portfolio(book, sheets["portfolio"], rows, frame, values, years, columns, names, words, formats)
    return True


def _lay_out(sheet: Worksheet, head: int, title: str) -> None:
    """One page across, headings on every page and high enough for three lines, and below them whose figures they
    are.
    """
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_row(head, HEAD_HEIGHT)
    sheet.set_footer(f"&L{footer_text(title)}&C&A&R&P / &N")


def _formats(book: Workbook) -> dict[str, Any]:
    head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    entry = {"bg_color": "#FFF2CC", "border": 1, "locked": False, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(head),
        "note": book.add_format({"valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "beside": book.add_format({"indent": 1, "valign": "top"}),  # clear of the number before it
        "entry": book.add_format({**entry, "num_format": "General"}),
        "fee": book.add_format({**entry, "num_format": "#,##0"}),
        "money": book.add_format({"num_format": "#,##0;[Red]-#,##0"}),
        "number": book.add_format({"num_format": "0.0000"}),
    }


def _facts(audit: Audit, workings: pd.DataFrame) -> pd.DataFrame:
    """FACTS of each candidate with a value, as the sheet shows them."""
    keys = workings.index
    rows = audit.value.rows.loc[keys, ["is_doubted", "bundle", "currency", "case_saving", "npv_mid"]]
    typed = audit.intake.typed.loc[keys, ["process_id", "process_name"]]
    frame = workings.assign(
        process_id=typed["process_id"],
        process=typed["process_name"].str.slice(0, 80),
        is_in="in",
        reconciles=rows["is_doubted"].map({True: "no", False: "yes"}),
        label=workings["is_kpo"].map({True: "KPO", False: "BPO"}),
        bundle=rows["bundle"],
        currency=rows["currency"].fillna("").replace("", NO_CURRENCY),
        in_americas=workings["in_americas"].astype("float64"),
        wage_inflation_share=workings["wage_inflation_share"].clip(lower=0),
        saving_of_program=rows["case_saving"],
        npv_of_program=rows["npv_mid"],
        quote_of_program=workings["quote"],
    )
    return frame[list(FACTS)].reset_index(drop=True)


def _assumptions(
    book: Workbook, sheet: Worksheet, audit: Audit, words: Catalogue, formats: dict[str, Any]
) -> dict[str, str]:
    """The sheet of assumptions; per id the range of its six values."""
    from xlsxwriter.utility import xl_range_abs

    rules, name = audit.rulebook.section("assumptions"), sheet.get_name()
    sheet.write_string(0, 0, words.text("what_if.assumptions_title"), formats["title"])
    sheet.write_string(1, 0, words.text("what_if.assumptions_note"), formats["note"])
    chosen = [rule.id for rule in audit.rulebook.section("release").values() if rule.is_chosen][-1]
    singles = {
        "release": chosen,
        "discount_rate": rules["discount_rate"].mid,
        "per_eur_usd": next(
            rate.per_eur
            for rate in audit.rulebook.section("exchange_rates").values()
            if rate.currency == "USD"
        ),
        "changed_by": "",
    }
    for row, (key, value) in enumerate(singles.items(), start=3):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, words.text(f"what_if.{key}"))
        if isinstance(value, str):
            sheet.write_string(row, VALUE_COLUMN, value, formats["entry"])
            sheet.write_string(row, SHIPPED_COLUMN, value)
        else:
            sheet.write_number(row, VALUE_COLUMN, value, formats["entry"])
            sheet.write_number(row, SHIPPED_COLUMN, value)
        book.define_name(key, f"='{name}'!$D${row + 1}")
    sheet.data_validation(3, VALUE_COLUMN, 3, VALUE_COLUMN, {"validate": "list", "source": list(RELEASES)})
    heads = [words.text(f"what_if.head_{key}") for key in ("id", "what", "unit")]
    heads += [f"{label} {words.value('location', location).lower()}" for label, location in CASES]
    heads += [words.text(f"what_if.head_{key}") for key in ("shipped", "low", "high", "source")]
    for column, head in enumerate(heads):
        sheet.write_string(FIRST_ASSUMPTION - 1, column, head, formats["head"])
    # Assumptions are in the same order as in the formulas; each has six values, all of them the middle one at
    # first.
    ranges = {}
    for row, rule_id in enumerate(formulas.assumptions_used(), start=FIRST_ASSUMPTION):
        rule = rules[rule_id]
        what, unit = words.of_rulebook(rule.description), words.of_rulebook(rule.unit)
        for column, text in enumerate((rule_id, what, unit)):
            sheet.write_string(row, column, text, formats["text"])
        # LibreOffice shows one line of a wrapped text unless it is told the height.
        sheet.set_row(row, max(points_of_text(what, WHAT_WIDTH), points_of_text(unit, UNIT_WIDTH)))
        for column in range(len(CASES)):
            sheet.write_number(row, VALUE_COLUMN + column, rule.mid, formats["entry"])
        for column, value in enumerate((rule.mid, rule.low, rule.high), start=SHIPPED_COLUMN):
            sheet.write_number(row, column, value, formats["note"])
        sheet.write_string(row, SHIPPED_COLUMN + 3, rule.source_type, formats["beside"])
        ranges[rule_id] = f"'{name}'!{xl_range_abs(row, VALUE_COLUMN, row, VALUE_COLUMN + len(CASES) - 1)}"
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, WHAT_WIDTH)
    sheet.set_column(2, 2, UNIT_WIDTH)
    sheet.set_column(3, 12, PLAIN_WIDTH)
    sheet.freeze_panes(FIRST_ASSUMPTION, 3)
    return ranges


def _candidates(
    sheet: Worksheet,
    frame: pd.DataFrame,
    values: pd.DataFrame,
    years: int,
    ranges: dict[str, str],
    names: dict[str, str],
    words: Catalogue,
    formats: dict[str, Any],
) -> dict[str, int]:
    """The sheet of candidates; the column of each fact and step."""
    steps = formulas.steps(years)
    columns = {name: position for position, name in enumerate((*FACTS, *steps))}
    sheet.write_string(0, 0, words.text("what_if.candidates_title"), formats["title"])
    sheet.write_string(1, 0, words.text("what_if.candidates_note"), formats["note"])
    for name, column in columns.items():
        year = int(name.rpartition("_")[2]) + 1 if name.startswith("cash_") else 0
        key = "cash" if year else name
        sheet.write_string(
            FIRST_CANDIDATE - 1, column, words.text(f"what_if.column_{key}", year=year), formats["head"]
        )

    def fact(name: str) -> str:
        return f"${column_letter(columns[name] + 1)}{ROW}"

    def assumption(rule_id: str) -> str:
        return f"INDEX({ranges[rule_id]},{fact('case')})"

    for name in FACTS:
        for row, value in enumerate(frame[name].tolist(), start=FIRST_CANDIDATE):
            _write_fact(sheet, row, columns[name], value, name, formats)
    for name, formula in steps.items():
        style = formats["number" if name in NUMBERS else "money"]
        # Put together once for each column; only the number of the row changes.
        of_row = formulas.filled(formula, fact, assumption)
        for row, value in enumerate(values[name].tolist(), start=FIRST_CANDIDATE):
            sheet.write_formula(row, columns[name], of_row.replace(ROW, str(row + 1)), style, value)
    last = FIRST_CANDIDATE + len(frame) - 1
    for name, choices in (("is_in", ["in", "out"]), ("location", ["onshore", "nearshore", "offshore"])):
        sheet.data_validation(
            FIRST_CANDIDATE, columns[name], last, columns[name], {"validate": "list", "source": choices}
        )
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, len(columns), 14)
    sheet.set_column(columns["bundle"], columns["bundle"], 34)
    sheet.freeze_panes(FIRST_CANDIDATE, 2)
    sheet.fit_to_pages(CANDIDATE_PAGES, 0)
    sheet.repeat_columns(0, 1)
    sheet.autofilter(FIRST_CANDIDATE - 1, 0, last, len(columns) - 1)
    return columns


def _write_fact(
    sheet: Worksheet, row: int, column: int, value: Any, name: str, formats: dict[str, Any]
) -> None:
    import pandas as pd

    style = formats.get(LOOKS.get(name, ""))
    if pd.isna(value):
        if name in SWITCHES:
            sheet.write_blank(row, column, None, style)
    elif name in TEXTS:
        sheet.write_string(row, column, str(value), style)
    else:
        sheet.write_number(row, column, float(value), style)


def _column(names: dict[str, str], columns: dict[str, int], name: str, count: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    last = FIRST_CANDIDATE + count - 1
    return f"'{names['candidates']}'!{xl_range_abs(FIRST_CANDIDATE, columns[name], last, columns[name])}"


def _sum_of(
    names: dict[str, str], columns: dict[str, int], name: str, count: int, *tests: tuple[str, str]
) -> str:
    """SUMIFS over the candidates that are in, whose figures reconcile, and that meet the tests."""
    criteria = "".join(f",{_column(names, columns, key, count)},{cell}" for key, cell in (*COUNTED, *tests))
    return f"=SUMIFS({_column(names, columns, name, count)}{criteria})"


def _bundles(
    sheet: Worksheet,
    frame: pd.DataFrame,
    values: pd.DataFrame,
    columns: dict[str, int],
    names: dict[str, str],
    words: Catalogue,
    formats: dict[str, Any],
) -> None:
    """One line a bundle and currency, with what it comes to."""
    sheet.write_string(0, 0, words.text("what_if.bundles_title"), formats["title"])
    measures = ("freed", "saving", "one_off", "npv")
    heads = ["bundle", "currency", *measures]
    for column, head in enumerate(heads):
        sheet.write_string(2, column, words.text(f"what_if.column_{head}"), formats["head"])
    both = frame[["bundle", "currency"]].join(values[list(measures)])
    # The stored values count what the formulas count: everyone is in at first, so only doubtful figures are
    # left out.
    both = both[frame["reconciles"].eq("yes")]
    sums = both.dropna(subset="bundle").groupby(["bundle", "currency"], sort=True).sum().reset_index()
    for row, line in enumerate(sums.to_dict("records"), start=3):
        sheet.write_string(row, 0, line["bundle"])
        sheet.write_string(row, 1, line["currency"])
        tests = (("bundle", f"$A{row + 1}"), ("currency", f"$B{row + 1}"))
        for column, name in enumerate(measures, start=2):
            formula = _sum_of(names, columns, name, len(frame), *tests)
            sheet.write_formula(row, column, formula, formats["money"], round(line[name], 2))
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 5, 16)
    sheet.freeze_panes(3, 0)


def _portfolio(
    book: Workbook,
    sheet: Worksheet,
    rows: pd.DataFrame,
    frame: pd.DataFrame,
    values: pd.DataFrame,
    years: int,
    columns: dict[str, int],
    names: dict[str, str],
    words: Catalogue,
    formats: dict[str, Any],
) -> None:
    """The whole by currency, the cash of each year, and its chart; ``rows`` say how the candidates were judged."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    sheet.write_string(0, 0, words.text("what_if.portfolio_title"), formats["title"])
    sheet.write_string(1, 0, words.text("what_if.portfolio_note"), formats["note"])
    by_name = screened_by_name(rows).to_numpy(bool) & frame["reconciles"].eq("yes")
    if by_name.any():
        own = values[by_name].assign(currency=frame["currency"].replace(NO_CURRENCY, ""))
        saving = amounts(words, own, "saving")
        note = words.text("what_if.screened", count=len(own), saving=saving)
        sheet.write_string(2, 0, note, formats["note"])
    measures = ("freed", "saving", "one_off", "npv")
    heads = ["currency", "count", *measures]
    labels = [words.text(f"what_if.column_{head}") for head in heads]
    labels += [words.text("what_if.column_cash_sum", year=year) for year in range(years + 1)]
    for column, head in enumerate(labels):
        sheet.write_string(3, column, head, formats["head"])
    both = frame[["currency"]].join(values)[frame["reconciles"].eq("yes")]
    currencies = frame["currency"].value_counts().index
    for row, currency in enumerate(currencies, start=4):
        own = both[both["currency"] == currency]
        sheet.write_string(row, 0, currency)
        test = ("currency", f"$A{row + 1}")
        criteria = ",".join(
            f"{_column(names, columns, key, len(frame))},{cell}" for key, cell in (*COUNTED, test)
        )
        sheet.write_formula(row, 1, f"=COUNTIFS({criteria})", None, len(own))
        for column, name in enumerate(measures, start=2):
            formula = _sum_of(names, columns, name, len(frame), test)
            sheet.write_formula(row, column, formula, formats["money"], round(own[name].sum(), 2))
        # The cumulative cash: one-off cost first, then each year on top of the one before.
        first, running = len(heads), -own["one_off"].sum()
        sheet.write_formula(row, first, f"=-{xl_rowcol_to_cell(row, 4)}", formats["money"], round(running, 2))
        for year in range(years):
            running += own[f"cash_{year}"].sum()
            before = xl_rowcol_to_cell(row, first + year)
            formula = f"={before}+{_sum_of(names, columns, f'cash_{year}', len(frame), test)[1:]}"
            sheet.write_formula(row, first + year + 1, formula, formats["money"], round(running, 2))
    chart = cast("Chart", book.add_chart({"type": "column"}))  # None is for kinds that it does not know
    first = len(heads)
    for row, colour in zip(range(4, 4 + len(currencies)), cycle(SERIES_COLOURS), strict=False):
        chart.add_series(
            {
                "fill": {"color": colour},
                "name": [names["portfolio"], row, 0],
                "categories": [names["portfolio"], 3, first, 3, first + years],
                "values": [names["portfolio"], row, first, row, first + years],
            }
        )
    title = words.text("what_if.chart_title")
    chart.set_title({"name": title})
    chart.set_x_axis({"label_position": "low"})
    chart.set_y_axis({"num_format": "#,##0"})
    chart.set_legend({"none": len(currencies) == 1, "position": "bottom"})
    sheet.insert_chart(6 + len(currencies), 0, chart, {"x_scale": 1.6, "y_scale": 1.3, "description": title})
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, len(labels), 15)
    sheet.activate()
