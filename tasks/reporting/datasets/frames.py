"""The tables of a run, exactly as the output contract names their columns. Frames in, frames out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import as_dtypes, blank_column, coded, columns
from schemas.issues import issue_kinds
from schemas.messages.message import Message, message
from schemas.messages.saying import said_column, said_frame, speaker
from schemas.results import (
    CANDIDATE_COLUMNS,
    CONTRIBUTION_COLUMNS,
    FLAG_COLUMNS,
    ISSUE_COLUMNS,
    RESULT_COLUMNS,
    RESULT_PARQUET_COLUMNS,
)
from schemas.vocabulary import CANDIDATES, GRAVE

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Audit

_FROM_RISKS = ("location", "highest_severity", "risk_flags")
_FROM_VALUE = (
    "saving_low",
    "saving_high",
    "currency",
    "capacity_low",
    "capacity_mid",
    "capacity_high",
    "verdict",
)
_FROM_RANKS = ("suitability", "suitability_low", "suitability_high", "rank")


SENTENCE_COLUMNS = ("why", "what_would_change_it", "next_questions")


def results_frame(audit: Audit, language: str = "en") -> pd.DataFrame:
    """One line per process, in the order of the input.

    Args:
        audit: the finished audit.
        language: of the sentences; files for programs have them in English.

    Returns:
        RESULT_COLUMNS by row_key; every typed row is kept. Scores and money are float64, rank and source_row
        Int64.
    """
    import pandas as pd

    typed = audit.intake.typed
    index = typed.index
    # Each column from the stage that worked it out; the rest is the method's or was read from the input.
    parts = {name: _aligned(audit.risks.rows, name, index) for name in _FROM_RISKS}
    parts |= {name: _aligned(audit.value.rows, name, index) for name in _FROM_VALUE}
    parts |= {name: _aligned(audit.ranks, name, index) for name in _FROM_RANKS}
    parts |= {
        name: typed[name]
        for name in ("process_id", "process_name", "source_file", "source_sheet", "source_row")
    }
    parts["portfolio"] = pd.Series(audit.request.portfolio, index=index, dtype="str")
    assessed = audit.assessment.rows
    frame = pd.DataFrame(
        {
            name: parts[name] if name in parts else _aligned(_holder(name, assessed, typed), name, index)
            for name in RESULT_COLUMNS
        },
        index=index,
    )
    # Sentences are packed messages until here. They are said in one language in the end.
    frame = said_frame(speaker(language, audit.rulebook), frame, SENTENCE_COLUMNS)
    return _finite(as_dtypes(frame, {"rank": "Int64", "source_row": "Int64"}))


def with_match(results: pd.DataFrame, audit: Audit) -> pd.DataFrame:
    """The results with how each catalogue entry was found, as results.parquet has them.

    Args:
        results: RESULT_COLUMNS by row_key.
        audit: assessment.rows is read; match_how is missing where no entry was looked for.

    Returns:
        RESULT_PARQUET_COLUMNS by row_key.
    """
    match_how = _aligned(_holder("match_how", audit.assessment.rows), "match_how", results.index)
    return results.assign(match_how=match_how)[list(RESULT_PARQUET_COLUMNS)]


def candidates_frame(audit: Audit, results: pd.DataFrame, lines: pd.DataFrame | None = None) -> pd.DataFrame:
    """One line per candidate, by label and rank; the unranked ones are last.

    Args:
        audit: risks and value.rows are read.
        results: RESULT_COLUMNS by row_key.
        lines: ``condition_lines`` of the candidates, where they are worked out already.

    Returns:
        CANDIDATE_COLUMNS by row_key; only rows whose recommendation is a candidate. Money a year in
        ``currency``.
    """
    import pandas as pd

    own_columns = ("process_id", "tier", "first_move", "location", "saving_low", "saving_high", "currency")
    chosen = results.loc[
        results["recommendation"].isin(CANDIDATES), ["recommendation", "rank", *own_columns]
    ].sort_values(["recommendation", "rank"], kind="stable")
    index = chosen.index
    parts = {name: chosen[name] for name in own_columns} | {
        "label": chosen["recommendation"],
        "conditions": conditions(audit, index, lines),
    }
    frame = pd.DataFrame(
        {
            name: parts[name] if name in parts else _aligned(audit.value.rows, name, index)
            for name in CANDIDATE_COLUMNS
        }
    )
    return _finite(frame)


def conditions(audit: Audit, index: pd.Index, lines: pd.DataFrame | None = None) -> pd.Series:
    """What must be settled before a row moves.

    Args:
        audit: risks and value.rows are read.
        index: row_key of the rows wanted.
        lines: ``condition_lines`` of these rows, where they are worked out already.

    Returns:
        Text by ``index``, " | " between conditions; missing where there is none.
    """
    lines = condition_lines(audit, index) if lines is None else lines
    texts = said_column(speaker("en", audit.rulebook), lines["text"])
    return combined(lines["row_key"], texts).reindex(index)


def condition_lines(audit: Audit, index: pd.Index) -> pd.DataFrame:
    """What the modelled saving says against moving, cases that could not be judged, and the mitigation of
    grave flags, one by one.

    Args:
        audit: risks and value.rows are read.
        index: row_key of the rows wanted.

    Returns:
        row_key and text (packed messages, as categories), for the rows of ``index`` alone.
    """
    import numpy as np
    import pandas as pd

    added: list[tuple[np.ndarray, np.ndarray]] = []
    texts: dict[str, int] = {}

    def add(keys: pd.Index | pd.Series, messages: pd.Series | str) -> None:
        # Texts as numbers: a long list has few sentences and many rows. The -1 at the end is for a missing
        # text.
        codes, distinct = (
            (np.zeros(len(keys), int), [messages]) if isinstance(messages, str) else pd.factorize(messages)
        )
        text_numbers = np.array(
            [texts.setdefault(text, len(texts)) for text in distinct] + [-1], dtype="int32"
        )
        has_text = codes >= 0
        added.append((np.asarray(keys, dtype="int64")[has_text], text_numbers[codes[has_text]]))

    flags, cases, saving = audit.risks.flags, audit.risks.open_cases, audit.value.rows
    # Verdicts that speak against a move, each with a condition of its own.
    judged = {
        "loses": saving["verdict"].eq("loses"),
        "quote": saving["verdict"].eq("cannot_judge") & saving["verdict_on"].eq("quote"),
    }
    for verdict, holds in judged.items():
        add(saving.index[holds.fillna(False)], message(f"says.condition.{verdict}").packed())
    # Paper has no room for the column that names the assumption, so the condition does.
    turned_by = saving["verdict_on"][saving["verdict"].eq("depends").fillna(False)].dropna()
    named = {
        name: message("says.condition.depends", assumption=Message(f"assumption.{name}")).packed()
        for name in turned_by.unique()
    }
    add(turned_by.index, turned_by.map(named))
    # What stays because it hardly ever pays back says so, unless a quote is what would settle it.
    hardly = message("says.wave.hardly_pays").packed()
    stays = saving["wave_reason"].eq(hardly).fillna(False) & ~judged["quote"].fillna(False)
    add(saving.index[stays], hardly)
    add(cases["row_key"], cases["message"])
    is_grave, is_of_row = flags["severity"].isin(GRAVE), flags["row_key"].notna()
    add(flags.loc[is_grave & is_of_row, "row_key"], flags.loc[is_grave & is_of_row, "mitigation"])
    # A flag of most rows has one line for the portfolio; it is a condition of each row that it concerns.
    shared_flags = flags[is_grave & ~is_of_row]
    for code, severity, mitigation in zip(
        shared_flags["code"], shared_flags["severity"], shared_flags["mitigation"], strict=True
    ):
        add(rows_named(audit, code, severity), mitigation)
    keys, codes = (np.concatenate(parts) for parts in zip(*added, strict=True))
    is_wanted = index.get_indexer(pd.Index(keys)) >= 0
    # A row and a text as one number: what is said twice of a row is said once.
    is_wanted &= ~pd.Series(keys * max(len(texts), 1) + codes).duplicated().to_numpy()
    condition_texts = coded(codes[is_wanted], texts)
    return pd.DataFrame({"row_key": pd.array(keys[is_wanted], dtype="Int64"), "text": condition_texts})


def rows_named(audit: Audit, code: str, severity: str) -> pd.Index:
    """Rows that a flag with one line for the portfolio concerns, and that are as grave as it.

    Args:
        audit: risks.rows is read: risk_flags and highest_severity.
        code: of the flag.
        severity: of its line for the portfolio.

    Returns:
        row_key of these rows.
    """
    import numpy as np
    import pandas as pd

    rows = audit.risks.rows
    # Few combinations of flags are in many rows; the False at the end is for rows without any.
    combinations, distinct = pd.factorize(rows["risk_flags"].astype("str"))
    has_flag = np.array([*(code in codes.split(";") for codes in distinct), False])[combinations]
    return rows.index[has_flag & rows["highest_severity"].eq(severity).fillna(False)]


def portfolio_notes(audit: Audit) -> tuple[str, ...]:
    """What the value model says of the portfolio as a whole, such as old exchange rates; what is an issue
    is with the issues.
    """
    warnings = audit.value.warnings
    return tuple(
        warnings.loc[warnings["row_key"].isna() & ~warnings["code"].isin(list(issue_kinds())), "message"]
    )


def joined(keys: pd.Series, texts: pd.Series, separator: str = " | ") -> pd.Series:
    """Texts of one key joined in their order; index is the key.

    Args:
        keys: whole numbers, one for each text.
        texts: not missing.
        separator: between two texts.
    """
    return combined(keys, texts, separator).astype(str)


def combined(keys: pd.Series, texts: pd.Series, separator: str = " | ") -> pd.Series:
    """The same as categories: each combination of texts is written once.

    Args:
        keys: whole numbers, one for each text.
        texts: not missing.
        separator: between two texts.

    Returns:
        Categories by key, in the order in which keys come first.
    """
    import numpy as np
    import pandas as pd

    # Each combination of texts gets a number: the number so far times the count of texts, plus the next text.
    # Numbers are made small again after each step. A sentence is then put together once for each combination.
    key_codes, distinct = pd.factorize(keys.astype(int))
    codes, words = pd.factorize(texts)
    order = np.argsort(key_codes, kind="stable")
    counts = np.bincount(key_codes, minlength=len(distinct))
    starts = np.cumsum(counts) - counts
    combination = np.zeros(len(distinct), dtype="int64")
    for number in range(counts.max(initial=0)):
        has = counts > number
        combination *= len(words) + 1
        combination[has] += codes[order[starts[has] + number]] + 1
        combination, _ = pd.factorize(combination)
    _, first = np.unique(combination, return_index=True)
    joined_texts = [
        separator.join(
            words[codes[order[starts[position] : starts[position] + counts[position]]]].astype(str)
        )
        for position in first
    ]
    # Two combinations may read the same; categories must differ.
    text_codes, texts_of = pd.factorize(np.array(joined_texts, dtype=object))
    values = coded(text_codes[combination], texts_of)
    return pd.Series(values, index=pd.Index(np.asarray(distinct, dtype="int64")))


def flags_frame(audit: Audit) -> pd.DataFrame:
    """FLAG_COLUMNS in English; process_id is empty where a flag is the portfolio's."""
    flags = said_frame(
        speaker("en", audit.rulebook), audit.risks.flags, ("message", "mitigation", "reference")
    )
    return flags[list(FLAG_COLUMNS)].reset_index(drop=True)


def issues_frame(audit: Audit) -> pd.DataFrame:
    """ISSUE_COLUMNS as intake and quality left them."""
    return audit.intake.issues[list(ISSUE_COLUMNS)].reset_index(drop=True)


def contribution_frames(audit: Audit) -> list[pd.DataFrame]:
    """CONTRIBUTION_COLUMNS, a frame for each stretch of the rows; process_id, score, criterion and rule_id are
    categories, for there are many lines, and the same in all frames.
    """
    import numpy as np
    import pandas as pd

    ids = audit.intake.typed["process_id"]
    # Ids as categories: one place for each line in place of a text. The lines of a row mostly lie together, so that
    # each row is looked up once.
    codes, values = pd.factorize(ids)
    codes, values = codes.astype("int32"), pd.Index(values)

    def of_stretch(contributions: pd.DataFrame) -> pd.DataFrame:
        keys = contributions["row_key"].to_numpy()
        is_first = np.ones(len(keys), dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
        starts = np.flatnonzero(is_first)
        of_rows = codes[ids.index.get_indexer(keys[starts])]
        id_codes = np.repeat(of_rows, np.diff(starts, append=len(keys)))
        parts = {"process_id": pd.Categorical.from_codes(id_codes, categories=values, validate=False)}
        parts |= {
            name: contributions[name].astype("category").array for name in ("score", "criterion", "rule_id")
        }
        parts |= {name: contributions[name].array for name in ("value", "weight", "points")}
        return pd.DataFrame({name: parts[name] for name in CONTRIBUTION_COLUMNS}, copy=False)

    return [of_stretch(frame) for frame in audit.assessment.contributions]


def contributions_frame(audit: Audit) -> pd.DataFrame:
    """The contributions of all rows as one frame."""
    import pandas as pd

    return pd.concat(contribution_frames(audit), ignore_index=True)


def inputs_frame(audit: Audit) -> pd.DataFrame:
    """The typed rows with the columns carried through; a carried heading that is also the name of a typed column, or of
    one that the list does not have, gets " (carried)": readers know typed columns by their names.
    """
    typed, carried = audit.intake.typed, audit.intake.carried
    typed_names = {*typed.columns, *columns()}
    carried = carried.rename(
        columns={name: f"{name} (carried)" for name in carried.columns if name in typed_names}
    )
    return typed.join(carried)


def _holder(name: str, *frames: pd.DataFrame) -> pd.DataFrame:
    """The first frame that has the column; one that is missing throughout where none has."""
    holder = next((frame for frame in frames if name in frame.columns), None)
    if holder is not None:
        return holder
    return blank_column(frames[0].index, "float64" if name == "match_share" else "str", name).to_frame()


def _aligned(frame: pd.DataFrame, name: str, index: pd.Index) -> pd.Series:
    # Most frames have the rows of the input in their order; only others are put in order.
    column = frame[name]
    return column if column.index.equals(index) else column.reindex(index)


def _finite(frame: pd.DataFrame) -> pd.DataFrame:
    """Infinite numbers are no numbers for a spreadsheet; they are left out."""
    import numpy as np

    floats = frame.select_dtypes("float64").items()
    endless = {name: np.isinf(column.to_numpy()) for name, column in floats}
    return frame.assign(
        **{
            str(name): frame[name].mask(is_endless)
            for name, is_endless in endless.items()
            if is_endless.any()
        }
    )
