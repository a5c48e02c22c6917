"""Changes cells, headings and the shape of small lists, at random but repeatably, and follows them through reading,
checking and, for some, the whole audit: nothing is lost, nothing escapes, no name is told.

Run it with ``python -m tests.intake.fuzz_cells --cases 2000``; a case is repeated with ``--seed SEED --only
NUMBER``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import logging
import math
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd
import xlsxwriter

from schemas.errors import AuditError
from schemas.issues import issue_kinds
from schemas.records import Intake
from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.intake.fuzz import command_line

AS_OF = dt.date(2026, 11, 1)
LIMITS = Limits(read_seconds=20, read_megabytes=1500)
# In every name and every free text of the lists, and in no word of ours: what is told may not hold it.
NAME, FREE_TEXT = "Qzvx", "Wkjq"
CHECKED_EVERY, AUDITED_EVERY, COMMANDED_EVERY = 10, 60, 200
ENDINGS = ("csv", "csv", "csv", "tsv", "xlsx", "xlsx", "xlsx", "xlsx", "ods", "ods", "parquet", "parquet")
WORK = (
    "Pay invoices",
    "Run payroll",
    "Answer calls",
    "Draft contracts",
    "Test releases",
    "Plan audits",
    "Enter orders",
)
COLUMNS: dict[str, tuple] = {
    "Process ID": ("P1", "P2", "P3", "P4", "P5", "P6", "P7"),
    "FTE": (1.5, 2, 3.25, 4, 5, 6, 0.5),
    "Annual cost (k€)": (100, 200.5, 300, 400, 500, 700, 20),
    "Volume per month": (1000, 2000, 10, 20, 30, 70, 5),
    "Handling time (min)": (5, 12.5, 30, 45, 8, 20, 240),
    "Error rate %": (1, 2, 3, 0.5, 5, 6, 1),
    "Judgement level": (1, 2, 3, 4, 5, 3, 2),
    "Checklist": ("yes", "no", "yes", "no", "yes", "no", "yes"),
    "Country": ("DE", "FR", "GB", "Poland", "IN", "DE", "US"),
    "Core process": ("core", "non_core", "core_support", "core", "non_core", "core", "non_core"),
    "Current model": ("in-house", "outsourced", "in-house", "in-house", "shared service", "", "in-house"),
    "Data types": ("health", "public", "financial", "health; financial", "none", "public", "children"),
    "Contract end": ("2026-12-31", "31.12.2027", "", "2028-01-01", "2026-12-31", "", "Q3 2027"),
    "Frequency": ("daily", "monthly", "ad hoc", "weekly", "yearly", "daily", "monthly"),
    "Provider": ("", "Accenture", "", "", "Wipro", "", ""),
}
ODD = (
    "1e309", "-0", "1.234,5", "24.000", "1,234.5", "٣", "½", "1/2", "#REF!", "#GETTING_DATA", "=1+1", "@x", "-2+3",
    "2-3", ">1000", "10k", "5 Mio", "99999999999999999999", "9999-12-31", "0000-00-00", "31.02.2026", "NaN", "inf",
    "-inf", "nan", "None", "null", "TRUE", "n/a", "-", "tbd", "?", "Total", "Sum", "of which", "Note:", "see above",
    "Process name", "FTE", "€", "k€", "%", "100 %", "1000%", "0.0000001", "1e-320", "12:30", "24:00:01", "-1:00",
    "1 h 30 min", "3 FTE", "15 €", "EUR 1.000.000,50", "(500)", "500-", "'007", "007", " ", "\u00a0", "\u200b",
    "\u202e1234", "\ufeff", "１２３", "1\u202f234", "1'234", "a" * 33_000, "x" * 600, "\x01", "a\nb", "a\tb", '"', ";",
    "ß", "Å", "\U0001f600", "ﷺ", "{}", "{name}", "%s", "<b>", "[[1]]", "1;2;3", "yes/no", "both", "high", "5 of 5",
    "5/5", "6", "0", "-1", "1.5.2026", "Jan", "2026", "FY26", "46000", "46000.5", "99999", "2958466", "1e5",
)  # fmt: skip
PLAIN = (
    None,
    True,
    False,
    0,
    -1,
    1e308,
    5e-324,
    1e15,
    2**53 + 1,
    math.nan,
    dt.datetime(9999, 12, 31),
    dt.date(1899, 12, 31),
)
SUFFIXES = (" (h/month)", " p.a.", " [k€]", " %", " 2025", " in days", " (1-5)", " (1 = high)", ":", "*", " #", "\n(FTE)", " US$")  # fmt: skip

TITLES = (
    "Inventory",
    "as of October",
    "Monthly figures",
    "Scale: 1 = high",
    "",
    None,
    "All amounts in k€",
    2026,
)

Table = list[list]


def seed_table(dice: random.Random) -> Table:
    """A valid list: name, some free text at times, and two to four other columns."""
    rows = dice.randint(3, len(WORK))
    chosen = dice.sample(list(COLUMNS), dice.randint(1, 4))
    table: Table = [["Process name"], *([f"{WORK[row]} {NAME}{row}"] for row in range(rows))]
    for name in chosen:
        for line, cell in zip(table, (name, *COLUMNS[name]), strict=False):
            line.append(cell)
    for heading in ("Owner", "Description"):
        if dice.random() < 0.3:
            for number, line in enumerate(table):
                line.append(heading if number == 0 else f"{FREE_TEXT}{number} looks after it")
    return table


def _place(table: Table, dice: random.Random, first: int = 1) -> tuple[int, int]:
    row = dice.randrange(min(first, len(table) - 1), len(table))
    return row, dice.randrange(max(len(table[row]), 1))


def odd_cell(table: Table, dice: random.Random) -> None:
    """One cell replaced by an odd one."""
    row, column = _place(table, dice)
    table[row][column : column + 1] = [dice.choice(dice.choice((ODD, ODD, PLAIN)))]


def odd_column(table: Table, dice: random.Random) -> None:
    """Several cells of a column replaced by odd ones."""
    _, column = _place(table, dice)
    for line in table[1:]:
        if dice.random() < 0.6 and column < len(line):
            line[column] = dice.choice(ODD)


def worn_text(table: Table, dice: random.Random) -> None:
    """A sign of one cell added, left out or doubled."""
    row, column = _place(table, dice, 0)
    text = str(table[row][column]) if table[row] else ""
    at = dice.randrange(len(text) + 1)
    sign = dice.choice(("", " ", ".", ",", "-", "%", "k", "€", "0", "'", "\u00a0", "/", "(", ")", "\n", "e"))
    table[row][column : column + 1] = [text[:at] + sign + text[at + dice.randrange(2) :]]


def joined_cell(table: Table, dice: random.Random) -> None:
    """Two cells in one."""
    row, column = _place(table, dice)
    other = dice.choice(table[dice.randrange(1, len(table))] or [""]) if len(table) > 1 else ""
    table[row][column : column + 1] = [f"{table[row][column] if table[row] else ''} {other}"]


def odd_heading(table: Table, dice: random.Random) -> None:
    """A heading with another unit, another heading, or none."""
    column = dice.randrange(len(table[0]) or 1)
    if column < len(table[0]):
        text = str(table[0][column])
        table[0][column] = dice.choice(
            (
                text + dice.choice(SUFFIXES),
                dice.choice(list(COLUMNS)),
                "",
                text.upper(),
                text * 40,
                2026,
                text[::-1],
            )
        )


def title_rows(table: Table, dice: random.Random) -> None:
    """Rows above the list."""
    for _ in range(dice.randint(1, 4)):
        table.insert(0, [dice.choice(TITLES)])


def row_at_random(table: Table, dice: random.Random) -> None:
    """A blank, a sum, a note, a repeated heading or an odd row somewhere."""
    width = len(table[0]) or 1
    new = dice.choice(
        (
            [None] * width,
            ["Total", *(dice.choice((10, "", 99.5)) for _ in range(width - 1))],
            ["Note: figures are estimates"],
            list(table[0]),
            ["Finance department"],
            [dice.choice(ODD) for _ in range(width)],
            [None, *(1 for _ in range(width - 1))],
        )
    )
    table.insert(dice.randrange(len(table) + 1), new)


def doubled_row(table: Table, dice: random.Random) -> None:
    """A row twice."""
    table.insert(dice.randrange(1, len(table) + 1), list(dice.choice(table)))


def lost_row(table: Table, dice: random.Random) -> None:
    """A row left out, at times the heading."""
    if len(table) > 1:
        table.pop(dice.randrange(len(table)))


def shifted_row(table: Table, dice: random.Random) -> None:
    """A row that begins one cell later, or ends earlier."""
    line = dice.choice(table)
    if dice.random() < 0.5:
        line.insert(0, None)
    elif line:
        line.pop()


def moved_column(table: Table, dice: random.Random) -> None:
    """Columns in another order, doubled or lost."""
    width = len(table[0])
    order = [place for place in range(width) if dice.random() > 0.1]
    dice.shuffle(order)
    if dice.random() < 0.2 and order:
        order.append(dice.choice(order))
    table[:] = [[line[place] if place < len(line) else None for place in order] for line in table]


def turned(table: Table, dice: random.Random) -> None:
    """Rows as columns."""
    width = max(map(len, table))
    table[:] = [[line[place] if place < len(line) else None for line in table] for place in range(width)]


def second_list(table: Table, dice: random.Random) -> None:
    """Another list below or beside it."""
    other = seed_table(dice)
    if dice.random() < 0.5:
        table += [[], *other]
    else:
        for line, more in zip(table, other, strict=False):
            line += [None, *more]


WAYS = (
    odd_cell, odd_cell, odd_cell, odd_column, worn_text, worn_text, joined_cell, odd_heading, odd_heading, title_rows,
    row_at_random, row_at_random, doubled_row, lost_row, shifted_row, moved_column, turned, second_list,
)  # fmt: skip


def changed(dice: random.Random) -> Table:
    """A valid list with one to four changes."""
    table = seed_table(dice)
    for way in dice.choices(WAYS, k=dice.choice((1, 1, 2, 3, 4))):
        if table and any(table):
            way(table, dice)
    return table


def write(table: Table, path: Path, dice: random.Random) -> None:
    """The list as a file of the kind that its name says; where the kind cannot hold it, as far as it can."""
    ending = path.suffix[1:]
    if ending == "xlsx":
        _write_xlsx(table, path, dice)
    elif ending in ("csv", "tsv"):
        _write_text(table, path, dice)
    else:
        width = max(map(len, table), default=1) or 1
        lines = [["" if cell is None else str(cell) for cell in line] for line in table]
        lines = [line + [""] * (width - len(line)) for line in lines] or [[""]]
        clean = [["".join(sign for sign in cell if sign.isprintable()) for cell in line] for line in lines]
        if ending == "json":
            pd.DataFrame(clean).to_json(path, orient="values")
        elif ending == "ods":
            pd.DataFrame(clean).to_excel(path, index=False, header=False, engine="odf")
        else:
            names = [
                f"{name}.{place}" if name in clean[0][:place] else name for place, name in enumerate(clean[0])
            ]
            pd.DataFrame(clean[1:], columns=names).to_parquet(path)


def _write_text(table: Table, path: Path, dice: random.Random) -> None:
    import csv

    text = io.StringIO(newline="")
    sign = "\t" if path.suffix == ".tsv" else dice.choice(",;|\t")
    csv.writer(text, delimiter=sign, lineterminator=dice.choice(("\n", "\r\n"))).writerows(table)
    coding = dice.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    path.write_bytes(text.getvalue().encode(coding, "replace"))


def _write_xlsx(table: Table, path: Path, dice: random.Random) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet(dice.choice(("Processes", "Sheet1", "Übersicht", "Data & more")))
    formats = [
        book.add_format({"num_format": one}) for one in ("General", "0%", "#,##0 €", "yyyy-mm-dd", "[h]:mm")
    ]
    for row, line in enumerate(table):
        for column, cell in enumerate(line):
            looks = dice.choice(formats) if dice.random() < 0.1 else None
            if isinstance(cell, str):
                sheet.write_string(row, column, cell[:32_000], looks)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(row, column, cell, formats[3])
            elif cell is not None:
                sheet.write(row, column, cell, looks)
    if dice.random() < 0.1:
        sheet.merge_range(1, 0, 2, 0, f"Merged {NAME}99")
    if dice.random() < 0.1:
        sheet.set_row(1, None, None, {"hidden": True})
    book.close()


def follow(path: Path, number: int) -> str:
    """Follows one file; how it ended.

    Raises:
        AssertionError: something was lost, told or not said.
    """
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    logging.getLogger().addHandler(handler)
    try:
        intake = read_portfolio([path], LIMITS)
        _look_at(intake, path)
        _says_what_is_blank(intake)
        if number % CHECKED_EVERY == 0 and len(intake.typed):
            from tasks.quality import validate

            _look_at(validate(intake), path)
        if number % AUDITED_EVERY == 0 and len(intake.typed):
            _audit(path, len(intake.typed))
        if number % COMMANDED_EVERY == 0:
            told.write(_command(path, bool(len(intake.typed))))
    finally:
        logging.getLogger().removeHandler(handler)
    _holds_no_name(told.getvalue(), "log or terminal")
    return intake.files[0].refused_code or ("read" if len(intake.typed) else "no row")


def _look_at(intake: Intake, path: Path) -> None:
    [file] = intake.files
    rows_in = sum(table.rows_in for table in file.tables)
    rows_out = len(intake.typed) + len(intake.set_aside) + sum(intake.roles.values())
    assert rows_in == rows_out, f"{rows_in} rows in, {rows_out} out"
    if file.refused_code:
        assert file.refused_code in issue_kinds(), f"unknown code {file.refused_code}"
        assert path.name in file.refused_message, "the sentence does not name the file"
        _holds_no_name(file.refused_message, "refusal")
    assert intake.typed["process_name"].notna().all() and intake.typed["process_id"].notna().all()
    assert intake.typed.index.is_unique
    for name in intake.typed.select_dtypes("number"):
        assert not intake.typed[name].abs().eq(math.inf).any(), f"{name} is without end"
    for issue in intake.issues.itertuples():
        assert issue.code in issue_kinds(), f"unknown code {issue.code}"
        _holds_no_name(str(issue.message), issue.code)


def _says_what_is_blank(intake: Intake) -> None:
    """A filled cell of a column that was recognised is read, or an issue names it."""
    from schemas.columns import columns
    from tasks.intake.cells.cell_kinds import sort_cells

    named = set(zip(intake.issues["sheet"], intake.issues["cell"], strict=True))
    for number, table in intake.tables.items():
        rows = intake.typed[intake.typed["source_table"] == number]
        for match in table.headings:
            if match.column not in intake.typed or columns()[match.column].type == "text":
                continue
            cells = sort_cells(intake.raw_tables[number].cells[match.letter].reindex(rows["source_row"]))
            is_filled = (
                cells.numbers.notna() | cells.texts.notna() | cells.dates.notna() | cells.flags.notna()
            )
            is_blank = rows[match.column].isna().to_numpy()
            for row in rows["source_row"][is_filled.to_numpy() & is_blank]:
                address = f"{match.letter}{row}"
                assert (table.sheet, address) in named, f"{match.column} {address} is blank in silence"


def _holds_no_name(text: str, where: str) -> None:
    assert NAME.casefold() not in text.casefold(), f"{where} tells a name"
    assert FREE_TEXT.casefold() not in text.casefold(), f"{where} tells a free text"


def _audit(path: Path, rows: int) -> None:
    """The whole audit without a report."""
    from flows.api import audit_files

    try:
        found = audit_files([path], AS_OF)
    except AuditError as error:
        raise AssertionError(f"fault or refusal: {type(error).__name__}") from None
    counts = found.outcome.counts
    kept = counts["rows_assessed"] + counts["rows_set_aside"]
    others = (
        sum(count for name, count in counts.items() if name.startswith("rows_")) - kept - counts["rows_in"]
    )
    assert counts["rows_in"] == kept + others, "rows are lost in the audit"
    assert len(found.results) == counts["rows_assessed"] <= rows


def _command(path: Path, is_read: bool) -> str:
    """The command, with its report; what it said.

    Raises:
        AssertionError: another exit code than those that are told, or a traceback.
    """
    from flows.cli.commands import main

    said, before = io.StringIO(), sys.argv
    with (
        tempfile.TemporaryDirectory() as out,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        sys.argv = ["process-audit", "run", str(path), "--out", out, "--inline"]
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        finally:
            sys.argv = before
    assert code in ((0, 3) if is_read else (4,)), f"exit code {code}"
    assert "Traceback" not in said.getvalue()
    return said.getvalue()


def fuzz(cases: int, seed: int, folder: Path, only: int | None = None) -> tuple[Counter, list[str]]:
    """Runs the cases.

    Returns:
        How often each kind had each outcome, and what went wrong, by case.
    """
    counts, wrong = Counter(), []
    for number in range(1, cases + 1) if only is None else [only]:
        dice = random.Random(f"{seed}-{number}")
        path = folder / f"fuzz.{'json' if number % 50 == 1 else dice.choice(ENDINGS)}"
        write(changed(dice), path, dice)
        try:
            counts[path.suffix[1:], follow(path, number)] += 1
        except Exception as error:
            wrong.append(
                f"--seed {seed} --only {number} ({path.suffix}): {type(error).__name__} {error}"[:300]
            )
            if only is not None:
                raise
    return counts, wrong


if __name__ == "__main__":
    sys.exit(command_line(fuzz, __doc__))
