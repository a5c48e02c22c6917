"""The number styles of an OpenDocument spreadsheet, as the format codes that Excel would write for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

BOOLEAN = "boolean"
_STYLES = ("number:number-style", "number:currency-style", "number:percentage-style", "number:boolean-style")
_TEXTS = ("number:text", "number:currency-symbol")


@dataclass
class OdsStyles:
    """Takes the elements of styles one after the other; ``format_of`` gives the code of a cell style."""

    codes: dict[str, str] = field(default_factory=dict)
    data_style_of: dict[str, str] = field(default_factory=dict)
    parent_of: dict[str, str] = field(default_factory=dict)
    _name: str = ""
    _code: str = ""
    _text: str | None = None
    _is_percentage: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Takes the start of an element.

        Args:
            name: of the element, with its prefix.
            attributes: by name, with their prefixes.
        """
        if name == "style:style":
            own = attributes.get("style:name", "")
            if "style:data-style-name" in attributes:
                self.data_style_of[own] = attributes["style:data-style-name"]
            self.parent_of[own] = attributes.get("style:parent-style-name", "")
        elif name in _STYLES:
            self._name, self._code = attributes.get("style:name", ""), ""
            self._is_percentage = name == "number:percentage-style"
            if name == "number:boolean-style":
                self._code = BOOLEAN
        elif self._name and name in ("number:number", "number:fraction", "number:scientific-number"):
            factor = attributes.get("number:display-factor", "1")
            # A display factor of 1000 shows thousands, as Excel does with a comma behind the digits.
            thousands = (len(factor.split(".")[0]) - 1) // 3 if factor.startswith("1") else 0
            self._code += "0" + "," * thousands
        elif self._name and name in _TEXTS:
            self._text = ""

    def text(self, text: str) -> None:
        """Takes text inside an element."""
        if self._text is not None:
            self._text += text

    def end(self, name: str) -> None:
        """Takes the end of an element."""
        if name in _TEXTS and self._text is not None:
            # Elsewhere the sign is a text behind the number, as with Excel's 0"%".
            is_percent = self._is_percentage and self._text.strip() == "%"
            self._code += self._text if is_percent else '"' + self._text.replace('"', "") + '"'
            self._text = None
        elif name in _STYLES and self._name:
            self.codes[self._name] = self._code
            self._name = ""

    def format_of(self, style: str) -> str:
        """The format code of a cell style, its own or its parent's; empty where it has none."""
        # Styles inherit from each other; a damaged file may have a circle.
        for _ in range(10):
            if style in self.data_style_of:
                return self.codes.get(self.data_style_of[style], "")
            style = self.parent_of.get(style, "")
        return ""


def read_styles(handle: IO[bytes]) -> OdsStyles:
    """The styles of styles.xml.

    Raises:
        xml.parsers.expat.ExpatError: the XML is damaged.
    """
    styles, parser = OdsStyles(), expat.ParserCreate(namespace_separator=None)
    parser.StartElementHandler, parser.EndElementHandler = styles.start, styles.end
    parser.CharacterDataHandler = styles.text
    parser.ParseFile(handle)
    return styles
