"""Questionnaires from their start to their end: written, sent, taken back, reminded of."""

from __future__ import annotations

from flows.asking.rounds import begin_round, last_round
from flows.asking.sending import send_round
from flows.asking.status import status_of, write_status
from flows.asking.taking import take_questionnaires

__all__ = ["begin_round", "last_round", "send_round", "status_of", "take_questionnaires", "write_status"]
