"""The method: what each process is, by its own evidence and the rulebook. No input or output."""

from tasks.method.assessment import assess
from tasks.method.consistency import consistency_check
from tasks.method.ranking import rank

__all__ = ["assess", "consistency_check", "rank"]
