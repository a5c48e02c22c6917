"""Delivery: the mail that tells stakeholders what an audit found, sent once."""

from tasks.delivery.compose import Headline, compose, compose_digest
from tasks.delivery.send import Sending, send

__all__ = ["Headline", "Sending", "compose", "compose_digest", "send"]
