"""What the text reading must reach, on titles of practice and on inputs that nobody here wrote."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from schemas.rules import load_rulebook
from tasks.text import fit_lexicon, read_texts
from tasks.text.reader import Reader

TITLES = Path(__file__).parent / "practice_titles.csv"
DRIVE_EDGE = 0.2


def test_titles_of_practice_are_recognised(rulebook):
    titles = pd.read_csv(TITLES)
    found = read_texts(titles.rename(columns={"title": "process_name"}), rulebook)
    right = (found["service_label"] == titles["expected_label"]).groupby(titles["language"]).mean()
    assert (right >= 0.9).all(), right.to_dict()


def test_drive_and_complexity_of_work_in_occupations_not_learnt_from(rulebook, shared):
    pytest.importorskip("sklearn")
    tasks = pd.read_csv(shared / "domain" / "onet_tasks.csv")
    # Five folds learn from less than the ten of the script and so claim no more than it.
    auc, correlation = fit_lexicon.drive_and_complexity(tasks, fit_lexicon.measure(rulebook, tasks, folds=5))
    assert auc >= 0.94
    assert correlation >= 0.72


def test_the_committed_weights_are_those_of_the_script(rulebook, shared, tmp_path):
    pytest.importorskip("sklearn")
    tasks = pd.read_csv(shared / "domain" / "onet_tasks.csv")
    committed = rulebook.section("lexicon")
    for key, rule in fit_lexicon.fitted(rulebook, tasks).items():
        fitted, held = (
            dict(line.split() for line in one.weights.splitlines()) for one in (rule, committed[key])
        )
        assert fitted.keys() == held.keys()
        assert max(abs(float(fitted[term]) - float(held[term])) for term in held) < 0.05


def test_services_are_recognised_without_their_own_entry(rulebook, shared):
    services = pd.read_csv(shared / "domain" / "services.csv", keep_default_na=False)
    from tasks.text.catalogue import Catalogue

    reader, labels, lines = Reader(rulebook), [], []
    for service in services.itertuples():
        reader.catalogue = Catalogue(rulebook, reader.vocabulary, {service.service_id})
        found = reader.read([service.service], [""]).iloc[0]
        labels.append(found["service_label"] == service.label)
        if pd.notna(found["text_service_line"]):
            lines.append(found["text_service_line"] == service.service_line)
    assert np.mean(labels) >= 0.65
    assert np.mean(lines) >= 0.65
    assert len(lines) >= 0.75 * len(labels)


@pytest.fixture(scope="module")
def programs(shared):
    """English and French inventory of Canada by reference, each with what was read."""
    from openpyxl import load_workbook

    read, rulebook = {}, load_rulebook()
    for language in ("en", "fr"):
        book = load_workbook(shared / "real_inputs" / f"canada_programs_{language}.xlsx", read_only=True)
        rows = list(book.active.iter_rows(min_row=5, max_col=7, values_only=True))
        book.close()
        typed = pd.DataFrame(
            [(row[0], row[2], row[3], row[6]) for row in rows],
            columns=["reference", "process_name", "description", "internal"],
        ).set_index("reference")
        read[language] = typed.join(
            read_texts(typed.astype({"process_name": "str", "description": "str"}), rulebook)
        )
    read["fr"]["internal"] = read["en"]["internal"]
    return read


SERVICES = {
    "Financial Management Services": "finance_accounting",
    "Human Resources Management Services": "human_resources",
    "Information Technology Services": "it_software",
    "Acquisition Management Services": "back_office",
    "Materiel Management Services": "logistics",
    "Legal Services": "legal",
}


def drives(read):
    return np.select(
        [read["text_drive"] >= DRIVE_EDGE, read["text_drive"] <= -DRIVE_EDGE],
        ["volume", "insight"],
        "balanced",
    )


def stays(read):
    return (
        read["is_public_authority"]
        | read["is_hands_on"]
        | read["is_oversight"]
        | (read["service_label"] == "KEEP")
    )


def test_internal_services_get_their_line(programs):
    internal = programs["en"].query("internal == 'Yes' and process_name in @SERVICES")
    assert len(internal) > 200
    assert (internal["text_service_line"] == internal["process_name"].map(SERVICES)).mean() >= 0.9


@pytest.mark.parametrize("language", ["en", "fr"])
def test_internal_services_are_candidates_and_programs_of_the_state_stay(programs, language):
    read = programs[language]
    internal = read["internal"] == "Yes"
    assert (~stays(read))[internal].mean() >= 0.7
    assert (~stays(read))[~internal].mean() <= 0.2
    assert pd.Series(drives(read)).value_counts(normalize=True).max() <= 0.8
    assert ((read["service_id"].isna() & read["text_drive"].isna()) | read["is_composite"]).mean() < 0.25


def test_management_and_oversight_stays(programs):
    assert programs["en"].query("process_name == 'Management and Oversight Services'")["is_oversight"].all()


def test_english_and_french_agree(programs):
    english, french = programs["en"], programs["fr"].loc[programs["en"].index]
    assert (english["text_service_line"].fillna("") == french["text_service_line"].fillna("")).mean() >= 0.9
    assert (drives(english) == drives(french)).mean() >= 0.9
    label = [
        read["service_label"].where(~stays(read), "KEEP").where(~read["is_composite"], "SPLIT").fillna("")
        for read in (english, french)
    ]
    assert (label[0] == label[1]).mean() >= 0.9
