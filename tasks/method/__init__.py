"""The method: what each process is, by its own evidence and the rulebook. No input or output."""

from tasks.method.assess import assess
from tasks.method.consistency import consistency_check
from tasks.method.rank import rank

__all__ = ["assess", "consistency_check", "rank"]
