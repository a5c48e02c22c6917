"""The catalogue of issues: what can be wrong with an input, said in one way.

``issues.yaml`` holds per code: severity (error, warning, repair), title, message (a template, or one for the count 1
and one for others) and fix (what to do), in English; a file in ``messages/`` has the same under ``issue:``
for another language. An issue keeps its code and facts in the column ``facts``, from which it is said in
the language asked. Templates may name {file}, {sheet}, {cell}, {row}, {column} and facts that are numbers,
counts or names of columns and sheets; never what a cell holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from schemas.phrases import Phrase, counted, in_english, nodes, phrase
from schemas.results import ISSUE_COLUMNS
from schemas.vocabulary import IssueSeverity, words

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake

SomeIntake = TypeVar("SomeIntake", bound="Intake")
ISSUE_SEVERITIES = words(IssueSeverity)
ISSUE_FIELDS = (*ISSUE_COLUMNS, "facts")  # facts: what the message says, packed


@dataclass(frozen=True)
class IssueKind:
    """One entry of the catalogue; ``message_of_one`` is the message where its fact ``count`` is 1, if that differs."""

    code: str
    severity: str
    title: str
    message: str
    fix: str
    message_of_one: str = ""


@cache
def issue_kinds() -> dict[str, IssueKind]:
    """The catalogue by code.

    Raises:
        RulebookError: an entry is malformed or stands twice; file and line are named.
    """
    from schemas.kept import kept

    return kept("issues", "", _read_kinds)


def _read_kinds() -> dict[str, IssueKind]:
    from schemas.rules import load_mapping

    entries, _ = load_mapping(Path(__file__).parent / "issues.yaml")
    return {code: IssueKind(code=code, **_forms(entry)) for code, entry in entries.items()}


def _forms(entry: dict[str, Any]) -> dict[str, str]:
    """An entry with its message of one apart from that of several."""
    message = entry["message"]
    return (
        entry | {"message": message["other"], "message_of_one": message["one"]}
        if isinstance(message, dict)
        else entry
    )


def render(code: str, **facts: Any) -> Phrase:
    """The message and what to do, as one text in English that other languages can say too.

    Args:
        code: a code of the catalogue.
        **facts: what the templates name; phrases where the fact is a text of ours.

    Returns:
        The text, with the code and the facts from which another language says it.
    """
    kind = issue_kinds()[code]
    shown = {name: in_english(fact) for name, fact in facts.items()}
    # Numbers that name a place get no thousands separator in any language, so they are kept as texts.
    plain_facts = {
        name: str(fact) if name in ("row", "line", "other") else fact for name, fact in facts.items()
    }
    message = kind.message_of_one if kind.message_of_one and facts.get("count") == 1 else kind.message
    text = f"{message.format(**shown)} {kind.fix.format(**shown)}"
    return Phrase(text, [f"issue.{code}", nodes(plain_facts)])


def title_in_sentence(code: str) -> Phrase:
    """The title of an issue inside a sentence."""
    return Phrase(issue_kinds()[code].title.lower(), [f"issue.{code}.title", {}])


class IssuePlace(TypedDict):
    """Where the issues of one table lie: bare name of the file, and name of the sheet."""

    file: str
    sheet: str


def issue(
    code: str,
    *,
    file: str,
    sheet: str = "",
    cell: str = "",
    row: int | None = None,
    column: str = "",
    **facts: Any,
) -> dict[str, Any]:
    """One issue as a record of ISSUE_FIELDS; ``row`` is the spreadsheet's row number, ``cell`` an address.

    Where the table has no such column, ``cell`` is empty or says "row 12": the record's cell is empty then,
    and the message names the row.

    Args:
        code: of the issue catalogue.
        file: bare name of the file.
        sheet: name of the sheet; empty where the file has none.
        cell: its address, or "row 12".
        row: the spreadsheet's row number, from 1.
        column: name in the input dictionary, or the heading.
        **facts: what the sentences of this code name.

    Returns:
        A record of ISSUE_FIELDS; severity is that of the code.

    Raises:
        KeyError: there is no such code, or a sentence names a fact that is not given.
    """
    # A message without an address still says which row is meant.
    shown = {
        "file": file,
        "sheet": sheet,
        "cell": cell or (phrase("row {row}", row=str(row)) if row else ""),
        "row": row,
        "column": column,
    }
    return issue_of(code, render(code, **shown, **facts), **{**shown, "cell": cell})


def issue_of(code: str, message: Phrase, **where: Any) -> dict[str, Any]:
    """An issue whose message is made already; ``where``: file, sheet, cell, row and column, as far as known.

    Args:
        code: of the issue catalogue.
        message: as ``render`` makes it.
        **where: file, sheet, cell, row and column, as far as known; a cell that says "row 12" becomes empty.

    Returns:
        A record of ISSUE_FIELDS.

    Raises:
        KeyError: there is no such code.
    """
    cell = where.get("cell", "")
    return {
        **{name: where.get(name, "") for name in ("file", "sheet", "column")},
        # A message can say "row 12"; the column holds addresses alone.
        "cell": "" if cell.startswith("row ") else cell,
        "row": where.get("row"),
        "code": code,
        "severity": issue_kinds()[code].severity,
        "message": str(message),
        "facts": message.packed(),
    }


# In the place of an address and of a row number while the sentence of many issues is made.
_CELL, _ROW = "\ue000", "\ue001"


def issue_somewhere(code: str, **facts: Any) -> dict[str, Any]:
    """An issue of a cell that ``placed`` says later.

    Args:
        code: of the issue catalogue.
        **facts: as ``issue`` takes them, but for cell and row.
    """
    return issue(code, cell=_CELL, row=_ROW, **facts)  # pyright: ignore[reportArgumentType]


def placed(somewhere: dict[str, Any], cell: str, row: int) -> dict[str, Any]:
    """What ``issue`` makes of one cell.

    Args:
        somewhere: an ``issue_somewhere``; not changed.
        cell: its address.
        row: the spreadsheet's row number.
    """
    texts = {
        name: somewhere[name].replace(_CELL, cell).replace(_ROW, str(row)) for name in ("message", "facts")
    }
    return {**somewhere, **texts, "cell": cell, "row": row}


def issues_of_cells(
    code: str, *, file: str, sheet: str, cells: pd.Series, rows: pd.Series, column: str, **facts: Any
) -> pd.DataFrame:
    """The issues of many cells of one column, whose sentences differ by nothing but their place.

    Args:
        code: of the issue catalogue.
        file: bare name of the file.
        sheet: name of the sheet.
        cells: addresses, or "row 12".
        rows: row numbers of the spreadsheet.
        column: name in the input dictionary.
        **facts: what the sentences of this code name, the same for all.

    Returns:
        What ``issues_frame`` makes of an ``issue`` of each cell, by the index of ``cells``.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    one = issue_somewhere(code, file=file, sheet=sheet, column=column, **facts)
    addresses = pa.array(cells, pa.large_string(), from_pandas=True)
    places = {_CELL: addresses, _ROW: pa.array(rows).cast(pa.large_string())}
    texts = {
        name: pc.binary_join_element_wise(*_with_places(one[name], places), pa.scalar("", pa.large_string()))
        for name in ("message", "facts")
    }
    texts["cell"] = pc.if_else(pc.starts_with(addresses, "row "), pa.scalar("", pa.large_string()), addresses)
    filled = {**one, **{name: pd.array(text, dtype="str") for name, text in texts.items()}, "row": rows.array}
    frame = pd.DataFrame({name: filled[name] for name in ISSUE_FIELDS}, index=cells.index)
    return frame.astype({name: "Int64" if name == "row" else "str" for name in ISSUE_FIELDS})


def _with_places(text: str, places: dict[str, Any]) -> list[Any]:
    """A text cut where addresses and row numbers go."""
    import pyarrow as pa

    pieces = re.split(f"({_CELL}|{_ROW})", text)
    return [places[piece] if piece in places else pa.scalar(piece, pa.large_string()) for piece in pieces]


def issues_frame(issues: Iterable[dict[str, Any]] = ()) -> pd.DataFrame:
    """Issues as a frame of ISSUE_FIELDS; row is Int64, the rest text.

    Args:
        issues: as ``issue`` makes them.

    Returns:
        One row for each issue, in their order.
    """
    import pandas as pd

    records = list(issues)
    return pd.DataFrame(
        {
            name: pd.array([record.get(name) for record in records], dtype="Int64" if name == "row" else str)
            for name in ISSUE_FIELDS
        }
    )


def add_issues(intake: SomeIntake, issues: pd.DataFrame) -> SomeIntake:
    """The intake with more issues; what was validated stays validated.

    Args:
        intake: not changed.
        issues: ISSUE_FIELDS, as a stage returned them.

    Returns:
        An intake with all issues, the new ones last; no row is changed or lost.
    """
    import pandas as pd

    if issues.empty:
        return intake
    earlier = [intake.issues] if len(intake.issues) else []
    return replace(intake, issues=pd.concat([*earlier, issues], ignore_index=True))


def by_cause(issues: pd.DataFrame, say: Callable[[Phrase], str] = str) -> pd.DataFrame:
    """Issues with the same problem down a column as one line.

    Args:
        issues: a frame of ISSUE_COLUMNS, one line for each cell; messages in the language of ``say``.
        say: says a phrase in the reader's language; English where it is left out.

    Returns:
        The first issue of each file, sheet, column and code, in the order of ``issues``; its message says how many more
        cells there are and how far down. Added: ``cells``, the number of cells, and ``last_cell``. Issues that name
        no column stay as they are.
    """
    import pandas as pd

    is_cell = issues["row"].notna() & issues["column"].fillna("").ne("") & issues["cell"].fillna("").ne("")
    # The letters of an address: AB of AB12. One column of the dictionary can come from several columns of a
    # sheet.
    letter = issues["cell"].astype("str").str.extract(r"^([A-Z]+)", expand=False).fillna("")
    # A number of its own keeps each issue that names no cell apart; -1 lets the others meet.
    alone = pd.Series(range(len(issues)), index=issues.index).where(~is_cell, -1)
    keys = [issues["file"], issues["sheet"], issues["column"], letter, issues["code"], alone]
    groups = issues.groupby(keys, sort=False, dropna=False)
    count, last = groups["code"].transform("size"), groups["cell"].transform("last")
    first = issues.assign(cells=count, last_cell=last)[groups.cumcount() == 0]
    messages = [
        f"{message} {say(_the_same(cells - 1, last))}" if cells > 1 else message
        for message, cells, last in zip(first["message"], first["cells"], first["last_cell"], strict=True)
    ]
    return first.assign(message=pd.array(messages, dtype="str"))


def _the_same(count: int, last: str) -> Phrase:
    return counted(
        "The same in {count} more cell of this column, down to {last}.",
        "The same in {count} more cells of this column, down to {last}.",
        count,
        last=last,
    )
