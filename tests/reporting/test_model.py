"""What the report says, without Excel."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from schemas.messages import catalogue
from schemas.messages.message import sentences
from schemas.results import screened_by_name
from tasks.reporting.datasets.frames import candidates_frame, results_frame
from tasks.reporting.model import build
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import SHEETS, WHEN_DECIDED
from tasks.reporting.model.speech import money
from tasks.reporting.model.summary.portfolio_chart import PLOT_PIXELS, SIDES
from tasks.reporting.theme import KINDS
from tasks.settings import settings
from tests.builders import AS_OF, OWNERS, SECRET, made_up_audit

TREND_COLUMNS = ["run_id", "as_of", "recommendation", "processes_count", "counts"]


def report_of(audit, edition="stakeholder", consistency=None) -> Any:
    results = results_frame(audit)
    return next(build(audit, results, candidates_frame(audit, results), [edition], "0" * 64, consistency))


@pytest.fixture(scope="module")
def audit():
    return made_up_audit()


@pytest.fixture(scope="module")
def report(audit):
    return report_of(audit)


def table(report, name) -> Any:
    return next(table for sheet in report.sheets for table in sheet.tables if table.name == name)


def texts(report):
    tables = [one for sheet in report.sheets for one in sheet.tables]
    tables += [report.dashboard.first, report.dashboard.risks]
    return {str(cell) for one in tables for field in one.fields for cell in one.frame[field.key].dropna()}


def test_the_sheets_of_the_contract_in_their_order_and_new_ones_among_them(report):
    assert list(SHEETS.values()) == [
        "Summary",
        "Heat map",
        "Candidates",
        "Roadmap",
        "People",
        "Value by line",
        "Scenarios",
        "Benefits",
        "All processes",
        "Risk flags",
        "Why",
        "Ask next",
        "Changes",
        "Safeguards",
        "Data quality",
        "Challenge",
        "Figures",
        "Method",
    ]
    assert ["summary", *(sheet.key for sheet in report.sheets)] == [
        key for key in SHEETS if key != WHEN_DECIDED
    ]


def test_counts_by_first_move_add_up_to_all_processes(report, audit):
    counts = {tile.tone: tile.value for tile in report.dashboard.counts}
    assert sum(counts.values()) == len(audit.intake.typed)
    assert (
        counts["retain"] == 7
        and counts["review"] == 3
        and counts["already_outsourced"] == 2
        and counts["kpo_by_project"] == 8
    )


def test_each_count_leads_to_exactly_its_rows(report):
    standing = list(table(report, "Processes").frame["standing"])
    for tile in report.dashboard.counts:
        if tile.value:
            assert standing[tile.link.first : tile.link.last + 1] == [tile.label] * tile.value


def test_at_most_three_decisions_and_the_first_is_the_wave_that_pays(report, audit):
    lines = [tile.value for tile in report.dashboard.decisions.lines]
    assert len(lines) == 3
    first = audit.value.rows[audit.value.rows["wave"].eq(1).fillna(False)]
    ready = set(results_frame(audit).loc[first.index].query("first_move in ('move', 'bundle')").index)
    assert f"approve a market sounding for {len(ready)} processes of wave 1" in lines[0]
    link = report.dashboard.decisions.lines[0].link
    shown = table(report, link.table).frame.iloc[link.first : link.last + 1]
    assert set(shown.index) == ready and set(shown["pays"]) == {"Pays back"}


def test_what_is_below_the_size_of_a_contract_is_added_to_one_and_not_tendered(audit):
    rows = audit.assessment.rows
    rows = rows.assign(first_move=rows["first_move"].where(rows["first_move"].isna(), "add_on"))
    report = report_of(
        dataclasses.replace(audit, assessment=dataclasses.replace(audit.assessment, rows=rows))
    )
    first = report.dashboard.decisions.lines[0]
    assert "to add 15 processes of wave 1 to their contracts" in first.value
    shown = table(report, first.link.table).frame.iloc[first.link.first : first.link.last + 1]
    assert set(shown["pays"]) == {"Pays back"} and set(shown["first_move"]) <= {
        "Add to a contract",
        "KPO by project",
    }


def test_what_does_not_pay_is_not_put_up_for_release(audit):
    rows = audit.value.rows.assign(verdict="depends")
    report = report_of(dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows)))
    assert "ask two providers for quotes" in report.dashboard.decisions.lines[0].value


def test_a_process_leads_to_its_reasons(report):
    candidates, reasons = table(report, "Candidates"), table(report, "Reasons")
    _, first, last = candidates.links["process"]
    for place in (0, 10, 30):
        part = reasons.frame.iloc[int(first.iloc[place]) : int(last.iloc[place]) + 1]
        assert set(part["process"]) == {candidates.frame["process"].iloc[place]}
        assert part["score"].iloc[0] == "Decision"


def test_reasons_carry_value_cell_and_rule_and_their_points_are_the_methods(report, audit):
    reasons = table(report, "Reasons").frame
    line = reasons[(reasons["process_id"] == "P001") & (reasons["rule_id"] == "drive_rules")].iloc[0]
    assert line["given"] == "5" and line["cell"] == "Inventory!M5" and line["criterion"] == "Rule-based level"
    assert line["rule"].startswith("Rule based level moves")
    (lines,) = audit.assessment.contributions
    assert len(reasons) == len(lines) + 2 * len(audit.intake.typed)
    assert np.isclose(reasons["points"].sum(), lines["points"].sum())


def test_no_owner_and_no_free_text_in_the_stakeholder_edition(report, audit):
    said = "\n".join(texts(report))
    assert SECRET not in said
    assert not any(owner in said for owner in OWNERS.values())
    assert "Finance: process owner" in texts(report)
    full = "\n".join(texts(report_of(audit, "full")))
    assert SECRET in full and "Petra Lindqvist (Finance)" in full


def test_each_edition_says_the_same_whichever_is_made_first(audit):
    # What both say is made once, for the first: it must not hold what only one of them may show.
    def said(editions):
        results = results_frame(audit)
        return {
            report.edition: [
                *(
                    (one.name, one.note, one.frame[[field.key for field in one.fields]].astype(str).to_csv())
                    for sheet in report.sheets
                    for one in (*sheet.tables, report.dashboard.first)
                ),
                *(
                    getattr(report.dashboard, part)
                    for part in ("scope", "verdict", "trust", "counts", "money")
                ),
            ]
            for report in build(audit, results, candidates_frame(audit, results), editions, "0" * 64)
        }

    first = said(["stakeholder", "full"])
    assert first == said(["full", "stakeholder"])
    assert first["full"] != first["stakeholder"]


def test_a_change_of_a_withheld_column_is_told_without_its_values(audit):
    rows = pd.concat(
        [
            audit.changes.rows,
            pd.DataFrame(
                {
                    "process_id": ["P001"],
                    "cause": ["data"],
                    "field": ["owner"],
                    "before": ["Old Name"],
                    "after": ["New Name"],
                },
                dtype="str",
            ),
        ],
        ignore_index=True,
    )
    changed = dataclasses.replace(audit, changes=dataclasses.replace(audit.changes, rows=rows))
    assert not {"Old Name", "New Name"} & texts(report_of(changed))
    assert {"Old Name", "New Name"} <= texts(report_of(changed, "full"))


def test_beside_each_candidate_stand_its_alternatives(report):
    line = table(report, "Alternatives").frame.set_index("process_id").loc["P021"]
    assert (
        line["keep"] == 402000
        and "of labour" in line["automate"]
        and line["outsource_low"] < line["outsource_high"]
    )
    assert table(report, "Alternatives").frame["shared"].str.contains("could be pooled").any()


def test_a_dependency_that_a_move_would_cut_is_named_at_both_ends(report):
    cut = table(report, "Alternatives").frame.set_index("process_id")["cut"]
    assert cut["P002"] == "Needs P006, not in this wave"  # P006 is retained; P001 moves in the same wave


def test_the_gravest_risks_come_first_with_what_to_do_and_who(report):
    risks = report.dashboard.risks.frame
    assert len(risks) == 5 and risks["flag"].iloc[0] == "Critical function" and risks["count"].iloc[0] == 4
    assert risks["who"].notna().all() and risks["mitigation"].notna().all()


def test_the_chart_shows_every_candidate_with_a_fit_and_alike_ones_as_one_point(audit):
    report = report_of(audit)
    chart, points = report.dashboard.charts[0], table(report, "ChartPoints").frame
    results = candidates_frame(audit, results_frame(audit))
    by_name = screened_by_name(
        audit.assessment.rows.loc[results.index]
    )  # the first sheet counts none of them
    valued = audit.value.rows["saving_mid"].reindex(results.index).notna() & ~by_name
    assert points["count"].sum() == valued.sum() and chart.series[-1].last == len(points) - 1
    alike = audit.value.rows.assign(saving_mid=audit.value.rows["saving_mid"] * 0 + 5_000.0)
    ranks = audit.ranks.assign(suitability=audit.ranks["suitability"] * 0 + 40.0)
    same = dataclasses.replace(audit, ranks=ranks, value=dataclasses.replace(audit.value, rows=alike))
    drawn = report_of(same).dashboard.charts[0]
    assert sum(one.last - one.first + 1 for one in drawn.series) <= 9  # one a drive and size
    assert table(report_of(same), "ChartPoints").frame["count"].max() > 1


@pytest.mark.parametrize("fit_of_all", [None, 40.0])
def test_only_first_candidates_are_numbered_in_the_chart_and_no_number_touches_anything(audit, fit_of_all):
    ranks = audit.ranks if fit_of_all is None else audit.ranks.assign(suitability=fit_of_all)
    report = report_of(dataclasses.replace(audit, ranks=ranks))
    chart, points = report.dashboard.charts[0], table(report, "ChartPoints").frame
    width, height = PLOT_PIXELS
    marks, words = [], []
    for series in chart.series:
        for place, label in zip(range(series.first, series.last + 1), series.labels, strict=True):
            x = points["suitability"].iloc[place] / 100 * width
            y = (chart.up.high - points["up"].iloc[place]) / (chart.up.high - chart.up.low) * height
            half = series.size * 2 / 3  # points of print are 4/3 pixels
            marks.append((x - half, y - half, x + half, y + half))
            if label:
                assert label == points["numbers"].iloc[place] and series.side in SIDES
                wide, high = 6 * len(label), 10
                left = {"right": x + half, "left": x - half - wide}.get(series.side, x - wide / 2)
                top = {"above": y - half - high, "below": y + half}.get(series.side, y - high / 2)
                words.append((left, top, left + wide, top + high))
    assert words
    for place, (left, top, right, bottom) in enumerate(words):
        for other in marks + words[:place]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]
    first = {str(number) for number in range(1, len(report.dashboard.first.frame) + 1)}
    assert {one for numbers in points["numbers"] for one in numbers.split(", ") if one} <= first


def test_where_little_is_valued_the_chart_shows_risk_against_fit(audit):
    rows = audit.value.rows.assign(saving_mid=np.nan)
    report = report_of(dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows)))
    assert "risk points" in report.dashboard.charts[0].alt
    assert table(report, "ChartPoints").frame["up"].max() > 0


def test_the_heat_map_counts_every_process_once_and_names_its_label(report, audit):
    cells = table(report, "HeatMap").frame.drop(columns="unit").to_numpy().ravel()
    said = [cell for cell in cells if isinstance(cell, str) and "(" in cell]
    assert sum(int(cell.split("(")[1].rstrip(")")) for cell in said) == len(audit.intake.typed)
    assert all(cell.split()[0] in ("BPO", "KPO", "Retain", "Review") for cell in said)
    by_function = table(report, "ByFunction").frame
    fte = by_function[["bpo_candidate", "kpo_candidate", "retain", "review"]].to_numpy().sum()
    assert fte == pytest.approx(audit.intake.typed["fte"].sum())


def test_doubtful_savings_are_withdrawn_everywhere_on_the_first_sheet(audit):
    totals = audit.value.totals.assign(paying_to_check_count=20)
    board = report_of(
        dataclasses.replace(audit, value=dataclasses.replace(audit.value, totals=totals))
    ).dashboard
    assert "withdrawn" in board.verdict.value and "Controlling: verify" in board.decisions.lines[0].value
    assert [tile.value for tile in board.money[:4]] == ["Withdrawn"] * 4
    assert board.first.frame["saving"].isna().all()


def test_equal_services_of_several_units_are_one_opportunity_with_a_count(audit):
    typed = audit.intake.typed.copy()
    ranked = results_frame(audit).query("rank.notna() and recommendation == 'bpo_candidate'").index[:4]
    typed.loc[ranked, "process_name"] = "Financial management services"
    board = report_of(
        dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed))
    ).dashboard
    names = board.first.frame["process"]
    assert names.str.startswith("Financial management services").sum() == 1
    assert "Financial management services (×4)" in list(names)


def test_one_opportunity_says_for_how_many_of_its_processes_the_verdict_holds(audit):
    ranked = results_frame(audit).query("rank.notna() and recommendation == 'bpo_candidate'").index[:2]
    typed, rows = audit.intake.typed.copy(), audit.value.rows.copy()
    typed.loc[ranked, "process_name"] = "Financial management services"
    rows.loc[ranked, "verdict"] = ["pays", "depends"]
    changed = dataclasses.replace(audit.intake, typed=typed), dataclasses.replace(audit.value, rows=rows)
    board = report_of(dataclasses.replace(audit, intake=changed[0], value=changed[1])).dashboard
    line = board.first.frame.set_index("process").loc["Financial management services (×2)"]
    assert line["pays"] == "Pays back: 1 of 2"


def test_a_wave_is_never_missing_from_the_timeline(audit):
    bundles = pd.concat([audit.value.bundles.iloc[:1]] * 16, ignore_index=True)
    bundles = bundles.assign(
        wave=pd.array([1] * 14 + [2, 3], dtype="Int64"),
        bundle=[f"bundle {n}" for n in range(16)],
        row_count=2,
    )
    value = dataclasses.replace(audit.value, bundles=bundles)
    lines = table(report_of(dataclasses.replace(audit, value=value)), "Timeline").frame
    assert list(lines["what"])[:3] == ["Wave 1 (28)", "Wave 2 (2)", "Wave 3 (2)"]


def test_a_list_without_values_speaks_of_no_live_model_and_draws_no_empty_chart(audit):
    value = dataclasses.replace(audit.value, workings=None, lines=None, bundles=audit.value.bundles.iloc[:0])
    sheets = {sheet.key: sheet for sheet in report_of(dataclasses.replace(audit, value=value)).sheets}
    assert not any("what_if" in note or "add up" in note for note in sheets["value_lines"].notes)
    assert all(chart.series for chart in sheets["roadmap"].charts)


def test_a_large_portfolio_says_how_many_rows_stand_elsewhere(monkeypatch):
    monkeypatch.setenv("PROCESS_AUDIT_REPORT__REPORT_ROWS", "100")
    settings.cache_clear()
    try:
        report = report_of(made_up_audit(500))
    finally:
        settings.cache_clear()
    for key, file in (
        ("processes", "results.parquet"),
        ("candidates", "candidates.csv"),
        ("flags", "flags.csv"),
        ("why", "contributions.parquet"),
        ("safeguards", "flags.csv"),
    ):
        sheet = next(sheet for sheet in report.sheets if sheet.key == key)
        assert len(sheet.tables[0].frame) <= 100
        assert any(file in note and " of " in note for note in sheet.notes), key
    assert set(table(report, "Processes").frame["recommendation"]) <= {"BPO candidate", "KPO candidate"}
    counts = {tile.tone: tile.value for tile in report.dashboard.counts}
    assert sum(counts.values()) == 500


def test_reviews_are_dated_by_certainty(report):
    frame = table(report, "Candidates").frame
    assert set(frame.loc[frame["certainty"] == "Firm", "review_on"]) == {
        pd.Timestamp(AS_OF) + pd.DateOffset(months=12)
    }
    assert set(frame.loc[frame["certainty"] == "Provisional", "review_on"]) == {
        pd.Timestamp(AS_OF) + pd.DateOffset(months=6)
    }


def test_what_was_not_judged_of_a_process_stands_beside_its_gravest_flag(report, audit):
    shown = table(report, "Processes")
    keys = [field.key for field in shown.fields]
    assert keys[keys.index("highest_severity") + 1] == "not_judged_count"
    told = shown.frame.set_index("process_id")["not_judged_count"].to_dict()
    assert (
        told == dict(zip(audit.intake.typed["process_id"], audit.risks.rows["not_judged_count"], strict=True))
        and sum(told.values()) > 0
    )


@pytest.mark.parametrize(
    ("flips", "moves", "note", "lines"),
    [(0.1, 0.2, "multiplied", 4), (0, 0.2, "No label depends", 4), (0, 0, "multiplied", 0)],
)
def test_weights_without_an_effect_on_labels_say_so(audit, flips, moves, note, lines):
    shares = audit.assessment.weight_sensitivity.assign(flip_share=flips, drive_share=moves)
    told = table(
        report_of(
            dataclasses.replace(
                audit, assessment=dataclasses.replace(audit.assessment, weight_sensitivity=shares)
            )
        ),
        "WeightSensitivity",
    )
    assert note in told.note and "by 2" in told.note and len(told.frame) == lines
    assert told.empty == "No label and no class of drive changes"


def test_the_first_run_has_nothing_to_compare_with():
    report = report_of(made_up_audit(previous=False))
    assert "first run" in table(report, "Changes").empty
    assert "nothing to compare" in report.dashboard.since.lines[0].value


def test_a_process_that_is_gone_has_its_own_name_though_its_id_is_anothers_by_now():
    audit = made_up_audit()
    id_again = audit.intake.typed["process_id"].iloc[0]
    lines = [
        {"process_id": id_again, "cause": "gone", "field": "process", "before": "Scanning", "after": ""},
        {"process_id": id_again, "cause": "new", "field": "process", "before": "", "after": "Tax returns"},
    ]
    changes = dataclasses.replace(audit.changes, rows=pd.DataFrame(lines, dtype="str"))
    rows = table(report_of(dataclasses.replace(audit, changes=changes)), "Changes").frame
    of_new = audit.intake.typed["process_name"].iloc[0]
    assert list(zip(rows["cause"], rows["process"], strict=True)) == [("Gone", "Scanning"), ("New", of_new)]


@pytest.mark.parametrize("is_unreadable", [True, False])
def test_a_run_before_that_cannot_be_read_or_is_gone_is_no_first_run(is_unreadable):
    audit = made_up_audit(previous=False)
    lines = [] if is_unreadable else [("r1", dt.date(2026, 9, 1), "retain", 9, {})]
    report = report_of(
        dataclasses.replace(
            audit,
            changes=dataclasses.replace(audit.changes, is_unreadable=is_unreadable),
            earlier_runs=pd.DataFrame(lines, columns=TREND_COLUMNS),
        )
    )
    assert "gone or cannot be read" in table(report, "Changes").empty
    assert report.dashboard.since.lines[0].value.startswith("Not known")


def test_from_the_third_run_on_a_trend_is_told_the_present_run_last(audit):
    first, second_run = {"headline_low_EUR": 100_000, "headline_high_EUR": 900_000}, {"headline_low_USD": 5}
    lines = [
        ("r1", dt.date(2026, 9, 1), "bpo_candidate", 30, first),
        ("r1", dt.date(2026, 9, 1), "retain", 9, first),
        ("r2", dt.date(2026, 10, 1), "bpo_candidate", 28, second_run),
        ("r2", dt.date(2026, 10, 1), "kpo_candidate", 3, second_run),
    ]
    earlier = pd.DataFrame(lines, columns=TREND_COLUMNS)
    trend = table(report_of(dataclasses.replace(audit, earlier_runs=earlier)), "Trend").frame
    assert trend["bpo_candidate"].tolist()[:2] == [30, 28]
    assert trend["saving_low"].tolist()[0] == 100_000 and trend["saving_low"].isna().tolist()[1]
    now, totals = trend.iloc[-1], audit.value.totals.set_index("currency")
    assert now["retain"] == 7 and now["as_of"] == pd.Timestamp(AS_OF)
    # of the sum, not the sum of the rows' ranges
    assert now["saving_high"] == totals.loc["EUR", "saving_high"]
    second = dataclasses.replace(audit, earlier_runs=earlier[earlier["run_id"] == "r2"])
    assert "Trend" not in [one.name for sheet in report_of(second).sheets for one in sheet.tables]


def test_overrides_and_challenges_are_answered(report):
    answers = table(report, "Answers").frame.set_index("process_id")["state"]
    assert answers["P020"].startswith("Accepted") and answers["P010"].startswith("Open")


def test_what_is_not_covered_is_said(report):
    said = " ".join(tile.value for tile in report.dashboard.uncovered.lines)
    assert "Files refused: 1" in said and "Rows set aside: 1" in said and "4% of the ledger" in said


def test_the_first_sheet_counts_candidates_that_may_be_what_the_organisation_sells(audit):
    def lines(core):
        typed = audit.intake.typed.assign(core_process=pd.Series(core, audit.intake.typed.index, dtype="str"))
        report = report_of(dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed)))
        return [tile.value for tile in report.dashboard.uncovered.lines if "sells (core)" in tile.value]

    assert lines("non_core") == []
    candidates = audit.assessment.rows["recommendation"].astype("str").str.endswith("_candidate").sum()
    assert lines(None)[0].endswith(f": {candidates}")


def test_money_without_a_currency_is_shown_without_one(audit):
    rows = audit.value.rows.assign(
        currency=audit.value.rows["currency"].mask(audit.value.rows["currency"].notna(), "")
    )
    totals = audit.value.totals.assign(currency="")
    report = report_of(
        dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows, totals=totals))
    )
    assert report.dashboard.money[0].note == "P10 -153 k, P90 2.1 m"


def test_a_currency_in_which_nothing_was_valued_is_not_named(audit):
    nothing = audit.value.totals.assign(
        currency="", **dict.fromkeys(["saving_low", "saving_mid", "saving_high"], np.nan)
    )
    totals = pd.concat([audit.value.totals, nothing], ignore_index=True)
    report = report_of(dataclasses.replace(audit, value=dataclasses.replace(audit.value, totals=totals)))
    assert not any("NaN" in tile.value + tile.note for tile in report.dashboard.money)


def test_amounts_are_said_in_the_unit_that_reads_best():
    words = catalogue("en")
    said = {
        474_431_400_000: "EUR 474.4 bn",
        1_250_000: "EUR 1.3 m",  # a half away from zero, as cells show it
        999_700: "EUR 1.0 m",
        45_600: "EUR 46 k",
        -153_480: "EUR -153 k",
        12: "EUR 12",
        0: "EUR 0",
    }
    assert {amount: money(words, amount, "EUR") for amount in said} == said


def test_two_currencies_are_never_added_up(audit):
    rows = audit.value.rows.copy()
    rows.loc[rows["currency"].notna() & (rows.index % 3 == 0), "currency"] = "USD"
    totals = pd.concat(
        [audit.value.totals, audit.value.totals.assign(currency="USD", candidates_count=2)], ignore_index=True
    )
    report = report_of(
        dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows, totals=totals))
    )
    assert not any(field.total and field.kind == "money" for field in table(report, "Candidates").fields)
    assert "USD" in report.dashboard.money[0].note and "EUR" in report.dashboard.money[0].value


def test_the_consistency_table_stands_on_the_method_sheet_only_where_there_is_one(audit, report):
    check = pd.DataFrame(
        {"service_id": ["E001"], "service": ["call centre"], "expected": ["bpo_candidate"], "got": ["retain"]}
    )
    assert table(report_of(audit, consistency=check), "Consistency").frame["got"].iloc[0] == "Retain"
    assert "Consistency" not in [one.name for sheet in report.sheets for one in sheet.tables]


def test_table_names_and_headings_are_unique(report):
    names = [one.name for sheet in report.sheets for one in sheet.tables] + [
        report.dashboard.first.name,
        report.dashboard.risks.name,
    ]
    assert len({name.casefold() for name in names}) == len(names)
    for one in (one for sheet in report.sheets for one in sheet.tables):
        headings = [field.heading.casefold() for field in one.fields]
        assert len(set(headings)) == len(headings), one.name


def packed(text):
    return sentences(text).packed()


def test_a_condition_of_most_candidates_is_said_once_above_them(audit):
    keys = candidates_frame(audit, results_frame(audit)).index
    cases = pd.DataFrame({"row_key": keys, "code": "LEGAL-BAR", "message": packed("Not judged yet.")}).astype(
        {"code": "str", "message": "str"}
    )
    risks = dataclasses.replace(
        audit.risks, open_cases=pd.concat([audit.risks.open_cases, cases], ignore_index=True)
    )
    report = report_of(dataclasses.replace(audit, risks=risks))
    sheet = next(sheet for sheet in report.sheets if sheet.key == "candidates")
    assert "Every candidate: Not judged yet." in sheet.notes
    assert not sheet.tables[0].frame["conditions"].str.contains("Not judged yet").any()
    assert sheet.tables[0].frame["conditions"].str.contains("Say which data types").any()


def test_a_risk_told_once_is_counted_on_the_rows_that_name_it_and_settled_there(audit):
    flags = audit.risks.flags
    once = (
        flags[flags["row_key"].isna()]
        .iloc[[0]]
        .assign(code="HEALTH-DATA", severity="critical", mitigation=packed("Ask the hospital's counsel."))
    )
    keys = audit.value.rows.index[audit.value.rows["saving_mid"].notna()][:3]
    rows = audit.risks.rows.copy()
    rows.loc[keys, ["risk_flags", "highest_severity"]] = ["HEALTH-DATA", "critical"]
    report = report_of(
        dataclasses.replace(
            audit,
            risks=dataclasses.replace(
                audit.risks, flags=pd.concat([flags, once], ignore_index=True), rows=rows
            ),
        )
    )
    risks = report.dashboard.risks.frame
    line = risks[risks["mitigation"] == "Ask the hospital's counsel."].iloc[0]
    assert line["count"] == 3
    told = (
        table(report, "Candidates")
        .frame["conditions"]
        .str.contains("Ask the hospital's counsel.")
        .fillna(False)
    )
    assert set(told.index[told]) == set(keys)


def test_what_pays_comes_first_on_the_first_screen(audit):
    verdict = audit.value.rows["verdict"].where(audit.value.rows.index % 2 == 0, "depends")
    value = dataclasses.replace(audit.value, rows=audit.value.rows.assign(verdict=verdict))
    first = report_of(dataclasses.replace(audit, value=value)).dashboard.first.frame
    paying = audit.intake.typed["process_name"][verdict == "pays"]
    pays_there = first["process"].str.removesuffix(" (objection open)").isin(paying)
    assert pays_there.tolist() == sorted(pays_there, reverse=True)
    assert pays_there.any()


def test_each_clause_is_said_once_and_each_candidate_names_its_own(report):
    clauses, own = table(report, "Clauses").frame, table(report, "Safeguards").frame
    assert clauses["safeguard"].is_unique
    assert own["safeguard"].str.contains("Service level with an objective quality measure", regex=False).all()
    assert own["process_id"].is_unique and len(own) == clauses["count"].max()


def test_data_quality_tells_what_of_each_control_total_was_audited(report, audit):
    covered = table(report, "Covered").frame
    assert covered["unit"].to_list() == ["Northwind group"] * 2
    assert covered["measure"].to_list() == ["ledger", "staff list"]
    assert covered["covered"].to_list() == [0.96, 0.98]
    none_given = dataclasses.replace(
        audit,
        value=dataclasses.replace(audit.value, control=audit.value.control.assign(control_total=np.nan)),
    )
    assert "Covered" not in {one.name for sheet in report_of(none_given).sheets for one in sheet.tables}


def test_what_the_value_model_says_of_the_whole_portfolio_stands_above_the_candidates(audit):
    old = pd.DataFrame(
        {
            "row_key": pd.array([None], dtype="Int64"),
            "code": "VALUE_OLD_EXCHANGE_RATES",
            "message": packed("Exchange rates are old."),
        }
    )
    told = report_of(dataclasses.replace(audit, value=dataclasses.replace(audit.value, warnings=old)))
    assert (
        "Exchange rates are old." in next(sheet for sheet in told.sheets if sheet.key == "candidates").notes
    )


def test_candidates_whose_figures_do_not_reconcile_are_not_counted_in_the_sums_that_leave_them_out():
    rows = pd.DataFrame(
        {"case_saving": [5.0, 7.0, None, 9.0], "is_doubted": [False, True, None, False]}, index=list("abcd")
    )
    by_name = pd.Series([True, True, True, False], index=list("abcd"))
    context = SimpleNamespace(by_name=by_name, audit=SimpleNamespace(value=SimpleNamespace(rows=rows)))
    assert Context.screened_value.func(context)["case_saving"].tolist() == [5.0]


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if "[>=" in str(kind)])
def test_a_negative_figure_has_its_minus_in_every_program(name):
    """LibreOffice shows no minus in the last part of a number format whose other parts have conditions."""
    assert re.search(r"\[<0\](?:\[Red\])?-", str(KINDS[name]))
