"""Countries and languages, by name in four languages or by code; countries by their cities too."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import schemas
from schemas.columns import Column
from schemas.kept import kept
from schemas.vocabulary import LANGUAGES_READ
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.categories import normal_word
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.cells.lists import SPLIT
from tasks.intake.wording.normalise import cell_key, fold
from tasks.intake.wording.word_lists import value_words, words_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

# Made by tasks/intake/cells/fit_cities.py from GeoNames (www.geonames.org, CC BY 4.0).
CITIES_FILE = Path(schemas.__file__).parent / "cities.csv"
_BETWEEN_PLACES = re.compile(r"[,;/()|\n&+]|\s[-–]\s|\s(?:and|und|et|y)\s")
_CODE_BEHIND = re.compile(r",\s*([A-Z]{2})$")
# Between places, of which none says where another one lies.
_LISTED = re.compile(r"[;/|\n&+]|\s(?:and|und|et|y)\s")
# Countries whose parts people name in the place of the country, and those whose codes of states follow a city.
_WITH_REGIONS = frozenset(
    ["AT", "AU", "BE", "BR", "CA", "CH", "DE", "ES", "FR", "IN", "IT", "MX", "NL", "PL", "US"]
)
_WITH_STATE_CODES = frozenset(["AU", "BR", "CA", "CH", "IN", "MX", "US"])
_COMPASS = re.compile(
    r"^(?:nord|sud|est|ouest|west|ost|north|south|east|cent)|^(?:northern|western|district|capital)$"
)
# What a place of work is called beside its city: "Werk Hamburg", "London office", "HQ Paris".
_OF_A_SITE = re.compile(
    r"\b(?:sites?|offices?|hq|headquarters?|plant|branch|hub|campus|ssc|gbs|remote|city|standort|werk|buro|niederlassung"
    r"|zentrale|filiale|bureaux?|siege|usine|agence|oficinas?|planta|sede|(?:[a-z]{1,2} )?\S*\d\S*)\b"
)


@cache
def _cities() -> dict[str, list[str]]:
    """Folded name of a city to the country in which it lies, blank where several have a large one of that name, and all
    countries with a city of that name, the largest first, blank where it is one.
    """
    with CITIES_FILE.open(encoding="utf-8", newline="") as file:
        return {city: countries for city, *countries in csv.reader(file)}


@cache
def country_names() -> dict[str, str]:
    """Folded name or code to ISO 3166-1 alpha-2."""
    return kept("countries", "", _country_names)


def _country_names() -> dict[str, str]:
    import pycountry
    from babel import Locale

    codes_by_name: dict[str, str] = {}
    for country in pycountry.countries:
        names = (
            country.name,
            country.alpha_2,
            country.alpha_3,
            getattr(country, "official_name", ""),
            getattr(country, "common_name", ""),
        )
        # Names and codes of pycountry first, then names of Babel, then our own words: a later one replaces an
        # earlier one.
        codes_by_name |= {cell_key(name): country.alpha_2 for name in names if name}
    codes = {country.alpha_2 for country in pycountry.countries}
    for language in LANGUAGES_READ:
        codes_by_name |= {
            cell_key(name): code for code, name in Locale(language).territories.items() if code in codes
        }
    return codes_by_name | {word: code for word, code in value_words("country").items()}


@cache
def own_names() -> dict[str, str]:
    """Folded name of a country in its own languages ("Polska") to ISO 3166-1 alpha-2."""
    from babel import Locale, UnknownLocaleError
    from babel.languages import get_official_languages

    codes_by_name: dict[str, str] = {}
    for code in sorted(set(country_names().values())):
        for language in get_official_languages(code, de_facto=True):
            with suppress(UnknownLocaleError, ValueError):
                name = Locale.parse(language).territories.get(code)
                if name:
                    codes_by_name.setdefault(cell_key(name), code)
    return codes_by_name


def _read_country(text: str) -> tuple[str | None, str | None]:
    codes_by_name = country_names()
    whole = codes_by_name.get(cell_key(text)) or codes_by_name.get(cell_key(text).removeprefix("the "))
    if whole:
        return whole, None
    parts = {
        codes_by_name[cell_key(part)]
        for part in re.split(r"[,;/()|\n]|\s[-–]\s", text)
        # "Berlin, Germany" has one country; two different ones are not decided.
        if cell_key(part) in codes_by_name and len(cell_key(part)) > 1
    }
    if len(parts) == 1:
        return parts.pop(), "COUNTRY_IN_TEXT"
    # Names in the country's own language come last, because it takes all languages of Babel to know them.
    own = None if parts else own_names().get(cell_key(text))
    if own:
        return own, None
    return None, "SEVERAL_COUNTRIES" if parts else "CELL_NOT_A_COUNTRY"


@cache
def _parts_of_countries() -> dict[str, set[str]]:
    """Country to the codes of its states, provinces or cantons, such as NY of US."""
    import pycountry

    of_country: dict[str, set[str]] = {}
    for part in pycountry.subdivisions:
        of_country.setdefault(part.country_code, set()).add(part.code.partition("-")[2])
    return of_country


@cache
def _countries_of_parts(codes: frozenset[str]) -> list[str]:
    """Countries of which all of two-letter codes are states, provinces or cantons, such as CA, NY and TX."""
    return [country for country, parts in _parts_of_countries().items() if codes <= parts]


@cache
def _regions() -> dict[str, str]:
    """Folded name of a state, province, canton or region to its country ("Bayern", "Catalonia"), or to several
    with blanks between them ("Limburg").
    """
    return kept("regions", "", _region_names)


def _region_names() -> dict[str, str]:
    import pycountry

    countries: dict[str, set[str]] = {}
    known_parts: set[str] = set()
    for part in pycountry.subdivisions:
        for name in re.split(r"[\[\],/]|\s-\s", part.name):
            countries.setdefault(cell_key(name), set()).add(part.country_code)
            if part.country_code in _WITH_REGIONS and part.parent_code is None:
                known_parts.add(cell_key(name))
    known = {name: " ".join(sorted(countries[name])) for name in known_parts if len(name) > 3}
    return {name: code for name, code in known.items() if not _COMPASS.search(name)} | value_words("region")


def _country_of_city(named: dict[str, str], text: str) -> tuple[str | None, str | None]:
    """Country of the city or region, or of all of them, that a text names, and the code of what is to be told; both
    None where it names none, or states the country beside it. ``named``: the countries that texts of the column
    name, one of which a name that stands for several places is read as.
    """
    pieces = [piece.strip() for piece in _BETWEEN_PLACES.split(text)]
    stated = {country_names().get(cell_key(piece)) for piece in pieces} - {None}
    states = {piece for piece in pieces if re.fullmatch(r"[A-Z]{2}", piece)}
    parts = _parts_of_countries() if states else {}
    countries: set[str | None] = set()
    for piece in pieces:
        country, same_name = _countries_with(piece)
        if not same_name:
            continue
        # "Wilmington, DE" is no place in Germany, "Paris, TX" none in France: what follows tells which city it is.
        fits = (
            code
            for code in same_name
            if code in stated or (code in _WITH_STATE_CODES and states & parts.get(code, set()))
        )
        fitting = next(fits, None)
        if fitting is None and stated and country and _LISTED.search(text):
            return None, "SEVERAL_COUNTRIES"  # "Berlin / Poland"
        if country is None:
            in_use = {*same_name} & {code for other, code in named.items() if other != text}
            regions = _regions().get(cell_key(piece), "").split() or same_name
            country = next(iter(in_use)) if len(in_use) == 1 and in_use <= {*regions} else None
        countries.add(fitting or (None if stated else country))
    if len(countries) > 1:
        return None, "SEVERAL_COUNTRIES"
    if countries == {None} and not stated:
        return None, "PLACE_IN_SEVERAL_COUNTRIES"
    country = countries.pop() if countries else None
    return (None, None) if country is None or country in stated else (country, "COUNTRY_OF_CITY")


def _countries_with(name: str) -> tuple[str | None, list[str]]:
    """The country in which the city or region of a name lies, None where several may be meant; and all with one."""
    key = " ".join(_OF_A_SITE.sub(" ", cell_key(name)).split())
    regions = _regions().get(key, "").split()
    country, several = _cities().get(key, ("", ""))
    countries = several.split() or [country] if country or several else []
    if len(regions) > 1 or not {*regions} <= {*countries}:
        # "Ontario" is a province of Canada and a city of California, "Limburg" a province of two countries.
        is_one = len(regions) == 1 and not countries
        return (regions[0] if is_one else None), [*dict.fromkeys((*regions, *countries))]
    return (regions[0] if regions else country or None), countries


def read_country(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of countries as ISO 3166-1 alpha-2 codes. "NA" is Namibia where the other cells are two-letter
    codes; "CA" is no Canada beside "TX" and "NY". A city stands for its country where half of the column or more are
    countries or cities.

    Args:
        column: the column of the input dictionary; not used.
        raw: its cells as RawSheet.grid holds them.
        hints: not used.
    """
    texts = sort_cells(raw).texts.dropna().drop_duplicates()
    holds_codes = bool(len(texts)) and bool(texts.str.fullmatch(r"[A-Z]{2}").mean() > 0.5)
    cells = sort_cells(raw, keep_short_codes=holds_codes)
    values, code = by_unique(cells.texts, _read_country, ("str", "str"))
    is_code = cells.texts.str.fullmatch(r"[A-Z]{2}", na=False)
    codes_alone = frozenset(cells.texts[is_code].unique())
    if code[is_code].notna().any() and len(codes_alone) > 1 and _countries_of_parts(codes_alone):
        values, code = values.mask(is_code), mark(code, is_code, "CELL_NOT_A_COUNTRY")
    values, code = _with_cities(cells.texts, values, code)
    values, code = _with_states(cells.texts, values, code)
    wrong = cells.numbers.notna() | cells.dates.notna() | cells.flags.notna()
    issue_codes = mark(cells.codes.fillna(code), wrong, "CELL_NOT_A_COUNTRY")
    return Reading(values, issue_codes)


def _with_cities(texts: pd.Series, values: pd.Series, codes: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Values and codes of findings of a column of countries, with those of cities where these and the countries are
    half of its distinct texts or more.
    """
    # "Wilmington, DE" was read as a country with more text.
    doubtful = codes.isin(("CELL_NOT_A_COUNTRY", "COUNTRY_IN_TEXT"))
    if not doubtful.any():
        return values, codes
    is_first = ~doubtful & values.notna() & ~texts.duplicated()
    named = dict(zip(texts[is_first], values[is_first], strict=True))
    states = {
        text: code
        for text in texts[doubtful].unique()
        if len(code := _regions().get(cell_key(text), "")) == 2
    }
    of_city, code_of_city = by_unique(
        texts.where(doubtful), partial(_country_of_city, named | states), ("str", "str")
    )
    is_read = texts[values.fillna(of_city).notna()].nunique()
    is_city = code_of_city.notna() & ~of_city.eq(values)
    if 2 * is_read < texts.nunique() or not is_city.any():
        return values, codes
    # "Georgia" beside "Texas" and "Ohio" may be the state.
    beside = set(of_city[is_city].dropna())
    are_states = {
        text: bool(beside & set(_regions().get(cell_key(text), "").split()))
        for text in texts[~doubtful].dropna().unique()
    }
    is_state = texts.map(are_states).eq(True) & ~values.isin(beside) if any(are_states.values()) else None
    values, codes = values.mask(is_city, of_city), codes.mask(is_city, code_of_city)
    if is_state is None:
        return values, codes
    return values.mask(is_state), codes.mask(is_state, "PLACE_IN_SEVERAL_COUNTRIES")


def _with_states(texts: pd.Series, values: pd.Series, codes: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Values and codes of findings, with one country for all cities with a code behind them where the codes are states
    of that country and of no other, and one of them is no code of a country: "Georgetown, DE" beside "Austin, TX".
    """
    behind = {text: match[1] for text in distinct_texts(texts)[1] if (match := _CODE_BEHIND.search(text))}
    used = frozenset(behind.values())
    if len(used) < 2 or all(cell_key(code) in country_names() for code in used):
        return values, codes
    countries = [code for code in _countries_of_parts(used) if code in _WITH_STATE_CODES]
    if len(countries) != 1:
        return values, codes
    is_state = texts.isin(behind)
    return values.mask(is_state, countries[0]), codes.mask(is_state, "COUNTRY_OF_CITY")


@cache
def language_names() -> dict[str, str]:
    """Folded name or code to ISO 639-1 (or 639-3 where there is no shorter one)."""
    import pycountry
    from babel import Locale

    codes_by_name: dict[str, str] = {}
    for entry in pycountry.languages:
        if getattr(entry, "alpha_2", None):
            codes_by_name |= {
                cell_key(entry.name): entry.alpha_2,
                entry.alpha_3: entry.alpha_2,
                entry.alpha_2: entry.alpha_2,
            }
    for language in LANGUAGES_READ:
        codes_by_name |= {
            cell_key(name): code for code, name in Locale(language).languages.items() if len(code) == 2
        }
    return codes_by_name


def _named_languages(text: str) -> list[tuple[str, str]]:
    """The entries of a cell, each with what it is compared by."""
    parts = re.split(r"\s(?:and|und|et|y|&|\+)\s", " ; ".join(SPLIT.split(text)).replace(" ; ", " & "))
    # "English (fluent)", "German C1": how well a language is spoken is left out.
    keys = [re.sub(r"\s*\(.*?\)|\b[abc][12]\b", "", cell_key(part)).strip() for part in parts]
    return [(key, part) for key, part in zip(keys, parts, strict=True) if key]


def _read_languages(by_letter: dict[str, str], text: str) -> tuple[str | None, str | None]:
    codes_by_name, entries = language_names() | by_letter, []
    for key, part in _named_languages(text):
        code = codes_by_name.get(key) or codes_by_name.get(fold(key).split()[0])
        if code is None and len(key) == 1 and key.isalpha():
            return None, "LANGUAGE_BY_LETTER"
        entries.append(code or normal_word(part))
    return ";".join(dict.fromkeys(entries)) or None, None


def _letters_of_languages(texts: Iterable[str]) -> dict[str, str]:
    """The languages that single letters stand for where all of a column are those of Switzerland, D among them: "D, F".
    Elsewhere E may be English or Spanish, and A German or English.
    """
    letters = {key for text in texts for key, _ in _named_languages(text) if len(key) == 1}
    known = words_of_kind("language_letter")
    return known if "d" in letters and letters <= known.keys() else {}


def read_languages(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of languages as ";"-joined ISO 639 codes; what is not known stays as normalised text. Single letters
    are read where the column shows whose they are.

    Args:
        column: the column of the input dictionary; not used.
        raw: its cells as RawSheet.grid holds them.
        hints: not used.
    """
    cells = sort_cells(raw)
    by_letter = _letters_of_languages(distinct_texts(cells.texts)[1])
    values, code = by_unique(cells.texts, partial(_read_languages, by_letter), ("str", "str"))
    return Reading(values, mark(cells.codes.fillna(code), cells.dates.notna(), "DATE_FOR_WORD"))
