"""One detector of names that join several services."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from tasks.text.lexicon import lead_key, pair_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasks.text.catalogue import CatalogueMatch, ServiceCatalogue
    from tasks.text.lexicon import Weights
    from tasks.text.titles import Title

# The line of whatever has no other: what differs only by it may well be one process.
VAGUE_LINES = {"back_office", None}


class Part(NamedTuple):
    """A part of a name that is a service of its own: how it is sold, its line, whether it is work on the spot, its
    entry (None where only its words say how it is sold) and the telling words of the entry.
    """

    label: str
    line: str | None
    is_on_site: bool
    service_id: str | None
    words: frozenset[int]


class Composites:
    """Tells names of several services from names of one whose parts share a head or a meaning."""

    def __init__(self, catalogue: ServiceCatalogue, drive: Weights) -> None:
        self.catalogue, self.numbers, self.damping = catalogue, catalogue.numbers, drive.damping
        self.label_of_head = catalogue.label_of_head
        self.weights = dict(zip(drive.keys.tolist(), drive.values.tolist(), strict=True))

    def joins_several(self, whole: CatalogueMatch, parts: Sequence[Title], is_addition: bool) -> bool:
        """Are at least two parts of a name services of their own, sold under different labels, at different places
        or in different lines?

        What is a service as a whole is one ("research and development"). Words alone tell a part only beside a part
        that is known, and only by the label. What is joined by "with" may be a means: there too the label decides.

        Args:
            whole: what the catalogue found for the name as a whole.
            parts: the name cut at its joints ("and", commas), as titles.
            is_addition: whether the joint is "with" or its like in another language.
        """
        if whole.how == "whole":
            return False
        known_parts = [part for part in map(self._known, parts) if part is not None]
        staying = [part for part in known_parts if part.label == "KEEP"]
        if not known_parts or staying:
            # What stays and what is sold in one row, each named in full, are two ("payroll and dismissals").
            is_unit = any(frozenset(part.stems) in self.catalogue.departments for part in parts)
            return 0 < len(staying) < len(known_parts) and self._are_full(parts) and not is_unit
        # Parts of which only the words speak count for the label alone: they have no line and no place.
        all_parts = known_parts + [part for part in map(self._by_words, parts) if part is not None]
        if len({part.label for part in all_parts}) > 1:
            return True
        if (
            is_addition
            or len({part.service_id for part in known_parts}) < 2
            or (len(known_parts) < len(parts) and not self._are_full(parts))
        ):
            return False
        # Known services of one label: they are several processes only where line or place differs, and no
        # head or word is shared.
        lines, places = (
            {part.line for part in known_parts} - VAGUE_LINES,
            {part.is_on_site for part in known_parts},
        )
        return (
            (len(lines) > 1 or len(places) > 1)
            and not self._shares_head(parts)
            and not _one_word(known_parts)
        )

    def _known(self, title: Title) -> Part | None:
        """The part as a service of the catalogue; a single word only where it is one in full."""
        match = self.catalogue.match_name(title)
        if match.service_id is None:
            return None
        service, is_full = self.catalogue.services[match.service_id], match.how == "whole"
        if not is_full and (len(title.stems) < 2 or match.trust < self.numbers["T-part"]):
            return None
        # The entry is near, and yet the head of the part is sold otherwise: then it is not this service.
        if not is_full and self.label_of_head.get(title.lead, service.label) != service.label:
            return None
        words = self.catalogue.words_of(match.service_id)
        return Part(service.label, service.line, "is_on_site" in service.flags, match.service_id, words)

    def _by_words(self, title: Title) -> Part | None:
        """The part by its head or its words, where these plainly lean to a side and no entry says it."""
        if self._known(title) is not None or len(title.stems) < 2:
            return None
        label = self.label_of_head.get(title.lead)
        if label:
            return Part(label, None, False, None, frozenset(title.stems))
        # The words of this part alone, scored as in Weights.score but without the intercept, which is that of
        # whole sentences.
        terms = {lead_key(title.stems[0]), *title.stems}
        terms |= {pair_key(*pair) for pair in zip(title.stems, title.stems[1:], strict=False)}
        hits = [self.weights[term] for term in terms if term in self.weights]
        drive = math.tanh(sum(hits) / math.sqrt(max(len(hits), 1) + self.damping) / 2)
        if abs(drive) < self.numbers["T-part-words"]:
            return None
        return Part("BPO" if drive > 0 else "KPO", None, False, None, frozenset(title.stems))

    def _are_full(self, parts: Sequence[Title]) -> bool:
        return sum(self.catalogue.match_name(part).how == "whole" for part in parts) > 1

    def _shares_head(self, parts: Sequence[Title]) -> bool:
        """Does a single word name a known service together with the head of a part beside it ("benefits and
        pension administration")?
        """
        leads = {part.lead for part in parts if len(part.stems) > 1}
        return any(
            (part.stems[0], lead) in self.catalogue.beside
            for part in parts
            if len(part.stems) == 1
            for lead in leads
        )


def _one_word(parts: Sequence[Part]) -> bool:
    """Do all parts share a telling word, as "payroll" and "payroll accounting" do?"""
    return bool(frozenset.intersection(*(part.words for part in parts)))
