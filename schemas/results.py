"""Columns of every file a run writes, in their order (the output contract)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import as_dtype
from schemas.vocabulary import (
    Band,
    Drive,
    Grade,
    Location,
    Match,
    Move,
    Recommendation,
    RowKind,
    Sensitivity,
    Severity,
    Tier,
    words,
)
from schemas.workbooks import BETWEEN_ID_AND_NAME

if TYPE_CHECKING:
    import pandas as pd

RESULT_COLUMNS = (
    "portfolio",
    "process_id",
    "process_name",
    "source_file",
    "source_sheet",
    "source_row",
    "volume_complexity",
    "volume_complexity_band",
    "intellectual_complexity",
    "intellectual_complexity_band",
    "drive_index",
    "drive_low",
    "drive_high",
    "drive",
    "sensitivity",
    "recommendation",
    "tier",
    "service_line",
    "location",
    "first_move",
    "decision_rule",
    "suitability",
    "suitability_low",
    "suitability_high",
    "rank",
    "certainty",
    "grade",
    "confidence",
    "coverage",
    "stability",
    "highest_severity",
    "risk_flags",
    "saving_low",
    "saving_high",
    "currency",
    "computed_recommendation",
    "why",
    "what_would_change_it",
    "next_questions",
    "row_kind",
    "parent_process_id",
    "level",
    "front_or_back_office",
    "matched_service",
    "match_share",
    "capacity_low",
    "capacity_mid",
    "capacity_high",
    "verdict",
)
# results.parquet also says how the catalogue entry was found (one of MATCHES).
RESULT_PARQUET_COLUMNS = (
    *RESULT_COLUMNS[: RESULT_COLUMNS.index("match_share")],
    "match_how",
    *RESULT_COLUMNS[RESULT_COLUMNS.index("match_share") :],
)
CANDIDATE_COLUMNS = (
    "process_id",
    "label",
    "tier",
    "first_move",
    "wave",
    "bundle",
    "location",
    "labour_base",
    "saving_low",
    "saving_mid",
    "saving_high",
    "one_off_mid",
    "break_even_months",
    "npv_mid",
    "fte_moved",
    "currency",
    "conditions",
)
FLAG_COLUMNS = ("process_id", "code", "severity", "message", "evidence", "mitigation", "reference")
ISSUE_COLUMNS = ("file", "sheet", "cell", "row", "column", "code", "severity", "message")
CONTRIBUTION_COLUMNS = ("process_id", "score", "criterion", "rule_id", "value", "weight", "points")

# questions.parquet: what is worth asking about each process, with the question as a reader sees it.
QUESTION_FILE_COLUMNS = (
    "process_id",
    "column",
    "question",
    "flips_label",
    "changes_money",
    "money_at_stake",
    "currency",
)

# What the assessment adds per process, index row_key; later stages read these and nothing else of the method.
ASSESSED_COLUMNS = (
    "volume_complexity",
    "volume_complexity_low",
    "volume_complexity_high",
    "volume_complexity_band",  # 0..100
    "intellectual_complexity",
    "intellectual_complexity_low",
    "intellectual_complexity_high",
    "intellectual_complexity_band",
    "drive_index",
    "drive_low",
    "drive_high",
    "drive",  # -1..+1
    "sensitivity",
    "sensitivity_fact",
    "sensitivity_source",  # fact: "data_types: health"; source: columns | text | empty
    "knowledge_points",
    "knowledge_test",  # 0..4, boolean
    "recommendation",
    "tier",
    "service_line",
    "decision_rule",
    "first_move",
    "computed_recommendation",
    "certainty",
    "grade",
    "confidence",
    "confidence_coverage",
    "confidence_kind",
    "confidence_age",
    "confidence_agreement",
    "coverage",
    "stability",
    "evidence",  # evidence: columns | text | none
    "why",
    "what_would_change_it",
    "next_questions",  # next_questions: " | " between questions
    "row_kind",
    "row_kind_evidence",  # what says so: wording, entry, head, words, description, unit, numbers, heading
    "front_or_back_office",
    "matched_service",  # the catalogue entry; "loosely: " before it where it decided nothing
    "match_how",  # one of MATCHES
    "match_share",  # 0..1
)
RANK_COLUMNS = ("suitability", "suitability_low", "suitability_high", "rank", "rank_note")
RISK_COLUMNS = (
    "location",
    "location_reason",
    "highest_severity",
    "risk_flags",
    "not_judged_count",
    "last_notice_day",
)  # the last an ISO date
VALUE_COLUMNS = (
    "labour_base",
    "saving_low",
    "saving_mid",
    "saving_high",
    "one_off_low",
    "one_off_mid",
    "one_off_high",
    "break_even_months",
    "npv_mid",
    "fee_per_hour",
    "fee_per_hour_to_pay",
    "fte_moved",
    "posts_released",
    "posts_redeployed",
    "currency",
    "value_note",
    "wave",
    "wave_reason",
    "bundle",
    "case_fee",  # a year, first-year prices, middle case
    "case_paid",  # the same with lost VAT, governance and training
    "case_saving",  # the middle case, which adds up; the three below are percentiles of the draws
    "capacity_low",
    "capacity_mid",
    "capacity_high",
    "chance_to_pay",  # 0..1, of the draws whose net present value is above zero
    "verdict",  # VERDICTS
    "capacity_verdict",  # the same if the hours freed count at their labour cost, released or not
    "verdict_on",  # depends: id of the assumption; cannot_judge: the column or figure that is missing
    "verdict_at",  # depends: value of the assumption at which the net present value is zero
    "is_doubted",  # valued, but kept out of the headline: the figures of the row do not reconcile
)
SAFEGUARD_COLUMNS = ("safeguard", "clause", "demanded_by", "reference")

# Sheet "Challenge" of the report, table "Challenge": its columns in this order, whatever language its
# headings are in. The process is written "id | name". Workbook properties process_audit_portfolio and
# process_audit_run say what it answers.
CHALLENGE_COLUMNS = ("process", "answer", "override", "reason", "comment", "name", "date", "expires")
# What is kept of an answer: the columns above, answer, override and reason as codes where they were chosen
# from the lists, the label the process had in the report that was answered, and the run that took the answer
# in.
# An answer to a question of the sheet Ask next has the kind ANSWERED in answer, the column asked about in
# reason, and the answer in override: a value of the column, words as typed, or DOES_NOT_APPLY. Where it comes from a
# questionnaire, name and date say whose it is, and label_then what the cell held when it was asked about.
# An answer for all processes at once has EVERY_PROCESS in place of an id.
ANSWER_COLUMNS = (*CHALLENGE_COLUMNS, "label_then", "taken_in_by")
ANSWERED, DOES_NOT_APPLY = "answered", "does_not_apply"
EVERY_PROCESS = "*ALL*"
# Columns by which the table of questions is known on the sheet Ask next, in whatever language and order.
QUESTION_COLUMNS = ("process_id", "process", "question", "answer", "column")
# The same of the table of questions that are asked once for the whole list.
QUESTION_ONCE_COLUMNS = ("number", "question", "answer", "column")

SEVERITIES = words(Severity)
RECOMMENDATIONS = words(Recommendation)
TIERS = words(Tier)
DRIVES = words(Drive)
BANDS = words(Band)
SENSITIVITIES = words(Sensitivity)
LOCATIONS = words(Location)
FIRST_MOVES = words(Move)
VERDICTS = ("pays", "loses", "depends", "cannot_judge", "none")
ROW_KINDS = words(RowKind)
MATCHES = words(Match)
GRADES = words(Grade)
SERVICE_LINES = (
    "customer_service",
    "front_office",
    "back_office",
    "finance_accounting",
    "human_resources",
    "it_software",
    "logistics",
    "legal",
    "research",
    "engineering_design",
    "data_analytics",
    "banking_insurance_securities",
    "education_publishing",
    "strategy",
)
# What reading name and description yields per process, index row_key (see tasks/text).
TEXT_COLUMNS = (
    "text_drive",  # -1 insight .. +1 volume; missing where no word counted
    "text_complexity",  # 0..1 intellectual complexity; missing likewise
    "text_words",  # the words that counted, strongest first: "invoice +0.81, reconcile +0.40"
    "service_id",
    "service",  # the catalogue entry, or missing
    "match_how",  # one of MATCHES; of loose ones and of those of the description nothing below is taken
    "service_label",  # BPO | KPO | KEEP of that entry
    "service_tier",  # tier of that entry, or missing
    "text_service_line",  # from the entry, else from words, else missing
    "match_share",  # 0..1 share of the entry's words in the name times share of the name that they cover
    "is_text_certain",  # boolean: the evidence beats the margin from which text alone gives a label
    "row_kind",  # one of ROW_KINDS
    "row_kind_evidence",  # what says so: wording, entry, head, words, unit, numbers, heading
    "text_data_types",  # ";"-joined data types hinted at
    "is_hands_on",
    "is_public_authority",
    "is_on_site",
    "is_oversight",
    "is_composite",  # boolean, never missing
    "is_language_unread",  # boolean: most words of name and description are known in none of LANGUAGES_READ
)


def screened_by_name(rows: pd.DataFrame) -> pd.Series:
    """Whether each label rests on text alone (grade D). Such a row is screened; no headline counts its money.

    Args:
        rows: with the column grade.

    Returns:
        Boolean, by the index of ``rows``; false where no grade is known.
    """
    return as_dtype(rows["grade"], "str").eq("D")


def for_every_process(answers: pd.DataFrame) -> pd.Series:
    """Whether each answer is one for the whole list.

    Args:
        answers: with the column process, as ANSWER_COLUMNS has it.

    Returns:
        Boolean, by the index of ``answers``.
    """
    # Only the part before " | " is the id; the name of a process can be anything.
    ids = answers["process"].astype("str").str.split(BETWEEN_ID_AND_NAME, n=1, regex=False).str[0]
    return ids.eq(EVERY_PROCESS).fillna(False).astype("bool")
