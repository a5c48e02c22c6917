"""No sheet or file of a run contradicts another: every cell is read, of the three samples and of odd portfolios."""

import datetime as dt
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from schemas.messages import catalogue
from tasks.reporting.model.speech import money
from tests.reporting.consistency import Told, disagreements, errors

SAMPLES = sorted((Path(__file__).parents[2] / "sample_inputs").glob("*.xlsx"))
HEADINGS = (
    "Process id;Process name;FTE;Labour cost;Annual cost;Currency;Rule based;Judgement;Core "
    "process;Current model;Country;Volume;"
    "Frequency;Handling minutes;Regulated activity;Data types;Contract end"
)
TAIL = "monthly;;none;internal;"
ODD = {
    "no_currency": """P1;Invoice processing;30;;1900000;;5;1;non_core;in_house;DE;;monthly;;none;internal;
P2;Supplier records;8;;420000;;5;1;non_core;in_house;DE;;monthly;;none;internal;
P3;Market research;6;;700000;;1;5;non_core;in_house;DE;;monthly;;none;internal;""",
    "no_fte": """P1;Invoice processing;;;1900000;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P2;Supplier records;;420000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P3;Market research;;;700000;EUR;1;5;non_core;in_house;DE;;monthly;;none;internal;""",
    "unreconciled": """P1;Invoice processing;30;1900000;;EUR;5;1;non_core;in_house;DE;1000;yearly;5;none;internal;
P2;Supplier records;8;640000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P3;Purchase orders;9;700000;;EUR;5;1;non_core;in_house;DE;500;yearly;10;none;internal;
P4;Market research;6;700000;;USD;1;5;non_core;in_house;US;;monthly;;none;internal;
P5;Archive of contracts;0.3;15000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;""",
    "some_by_name": """P1;Invoice processing;30;1900000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P2;Supplier records;8;640000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P3;Accounts payable;12;900000;;EUR;;;;in_house;DE;60000;yearly;;;;
P4;Payroll;8;600000;;EUR;;;;in_house;DE;36000;yearly;;;;
P5;Purchase orders;9;900000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P6;Travel expenses;4;240000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;""",
    "withdrawn": """P1;Invoice processing;9;900000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P2;Supplier records;9;900000;;USD;5;1;non_core;in_house;US;;monthly;;none;internal;
P3;Purchase orders;9;900000;;CHF;5;1;non_core;in_house;CH;;monthly;;none;internal;
P4;Data entry of surveys;9;300000;;GBP;5;1;non_core;in_house;GB;;monthly;;none;internal;""",
    "all_outsourced": """P1;Invoice processing;30;1900000;;EUR;5;1;non_core;outsourced;DE;;monthly;;none;internal;2027-03-31
P2;Supplier records;8;420000;;EUR;5;1;non_core;outsourced;DE;;monthly;;none;internal;2028-03-31""",
    "one_row": """P1;Invoice processing;30;2400000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;""",
    # All that pay back are in one wave; their P50 add up to EUR 1.6 m, the P50 of their sum is EUR 1.5 m.
    "all_paying_in_a_wave": """P1;Invoice processing;20;1350000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P2;Supplier records;40;2840000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;customer_personal;
P3;Purchase orders;12;1104000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;
P4;Market research;6;700000;;EUR;1;5;non_core;in_house;DE;;monthly;;none;internal;""",
    "all_lose": """P1;Invoice processing;9;63000;;EUR;5;1;non_core;in_house;RO;;monthly;;none;internal;
P2;Supplier records;8;60000;;EUR;5;1;non_core;in_house;RO;;monthly;;none;internal;""",
    "shared_and_captive": """P1;Invoice processing;30;2400000;;EUR;5;1;non_core;shared_service;DE;;monthly;;none;internal;
P2;Supplier records;9;800000;;EUR;5;1;non_core;captive;DE;;monthly;;none;internal;
P3;Purchase orders;9;650000;;EUR;5;1;non_core;outsourced;DE;;monthly;;none;internal;
P4;Data entry of surveys;10;75000;;EUR;5;1;non_core;in_house;DE;;monthly;;none;internal;""",
}
MARKS = "▲●○·"  # of severities
READY = ("Move", "Bundle", "KPO by project")
MOVES = (*READY, "Add to a contract")
SAID = {
    "pays": "Pays back",
    "loses": "Loses money",
    "depends": "Depends",
    "cannot_judge": "Unclear",
}
CASE = "Net saving a year, middle case"
MIDDLE = "Net saving a year P50"


def inputs_of(name, folder):
    if name not in ODD:
        return next(path for path in SAMPLES if path.stem == name)
    path = folder / f"{name}.csv"
    path.write_text(f"{HEADINGS}\n{ODD[name]}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[*(path.stem for path in SAMPLES), *ODD])
def told(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    [job] = requests_for([inputs_of(request.param, folder)], folder / "out", dt.date(2026, 11, 28))
    return Told(Path(str(audit_and_remember(job, inline()).run_folder)))


@pytest.fixture(scope="module")
def shown(told):
    """The table of candidates; without one where there is none."""
    frame = told.table("Candidates")
    return frame[frame["Id"].notna()]


def column(frame, start):
    """The column whose heading starts so, as numbers; missing where there is none."""
    names = [name for name in frame if str(name).startswith(start)]
    return pd.to_numeric(frame[names[0]], errors="coerce") if names else pd.Series(dtype="float64")


def figure(told, start, currency=None) -> Any:
    frame = told.table("KeyFigures")
    frame = frame[frame["Measure"].astype("str").str.startswith(start)]
    if currency:
        frame = frame[frame["Unit"] == currency]
    return None if frame.empty else frame.iloc[0]


def text_of(told, pattern):
    """Matches of a pattern in all texts of all files, with their place."""
    return [(place, found) for place, text in told.texts() for found in re.finditer(pattern, text)]


def test_no_two_places_tell_different_things_of_a_process(told):
    assert disagreements(told) == []


def test_no_cell_holds_an_error_or_a_placeholder(told):
    assert errors(told) == []


def test_what_loses_money_is_not_said_to_move_and_is_in_no_wave(shown):
    loses = shown[shown["Does it pay"].eq("Loses money") & shown["Moves with"].isna()]
    assert not loses["First move"].isin(MOVES).any()
    assert loses["Wave"].isna().all()


def test_what_hardly_ever_pays_back_is_not_said_to_move_whatever_its_verdict(shown):
    hardly = shown[column(shown, "Chance to pay back").le(0.1) & shown["Moves with"].isna()]
    assert not hardly["First move"].isin(MOVES).any()
    assert (
        hardly["Wave"].isna().all()
        and hardly["Rank in label"][hardly["First move"].eq("Leave as is")].isna().all()
    )


def test_a_bundle_is_advised_only_where_there_is_one(shown):
    partner = shown["Moves with"].where(shown["Moves with"].ne("No partner here"))
    assert partner[shown["First move"].eq("Bundle")].notna().all()
    assert shown.loc[shown["First move"].eq("Add to a contract"), "Moves with"].eq("No partner here").all()


def test_the_first_sheet_counts_first_moves_and_labels_and_calls_none_by_the_word_of_a_verdict(told):
    said = {row[0].value for row in told.books["audit_report.xlsx"]["Summary"]["B14:B29"]}
    assert {"Leave as is", "Add to a contract"} <= said and not said & set(SAID.values())


def test_no_scenario_moves_what_loses_money_in_it(told):
    scenarios = pd.read_csv(told.folder / "scenarios.csv")
    loses = scenarios[scenarios["verdict"].eq("loses")]
    assert not loses["first_move"].isin(["move", "bundle", "add_on"]).any()


def test_a_wave_holds_only_what_can_move(shown):
    planned = shown[shown["Wave"].notna()]
    assert not planned["First move"].isin(["Already outsourced", "Leave as is", "Too small"]).any()


def test_what_others_do_already_is_nowhere_said_to_move(told):
    outside = told.inputs.get("current_model", pd.Series(dtype="str")).eq("outsourced")
    ids = set(told.inputs.loc[outside[outside].index, "process_id"])
    for (key, fact), values in told.facts().items():
        if key in ids and fact in ("first_move", "wave", "saving_mid", "npv"):
            assert fact == "first_move" and not set(values) & set(MOVES), (key, fact, dict(values))
    names = told.inputs.loc[told.inputs["process_id"].isin(ids), "process_name"]
    for place, text in told.texts():
        if re.search(r"\b(approve|sounding|move (it|them) first)\b", text):
            assert not [name for name in names if name in text], place


def test_the_verdicts_are_the_same_in_the_report_and_in_the_files(told, shown):
    there = told.results.set_index("process_id")["verdict"].reindex(shown["Id"]).map(SAID)
    if text_of(told, "^The savings are withdrawn"):
        there = there.mask(column(shown, MIDDLE).notna().to_numpy(), "To verify")
    known = there.notna().to_numpy()
    assert (there.to_numpy()[known] == shown["Does it pay"].to_numpy()[known]).all()


COUNTED = "processes|candidates|rows|questions|months|columns|tables|risks|quotes"


def test_no_sentence_counts_one_as_several_or_several_as_one(told):
    for place, found in text_of(told, rf"(?<![\d.,])(?:All )?1 (?:of 1 )?(?:valued )?({COUNTED})\b"):
        assert " Method!" in place, (place, found[0])  # rules are said of any number


def test_withdrawn_savings_are_withdrawn_on_every_sheet_that_shows_amounts(told):
    is_withdrawn = bool(text_of(told, "^The savings are withdrawn"))
    book = told.books["audit_report.xlsx"]
    for name in ("Candidates", "Roadmap", "Value by line", "Scenarios", "All processes", "Figures"):
        notes = [row[0] for row in book[name].iter_rows(max_row=8, max_col=1, values_only=True) if row[0]]
        says_so = any("withdraws the savings" in str(note) for note in notes)
        assert says_so == is_withdrawn, name


def test_questions_are_not_weighed_in_money_on_the_first_sheet_where_it_withdraws_the_savings(told):
    sheet = told.books["audit_report.xlsx"]["Summary"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    weighed = [text for text in texts if re.search(r"\? \((one process|\d+ processes), [A-Z]{3} ", text)]
    assert not weighed or not text_of(told, "^The savings are withdrawn")


def test_amounts_of_several_currencies_have_their_currency_and_none_is_left_out_of_the_scope(told):
    stated = told.inputs.get("currency", pd.Series(dtype="str")).dropna().unique()
    scenarios = told.table("ScenarioRows")
    if len(told.results["currency"].dropna().unique()) > 1 and "Saving a year P50, As is" in scenarios:
        assert scenarios["Currency"].notna().all()
    scope = told.books["audit_report.xlsx"]["Summary"]["A3"].value
    if more := re.search(r"\+ (\d+) more currenc", scope):
        assert len(stated) == 3 + int(more[1])


def test_what_changed_is_no_link_whose_lines_libreoffice_would_not_break_and_its_heading_is_one(told):
    sheet = told.books["audit_report.xlsx"]["Summary"]
    heading = next(c for row in sheet.iter_rows() for c in row if c.value == "SINCE THE LAST RUN")
    text = sheet.cell(heading.row + 1, heading.column)
    assert text.value and text.hyperlink is None and heading.hyperlink.location.startswith("'Changes'")


def test_every_headline_counts_what_the_candidates_say(told, shown):
    shown = shown[~shown["Grade"].eq("D")]  # screened by name only
    counts = shown["Does it pay"].value_counts()
    paying, loses = int(counts.get("Pays back", 0)), int(counts.get("Loses money", 0))
    valued = int(column(shown, "Net saving a year P50").notna().sum())
    for place, found in text_of(told, r"(\d+) of (\d+) valued candidates"):
        assert (int(found[1]), int(found[2])) == (paying, valued), place
    for place, found in text_of(told, r"The rest: (\d+) losing money, (\d+) open"):
        assert int(found[1]) + int(found[2]) == valued - paying and int(found[1]) == loses, place
    for place, found in text_of(told, r"^All (\d+) valued candidates pay back"):
        assert int(found[1]) == paying == valued, place
    if not valued:
        assert not text_of(told, r"pays? back: about")
        assert not text_of(told, r"[Nn]one of the \d+ valued candidates")


def test_key_figures_and_verdict_count_the_same_candidates(told, shown):
    kept = sum(int(found[1]) for _, found in _measures(told, r"all: (\d+) valued candidates?"))
    apart = sum(int(found[1]) for _, found in _measures(told, r"Apart, in no other line: (\d+)"))
    assert kept + apart == int(column(shown, "Net saving a year P50").notna().sum())
    planned = sum(int(found[1]) for _, found in _measures(told, r"of which the (\d+) in a wave"))
    in_wave = shown["Wave"].notna() & column(shown, CASE).notna() if len(shown) else pd.Series(dtype=bool)
    assert planned == int(in_wave.sum())


def _measures(told, pattern):
    frame = told.table("KeyFigures")
    return [(row, found) for row in frame["Measure"].astype("str") if (found := re.search(pattern, row))]


def test_the_first_decision_names_as_many_as_pay_and_are_ready_in_its_wave(told, shown):
    for place, found in text_of(
        told, r"market sounding for (\d+) process(?:es)? of wave (\d+) \(([^(]+) a year, "
    ):
        ready = shown["First move"].isin(READY)
        pays = shown["Does it pay"].eq("Pays back")
        chosen = shown[pays & ready & shown["Wave"].eq(int(found[2]))]
        assert len(chosen) == int(found[1]), place
        if len(chosen) == pays.sum():
            continue  # all that pay back: the sum of the verdict, held by a test of its own
        sums = column(chosen, "Net saving a year P50").groupby(chosen["Currency"]).sum()
        assert set(found[3].split(" + ")) == {
            money(catalogue("en"), amount, currency) for currency, amount in sums.items()
        }, place
        earlier = shown.loc[shown["Wave"].notna(), "Wave"].min()
        planned = shown["Wave"].notna() & pays & shown["Grade"].ne("D")
        says_nothing = bool(text_of(told, rf"Nothing in wave {int(earlier)} is sure to pay back"))
        assert says_nothing == (earlier < shown.loc[planned, "Wave"].min()), place
        more = int((planned & shown["First move"].eq("Add to a contract")).sum())
        said = {int(count[1]) for _, count in text_of(told, r"(\d+) more pays? back as")}
        assert said == ({more} if more else set()), place


def test_the_gravest_flag_of_a_first_candidate_is_among_its_flags(told):
    flags = told.table("Processes").set_index("Process")["Flags"]
    first = told.table("FirstCandidates")
    for line in first[first["Process"].isin(flags.index[~flags.index.duplicated()])].to_dict("records"):
        if isinstance(said := line["Gravest flag"], str):
            severity, _, title = said.partition(": ")
            assert title and title in str(flags[line["Process"]]).split("; "), (line["Process"], severity)


def test_a_brief_names_every_flag_of_its_process_or_counts_it(told):
    flags = told.table("Processes").set_index("Process")["Flags"]
    document, title, found = Document(told.folder / "briefs.docx"), "", {}
    parts: list[Any] = list(document.iter_inner_content())
    for part in parts:
        if hasattr(part, "rows"):
            names = [row.cells[0].text for row in part.rows]
            found[title] += sum(name[:1] in MARKS for name in names)
        elif part.style.name == "Heading 1":
            title = part.text
            found[title] = 0
        elif more := re.match(r"Further flags on the sheet Risk flags: (\d+)", part.text):
            found[title] += int(more[1])
    for title, count in found.items():
        if title in flags.index[~flags.index.duplicated(keep=False)]:
            named = flags[title].split("; ") if isinstance(flags[title], str) else []
            assert count == len(named), (title, named)


def test_counts_are_those_of_the_lists(told, shown):
    every = told.table("Processes")
    for place, found in text_of(told, r"(BPO candidate|KPO candidate|Retain|Review) (\d+)(?= ·)"):
        assert int(found[2]) == int(every["Label"].eq(found[1]).sum()), place
    for place, found in text_of(told, r"^(\d[\d,]*) processes? ·"):
        processes = int(every["Label"].ne("Not a process").sum())
        assert int(found[1].replace(",", "")) == processes and len(every) == len(told.results), place
    sheet = told.books["audit_report.xlsx"]["Summary"]
    start = next(c.row for row in sheet.iter_rows() for c in row if c.value == "Where they are")
    said = {}
    for row in range(start + 1, start + 20):
        name, count = sheet.cell(row, 2).value or sheet.cell(row, 1).value, sheet.cell(row, 3).value
        if isinstance(count, int | float):
            said[name] = int(count)
    status = every["Status"].value_counts()
    assert said and sum(said.values()) == len(every)
    assert {name: count for name, count in said.items() if count} == status.to_dict()
    roadmap = told.total("Waves").get("Processes")
    if roadmap is not None:
        assert roadmap == int((~shown["First move"].eq("Already outsourced")).sum())


def test_posts_by_country_and_by_unit_are_those_of_the_candidates_and_of_the_first_sheet(told, shown):
    counted = shown[~shown["Grade"].eq("D")] if len(shown) else shown
    if not column(counted, "FTE moved").notna().any():
        assert "People" not in told.books["audit_report.xlsx"].sheetnames
        return
    moves, said = counted[counted["First move"].ne("Already outsourced")], {}
    pays = told.results.set_index("process_id")["verdict"].reindex(moves["Id"]).eq("pays").to_numpy()
    for heading, rows in (
        ("FTE moved", moves),
        ("Posts released", moves),
        ("In a wave: posts released", moves[moves["Wave"].notna()]),
        ("Pays back: FTE moved", moves[pays]),
    ):
        expected = column(rows, heading.split(": ")[-1].capitalize().replace("Fte", "FTE")).sum()
        for name in ("PeopleByCountry", "PeopleByUnit"):
            said[name, heading] = told.table(name)[heading].sum()
            assert said[name, heading] == pytest.approx(expected, abs=1e-4), (name, heading)
            assert told.table(name)["Processes"].sum() == len(moves)
    if len(text_of(told, "screened by name only")) == 0:
        assert figure(told, "FTE moved")["Mid"] == pytest.approx(said["PeopleByUnit", "FTE moved"], abs=1e-4)


def test_each_planned_process_is_named_in_its_line_of_waves_or_counted_there(told, shown):
    lines = told.table("Waves")
    for _, row in shown[shown["Wave"].notna()].iterrows():
        own = lines[
            lines["Wave"].eq(row["Wave"]) & lines["Moves with"].eq(row["Moves with"] or "Moves alone")
        ]
        own = lines[lines["Wave"].eq(row["Wave"])] if own.empty else own
        name = row["Process"].split(" (objection")[0]
        assert any(name in said or re.search(r"\+\d+$", said) for said in own["Such as"].astype("str")), name


def test_bars_hold_no_amount_of_one_currency_against_another(told):
    questions = told.table("Questions")
    if questions.empty or column(questions, "Saving at stake").isna().all():
        return
    book = told.books["audit_report.xlsx"]
    rules = [rule for cells in book["Ask next"].conditional_formatting for rule in cells.rules]
    is_one = told.results["currency"].nunique() < 2
    assert any(rule.type == "dataBar" for rule in rules) == is_one


def test_a_list_that_loses_throughout_is_said_to_lose(told, shown):
    if shown.empty:
        return
    valued = shown[column(shown, MIDDLE).notna() & ~shown["Grade"].eq("D")]
    is_lost = bool(len(valued)) and bool(valued["Does it pay"].eq("Loses money").all())
    said = str(told.books["audit_report.xlsx"]["Summary"]["A2"].value)
    assert (
        bool(re.match(r"(All \d+ valued candidates lose|The only valued candidate loses) money", said))
        == is_lost
    )
    assert is_lost or told.folder.parent.name != "all_lose"


def test_an_amount_of_the_scope_has_a_currency_or_says_that_none_is_stated(told):
    said = str(told.books["audit_report.xlsx"]["Summary"]["A3"].value)
    if found := re.search(r"cost a year (.*?) · ", said):
        assert re.match(r"[A-Z]{3} ", found[1]) or found[1].endswith("(no currency)"), said


def test_a_break_even_of_one_candidate_says_which_case_it_is(told, shown):
    """The first sheet has the P50 of the draws, the sheet of candidates the middle case: 17 and 14.7 months."""
    headings = [str(name) for name in shown if str(name).startswith("Break-even")]
    assert headings in ([], ["Break-even (months), middle case"])


def test_the_first_decision_has_the_amount_of_the_verdict_where_both_are_of_the_same_candidates(told):
    sheet = told.books["audit_report.xlsx"]["Summary"]
    verdict, decision = str(sheet["A2"].value), str(sheet["B5"].value)
    paying = re.match(r"(?:All )?(\d+) .*?about (.*?) a year", verdict)
    asked = re.search(r" (\d+) process(?:es)? of wave .*?\((.*?) a year", decision)
    if told.folder.parent.name == "all_paying_in_a_wave":
        lines = told.candidates[told.candidates["process_id"].isin(["P1", "P2", "P3"])]
        assert money(catalogue("en"), lines["saving_mid"].sum(), "EUR") == "EUR 1.6 m"
        assert paying and asked and paying[1] == asked[1] == "3"
        assert paying[2] == "EUR 1.5 m"
    if paying and asked and paying[1] == asked[1]:
        assert paying[2] == asked[2]


def test_shares_of_labour_cost_are_of_the_labour_base_of_the_same_candidates(told, shown):
    if shown.empty:
        return
    verdicts = told.results.set_index("process_id")["verdict"].reindex(shown["Id"]).to_numpy()
    base, valued = column(shown, "Labour base a year"), column(shown, CASE).notna()
    for currency, rows in shown[valued].groupby(shown["Currency"].fillna("")):
        cost = figure(told, "Labour cost today", currency)
        if cost is not None and len(shown["Currency"].dropna().unique()) == 1:
            assert cost["Mid"] == pytest.approx(base.loc[rows.index].sum())
            saving = figure(told, "Net saving a year, all", currency)["Mid"]
            assert figure(told, "Net saving a year in per cent")["Mid"] == pytest.approx(
                saving / cost["Mid"] * 100
            )
            own = base[valued & (verdicts == "pays")].sum()
            for _, found in text_of(told, r"a year \((\d+)% of their labour cost\)"):
                paying = figure(told, "of which the")["Mid"]
                if not shown["Grade"].eq("D").any():
                    assert int(found[1]) == round(paying / own * 100)


def test_scenario_as_is_is_this_report(told, shown):
    frame = told.table("ScenarioTotals")
    for _, line in frame[frame["Scenario"].eq("As is")].iterrows():
        if not line["Currency"]:  # nothing is valued where no currency is stated
            assert line.filter(like="Net saving a year").isna().all()
            continue
        own = figure(told, "First sheet: net saving a year", line["Currency"])
        own = figure(told, "Net saving a year, all", line["Currency"]) if own is None else own
        if own is None:
            continue
        low, mid, high = (line[name] for name in line.index if str(name).startswith("Net saving a year"))
        assert (low, mid, high) == pytest.approx((own["Low"], own["Mid"], own["High"]), abs=0.011)
        counted = shown["Currency"].eq(line["Currency"]) & ~shown["Grade"].eq("D")
        verdicts = told.results.set_index("process_id")["verdict"]
        here = verdicts.reindex(shown.loc[counted, "Id"]).map(SAID).value_counts()
        assert line["Pay"] == here.get("Pays back", 0) and line["Lose money"] == here.get("Loses money", 0)
        of_value = shown.loc[counted & column(shown, MIDDLE).notna(), "Id"]
        valued = verdicts.reindex(of_value).map(SAID).value_counts()
        assert line["Candidates valued"] == valued.sum()
        assert line["Depend on one assumption"] == valued.get("Depends", 0)
        assert line["Unclear"] == valued.get("Unclear", 0)


def test_what_is_not_valued_has_one_number(told, shown):
    by_name = shown["Grade"].eq("D") if len(shown) else pd.Series(dtype=bool)
    shown = shown if by_name.all() else shown[~by_name]
    patterns = (r"(\d+) candidates? not valued", r"implausible\): (\d+)")
    counts = {int(found[1]) for pattern in patterns for _, found in text_of(told, pattern)}
    missing = int((column(shown, MIDDLE).isna() & ~shown["First move"].eq("Already outsourced")).sum())
    assert counts <= {missing}


def test_money_is_one_sum_to_the_cent(told, shown):
    """Candidates, waves, key figures, the build-up by line, the waterfall, value_lines.parquet and the live model."""
    if shown.empty or not column(shown, CASE).notna().any():
        assert told.lines.empty or column(shown, CASE).isna().all()
        return
    kept = shown[column(shown, CASE).notna()]
    build_up = told.table("ValueLines").set_index(["Currency", "Line"])
    each = told.table("CandidateLines")
    waves = told.table("Waves")
    first_years = told.lines[told.lines["process_id"].isin(kept["Id"]) & told.lines["line"].eq("net")]
    for currency, rows in kept.groupby(kept["Currency"].fillna("")):
        case, once = column(rows, CASE).sum(), column(rows, "One-off cost, middle case").sum()
        npv = column(rows, "Net present value, middle case").sum()
        told_of = {
            "key figures": figure(told, "Net saving a year in the middle case", currency)["Mid"],
            "waves": column(waves[waves["Currency"].fillna("").eq(currency)], CASE).sum(),
            "build-up": build_up.loc[(currency, "Net cash"), "Year 1"],
            "candidates by line": each.loc[
                each["Line"].eq("Net cash") & each["Currency"].fillna("").eq(currency), "Year 1"
            ].sum(),
            "parquet": first_years.loc[
                first_years["year"].eq(1) & first_years["currency"].fillna("").eq(currency), "mid"
            ].sum(),
            "live model": _live(told, currency, "Net saving a year"),
        }
        assert told_of == pytest.approx(dict.fromkeys(told_of, case), abs=0.01 * len(rows) + 0.011)
        one_off = {
            "key figures": figure(told, "One-off cost, all", currency)["Mid"],
            "build-up": -build_up.loc[(currency, "Net cash"), "Year 0"],
            "live model": _live(told, currency, "One-off cost"),
        }
        assert one_off["key figures"] >= 0
        assert {name: one_off[name] for name in ("build-up", "live model")} == pytest.approx(
            dict.fromkeys(("build-up", "live model"), once), abs=0.05 * len(rows) + 0.011
        )
        assert figure(told, "Net present value, all", currency)["Mid"] == pytest.approx(npv, abs=0.011)
        assert _live(told, currency, "Net present value") == pytest.approx(npv, abs=0.05 * len(rows) + 0.5)


def _live(told, currency, heading):
    sheet = told.books["what_if.xlsx"].worksheets[0]
    heads = [cell.value for cell in sheet[4]]
    line = next(row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == (currency or "-"))
    return line[heads.index(heading)]


# Money of each candidate, and what a sheet says that counts more of it than the first sheet does.
SUMMED = (
    CASE,
    "Net present value, middle case",
    "One-off cost, middle case",
    "Capacity freed a year, middle case",
)
DIFFERENCE = re.compile(r"include (\d+) (?:valued )?candidates? that (?:is|are) screened by name only")


def test_a_sum_counts_what_the_first_sheet_counts_or_its_sheet_says_the_difference(told, shown):
    """Every number of every sheet that is a sum over all candidates is on a sheet that names how many it has more."""
    if shown.empty:
        return
    by_name = shown["Grade"].eq("D") & column(shown, CASE).notna()
    for currency, rows in shown.groupby(shown["Currency"].fillna("")):
        more = by_name.loc[rows.index]
        if not more.any() or more.all():
            continue
        everything = {round(column(rows, name).sum(), 2): name for name in SUMMED if len(column(rows, name))}
        for book, workbook in told.books.items():
            for sheet in workbook:
                cells = [
                    cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
                ]
                said = [
                    found for cell in cells if isinstance(cell, str) and (found := DIFFERENCE.search(cell))
                ]
                counted = [
                    one for one in cells if isinstance(one, int | float) and round(abs(one), 2) in everything
                ]
                assert not counted or [int(found[1]) for found in said] == [int(by_name.sum())], (
                    book,
                    sheet.title,
                    currency,
                    [everything[round(abs(one), 2)] for one in counted],
                )


def test_charts_questions_and_counts_leave_out_what_is_screened_by_name_only(told, shown):
    """The tornado, the questions by money, the chart of the first sheet, and what a mail and the trend are made of."""
    by_name = shown["Grade"].eq("D") if len(shown) else pd.Series(dtype=bool)
    record = json.loads((told.folder / "run.json").read_text(encoding="utf-8"))["counts"]
    assert record["screened_by_name"] == int(by_name.sum())
    if not by_name.any() or by_name.all():
        return
    counted = shown[~by_name]
    for currency, rows in counted.groupby(counted["Currency"].fillna("")):
        swings = told.table("Tornado")
        swings = swings[swings["Currency"].fillna("").eq(currency)]
        middle = column(swings, "Net present value at its low value") - column(
            swings, "Change at its low value"
        )
        assert middle.tolist() == pytest.approx(
            [column(rows, "Net present value, middle case").sum()] * len(middle), abs=0.02
        )
        own = figure(told, "First sheet: net saving a year", currency)
        assert record[f"headline_high_{currency}"] == round(own["High"])
    names = set(shown.loc[by_name, "Process"])
    asked = told.table("QuestionsByProcess")
    assert column(asked[asked["Process"].isin(names)], "Saving at stake").isna().all()
    points = told.table("ChartPoints")
    assert not set(points["Process"]) & names and int(points["Processes"].sum()) <= len(counted)


def test_totals_rows_are_the_sums_of_their_columns(told):
    for book, name, frame, total in told.tables():
        for heading, value in total.items():
            if isinstance(value, int | float):
                summed = pd.to_numeric(frame[heading], errors="coerce").sum()
                assert value == pytest.approx(summed, abs=0.011), (book, name, heading)


def test_figures_that_do_not_reconcile_are_in_no_sum(told, shown):
    apart = _measures(told, r"Apart, in no other line")
    note = shown.get("Note on value", pd.Series(dtype="str")).astype("str")
    doubted = note.str.contains("no total counts it")
    assert bool(len(apart)) == bool(doubted.any())
    assert column(shown[doubted], CASE).isna().all()


def test_no_saving_is_above_what_the_labour_costs(told):
    frame = told.candidates.dropna(subset="labour_base")
    results = told.results.set_index("process_id")
    capacity = results["capacity_high"].reindex(frame["process_id"]).to_numpy()
    assert not (frame["saving_high"] > frame["labour_base"] + 0.01).any()
    assert not (capacity > frame["labour_base"].to_numpy() + 0.01).any()


def test_each_brief_names_the_currency_of_its_amounts(told, shown):
    titles = [*shown["Process"], *(text for text in told.brief_texts() if text.startswith("Bundle: "))]
    texts = told.brief_texts()
    starts = [place for place, text in enumerate(texts) if text in titles]
    stated = set(shown["Currency"].dropna()) if len(shown) else set()
    for start, end in pairwise([*starts, len(texts)]):
        page = texts[start:end]
        value = page[page.index("Value build-up") :] if "Value build-up" in page else []
        value = value[: value.index("Alternatives, a year")] if "Alternatives, a year" in value else value
        if any("aving a year" in text for text in value):
            said = set(re.findall(r"\b[A-Z]{3}\b", " ".join(text for text in value if len(text) < 60)))
            own = set(shown.loc[shown["Process"].eq(page[0]), "Currency"].dropna())
            assert own <= said and (said & stated or not stated), page[0]


def test_briefs_tell_what_the_candidates_tell(told, shown):
    """Each brief repeats the money of its process; it is looked up by name in the text after its title."""
    texts = told.brief_texts()
    rows = shown.set_index("Process")
    for name in dict.fromkeys(text for text in texts if text in rows.index):
        part = texts[texts.index(name) :]
        row = rows.loc[name]
        if isinstance(row, pd.DataFrame) or pd.isna(
            column(row.to_frame().T, "Net saving a year P50").iloc[0]
        ):
            continue
        amount = column(row.to_frame().T, "Net saving a year P50").iloc[0]
        place = next((n for n, text in enumerate(part) if text.startswith("Net saving a year P50")), None)
        if place is not None:
            assert part[place + 1].replace(",", "") == f"{round(amount)}", name
