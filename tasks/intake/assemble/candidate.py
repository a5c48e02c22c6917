"""A table that may be a list of processes, with what its headings stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.intake.columns.recognition import Recognition
from tasks.intake.tables.blocks import Block

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Candidate:
    """A table and what its headings stand for."""

    block: Block
    recognition: Recognition
