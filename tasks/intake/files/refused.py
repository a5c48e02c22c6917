"""Why a file is not read: a code of the issue catalogue and the facts its sentence names."""

from __future__ import annotations

from typing import Any

from schemas.phrases import phrase


class Refused(Exception):
    """A file is not read.

    Args:
        code: a code of the issue catalogue.
        **facts: what its message names besides the file: counts, limits, kinds; never what a cell holds.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def over_limit(code: str, setting: str, limit: int, **facts: Any) -> Refused:
    """The refusal by a limit: it names the present value and the setting that raises it.

    Args:
        code: a code of the issue catalogue.
        setting: name of the setting.
        limit: its present value.
        **facts: what the message names besides.
    """
    return Refused(
        code,
        limit=limit,
        setting=phrase("setting {name}", name=f"PROCESS_AUDIT_LIMITS__{setting.upper()}"),
        **facts,
    )
