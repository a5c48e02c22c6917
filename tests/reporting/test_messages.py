"""The report's texts: every language has every text, with the same facts, and the program asks for none that
is missing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from schemas.columns import columns
from schemas.messages import catalogue
from schemas.messages.message import message, of_rule, sentences
from schemas.messages.rule_texts import rule_texts
from schemas.messages.saying import said_column, speaker
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
from schemas.vocabulary import REPORT_LANGUAGES
from tasks.reporting.model.context import STANDINGS

OTHERS = [name for name in REPORT_LANGUAGES if name != "en"]
TASKS = Path(__file__).parents[2] / "tasks"
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
    "assumption": tuple(load_rulebook().section("assumptions")),
    "cause": ("data", "others", "rulebook", "program", "date", "override", "new", "gone", "renamed"),
}


def facts(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)(?::\w+)?\}", text))


def test_english_and_german_are_there():
    assert {"en", "de"} <= set(REPORT_LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing_and_each_names_the_same_facts(language):
    english, other = catalogue("en").texts, catalogue(language).texts
    assert sorted(key for key in english if key not in other) == []
    assert [
        key
        for key in other
        if key not in english and not key.startswith(("column.", "rulebook.", "word.", "phrase."))
    ] == []
    assert [key for key, text in english.items() if facts(text) != facts(other[key])] == []


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
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


@pytest.mark.parametrize("language", OTHERS)
def test_every_column_of_the_input_has_a_name_in_other_languages(language):
    assert [name for name in columns() if f"column.{name}" not in catalogue(language).texts] == []


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_value_of_the_contract_is_said_in_words(language):
    assert [
        f"{area}.{code}"
        for area, codes in CODES.items()
        for code in codes
        if f"{area}.{code}" not in catalogue(language).texts
    ] == []


def test_every_text_that_the_program_names_exists():
    """Keys that are put together while the program runs (``f"says.note.{problem}"``) begin a known key."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in TASKS.rglob("*.py"))
    named = set(re.findall(r'(?:text|message|Message)\(\s*"([a-z_]+\.[a-z_.]+)"', source))
    named |= set(re.findall(r'"(says\.[a-z_.]+)"', source))
    begun = set(re.findall(r'(?:text|message|Message)\(\s*f"([a-z_]+\.[a-z_.]*)\{', source))
    texts = catalogue("en").texts
    assert len(named) > 100 and {"says.note.", "says.why.because."} <= begun
    assert sorted(key for key in named if key not in texts) == []
    for start in begun - {"column.", "word.", "rule."}:  # these are looked up in the dictionaries
        assert any(key.startswith(start) for key in texts), start


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_of_the_rulebook_is_without_a_translation(language):
    words = catalogue(language)
    assert [text for text in rule_texts(load_rulebook()).values() if words.of_rulebook(text) == text] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_of_a_sentence_that_the_rulebook_no_longer_has(language):
    rules = (rule for section in load_rulebook().sections.values() for rule in section.values())
    there = {text for rule in rules for text in texts_in(rule.model_dump(mode="json"))}
    assert [text for text in catalogue(language).under("rulebook") if text not in there] == []


def texts_in(node):
    """All texts of nested mappings and lists."""
    if isinstance(node, str):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts_in(part)


@pytest.mark.parametrize("language", OTHERS)
def test_every_value_of_a_closed_column_is_said_in_other_languages(language):
    values = {
        *(value for column in columns().values() for value in column.values if not value.isdigit()),
        *("yes", "no", "several"),
    }
    assert sorted(value for value in values if f"word.{value}" not in catalogue(language).texts) == []


def test_a_message_is_said_with_its_facts_in_the_language_asked():
    rulebook = load_rulebook()
    line = rulebook.section("decisions")["line_09_volume"]
    why = sentences(
        message("says.why.headline", headline=of_rule(line, "headline")),
        message("says.location.blanks", count=1),
        message("says.flag.index", index=0.5, count=1200, share=0.375),
    ).packed()
    assert speaker("en", rulebook).say(why) == (
        f"{line.headline}. 1 other constraint could not be judged; its column is blank. "
        "The index is 0.50 of 1 over 1,200 contracts; the largest share is 38%."
    )
    assert speaker("de", rulebook).say(why) == (
        f"{catalogue('de').of_rulebook(line.headline)}. "
        "1 weitere Vorgabe ließ sich nicht beurteilen; ihre Spalte ist leer. "
        "Der Index ist 0,50 von 1 bei 1.200 Verträgen; der größte Anteil ist 38\xa0%."
    )


def test_a_sentence_of_an_own_rulebook_is_said_as_it_is_there(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("decisions:\n  line_09_volume:\n    headline: Our own {words}\n", encoding="utf-8")
    rulebook = load_rulebook(own)
    said = of_rule(rulebook.section("decisions")["line_09_volume"], "headline").packed()
    assert speaker("de", rulebook).say(said) == "Our own {words}"


def test_a_message_whose_text_is_missing_is_a_fault_and_not_a_blank():
    with pytest.raises(KeyError):
        speaker("de", load_rulebook()).say(message("says.no_such_text"))


def test_a_column_of_messages_keeps_its_rows_and_what_is_missing():
    words = speaker("en", load_rulebook())
    packed = pd.Series([message("says.location.retained").packed(), None], index=[4, 7], dtype="str")
    for column in (packed, packed.astype("category")):
        said = said_column(words, column)
        assert list(said.index) == [4, 7] and said.iloc[0] == "Retained in-house." and pd.isna(said.iloc[1])


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="de, en"):
        catalogue("tlh")


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_function_has_a_name_where_a_row_has_no_unit(language):
    known = catalogue(language).under("service_line")
    assert [code for code in columns()["function_area"].values if code not in known] == []
