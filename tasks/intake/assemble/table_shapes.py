"""Whether the shape of a table says that it is no list with a row for each process."""

from __future__ import annotations

from schemas.columns import NUMERIC_TYPES, columns
from schemas.phrases import phrase
from tasks.intake.assemble.candidate import Candidate
from tasks.intake.cells.categories import as_text
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.step_lists import lists_steps
from tasks.intake.thresholds import MOST_SIDE_HEADINGS, SIDE_HEADINGS, SIDE_SHARE
from tasks.intake.wording.heading import columns_named
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

FIRST_ROWS = 1_000
LISTED_ROWS = 2  # the result of a query with fewer rows, its total left out, is a summary


def why_no_list(candidate: Candidate) -> str | None:
    """Why a table has no row for each process, by its shape.

    Args:
        candidate: the table.

    Returns:
        The reason as a phrase; None where nothing speaks against a list.
    """
    return phrase("it is a pivot table") if _is_pivot(candidate) else _why_other_rows(candidate)


def _why_other_rows(candidate: Candidate) -> str | None:
    if _lies_on_its_side(candidate.block):
        return phrase(
            "its headings are one below the other; turn it so that each process has a row "
            "(copy, paste special, transpose)"
        )
    if _has_measures_in_rows(candidate):
        return phrase(
            "it has a row for each figure of a process; give each figure a column of its own, "
            "as a pivot table does"
        )
    if lists_steps(candidate.block):
        return phrase("it lists the steps of one process; give a list with a row for each process")
    return None


def has_row_labels(candidate: Candidate) -> bool:
    """Whether a table is a pivot table with labels of rows that may be processes, most of two words or more
    ("Finance" is a department), beside a figure that is known.

    Args:
        candidate: the table.
    """
    if not (len(candidate.block.data) and _is_pivot(candidate)) or _why_other_rows(candidate):
        return False
    letter, first = next(iter(candidate.block.headings.items()))
    labels = as_text(candidate.block.data[letter]).dropna()
    is_phrase = labels.str.strip().str.contains(r"\s")
    is_known = fold(first) in words_of_kind("pivot") and bool(candidate.recognition.columns)
    return is_known and bool(2 * is_phrase.sum() > len(labels))


def _is_pivot(candidate: Candidate) -> bool:
    """Whether a table adds up other rows. A query that adds up the rows of each process ("Sum of FTE") lists
    processes all the same, where a heading names them.
    """
    texts = [fold(text) for text in candidate.block.headings.values() if text]
    starts = tuple(words_of_kind("pivot_start"))
    if any(text in words_of_kind("pivot") for text in texts):
        return True
    # All headings but the first that are like "Sum of FTE" speak for a pivot; half of them are enough.
    if sum(text.startswith(starts) for text in texts) < max(1, (len(texts) - 1) / 2):
        return False
    name = next((match for match in candidate.recognition.matches if match.column == "process_name"), None)
    if name is None or name.how != "alias":
        return True
    # A sum for each process is a list; one sum over all, with a total below it, is a summary.
    names = as_text(candidate.block.data[name.letter]).dropna().map(fold)
    return int((~names.isin(words_of_kind("total"))).sum()) < LISTED_ROWS


def _lies_on_its_side(block: Block) -> bool:
    """Whether the first column holds the headings of a process list: most of its texts are known headings, of
    several columns; where nothing is known of the headings beside it, one of figures is enough.
    """
    letter, *beside = block.headings
    first = as_text(block.data[letter]).dropna()
    if not 1 < len(first) <= MOST_SIDE_HEADINGS:
        return False
    known = columns_named(first)
    # A form of one process may ask for two things alone.
    are_figures = all(columns()[column].type in ("number", "money") for column in known)
    is_form = bool(beside) and not columns_named([block.headings[beside[0]]])
    if len(known) == len(first) and (are_figures or (is_form and len(set(known)) == len(known))):
        return True
    are_names = len(beside) >= SIDE_HEADINGS and not columns_named(block.headings[at] for at in beside)
    is_enough = len(set(known)) >= SIDE_HEADINGS or (
        are_names and any(columns()[column].type in NUMERIC_TYPES for column in known)
    )
    return is_enough and len(known) >= SIDE_SHARE * len(first)


def _has_measures_in_rows(candidate: Candidate) -> bool:
    """Whether a column says of each row which figure of a process it gives ("FTE", "Volume"), each process in several
    rows: a list of measures, as databases and reports export it.
    """
    data = candidate.block.data
    named = [at for at, text in candidate.block.headings.items() if columns_named([text]) == ["process_name"]]
    name = candidate.recognition.letter("process_name") or next(iter(named), None)
    if name is None or 2 * data[name].nunique() > len(data):
        return False
    figures = {name for name, column in columns().items() if column.type in NUMERIC_TYPES}
    for letter in data.columns.drop(name):
        # Of a long list the first rows tell most columns apart.
        if len(data) > FIRST_ROWS and data[letter].iloc[:FIRST_ROWS].nunique() > MOST_SIDE_HEADINGS:
            continue
        texts = data[letter].dropna().unique()
        if 1 < len(texts) <= MOST_SIDE_HEADINGS and all(isinstance(text, str) for text in texts):
            known = columns_named(texts)
            if len(known) == len(texts) and len(set(known) & figures) > 1:
                return True
    return False
