"""Model of the report rules: what the report shows by default, and where each REP statement of the sources is
found.
"""

from __future__ import annotations

from schemas.rule_base import Rule


class ReportRule(Rule):
    """A number of the report (``value``), or the sheet and the message key that carry a statement of the
    sources.
    """

    value: float | None = None
    sheet: str | None = None
    message: str | None = None


SECTIONS: dict[str, type[Rule]] = {"report": ReportRule}
