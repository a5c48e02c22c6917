"""The words that results are written in, each once: labels, tiers, drives, grades, severities, first moves."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

# Languages of reports: each has a file of messages.
REPORT_LANGUAGES = tuple(sorted(path.stem for path in (Path(__file__).parent / "messages").glob("*.yaml")))
# Languages of the names that people send. Of the first ones the tables of words have a column each, and every entry
# of the catalogue a name. Each of the others has a file of its own in the rulebook (language_nl.yaml); beside it the
# languages whose names of services it knows too, as its names are put together alike.
LANGUAGES_OF_TABLES = ("en", "de", "fr", "es")
LANGUAGES_BESIDE = {"nl": ("de",), "it": ("fr", "es"), "pt": ("es", "fr")}
LANGUAGES_READ = (*LANGUAGES_OF_TABLES, *LANGUAGES_BESIDE)


def language_section(language: str) -> str:
    """Section of the rulebook, and stem of its file, with the tables of one of LANGUAGES_BESIDE."""
    return f"language_{language}"


def words(kind: type[StrEnum]) -> tuple[str, ...]:
    """The members of an enumeration as plain texts, in their order."""
    return tuple(member.value for member in kind)


class Recommendation(StrEnum):
    """What to do with a process."""

    BPO_CANDIDATE = "bpo_candidate"
    KPO_CANDIDATE = "kpo_candidate"
    RETAIN = "retain"
    REVIEW = "review"
    NOT_IN_SCOPE = "not_in_scope"


class RowKind(StrEnum):
    """What a row of an inventory is, before anything is said about moving it."""

    SERVICE_PROCESS = "service_process"
    SITE_WORK = "site_work"
    FRONT_LINE = "front_line"
    PUBLIC_AUTHORITY = "public_authority"
    MONEY_LINE = "money_line"
    ASSET_OR_PROJECT = "asset_or_project"
    ORGANISATION_ONLY = "organisation_only"
    UNCLEAR = "unclear"


class Match(StrEnum):
    """How an entry of the catalogue was found: it is the whole name, most of it, the word that heads it, some words
    of it, or is in the description.
    """

    WHOLE = "whole"
    MOST = "most"
    HEAD = "head"
    LOOSE = "loose"
    DESCRIBED = "described"


class Tier(StrEnum):
    """The kind of work within a label."""

    BPO_BASIC = "bpo_basic"
    BPO_ADVANCED = "bpo_advanced"
    HYBRID = "hybrid"
    KPO_SPECIALIST = "kpo_specialist"
    KPO_STRATEGIC = "kpo_strategic"


class Drive(StrEnum):
    """What drives the work."""

    VOLUME_DRIVEN = "volume_driven"
    BALANCED = "balanced"
    INSIGHT_DRIVEN = "insight_driven"


class Band(StrEnum):
    """A stretch of a complexity score, from the lowest up."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Sensitivity(StrEnum):
    """How well the data have to be protected, from the lowest up; not_assessed is not low."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"
    NOT_ASSESSED = "not_assessed"


class Severity(StrEnum):
    """How grave a risk flag is, from the lowest up."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class IssueSeverity(StrEnum):
    """What an issue means for the input: a cell or row left out, a doubt, or a reading that was mended."""

    ERROR = "error"
    WARNING = "warning"
    REPAIR = "repair"


class Location(StrEnum):
    """How far work could go, from the nearest on."""

    ONSHORE = "onshore"
    NEARSHORE = "nearshore"
    OFFSHORE = "offshore"
    NONE = "none"


class Move(StrEnum):
    """The first thing to do."""

    MOVE = "move"
    AUTOMATE_FIRST = "automate_first"
    FIX_FIRST = "fix_first"
    BUNDLE = "bundle"
    ADD_ON = "add_on"
    SPLIT = "split"
    ALREADY_OUTSOURCED = "already_outsourced"
    TOO_SMALL = "too_small"
    NONE = "none"
    CLARIFY = "clarify"


class Grade(StrEnum):
    """How sure a label is: A measured, B known, C open, D by text alone or by nothing."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Evidence(StrEnum):
    """What a label rests on."""

    COLUMNS = "columns"
    TEXT = "text"
    NONE = "none"


CANDIDATES = (Recommendation.BPO_CANDIDATE.value, Recommendation.KPO_CANDIDATE.value)
GRAVE = (Severity.HIGH.value, Severity.CRITICAL.value)


class LabelWords(NamedTuple):
    """A label in English outside the report: in a table, and after a count."""

    short: str
    many: str


LABEL_WORDS = {
    Recommendation.BPO_CANDIDATE.value: LabelWords("BPO", "BPO candidates"),
    Recommendation.KPO_CANDIDATE.value: LabelWords("KPO", "KPO candidates"),
    Recommendation.RETAIN.value: LabelWords("Keep", "retained"),
    Recommendation.REVIEW.value: LabelWords("Review", "to be reviewed"),
    Recommendation.NOT_IN_SCOPE.value: LabelWords("No process", "no service process"),
}
