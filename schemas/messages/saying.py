"""Messages of the stages said in a language: whole columns, and the audit as a reader gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from schemas.columns import coded
from schemas.messages import catalogue
from schemas.messages.rule_texts import rule_texts

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages import Catalogue
    from schemas.records import Audit, TableRead
    from schemas.rules import Rulebook


# By rulebook and language, and let go with the rulebook: tables and reports of a run say the same messages.
_speakers: WeakKeyDictionary[Rulebook, dict[str, Catalogue]] = WeakKeyDictionary()


def speaker(language: str, rulebook: Rulebook) -> Catalogue:
    """The catalogue of a language, with the sentences of the rulebook that a run used. A sentence that a
    rulebook of one's own words anew is said as it is there.

    Args:
        language: a code of REPORT_LANGUAGES.
        rulebook: the one that the run used.

    Returns:
        The catalogue, with the sentences of the rulebook as its ``rules``.

    Raises:
        ValueError: there is no catalogue of this language.
    """
    speakers = _speakers.setdefault(rulebook, {})
    if language not in speakers:
        words = catalogue(language)
        rules = {key: words.of_rulebook(text) for key, text in rule_texts(rulebook).items()}
        speakers[language] = replace(words, rules=rules, known={})
    return speakers[language]


def said_column(words: Catalogue, packed: pd.Series) -> pd.Series:
    """A column of packed messages as sentences, each said once; missing ones stay missing, and categoricals
    stay categoricals.

    Args:
        words: the catalogue of a language.
        packed: packed messages, as text or categorical.

    Returns:
        Sentences, with the same index.

    Raises:
        KeyError: the catalogue has no text for a message.
    """
    import numpy as np
    import pandas as pd

    if not isinstance(packed.dtype, pd.CategoricalDtype):
        places, distinct = pd.factorize(packed)
        sentences = pd.array([words.say(text) for text in distinct], dtype=str)
        return pd.Series(sentences.take(places, allow_fill=True), index=packed.index)
    # Two messages can be said in the same words; categories must differ. A missing one has the code -1, which
    # finds the -1 at the end.
    texts = np.array([words.say(text) for text in packed.cat.categories], dtype=object)
    places, distinct = pd.factorize(texts)
    codes = np.append(places, -1)[packed.cat.codes]
    return pd.Series(coded(codes, distinct), index=packed.index)


def said_frame(
    words: Catalogue,
    frame: pd.DataFrame,
    names: tuple[str, ...],
    keep: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """The frame with the named columns said; those that it does not have are left out.

    Args:
        words: the catalogue of a language.
        frame: not changed.
        names: columns of packed messages.
        keep: takes the frame of what was said and gives the same from where it is to lie, such as a mapped
            file; None leaves it where it is.

    Returns:
        The frame with sentences in these columns, and all others as they are.

    Raises:
        KeyError: the catalogue has no text for a message.
    """
    import pandas as pd

    sentences = {name: said_column(words, frame[name]) for name in names if name in frame}
    if keep is not None:
        sentences = {str(name): column for name, column in keep(pd.DataFrame(sentences)).items()}
    return frame.assign(**sentences)


# Columns that hold packed messages, by record and frame of the audit.
MESSAGES = {
    "assessment": {
        "rows": ("why", "what_would_change_it", "next_questions"),
        "questions": ("question",),
    },
    "risks": {
        "flags": ("message", "mitigation", "reference"),
        "rows": ("location_reason",),
        "safeguards": ("safeguard", "clause", "reference"),
        "not_judged": ("reason",),
        "open_cases": ("message",),
    },
    "value": {
        "rows": ("value_note", "wave_reason"),
        "bundles": ("reason",),
        "warnings": ("message",),
    },
}


def said_audit(
    audit: Audit, language: str, keep: Callable[[pd.DataFrame], pd.DataFrame] = lambda table: table
) -> Audit:
    """The audit with every message said.

    Args:
        audit: as the stages left it; not changed.
        language: a language that there is a catalogue for.
        keep: puts columns that were said where they are to lie.

    Returns:
        The same records and frames, with sentences in the place of packed messages.
    """
    words = speaker(language, audit.rulebook)
    records = {name: said_record(words, name, getattr(audit, name), keep) for name in MESSAGES}
    intake = said_intake(words, audit.intake)
    return replace(
        audit, **records, intake=intake, ranks=said_frame(words, audit.ranks, ("rank_note",), keep)
    )


def said_intake(words: Catalogue, intake: Any) -> Any:
    """What was read, with its issues and remarks said in a language; English is what the stages say anyway.

    Args:
        words: the language.
        intake: an ``Intake`` or ``Validated``; not changed.

    Returns:
        The same kind of record; the one that was given where the language is English.
    """
    if words.language == "en":
        return intake
    issues = intake.issues
    if "facts" in issues:
        issues = issues.assign(message=said_column(words, issues["facts"]))
    files = tuple(
        replace(
            file,
            notes=tuple(map(words.said, file.notes)),
            refused_message=words.said(file.refused_message),
            tables=tuple(_said_table(words, table) for table in file.tables),
        )
        for file in intake.files
    )
    return replace(intake, issues=issues, files=files)


def _said_table(words: Catalogue, table: TableRead) -> TableRead:
    headings = (
        replace(match, note=words.said(match.note), unit=words.unit(match.unit)) for match in table.headings
    )
    return replace(table, notes=tuple(map(words.said, table.notes)), headings=tuple(headings))


def said_record(
    words: Catalogue,
    name: str,
    record: Any,
    keep: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> Any:
    """What a stage returned, with its messages said.

    Args:
        words: the catalogue of a language.
        name: the field of the audit that holds the record, a key of MESSAGES.
        record: not changed; frames of it that are None stay so.
        keep: as for ``said_frame``.

    Returns:
        The same record with sentences in the place of packed messages.

    Raises:
        KeyError: the catalogue has no text for a message.
    """
    frames = {
        frame: said_frame(words, getattr(record, frame), columns, keep)
        for frame, columns in MESSAGES[name].items()
        if getattr(record, frame) is not None
    }
    return replace(record, **frames)
