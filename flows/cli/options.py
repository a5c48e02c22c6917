"""Kinds of options that several commands take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import Token


def read_day(type_: type, tokens: Sequence[Token]) -> dt.date:
    """A day as 2026-12-15, the one form that cannot be read two ways.

    Args:
        type_: of the option; not used.
        tokens: the text of the option, one token.

    Raises:
        ValueError: the text is no such day; the message names the form.
    """
    text = tokens[0].value
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day. Write year, month and day, such as 2026-12-15.") from None
