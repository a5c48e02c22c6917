"""Blind second rating: people label a sample of processes without seeing the program's labels, and what they say is
compared with each other and with the program.

The only measure of accuracy here: the program's own certainty says how firm a label is, not whether it is right.
"""

from __future__ import annotations

from tasks.rating.agreement import Agreement, measure_agreement
from tasks.rating.sample import draw_sample
from tasks.rating.workbook import write_rating_book

__all__ = ["Agreement", "measure_agreement", "draw_sample", "write_rating_book"]
