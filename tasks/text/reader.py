"""The reader of one rulebook: catalogue first, hints and weighted words after it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.results import TEXT_COLUMNS
from schemas.vocabulary import LANGUAGES_OF_TABLES
from tasks.rules.catalogue import typical_attributes, typical_complexity, typical_drive, typical_tier
from tasks.text import tokens
from tasks.text.catalogue import PUBLIC, SPOT_PROFILE, CatalogueMatch, ServiceCatalogue, tables_of
from tasks.text.composites import Composites
from tasks.text.explanation import Scored, words_that_counted
from tasks.text.hints import FLAGS, NOTHING, Hinted, HintRules
from tasks.text.lexicon import KnownTerms, axis_weights, terms_of
from tasks.text.row_kinds import BY_WORDS, FORM, GERUND, ORGANISATION, PROCESS, RowKinds, TextClues
from tasks.text.titles import ADDITION, CODE, SUBJECT, parts_of, titles_of
from tasks.text.vocabulary import Vocabulary
from tasks.text.word_forms import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from schemas.rules import Rulebook
    from tasks.text.lexicon import TextTerms, Weights
    from tasks.text.titles import Title
    from tasks.text.tokens import Tokens

SAYS = [f"says_{kind}" for kind in BY_WORDS]
LONGEST_NAME, LONGEST_DESCRIPTION = 500, 4000
# In a title "it" is information technology; in a sentence it is a pronoun.
LOWER_IT = re.compile(r"\bit\b")
# Behind its object German "steuern" is to steer; "Steuern" are taxes.
STEER = re.compile(r"(?<=\w )steuern\b")
# Before its object French "établissement" is the drawing up of a paper; by itself it is a place.
DRAW_UP = re.compile(r"^(\W*)[ée]tablissement(?=\s+(?:des?|du|d['’]))", re.IGNORECASE)
# Where the next word of an identifier begins ("InvoiceProcessing").
IDENTIFIER = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-ZÀ-Þ][a-zà-ÿ]{2})")
# How the table of names in departments writes any other department.
ELSEWHERE = "*"
NO_WORD = re.compile(r"[\W_]+$")
# At the head of a unit's name these words mean a department, and not that it directs.
UNIT = re.compile(
    r"^\s*(?:direction|pôle|dirección|gerencia|área)\s+(?:(?:de la|de las|de los|de l['’]|del|des|du|de"
    r"|d['’])\s*(?=\w))?",
    re.IGNORECASE,
)


class Reader:
    """Catalogue, word weights and hints of a rulebook, ready to read texts; ``left_out`` are services it must
    not know.
    """

    def __init__(self, rulebook: Rulebook, left_out: Collection[str] = ()) -> None:
        services = rulebook.section("services")
        self.numbers = {key: rule.value for key, rule in rulebook.section("text_parameters").items()}
        self.vocabulary = Vocabulary(rulebook)
        for service in services.values():
            # All names of the catalogue are known words of their language: this helps to say which language a
            # text is in.
            for language in LANGUAGES_OF_TABLES:
                self.vocabulary.learn_names(getattr(service, language), language)
        self.drive = axis_weights(rulebook, self.vocabulary, "drive")
        self.complexity = axis_weights(rulebook, self.vocabulary, "complexity")
        self.site = axis_weights(rulebook, self.vocabulary, "site")
        self.hints = HintRules(rulebook, self.vocabulary)
        leads = [key for key in self.site.keys.tolist() if key < 0]
        self.row_kinds = RowKinds(rulebook, self.vocabulary, leads)
        # After all weights are made: it numbers their terms anew, and each text is searched once for all of
        # them.
        self.known = KnownTerms(
            [
                self.drive,
                self.complexity,
                self.site,
                *(weights for _, weights in self.hints.rules),
                *self.row_kinds.all_weights(),
            ]
        )
        self.catalogue = ServiceCatalogue(rulebook, self.vocabulary, left_out)
        self.composites = Composites(self.catalogue, self.drive)
        kinds = {
            key: profile.typical.model_dump() for key, profile in rulebook.section("work_profiles").items()
        }
        kinds |= {key: typical_attributes(rulebook, key) for key in services}
        self.typical_drive = {key: typical_drive(value) for key, value in kinds.items()}
        self.typical_drive |= {
            key: _as_sold(service.label, self.typical_drive[key], self.numbers["T-sold"])
            for key, service in services.items()
        }
        self.is_spot = {key for key, service in services.items() if service.profile == SPOT_PROFILE}
        self.typical_complexity = {key: typical_complexity(value) for key, value in kinds.items()}
        self.tiers = {key: typical_tier(rulebook, key) for key in services}
        lines = [
            (word, rule.service_line)
            for rule in rulebook.section("service_lines").values()
            for word in rule.words
        ]
        # Names that mean other work in some departments: name -> service line of the department -> meaning.
        self.meanings_in_departments: dict[str, dict[str, str]] = {}
        for row in (row for table in tables_of(rulebook, "in_department") for row in table.splitlines()):
            line, name, meaning = map(str.strip, re.split(r"[|=]", row))
            self.meanings_in_departments.setdefault(name, {})[line] = meaning
        units = self._units([word for word, _ in lines])
        self.line_of_unit = {
            telling: line for (telling, _), (_, line) in zip(units, lines, strict=True) if telling
        }

    def read(
        self,
        names: Sequence[str],
        descriptions: Sequence[str],
        sectors: Sequence[str] = (),
        lines: Sequence[str] = (),
    ) -> pd.DataFrame:
        """What is read of distinct texts, in their order; is_line_certain: the name is a known service or its
        words say much.

        Args:
            names: process names.
            descriptions: one for each name, empty where there is none.
            sectors: values of regulated_activity of each, joined by ";", empty where not known.
            lines: service line of the department of each name that has a meaning of its own there, else empty.

        Returns:
            TEXT_COLUMNS, is_line_certain and says_<kind> (strength for each kind of BY_WORDS), one row for
            each name.
        """
        of = [frozenset(filter(None, listed.split(";"))) for listed in sectors or [""] * len(names)]
        # A firm of a known sector that is not the public one has no authority over citizens.
        is_private = np.array(
            [bool(own_sectors) and PUBLIC not in own_sectors for own_sectors in of], dtype=bool
        )
        services = self.catalogue.services
        titles = np.array([len(name) <= self.numbers["T-title"] for name in names], dtype=bool)
        # Descriptions first: their language helps to read the name, which is often too short to say.
        about = tokens.read(self.vocabulary, [text[:LONGEST_DESCRIPTION] for text in descriptions])
        works = [
            # Only titles: numbers that lead a sentence, and the "it" in it, stay as they are.
            self._work(LOWER_IT.sub("IT", CODE.sub("", name)), line)
            if is_title
            else (name[:LONGEST_NAME], "")
            for name, line, is_title in zip(names, lines or [""] * len(names), titles, strict=True)
        ]
        written = [work for work, _ in works]
        shown = [
            self._meant(*work) if is_title else work[0] for work, is_title in zip(works, titles, strict=True)
        ]
        shown = self._behind_services(shown, titles, about.leaning)
        named = tokens.read(self.vocabulary, shown, about.leaning)
        self._show_as_written(named, shown, written)
        titled = titles_of(
            shown, named, self.catalogue.generic, self.numbers["T-title"], self.row_kinds.heads
        )
        matches = self._matches(titled, about, of)
        terms = self.known.find(terms_of(named)), self.known.find(terms_of(about))
        # Where the entry found is one that would be sold, and not one that stays in-house.
        sold = np.array(
            [
                match.service_id is not None and services[match.service_id].label != "KEEP"
                for match in matches
            ],
            dtype=bool,
        )
        trust = np.array([match.trust for match in matches], dtype=float)
        name_weight = np.where(titles, self.numbers["T-name-weight"], 1.0)
        is_paperwork = np.array([title.lead in self.catalogue.paperwork for title in titled], dtype=bool)
        heads = self.hints.all_heads
        leads = [
            self._acts(name, title) if is_title and heads.intersection(title.stems) else -1
            for name, title, is_title in zip(shown, titled, titles.tolist(), strict=True)
        ]
        # What a decision or a strategy is about makes no service of it, however well it is known.
        is_led = np.isin(leads, list(heads))
        is_certain = sold & (trust >= self.numbers["T-certain"]) & ~is_led
        short = [name if is_title else "" for name, is_title in zip(shown, titles.tolist(), strict=True)]
        hinted = self.hints.read(*terms, name_weight, is_paperwork, is_certain, leads, short)
        hinted = hinted.without_authority(is_private)
        # Where words say that the work stays, an uncertain service that would be sold is no match; where the head
        # of the name says so, none that it is only loosely like is.
        is_loose = np.array([match.how == "loose" for match in matches], dtype=bool)
        gone = (sold | (is_led & is_loose)) & np.not_equal(hinted.profiles, NOTHING)
        service_ids = [
            None if is_gone else match.service_id for match, is_gone in zip(matches, gone, strict=True)
        ]
        is_firm = np.array([match.is_firm for match in matches], dtype=bool) & ~gone
        # An entry that heads the name counts for as much as it covers, beside the words.
        counts = is_firm | np.array([match.how == "head" for match in matches], dtype=bool) & ~gone
        ids = [key if firm else None for key, firm in zip(service_ids, is_firm, strict=True)]
        trust = np.where(counts, trust, 0.0)
        raw = np.where([key is None for key in service_ids], 0.0, [match.trust for match in matches])
        lines_found, is_line_certain = self._lines(service_ids, raw, titled, hinted)
        share = np.array([match.match_share for match in matches])
        counted = [key if does else None for key, does in zip(service_ids, counts, strict=True)]
        result = self._from_services(ids, np.where(is_firm, share, 0.0), hinted, lines_found)
        # An entry that heads the name says how the work is sold, as a firm one does, and nothing else of it.
        result["service_label"] = pd.Series([key and services[key].label for key in counted], dtype="str")
        result["service_id"] = pd.Series(service_ids, dtype="str")
        result["service"] = pd.Series([key and services[key].en[0] for key in service_ids], dtype="str")
        result["match_how"] = pd.Series(
            [match.how if key else None for match, key in zip(matches, service_ids, strict=True)], dtype="str"
        )
        result["match_share"] = np.where(gone, 0.0, [match.trust for match in matches])
        result["is_composite"] |= self._composite(shown, matches, named.leaning)
        # The entry first, else the profile that the words imply, else nothing.
        kinds = [key or profile for key, profile in zip(counted, hinted.profiles, strict=True)]
        # A kind of work that words imply speaks for at least T-implied of the text.
        trust = np.where(
            np.equal(hinted.profiles, NOTHING), trust, np.maximum(trust, self.numbers["T-implied"])
        )
        # The score of words is log odds between routine and insight; tanh of its half lies in -1..+1.
        parts, by_words = self._by_words(self.drive, (named, about), terms)
        # Words alone speak only where they say enough.
        silent = self.catalogue.generic | self.catalogue.modifiers
        of_name, of_about = (self.drive.strength(part.hits, len(names), silent) for part in parts)
        # A department beside another word says nothing of it ("IT / Epic").
        departments = silent.union(*self.catalogue.departments)
        is_beside = [not departments.issuperset(title.stems) for title in titled]
        of_work = self.drive.strength(parts[0].hits, len(names), departments)
        of_name = np.where(is_beside, of_work, of_name)
        is_vague = titles & np.array([title.lead in self.catalogue.vague for title in titled], dtype=bool)
        strength = np.where(is_vague, 0.0, of_name) + of_about
        speaks = (strength >= self.numbers["T-least-words"]) | np.not_equal(kinds, NOTHING)
        drive = np.where(speaks, _with_kind(np.tanh(by_words / 2), trust, kinds, self.typical_drive), np.nan)
        result["text_drive"] = drive
        words = words_that_counted(self.drive, parts, self.vocabulary, len(names))
        result["text_words"] = pd.Series(
            [text if heard else None for text, heard in zip(words, speaks, strict=True)], dtype="str"
        )
        _, by_words = self._by_words(self.complexity, (named, about), terms)
        complexity = _with_kind(by_words.clip(0.0, 1.0), trust, kinds, self.typical_complexity)
        result["text_complexity"] = np.where(speaks, complexity, np.nan)
        row_kinds = self.row_kinds.read(
            *(shown, titled, descriptions, terms, silent),
            self._clues(result, ids, terms, about, is_paperwork, is_private),
        )
        # What is formed as the noun of an activity is one where its words are plain besides.
        has_form = row_kinds.evidence == FORM
        is_plain = has_form & (np.abs(np.nan_to_num(drive)) >= self.numbers["T-form"])
        row_kinds.kinds[is_plain] = PROCESS
        row_kinds.evidence[has_form] = np.where(is_plain[has_form], "head", "")
        known, length = named.known + about.known, named.lengths + about.lengths
        result["is_language_unread"] = 2 * known < length
        result["row_kind"] = pd.Series(row_kinds.kinds, dtype=str)
        result["row_kind_evidence"] = pd.Series(row_kinds.evidence, dtype=str)
        # A firm entry is certain; words are where they beat the margin and something says that the row is a process.
        names_work = row_kinds.kinds == PROCESS
        margin = np.where(
            self._agrees(matches, gone, drive), self.numbers["T-margin-agree"], self.numbers["T-margin"]
        )
        margin = np.where(drive < 0, np.maximum(margin, self.numbers["T-margin-insight"]), margin)
        is_work = is_firm & (row_kinds.kinds != ORGANISATION)
        is_certain = is_work | (names_work & (np.abs(np.nan_to_num(drive)) >= margin))
        result["is_text_certain"] = is_certain & ~self._contradicted(
            row_kinds.is_contradicted, matches, sold, is_firm, hinted
        )
        result["is_line_certain"] = is_line_certain
        result |= {f"says_{kind}": row_kinds.strength[:, column] for column, kind in enumerate(BY_WORDS)}
        return pd.DataFrame(result)[[*TEXT_COLUMNS, "is_line_certain", *SAYS]]

    def _work(self, title: str, line: str) -> tuple[str, str]:
        """A title without the departments before it, which say nothing of the work, an identifier as words; and the
        service line of its department, where the title has a meaning of its own there.
        """
        prefix = self.vocabulary.department.match(title) if self.vocabulary.department else None
        work = title
        # "Sales / Marketing" are two departments, and "HR / Payroll" is one with what it does.
        if prefix and not self.vocabulary.is_department(title[prefix.end() :]):
            work = title[prefix.end() :]
            if self.has_meaning_in_department(work):
                line = self.lines_of_units([NO_WORD.sub("", prefix[0])])[0] or ""
        return work if " " in work else IDENTIFIER.sub(" ", work), line

    def _meant(self, work: str, line: str) -> str:
        """A title in words that have one meaning, where its own have another one elsewhere."""
        meant = self.in_department(work, line) if self.has_meaning_in_department(work) else work
        return DRAW_UP.sub(r"\1préparation", STEER.sub("lenken", meant))

    def _show_as_written(self, named: Tokens, shown: Sequence[str], written: Sequence[str]) -> None:
        """Where a name is read in other words than its own, note those of its own as the words that counted."""
        ends = [0, *named.ends.tolist()]
        for position, (read, own) in enumerate(zip(shown, written, strict=True)):
            if read in own:
                continue
            own_words, words = own.lower(), WORD.findall(read.lower())
            replaced = [word for word in WORD.findall(own_words) if word not in words]
            instead = self.vocabulary.look_up(" ".join(replaced) or own_words.strip())
            place = slice(ends[position], ends[position + 1])
            named.words[place] = [
                word if self.vocabulary.shown[word] in own_words else instead
                for word in named.words[place].tolist()
            ]

    def has_meaning_in_department(self, name: str) -> bool:
        """Whether a name has a meaning of its own in some department."""
        return name.strip().lower() in self.meanings_in_departments

    def in_department(self, name: str, line: str) -> str:
        """A name as it is meant in a department of this service line ("Terminations" in HR)."""
        meanings = self.meanings_in_departments[name.strip().lower()]
        return meanings.get(line, meanings.get(ELSEWHERE, name))

    def _behind_services(self, names: Sequence[str], is_title: np.ndarray, leaning: np.ndarray) -> list[str]:
        """Names without the service before a dash or a colon, where other work follows
        ("Payroll - Strategy", "Cards: chargebacks").
        """
        subjects = [
            SUBJECT.match(name) if title else None for name, title in zip(names, is_title, strict=True)
        ]
        places = [position for position, match in enumerate(subjects) if match is not None]
        # The part before, the part behind, and the whole name.
        fronts, backs, wholes = (
            [match[part] for match in subjects if match is not None] for part in ("before", "behind", 0)
        )
        read = tokens.read(self.vocabulary, fronts + backs + wholes, np.concatenate([leaning[places]] * 3))
        titled = iter(titles_of(fronts + backs + wholes, read, self.catalogue.generic))
        parts = [list(islice(titled, len(places))) for _ in range(3)]
        shown = list(names)
        for position, back, before, behind, whole in zip(places, backs, *parts, strict=True):
            if self._is_other_work(before, behind, whole, back):
                shown[position] = back
        return shown

    def _is_other_work(self, before: Title, behind: Title, whole: Title, name: str) -> bool:
        """Whether the second part of a name is work of its own, sold otherwise than the first part or kept."""
        if self.catalogue.match_name(whole).how == "whole":
            return False  # both parts are one known service ("succession - planning")
        heads = self.hints.all_heads
        if before.lead in heads | self.row_kinds.things or not behind.stems:
            return False
        if {self._acts(name, behind), behind.lead} & (heads | self.catalogue.vague):
            return True
        second = self.catalogue.match_name(behind)
        first, other = (
            self.catalogue.services[match.service_id].label if match.service_id and match.is_firm else None
            for match in (self.catalogue.match_name(before), second)
        )
        # One word may be other work together with the first part ("waste - collection", "tenders - evaluation",
        # "fournisseurs - référencement").
        kinds = self.row_kinds
        is_alone = behind.lead in kinds.heads and behind.lead not in kinds.spot_heads | kinds.verbs
        is_full = len(set(behind.stems) - self.catalogue.generic - self.catalogue.modifiers) > 1
        if first in (None, "KEEP"):
            return is_full and second.how == "whole"
        return other not in (None, first) and (is_full or is_alone)

    def _acts(self, name: str, title: Title) -> int:
        """Stem of the verb that a title begins with, else of the word that heads it ("planning decisions")."""
        is_noun = title.lead in self.hints.all_heads and GERUND.match(name)
        is_verb = not is_noun and self.row_kinds.begins_with_verb(name, title)
        return title.stems[0] if is_verb else title.lead

    def _agrees(self, matches: list[CatalogueMatch], gone: np.ndarray, drive: np.ndarray) -> np.ndarray:
        """Where a loose entry whose words all are in the name, or one that heads it, is sold on the side that the words
        say.
        """
        # Services that stay in-house are on no side.
        sides = {"BPO": 1.0, "KPO": -1.0}
        side = [
            sides.get(self.catalogue.services[match.service_id].label, 0.0)
            if match.service_id
            and match.how in ("loose", "head")
            and match.match_share >= self.numbers["T-flag"]
            else 0.0
            for match in matches
        ]
        return ~gone & (np.array(side) * np.nan_to_num(drive) > 0)

    def _contradicted(
        self,
        by_about: np.ndarray,
        matches: list[CatalogueMatch],
        sold: np.ndarray,
        is_firm: np.ndarray,
        hinted: Hinted,
    ) -> np.ndarray:
        """Where the description says that work stays, and neither the name nor its words do."""
        stays = np.array([match.service_id is not None for match in matches], dtype=bool) & ~sold
        is_described = np.array([match.how == "described" for match in matches], dtype=bool)
        is_open = np.equal(hinted.profiles, NOTHING) & ~(is_firm & stays)
        return is_open & (by_about | (is_described & stays))

    def _clues(
        self,
        result: dict,
        ids: list[str | None],
        terms: tuple[TextTerms, TextTerms],
        about: Tokens,
        is_paperwork: np.ndarray,
        is_private: np.ndarray,
    ) -> TextClues:
        """What is known of each text beside the words of row kinds."""
        services, count = self.catalogue.services, about.count
        # The first stem of each description that has any.
        first = np.flatnonzero(np.diff(about.text_of, prepend=-1))
        verbs = list(self.row_kinds.leads | self.row_kinds.verbs | self.row_kinds.heads)
        is_about_work = np.zeros(count, dtype=bool)
        is_about_work[about.text_of[first]] = np.isin(about.stems[first], verbs)
        scores = [self.site.score(self.site.hits(part), count) for part in terms]
        (by_name, _), (by_about, _) = scores
        # A generic word ("Betrieb") speaks of no work on the spot by itself.
        named = self.site.strength(self.site.hits(terms[0]), count, self.catalogue.generic)
        is_spot = np.array([key in self.is_spot for key in ids], dtype=bool)
        stays = ("is_public_authority", "is_hands_on")
        is_desk = np.array(
            [bool(key) and not any(flag in services[key].flags for flag in stays) for key in ids], dtype=bool
        )
        return TextClues(
            result["is_public_authority"],
            result["is_hands_on"],
            result["is_oversight"],
            # Where no word of the name speaks of work on the spot, the description may lower what is said but
            # not raise it.
            np.where(named > 0, by_name, np.minimum(by_about, by_name)),
            is_desk & ~is_spot,
            is_spot,
            is_about_work,
            is_paperwork,
            is_private,
        )

    def kinds_of_units(self, units: Sequence[str]) -> np.ndarray:
        """What names of departments say of each row kind of ``row_kinds.BY_WORDS``, one column each."""
        unit_tokens = tokens.read(self.vocabulary, units)
        return self.row_kinds.of_units(self.known.find(terms_of(unit_tokens)), len(units))

    def lines_of_units(self, units: Sequence[str]) -> list[str | None]:
        """Service lines that names of departments tell: names known as such, else services of the catalogue
        in full.
        """
        lines = []
        for telling, title in self._units(units):
            match = self.catalogue.match_name(title)
            # A department has few words: only a service that is all of its name counts.
            is_whole = match.match_share == match.coverage == 1.0
            service = self.catalogue.services[match.service_id] if match.service_id and is_whole else None
            lines.append(self.line_of_unit.get(telling) or (service.line if service else None))
        return lines

    def _units(self, units: Sequence[str]) -> list[tuple[frozenset[int], Title]]:
        """Names of departments as titles, each with the words that tell them apart."""
        plain = [UNIT.sub("", unit) for unit in units]
        titled = titles_of(plain, tokens.read(self.vocabulary, plain), self.catalogue.generic)
        return [
            (
                frozenset(title.stems) - self.catalogue.modifiers - self.catalogue.generic
                or frozenset(title.stems),
                title,
            )
            for title in titled
        ]

    def _matches(
        self, titled: Sequence[Title], about: Tokens, sectors: Sequence[frozenset[str]]
    ) -> list[CatalogueMatch]:
        """Services by name, by description where the name says none."""
        matches = [self.catalogue.match_name(*pair) for pair in zip(titled, sectors, strict=True)]
        for position, match in enumerate(matches):
            if match.service_id is None:
                matches[position] = self.catalogue.match_description(
                    about.list_of(position), int(about.languages[position]), sectors[position]
                )
        return matches

    def _composite(
        self, names: Sequence[str], matches: list[CatalogueMatch], leaning: np.ndarray
    ) -> np.ndarray:
        """Which names join several services."""
        is_composite = np.zeros(len(names), dtype=bool)
        for position, parts in parts_of(self.vocabulary, names, leaning, self.catalogue.generic).items():
            is_composite[position] = self.composites.joins_several(
                matches[position], parts, bool(ADDITION.search(names[position]))
            )
        return is_composite

    def _lines(
        self, ids: list[str | None], trust: np.ndarray, titled: Sequence[Title], hinted: Hinted
    ) -> tuple[list[str | None], np.ndarray]:
        """Service lines: of the entry where it is certain, stays or is all there is, else by all words; none
        where words say that it stays.

        And which of them are certain: of a certain entry, or told by far more words than it needs.
        """
        services, strength = self.catalogue.services, hinted.lines
        stays = np.not_equal(hinted.profiles, NOTHING) | np.array(
            [bool(key) and services[key].label == "KEEP" for key in ids], dtype=bool
        )
        is_known = trust >= self.numbers["T-certain"]
        by_entry = stays | is_known
        # From here on the strengths of hinted.lines are raised in place by what services say of each line.
        places = {rule.sets: column for column, rule in enumerate(self.hints.line_rules)}
        for position in np.flatnonzero(~by_entry).tolist():
            entry = ids[position]
            for line, votes in self.catalogue.lines_of(titled[position].stems).items():
                strength[position, places[line]] += votes
            # Where the name says nothing, the entry is in the description.
            by_entry[position] = (
                entry is not None
                and not self.catalogue.lines.keys() & set(titled[position].stems) - self.catalogue.generic
            )
            if entry and services[entry].line:
                strength[position, places[services[entry].line]] += (
                    self.numbers["T-line-entry"] * trust[position]
                )
        by_words, by_many = (
            self.hints.lines(strength / factor, self.numbers["T-line-lead"])
            for factor in (1.0, self.numbers["T-line-sure"])
        )
        of_entries = np.array([services[key].line if key else None for key in ids], dtype=object)
        lines = np.where(by_entry, of_entries, by_words)
        return lines.tolist(), is_known | (~by_entry & np.not_equal(by_many, NOTHING))

    def _from_services(
        self, ids: list[str | None], match_share: np.ndarray, hinted: Hinted, lines: list[str | None]
    ) -> dict[str, object]:
        """What the catalogue says of each text, and the words where it says nothing."""
        services = self.catalogue.services
        columns = {
            "service_label": [key and services[key].label for key in ids],
            "service_tier": [key and self.tiers[key] for key in ids],
            "text_service_line": lines,
            "text_data_types": self._data_types(ids, hinted),
        }
        # Flags are taken only from an entry whose words are nearly all in the text.
        is_full = match_share >= self.numbers["T-flag"]
        by_entry = {
            flag: np.array([bool(key) and flag in services[key].flags for key in ids], dtype=bool) & is_full
            for flag in FLAGS
        }
        flags = {flag: hinted.flags[flag] | by_entry[flag] for flag in FLAGS}
        return {
            **{name: pd.Series(values, dtype=str) for name, values in columns.items()},
            **flags,
        }

    def _data_types(self, ids: list[str | None], hinted: Hinted) -> list[str | None]:
        types_by_text = [list(self.catalogue.services[key].data) if key else [] for key in ids]
        for data_type, holds in hinted.data_types.items():
            for position in np.flatnonzero(holds):
                if data_type not in types_by_text[position]:
                    types_by_text[position].append(data_type)
        return [";".join(types) or None for types in types_by_text]

    def _by_words(
        self, weights: Weights, runs: tuple[Tokens, Tokens], terms: tuple[TextTerms, TextTerms]
    ) -> tuple[list[Scored], np.ndarray]:
        """What counted in name and description, and their score together, missing where no word counted."""
        hits = [weights.hits(part) for part in terms]
        (name, named), (about, described) = (weights.score(part, runs[0].count) for part in hits)
        # The description speaks alone where the name holds no word with a weight, and not at all where it
        # holds none itself.
        share = np.where(
            (named > 0) & (described > 0), self.numbers["T-description-share"], (described > 0).astype(float)
        )
        parts = [
            Scored(*part) for part in zip(runs, hits, (named, described), (1 - share, share), strict=True)
        ]
        return parts, np.where((named > 0) | (described > 0), (1 - share) * name + share * about, np.nan)


def _with_kind(
    by_words: np.ndarray, trust: np.ndarray, kinds: list[str | None], typical: dict[str, float]
) -> np.ndarray:
    """The kind of work speaks by as much of the text as it explains, the words for the rest."""
    by_kind = np.array([typical.get(kind, np.nan) if kind else np.nan for kind in kinds], dtype=float)
    joined = trust * np.nan_to_num(by_kind) + (1 - trust) * by_words
    return np.where(np.isnan(by_kind), by_words, np.where(np.isnan(by_words), by_kind, joined))


def _as_sold(label: str, drive: float, least: float) -> float:
    """What an entry says of the drive: its typical drive, at least as far on the side it is sold as."""
    if label == "BPO":
        return max(drive, least)
    return min(drive, -least) if label == "KPO" else drive
