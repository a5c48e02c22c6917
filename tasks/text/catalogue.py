"""The catalogue: which service a name is, by its words and not by accident.

A name of an entry is a set of stems, each weighted by how rare it is in the catalogue. An entry counts by the share of its
own words that stand in the text and by the share of the text that they cover; so the most specific entry wins.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tasks.text.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection

    from schemas.rules import Rulebook
    from tasks.text.vocabulary import Vocabulary


class Match(NamedTuple):
    """The entry found: its id, the share of its words in the text, the share of the text that they cover."""

    service_id: str | None
    match_share: float
    coverage: float


# What stands behind these words says whose or what for, and not what a service is.
OF = re.compile(r"\s(?:of|for|to|in|by|with|from|der|des|von|für)\s")
TIE = 1e-9
# No share reaches it: only a name that is equal counts.
WHOLE = 2.0
WINDOWS = (4, 3, 2)
MOST_CACHED = 500_000
NO_MATCH = Match(None, 0.0, 0.0)


class Catalogue:
    """Names of all services as weighted sets of stems."""

    def __init__(self, rulebook: Rulebook, vocabulary: Vocabulary, left_out: Collection[str] = ()) -> None:
        self.services = rulebook.section("services")
        self.numbers = {key: rule.value for key, rule in rulebook.section("text_parameters").items()}
        tables = [table.words for table in rulebook.section("text_words").values() if table.kind == "generic"]
        self.generic = {one for stems in vocabulary.read_as(tables, "en") for one in stems}
        # Head word by name, English names first: of equal names the English one is taken.
        heads: dict[tuple[frozenset[int], str], int] = {}
        for language in LANGUAGES:
            for service_id in (key for key in self.services if key not in left_out):
                names = getattr(self.services[service_id], language)
                fronts = vocabulary.read_as([OF.split(name, maxsplit=1)[0] for name in names], language)
                for stems, front in zip(vocabulary.read_as(names, language), fronts, strict=True):
                    if len(stems) > 1 or set(stems) - self.generic:
                        heads.setdefault((frozenset(stems), service_id), self._head(front or stems, language))
        self.patterns, self.heads = list(heads), list(heads.values())
        self._weigh()
        self.cache: dict[tuple[int, ...], Match] = {}

    def _head(self, stems: list[int], language: str) -> int:
        """The word that says what a name is: the last telling one, in French and Spanish the first."""
        telling = [one for one in stems if one not in self.generic] or stems
        return telling[0 if language in ("fr", "es") else -1]

    def _weigh(self) -> None:
        owners = defaultdict(set)
        for stems, service_id in self.patterns:
            for one in stems:
                owners[one].add(service_id)
        count = len({service_id for _, service_id in self.patterns}) + 1
        self.weight = {one: math.log(count / len(found)) * self._factor(one) for one, found in owners.items()}
        self.totals = [sum(self.weight[one] for one in stems) for stems, _ in self.patterns]
        self.with_stem: dict[int, list[int]] = defaultdict(list)
        for place, (stems, _) in enumerate(self.patterns):
            for one in stems:
                self.with_stem[one].append(place)
        # A single word is a service only where it makes up most of the name; generic words alone only where they are all of it.
        self.floor = [self._floor(stems) for stems, _ in self.patterns]
        self.exact: dict[frozenset[int], int] = {}
        for place, (stems, _) in enumerate(self.patterns):
            self.exact.setdefault(stems, place)

    def _floor(self, stems: frozenset[int]) -> float:
        telling = len(stems - self.generic)
        return self.numbers["T-cover"] if telling > 1 else self.numbers["T-cover-single"] if telling == 1 else WHOLE

    def match_name(self, stems: list[int]) -> Match:
        """The service that a name means, if it means one."""
        key = tuple(stems)
        if key not in self.cache:
            if len(self.cache) > MOST_CACHED:
                self.cache.clear()
            self.cache[key] = self._match(frozenset(stems))
        return self.cache[key]

    def _match(self, words: frozenset[int]) -> Match:
        if words in self.exact:
            return Match(self.patterns[self.exact[words]][1], 1.0, 1.0)
        if words <= self.generic:
            return NO_MATCH
        shared = self._shared(words)
        place = self._best(words, shared)
        if place < 0:
            place = self._nearest(words, shared)
        return Match(self.patterns[place][1], *self._shares(words, place)) if place >= 0 else NO_MATCH

    def _shared(self, words: frozenset[int]) -> dict[int, float]:
        """Weight of the words that each name shares with these."""
        found: dict[int, float] = defaultdict(float)
        for one in words:
            weight = self.weight.get(one)
            if weight is not None:
                for place in self.with_stem[one]:
                    found[place] += weight
        return found

    def _weight_of(self, words: frozenset[int]) -> float:
        return sum(self.weight[one] if one in self.weight else self.numbers["T-unknown"] * self._factor(one) for one in words)

    def _factor(self, one: int) -> float:
        return self.numbers["T-generic"] if one in self.generic else 1.0

    def _shares(self, words: frozenset[int], place: int) -> tuple[float, float]:
        shared = sum(self.weight[one] for one in self.patterns[place][0] & words)
        return shared / self.totals[place], min(1.0, shared / self._weight_of(words))

    def _best(self, words: frozenset[int], shared: dict[int, float]) -> int:
        """The most specific name that stands in these words, -1 where none stands in them well enough."""
        total = self._weight_of(words)
        best, best_place = self.numbers["T-match"], -1
        for place, weight in shared.items():
            share, cover = weight / self.totals[place], min(1.0, weight / total)
            fits = cover >= self.floor[place] and self.heads[place] in words
            score = share * share * math.sqrt(cover) if fits else 0.0
            if score > best + TIE or (best_place >= 0 and abs(score - best) <= TIE and place < best_place):
                best, best_place = score, place
        return best_place

    def _nearest(self, words: frozenset[int], shared: dict[int, float]) -> int:
        """The nearest name, where the names around it agree on the label; -1 where they are too far or do not agree."""
        total = self._weight_of(words)
        likeness = ((2 * weight / (self.totals[place] + total), -place)
                    for place, weight in shared.items() if self.heads[place] in words)
        near = sorted(likeness, reverse=True)[:int(self.numbers["T-neighbours"])]
        if not near or near[0][0] < self.numbers["T-near"]:
            return -1
        votes: dict[str, float] = defaultdict(float)
        for score, place in near:
            votes[self.services[self.patterns[-place][1]].label] += score * score
        label = max(sorted(votes), key=votes.__getitem__)
        if votes[label] < self.numbers["T-agree"] * sum(votes.values()):
            return -1
        return next(-place for _, place in near if self.services[self.patterns[-place][1]].label == label)

    def is_composite(self, whole: Match, parts: list[Match]) -> bool:
        """Are all parts of a name, split at its joining words, services, and with different labels or of three lines?"""
        certain = all(part.match_share * part.coverage >= self.numbers["T-part"] for part in parts)
        if not certain or whole.match_share == whole.coverage == 1.0:
            return False
        found = [self.services[part.service_id] for part in parts]
        return len({service.label for service in found}) > 1 or len({service.line for service in found}) > 2

    def match_description(self, stems: list[int]) -> Match:
        """The most specific service whose name stands in a description, its words side by side."""
        best, found = self.numbers["T-description-words"], None
        for size in WINDOWS:
            for start in range(len(stems) - size + 1):
                window = frozenset(stems[start:start + size])
                place = self.exact.get(window)
                if place is not None and self.totals[place] > best and len(window - self.generic) > 1:
                    best, found = self.totals[place], place
        return Match(self.patterns[found][1], self.numbers["T-description"], 1.0) if found is not None else NO_MATCH
