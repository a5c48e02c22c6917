"""The catalogue: which service a name is, by its words and not by accident.

A name of an entry is a set of stems, each weighted by how rare it is in the catalogue. An entry counts by the
share of its own words that are in the text and by the share of the text that they cover; so the most
specific entry wins.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from schemas.vocabulary import LANGUAGES_BESIDE, LANGUAGES_OF_TABLES, LANGUAGES_READ, language_section
from tasks.text.titles import OF_IN, head_of

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence

    from schemas.rule_models.text import Service
    from schemas.rules import Rulebook
    from tasks.text.titles import Title
    from tasks.text.vocabulary import Vocabulary


class Rival(NamedTuple):
    """A name under its head word: its place in the catalogue, the weight of the head, the other stems with
    theirs, and the languages it is known in.
    """

    place: int
    weight: float
    others: list[tuple[int, float]]
    languages: set[int]


class CatalogueMatch(NamedTuple):
    """The entry found: its id, the share of its words in the text, the share of the text that they cover, and
    how it was found (one of MATCHES).
    """

    service_id: str | None
    match_share: float
    coverage: float
    how: str | None = None

    @property
    def trust(self) -> float:
        """How much of the meaning of the name the entry explains."""
        return self.match_share * self.coverage

    @property
    def is_firm(self) -> bool:
        """Whether the entry may say what the name is."""
        return self.how in ("whole", "most")


TIE = 1e-9
# No share reaches it: only a name that is equal counts.
WHOLE = 2.0
# Profile of the services that are work on the spot.
SPOT_PROFILE = "W-site"
# The sector of which alone public authority is.
PUBLIC = "public_sector"
WINDOWS = (4, 3, 2)
MOST_CACHED = 500_000
NO_MATCH = CatalogueMatch(None, 0.0, 0.0)


class ServiceCatalogue:
    """Names of all services as weighted sets of stems."""

    def __init__(self, rulebook: Rulebook, vocabulary: Vocabulary, left_out: Collection[str] = ()) -> None:
        self.services = rulebook.section("services")
        self.numbers = {key: rule.value for key, rule in rulebook.section("text_parameters").items()}
        # Generic words (service, management) make no service by themselves; paperwork is scheduling, billing
        # and the like; modifiers say when, where or which one; vague words head routine and insight alike.
        kinds = ("generic", "paperwork", "modifier", "vague", "system")
        self.generic, self.paperwork_words, self.modifiers, self.vague, self.systems = (
            _words(rulebook, vocabulary, kind) for kind in kinds
        )
        # "Gestion" is management as well as administration.
        self.alike = [
            tuple(vocabulary.number(vocabulary.stem(word)) for word in line.split())
            for table in tables_of(rulebook, "alike")
            for line in table.splitlines()
        ]
        # HR and IT are services as a whole; they say nothing of other work in the same name.
        self.departments = _abbreviated(rulebook, vocabulary, "department")
        # Head word by name, English names first: of equal names the English one is taken.
        heads: dict[tuple[tuple[int, ...], str], int] = {}
        # A name is known to texts of its language, an English one to all: their words are read as English ones.
        equal: dict[tuple[frozenset[int], str], set[int]] = {}
        spoken: dict[tuple[tuple[int, ...], str], set[int]] = {}
        for number, language in enumerate(LANGUAGES_OF_TABLES):
            knowing = {number} | {
                LANGUAGES_READ.index(beside) for beside, near in LANGUAGES_BESIDE.items() if language in near
            }
            for service_id in (key for key in self.services if key not in left_out):
                for stems, head in self._names(
                    vocabulary, getattr(self.services[service_id], language), language
                ):
                    # A name of one generic word would match nearly every title.
                    if not (len(stems) > 1 or set(stems) - self.generic):
                        continue
                    same = (frozenset(stems), service_id)
                    if same not in equal:
                        key = (tuple(dict.fromkeys(stems)), service_id)
                        heads[key] = head
                        equal[same] = spoken[key] = set()
                    equal[same] |= knowing if number else set(range(len(LANGUAGES_READ)))
        self.patterns, self.heads, self.spoken = list(heads), list(heads.values()), list(spoken.values())
        self.sets = [frozenset(stems) for stems, _ in self.patterns]
        # Read from the back, so that of several names of a service the first is kept.
        self.first_of = {key: position for position, (_, key) in reversed(list(enumerate(self.patterns)))}
        self.own_names = [self._own_names(rulebook, vocabulary, language) for language in LANGUAGES_READ]
        self.stays = [self.services[service_id].label == "KEEP" for _, service_id in self.patterns]
        self.on_the_spot = [
            self.services[service_id].profile == SPOT_PROFILE for _, service_id in self.patterns
        ]
        self.beside = {pair for stems, _ in self.patterns for pair in permutations(stems, 2)}
        self._weigh()
        self._head()
        self._share_lines()
        # A service without sectors of its own has those of its line; none: it is in all sectors.
        lines = {rule.service_line: rule.sectors for rule in rulebook.section("service_lines").values()}
        self.sectors = [self._sectors(self.services[service_id], lines) for _, service_id in self.patterns]
        self.exact_in: dict[frozenset[str], list[dict[frozenset[int], int]]] = {frozenset(): self.exact}
        self.cache: dict[tuple, CatalogueMatch] = {}

    def _names(
        self, vocabulary: Vocabulary, names: Sequence[str], language: str
    ) -> list[tuple[list[int], int]]:
        whole = vocabulary.read_as(names, language)
        fronts = [OF_IN[language].split(name, maxsplit=1)[0] for name in names]
        return [
            (
                stems,
                head_of(
                    stems if front == name else vocabulary.read_as([front], language)[0],
                    stems,
                    self.generic,
                    language,
                )[1],
            )
            for stems, name, front in zip(whole, names, fronts, strict=True)
        ]

    def _weigh(self) -> None:
        owners = defaultdict(set)
        for stems, service_id in self.patterns:
            for stem in stems:
                owners[stem].add(service_id)
        count = len({service_id for _, service_id in self.patterns}) + 1
        # As the inverse document frequency of text search: a word of a single service weighs most, one of all
        # services next to nothing.
        self.weight = {
            stem: math.log(count / len(services)) * self._factor(stem) for stem, services in owners.items()
        }
        # A single word is a service only where it makes up most of the name; generic words alone and names of
        # departments only where they are all of it.
        self.floor = [self._floor(stems) for stems in self.sets]
        self.exact = self._names_known(frozenset())

    def _head(self) -> None:
        """Names by their head word, and the head words of what is sold: work headed by one of these is not
        what stays.
        """
        self.totals: list[float] = []
        self.with_head: dict[int, tuple[list[Rival], list[Rival]]] = {}
        for position, ((stems, _), head) in enumerate(zip(self.patterns, self.heads, strict=True)):
            others = [(stem, self.weight[stem]) for stem in stems if stem != head]
            rival = Rival(position, self.weight[head], others, self.spoken[position])
            # Summed up as in _rivals, so that a name that is there in full has a share of one.
            self.totals.append(_summed(rival, self.weight))
            self.with_head.setdefault(head, ([], []))[self.stays[position]].append(rival)
        sold = {
            head
            for head, (sold, staying) in self.with_head.items()
            if len(staying) < self.numbers["T-staying"] * (len(sold) + len(staying))
        }
        self.paperwork = sold | self.paperwork_words
        self.label_of_head = self._labels_of_heads(self.numbers["T-part-heads"], self.numbers["T-part-agree"])
        self.sold_as = self._labels_of_heads(1, self.numbers["T-agree"])

    def _share_lines(self) -> None:
        """How strongly each word speaks for each service line: the share of its services that are of this
        line, so many others added.
        """
        services_of: dict[int, set[str]] = defaultdict(set)
        for stems, service_id in self.patterns:
            for stem in stems:
                services_of[stem].add(service_id)
        self.lines: dict[int, dict[str, float]] = {}
        for stem, services in services_of.items():
            counted = Counter(line for key in services if (line := self.services[key].line))
            self.lines[stem] = {
                line: self.weight[stem] * count / (len(services) + self.numbers["T-line-other"])
                for line, count in counted.items()
            }

    def lines_of(self, stems: Collection[int]) -> Counter[str]:
        """What the words of a title say of its service line, by the services in whose names they stand."""
        votes: Counter[str] = Counter()
        for stem in dict.fromkeys(stems):
            votes.update(self.lines.get(stem, {}))
        return votes

    def _floor(self, stems: frozenset[int]) -> float:
        telling = len(stems - self.generic)
        if not telling or stems - self.generic in self.departments:
            return WHOLE
        return self.numbers["T-cover" if telling > 1 else "T-cover-single"]

    @staticmethod
    def _sectors(service: Service, of_line: dict[str, list[str]]) -> set[str]:
        if "is_public_authority" in service.flags:
            return {PUBLIC}
        return set(service.sectors or of_line.get(service.line or "", ()))

    def _names_known(self, foreign: Container[int]) -> list[dict[frozenset[int], int]]:
        """By language each name as a set of stems with its place, without those that are foreign."""
        exact: list[dict[frozenset[int], int]] = [{} for _ in LANGUAGES_READ]
        for position, stems in enumerate(self.sets):
            for language in self.spoken[position] if position not in foreign else ():
                exact[language].setdefault(stems, position)
        for language, names in enumerate(self.own_names):
            # A name in a language of its own stands for the first one of its service.
            exact[language] |= {
                stems: position for stems, position in names.items() if position not in foreign
            }
        return exact

    def _own_names(
        self, rulebook: Rulebook, vocabulary: Vocabulary, language: str
    ) -> dict[frozenset[int], int]:
        """Names of a language with a file of its own as sets of stems, each with the place of its service."""
        if language in LANGUAGES_OF_TABLES:
            return {}
        lines = (
            line.split("|")
            for table in tables_of(rulebook, "names", language_section(language))
            for line in table.splitlines()
        )
        names = {
            name: self.first_of[service_id.strip()]
            for service_id, joined in lines
            if service_id.strip() in self.first_of
            for name in joined.split(";")
        }
        sets = map(frozenset, vocabulary.read_as(list(names), language))
        return {
            stems: place
            for stems, place in zip(sets, names.values(), strict=True)
            if len(stems) > 1 or stems - self.generic
        }

    def _exact(self, sectors: frozenset[str]) -> list[dict[frozenset[int], int]]:
        """The names known in these sectors; a name of several telling words is known in all, but for authority."""
        if sectors not in self.exact_in:
            foreign = {
                position
                for position, own in enumerate(self.sectors)
                if own
                and not own & sectors
                and (own == {PUBLIC} or len(self.sets[position] - self.generic) < 2)
            }
            self.exact_in[sectors] = self._names_known(foreign)
        return self.exact_in[sectors]

    def match_name(self, title: Title, sectors: frozenset[str] = frozenset()) -> CatalogueMatch:
        """The service that a name means, if it means one, in a firm of these sectors (none: not known).

        Args:
            title: a name as ``titles_of`` gives it; its stems are English whatever the language.
            sectors: values of regulated_activity of the firm; empty where not known. A service of another
                sector matches by its whole name alone, and only with several telling words; public authority not
                at all.

        Returns:
            The entry with shares in 0..1; NO_MATCH where none is near enough. Equal titles are matched once.
        """
        # The fields of a title but for the list of stems, which cannot be a key.
        key = (tuple(title.stems), *title[1:], sectors)
        match = self.cache.get(key)
        if match is None:
            if len(self.cache) > MOST_CACHED:
                self.cache.clear()
            match = self.cache[key] = self._match(title, self._exact(sectors), sectors)
        return match

    def _match(
        self, title: Title, exact_by_language: list[dict[frozenset[int], int]], sectors: frozenset[str]
    ) -> CatalogueMatch:
        words, exact = dict.fromkeys(title.stems), exact_by_language[title.language]
        telling = words.keys() - self.modifiers
        # A generic word that says for whom or where makes no other service.
        plain = telling - (title.aside & self.generic)
        whole = exact.get(frozenset(words), exact.get(frozenset(plain or telling)))
        if whole is None and len(words) > 1 and telling - self.generic:
            # A name that may be of another language is looked up there as a whole, never by some of its words.
            others = (exact_by_language[language].get(frozenset(words)) for language in title.near)
            whole = next((position for position in others if position is not None), None)
        if whole is not None:
            return CatalogueMatch(self.patterns[whole][1], 1.0, 1.0, "whole")
        if title.language:
            alike = (
                exact.get(frozenset(words.keys() - {word} | {other}))
                for word, other in self.alike
                if word in words
            )
            place = next((place for place in alike if place is not None), None)
            if place is not None:
                return CatalogueMatch(self.patterns[place][1], 1.0, self.numbers["T-aside"], "most")
        work = frozenset(telling - self.generic)
        # A system by its name alone is none of the services around it.
        if not work or (work <= self.systems and not telling & self.generic):
            return NO_MATCH
        if work in self.departments and work in exact:
            return CatalogueMatch(self.patterns[exact[work]][1], 1.0, self.numbers["T-aside"], "most")
        shared, total = self._rivals(words, title), sum(map(self._weight_of, words))
        if sectors:
            # Some words of a service are no proof of it where the firm is of another sector.
            shared = {
                position: weight
                for position, weight in shared.items()
                if not self.sectors[position] or self.sectors[position] & sectors
            }
        position = self._best(shared, total)
        # Payroll for whomever is payroll, unless all words of a longer name are there.
        front = exact.get(frozenset(telling - title.aside)) if title.aside else None
        if front is not None and not (
            position >= 0 and shared[position] == self.totals[position] > self.totals[front]
        ):
            return CatalogueMatch(self.patterns[front][1], 1.0, self.numbers["T-aside"], "most")
        # Then the service in front (unless a longer one is there in full), then the best of all words, then
        # the nearest.
        by_front = self._by_front(title, exact, total, shared, position)
        if by_front:
            return by_front
        if position < 0:
            position = self._nearest(shared, total)
        if position < 0:
            return NO_MATCH
        share, coverage = shared[position] / self.totals[position], min(1.0, shared[position] / total)
        return self._weighed(position, title, share, coverage)

    def _by_front(
        self,
        title: Title,
        exact: dict[frozenset[int], int],
        total: float,
        shared: dict[int, float],
        other: int,
    ) -> CatalogueMatch | None:
        """The service that is in full before "of" and the like, or that heads the name by a single word.

        Several telling words are the service ("reconciliation of bank accounts"). A single one counts for as much as
        it covers, where the services that it heads are nearly all sold alike ("recruitment of nurses"). A longer
        service that is in the name in full goes first.
        """
        telling = frozenset(title.front) - self.modifiers
        position = exact.get(telling, exact.get(frozenset([title.lead]), -1))
        if position < 0 or self.stays[position]:
            return None
        if other >= 0 and shared[other] == self.totals[other] > self.totals[position]:
            return None
        stems, service_id = self.sets[position], self.patterns[position][1]
        if len(stems - self.generic) > 1 or (len(stems) > 1 and not stems - self.generic):
            return CatalogueMatch(service_id, 1.0, self.numbers["T-aside"], "most")
        service = self.services[service_id]
        if title.lead not in stems or self.sold_as.get(title.lead) != service.label:
            return None
        # The repair of a payment is none of a building, and the sale of rights is not the work of a sales desk.
        if service.profile == SPOT_PROFILE or title.lead in self.vague:
            return None
        return CatalogueMatch(service_id, 1.0, min(1.0, self.totals[position] / total), "head")

    def _weighed(self, position: int, title: Title, share: float, coverage: float) -> CatalogueMatch:
        """The match with how much of the meaning it explains: firm with nearly all of the entry and most of the name,
        unless the name is headed by a word that is sold otherwise (recruiting analytics is analytics).

        What keeps work in-house must explain more of it.
        """
        stems = self.sets[position]
        telling = (stems & set(title.stems)) - self.generic
        is_strict = len(telling) < 2 or self.stays[position]
        least = self.numbers["T-firm-single" if is_strict else "T-firm"]
        label = self.services[self.patterns[position][1]].label
        is_other = title.lead not in stems and self.label_of_head.get(title.lead, label) != label
        is_other |= stems - self.generic in self.departments
        is_firm = share >= self.numbers["T-flag"] and share * coverage >= least and not is_other
        return CatalogueMatch(self.patterns[position][1], share, coverage, "most" if is_firm else "loose")

    def _rivals(self, words: dict[int, None], title: Title) -> dict[int, float]:
        """Names whose head is among these words, with the weight of the words that they share."""
        shared: dict[int, float] = {}
        for sold, staying in filter(None, map(self.with_head.get, words)):
            for rival in sold:
                if title.language in rival.languages and not self._is_paperwork_on(rival.place, title):
                    shared[rival.place] = _summed(rival, words)
            for rival in staying:
                if title.language in rival.languages and self._may_stay(self.sets[rival.place], words, title):
                    shared[rival.place] = _summed(rival, words)
        return shared

    def _may_stay(self, stems: frozenset[int], words: dict[int, None], title: Title) -> bool:
        """What stays must be what the title is headed by: the scheduling of nurses is not nursing."""
        if title.lead in self.paperwork:
            return title.lead in stems and words.keys() >= stems
        return title.head in stems or title.head not in self.with_head

    def _is_paperwork_on(self, place: int, title: Title) -> bool:
        """Whether a name of work on the spot is only what a title's paperwork is about: the billing of a canteen is no
        catering.
        """
        return (
            self.on_the_spot[place]
            and title.lead in self.paperwork_words
            and title.lead not in self.sets[place]
        )

    def _weight_of(self, word: int) -> float:
        """What a word of a title weighs that no entry explains: nothing where it says when or which one."""
        if word in self.modifiers:
            return 0.0
        weight = self.weight.get(word)
        return weight if weight is not None else self.numbers["T-unknown"] * self._factor(word)

    def _factor(self, stem: int) -> float:
        return self.numbers["T-generic"] if stem in self.generic else 1.0

    def _best(self, shared: dict[int, float], total: float) -> int:
        """The most specific name that is in these words, -1 where none is in them well enough."""
        best, best_place = self.numbers["T-match"], -1
        for position, weight in shared.items():
            # Squared, so that missing words of the entry cost more than further words of the name.
            squared, cover = (weight / self.totals[position]) ** 2, weight / total
            # The share of the name is at most one, and so the score at most the square.
            if squared > best - TIE and cover >= self.floor[position]:
                score = squared * math.sqrt(min(cover, 1.0))
                if score > best + TIE or (
                    best_place >= 0 and abs(score - best) <= TIE and position < best_place
                ):
                    best, best_place = score, position
        return best_place

    def _nearest(self, shared: dict[int, float], total: float) -> int:
        """The nearest name, where the names around it agree on the label; -1 where they are too far or do not
        agree.
        """
        # Dice coefficient by weight. Places are negative, so that of equally near names the first in the
        # catalogue leads.
        likeness = (
            (2 * weight / (self.totals[position] + total), -position) for position, weight in shared.items()
        )
        near = sorted(likeness, reverse=True)[: int(self.numbers["T-neighbours"])]
        if not near or near[0][0] < self.numbers["T-near"]:
            return -1
        votes: dict[str, float] = defaultdict(float)
        for score, negated in near:
            # By the square of the likeness: near names count more.
            votes[self.services[self.patterns[-negated][1]].label] += score * score
        label = max(sorted(votes), key=votes.__getitem__)
        if votes[label] < self.numbers["T-agree"] * sum(votes.values()):
            return -1
        return next(
            -negated for _, negated in near if self.services[self.patterns[-negated][1]].label == label
        )

    def words_of(self, service_id: str) -> frozenset[int]:
        """The telling words of the first name of a service."""
        return self.sets[self.first_of[service_id]] - self.generic

    def _labels_of_heads(self, least: float, agree: float) -> dict[int, str]:
        """Head words under which at least so many names are sold, nearly all of them under one label."""
        label_of = {}
        for head, (sold, _) in self.with_head.items():
            labels = Counter(self.services[self.patterns[rival.place][1]].label for rival in sold)
            label, count = labels.most_common(1)[0] if labels else ("", 0)
            if count >= least and count >= agree * sum(labels.values()) and head not in self.generic:
                label_of[head] = label
        return label_of

    def match_description(
        self, stems: list[int], language: int, sectors: frozenset[str] = frozenset()
    ) -> CatalogueMatch:
        """The service that a description names first, its words next to each other; of several that begin at
        the same word the most specific.

        Args:
            stems: stem numbers of the description in order, without stop words.
            language: place in LANGUAGES_READ: only names of this language, and English ones, are looked for.
            sectors: values of regulated_activity of the firm; empty where not known.

        Returns:
            The entry with the fixed share T-description as its trust; NO_MATCH where no name is there in
            full.
        """
        best, key, exact = None, (len(stems), 0.0), self._exact(sectors)[language]
        # All windows are looked at; the key prefers the earliest start, and at one start the name with the
        # most weight.
        for size in WINDOWS:
            for start in range(len(stems) - size + 1):
                window = frozenset(stems[start : start + size])
                position = exact.get(window)
                if (
                    position is not None
                    and self.totals[position] > self.numbers["T-description-words"]
                    and len(window - self.generic) > 1
                    and (start, -self.totals[position]) < key
                ):
                    best, key = position, (start, -self.totals[position])
        return (
            CatalogueMatch(self.patterns[best][1], self.numbers["T-description"], 1.0, "described")
            if best is not None
            else NO_MATCH
        )


def _summed(rival: Rival, words: Container[int]) -> float:
    """Weight of the head and of the other words that are there."""
    weight = rival.weight
    for stem, more in rival.others:
        if stem in words:
            weight += more
    return weight


def tables_of(rulebook: Rulebook, kind: str, section: str = "text_words") -> list[str]:
    """The words of all tables of a kind, each as a text of lines.

    Args:
        rulebook: with this section.
        kind: of LanguageTable.
        section: text_words, or that of a language with a file of its own.
    """
    return [table.words for table in rulebook.section(section).values() if table.kind == kind]


def _words(rulebook: Rulebook, vocabulary: Vocabulary, kind: str) -> set[int]:
    return {stem for stems in vocabulary.read_as(tables_of(rulebook, kind), "en") for stem in stems}


def _abbreviated(rulebook: Rulebook, vocabulary: Vocabulary, kind: str) -> set[frozenset[int]]:
    """The names of a table that are abbreviations, one a line in capitals, each as a set of stems."""
    tables = tables_of(rulebook, kind)
    names = [name for table in tables for name in map(str.strip, table.splitlines()) if name.isupper()]
    return {frozenset(stems) for stems in vocabulary.read_as(names, "en") if len(stems) > 1}
