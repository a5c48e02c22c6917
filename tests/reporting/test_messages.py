"""The report's texts: every language has every text, with the same facts, and the program asks for none that is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.columns import columns
from schemas.messages import catalogue, languages
from schemas.results import BANDS, DRIVES, FIRST_MOVES, LOCATIONS, RECOMMENDATIONS, SENSITIVITIES, SERVICE_LINES, SEVERITIES, TIERS
from tasks.reporting.model.context import STANDINGS

PACKAGE = Path(__file__).parents[2] / "tasks" / "reporting"
CODES = {
    "recommendation": RECOMMENDATIONS,
    "label_short": RECOMMENDATIONS,
    "tier": TIERS,
    "scope": TIERS,
    "skills": TIERS,
    "worth": TIERS,
    "drive": DRIVES, "drive_axis": DRIVES,
    "band": BANDS,
    "sensitivity": SENSITIVITIES,
    "location": LOCATIONS,
    "first_move": FIRST_MOVES,
    "severity": SEVERITIES,
    "severity_short": SEVERITIES,
    "service_line": SERVICE_LINES,
    "standing": STANDINGS,
    "certainty": ("firm", "provisional"),
    "issue_severity": ("error", "warning", "repair"),
    "cause": ("data", "rulebook", "program", "date", "override", "new", "gone", "renamed"),
}


def facts(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_english_and_german_are_there():
    assert {"en", "de"} <= set(languages())


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_no_text_is_missing_and_each_names_the_same_facts(language):
    english, other = catalogue("en").texts, catalogue(language).texts
    assert sorted(key for key in english if key not in other) == []
    assert [key for key in other if key not in english and not key.startswith("column.")] == []
    assert [key for key, text in english.items() if facts(text) != facts(other[key])] == []


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_every_column_of_the_input_has_a_name_in_other_languages(language):
    assert [name for name in columns() if f"column.{name}" not in catalogue(language).texts] == []


@pytest.mark.parametrize("language", languages())
def test_every_value_of_the_contract_is_said_in_words(language):
    assert [f"{area}.{code}" for area, codes in CODES.items() for code in codes if f"{area}.{code}" not in catalogue(language).texts] == []


def test_every_text_that_the_program_names_exists():
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    named = set(re.findall(r'text\(f?"([a-z_.]+)"', source))
    assert named
    assert sorted(key for key in named if key not in catalogue("en").texts) == []


@pytest.mark.parametrize("language", languages())
def test_column_headings_of_totals_hold_no_sign_that_a_table_formula_trips_over(language):
    texts = catalogue(language).texts
    for key in (
        "labour_base",
        "saving_low",
        "saving_mid",
        "saving_high",
        "one_off_mid",
        "npv_mid",
        "keep",
        "outsource_low",
        "outsource_high",
    ):
        assert re.fullmatch(r"[\w ]+", texts[f"field.{key}"].format(**{"in": " EUR"})), key


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="de, en"):
        catalogue("tlh")
