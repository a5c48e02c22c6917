"""Models of the text rules: catalogue of services, work profiles, word weights, hints, language tables,
parameters.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.rule_base import Rule, Strict
from schemas.vocabulary import LANGUAGES_BESIDE, RowKind, language_section

Names = Annotated[tuple[str, ...], BeforeValidator(lambda value: _split(value))]
Level = Annotated[int, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]


def _split(value: object) -> object:
    """A ";"-joined string as a tuple: it loads much faster than a YAML list."""
    return (
        tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else value
    )


class Typical(Strict):
    """Columns of the input dictionary as work of this kind usually has them."""

    rule_based_level: Level | None = None
    standardised_share: Share | None = None
    checklist_executable: bool | None = None
    novelty_level: Level | None = None
    judgement_level: Level | None = None
    analysis_share: Share | None = None
    output_type: str | None = None
    qualification: str | None = None
    domain_expertise_level: Level | None = None
    decision_authority: str | None = None
    core_process: str | None = None


class WorkProfile(Rule):
    """A kind of work: what its columns typically say, and the tier it falls into."""

    tier: Literal["bpo_basic", "bpo_advanced", "hybrid", "kpo_specialist", "kpo_strategic"] | None = None
    typical: Typical


class Service(Rule):
    """An entry of the catalogue: how a service is called in four languages, and what it is.

    ``typical`` replaces single attributes of the profile; ``tier`` that of the profile; ``sectors`` those of its line:
    where the sector of a row is known and is none of these, the name means something else.
    """

    label: Literal["BPO", "KPO", "KEEP"]
    line: str | None = None
    profile: str
    tier: str | None = None
    typical: Typical = Typical()
    data: Names = ()
    flags: Names = ()
    sectors: Names = ()
    en: Names
    de: Names = ()
    fr: Names = ()
    es: Names = ()


class WordWeights(Rule):
    """Weights of words and of pairs of words: one ``stem weight`` or ``stem_stem weight`` a line, English
    stems.

    ``axis`` is drive (above zero: volume), complexity or site (above zero: work done on the spot); ``^stem`` is a
    word that leads the text; ``intercept`` is added once a text, half of it where
    ``intercept_words`` words count; ``damping`` is added to the number of words.
    """

    axis: Literal["drive", "complexity", "site"]
    intercept: float = 0.0
    intercept_words: float = Field(0.0, ge=0)
    damping: float = Field(0.0, ge=0)
    weights: str


class Hint(Rule):
    """Words that hint at a flag, a data type or a service line: ``words`` are English words or pairs of
    words joined by ";", each with an optional weight (``word=0.5``). ``profile``: the kind of work that a
    flag implies, so that it stays.

    The hint holds from ``at_least`` on; a word of the name counts T-name-weight times one of the description. It
    also holds for a title that one of ``heads`` heads, or begins as its verb ("make-or-buy decisions"), and for one in
    which one of ``patterns`` is found, whatever service it names; those of a data type are searched for in the name
    without accents.
    """

    sets: str
    kind: Literal["flag", "data_type", "service_line"]
    at_least: float = 1.0
    profile: str | None = None
    heads: str = ""
    patterns: tuple[str, ...] = ()
    words: str


class RowKindRule(Rule):
    """A kind of row and what shows it: weighted words of the name (as in Hint), words that count only as its
    head or as its first word, words of the name of a unit, and patterns of the name as written.

    ``says``: what the row is instead of a service process. ``seats``: words of units; in a name that is headed by one,
    words fitted on sentences do not make it work on the spot. ``desks``: those of them that are places of desk work; no
    word in a name that is headed by one makes it work on the spot, but an entry of the catalogue may.
    ``about``: patterns of a short description that says so (of a process: that the work decides or negotiates); against
    a name that is sold they leave the row open.
    """

    row_kind: RowKind
    at_least: float = 1.0
    says: str = ""
    words: str = ""
    heads: str = ""
    verbs: str = ""
    unit_words: str = ""
    seats: str = ""
    desks: str = ""
    patterns: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


class LanguageTable(Rule):
    """A table of words of one kind.

    Stop words of a language; translations (``english | german | french | spanish``, of a language with a file of its
    own ``english | its words``); names of services in such a language (``id of the service | name; name``) and
    wordings in it (``row kind | pattern of the name as written``); abbreviations (``short = long``); generic words;
    modifiers (words that say when, where or which one); paperwork (words that make what they head administrative);
    roots (``word root``: words whose stems look alike); vague words (what they head may be routine or insight); tails
    (activities that tell a compound of unknown words); systems (which are no service by their name alone);
    alike words (pairs of English words that are one word in other languages: ``gestion`` is both);
    departments (names of departments and of chains of processes, one a line, which say nothing of the work that is
    named behind them); names that mean other work in a department (``service line | name = what it means there``).
    """

    kind: Literal[
        "stop",
        "translation",
        "names",
        "wording",
        "abbreviation",
        "generic",
        "modifier",
        "paperwork",
        "root",
        "tail",
        "vague",
        "system",
        "alike",
        "department",
        "in_department",
    ]
    language: Literal["en", "de", "fr", "es", "nl", "it", "pt"] | None = None
    words: str

    @model_validator(mode="after")
    def _stop_words_have_a_language(self) -> LanguageTable:
        if self.kind == "stop" and not self.language:
            raise ValueError("stop words need a 'language'")
        return self


class Parameter(Rule):
    """One number."""

    value: float


class Measured(Rule):
    """What the reading of texts came to on data that nobody here wrote: a share, 0..1."""

    value: Share


SECTIONS: dict[str, type[Rule]] = {
    "services": Service,
    "work_profiles": WorkProfile,
    "lexicon": WordWeights,
    "text_hints": Hint,
    "row_kinds": RowKindRule,
    "text_words": LanguageTable,
    **dict.fromkeys(map(language_section, LANGUAGES_BESIDE), LanguageTable),
    "text_parameters": Parameter,
    "measured": Measured,
}
