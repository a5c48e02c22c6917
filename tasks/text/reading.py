"""From name and description to TEXT_COLUMNS: equal texts read once, in chunks of arrays."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import typed_column
from schemas.results import TEXT_COLUMNS
from tasks.text.catalogue import Catalogue, Match
from tasks.text.lexicon import PAIR, Weights, axis_weights, parse_phrases, term_keys
from tasks.text.tokens import LANGUAGES, Vocabulary
from tasks.text.typical import typical_attributes, typical_complexity, typical_drive, typical_tier

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook

CHUNK_TEXTS = 50_000
FLAGS = ("is_hands_on", "is_public_authority", "is_on_site", "is_oversight", "is_composite")
SHOWN_WORDS = 6
TITLE_LENGTH = 60
# In a title "it" is information technology; in a sentence it is a pronoun.
LOWER_IT = re.compile(r"\bit\b")
JOINED = re.compile(r"\s*[,;/&+]\s*|\s+(?:and|und|sowie|et|ainsi que|y|e)\s+", re.IGNORECASE)


def read_texts(typed: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """What the texts of each process say about it.

    Args:
        typed: rows of one portfolio; reads process_name, description and function_area where they are recognised.
        rulebook: sections services, work_profiles, lexicon, text_hints, text_words and text_parameters.

    Returns:
        TEXT_COLUMNS by the index of ``typed``; rows are kept. text_drive is -1 (insight) .. +1 (volume), text_complexity
        0..1, both missing where no word counted; match_share 0..1. The same text always reads the same.
    """
    import pandas as pd

    columns = [typed_column(typed, name).fillna("").astype(object) for name in ("process_name", "description", "function_area")]
    key = np.zeros(len(typed), dtype=np.int64)
    for column in columns:
        codes, distinct = pd.factorize(column)
        key, _ = pd.factorize(key * max(len(distinct), 1) + codes)
    _, first = np.unique(key, return_index=True)
    reader = _reader(_Hashed(rulebook))
    parts = [reader.read(*(column.iloc[first[start:start + CHUNK_TEXTS]].tolist() for column in columns))
             for start in range(0, max(len(first), 1), CHUNK_TEXTS)]
    distinct_rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return distinct_rows.iloc[key].set_axis(typed.index, axis=0)


class _Hashed:
    """A rulebook that compares by its hash, so that what is built from it is built once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __hash__(self) -> int:
        return hash(self.rulebook.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and self.rulebook.hash == other.rulebook.hash


@lru_cache(maxsize=2)
def _reader(hashed: _Hashed) -> Reader:
    return Reader(hashed.rulebook)


class Reader:
    """Catalogue, word weights and hints of one rulebook, ready to read texts."""

    def __init__(self, rulebook: Rulebook, left_out: tuple[str, ...] = ()) -> None:
        self.numbers = {key: rule.value for key, rule in rulebook.section("text_parameters").items()}
        self.vocabulary = Vocabulary(rulebook)
        for service in rulebook.section("services").values():
            for language in LANGUAGES:
                self.vocabulary.learn_names(getattr(service, language), language)
        self.drive = axis_weights(rulebook, self.vocabulary, "drive")
        self.complexity = axis_weights(rulebook, self.vocabulary, "complexity")
        self.hints = [(hint, Weights(parse_phrases(self.vocabulary, hint.words))) for hint in rulebook.section("text_hints").values()]
        self.catalogue = Catalogue(rulebook, self.vocabulary, left_out)
        services = rulebook.section("services")
        kinds = {key: profile.typical.model_dump() for key, profile in rulebook.section("work_profiles").items()}
        kinds |= {key: typical_attributes(rulebook, key) for key in services}
        self.typical_drive = {key: typical_drive(value) for key, value in kinds.items()}
        self.typical_complexity = {key: typical_complexity(value) for key, value in kinds.items()}
        self.service_tier = {key: typical_tier(rulebook, key) for key in services}

    def read(self, names: list[str], descriptions: list[str], areas: list[str]) -> pd.DataFrame:
        """TEXT_COLUMNS of distinct texts, in their order."""
        import pandas as pd

        about = self.vocabulary.read([text[:4000] for text in descriptions])
        named = self.vocabulary.read([LOWER_IT.sub("IT", text[:500]) if len(text) < TITLE_LENGTH else text[:500] for text in names], about.leaning)
        matches = self._matches(named, about)
        terms = term_keys(named), term_keys(about)
        result = self._from_matches(matches)
        result["is_composite"] |= self._composite(names, matches, named.leaning)
        profiles = self._hint(result, terms, matches)
        trust, kinds = self._trust(result, matches, profiles)
        result["text_drive"], result["text_words"] = self._drive(terms, named, about, trust, kinds)
        result["text_complexity"] = self._complexity(terms, len(names), trust, kinds)
        return pd.DataFrame(result)[list(TEXT_COLUMNS)]

    def _matches(self, named, about) -> list[Match]:
        by_name = self.catalogue.match_name
        found = [by_name(stems) for stems in named.lists()]
        for place, stems in enumerate(about.lists()):
            if found[place].service_id is None and stems:
                found[place] = self.catalogue.match_description(stems)
        return found

    def _composite(self, names: list[str], matches: list[Match], leaning: np.ndarray) -> np.ndarray:
        """Which names join several services."""
        found = np.zeros(len(names), dtype=bool)
        split = {place: parts for place, name in enumerate(names) if len(parts := JOINED.split(name[:500])) > 1}
        owners = [place for place, parts in split.items() for _ in parts]
        read = self.vocabulary.read([part for parts in split.values() for part in parts], leaning[owners]).lists()
        rest = iter(read)
        for place, parts in split.items():
            found[place] = self.catalogue.is_composite(matches[place], [self.catalogue.match_name(next(rest)) for _ in parts])
        return found

    def _from_matches(self, matches: list[Match]) -> dict[str, object]:
        import pandas as pd

        services = self.catalogue.services
        ids = [match.service_id for match in matches]
        text = lambda values: pd.Series(values, dtype="str")
        return {
            "service_id": text(ids),
            "service": text([services[key].en[0] if key else None for key in ids]),
            "service_label": text([services[key].label if key else None for key in ids]),
            "service_tier": text([self.service_tier[key] if key else None for key in ids]),
            "text_service_line": text([services[key].line if key else None for key in ids]),
            "match_share": np.array([match.match_share for match in matches]),
            "text_data_types": [list(services[key].data) if key else [] for key in ids],
            **{flag: np.array([bool(key) and flag in services[key].flags for key in ids]) for flag in FLAGS},
        }

    def _trust(self, result: dict[str, object], matches: list[Match], profiles: list[str | None]) -> tuple[np.ndarray, list[str | None]]:
        """How far the kind of work is known, and which it is: of the service found, else of the profile that words imply."""
        sure = np.array([match.match_share * match.coverage for match in matches])
        implied = np.array([profile is not None for profile in profiles])
        services = [key if isinstance(key, str) else None for key in result["service_id"]]
        kinds = [service or profile for service, profile in zip(services, profiles, strict=True)]
        sure = np.where([service is None for service in services], 0.0, sure)
        return np.where(implied, np.maximum(sure, self.numbers["T-implied"]), sure), kinds

    def _drive(self, terms, named, about, trust, kinds) -> tuple[np.ndarray, pd.Series]:
        import pandas as pd

        hits = [self.drive.hits(part) for part in terms]
        scores = [self.drive.score(text, term, named.count) for text, term, _ in hits]
        by_words, shares = self._joined(scores)
        by_words = np.tanh(by_words / 2)
        words = _words(self.drive, hits, scores, shares, (named, about), self.vocabulary)
        return _with_kind(by_words, trust, kinds, self.typical_drive), pd.Series(words, dtype="str")

    def _complexity(self, terms, count: int, trust, kinds) -> np.ndarray:
        scores = []
        for part in terms:
            text, term, _ = self.complexity.hits(part)
            scores.append(self.complexity.score(text, term, count))
        by_words, _ = self._joined(scores)
        return _with_kind(by_words.clip(0.0, 1.0), trust, kinds, self.typical_complexity)

    def _joined(self, scores) -> tuple[np.ndarray, list[np.ndarray]]:
        """Score of name and description together, and the share that each of them has in it."""
        (name, name_count), (about, about_count) = scores
        both = (name_count > 0) & (about_count > 0)
        share = np.where(both, self.numbers["T-description-share"], (about_count > 0).astype(float))
        joined = (1 - share) * np.nan_to_num(name) + share * np.nan_to_num(about)
        return np.where((name_count > 0) | (about_count > 0), joined, np.nan), [1 - share, share]

    def _withdraw(self, result: dict[str, object], unsold: np.ndarray) -> None:
        """Where words say that the work stays, an uncertain service of the catalogue that would be sold is no match."""
        gone = unsold & result["service_label"].isin(["BPO", "KPO"]).to_numpy(bool)
        for column in ("service_id", "service", "service_label", "service_tier", "text_service_line"):
            result[column] = result[column].mask(gone)
        result["match_share"] = np.where(gone, 0.0, result["match_share"])
        unlisted = unsold & result["service_id"].isna().to_numpy(bool)
        result["text_service_line"] = result["text_service_line"].mask(unlisted)

    def _hint(self, result: dict[str, object], terms, matches: list[Match]) -> list[str | None]:
        """Flags, data types and service line from words, where the catalogue does not say; the profile that words imply."""
        certain = np.array([match.match_share * match.coverage >= self.numbers["T-certain"] for match in matches])
        certain &= result["service_label"].isin(["BPO", "KPO"]).to_numpy(bool)
        profiles: np.ndarray = np.full(len(matches), None, dtype=object)
        lines: dict[str, np.ndarray] = {}
        for hint, weights in self.hints:
            strength = self._strength(weights, terms, len(matches))
            holds = strength >= hint.at_least
            if hint.kind == "flag":
                holds &= ~certain
                result[hint.sets] = result[hint.sets] | holds
                profiles = np.where(holds & (profiles == None), hint.profile, profiles)  # noqa: E711
            elif hint.kind == "data_type":
                for place in np.flatnonzero(holds):
                    if hint.sets not in result["text_data_types"][place]:
                        result["text_data_types"][place].append(hint.sets)
            else:
                lines[hint.sets] = np.where(holds, strength, 0.0)
        self._set_line(result, lines)
        self._withdraw(result, profiles != None)  # noqa: E711
        return profiles.tolist()

    def _strength(self, weights: Weights, terms, count: int) -> np.ndarray:
        """How strongly a hint speaks: a word of the name counts more."""
        strength = np.zeros(count)
        for part, times in zip(terms, (self.numbers["T-name-weight"], 1.0), strict=True):
            text, term, _ = weights.hits(part)
            strength += times * np.bincount(text, weights=weights.values[term], minlength=count)
        return strength

    def _set_line(self, result: dict[str, object], lines: dict[str, np.ndarray]) -> None:
        """Service line by words where no service was found, and the list of data types as one string."""
        import pandas as pd

        result["text_data_types"] = pd.Series([";".join(types) or None for types in result["text_data_types"]], dtype="str")
        if lines:
            strengths = np.stack(list(lines.values()))
            best = pd.Series(np.array(list(lines))[strengths.argmax(axis=0)], dtype="str").where(strengths.max(axis=0) > 0)
            result["text_service_line"] = result["text_service_line"].where(result["service_id"].notna(), best)


def _with_kind(by_words: np.ndarray, trust: np.ndarray, kinds: list[str | None], typical: dict[str, float]) -> np.ndarray:
    """The kind of work speaks by as much of the text as it explains, the words for the rest."""
    known = np.array([typical.get(kind, np.nan) for kind in kinds])
    joined = trust * np.nan_to_num(known) + (1 - trust) * by_words
    return np.where(np.isnan(known), by_words, np.where(np.isnan(by_words), known, joined))


def _words(weights: Weights, hits, scores, shares, tokens, vocabulary: Vocabulary) -> list[str | None]:
    """The words that counted for drive, strongest first, as they stand in the text, with what each added."""
    texts, strengths, shown = [], [], []
    for (text, term, place), (_, number), share, run in zip(hits, scores, shares, tokens, strict=True):
        texts.append(text)
        strengths.append(weights.values[term] / np.sqrt(number[text] + weights.damping) * share[text])
        first = run.surfaces[place]
        second = np.where(weights.keys[term] >= PAIR, run.surfaces[np.minimum(place + 1, len(run.surfaces) - 1)], first) if len(place) else first
        shown.append(np.stack([first, second], axis=1))
    text, strength, words = np.concatenate(texts), np.concatenate(strengths), np.concatenate(shown)
    text, strength, words = _merged(text, strength, words)
    order = np.lexsort((words[:, 1], words[:, 0], -np.abs(strength).round(6), text))
    text, strength, words = text[order], strength[order], words[order]
    rank = np.arange(len(text)) - np.searchsorted(text, text)
    kept = rank < SHOWN_WORDS
    surface = vocabulary.surface_list
    found: list[str | None] = [None] * tokens[0].count
    pieces: dict[int, list[str]] = {}
    for place, value, (one, two) in zip(text[kept].tolist(), strength[kept].tolist(), words[kept].tolist(), strict=True):
        pieces.setdefault(place, []).append(f"{surface[one] if one == two else surface[one] + ' ' + surface[two]} {value:+.2f}")
    for place, parts in pieces.items():
        found[place] = ", ".join(dict.fromkeys(parts))
    return found


def _merged(text: np.ndarray, strength: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One line a text and word as written, what it added summed."""
    rows, place = np.unique(np.column_stack([text, words]), axis=0, return_inverse=True)
    return rows[:, 0], np.bincount(place.ravel(), weights=strength, minlength=len(rows)), rows[:, 1:]
