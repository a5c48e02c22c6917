"""Flags, data types and service line that words hint at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.text.lexicon import TextTerms, Weights, parse_phrases
from tasks.text.word_forms import fold
from tasks.text.wordings import Wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.rules import Rulebook
    from tasks.text.vocabulary import Vocabulary

# Profile of the work that words of public authority speak of.
AUTHORITY = "W-auth"
NOTHING = np.array(None, dtype=object)  # None, as an array is compared with it entry by entry
FLAGS = ("is_hands_on", "is_public_authority", "is_on_site", "is_oversight", "is_composite")


class Hinted(NamedTuple):
    """Per text: flags by name, data types by name, what speaks for each service line, the profile implied or
    None.
    """

    flags: dict[str, np.ndarray]
    data_types: dict[str, np.ndarray]
    lines: np.ndarray
    profiles: np.ndarray

    def without_authority(self, where: np.ndarray) -> Hinted:
        """The same without public authority in these texts."""
        name = "is_public_authority"
        profiles = np.where(where & np.equal(self.profiles, AUTHORITY), NOTHING, self.profiles)
        return self._replace(flags=self.flags | {name: self.flags[name] & ~where}, profiles=profiles)


class HintRules:
    """The hints of a rulebook."""

    def __init__(self, rulebook: Rulebook, vocabulary: Vocabulary) -> None:
        self.rules = [
            (rule, Weights(parse_phrases(vocabulary, rule.words)))
            for rule in rulebook.section("text_hints").values()
        ]
        self.heads = [
            frozenset(
                vocabulary.number(vocabulary.stem(word.strip())) for word in rule.heads.split(";") if word
            )
            for rule, _ in self.rules
        ]
        self.all_heads = frozenset().union(*self.heads)
        self.patterns = [Wordings(rule.patterns) if rule.patterns else None for rule, _ in self.rules]
        self.line_rules = [rule for rule, _ in self.rules if rule.kind == "service_line"]

    def read(
        self,
        named: TextTerms,
        about: TextTerms,
        name_weight: np.ndarray,
        is_paperwork: np.ndarray,
        is_certain: np.ndarray,
        leads: Sequence[int],
        names: Sequence[str],
    ) -> Hinted:
        """What the words of names and descriptions hint at.

        Args:
            named: known terms of the names.
            about: known terms of the descriptions.
            name_weight: how much a word of the name counts against one of the description, per text.
            is_paperwork: where the name is headed by scheduling, billing, reporting and the like: what it
                says besides is whose, and no flag that keeps work in-house is taken from it.
            is_certain: where a service of the catalogue is certain, and no flag is taken from words.
            leads: stem number of the verb that each title begins with, else of the word that heads it.
            names: titles as written, empty for a name that is no title.
        """
        count = len(is_certain)
        flags = {flag: np.zeros(count, dtype=bool) for flag in FLAGS}
        data_types: dict[str, np.ndarray] = {}
        lines = []
        profiles = np.full(count, None, dtype=object)
        # Patterns of data, which are many, are those of letters without accents, which Arrow's engine knows.
        plain = list(map(fold, names))
        for (rule, weights), heads, wordings in zip(self.rules, self.heads, self.patterns, strict=True):
            # Only flags that keep work in-house have a profile; all else is read from such names all the
            # same.
            by_name = np.where(is_paperwork & (rule.profile is not None), 0.0, name_weight)
            strength = by_name * weights.total(weights.hits(named), count) + weights.total(
                weights.hits(about), count
            )
            holds = strength >= rule.at_least
            if heads:
                holds |= np.isin(leads, list(heads))
            if rule.kind == "flag":
                holds &= ~is_certain
            if wordings:
                holds |= wordings.are_in(names if rule.kind == "flag" else plain)
            if rule.kind == "flag":
                flags[rule.sets] |= holds
                # The first rule in the rulebook that holds decides the profile.
                profiles[holds & np.equal(profiles, NOTHING)] = rule.profile
            elif rule.kind == "data_type":
                data_types[rule.sets] = data_types.get(rule.sets, False) | holds
            else:
                lines.append(strength)
        return Hinted(flags, data_types, np.stack(lines, axis=1), profiles)

    def lines(self, strength: np.ndarray, lead: float) -> np.ndarray:
        """The service line for which most speaks, None where too little does or another line is too near.

        Args:
            strength: what speaks for each line: one row for each text, one column for each service line rule.
            lead: factor by which a line must exceed the next one.

        Returns:
            One name or None for each text.
        """
        # The second largest of each row, as a column.
        second = np.partition(strength, -2, axis=1)[:, -2:-1]
        enough = (strength >= [rule.at_least for rule in self.line_rules]) & (strength >= lead * second)
        names = np.array([rule.sets for rule in self.line_rules], dtype=object)
        return np.where(enough.any(axis=1), names[np.where(enough, strength, -1.0).argmax(axis=1)], NOTHING)
