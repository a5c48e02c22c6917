"""From the sheets of a portfolio's files to one typed frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from schemas.columns import DTYPES, LISTED_AS, PROVENANCE, as_dtype, columns
from schemas.groups import GROUP_COLUMNS, no_groups, with_sums
from schemas.issues import issue, issue_of, issues_frame, render
from schemas.phrases import Phrase, phrase, several
from schemas.records import FileRead, Intake
from schemas.workbooks import (
    CONTENT_PROBLEMS,
    CONTENT_PROPERTY,
    CONTENT_TEMPLATE,
    TEMPLATE_VERSION_PROPERTY,
    template_version,
)
from tasks.excel import cell_address
from tasks.intake.assemble.beside_list import list_of
from tasks.intake.assemble.candidate import Candidate
from tasks.intake.assemble.choose_tables import Choice, choose_tables, is_beside_the_point
from tasks.intake.assemble.corrections import with_corrections
from tasks.intake.assemble.defaults import missing_currency, with_defaults
from tasks.intake.assemble.ids import with_ids
from tasks.intake.assemble.join_sheets import join_sheets
from tasks.intake.assemble.near_duplicates import name_warnings
from tasks.intake.assemble.read_table import TableParts, read_table
from tasks.intake.assemble.side_tables import describe, unmatched_rows
from tasks.intake.columns.remarks import remarks_of_sheet
from tasks.intake.columns.settled import FileSettled
from tasks.intake.files.raw import RawFile
from tasks.intake.quotes import without_quotes
from tasks.intake.tables.long_lists import laid_out_name
from tasks.intake.tables.turned_sheet import turned_name
from tasks.joined_frames import where

if TYPE_CHECKING:
    import pandas as pd

    from schemas.quotes import Quote

# Programs that save a longer list end it at the last row of the format, some without a word.
LAST_ROWS = {65_536: {"kinds": ".xls", "instead": ".xlsx"}, 1_048_576: {"kinds": ".xlsx", "instead": ".csv"}}
SET_ASIDE_COLUMNS = ("file", "sheet", "row", "cell", "code")
Dtype = Literal["str", "float64", "boolean", "datetime64[us]", "int64", "Int64"]


def interpret(raws: Sequence[RawFile], settled: Sequence[FileSettled] = ()) -> Intake:
    """Understand the files of one portfolio as one list of processes.

    Args:
        raws: files as read or refused, in the order given.
        settled: of each file its map and its defaults; none where nothing was settled.

    Returns:
        The intake; tables are numbered through all files, row keys through all rows.
    """
    files: list[FileRead] = []
    parts: list[TableParts] = []
    issues: list[dict[str, Any]] = []
    quotes: tuple[Quote, ...] = ()
    # Rows of corrections repeat rows of the list, so the ids that they give are not counted as taken.
    corrections = frozenset(
        raw.file for raw in raws if dict(raw.properties).get(CONTENT_PROPERTY) == CONTENT_PROBLEMS
    )
    for file, own_settings in zip(raws, settled or [FileSettled()] * len(raws), strict=True):
        raw, its_quotes, quote_issues = without_quotes(file)
        quotes += its_quotes
        issues += quote_issues
        # All sheets were quotes of providers: the file is no list, and having no table is no fault of it.
        if file.sheets and not raw.sheets:
            files.append(FileRead(raw.file, raw.path, raw.sha256, raw.size_bytes, raw.kind, notes=raw.notes))
            continue
        lists = parts if raw.file in corrections else []
        file_read, own_parts, own_issues = _interpret_file(raw, len(parts), own_settings, lists)
        files.append(file_read)
        parts += own_parts
        issues += own_issues + [part_issue for part in own_parts for part_issue in part.issues]
    # Groups get ids together with the processes, because the ids of both must differ from each other.
    typed, groups = _with_parents(
        with_ids(
            _stack(
                [*(part.typed for part in parts), *(part.groups.assign(is_group=True) for part in parts)],
                _typed_template(),
                {name: DTYPES[column.type] for name, column in columns().items()},
            ),
            tuple(file for file in files if file.file not in corrections),
            corrections,
        )
    )
    carried = _stack([part.carried for part in parts], {}).astype(str)
    set_aside = _stack(
        [part.set_aside for part in parts],
        {name: "int64" if name == "row" else "str" for name in SET_ASIDE_COLUMNS},
    )
    intake = Intake(
        tuple(files),
        typed,
        carried.reindex(typed.index),
        set_aside,
        issues_frame(issues),
        {part.read.table_id: part.as_sent for part in parts},
        groups,
        quotes,
    )
    return _with_last_warnings(with_corrections(intake, corrections))


def _with_parents(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Processes and groups, each with the id of the group above it."""
    import pandas as pd

    # Parents are row numbers of their own table, so a row is found by table and row number together.
    keys = pd.MultiIndex.from_frame(rows[["source_table", "source_row"]])
    ids = pd.Series(rows["process_id"].to_numpy(), index=keys)
    above = pd.MultiIndex.from_frame(rows[["source_table", "parent_row"]].fillna(0).astype(int))
    parents = ids[~ids.index.duplicated()].reindex(above).set_axis(rows.index).astype(str)
    rows = rows.assign(parent_process_id=parents)
    is_group = rows["is_group"].fillna(False).astype(bool)
    known = [name for name in (*columns(), LISTED_AS) if name in rows]
    names = [*PROVENANCE, *known, "parent_process_id", "level"]
    typed = where(rows[names], ~is_group)
    groups = no_groups()
    if is_group.any():
        groups = rows[is_group].reset_index(drop=True).reindex(columns=list(GROUP_COLUMNS))
        own_row = groups["source_row"].astype("Int64")
        # Groups without a row of their own have negative numbers, which only linked their rows to them.
        groups = groups.assign(source_row=own_row.mask(own_row < 1)).drop_duplicates("process_id")
        groups = groups.reset_index(drop=True).astype(
            no_groups().drop(columns="process_count").dtypes.to_dict()
        )
    return typed, with_sums(groups, typed)


def _with_last_warnings(intake: Intake) -> Intake:
    """Doubts about names and missing currencies come last: a corrected row is no double of the row it
    replaces.
    """
    import pandas as pd

    warnings = name_warnings(intake.typed, intake.tables) + missing_currency(
        intake.typed, intake.tables, intake.raw_tables, intake.issues
    )
    return (
        replace(intake, issues=pd.concat([intake.issues, issues_frame(warnings)], ignore_index=True))
        if warnings
        else intake
    )


def _interpret_file(
    raw: RawFile, first_id: int, own_settings: FileSettled, lists: Sequence[TableParts]
) -> tuple[FileRead, list[TableParts], list[dict[str, Any]]]:
    identity = {
        "file": raw.file,
        "path": raw.path,
        "sha256": raw.sha256,
        "size_bytes": raw.size_bytes,
        "kind": raw.kind,
        "notes": raw.notes,
    }
    if raw.refused_code:
        return _refused(identity, raw.refused_code, raw.refused_message or render(raw.refused_code), [])
    if own_settings.refused:
        return _refused(identity, "MAP_NOT_USABLE", phrase("{text}", text=own_settings.refused), [])
    raw = replace(raw, sheets=tuple(replace(at, this_year=own_settings.this_year) for at in raw.sheets))
    choice = choose_tables(raw, own_settings.map)
    used = [candidate for candidate in choice.used if len(candidate.block.data)]
    parts = _read_tables(raw, used, first_id, lists)
    parts, choice = _described(parts, choice)
    # Defaults come after the side tables, which may say what the list leaves blank.
    parts = [replace(part, typed=with_defaults(part.typed, own_settings.defaults)) for part in parts]
    not_used = [
        phrase(
            "The table in row {row} of sheet {sheet} was not used: {reason}.",
            row=str(left.block.header_rows[-1]),
            sheet=left.block.sheet.name,
            reason=reason,
        )
        for left, reason in choice.left_out
    ]
    identity["notes"] = (*raw.notes, *_other_template(raw), *not_used)
    issues = _sheet_issues(raw, choice)
    if not used:
        # Headings without rows are told as such: there is nothing to map, only rows to fill in.
        empty = next(iter(choice.used), None)
        if empty:
            return _refused(
                identity,
                "TABLE_EMPTY",
                render("TABLE_EMPTY", file=raw.file, sheet=empty.block.sheet.name),
                issues,
            )
        sentence = render("NO_TABLE", file=raw.file, sheets=choice.sheets_seen)
        return _refused(identity, "NO_TABLE", several([sentence, *not_used[:1]], " "), issues)
    issues = issues + _unused(raw, own_settings)
    return FileRead(**identity, tables=tuple(part.read for part in parts)), parts, issues


def _read_tables(
    raw: RawFile, used: list[Candidate], first_id: int, lists: Sequence[TableParts]
) -> list[TableParts]:
    """The tables of one file, those joined that tell of the same processes. ``lists``: what they correct."""
    parts: list[TableParts] = []
    names: dict[str, str] = {}
    for number, candidate in enumerate(used):
        its_list = list_of(candidate.block, lists)
        parts.append(
            read_table(candidate.block, candidate.recognition, raw.file, first_id + number, names, its_list)
        )
        if candidate is used[-1]:  # no table comes after it that tells its rows by id alone
            break
        for rows in (parts[-1].typed, parts[-1].groups):
            if "process_id" in rows:
                with_id = rows.dropna(subset="process_id")
                names |= dict(zip(with_id["process_id"], with_id["process_name"], strict=True))
    return join_sheets(parts, is_template=dict(raw.properties).get(CONTENT_PROPERTY) == CONTENT_TEMPLATE)


def _described(parts: list[TableParts], choice: Choice) -> tuple[list[TableParts], Choice]:
    """Tables of processes with what the tables beside them say; those are then no longer left out."""
    left_out = []
    for side, reason in choice.left_out:
        descriptions = [
            describe(part, side) if len(part.typed) and len(side.block.data) else None for part in parts
        ]
        # A side table may describe the processes of several lists.
        described = [more.part if more else part for part, more in zip(parts, descriptions, strict=True)]
        changed = [index for index, part in enumerate(described) if part is not parts[index]]
        parts = described
        if not changed:
            left_out.append((side, reason))
            continue
        first = parts[changed[0]]
        lost = unmatched_rows([more for more in descriptions if more], side, first.read.file)
        parts[changed[0]] = replace(first, issues=(*first.issues, *lost))
    return parts, replace(choice, left_out=tuple(left_out))


def _unused(raw: RawFile, own_settings: FileSettled) -> list[dict[str, Any]]:
    """Entries of the map that fit nothing in the file any more."""
    if own_settings.map is None:
        return []
    return [
        issue("MAP_ENTRY_UNUSED", file=raw.file, map=own_settings.map.name, line=line, kind=kind)
        for line, kind in own_settings.map.unused()
    ]


def _other_template(raw: RawFile) -> tuple[str, ...]:
    """What a reader must know of a template that was made by another version of the program."""
    version, now = dict(raw.properties).get(TEMPLATE_VERSION_PROPERTY), template_version()
    if not version or version == now:
        return ()
    return (
        phrase(
            "This is a template of version {version}; this program writes version {now}. "
            "Its columns were read by their headings. Columns that are new are missing: take a new template for them.",
            version=version,
            now=now,
        ),
    )


def _refused(
    identity: dict[str, Any], code: str, message: Phrase, issues: list[dict[str, Any]]
) -> tuple[FileRead, list[TableParts], list[dict[str, Any]]]:
    refusal = issue_of(code, message, file=identity["file"])
    return FileRead(**identity, refused_code=code, refused_message=message), [], [*issues, refusal]


def _sheet_issues(raw: RawFile, choice: Choice) -> list[dict[str, Any]]:
    """What was seen on the sheets and not used, and which of them may have been cut off."""
    is_own = CONTENT_PROPERTY in dict(raw.properties)
    issues = [
        issue("SHEET_HIDDEN", file=raw.file, sheet=sheet.name)
        for sheet in raw.sheets
        if sheet.is_hidden and not sheet.grid.empty
    ]
    issues += [
        issue("FAR_CELL_IGNORED", file=raw.file, sheet=sheet.name, cell=cell)
        for sheet in raw.sheets
        if not sheet.is_hidden
        for cell in sheet.far_cells
    ]
    used = {candidate.block.sheet.name for candidate in choice.used}
    issues += [
        issue("TABLE_TURNED", file=raw.file, sheet=sheet.name, turned=turned_name(sheet))
        for sheet in raw.sheets
        if turned_name(sheet) in used
    ]
    issues += [
        issue("TABLE_LAID_OUT", file=raw.file, sheet=sheet.name, anew=laid_out_name(sheet))
        for sheet in raw.sheets
        if laid_out_name(sheet) in used
    ]
    issues += [
        issue("REMARK_NOT_USED", file=raw.file, sheet=candidate.block.sheet.name, **remark._asdict())
        for candidate in choice.used
        for sheet in raw.sheets
        if sheet.name not in used and not sheet.is_hidden and not is_own
        for remark in remarks_of_sheet(sheet, candidate.block, candidate.recognition.matches)
    ]
    issues += [
        issue("SHEET_IS_FULL", file=raw.file, sheet=sheet.name, row=row, **LAST_ROWS[row])
        for sheet in raw.sheets
        if sheet.name in used and not sheet.delimiter and not sheet.headings
        if (row := int(sheet.grid.index[-1])) in LAST_ROWS
    ]
    for candidate, reason in choice.left_out:
        block = candidate.block
        # A table beside or below a used one looks like part of it: it is always told of.
        if is_beside_the_point(candidate, choice.used) and block.sheet.name not in used:
            continue
        issues.append(
            issue(
                "TABLE_NOT_USED",
                file=raw.file,
                sheet=block.sheet.name,
                row=block.header_rows[-1],
                rows=len(block.data),
                reason=reason,
                cell=cell_address(next(iter(block.headings)), block.header_rows[-1]),
            )
        )
    return issues


def _typed_template() -> dict[str, Dtype]:
    return {
        "source_table": "int64",
        "source_file": "str",
        "source_sheet": "str",
        "source_row": "int64",
        "process_id": "str",
        "process_name": "str",
        "parent_row": "Int64",
        "level": "Int64",
        "is_group": "boolean",
    }


def _stack(
    frames: list[pd.DataFrame], template: Mapping[str, Dtype], others: Mapping[str, Dtype] | None = None
) -> pd.DataFrame:
    """Frames one below the other, rows numbered through; a column absent from one is missing there. The columns of
    ``template`` are always there; further ones have the types in ``others``, or hold texts: a column that is carried
    through may be headed "volume" and hold none.
    """
    import pandas as pd

    names = list(dict.fromkeys([*template, *(name for frame in frames for name in frame.columns)]))
    types: dict[str, Dtype] = {**dict.fromkeys(names, "str"), **(others or {}), **template}
    filled = [frame.reset_index(drop=True) for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=types[name]) for name in names})
    stacked = {}
    for name in names:
        pieces = [
            frame[name] if name in frame else pd.Series(index=frame.index, dtype=types[name])
            for frame in filled
        ]
        # Column by column, so that pandas concatenates equal dtypes and a column that is blank in one table
        # keeps its own.
        pieces = [as_dtype(piece, types[name]) for piece in pieces]
        stacked[name] = pd.concat(pieces, ignore_index=True) if len(pieces) > 1 else pieces[0]
    return pd.DataFrame(stacked, index=pd.RangeIndex(sum(len(frame) for frame in filled)))
