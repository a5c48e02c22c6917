"""Questionnaires: the open questions of a run, in one small workbook for each owner or unit."""

from __future__ import annotations

from tasks.questionnaire.plan import Planned, plan_questionnaires, same_name
from tasks.questionnaire.workbook import write_questionnaire

__all__ = ["Planned", "plan_questionnaires", "same_name", "write_questionnaire"]
