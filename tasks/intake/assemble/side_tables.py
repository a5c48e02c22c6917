"""Tables beside a list of processes: staff, vendors, actions, terms, scales. They are no processes; where they
describe the processes of the list, by id, name or provider, they fill in what the list leaves blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemas.columns import DTYPES, PROVENANCE, columns, typed_column
from schemas.issues import IssuePlace, issue
from schemas.phrases import phrase
from schemas.records import TableRead
from tasks.excel import cell_address
from tasks.intake.assemble.join_rows import columns_of_parts, joined_rows_issue, letters_of_parts
from tasks.intake.assemble.part_figures import QUANTITIES, in_rows, varies
from tasks.intake.assemble.read_cells import with_currencies
from tasks.intake.cells.categories import as_text
from tasks.intake.cells.parse_column import read_column
from tasks.intake.columns.people import are_people, says_person
from tasks.intake.thresholds import ISSUES_PER_CELL_KIND, JOIN_SHARE, SAME_COLUMNS
from tasks.intake.wording.heading import equal_alias, names_processes, parse_heading
from tasks.intake.wording.normalise import cell_key, fold, words
from tasks.intake.wording.word_lists import value_words, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.assemble.candidate import Candidate
    from tasks.intake.assemble.read_table import TableParts

# Columns that a list of providers can tell of a process; its other columns are about the provider itself.
_OF_PROVIDER = (
    *("provider_country", "contract_end", "contract_years", "notice_months", "contract_value"),
    *("subcontractors", "supplier_maturity_level", "substitutability", "exit_plan"),
)
# Columns that the list of processes settles itself; a side table never fills them in.
_OWN = frozenset({"process_id", "process_name", "business_unit", "function_area", "currency", *PROVENANCE})
_SPLIT = re.compile(r"[;,|\n]")


def is_strong(candidate: Candidate) -> bool:
    """Whether a table says that what it names are processes: in the heading, or in the name of the sheet."""
    match = next((match for match in candidate.recognition.matches if match.column == "process_name"), None)
    return match is not None and (
        names_processes(parse_heading(match.heading))
        or names_processes(parse_heading(candidate.block.sheet.name))
    )


def side_kind(candidate: Candidate) -> str | None:
    """What a table lists besides processes, by the name of its sheet: provider, applications, other; None where
    the name does not tell.
    """
    kinds_by_word = {word: kind for text, kind in words_of_kind("side_sheet").items() for word in words(text)}
    kinds = [kinds_by_word[word] for word in words(candidate.block.sheet.name) if word in kinds_by_word]
    return (kinds[0] or "other") if kinds else None


def side_reason(candidate: Candidate, main: Candidate) -> str | None:
    """Why a table that names something is no list of processes; None where it may be one.

    Args:
        candidate: a table with a column of names.
        main: the list of processes.
    """
    if candidate is main:
        return None
    heading = parse_heading(_name_heading(candidate))
    says_process = names_processes(heading) and heading.all_words != {"service"}  # in French, a department
    is_aside = not says_process or names_again(candidate, main)
    if side_kind(candidate) and is_aside and not _same_heading(candidate, main):
        return phrase("its sheet is about something else than processes")
    if _lists_people(candidate) and not _lists_people(main) and names_again(candidate, main):
        return phrase("it lists people")
    if _are_levels(candidate):
        return phrase("it explains a scale")
    shared = len(candidate.recognition.columns & main.recognition.columns)
    # A second list under a vague heading ("Name") is a list all the same, if it has the columns of the first.
    is_alike = shared >= max(4, SAME_COLUMNS * len(main.recognition.columns))
    if is_strong(main) and not is_strong(candidate) and not is_alike and not _same_heading(candidate, main):
        return phrase("nothing says that what it names are processes")
    return None


def _name_heading(candidate: Candidate) -> str:
    return candidate.block.headings.get(candidate.recognition.letter("process_name") or "", "")


def names_again(candidate: Candidate, main: Candidate) -> bool:
    """Whether most names of a table are those of the main one.

    Args:
        candidate: a table with a column of names.
        main: the list of processes.
    """
    mine, its = (
        as_text(table.block.data[table.recognition.letter("process_name")]).dropna()
        for table in (candidate, main)
    )
    return len(mine) == 0 or float(mine.isin(its).mean()) >= JOIN_SHARE


def _lists_people(candidate: Candidate) -> bool:
    """Whether a column that could be that of names holds people, or each of several people has a row of a process."""
    if any(finding.code == "COLUMN_OF_PEOPLE" for finding in candidate.recognition.findings):
        return True
    data = candidate.block.data
    if as_text(data[candidate.recognition.letter("process_name")]).dropna().is_unique:
        return False
    return any(
        match.column is None and says_person(match.heading) and are_people(data[match.letter])
        for match in candidate.recognition.matches
    )


def _same_heading(candidate: Candidate, main: Candidate) -> bool:
    return fold(_name_heading(candidate)) == fold(_name_heading(main)) != ""


def _are_levels(candidate: Candidate) -> bool:
    """Whether the names are words of a scale: Low, Medium, High."""
    names = as_text(candidate.block.data[candidate.recognition.letter("process_name")]).dropna()
    level_words = value_words("criticality")
    return 2 <= len(names) <= 10 and all(cell_key(text) in level_words for text in names)


@dataclass(frozen=True)
class Described:
    """part: the table of processes with what a side table says of them; the same table where that is nothing new.
    letter: the column of the side table that names processes or providers; used: row numbers of the side table
    that describe a process.
    """

    part: TableParts
    letter: str
    used: frozenset[int]


def describe(part: TableParts, side: Candidate) -> Described | None:
    """The table of processes with what a side table says of them; None where it says nothing of them.

    Only blank cells are filled. A side table that names processes tells of these; one that names providers tells
    of the processes that the list gives to them.

    Args:
        part: a table of processes, read.
        side: the table beside it.

    Returns:
        The table with blank cells filled in and an issue that says so, and which rows of the side table were used.
    """
    # Processes go before providers: they say exactly which row is meant.
    link = _by_process(part, side) or _by_provider(part, side)
    if link is None:
        return None
    rows, key, letter = link
    readings, currency_issues = _readings(side, key, letter, _place(part, side))
    if readings.empty:
        return None
    import pandas as pd

    typed, count = part.typed, len(rows.unique())
    used = frozenset(map(int, rows.index))
    readings, amount_issues = _without_shared_amounts(part, side, rows, readings)
    part = replace(part, issues=(*part.issues, *amount_issues)) if amount_issues else part
    values_by_column, part_issues = _of_processes(part, side, rows, readings)
    values_by_column, other_issues = _in_own_currency(part, side, rows, values_by_column)
    filled = {
        name: typed[name].fillna(values) if name in typed else values
        for name, values in values_by_column.items()
    }
    if not any(name not in typed or not filled[name].equals(typed[name]) for name in filled):
        return Described(part, letter, used)
    note = issue(
        "SHEETS_JOINED",
        file=part.read.file,
        sheet=side.block.sheet.name,
        other=part.read.sheet,
        count=count,
        key=key,
    )
    new = {
        name: values.where(typed[name].isna()) if name in typed else values for name, values in filled.items()
    }
    added = new if part.as_sent.added is None else {**part.as_sent.added.to_dict("series"), **new}
    described = replace(
        part,
        typed=typed.assign(**filled),
        issues=(*part.issues, note, *currency_issues, *part_issues, *other_issues),
        # Corrections hold the list alone, so they must say what the side table told.
        as_sent=replace(part.as_sent, added=pd.DataFrame(added), amounts_from=_amounts_from(part, side, new)),
    )
    return Described(described, letter, used)


def _of_processes(
    part: TableParts, side: Candidate, rows: pd.Series, readings: pd.DataFrame
) -> tuple[dict[str, pd.Series], list[dict[str, Any]]]:
    """What the rows of a side table come to for each process, by the rows of the list, and the issues of what was added
    up or contradicts itself: the rows of months or sites of one process are taken as in a list of them.
    """
    import pandas as pd

    where = _place(part, side)
    # A row that describes several processes is there once for each.
    keys = pd.Series(rows.to_numpy())
    raw, readings = (frame.reindex(rows.index).set_axis(keys.index) for frame in (side.block.data, readings))
    letters = letters_of_parts(side.block, side.recognition, readings)
    figures_by_column, varying = columns_of_parts(side.block, side.recognition, raw, readings, keys, letters)
    values_by_column, issues = {}, []
    for name, figures in figures_by_column.items():
        dtype = DTYPES[columns()[name].type]
        values, is_blanked = figures.values, figures.is_contrary
        if name in _OF_PROVIDER and name not in QUANTITIES and dtype != "str":
            # The careful choice: the contract that ends first, the shortest notice.
            values, is_blanked = readings[name].groupby(keys).transform("min"), keys.isna()
        elif name in QUANTITIES and not varying:
            # Nothing says what the rows of a process are that differ.
            is_blanked = in_rows(varies(readings[name], keys), keys)
            values = values.mask(is_blanked)
        letter = side.recognition.letter(name)
        is_first = (
            typed_column(part.typed, name).reindex(keys.to_numpy()).isna().to_numpy() & ~keys.duplicated()
        )
        issues += [
            issue(code, **where, row=int(row), cell=cell_address(letter, int(row)), column=name)
            for code, marked in (("ROWS_DIFFER", is_blanked), ("ROWS_ALIKE", figures.is_once))
            for row in rows.index[is_first & marked][:ISSUES_PER_CELL_KIND]
            if letter
        ]
        first = values.groupby(keys).first()
        values_by_column[name] = first.reindex(part.typed.index).astype(dtype)
    is_added = any(figures.is_added.any() for figures in figures_by_column.values())
    if varying and is_added:
        issues.append(joined_rows_issue(side.block, keys, varying, figures_by_column, where))
    return values_by_column, issues


def _in_own_currency(
    part: TableParts, side: Candidate, rows: pd.Series, values_by_column: dict[str, pd.Series]
) -> tuple[dict[str, pd.Series], list[dict[str, Any]]]:
    """The values without amounts in another currency than that of their row in the list, and the issues of these; a
    currency stays only beside an amount.
    """
    import pandas as pd

    if "currency" not in values_by_column:
        return values_by_column, []
    its, own = values_by_column["currency"], typed_column(part.typed, "currency")
    is_other = its.notna() & own.notna() & (its != own)
    amounts = [name for name in values_by_column if name != "currency" and columns()[name].type == "money"]
    side_rows = rows.index.to_series(index=rows.to_numpy())
    first_rows = side_rows[~side_rows.index.duplicated()]
    issues, in_currency = [], dict(values_by_column)
    for name in amounts:
        is_blanked = is_other & values_by_column[name].notna() & typed_column(part.typed, name).isna()
        in_currency[name] = values_by_column[name].mask(is_other)
        letter = side.recognition.letter(name)
        issues += [
            issue(
                "MONEY_IN_OTHER_CURRENCY",
                **_place(part, side),
                row=row,
                cell=cell_address(letter, row) if letter else "",
                column=name,
            )
            for row in map(int, first_rows[is_blanked.index[is_blanked]][:ISSUES_PER_CELL_KIND])
        ]
    if amounts:
        has_amount = pd.concat([in_currency[name].notna() for name in amounts], axis=1).any(axis=1)
        in_currency["currency"] = its.where(has_amount)
    return in_currency, issues


def _place(part: TableParts, side: Candidate) -> IssuePlace:
    return IssuePlace(file=part.read.file, sheet=side.block.sheet.name)


def _amounts_from(part: TableParts, side: Candidate, new: dict[str, pd.Series]) -> TableRead | None:
    """The account of the first side table that told amounts of money."""
    told_amounts = any(columns()[name].type == "money" and new[name].notna().any() for name in new)
    if part.as_sent.amounts_from is not None or not told_amounts:
        return part.as_sent.amounts_from
    rows = side.block.data.index
    return TableRead(
        # It is no table of processes, so it has no number among these.
        table_id=-1,
        file=part.read.file,
        sheet=side.block.sheet.name,
        header_rows=side.block.header_rows,
        first_row=int(rows.min()),
        last_row=int(rows.max()),
        rows_in=len(rows),
        headings=side.recognition.matches,
    )


def _without_shared_amounts(
    part: TableParts, side: Candidate, rows: pd.Series, readings: pd.DataFrame
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """What a side table says, without amounts of its rows that describe several processes: each of these would count
    the whole amount. Issues name the amounts that some process lacks.
    """
    described = rows.groupby(level=0).nunique()
    is_of_several = readings.index.isin(described.index[described > 1])
    own_readings, issues = readings, []
    for name in [name for name in QUANTITIES if name in readings]:
        left_out = is_of_several & readings[name].notna()
        if not left_out.any():
            continue
        own_readings = own_readings.assign(**{name: own_readings[name].mask(left_out)})
        letter = side.recognition.letter(name)
        is_blank = typed_column(part.typed, name).reindex(rows.to_numpy()).isna().to_numpy()
        lacking = readings.index[left_out].intersection(rows.index[is_blank])
        issues += [
            issue(
                "SIDE_AMOUNT_OF_SEVERAL",
                file=part.read.file,
                sheet=side.block.sheet.name,
                row=int(row),
                cell=cell_address(letter, int(row)) if letter else "",
                column=name,
                other=part.read.sheet,
                rows=int(described[row]),
            )
            for row in lacking[:ISSUES_PER_CELL_KIND]
        ]
    return own_readings, issues


def unmatched_rows(descriptions: list[Described], side: Candidate, file: str) -> list[dict[str, Any]]:
    """One issue for each row of a side table that was used, whose process or provider no list has.

    Args:
        descriptions: what the side table says of each list, one or more.
        side: the side table.
        file: bare name of the file, for the issues.
    """
    letter, sheet = descriptions[0].letter, side.block.sheet.name
    named = side.block.data[letter].dropna().index
    # Only of the same column: rows are unmatched in that which links them.
    used = frozenset().union(
        *(description.used for description in descriptions if description.letter == letter)
    )
    lost = [int(row) for row in named if row not in used]
    return [
        issue(
            "SIDE_ROW_UNMATCHED",
            file=file,
            sheet=sheet,
            row=row,
            cell=cell_address(letter, row),
            other=descriptions[0].part.read.sheet,
        )
        for row in lost[:ISSUES_PER_CELL_KIND]
    ]


def _readings(
    side: Candidate, key: str, link: str, where: IssuePlace
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """What a side table says, typed, of providers only what is about them, with the currency of its amounts; and an
    issue for each amount in another currency than its row.
    """
    import pandas as pd

    readings_by_column, values_by_column, names = {}, {}, _name_letter(side, link)
    is_provider = _is_of_providers(side)
    for match in side.recognition.matches:
        name = match.column
        if name == "country" and is_provider:
            name = "provider_country"
        if name is None or name in _OWN - {"currency"}:
            continue
        if is_provider and name not in (*_OF_PROVIDER, "provider", "currency"):
            continue
        if name == "provider" and key == "provider":
            continue
        readings_by_column[name] = read_column(
            columns()[name], side.block.data[match.letter], side.recognition.hints[match.letter]
        )
        values_by_column[name] = readings_by_column[name].values
    if names and key != "provider" and (kind := side_kind(side)) in ("provider", "applications"):
        values_by_column[kind] = as_text(side.block.data[names])
    own = pd.DataFrame(values_by_column, index=side.block.data.index)
    has_amount = any(columns()[name].type == "money" for name in readings_by_column)
    if not has_amount:
        return own.drop(columns="currency", errors="ignore"), []
    own, codes_by_column = with_currencies(own, readings_by_column)
    issues = [
        issue(
            code,
            **where,
            row=row,
            cell=cell_address(side.recognition.letter(name) or "", row),
            column=name,
        )
        for name, codes in codes_by_column.items()
        for row, code in zip(codes.dropna().index.tolist(), codes.dropna(), strict=True)
    ]
    return own, issues


def _name_letter(side: Candidate, link: str) -> str | None:
    """The column that names what a side table lists, which is not the one that names processes."""
    for letter, heading in side.block.headings.items():
        # A table that is linked by ids may also have the names of the processes.
        if letter == link or names_processes(parse_heading(heading)):
            continue
        alias = equal_alias(parse_heading(heading))
        if alias and alias[0].column in ("process_name", "provider"):
            return letter
    return None


def _by_process(part: TableParts, side: Candidate) -> tuple[pd.Series, str, str] | None:
    """Row of the process for each row of the side table (several where a cell names several, or several rows have the
    name), by the column that names processes; what the link is, and its letter.
    """
    names = _rows_by_text(part.typed["process_name"])
    ids = _rows_by_text(typed_column(part.typed, "process_id"))
    best, link, most = None, "", (0, 0)
    for letter, heading in side.block.headings.items():
        says_process = names_processes(parse_heading(heading))
        # Short ids such as "1" or "A" would be found in any column; they count only below a heading that
        # names processes.
        rows_by_key = {**(ids if says_process else {}), **names}
        cells = as_text(side.block.data[letter]).dropna()
        # The whole text first, for a name may hold a comma; then each of several names in one cell.
        tokens = cells.map(lambda text: [text, *_SPLIT.split(text)]).explode().map(fold)
        hits = tokens.map(rows_by_key).dropna()
        rows = hits.explode()
        share = len(set(hits.index)) / max(1, len(cells))
        # Of two columns that name as many processes, the one that fits fewer rows says more exactly which.
        exactness = (len(hits), -len(rows))
        if share >= JOIN_SHARE and exactness > most:
            best, link, most = rows, letter, exactness
    if best is None:
        return None
    rows = best[~_is_repeated(best)].astype("int64")
    return _of_same_place(part, side, rows), phrase("process id or name"), link


def _rows_by_text(texts: pd.Series) -> dict[str, list[int]]:
    """The rows that have a text, by the text folded."""
    rows: dict[str, list[int]] = {}
    filled = texts.dropna()
    for row, text in zip(filled.index.tolist(), filled.tolist(), strict=True):
        rows.setdefault(fold(text), []).append(row)
    return rows


def _is_repeated(hits: pd.Series) -> pd.Series:
    """The same process named twice in one row of a side table."""
    return hits.reset_index().duplicated().set_axis(hits.index)


def _of_same_place(part: TableParts, side: Candidate, rows: pd.Series) -> pd.Series:
    """The links without those to a process of the same name in another unit or country, where the side table says
    which is meant.
    """
    # The country of a provider is not that of the process.
    names = ("business_unit",) if _is_of_providers(side) else ("business_unit", "country")
    for name in names:
        match = next((match for match in side.recognition.matches if match.column == name), None)
        if match is None or name not in part.typed or rows.index.is_unique:
            continue
        its = read_column(
            columns()[name], side.block.data[match.letter], side.recognition.hints[match.letter]
        ).values
        own = part.typed[name].reindex(rows.to_numpy()).astype("str").str.casefold()
        is_same = (
            its.reindex(rows.index).astype("str").str.casefold().eq(own.set_axis(rows.index)).fillna(False)
        )
        processes = part.typed["process_name"].reindex(rows.to_numpy()).map(fold).to_numpy()
        is_decided = is_same.groupby([rows.index, processes]).transform("any")
        rows = rows[(is_same | ~is_decided).to_numpy(dtype=bool)]
    return rows


def _is_of_providers(side: Candidate) -> bool:
    return side_kind(side) == "provider" or side.recognition.letter("provider") is not None


def _by_provider(part: TableParts, side: Candidate) -> tuple[pd.Series, str, str] | None:
    letter = side.recognition.letter("provider") or side.recognition.letter("process_name")
    if letter is None or "provider" not in part.typed:
        return None
    cells = as_text(side.block.data[letter]).dropna().map(fold)
    # Reversed, so that of two rows on one provider the first is taken.
    rows_by_provider = {text: row for row, text in reversed(list(cells.items()))}
    providers = part.typed["provider"].dropna().map(fold)
    rows = providers.map(rows_by_provider).dropna()
    if len(rows) < JOIN_SHARE * len(providers) or rows.empty:
        return None
    import pandas as pd

    return pd.Series(rows.index, index=rows.astype("int64").to_numpy()), "provider", letter
