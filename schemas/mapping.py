"""The mapping document: what was understood of an input, as YAML that people can settle and give back.

``process-audit check --write-map FILE`` writes one; ``run --map FILE``, a file ``<input>.map.yaml`` next to the
input and the setting ``map`` of a portfolio use it. What a document leaves out is understood as without it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from schemas.columns import columns
from schemas.errors import UsageError
from schemas.rules import RulebookError, load_mapping

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAP_ENDING = ".map.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class ColumnMap(_Strict):
    """One column of a sheet. A key that is left out is understood from the heading and the cells."""

    heading: str = Field(description="The heading as the sheet has it.")
    letter: str = Field("", description="Its letter; counts where two headings are equal.")
    taken_for: str | None = Field(
        None,
        description="A column of the input dictionary; null: carried through. Several columns of one quantity add up.",
    )
    unit: str | None = Field(
        None,
        description='Unit of the figures, such as "hours", "per month", "k EUR", "percent", "share" (0.05 is 5 %).',
    )
    factor: float | int | None = Field(
        None, gt=0, allow_inf_nan=False, description="What a figure is multiplied by."
    )
    multiplied_with: Literal["", "volume", "fte", "1/volume"] | None = Field(
        None, description="The column that gives the count, for amounts for each item or person."
    )
    scale: str | None = Field(
        None, description='Lowest and highest level of a scale, such as "1-10"; "5-1" where 1 is the highest.'
    )
    reversed: bool | None = Field(
        None, description="Whether the scale runs the other way, or the heading denies."
    )
    date_order: Literal["day_first", "month_first"] | None = Field(
        None, description="Whether 03/04/2027 is the third of April or the fourth of March."
    )
    decimal_mark: Literal[".", ","] | None = Field(
        None, description="Decimal mark of numbers written as text."
    )
    year: int | None = Field(None, description="The year of the figures, for readers of the map.")
    words: dict[str, str] = Field({}, description="What a word in the cells is taken for.")

    @field_validator("taken_for")
    @classmethod
    def _is_a_column(cls, name: str | None) -> str | None:
        if name is not None and name not in columns():
            raise ValueError(f"there is no column '{name}' in the input dictionary")
        return name


class SheetMap(_Strict):
    """One sheet: whether it is used, in which row its headings stand, and its columns."""

    sheet: str
    use: bool = True
    heading_row: int | None = Field(None, ge=1)
    columns: tuple[ColumnMap, ...] = Field((), strict=False)  # YAML has lists, which strict would refuse


class Defaults(_Strict):
    """What counts for rows that say nothing: ISO 4217 code, country, and sector (regulated_activity)."""

    currency: str | None = None
    country: str | None = None
    sector: str | None = None

    @field_validator("currency", "country", "sector")
    @classmethod
    def _is_known(cls, text: str | None, info: ValidationInfo) -> str | None:
        return known_default(info.field_name or "", text) if text else None

    def over(self, other: Defaults) -> Defaults:
        """These defaults, and the others where these say nothing."""
        return Defaults(
            currency=self.currency or other.currency,
            country=self.country or other.country,
            sector=self.sector or other.sector,
        )


def known_default(name: str, text: str) -> str:
    """A currency, country or sector as the audit knows it.

    Args:
        name: currency, country or sector.
        text: ISO 4217 code, ISO 3166 code of two letters, or a value of regulated_activity.

    Returns:
        The code in upper case, or the sector.

    Raises:
        ValueError: it is none; the sentence says what was read and what is right.
    """
    import pycountry

    currencies: Any = pycountry.currencies  # bears no types
    if name == "sector":
        sectors = columns()["regulated_activity"].values
        if text not in sectors:
            raise ValueError(f"'{text}' is no sector; one of {', '.join(sectors)} is right")
        return text
    code = text.upper()
    if name == "currency" and currencies.get(alpha_3=code) is None:
        raise ValueError(f"'{text}' is no currency; a code such as EUR is right")
    # XK is Kosovo, which is in use though ISO 3166 has not assigned it.
    if name == "country" and code != "XK" and pycountry.countries.get(alpha_2=code) is None:
        raise ValueError(f"'{text}' is no country; a code of two letters such as DE is right")
    return code


class InputMap(_Strict):
    """The whole document."""

    version: Literal[1] = 1
    defaults: Defaults = Defaults()
    sheets: tuple[SheetMap, ...] = Field((), strict=False)


@dataclass(frozen=True)
class Settled:
    """What a person has settled before a run: a map for all inputs, and defaults for what they do not say. as_of: the
    day of the run; figures of later years are plans. None: no year is too late.
    """

    map: Path | None = None
    defaults: Defaults = Defaults()
    as_of: date | None = None

    @property
    def hash(self) -> str:
        """Of the map's content and the defaults; equal where a list would be read alike."""
        try:
            content = self.map.read_bytes() if self.map and self.map.is_file() else b""
        except OSError:  # the audit of its portfolio says what is wrong with it
            content = b""
        return hashlib.sha256(self.defaults.model_dump_json().encode() + content).hexdigest()[:16]


def map_beside(path: Path) -> Path | None:
    """The map that lies next to an input: ``list.xlsx.map.yaml`` or ``list.map.yaml``.

    Args:
        path: of the input.

    Returns:
        The path of the map; None where there is none.
    """
    places = (path.with_name(path.name + MAP_ENDING), path.with_name(path.stem + MAP_ENDING))
    return next((candidate for candidate in places if candidate.is_file()), None)


def load_map(path: Path) -> tuple[InputMap, dict[tuple[str, ...], int]]:
    """Read a map strictly.

    Returns:
        The map, and the line of each of its keys.

    Raises:
        UsageError: it cannot be read, or holds an unknown key or a wrong value; file and line are named.
    """
    try:
        data, lines = load_mapping(path)
    except RulebookError as error:
        raise UsageError(f"The map cannot be used: {error}") from None
    try:
        return InputMap.model_validate(data), lines
    except ValidationError as error:
        # One error at a time, and without the input: a map can hold words of cells.
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        line = line_of(tuple(str(part) for part in first["loc"]), lines)
        raise refused(path, line, _what(first)) from None


def defaults_from(currency: str | None, country: str | None, sector: str | None) -> Defaults:
    """Defaults as they are typed on the command line or in a form; a country by code or name.

    Args:
        currency: ISO 4217 code, in any case.
        country: ISO 3166 code or a name.
        sector: a value of regulated_activity.

    Returns:
        The defaults; None for what is not given.

    Raises:
        UsageError: one of them is no currency, country or sector.
    """
    try:
        return Defaults(currency=currency or None, country=country or None, sector=sector or None)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise UsageError(f"The default {first['loc'][0]} cannot be used: {_what(first)}.") from None


def refused(path: Path, line: int, what: str) -> UsageError:
    """The error of a map that cannot be used: its name, the line, and what is wrong there."""
    return UsageError(f"The map cannot be used: {path.name}, line {line}: {what}.")


def line_of(key_path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> int:
    """The line of a key of a map.

    Args:
        key_path: keys and numbers from the top of the document to the key.
        lines: line of each key that the file has.
    """
    # The nearest key that the file has: a value that is missing has no line of its own.
    while key_path and key_path not in lines:
        key_path = key_path[:-1]
    return lines.get(key_path, 1)


def _what(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"] if not isinstance(part, int))
    if error["type"] == "extra_forbidden":
        return f"there is no key '{error['loc'][-1]}' here"
    # Sentences of our own validators are whole; those of pydantic need the key before them.
    message = error["msg"].removeprefix("Value error, ")
    return message if error["msg"].startswith("Value error") else f"{key}: {message[0].lower()}{message[1:]}"
