"""Contracts: work that a provider does today, by the last day on which notice can be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Table
from tasks.reporting.model.flag_titles import titles_of
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import pandas as pd


FLAGS = (
    *(
        "CONTRACT-ENDED",
        "CONTRACT-END",
        "CONTRACT-NOTICE",
        "CONTRACT-NOTICE-PASSED",
        "CONCENTRATION-PROVIDER",
    ),
    *("CONCENTRATION-COUNTRY", "EXIT-PLAN", "SUBSTITUTABILITY", "SUBCONTRACTORS"),
)


def contracts_table(context: Context) -> Table | None:
    """One line for each contract: who, until when, by when to give notice, and what that day means today.

    Returns:
        None where no row names a provider, a contract or work that is outsourced.
    """
    frame = _contracts(context)
    if frame.empty:
        return None
    field = context.field
    fields = [
        field("last_notice_day", "date"),
        field("state", "long"),
        field("process", "name"),
        field("process_id", "code"),
        field("contract_end", "date"),
        field("notice_months", "months"),
        field("contract_value", "number"),
        field("fee_modelled", "money"),
        field("fee_factor", "rate"),
        field("currency", "code"),
        field("provider_country", "code"),
        field("contract_flags", "long"),
    ]
    fields += [field("provider", "short")] if context.is_full else []
    title = context.text("contracts.title")
    note = context.text("contracts.note" if context.is_full else "contracts.note_withheld")
    return Table(
        "Contracts",
        title,
        tuple(fields),
        frame,
        title,
        note,
        links={"process": why_links(context, frame.index)},
    )


@made_once(for_all_editions=True)
def _contracts(context: Context) -> pd.DataFrame:
    """The lines of the table, by row_key; only the full edition shows the provider."""
    columns = ("provider", "provider_country", "contract_end", "notice_months", "contract_value", "currency")
    rows = context.results[["process_id", "process_name"]].assign(
        **{name: context.typed(name) for name in columns}
    )
    # A row may name a provider or an end of contract without saying that the work is outsourced.
    is_live = context.typed("current_model").isin(["outsourced", "hybrid"]) | rows[
        ["provider", "contract_end"]
    ].notna().any(axis=1)
    rows = rows[is_live.to_numpy(bool)]
    if rows.empty:
        return rows
    rows = rows.assign(last_notice_day=_last_notice_days(context, rows.index))
    # The next day on which something must be decided comes first.
    rows = rows.sort_values(["last_notice_day", "contract_end"], kind="stable").head(context.limit)
    rows = _with_prices(context, rows)
    return rows.assign(process=rows["process_name"], state=_states(context, rows))


def _only_shown(codes: str) -> str:
    return ";".join(code for code in codes.split(";") if code in FLAGS)


def _with_prices(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """The modelled fee of the same hours, what is paid as a multiple of it, and the flags of contract, concentration
    and exit; empty where it cannot be said.
    """
    import pandas as pd

    fees = context.audit.value.outsourced
    if fees is None:
        fees = pd.DataFrame({"fee_mid": [], "fee_factor": []}, dtype="float64")
    fees = fees.reindex(rows.index)
    codes = context.audit.risks.rows["risk_flags"].reindex(rows.index).fillna("").astype(str)
    own = codes.map(_only_shown)
    return rows.assign(
        fee_modelled=fees["fee_mid"],
        fee_factor=fees["fee_factor"],
        contract_flags=titles_of(context, own.mask(own.eq(""))),
    )


def _last_notice_days(context: Context, keys: pd.Index) -> pd.Series:
    import pandas as pd

    notice_days = context.audit.risks.rows.get("last_notice_day")
    return (
        pd.Series(pd.NaT, index=keys, dtype="datetime64[us]")
        if notice_days is None
        else pd.to_datetime(notice_days.reindex(keys), format="%Y-%m-%d")
    )


def _states(context: Context, rows: pd.DataFrame) -> pd.Series:
    """What the days mean as of the audit: the first case that holds."""
    import pandas as pd

    today = pd.Timestamp(context.audit.request.as_of)
    days, end = (rows["last_notice_day"] - today).dt.days, rows["contract_end"]
    days_left = days.map(
        lambda count: context.text("contracts.left", days=f"{count:,.0f}"), na_action="ignore"
    ).astype(str)
    state = days_left.mask(days.lt(0), context.text("contracts.passed")).fillna(
        context.text("contracts.no_notice")
    )
    # The last that holds is said: a contract that has ended, then one without an end, then how many days are
    # left.
    return (
        state.mask(end.isna(), context.text("contracts.no_end"))
        .mask(end.lt(today), context.text("contracts.ended"))
        .astype(str)
    )
