"""The method: what each process is, by its own evidence and the rulebook. No input or output."""

from tasks.method.assessment import assess, assess_part, join_assessed
from tasks.method.consistency import consistency_check
from tasks.method.ranking import rank

__all__ = ["assess", "assess_part", "consistency_check", "join_assessed", "rank"]
