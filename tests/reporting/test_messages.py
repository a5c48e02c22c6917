"""The report's texts: every language has every text, with the same facts, and the program asks for none that
is missing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.columns import columns
from schemas.messages import catalogue, languages
from schemas.results import (
    BANDS,
    DRIVES,
    FIRST_MOVES,
    LOCATIONS,
    RECOMMENDATIONS,
    SENSITIVITIES,
    SERVICE_LINES,
    SEVERITIES,
    TIERS,
)
from schemas.rules import load_rulebook
from tasks.reporting.model.context import STANDINGS

PACKAGE = Path(__file__).parents[2] / "tasks" / "reporting"
CODES = {
    "recommendation": RECOMMENDATIONS,
    "label_short": RECOMMENDATIONS,
    "tier": TIERS,
    "scope": TIERS,
    "skills": TIERS,
    "worth": TIERS,
    "drive": DRIVES,
    "drive_axis": DRIVES,
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

SENTENCES = {
    "flags": ("title", "message", "mitigation", "audience"),
    "safeguards": ("title", "clause"),
    "gates": ("note",),
    "decisions": ("headline", "why_provisional"),
    "criteria": ("description",),
    "questions": ("question",),
    "first_moves": ("note",),
    "location": ("reason",),
    "waves": ("reason",),
    "bundles": ("reason",),
}


def facts(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_english_and_german_are_there():
    assert {"en", "de"} <= set(languages())


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_no_text_is_missing_and_each_names_the_same_facts(language):
    english, other = catalogue("en").texts, catalogue(language).texts
    assert sorted(key for key in english if key not in other) == []
    assert [key for key in other if key not in english and not key.startswith(("column.", "phrases."))] == []
    assert [key for key, text in english.items() if facts(text) != facts(other[key])] == []


@pytest.mark.parametrize("language", languages())
def test_each_text_with_plural_forms_has_those_of_its_language_with_the_same_facts(language):
    from babel import Locale

    wanted = set(Locale.parse(language).plural_form.tags) | {"other"}
    for key, forms in catalogue(language).plurals.items():
        assert set(forms) == wanted, key
        one, other = ({*facts(forms[form]), "count"} for form in ("one", "other"))
        assert one == other, key  # the singular may say "one" or nothing instead of the number
    assert catalogue(language).plurals


def test_the_number_chooses_the_form_and_is_written_as_the_language_does():
    say = catalogue("en").text
    assert say("summary.processes", count=1) == "1 process"
    assert say("summary.processes", count=0) == "0 processes"
    assert say("summary.processes", count=12_345) == "12,345 processes"
    assert catalogue("de").text("summary.processes", count=12_345) == "12.345 Prozesse"


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_every_column_of_the_input_has_a_name_in_other_languages(language):
    assert [name for name in columns() if f"column.{name}" not in catalogue(language).texts] == []


@pytest.mark.parametrize("language", languages())
def test_every_value_of_the_contract_is_said_in_words(language):
    assert [
        f"{area}.{code}"
        for area, codes in CODES.items()
        for code in codes
        if f"{area}.{code}" not in catalogue(language).texts
    ] == []


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


def sentences():
    """What the rulebook says in words that a report shows, beside the Method sheet."""
    rulebook = load_rulebook()
    for section, names in SENTENCES.items():
        for rule in rulebook.section(section).values():
            yield from (getattr(rule, name) for name in names if getattr(rule, name, None))
    yield from (rule.asks.question for rule in rulebook.section("decisions").values() if rule.asks)
    drive = [*rulebook.section("criteria").values(), *rulebook.section("text_evidence").values()]
    yield from (
        says
        for rule in drive
        if rule.score == "drive_index"
        for says in (rule.says_high, rule.says_low)
        if says
    )


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_no_sentence_of_the_rulebook_is_missing_and_each_names_the_same_facts(language):
    phrases = catalogue(language).phrases
    assert [text for text in sentences() if phrases.say(text) == text] == []
    assert [english for english, other in phrases.known.items() if facts(english) != facts(other)] == []


def test_a_sentence_is_put_together_from_its_phrases_and_one_with_a_strange_part_stays_whole():
    say = catalogue("de").phrases.say
    why = (
        "It is driven by volume, so it is a BPO candidate. "
        "Evidence for routine work: it follows rules; provisional, because {}."
    )
    assert say(why.format("only the text says so")) == (
        "Es ist von Menge getrieben, also ist es ein BPO-Kandidat. "
        "Belege für Routinearbeit: es folgt Regeln; vorläufig: nur der Text sagt es."
    )
    assert say(why.format("our own rule says so")) == why.format("our own rule says so")


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="de, en"):
        catalogue("tlh")


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_values_of_closed_columns_and_what_the_stages_note_are_said_in_other_languages(language):
    from tasks.reporting.datasets.frames import DEPENDS, NEEDS_QUOTE, NO_CASE
    from tasks.value import bundles, notes, waves

    values = {
        value.replace("_", " ")
        for column in columns().values()
        for value in column.values
        if not value.isdigit()
    }
    sentences = [
        *notes.PROBLEM_NOTES.values(),
        notes.NO_FEE,
        waves.TOO_SMALL,
        waves.NO_CASE,
        waves.NO_PARTNER.strip(),
        bundles.ENOUGH,
        bundles.STILL_SMALL,
        NO_CASE,
        DEPENDS,
        NEEDS_QUOTE,
        notes.DOUBTED,
        notes.ASKS_COUNTRY,
    ]
    say, same = (
        catalogue(language).phrases.say,
        {"bachelor", "master", "dach", "benelux", "region", "pharma", "innovation", "shared service"},
    )
    assert sorted(text for text in {*values, *sentences} - same if say(text) == text) == []
    assert "as of" not in say("as of 2026-10-01") and "Exchange" not in say(
        "Exchange rates are of 30 September 2026. Put newer ones into section exchange_rates of your rulebook."
    )
