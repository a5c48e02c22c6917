"""The look of the report: colours, fonts, number formats, widths. Words and icons say what a colour says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT = "Calibri"
NAVY, INK, GREY, RULE, PALE = "#16324F", "#1F2933", "#5F6B7A", "#D5DBE3", "#F3F6FA"
LINK = "#0B4F8A"
# Fill and text colour by code; each pair has a contrast of at least 4.5 to 1.
TONES = {
    "bpo_candidate": ("#DCEBF9", "#0B4F8A"),
    "kpo_candidate": ("#FCE7D2", "#7A4007"),
    "retain": ("#E5E7EB", "#374151"),
    "review": ("#EDE3F6", "#5B2A86"),
    "not_in_scope": ("#E9ECEF", "#495057"),
    "critical": ("#F4C7CB", "#7A1020"),
    "high": ("#FDE2CF", "#84370A"),
    "medium": ("#FFF3CD", "#664D03"),
    "low": ("#E2F0E6", "#1E5631"),
    "info": ("#E9ECEF", "#495057"),
    "A": ("#D3EFDF", "#14532D"),
    "B": ("#E2F0E6", "#1E5631"),
    "C": ("#FFF3CD", "#664D03"),
    "D": ("#FDE2CF", "#84370A"),
    "restricted": ("#FDE2CF", "#84370A"),
    "confidential": ("#FFF3CD", "#664D03"),
    "internal": ("#E2F0E6", "#1E5631"),
    "public": ("#E9ECEF", "#495057"),
    "decision": ("#E4ECF5", NAVY),
}
TILE_TONES = {
    "move": "bpo_candidate",
    "bundle": "bpo_candidate",
    "add_on": "bpo_candidate",
    "kpo_by_project": "kpo_candidate",
    "automate_first": "medium",
    "fix_first": "medium",
    "split": "medium",
    "too_small": "info",
    "retain": "retain",
    "review": "review",
    "already_outsourced": "info",
    "clarify": "review",
    "not_in_scope": "info",
}
# Marker and colour of each label in the trend.
MARKERS = {
    "bpo_candidate": ("circle", "#1F6FB2"),
    "kpo_candidate": ("diamond", "#D9730D"),
    "retain": ("square", "#4B5563"),
    "review": ("triangle", "#7B3FA0"),
    "not_in_scope": ("x", "#9AA5B1"),
}
# Marker and colour of each drive on the portfolio chart.
DRIVE_MARKERS = {
    "volume_driven": ("circle", "#1F6FB2"),
    "balanced": ("square", "#4B5563"),
    "insight_driven": ("diamond", "#D9730D"),
    "not_assessed": ("triangle", "#7B3FA0"),
}
MARKER_SIZES = {"small": 4, "medium": 6, "large": 9, "unknown": 4}
TAB_COLOURS = {
    "summary": NAVY,
    "heat_map": "#1F6FB2",
    "figures": "#5F6B7A",
    "candidates": "#1F6FB2",
    "roadmap": "#1F6FB2",
    "people": "#1F6FB2",
    "value_lines": "#1F6FB2",
    "scenarios": "#1F6FB2",
    "benefits": "#1F6FB2",
    "processes": "#1F6FB2",
    "flags": "#B3541E",
    "why": "#5F6B7A",
    "ask_next": "#B3541E",
    "changes": "#5F6B7A",
    "safeguards": "#B3541E",
    "data_quality": "#5F6B7A",
    "challenge": "#7B3FA0",
    "method": "#5F6B7A",
}
TABLE_STYLE, PLAIN_TABLE_STYLE = "Table Style Light 1", None
DATA_BAR = "#9DC3E6"
HEAT_SIZES = (8, 10, 13)  # print of the heat map by size of the work
PHASES = {
    "select": "#9DC3E6",
    "transfer": "#1F6FB2",
    "parallel": "#D9730D",
    "gate": "#7A1020",
    "notice": "#7B3FA0",
}


@dataclass(frozen=True)
class Kind:
    """How a kind of field looks: number format, alignment, widths in characters."""

    number_format: str = ""
    align: str = "left"
    wrap: bool = True
    least: float = 9
    most: float = 20


# In number formats "_ " leaves the width of a space, so that figures do not touch the edge; conditions in
# brackets choose the part for large, for negative and for other numbers. LibreOffice shows no minus in the last part,
# so the one before it must be for all negative numbers.
KINDS = {
    "text": Kind(least=10, most=20),
    "name": Kind(least=24, most=36),
    "short": Kind(least=13, most=28),
    "long": Kind(least=34, most=56),
    "sentence": Kind(least=34, most=84),
    "reason": Kind(least=40, most=118),
    "plain": Kind(wrap=False, least=6, most=40),
    "wrapped": Kind(least=20, most=56),
    "heat": Kind(align="center", wrap=False, least=15, most=26),
    "code": Kind(least=8, most=26),
    "letter": Kind(align="center", least=7, most=8),
    "lead": Kind("0", "center", least=4, most=6),
    "count": Kind("#,##0_ ", "right", least=7, most=11),
    "number": Kind("[>=1000]#,##0_ ;[<0]-#,##0.0_ ;0.0_ ", "right", least=11, most=14),
    "score": Kind("0.0_ ", "right", least=11, most=13),
    "index": Kind("+0.00_ ;-0.00_ ;0.00_ ", "right", least=9, most=13),
    "fine": Kind("0.000_ ", "right", least=9, most=11),
    "factor": Kind("#,##0.######", "right", least=9, most=11),
    "bytes": Kind('#,##0" B"', "right", least=9, most=12),
    "share": Kind("0%_ ", "right", least=10, most=12),
    "fine_share": Kind("0.0%_ ", "right", least=10, most=12),
    "money": Kind("#,##0_ ;[Red]-#,##0_ ", "right", least=13, most=15),
    "amount": Kind("[>=100]#,##0_ ;[<0][Red]-#,##0.0_ ;0.0_ ", "right", least=8, most=10),
    "fte": Kind("#,##0.0_ ", "right", least=8, most=11),
    "rate": Kind("#,##0.00_ ", "right", least=10, most=12),
    "months": Kind("0.0_ ", "right", least=10, most=12),
    "date": Kind("yyyy-mm-dd", "left", least=12, most=12),
    "entry": Kind(least=22, most=34),
    "entry_long": Kind(least=36, most=44),
    "entry_date": Kind("yyyy-mm-dd", "left", least=13, most=13),
}
NUMBERS = frozenset(
    name for name, kind in KINDS.items() if kind.number_format and name not in ("date", "entry_date")
)
DATES = frozenset({"date", "entry_date"})
# Texts of several lines, and codes, that come after other texts or numbers.
RUNNING = frozenset({"long", "sentence", "reason", "short", "text", "code"})


@dataclass(frozen=True)
class Theme:
    """Properties of cell formats. The accessible one leaves out fills and small print."""

    is_accessible: bool = False

    def body(
        self,
        kind: str,
        tone: str | None = None,
        *,
        is_link: bool = False,
        is_suspect: bool = False,
        is_dashboard: bool = False,
    ) -> dict[str, Any]:
        """A cell of a table. ``is_suspect`` text would run as a formula if retyped; it is marked as text for
        good.

        Args:
            kind: of the field, a key of KINDS.
            tone: code that colours the cell, a key of TONES; with "/0" to "/2" behind it also the size of
                the print. None for no colour.
            is_link: whether the cell leads somewhere.
            is_suspect: whether its text would run as a formula.
            is_dashboard: whether it is on the first sheet, in small print.

        Returns:
            Properties of a format, as XlsxWriter names them.
        """
        look = KINDS[kind]
        style: dict[str, Any] = {
            "font_name": FONT,
            "font_size": 9 if is_dashboard else 10,
            "font_color": INK,
            "align": look.align,
            "valign": "vcenter" if is_dashboard else "top",
            "text_wrap": look.wrap and (not is_dashboard or kind == "wrapped"),
        }
        if look.align == "right" and not is_dashboard:
            style["indent"] = 1  # clear of the text in the next column
        if kind in RUNNING and not is_dashboard:
            style["indent"] = 1  # clear of the text or the number before it
        if kind == "heat" or kind == "plain" and is_dashboard:
            style["shrink"] = True
        if kind in ("plain", "wrapped") and is_dashboard:
            style["indent"] = 1
        if kind == "wrapped" and not self.is_accessible:
            style["font_size"] = 8
        if look.number_format:
            style["num_format"] = look.number_format
        tone, _, size = (tone or "").partition("/")  # "retain/3": the colour of retain, the largest print
        if size:
            style |= {"align": "center", "valign": "vcenter"}
            style |= {} if self.is_accessible else {"font_size": HEAT_SIZES[int(size)]}
        if not self.is_accessible:
            style |= {"bottom": 1, "bottom_color": RULE}
            if tone in TONES:
                style |= {"bg_color": TONES[tone][0], "font_color": TONES[tone][1]}
        if kind.startswith("entry"):
            # Where there is no fill, a plain line says where to write.
            marked = {} if self.is_accessible else {"bg_color": "#FFFBEB", "border_color": RULE}
            style |= {"border": 1, "locked": False} | marked
        if is_link:
            style |= {"underline": 1, "font_color": LINK}
        if is_suspect:
            style["quote_prefix"] = True
        return style

    def head(self, kind: str, *, is_dashboard: bool = False) -> dict[str, Any]:
        """A header cell.

        Args:
            kind: of the field, a key of KINDS.
            is_dashboard: whether it is on the first sheet, in small print.
        """
        style: dict[str, Any] = {
            "font_name": FONT,
            "font_size": 9 if is_dashboard else 10,
            "bold": True,
            "text_wrap": not is_dashboard,
            "shrink": is_dashboard,
            "valign": "vcenter",
            "align": KINDS[kind].align,
        }
        if KINDS[kind].align == "right" and not is_dashboard or kind in ("plain", "wrapped") and is_dashboard:
            style["indent"] = 1
        if kind in RUNNING and not is_dashboard:
            style["indent"] = 1
        return style | ({"bottom": 2} if self.is_accessible else {"bg_color": NAVY, "font_color": "#FFFFFF"})

    def total(self, kind: str) -> dict[str, Any]:
        """A cell of the totals row."""
        return {**self.body(kind), "bold": True, "top": 1, "top_color": NAVY, "text_wrap": False}

    def words(self, name: str) -> dict[str, Any]:
        """Texts outside tables."""
        base: dict[str, Any] = {"font_name": FONT, "font_color": INK, "font_size": 10, "valign": "vcenter"}
        styles: dict[str, dict[str, Any]] = {
            "title": {"font_size": 18, "bold": True, "font_color": NAVY},
            "purpose": {"font_size": 11, "font_color": INK},
            "note": {"font_color": GREY, "italic": True},
            "table_title": {"font_size": 12, "bold": True, "font_color": NAVY},
            "link": {"font_color": LINK, "underline": 1},
            "headline": {"font_size": 15, "bold": True, "font_color": NAVY},
            "verdict": {"font_size": 11, "bold": True, "shrink": True},
            "scope": {"font_size": 9.5},
            "method": {"font_size": 9, "font_color": GREY, "align": "right"},
            "band": {"font_size": 9, "bold": True, "font_color": NAVY},
            "decision": {
                "font_size": 10,
                "shrink": True,
                "valign": "vcenter",
                "bg_color": PALE,
                "left": 5,
                "left_color": NAVY,
                "indent": 1,
            },
            "count_label": {"font_size": 9, "indent": 1},
            "count_value": {
                "font_size": 9,
                "bold": True,
                "align": "right",
                "indent": 1,
                "num_format": "#,##0",
            },
            "since": {"font_size": 8.5, "text_wrap": True, "valign": "top", "indent": 1},
            "contents": {"font_size": 8.5, "font_color": LINK, "shrink": True},
            "money_label": {
                "font_size": 8,
                "bold": True,
                "font_color": GREY,
                "bg_color": PALE,
                "align": "center",
            },
            "money_value": {
                "font_size": 12,
                "bold": True,
                "font_color": NAVY,
                "bg_color": PALE,
                "align": "center",
            },
            "money_note": {
                "font_size": 9,
                "font_color": GREY,
                "bg_color": PALE,
                "align": "center",
                "shrink": True,
            },
            "box": {"font_size": 9, "font_color": INK},
            "trust": {"font_size": 11, "bold": True, "align": "center", "shrink": True},
        }
        return base | styles[name]

    def tile(self, name: str, tone: str) -> dict[str, Any]:
        """A cell in the colour of what it counts.

        Args:
            name: of the style, as ``words`` takes it.
            tone: a key of TILE_TONES or TONES; any other is pale.
        """
        fill, ink = TONES.get(TILE_TONES.get(tone, tone), (PALE, INK))
        return self.words(name) | {
            "bg_color": fill,
            "font_color": ink,
            "left": 1,
            "right": 1,
            "left_color": "#FFFFFF",
            "right_color": "#FFFFFF",
        }
