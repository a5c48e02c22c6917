"""Delivery: the mail that tells stakeholders what an audit found, sent once."""

from tasks.delivery.compose import Headline, compose
from tasks.delivery.send import Sending, send

__all__ = ["Headline", "Sending", "compose", "send"]
