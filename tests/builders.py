"""A made-up company's audit, built frame by frame as the contracts say, for tests of what comes after the
method.

Nothing here is computed by the product: scores and labels are plausible, not right.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from schemas.columns import DTYPES, columns
from schemas.issues import issues_frame
from schemas.messages.message import sentences
from schemas.records import (
    Assessment,
    Audit,
    AuditRequest,
    Changes,
    FileRead,
    HeadingMatch,
    Intake,
    Risks,
    TableRead,
    Value,
)
from schemas.results import FLAG_COLUMNS, ISSUE_COLUMNS, SAFEGUARD_COLUMNS, TEXT_COLUMNS
from schemas.rule_base import Judgement, Reference, Rule
from schemas.rules import RULEBOOK_FOLDER, Rulebook, load_mapping

AS_OF = dt.date(2026, 11, 1)
# name, unit, function area, label, tier, service line, drive, intellectual complexity, FTE, cost in EUR,
# first move, grade
ROWS = """
Supplier invoice entry|Finance|finance_accounting|bpo|bpo_basic|finance_accounting|0.78|14|11.5|612000|move|A
Payment run preparation|Finance|finance_accounting|bpo|bpo_basic|finance_accounting|0.61|22|4.2|268000|bundle|B
Dunning of overdue customers|Finance|finance_accounting|bpo|bpo_advanced|finance_accounting|0.34|31|3.1|187000|bundle|C
Fixed asset register|Finance|finance_accounting|bpo|bpo_basic|finance_accounting|0.55|18|1.6|98000|bundle|B
Month-end close coordination|Finance|finance_accounting|retain||finance_accounting|-0.08|52|3.4|291000|none|C
Treasury and liquidity planning|Finance|finance_accounting|retain||finance_accounting|-0.47|71|2.2|243000|none|B
Management reporting packs|Finance|finance_accounting|review||data_analytics|0.02|44|3.9|301000|split|C
Tax research and opinions|Finance|finance_accounting|kpo|kpo_specialist|finance_accounting|-0.62|78|1.4|196000|move|B
Payroll calculation|People|human_resources|bpo|bpo_basic|human_resources|0.71|19|5.3|334000|move|A
Master data of employees|People|human_resources|bpo|bpo_basic|human_resources|0.66|12|2.8|151000|bundle|B
Recruitment screening|People|human_resources|bpo|bpo_advanced|human_resources|0.22|38|3.0|204000|move|C
Training administration|People|human_resources|bpo|bpo_basic|human_resources|0.58|15|1.9|104000|automate_first|C
Pay and reward benchmarking|People|human_resources|kpo|kpo_specialist|research|-0.51|66|0.8|96000|move|C
Works council negotiations|People|human_resources|retain||human_resources|-0.72|69|1.1|148000|none|B
Customer service, first line|Service|customer_service|bpo|bpo_basic|customer_service|0.52|24|18.4|842000|move|A
Complaint resolution|Service|customer_service|bpo|bpo_advanced|customer_service|-0.24|41|6.1|366000|fix_first|B
Warranty claims handling|Service|customer_service|bpo|bpo_advanced|customer_service|0.31|33|4.6|262000|fix_first|C
Order entry|Service|customer_service|bpo|bpo_basic|back_office|0.74|11|7.9|371000|automate_first|A
Returns authorisation|Service|customer_service|bpo|bpo_basic|customer_service|0.49|20|2.4|119000|bundle|C
Key account service desk|Service|customer_service|retain||front_office|-0.05|47|2.7|241000|none|C
Service desk, second level|IT|it_software|bpo|bpo_advanced|it_software|0.18|49|5.2|402000|move|C
User administration|IT|it_software|bpo|bpo_basic|it_software|0.81|13|1.7|112000|already_outsourced|B
Test of business applications|IT|it_software|bpo|bpo_advanced|it_software|0.27|46|3.8|317000|move|C
Enterprise architecture|IT|it_software|retain||it_software|-0.66|82|2.1|287000|none|B
Security monitoring|IT|it_software|bpo|bpo_advanced|it_software|0.05|57|2.9||already_outsourced|B
Market and competitor research|Strategy|research|kpo|kpo_specialist|research|-0.71|74|2.6|298000|move|B
Pricing analytics|Strategy|data_analytics|kpo|kpo_strategic|data_analytics|-0.69|81|3.2|377000|move|B
Demand forecasting models|Strategy|data_analytics|kpo|kpo_specialist|data_analytics|-0.44|76|2.3|264000|move|C
Mergers and acquisitions strategy|Strategy|strategy|retain||strategy|-0.83|91|1.5|318000|none|A
Customer surveys, coding|Strategy|research|bpo|bpo_basic|research|0.42|26|0.4|21000|too_small|C
Contract review, standard terms|Legal|legal|bpo|bpo_advanced|legal|0.11|48|2.0|214000|move|C
Patent drafting|Legal|legal|kpo|kpo_specialist|legal|-0.64|85|1.2|201000|move|B
Litigation|Legal|legal|retain||legal|-0.74|88|1.0|226000|none|B
Discovery analytics|Legal|legal|kpo|kpo_specialist|legal|-0.38|70|0.9|118000|move|C
Product engineering, drawings|Engineering|engineering|kpo|kpo_specialist|engineering_design|-0.41|79|6.7|689000|move|B
Drawing conversion|Engineering|engineering|bpo|bpo_basic|engineering_design|0.69|21|2.5|133000|move|B
Spare parts catalogue|Engineering|engineering|bpo|bpo_basic|back_office|0.47|23|1.8|94000|automate_first|D
Site acceptance tests|Engineering|engineering|review||engineering_design|||4.0|345000|none|D
Freight invoice audit|Logistics|logistics|bpo|bpo_basic|logistics|0.63|27|2.9|148000|move|B
Customs declarations|Logistics|logistics|bpo|bpo_advanced|logistics|0.29|43|3.3|209000|move|C
Carrier tendering|Logistics|logistics|review||logistics|-0.11|50|1.3||none|D
""".strip().splitlines()
OWNERS = {
    "Finance": "Petra Lindqvist",
    "People": "Samuel Okoro",
    "Service": "Ines Carvalho",
    "IT": "Tomasz Wrobel",
    "Strategy": "Yuki Harada",
    "Legal": "Claire Beaumont",
    "Engineering": "Hans Feldkirch",
    "Logistics": "Noor Rahmani",
}
CRITERIA = {
    "rule_based_level": ("drive_rules", 0.22),
    "judgement_level": ("drive_judgement", 0.20),
    "analysis_share": ("drive_analysis", 0.16),
    "novelty_level": ("drive_novelty", 0.12),
    "output_type": ("drive_output", 0.12),
    "standardised_share": ("drive_standardised", 0.10),
    "checklist_executable": ("drive_checklist", 0.08),
}
COMPLEXITY = {
    "domain_expertise_level": ("intellectual_expertise", 0.35),
    "qualification": ("intellectual_qualification", 0.2),
    "judgement_level": ("intellectual_judgement", 0.45),
}
EFFORT = {
    "fte": ("volume_effort", 0.6),
    "volume": ("volume_items", 0.25),
    "applications_count": ("volume_systems", 0.15),
}
SECRET = "Ask Greta before touching this"  # free text that must not leave the full edition


def base_rows(count: int = len(ROWS)) -> pd.DataFrame:
    """The invented processes, repeated under numbered names until there are ``count``."""
    names = [
        "process_name",
        "business_unit",
        "function_area",
        "label",
        "tier",
        "service_line",
        "drive",
        "complexity",
        "fte",
        "cost",
        "move",
        "grade",
    ]
    one = pd.DataFrame([line.split("|") for line in ROWS], columns=names)
    frame = one.iloc[np.arange(count) % len(one)].reset_index(drop=True)
    if count > len(one):
        frame["process_name"] = frame["process_name"] + " " + (frame.index // len(one) + 1).astype("str")
    for name in ("drive", "complexity", "fte", "cost"):
        frame[name] = pd.to_numeric(frame[name].replace("", None)).astype("float64")
    text = [name for name in names if name not in ("drive", "complexity", "fte", "cost")]
    frame[text] = frame[text].replace("", None).astype("str")
    frame["label"] = frame["label"].replace({"bpo": "bpo_candidate", "kpo": "kpo_candidate"})
    frame.index = pd.RangeIndex(101, 101 + count, name="row_key")
    return frame


def typed_frame(base: pd.DataFrame, seed: int = 7) -> pd.DataFrame:
    """Typed rows with the dtypes of the input dictionary, and about one cell in eight blank."""
    draw, count = np.random.default_rng(seed), len(base)
    kinds = columns()
    frame = pd.DataFrame(
        {
            "source_table": np.ones(count, dtype="int64"),
            "source_file": pd.Series("northwind_processes.xlsx", index=base.index, dtype="str"),
            "source_sheet": pd.Series("Inventory", index=base.index, dtype="str"),
            "source_row": np.arange(5, count + 5),
            "process_id": pd.Series(
                [f"P{number:03d}" for number in range(1, count + 1)], index=base.index, dtype="str"
            ),
        },
        index=base.index,
    )
    frame["process_name"] = base["process_name"]
    frame["description"] = SECRET
    for name in ("business_unit", "function_area", "fte"):
        frame[name] = base[name]
    frame["annual_cost"], frame["labour_cost"] = base["cost"], base["cost"]
    frame["currency"] = "EUR"
    frame["owner"] = base["business_unit"].map(OWNERS)
    frame["volume"] = np.round(base["fte"] * 9000 * draw.uniform(0.4, 1.6, count))
    frame["applications_count"] = draw.integers(1, 9, count).astype(float)
    drive = base["drive"].fillna(0).to_numpy()
    frame["rule_based_level"] = np.clip(np.round(3 + 2 * drive), 1, 5)
    frame["judgement_level"] = np.clip(np.round(3 - 2 * drive), 1, 5)
    frame["novelty_level"] = np.clip(np.round(2.6 - 1.8 * drive), 1, 5)
    frame["analysis_share"] = np.round(np.clip(0.35 - 0.45 * drive, 0, 0.9), 2)
    frame["standardised_share"] = np.round(np.clip(0.5 + 0.5 * drive, 0.05, 0.95), 2)
    frame["automation_share"] = np.round(np.clip(0.3 + 0.4 * drive, 0.05, 0.8), 2)
    frame["checklist_executable"] = pd.array(drive > 0.5, dtype="boolean")
    frame["domain_expertise_level"] = np.clip(np.round(base["complexity"].fillna(50) / 20), 1, 5)
    frame["output_type"] = np.where(
        drive > 0.4, "transaction", np.where(drive > 0, "customer_response", "recommendation")
    )
    frame["qualification"] = np.where(base["complexity"].fillna(50) > 65, "master", "vocational")
    frame["source_quality"] = np.where(base["grade"].eq("A"), "measured", "estimated")
    frame["employees_in_scope"] = np.ceil(base["fte"] * 1.1)
    frame["core_process"] = np.where(base["label"].eq("retain"), "core", "non_core")
    frame["depends_on"] = pd.Series(None, index=base.index, dtype="str")
    frame.loc[base.index[1], "depends_on"] = "P001;P006"
    frame.loc[base.index[8], "depends_on"] = "P010"
    frame["override_recommendation"] = pd.Series(None, index=base.index, dtype="str")
    frame["challenge"] = pd.Series(None, index=base.index, dtype="str")
    frame.loc[base.index[19], "override_recommendation"] = "retain"
    frame.loc[base.index[9], "challenge"] = SECRET
    for name in ("analysis_share", "automation_share", "standardised_share", "judgement_level"):
        frame.loc[draw.random(count) < 0.13, name] = np.nan
    return frame.astype({name: DTYPES[kinds[name].type] for name in frame.columns if name in kinds})


def made_up_intake(base: pd.DataFrame, seed: int = 7) -> Any:
    """One workbook of one sheet, with repairs, an unreadable cell, a row set aside and a file refused."""
    typed = typed_frame(base, seed)
    recognised = [
        name
        for name in typed.columns
        if name not in ("source_table", "source_file", "source_sheet", "source_row")
    ]
    letters = [chr(65 + n) if n < 26 else "A" + chr(65 + n - 26) for n in range(len(recognised) + 2)]
    headings = [
        HeadingMatch(letter, columns()[name].title, name, "alias", columns()[name].title.lower())
        for letter, name in zip(letters, recognised, strict=False)
    ]
    money = recognised.index("annual_cost")
    headings[money] = HeadingMatch(
        letters[money],
        "Cost (k€)",
        "annual_cost",
        "words",
        "cost",
        "EUR",
        1000.0,
        "thousands, from the heading",
    )
    headings += [
        HeadingMatch(letters[-2], "Colour code", None, "not_recognised"),
        HeadingMatch(letters[-1], "Anual volums", None, "not_recognised", suggestion="volume"),
    ]
    table = TableRead(
        1,
        "northwind_processes.xlsx",
        "Inventory",
        (4,),
        5,
        len(base) + 5,
        len(base) + 1,
        tuple(headings),
        ("Rows 1 to 3 above the header are titles.", "The last row is a total and was not taken as data."),
    )
    files = (
        FileRead(
            "northwind_processes.xlsx",
            "/in/northwind_processes.xlsx",
            "ab" * 32,
            48_211,
            "xlsx",
            (table,),
            ("1 hidden sheet was not read.",),
        ),
        FileRead(
            "old_list.xlsx",
            "/in/old_list.xlsx",
            "cd" * 32,
            9_000,
            "unknown",
            refused_code="FILE_ENCRYPTED",
            refused_message="old_list.xlsx is encrypted. Save it without a password and send it again.",
        ),
    )
    issues = [
        dict(zip(ISSUE_COLUMNS, line, strict=True))
        for line in [
            (
                "northwind_processes.xlsx",
                "Inventory",
                "H9",
                9,
                "fte",
                "CELL_UNREADABLE",
                "error",
                "H9 cannot be read as a number. Give the full-time equivalents as a number such as 2.5.",
            ),
            (
                "northwind_processes.xlsx",
                "Inventory",
                "K17",
                17,
                "analysis_share",
                "OUT_OF_RANGE",
                "warning",
                "K17 lies outside 0 to 100 %. Give a share between 0 and 100 %.",
            ),
            (
                "northwind_processes.xlsx",
                "Inventory",
                "I12",
                12,
                "annual_cost",
                "NUMBER_AS_TEXT",
                "repair",
                "I12 was a number stored as text and was read as a number.",
            ),
            (
                "northwind_processes.xlsx",
                "Inventory",
                "",
                None,
                "rule_based_level",
                "WORDS_TO_LEVELS",
                "repair",
                "Words were read as levels 1 to 5 in 38 cells.",
            ),
        ]
    ]
    set_aside = pd.DataFrame(
        {
            "file": ["northwind_processes.xlsx"],
            "sheet": ["Inventory"],
            "row": pd.array([len(base) + 5], dtype="Int64"),
            "cell": [f"B{len(base) + 5}"],
            "code": ["ROW_WITHOUT_NAME"],
        }
    ).astype({"file": "str", "sheet": "str", "cell": "str", "code": "str"})
    carried = pd.DataFrame(
        {
            "Colour code": pd.Series("green", index=base.index, dtype="str"),
            "Anual volums": pd.Series(None, index=base.index, dtype="str"),
        }
    )
    lines: list[Any] = issues
    return Intake(files, typed, carried, set_aside, issues_frame(lines))


def made_up_texts(base: pd.DataFrame) -> pd.DataFrame:
    """TEXT_COLUMNS with nothing found."""
    flags = {
        name: pd.array(np.zeros(len(base), dtype=bool), dtype="boolean")
        for name in TEXT_COLUMNS
        if name.startswith("is_")
    }
    numbers = {name: np.full(len(base), np.nan) for name in ("text_drive", "text_complexity", "match_share")}
    return pd.DataFrame(
        {
            name: flags.get(name, numbers.get(name, pd.Series(None, index=base.index, dtype="str")))
            for name in TEXT_COLUMNS
        },
        index=base.index,
    )


def _contributions(base: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for score, table, target in (
        ("drive_index", CRITERIA, base["drive"].fillna(0)),
        ("intellectual_complexity", COMPLEXITY, base["complexity"].fillna(50)),
        ("volume_complexity", EFFORT, _effort(base)),
    ):
        for criterion, (rule_id, weight) in table.items():
            known = typed[criterion].notna().to_numpy()
            points = (target * weight).to_numpy()
            parts.append(
                pd.DataFrame(
                    {
                        "row_key": base.index[known],
                        "score": score,
                        "criterion": criterion,
                        "rule_id": rule_id,
                        "value": (0.5 + 0.5 * np.tanh(points / 20))[known],
                        "weight": weight,
                        "points": points[known],
                    }
                )
            )
    frame = pd.concat(parts, ignore_index=True)
    return frame.astype({"score": "category", "criterion": "category", "rule_id": "category"})


def _effort(base: pd.DataFrame) -> pd.Series:
    return (12 + 28 * base["fte"].map(np.log1p)).clip(0, 100)


def _band(score: pd.Series) -> pd.Series:
    bands: list[Any] = [None, "low", "moderate"]
    return pd.Series(
        np.select([score.isna(), score < 35, score < 65], bands, "high"),
        index=score.index,
        dtype="str",
    )


def as_messages(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The frame with texts of the named columns packed as messages of which they are the only fact."""
    packed = {
        name: frame[name].map(lambda text: sentences(text).packed(), na_action="ignore") for name in names
    }
    return frame.assign(**{name: column.astype("str") for name, column in packed.items()})


def made_up_assessment(base: pd.DataFrame, typed: pd.DataFrame) -> Assessment:
    """Rows of ASSESSED_COLUMNS with the given labels, their contributions and questions."""
    count = len(base)
    firm = base["grade"].isin(("A", "B"))
    effort = _effort(base).round(4)
    drives: list[Any] = [None, "volume_driven", "insight_driven"]
    facts: Any = ["financial", "customer_personal", None, "employee_personal", "health"]
    facts = [fact and f"data_types: {fact}" for fact in facts]
    sources: Any = ["columns", "columns", None, "columns", "columns"]
    rows = pd.DataFrame(
        {
            "volume_complexity": effort,
            "volume_complexity_low": effort - 6,
            "volume_complexity_high": effort + 6,
            "volume_complexity_band": _band(effort),
            "intellectual_complexity": base["complexity"],
            "intellectual_complexity_low": base["complexity"] - 8,
            "intellectual_complexity_high": base["complexity"] + 8,
            "intellectual_complexity_band": _band(base["complexity"]),
            "drive_index": base["drive"],
            "drive_low": base["drive"] - np.where(firm, 0.08, 0.4),
            "drive_high": base["drive"] + np.where(firm, 0.08, 0.4),
            "drive": np.select(
                [base["drive"].isna(), base["drive"] >= 0.2, base["drive"] <= -0.2],
                drives,
                "balanced",
            ),
            "sensitivity": np.resize(
                ["internal", "confidential", "not_assessed", "confidential", "restricted"], count
            ),
            "sensitivity_fact": np.resize(facts, count),
            "sensitivity_source": np.resize(sources, count),
            "knowledge_points": np.where(base["label"].eq("kpo_candidate"), 3, 1),
            "knowledge_test": base["label"].eq("kpo_candidate").astype("boolean"),
            "recommendation": base["label"],
            "tier": base["tier"],
            "service_line": base["service_line"],
            "decision_rule": base["label"].map(
                {
                    "bpo_candidate": "decide_volume",
                    "kpo_candidate": "decide_insight",
                    "retain": "decide_core",
                    "review": "decide_too_little",
                }
            ),
            "first_move": base["move"],
            "computed_recommendation": base["label"],
            "certainty": np.where(firm, "firm", "provisional"),
            "grade": base["grade"],
            "confidence": np.where(firm, 0.82, 0.46),
            "confidence_coverage": np.where(firm, 0.9, 0.5),
            "confidence_kind": 0.7,
            "confidence_age": 1.0,
            "confidence_agreement": 0.9,
            "coverage": np.where(firm, 0.91, 0.52),
            "stability": np.where(base["grade"].eq("D"), np.nan, 0.93),
            "evidence": np.where(base["grade"].eq("D"), "text", "columns"),
            "why": "Mostly rule-based work done the same way each time; a checklist covers it.",
            "what_would_change_it": "judgement_level from 2 to 4: kpo_candidate",
            "next_questions": "How much of the effort is analysis? | Is this core to us?",
        },
        index=base.index,
    )
    rows.loc[base["label"].isin(["kpo_candidate", "retain"]), "why"] = (
        "Mostly expert judgement on changing questions; the person doing the work decides."
    )
    rows.loc[base.index[19], ["computed_recommendation"]] = "bpo_candidate"
    text = [name for name in rows.columns if rows[name].dtype == object or str(rows[name].dtype) == "str"]
    rows = as_messages(
        rows.astype(dict.fromkeys(text, "str")), "why", "what_would_change_it", "next_questions"
    )
    asked = base.index[~firm]
    questions = pd.DataFrame(
        {
            "row_key": np.asarray(asked),
            "column": np.resize(["analysis_share", "core_process", "judgement_level"], len(asked)),
            "question": np.resize(
                [
                    "How much of the effort in a week goes into research and analysis?",
                    "Would a customer notice if someone else did this work?",
                    "How often must the person doing the work decide without a rule?",
                ],
                len(asked),
            ),
            "owner": typed.loc[asked, "owner"].to_numpy(),
            "flips_label": pd.array(np.arange(len(asked)) % 3 != 1, dtype="boolean"),
            "money_at_stake": (base.loc[asked, "cost"] * 0.18).round(2).to_numpy(),
            "currency": "EUR",
            "priority": np.arange(1, len(asked) + 1),
        }
    )
    questions = questions.astype(
        {"column": "str", "question": "str", "owner": "str", "currency": "str"}
    ).sort_values("money_at_stake", ascending=False)
    questions["priority"] = np.arange(1, len(asked) + 1)
    questions = as_messages(questions, "question")
    shares = {"flip_share": [0.12, 0.09, 0.05, 0.0], "drive_share": [0.2, 0.1, 0.05, 0.03]}
    sensitivity = pd.DataFrame({"criterion": list(CRITERIA)[:4], **shares}).astype({"criterion": "str"})
    return Assessment(rows, (_contributions(base, typed),), questions.reset_index(drop=True), sensitivity)


FLAG_KINDS = (
    (
        "CRITICAL_FUNCTION",
        "critical",
        "A critical or important function; the supervisor must be told before it is outsourced.",
        "criticality: critical",
        "Tell the supervisor; agree audit rights and an exit plan before signing.",
        "EBA/GL/2019/02, paragraph 29",
    ),
    (
        "TRANSFER",
        "high",
        "Personal data would leave the EEA to a country without an adequacy decision.",
        "data_types: customer_personal",
        "Agree standard contractual clauses and a transfer assessment, or stay in the EEA.",
        "GDPR, Articles 44 to 49",
    ),
    (
        "KEY_PERSON",
        "high",
        "One person holds the knowledge.",
        "key_person_dependency: yes",
        "Write it down and train a deputy before anything moves.",
        "S1-33",
    ),
    (
        "NO_QUALITY_METRIC",
        "medium",
        "No agreed measure of quality.",
        "quality_metric: none",
        "Agree an objective measure and a target before a contract.",
        "S1-64",
    ),
    (
        "CONTRACT_END",
        "medium",
        "The contract ends within a year.",
        "contract_end",
        "Decide on renewal now; notice may be due.",
        "judgement",
    ),
    (
        "UNDOCUMENTED",
        "low",
        "There is no written procedure.",
        "documentation_level: 1",
        "Write a procedure with the people who do the work.",
        "S1-09",
    ),
)


def made_up_risks(base: pd.DataFrame, typed: pd.DataFrame) -> Risks:
    """Flags of six kinds, one of them the portfolio's, and two safeguards a candidate."""
    candidate = base["label"].isin(("bpo_candidate", "kpo_candidate"))
    lines = []
    for step, (code, severity, message, evidence, mitigation, reference) in enumerate(FLAG_KINDS):
        keys = base.index[candidate][step :: 9 - step]
        lines.append(
            pd.DataFrame(
                {
                    "row_key": pd.Series(keys, dtype="Int64"),
                    "process_id": typed.loc[keys, "process_id"].to_numpy(),
                    "code": code,
                    "severity": severity,
                    "message": message,
                    "evidence": evidence,
                    "mitigation": mitigation,
                    "reference": reference,
                }
            )
        )
    portfolio = pd.DataFrame(
        {
            "row_key": pd.array([None], dtype="Int64"),
            "process_id": [None],
            "code": "ATTRITION",
            "severity": "medium",
            "message": "Attrition at providers is inherent in both labels.",
            "evidence": "32 of 41 rows are candidates",
            "mitigation": "Agree staffing stability and a handover period in every contract.",
            "reference": "S0-16, S2-08",
        }
    )
    flags = pd.concat([*lines, portfolio], ignore_index=True).astype({name: "str" for name in FLAG_COLUMNS})
    flags = as_messages(flags, "message", "mitigation", "reference")
    own = flags[flags["row_key"].notna()]
    order = {"critical": 4, "high": 3, "medium": 2, "low": 1, "info": 0}
    worst = (
        own.assign(order=own["severity"].map(order))
        .sort_values("order")
        .groupby("row_key")["severity"]
        .last()
    )
    rows = pd.DataFrame(
        {
            "location": np.where(
                candidate, np.resize(["nearshore", "offshore", "onshore"], len(base)), "none"
            ),
            "location_reason": "personal data keep it in the EEA",
            "highest_severity": worst.reindex(base.index),
            "risk_flags": own.groupby("row_key")["code"].agg(";".join).reindex(base.index),
            "not_judged_count": np.where(base["grade"].isin(("C", "D")), 4, 1),
        },
        index=base.index,
    )
    rows = rows.astype(
        {"location": "str", "location_reason": "str", "highest_severity": "str", "risk_flags": "str"}
    )
    keys = base.index[candidate]
    safeguards = pd.concat(
        [
            pd.DataFrame(
                {
                    "row_key": keys,
                    "safeguard": safeguard,
                    "clause": f"{safeguard}.",
                    "demanded_by": code,
                    "reference": reference,
                }
            )
            for safeguard, code, reference in (
                ("Confidentiality agreement with named persons", "MINIMUM", "S1-40"),
                ("Service level with an objective quality measure", "NO_QUALITY_METRIC", "S1-64"),
            )
        ],
        ignore_index=True,
    )
    safeguards = safeguards.astype({name: "str" for name in SAFEGUARD_COLUMNS})
    safeguards = as_messages(safeguards, "safeguard", "clause", "reference")
    not_judged = pd.DataFrame(
        {
            "code": ["TRANSFER", "EXIT_PLAN"],
            "row_count": [12, 31],
            "reason": ["data types are blank", "exit plan is blank"],
        }
    ).astype({"code": "str", "reason": "str"})
    cases = pd.DataFrame(
        {
            "row_key": base.index[[2, 10]],
            "code": ["TRANSFER", "TRANSFER"],
            "message": ["Say which data types this process uses."] * 2,
        }
    ).astype({"code": "str", "message": "str"})
    return Risks(
        flags,
        as_messages(rows, "location_reason"),
        safeguards,
        as_messages(not_judged, "reason"),
        as_messages(cases, "message"),
    )


def made_up_value(base: pd.DataFrame) -> Value:
    """Savings on labour for what moves, its totals, waves, bundles and control totals."""
    moving = (
        base["label"].isin(("bpo_candidate", "kpo_candidate"))
        & ~base["move"].isin(("already_outsourced", "too_small"))
        & base["cost"].notna()
    )
    labour = base["cost"].where(moving)
    rows = pd.DataFrame(
        {
            "labour_base": labour,
            "saving_low": (labour * -0.02).round(2),
            "saving_mid": (labour * 0.13).round(2),
            "saving_high": (labour * 0.27).round(2),
            "one_off_low": (labour * 0.15).round(2),
            "one_off_mid": (labour * 0.24).round(2),
            "one_off_high": (labour * 0.41).round(2),
            "break_even_months": labour.where(labour > 150_000) * 0 + 22.0,
            "npv_mid": (labour * 0.31).round(2),
            "fee_per_hour": labour * 0 + 14.0,
            "fee_per_hour_to_pay": labour * 0 + 21.0,
            "fte_moved": (base["fte"] * 0.75).where(moving).round(3),
            "posts_released": (base["fte"] * 0.5).where(moving).round(3),
            "posts_redeployed": (base["fte"] * 0.25).where(moving).round(3),
            "currency": pd.Series("EUR", index=base.index).where(moving),
            "value_note": pd.Series(
                "No labour cost and no FTE: no saving is claimed.", index=base.index
            ).where(base["cost"].isna()),
            "wave": pd.array(
                np.where(
                    base["label"].eq("kpo_candidate"),
                    3,
                    np.where(base["move"].isin(("fix_first", "automate_first")), 2, 1),
                ),
                dtype="Int64",
            ),
            "bundle": base["service_line"]
            .str.replace("_", " ")
            .str.capitalize()
            .where(base["move"].eq("bundle")),
            "case_saving": (labour * 0.12).round(2),
            "capacity_low": (labour * 0.5).round(2),
            "capacity_mid": (labour * 0.6).round(2),
            "capacity_high": (labour * 0.7).round(2),
            "chance_to_pay": labour * 0 + 0.94,
            "verdict": pd.Series("none", index=base.index).mask(moving, "pays"),
            "capacity_verdict": pd.Series("none", index=base.index).mask(moving, "pays"),
            "verdict_on": pd.Series(None, index=base.index, dtype="str"),
            "verdict_at": labour * float("nan"),
            "is_doubted": pd.Series(False, index=base.index),
        },
        index=base.index,
    )
    rows["wave"] = rows["wave"].where(moving)
    rows["wave_reason"] = pd.Series("Simple volume work first.", index=base.index).where(moving)
    rows = rows.astype({"currency": "str", "wave_reason": "str", "value_note": "str", "bundle": "str"})
    rows = as_messages(rows, "wave_reason", "value_note")
    sums = rows[
        [
            "labour_base",
            "saving_low",
            "saving_mid",
            "saving_high",
            "one_off_low",
            "one_off_mid",
            "one_off_high",
            "npv_mid",
            "case_saving",
            "capacity_low",
            "capacity_mid",
            "capacity_high",
            "fte_moved",
            "posts_released",
            "posts_redeployed",
        ]
    ].sum()
    totals = pd.DataFrame(
        [
            {
                "currency": "EUR",
                "candidates_count": int(moving.sum()),
                "valued_count": int(moving.sum()),
                "planned_count": 19,
                "planned_saving_low": 10_000.0,
                "planned_saving_mid": 700_000.0,
                "planned_saving_high": 1_500_000.0,
                "doubted_count": 0,
                **sums,
                "break_even_months_low": 14.0,
                "break_even_months_mid": 22.0,
                "break_even_months_high": 40.0,
                "paying_count": 21,
                "paying_saving_low": 12_000.0,
                "paying_saving_mid": 810_000.0,
                "paying_saving_high": 1_700_000.0,
                "paying_one_off_mid": 1_100_000.0,
                "paying_break_even_months_low": 11.0,
                "paying_break_even_months_mid": 16.0,
                "paying_break_even_months_high": 23.0,
                "paying_to_check_count": 2,
            }
        ]
    ).astype({"currency": "str"})
    grouped = rows.dropna(subset="wave").fillna({"bundle": ""}).groupby(["wave", "bundle"], sort=True)
    bundles = grouped.agg(
        row_count=("fte_moved", "size"),
        fte_moved=("fte_moved", "sum"),
        case_saving=("case_saving", "sum"),
        case_capacity=("capacity_mid", "sum"),
    ).reset_index()
    reason = np.where(
        bundles["bundle"].eq(""),
        "Simple volume work first, expert work as the organisation matures.",
        "Alone they are too small to move.",
    )
    first_rows: Any = [keys.tolist()[:8] for keys in grouped.groups.values()]
    bundles = bundles.assign(reason=reason, currency="EUR", first_rows=first_rows)
    control = pd.DataFrame(
        {
            "unit": ["Northwind group"] * 2,
            "measure": ["cost", "fte"],
            "currency": ["EUR", ""],
            "control_total": [base["cost"].sum() / 0.96, base["fte"].sum() / 0.98],
            "audited": [base["cost"].sum(), base["fte"].sum()],
            "share": [0.96, 0.98],
        }
    ).astype({"unit": "str", "measure": "str", "currency": "str"})
    warnings = pd.DataFrame(
        {
            "row_key": base.index[[0]],
            "code": ["SAVING_ABOVE_CHECK"],
            "message": ["The high saving lies above what contracts reached."],
        }
    ).astype({"code": "str", "message": "str"})
    bundles = bundles.astype({"bundle": "str", "reason": "str", "currency": "str"})
    return Value(
        rows,
        totals,
        as_messages(bundles, "reason"),
        control,
        as_messages(warnings, "message"),
        bundle_names={name: sentences(name).packed() for name in rows["bundle"].dropna().unique()},
    )


def made_up_ranks(base: pd.DataFrame, value: Value) -> pd.DataFrame:
    """RANK_COLUMNS: ranked within each label where the row can move."""
    ranked = value.rows["labour_base"].notna()
    score = (
        (40 + base["fte"] * 2.5).clip(upper=92).where(base["label"].isin(("bpo_candidate", "kpo_candidate")))
    )
    low = score - base["grade"].map({"A": 3, "B": 6, "C": 14, "D": 22}).astype(float)
    rank = low.where(ranked).groupby(base["label"]).rank(ascending=False, method="first").astype("Int64")
    note = (
        pd.Series("Outside the ranking: already outsourced, too small or not valued.", index=base.index)
        .where(~ranked & score.notna())
        .astype("str")
    )
    ranks = pd.DataFrame(
        {
            "suitability": score,
            "suitability_low": low,
            "suitability_high": score + 6,
            "rank": rank,
            "rank_note": note,
        }
    )
    return as_messages(ranks, "rank_note")


def made_up_changes(typed: pd.DataFrame) -> Changes:
    """Four changes of three causes against a run a month earlier."""
    ids = typed["process_id"].to_numpy()
    rows = pd.DataFrame(
        {
            "process_id": [ids[0], ids[3], ids[3], ids[11], ids[-1]],
            "cause": ["data", "rulebook", "rulebook", "data", "new"],
            "field": ["grade", "recommendation", "tier", "first_move", None],
            "before": ["B", "review", None, "move", None],
            "after": ["A", "bpo_candidate", "bpo_basic", "automate_first", "review"],
        }
    )
    return Changes(
        "2026-10-01-0300", dt.date(2026, 10, 1), rows.astype({name: "str" for name in rows.columns})
    )


def made_up_rulebook() -> Rulebook:
    """The report's own rules, and a rule for every id that the made-up frames name."""
    from schemas.rule_models.method import Constant
    from schemas.rule_models.report import SECTIONS

    entries, _ = load_mapping(RULEBOOK_FOLDER / "report.yaml")
    report = {key: SECTIONS["report"](id=key, **fields) for key, fields in entries.items()}
    criteria = {
        rule_id: Rule(
            id=rule_id,
            description=f"{columns()[name].title} moves the score along its declared scale.",
            unit="share",
            source=["S1-07"],
        )
        for table in (CRITERIA, COMPLEXITY, EFFORT)
        for name, (rule_id, _) in table.items()
    }
    decisions = {
        "decide_volume": "Volume-driven work is a BPO candidate.",
        "decide_insight": "Insight-driven work that passes the knowledge test is a KPO candidate.",
        "decide_core": "Core work that is done at least as well in-house is retained.",
        "decide_too_little": "Too little is known to say: review.",
    }
    return Rulebook(
        "1.2.0",
        "5e" * 32,
        {
            "criteria": criteria,
            "report": report,
            "confidence": {
                "weight_sensitivity": Constant(
                    id="weight_sensitivity", description="Twice and half.", value=2, source=["S1-07"]
                )
            },
            "measured": {
                "read_drive": Constant(
                    id="read_drive", description="Pairs in the right order.", value=0.9, source=["S1-07"]
                )
            },
            "decisions": {
                key: Rule(id=key, description=text, source=["S1-36"]) for key, text in decisions.items()
            },
            "assumptions": {
                "bpo_rate_offshore": Rule(
                    id="bpo_rate_offshore",
                    description="Hourly rate of a provider offshore.",
                    unit="USD per hour",
                    source=Reference(
                        title="Offshore and nearshore decision framework", locator="p. 4", dated="2025"
                    ),
                ),
                "governance": Rule(
                    id="governance",
                    description="Governance as a share of the fee.",
                    unit="share of fee",
                    source=Judgement(judgement="three to six per cent", errs="low for expert work"),
                ),
            },
        },
    )


def made_up_audit(
    rows: int = len(ROWS),
    *,
    language: str = "en",
    accessible: bool = False,
    previous: bool = True,
    out: Path = Path("outputs"),
    run_id: str = "2026-11-01-0300",
) -> Audit:
    """A finished audit of an invented company.

    Args:
        rows: number of processes; beyond 41 the names repeat with a number.
        language: of the report's texts.
        accessible: whether filters, frozen panes, charts and fills are left out.
        previous: whether there was an earlier run to compare with.
    """
    base = base_rows(rows)
    intake = made_up_intake(base)
    value = made_up_value(base)
    request = AuditRequest(
        "Northwind group functions",
        (Path("/in/northwind_processes.xlsx"),),
        out,
        AS_OF,
        run_id,
        language=language,
        accessible=accessible,
    )
    changes = (
        made_up_changes(intake.typed)
        if previous
        else Changes(None, None, made_up_changes(intake.typed).rows.iloc[:0])
    )
    return Audit(
        request=request,
        rulebook=made_up_rulebook(),
        intake=intake,
        texts=made_up_texts(base),
        assessment=made_up_assessment(base, intake.typed),
        risks=made_up_risks(base, intake.typed),
        value=value,
        ranks=made_up_ranks(base, value),
        changes=changes,
    )
