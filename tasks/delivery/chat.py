"""Tells a chat, through Apprise, that a run ended: one line of counts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

# They put addresses into their lines, and the address of a chat is its key.
TALKATIVE_LOGGERS = ("apprise", "urllib3.connectionpool", "requests")


def tell_chat(address: str, title: str, text: str) -> bool:
    """Posts to one chat, once.

    Args:
        address: an Apprise address; a secret, which is in no log.
        title: of the message.
        text: counts alone, never a row or a name.

    Returns:
        Whether the chat took it. Nothing is raised for a chat that is away or an address that Apprise does
        not know.
    """
    import apprise

    chat = apprise.Apprise()
    with _silent():
        try:
            return bool(chat.add(address) and chat.notify(title=title, body=text))
        except Exception:  # what a plugin of Apprise raises may hold the address
            return False


@contextmanager
def _silent() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in TALKATIVE_LOGGERS]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was_disabled in zip(loggers, before, strict=True):
            logger.disabled = was_disabled
