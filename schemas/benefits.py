"""Columns of the benefit ledger: what was decided, what was true then, and what came of it.

Money and volumes are a year, money in units of ``currency``; posts and FTE are full-time equivalents; shares are 0..1.
"""

from __future__ import annotations

# What a decision commits to, by the column of the input dictionary that says it.
COMMITMENTS = (
    "committed_fee",
    "committed_posts",
    "committed_error_share",
    "committed_turnaround_hours",
    "service_start",
)
# Frozen in the run in which a decision is first seen; never changed after it.
BASELINE_COLUMNS = (
    "process_id",
    "process_name",
    "first_run_id",
    "first_seen",  # as-of date of that run
    "decided_label",
    "decided_provider",
    *COMMITMENTS,
    "currency",
    "baseline_labour",
    "baseline_fte",
    "baseline_volume",
    "baseline_scope_share",  # transferable_share as the list gave it
    "baseline_error_share",
    "baseline_turnaround_hours",
    "modelled_fee",  # first-year prices, middle case
    "modelled_on_fee_share",  # lost VAT, governance and training as a share of the modelled fee
    "modelled_posts",
    "modelled_saving",
)
# What a list after the start of the service says; its as-of date is the date of the figures.
ACTUAL_COLUMNS = (
    "process_id",
    "first_run_id",
    "as_of",
    "run_id",
    "currency",
    "actual_fee",
    "contract_fee",  # in force then: contract_value, else a quote of the provider for this process alone
    "actual_volume",
    "actual_fte",
    "actual_scope_share",
    "actual_error_share",
    "actual_turnaround_hours",
)
# Parts of the difference between the actual and the committed saving; those that are known add up to it.
PARTS = ("part_posts", "part_volume", "part_scope", "part_price", "part_leakage", "part_not_told")
COMPARED_COLUMNS = (
    "committed_saving",
    "actual_posts",
    "actual_saving",
    "saving_gap",  # actual less committed
    *PARTS,
    "fee_factor",  # paid for an item, over the modelled fee of an item
    "service",  # SERVICES
    "notes",  # NOTES, separated by "; "
)
STATES = ("withdrawn", "gone", "not_started", "no_actuals", "partly", "complete")
SERVICES = ("met", "missed", "cannot_say")
NOTES = (
    "left_list",
    "baseline_after_start",
    "commitment_changed",
    "currency_changed",
    "not_modelled",
    "posts_beyond_baseline",
    "no_commitment",
    "no_baseline",
    "no_fee",
    "no_fte",
    "no_volume",
    "no_scope",
    "no_contract_fee",
)
ACTUALS = ACTUAL_COLUMNS[5:]
# One line a decided process, with its newest actuals. benefits.csv and benefits.parquet.
BENEFIT_COLUMNS = (*BASELINE_COLUMNS, "state", "actual_on", "actual_run_id", *ACTUALS, *COMPARED_COLUMNS)
TEXTS = frozenset(
    {
        *("process_id", "process_name", "first_run_id", "run_id", "actual_run_id", "decided_label"),
        *("decided_provider", "currency", "service", "notes", "state"),
    }
)
DAYS = frozenset({"first_seen", "service_start", "as_of", "actual_on"})


def dtypes(names: tuple[str, ...]) -> dict[str, str]:
    """The pandas dtype of each of these columns."""
    kinds = dict.fromkeys(names, "float64") | dict.fromkeys(DAYS.intersection(names), "datetime64[us]")
    return kinds | dict.fromkeys(TEXTS.intersection(names), "str")
