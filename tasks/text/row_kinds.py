"""What a row is: a process, work on the spot, front-line work, authority, money, a thing, a unit, or unclear.

The name decides, by the noun or the verb that heads it and by its words; the description, the name of the unit
and the numbers are heard where the name leaves it open. A row is judged by itself: no share of a list counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from schemas.results import ROW_KINDS
from schemas.vocabulary import LANGUAGES_BESIDE, LANGUAGES_READ, language_section
from tasks.text.lexicon import Weights, parse_phrases, stem_of_lead
from tasks.text.titles import HEAD_FIRST, JOINT_IN, OF_IN, SUBJECT
from tasks.text.word_forms import WORD
from tasks.text.wordings import Wordings, compiled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from schemas.rules import Rulebook
    from tasks.text.lexicon import TextTerms
    from tasks.text.titles import Title
    from tasks.text.vocabulary import Vocabulary

PROCESS, ORGANISATION, UNCLEAR = "service_process", "organisation_only", "unclear"
# Evidence of an unclear kind that is enough where words are plain: the head has the form of an activity.
FORM = "form"
# Of two kinds that are as strong the one that stands first is taken.
BY_WORDS = ("public_authority", "front_line", "money_line", "site_work", "asset_or_project")
# What stays in-house; many words of it outweigh the noun of an activity.
STAYS = ("public_authority", "front_line")
# Kinds that the text leaves open.
OPEN = (ORGANISATION, UNCLEAR)


# A first word with this behind it is a noun; before these signs only where it may be one ("plan, build and run").
NOUN_FIRST = re.compile(
    r"^\W*(?:\w+(?:\s+(?:of|and|or|de|du|des|d['’]|der|von)\b|\s*[;:&-])"
    r"|key\s+(?:accounts?|customers?|clients?|suppliers?|users?|figures?)\b)",
    re.IGNORECASE,
)
LIST_FIRST = re.compile(r"^\W*\w+\s*[,/]")


# Two words of which the second is an activity: the first is a noun where it may be one ("track maintenance").
COMPOUND = re.compile(
    r"^\W*\w+\s+(?:\w+(?:ing|ance|ment|tion)|strateg(?:y|ies)|decisions|polic(?:y|ies))\W*$", re.IGNORECASE
)
# In German and Dutch the noun of an activity may stand first ("Entwicklung neuer Modelle").
ACTIVITY_FIRST = {
    "de": re.compile(r"^\W*\w+(?:ung|ion|analyse|pflege)\s+\w", re.IGNORECASE),
    "nl": re.compile(r"^\W*\w+(?:ing|ie|analyse|beheer|controle|en)\s+\w", re.IGNORECASE),
}
# How the noun of an activity ends where no list has it ("records keeping", "Personalentwicklung").
ACTIVITY_ENDINGS = {
    "en": re.compile(r"\w{3}(?:ing|[aeiou]tion|ction|sion|ment|ance|age)$", re.IGNORECASE),
    "de": re.compile(r"\w{3}(?:ung(?:en)?|tion(?:en)?|sion(?:en)?|pflege|analyse|kontrolle)$", re.IGNORECASE),
    "fr": re.compile(r"\w{3}(?:tions?|sions?|ages?|ments?)$", re.IGNORECASE),
    "es": re.compile(r"\w{3}(?:ci[óo]n|ciones|miento|sión|aje)$", re.IGNORECASE),
    "it": re.compile(r"\w{3}(?:zion[ei]|sion[ei]|ment[oi]|aggio)$", re.IGNORECASE),
    "pt": re.compile(r"\w{3}(?:ção|ções|são|mento|agem)$", re.IGNORECASE),
    "nl": re.compile(r"\w{3}(?:ing(?:en)?|ati?e|beheer|controle|analyse)$", re.IGNORECASE),
}
GERUND = re.compile(r"^\W*\w+ing\b", re.IGNORECASE)
# Three words or more with a full stop behind them are a sentence ("Wrap food items for sale.").
FULL_STOP = re.compile(r"\w+\W+\w+\W+\w{4,}\.\s*$")
FIRST = re.compile(r"^\W*(\w+)")
# How the first word of a name ends where it is a verb, by language; English verbs are known as written.
INFINITIVES = {
    "de": ("en", "ern", "eln"),
    "fr": ("er", "ir", "re"),
    "es": ("ar", "er", "ir"),
    "nl": ("en",),
    "it": ("are", "ere", "ire", "rre"),
    "pt": ("ar", "er", "ir", "or"),
}


class Kinds(NamedTuple):
    """Per text its kind and what says so; ``strength``: what words say of each kind of BY_WORDS, one column
    each; ``is_contradicted``: where a short description says that the work of a process stays.
    """

    kinds: np.ndarray
    evidence: np.ndarray
    strength: np.ndarray
    is_contradicted: np.ndarray


class TextClues(NamedTuple):
    """What else is known of each text: flags that keep work in-house, how strongly the fitted words speak for work
    on the spot, whether a firm entry of the catalogue is desk work, whether one is work on the spot, and
    whether the description begins with a verb; whether the name is headed by paperwork; whether the sector is known and
    is not the public one.
    """

    is_authority: np.ndarray
    is_hands_on: np.ndarray
    is_oversight: np.ndarray
    on_the_spot: np.ndarray
    is_desk_entry: np.ndarray
    is_spot_entry: np.ndarray
    is_about_work: np.ndarray
    is_paperwork: np.ndarray
    is_private: np.ndarray


class RowKinds:
    """The rules of row kinds of a rulebook."""

    def __init__(
        self, rulebook: Rulebook, vocabulary: Vocabulary, statement_leads: Collection[int] = ()
    ) -> None:
        rules = {rule.row_kind: rule for rule in rulebook.section("row_kinds").values()}
        assert set(rules) <= set(ROW_KINDS)
        self.at_least = np.array([rules[kind].at_least for kind in BY_WORDS])
        self.weights = [Weights(parse_phrases(vocabulary, rules[kind].words)) for kind in BY_WORDS]
        self.unit_weights = [Weights(parse_phrases(vocabulary, rules[kind].unit_words)) for kind in BY_WORDS]
        self.patterns = {kind: Wordings(rules[kind].patterns) for kind in BY_WORDS if rules[kind].patterns}
        # Patterns of names in a language with a file of its own, by the place of the language.
        self.own_patterns = {
            LANGUAGES_READ.index(language): _own_wordings(rulebook, language) for language in LANGUAGES_BESIDE
        }
        self.about = {kind: Wordings(rule.about) for kind, rule in rules.items() if rule.about}
        # Desk work on whatever the rest of the name says: the invoicing of tours is no guided tour.
        self.desk_work = Wordings(rules[PROCESS].patterns)
        self.roles = Wordings(rules[ORGANISATION].patterns)
        self.heads = _numbers(vocabulary, rules[PROCESS].heads)
        self.verbs = _numbers(vocabulary, rules[PROCESS].verbs)
        self.written = frozenset(" ".join(rules[PROCESS].verbs.split(";")).split())
        # What a place or a project is for, its name says behind this head: a training centre trains, but is none.
        self.things = _numbers(vocabulary, rules["asset_or_project"].heads)
        # Heads that name desk work or work on the spot, by the words beside them: the collection of waste, of debts.
        self.spot_heads = _numbers(vocabulary, rules["site_work"].heads)
        # Statements of work begin with a verb: what leads several of them is one.
        self.leads = {stem_of_lead(key) for key in statement_leads}
        self.units = _numbers(vocabulary, rules[ORGANISATION].heads)
        self.seats = _numbers(vocabulary, rules[ORGANISATION].seats)
        self.desks = _numbers(vocabulary, rules[ORGANISATION].desks)
        self.numbers = {key: rule.value for key, rule in rulebook.section("text_parameters").items()}

    def read(
        self,
        names: Sequence[str],
        titles: Sequence[Title],
        descriptions: Sequence[str],
        terms: tuple[TextTerms, TextTerms],
        silent: Collection[int],
        clues: TextClues,
    ) -> Kinds:
        """Kinds of texts by name and description.

        Args:
            names: names as written, without numbers before them.
            descriptions: as written, one for each name.
            titles: the same names as titles.
            terms: known terms of the names and of the descriptions.
            silent: stems that are in every line; they make no process.
            clues: what else is known of each text.
        """
        count = len(names)
        by_name, by_about = (
            np.stack([weights.total(weights.hits(part), count) for weights in self.weights], axis=1)
            for part in terms
        )
        strength = by_name + self.numbers["T-kind-description"] * by_about
        # A firm of a private sector has no authority over citizens, whatever its words say.
        strength[clues.is_private, BY_WORDS.index("public_authority")] = 0.0
        # "Garden office": what an office is for says nothing of where its people work.
        strength[[title.lead in self.desks for title in titles], BY_WORDS.index("site_work")] = 0.0
        kinds, evidence = np.full(count, UNCLEAR, dtype=object), np.full(count, "", dtype=object)
        written = self._by_wording(names, titles, clues.is_private)
        is_role = self.roles.are_in(names).tolist()
        rows = zip(*(values.tolist() for values in clues), strict=True)
        # Each kind is measured against its own least strength, so that the kinds can be compared.
        best = (strength / self.at_least).argmax(axis=1).tolist()
        strengths, stays = strength.tolist(), self.stays(strength).tolist()
        for position, (name, title, values) in enumerate(zip(names, titles, rows, strict=True)):
            if written[position]:
                kinds[position], evidence[position] = written[position], "wording"
                continue
            row = dict(zip(TextClues._fields, values, strict=True))
            # A post says who works, and not what is done; of an officer or a nurse it says enough to stay.
            if is_role[position] and not stays[position]:
                kinds[position], evidence[position] = ORGANISATION, "wording"
                continue
            kinds[position], evidence[position] = self._kind(
                name, title, strengths[position], best[position], silent, row
            )
        about = self._by_about(descriptions)
        # Where the name says nothing, a short description does.
        is_open = (kinds == UNCLEAR) | ((kinds == PROCESS) & (evidence == "description"))
        for kind, says_so in about.items():
            if kind != PROCESS:
                kinds[is_open & says_so], evidence[is_open & says_so] = kind, "description"
        is_contradicted = np.zeros(count, dtype=bool)
        for kind, says_so in about.items():
            # A known service may be done where its customers are; it decides nothing.
            is_contradicted |= says_so & ((kind != "site_work") | (evidence != "entry"))
        return Kinds(kinds, evidence, strength, is_contradicted & (kinds == PROCESS))

    def _by_about(self, descriptions: Sequence[str]) -> dict[str, np.ndarray]:
        """Where a short description as a whole says that work is of a kind, or of a process that it decides."""
        short = [text if len(text) <= self.numbers["T-about"] else "" for text in descriptions]
        return {kind: wordings.are_in(short) for kind, wordings in self.about.items()}

    def stays(self, strength: np.ndarray) -> np.ndarray:
        """Whether words of authority or of front-line work are strong enough.

        Args:
            strength: what speaks for each kind of BY_WORDS, one column each.
        """
        places = [BY_WORDS.index(kind) for kind in STAYS]
        return np.logical_or.reduce(strength[:, places] >= self.at_least[places], axis=1)

    def _by_wording(
        self, names: Sequence[str], titles: Sequence[Title], is_private: np.ndarray
    ) -> list[str | None]:
        """The first kind of BY_WORDS whose patterns are in each name; None without one, or where desk work heads it."""
        written = np.full(len(names), None, dtype=object)
        for kind, wordings in reversed(self.patterns.items()):
            has_wording = wordings.are_in(names)
            if kind == "public_authority":  # passed over in a private sector, as its words are
                has_wording &= ~is_private
            written[has_wording] = kind
        written[self.desk_work.are_in(names)] = None
        places = [place for place, title in enumerate(titles) if title.language in self.own_patterns]
        for place in (place for place in places if written[place] is None):
            written[place] = next(
                (
                    kind
                    for kind, pattern in self.own_patterns[titles[place].language].items()
                    if compiled(pattern).search(names[place])
                    and not (kind == "public_authority" and is_private[place])
                ),
                None,
            )
        return written.tolist()

    def _kind(
        self, name: str, title: Title, strength: list[float], best: int, silent: Collection[int], row: dict
    ) -> tuple[str, str]:
        """The kind of one text without a pattern of any, and what says so, strongest evidence first; ``best``: place
        of the strongest kind in ``strength``.
        """
        if row["is_desk_entry"]:
            return PROCESS, "entry"
        if row["is_authority"] or row["is_hands_on"]:
            return ("public_authority" if row["is_authority"] else "front_line"), "words"
        if row["is_spot_entry"]:
            return "site_work", "entry"
        if set(title.stems) <= set(silent):
            return (ORGANISATION, "words") if set(title.stems) & self.units else (UNCLEAR, "")
        is_process = self.is_process(name, title, silent)
        if (
            BY_WORDS[best] in STAYS
            and strength[best] >= self.numbers["T-kind-stays"]
            and not row["is_paperwork"]
        ):
            return BY_WORDS[best], "words"
        site = BY_WORDS.index("site_work")
        # "Water treatment plant operations": what leads statements of work may be a noun all the same.
        is_doubtful = title.stems[0] in self.leads and title.stems[0] not in self.verbs
        least = self.numbers["T-kind-stays"] if is_doubtful else self.at_least[site]
        if (
            (title.lead in self.spot_heads or is_doubtful)
            and strength[site] >= least
            and not row["is_paperwork"]
        ):
            return "site_work", "words"
        words = len(title.stems)
        is_sentence = (
            words > self.numbers["T-kind-sentence"]
            or name.rstrip().endswith(".")
            and FULL_STOP.search(name) is not None
            or words >= self.numbers["T-kind-phrase"]
            and title.stems[0] in self.verbs
            and self.begins_with_verb(name, title)
        )
        if (
            is_process
            and not is_sentence
            and not (
                self.begins_with_verb(name, title) and row["on_the_spot"] >= self.numbers["T-site-title"]
            )
        ):
            return PROCESS, "head"
        # Fitted words that begin sentences are no verbs before the name of a unit: a "press service" presses nothing,
        # while a "cutting department" cuts.
        is_seat = title.lead in self.desks or title.lead in self.seats and not GERUND.match(name)
        is_seat = is_seat and not is_sentence
        is_kept = row["is_oversight"]
        if (
            not (is_seat or is_kept)
            and row["on_the_spot"] >= self.numbers["T-site" if is_sentence else "T-site-title"]
        ):
            return "site_work", "words"
        if is_process or is_kept:
            return PROCESS, "head"
        if strength[best] >= self.at_least[best]:
            return BY_WORDS[best], "words"
        if set(title.stems) <= self.units | set(silent):
            return ORGANISATION, "words"
        if row["is_about_work"]:
            return PROCESS, "description"
        return UNCLEAR, FORM if self.has_form(name, title) else ""

    def has_form(self, name: str, title: Title) -> bool:
        """Whether the word that heads a title is formed as the noun of an activity, and is no unit, place or thing."""
        if title.lead in self.units | self.seats | self.desks | self.things | self.spot_heads:
            return False
        language = LANGUAGES_READ[title.language]
        words = WORD.findall(OF_IN[language].split(name, maxsplit=1)[0])
        return bool(words) and bool(
            ACTIVITY_ENDINGS[language].search(words[0 if language in HEAD_FIRST else -1])
        )

    def is_process(self, name: str, title: Title, silent: Collection[int]) -> bool:
        """Whether a title is headed by the noun of an activity, or begins with its verb.

        Args:
            name: as written, without numbers before it.
            title: the same name.
            silent: stems that are in every line.
        """
        if not title.stems:
            return False
        # Of the silent stems only names of units are barred: a generic word that is also the noun of an
        # activity ("management") makes a process.
        silent = set(silent) & (self.units - self.heads)
        heads = {title.lead, title.head} - silent if title.lead not in self.things else set()
        subject = SUBJECT.match(name)
        if subject and " " in subject["behind"].strip() and title.lead not in self.things:
            # The work follows what it is about ("mortgages - application data entry").
            heads |= {title.stems[-1]} - self.spot_heads - silent
        language = LANGUAGES_READ[title.language]
        if JOINT_IN[language].search(name) and title.lead not in self.things:
            # In a name that joins several things ("plan, build and run") any of its words may be the
            # activity.
            heads = set(title.stems) - silent
        if language in ACTIVITY_FIRST and ACTIVITY_FIRST[language].match(name):
            return title.stems[0] in self.heads | self.verbs or bool(heads & self.heads)
        return bool(heads & self.heads) or self.begins_with_verb(name, title)

    def begins_with_verb(self, name: str, title: Title) -> bool:
        """Whether a name begins with a verb: "change the address", and not "change of address"."""
        stems = title.stems
        if len(stems) < 2 or NOUN_FIRST.match(name):
            return False
        if stems[0] in self.heads and (LIST_FIRST.match(name) or COMPOUND.match(name)):
            return False
        if stems[0] in self.verbs and self._is_verb(name, title):
            return True
        is_base_form = not GERUND.match(name)
        return is_base_form and len(stems) >= self.numbers["T-kind-phrase"] and stems[0] in self.leads

    def _is_verb(self, name: str, title: Title) -> bool:
        """Whether the first word is written as a verb: "develop parts", and not "development centre"."""
        # An English verb is known by its base form or -ing; in the other languages only an infinitive counts.
        first, language = FIRST.match(name), LANGUAGES_READ[title.language]
        word = first.group(1).lower() if first else ""
        if language in INFINITIVES:
            return word.endswith(INFINITIVES[language])
        return word in self.written or bool(GERUND.match(name))

    def settle(self, open_kinds: np.ndarray, by_unit: np.ndarray, by_numbers: np.ndarray) -> np.ndarray:
        """Place in BY_WORDS of the kind that unit and numbers give to rows whose texts leave it open, -1 for
        none.

        Args:
            open_kinds: what the words of each text say of each kind, too little by itself.
            by_unit: what the name of the unit says of each kind.
            by_numbers: what the numbers say of each kind.
        """
        strength = open_kinds + by_unit + by_numbers
        best = (strength / self.at_least).argmax(axis=1)
        enough = np.take_along_axis(strength, best[:, None], axis=1)[:, 0] >= self.at_least[best]
        return np.where(enough, best, -1)

    def of_units(self, terms: TextTerms, count: int) -> np.ndarray:
        """What the names of units say of each kind of BY_WORDS, one column each.

        Args:
            terms: known terms of the names of units.
            count: number of units.

        Returns:
            An array of shape (count, kinds of BY_WORDS).
        """
        return np.stack([weights.total(weights.hits(terms), count) for weights in self.unit_weights], axis=1)

    def all_weights(self) -> list[Weights]:
        """All weights, so that texts are searched for them once."""
        return [*self.weights, *self.unit_weights]


def _own_wordings(rulebook: Rulebook, language: str) -> dict[str, str]:
    """One pattern for each kind of row that the file of a language has wordings of, in the order of BY_WORDS."""
    patterns: dict[str, list[str]] = {kind: [] for kind in BY_WORDS}
    for table in rulebook.section(language_section(language)).values():
        for line in filter(str.strip, [] if table.kind != "wording" else table.words.splitlines()):
            kind, pattern = line.split("|", maxsplit=1)
            patterns[kind.strip()].append(pattern.strip())
    return {kind: "|".join(some) for kind, some in patterns.items() if some}


def _numbers(vocabulary: Vocabulary, words: str) -> frozenset[int]:
    stems = [vocabulary.stem(word) for line in words.split(";") for word in line.split()]
    vocabulary.learn_english(stems)
    return frozenset(map(vocabulary.number, stems))
