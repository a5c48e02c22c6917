"""The reader of one rulebook: catalogue first, hints and weighted words after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.results import TEXT_COLUMNS
from tasks.rules.catalogue import typical_attributes, typical_complexity, typical_drive, typical_tier
from tasks.text import tokens
from tasks.text.catalogue import Catalogue, Match
from tasks.text.explanation import Scored, words_that_counted
from tasks.text.hints import FLAGS, Hinted, Hints
from tasks.text.lexicon import KnownTerms, axis_weights, terms_of
from tasks.text.titles import CODE, parts_of, titles_of
from tasks.text.vocabulary import Vocabulary
from tasks.text.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from schemas.rules import Rulebook
    from tasks.text.lexicon import Terms, Weights
    from tasks.text.titles import Title
    from tasks.text.tokens import Tokens

LONGEST_NAME, LONGEST_DESCRIPTION = 500, 4000
# In a title "it" is information technology; in a sentence it is a pronoun.
LOWER_IT = re.compile(r"\bit\b")
# At the head of a unit's name these words mean a department, and not that it directs.
UNIT = re.compile(
    r"^\s*(?:direction|pôle|dirección|gerencia|área)\s+(?:(?:de la|de las|de los|de l['’]|del|des|du|de|d['’])\s*(?=\w))?",
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
            for language in LANGUAGES:
                self.vocabulary.learn_names(getattr(service, language), language)
        self.drive = axis_weights(rulebook, self.vocabulary, "drive")
        self.complexity = axis_weights(rulebook, self.vocabulary, "complexity")
        self.hints = Hints(rulebook, self.vocabulary)
        self.known = KnownTerms([self.drive, self.complexity, *(weights for _, weights in self.hints.rules)])
        self.catalogue = Catalogue(rulebook, self.vocabulary, left_out)
        kinds = {
            key: profile.typical.model_dump() for key, profile in rulebook.section("work_profiles").items()
        }
        kinds |= {key: typical_attributes(rulebook, key) for key in services}
        self.typical_drive = {key: typical_drive(value) for key, value in kinds.items()}
        self.typical_complexity = {key: typical_complexity(value) for key, value in kinds.items()}
        self.tiers = {key: typical_tier(rulebook, key) for key in services}
        lines = [
            (word, rule.service_line)
            for rule in rulebook.section("service_lines").values()
            for word in rule.words
        ]
        known = self._units([word for word, _ in lines])
        self.line_of_unit = {
            telling: line for (telling, _), (_, line) in zip(known, lines, strict=True) if telling
        }

    def read(self, names: Sequence[str], descriptions: Sequence[str]) -> pd.DataFrame:
        """TEXT_COLUMNS of distinct texts, in their order, and is_line_certain: the name is a known service or
        its words say much.
        """
        services = self.catalogue.services
        titles = np.array([len(name) <= self.numbers["T-title"] for name in names], dtype=bool)
        about = tokens.read(self.vocabulary, [text[:LONGEST_DESCRIPTION] for text in descriptions])
        shown = [
            LOWER_IT.sub("IT", CODE.sub("", name)) if is_title else name[:LONGEST_NAME]
            for name, is_title in zip(names, titles, strict=True)
        ]
        named = tokens.read(self.vocabulary, shown, about.leaning)
        titled = titles_of(shown, named, self.catalogue.generic, self.numbers["T-title"])
        matches = self._matches(titled, about)
        terms = self.known.find(terms_of(named)), self.known.find(terms_of(about))
        sold = np.array(
            [
                match.service_id is not None and services[match.service_id].label != "KEEP"
                for match in matches
            ],
            dtype=bool,
        )
        trust = np.array([match.match_share * match.coverage for match in matches], dtype=float)
        name_weight = np.where(titles, self.numbers["T-name-weight"], 1.0)
        is_paperwork = np.array([title.lead in self.catalogue.paperwork for title in titled], dtype=bool)
        hinted = self.hints.read(
            *terms, name_weight, is_paperwork, sold & (trust >= self.numbers["T-certain"])
        )
        # Where words say that the work stays, an uncertain service that would be sold is no match.
        gone = sold & np.not_equal(hinted.profiles, None)
        ids = [None if is_gone else match.service_id for match, is_gone in zip(matches, gone, strict=True)]
        trust = np.where([key is None for key in ids], 0.0, trust)
        lines, is_line_certain = self._lines(ids, trust, titled, hinted)
        result = self._from_services(
            ids, np.where(gone, 0.0, [match.match_share for match in matches]), hinted, lines
        )
        result["is_composite"] |= self._composite(shown, matches, named.leaning)
        kinds = [key or profile for key, profile in zip(ids, hinted.profiles, strict=True)]
        trust = np.where(np.equal(hinted.profiles, None), trust, np.maximum(trust, self.numbers["T-implied"]))
        parts, by_words = self._by_words(self.drive, (named, about), terms)
        # Words alone speak only where they say enough.
        silent = self.catalogue.generic | self.catalogue.modifiers
        strength = sum(self.drive.strength(part.hits, len(names), silent) for part in parts)
        speaks = (strength >= self.numbers["T-least-words"]) | np.not_equal(kinds, None)
        result["text_drive"] = np.where(
            speaks, _with_kind(np.tanh(by_words / 2), trust, kinds, self.typical_drive), np.nan
        )
        words = words_that_counted(self.drive, parts, self.vocabulary, len(names))
        result["text_words"] = pd.Series(
            [said if heard else None for said, heard in zip(words, speaks, strict=True)], dtype="str"
        )
        _, by_words = self._by_words(self.complexity, (named, about), terms)
        complexity = _with_kind(by_words.clip(0.0, 1.0), trust, kinds, self.typical_complexity)
        result["text_complexity"] = np.where(speaks, complexity, np.nan)
        result["is_line_certain"] = is_line_certain
        return pd.DataFrame(result)[[*TEXT_COLUMNS, "is_line_certain"]]

    def lines_of_units(self, units: Sequence[str]) -> list[str | None]:
        """Service lines that names of departments tell: names known as such, else services of the catalogue
        in full.
        """
        found = []
        for telling, title in self._units(units):
            match = self.catalogue.match_name(title)
            is_service = match.service_id is not None and match.match_share == match.coverage == 1.0
            found.append(
                self.line_of_unit.get(telling)
                or (self.catalogue.services[match.service_id].line if is_service else None)
            )
        return found

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

    def _matches(self, titled: Sequence[Title], about: Tokens) -> list[Match]:
        """Services by name, by description where the name says none."""
        found = [self.catalogue.match_name(title) for title in titled]
        for place, match in enumerate(found):
            if match.service_id is None:
                found[place] = self.catalogue.match_description(about.list_of(place))
        return found

    def _composite(self, names: Sequence[str], matches: list[Match], leaning: np.ndarray) -> np.ndarray:
        """Which names join several services."""
        found = np.zeros(len(names), dtype=bool)
        for place, parts in parts_of(self.vocabulary, names, leaning, self.catalogue.generic).items():
            found[place] = self.catalogue.is_composite(matches[place], parts)
        return found

    def _lines(
        self, ids: list[str | None], trust: np.ndarray, titled: Sequence[Title], hinted: Hinted
    ) -> tuple[list[str | None], np.ndarray]:
        """Service lines: of the entry where it is certain, stays or is all there is, else by all words; none
        where words say that it stays.

        And which of them are certain: of a certain entry, or told by far more words than it needs.
        """
        services, strength = self.catalogue.services, hinted.lines
        stays = np.not_equal(hinted.profiles, None) | np.array(
            [bool(key) and services[key].label == "KEEP" for key in ids], dtype=bool
        )
        is_known = trust >= self.numbers["T-certain"]
        by_entry = stays | is_known
        places = {rule.sets: place for place, rule in enumerate(self.hints.line_rules)}
        for place in np.flatnonzero(~by_entry):
            for line, votes in self.catalogue.lines_of(titled[place].stems).items():
                strength[place, places[line]] += votes
            # Where the name says nothing, the entry stands in the description.
            by_entry[place] = (
                ids[place] is not None
                and not self.catalogue.lines.keys() & set(titled[place].stems) - self.catalogue.generic
            )
            if ids[place] and services[ids[place]].line:
                strength[place, places[services[ids[place]].line]] += (
                    self.numbers["T-line-entry"] * trust[place]
                )
        by_words, by_many = (
            self.hints.lines(strength / factor, self.numbers["T-line-lead"])
            for factor in (1.0, self.numbers["T-line-sure"])
        )
        lines = np.where(by_entry, [services[key].line if key else None for key in ids], by_words)
        return lines.tolist(), is_known | (~by_entry & np.not_equal(by_many, None))

    def _from_services(
        self, ids: list[str | None], match_share: np.ndarray, hinted: Hinted, lines: list[str | None]
    ) -> dict[str, object]:
        """What the catalogue says of each text, and the words where it says nothing."""
        services = self.catalogue.services
        columns = {
            "service_id": ids,
            "service": [key and services[key].en[0] for key in ids],
            "service_label": [key and services[key].label for key in ids],
            "service_tier": [key and self.tiers[key] for key in ids],
            "text_service_line": lines,
            "text_data_types": self._data_types(ids, hinted),
        }
        is_full = match_share >= self.numbers["T-flag"]
        said = {
            flag: np.array([bool(key) and flag in services[key].flags for key in ids], dtype=bool) & is_full
            for flag in FLAGS
        }
        flags = {flag: hinted.flags[flag] | said[flag] for flag in FLAGS}
        return {
            **{name: pd.Series(values, dtype="str") for name, values in columns.items()},
            "match_share": match_share,
            **flags,
        }

    def _data_types(self, ids: list[str | None], hinted: Hinted) -> list[str | None]:
        found = [list(self.catalogue.services[key].data) if key else [] for key in ids]
        for data_type, holds in hinted.data_types.items():
            for place in np.flatnonzero(holds):
                if data_type not in found[place]:
                    found[place].append(data_type)
        return [";".join(types) or None for types in found]

    def _by_words(
        self, weights: Weights, runs: tuple[Tokens, Tokens], terms: tuple[Terms, Terms]
    ) -> tuple[list[Scored], np.ndarray]:
        """What counted in name and description, and their score together, missing where no word counted."""
        hits = [weights.hits(part) for part in terms]
        (name, named), (about, described) = (weights.score(part, runs[0].count) for part in hits)
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
    known = np.array([typical.get(kind, np.nan) for kind in kinds], dtype=float)
    joined = trust * np.nan_to_num(known) + (1 - trust) * by_words
    return np.where(np.isnan(known), by_words, np.where(np.isnan(by_words), known, joined))
