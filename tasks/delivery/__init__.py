"""Delivery: the mail that tells stakeholders what an audit found, and the line to a chat; each sent once."""

from tasks.delivery.chat import tell_chat
from tasks.delivery.compose import Headline, compose, compose_digest, compose_questionnaire, message_id
from tasks.delivery.send import Sending, send

__all__ = [
    "Headline",
    "Sending",
    "compose",
    "compose_digest",
    "compose_questionnaire",
    "message_id",
    "send",
    "tell_chat",
]
