"""Benefits of decided candidates: what was committed, what the model said, what came of it, and why they differ.

The formulas are rules line_benefit_* of the section value_lines. Money is a year and in the currency of the decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from schemas.benefits import (
    ACTUAL_COLUMNS,
    ACTUALS,
    BASELINE_COLUMNS,
    BENEFIT_COLUMNS,
    COMMITMENTS,
    COMPARED_COLUMNS,
    PARTS,
    dtypes,
)
from schemas.columns import as_dtypes, typed_column
from schemas.records import Benefits
from schemas.vocabulary import CANDIDATES
from tasks.value.benefit_gap import compared

if TYPE_CHECKING:
    from schemas.quotes import Quote
    from schemas.records import Ledger

BASELINES = {
    "baseline_fte": "fte",
    "baseline_volume": "volume",
    "baseline_scope_share": "transferable_share",
    "baseline_error_share": "error_share",
    "baseline_turnaround_hours": "turnaround_hours",
}
TOTAL_COLUMNS = (
    *("currency", "decided_count", "compared_count", "committed_saving", "modelled_saving", "actual_saving"),
    *("saving_gap", *PARTS, "fee_factor", "fee_count", "posts_factor", "posts_count"),
)
READ_LATER = {
    "actual_fee": "actual_fee",
    "contract_fee": "contract_value",
    "actual_volume": "volume",
    "actual_fte": "fte",
    "actual_scope_share": "transferable_share",
    "actual_error_share": "error_share",
    "actual_turnaround_hours": "turnaround_hours",
}


def benefits(
    typed: pd.DataFrame,
    value_rows: pd.DataFrame,
    as_of: dt.date,
    run_id: str,
    quotes: Sequence[Quote] = (),
    ledger: Ledger | None = None,
) -> Benefits | None:
    """Freezes what is newly decided and holds the actual figures of all that is decided against it.

    Args:
        typed: typed rows by row_key.
        value_rows: VALUE_COLUMNS by row_key, of this run.
        as_of: date of this list.
        run_id: of this run.
        quotes: of providers, handed in with this list.
        ledger: what earlier runs froze and read; None before the first.

    Returns:
        Benefits; None where nothing is decided.
    """
    if ledger is None and not typed_column(typed, "decided_label").isin(CANDIDATES).any():
        return None
    fresh = _freeze(typed, value_rows, as_of, run_id)
    frozen = ledger.baselines if ledger else fresh.iloc[:0]
    # What was frozen before stays as it was: a later list never changes the baseline.
    fresh = fresh[~fresh["row_key"].isin(frozen["row_key"].dropna())]
    baselines = pd.concat([part for part in (frozen, fresh) if len(part)] or [fresh], ignore_index=True)
    now = _of_today(baselines, typed)
    today = _actuals(baselines, now, as_of, run_id, quotes)
    earlier = ledger.actuals if ledger else today.iloc[:0]
    # A list of the same date takes the place of the one read before, so that a run can be done again.
    earlier = earlier[earlier["as_of"].lt(pd.Timestamp(as_of))]
    months = pd.concat([part for part in (earlier, today) if len(part)] or [today], ignore_index=True)
    lines = months.merge(baselines, on=["process_id", "first_run_id"], suffixes=("", "_decided"))
    changed = _changed_commitments(baselines, now)
    # an id may have been decided twice, for a later process may have the id of one that is gone
    keys = pd.MultiIndex.from_frame(lines[["process_id", "first_run_id"]])
    lines = lines.assign(**compared(lines, changed.reindex(keys).to_numpy()))
    rows = _newest(baselines, lines, changed)
    state = _states(rows, now, as_of)
    rows = rows.assign(state=state.to_numpy(), row_key=baselines["row_key"].to_numpy())
    with_note = ("left_list; " + rows["notes"]).str.removesuffix("; ")
    rows["notes"] = rows["notes"].mask(rows["state"].eq("gone"), with_note)
    rows = rows.astype(dtypes(BENEFIT_COLUMNS) | {"row_key": "Int64"})
    lines = lines.sort_values(["process_id", "as_of"], kind="stable", ignore_index=True)
    return Benefits(
        rows=rows[[*BENEFIT_COLUMNS, "row_key"]],
        months=lines[[*ACTUAL_COLUMNS, "process_name", *COMPARED_COLUMNS]],
        totals=_totals(rows),
    )


def _freeze(typed: pd.DataFrame, value_rows: pd.DataFrame, as_of: dt.date, run_id: str) -> pd.DataFrame:
    """BASELINE_COLUMNS and row_key of the rows that the list calls decided."""
    keys = typed.index[typed_column(typed, "decided_label").isin(CANDIDATES)]
    value = value_rows.reindex(keys)
    fee = value["case_fee"]
    frame = pd.DataFrame(
        {
            "row_key": pd.Series(keys, index=keys, dtype="Int64"),
            **{
                name: typed_column(typed, name).reindex(keys)
                for name in (
                    "process_id",
                    "process_name",
                    "decided_label",
                    "decided_provider",
                    "currency",
                    *COMMITMENTS,
                )
            },
            **{name: typed_column(typed, source).reindex(keys) for name, source in BASELINES.items()},
            "first_run_id": run_id,
            "first_seen": pd.Timestamp(as_of),
            # a row that is no candidate any more is not valued; its stated labour cost still counts
            "baseline_labour": value["labour_base"].fillna(typed_column(typed, "labour_cost").reindex(keys)),
            "modelled_fee": fee,
            "modelled_on_fee_share": (value["case_paid"] - fee) / fee.where(fee > 0),
            "modelled_posts": value["posts_released"],
            "modelled_saving": value["case_saving"],
        }
    )
    return as_dtypes(frame[[*BASELINE_COLUMNS, "row_key"]], dtypes(BASELINE_COLUMNS)).reset_index(drop=True)


def _of_today(baselines: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """What the list says today of each decided process, by position in ``baselines``; blank where it is gone."""
    keys = baselines["row_key"].astype("float64").to_numpy()
    names = {*READ_LATER.values(), *COMMITMENTS, "decided_label", "decided_provider", "provider", "currency"}
    now = pd.DataFrame({name: typed_column(typed, name) for name in (*sorted(names), "process_name")})
    return now.reindex(keys).reset_index(drop=True)


def _actuals(
    baselines: pd.DataFrame, now: pd.DataFrame, as_of: dt.date, run_id: str, quotes: Sequence[Quote]
) -> pd.DataFrame:
    """ACTUAL_COLUMNS of the processes whose service has started, from the list of today."""
    start = now["service_start"].fillna(baselines["service_start"])
    # Without a date of the start, a fee that is paid says that the service runs.
    has_started = start.le(pd.Timestamp(as_of)) | (start.isna() & now["actual_fee"].notna())
    has_started &= baselines["row_key"].notna() & now["decided_label"].ne("retain").fillna(True)
    frame = pd.DataFrame({name: now[source] for name, source in READ_LATER.items()})
    frame = frame.assign(
        process_id=baselines["process_id"],
        first_run_id=baselines["first_run_id"],
        as_of=pd.Timestamp(as_of),
        run_id=run_id,
        currency=now["currency"].fillna(baselines["currency"]),
    )
    quoted = [
        _quoted(quotes, process_id, name, who, volume, currency)
        for process_id, name, currency, who, volume in zip(
            baselines["process_id"],
            baselines["process_name"],
            baselines["currency"],
            now["provider"].fillna(now["decided_provider"]).fillna(baselines["decided_provider"]),
            now["volume"],
            strict=True,
        )
    ]
    frame["contract_fee"] = frame["contract_fee"].fillna(pd.Series(quoted, dtype="float64"))
    return frame.loc[has_started, list(ACTUAL_COLUMNS)].astype(dtypes(ACTUAL_COLUMNS))


def _quoted(
    quotes: Sequence[Quote], process_id: str, name: str, provider: object, volume: float, currency: object
) -> float | None:
    """Fee a year of the last quote of this provider for this process alone; None where there is none."""
    if not isinstance(provider, str):
        return None
    mine = {str(process_id).casefold(), str(name).casefold()}
    # The last quote of a provider is the one in force. One for several processes says nothing of this one
    # alone.
    for quote in reversed(quotes):
        scope = quote.scope or (quote.bundle,)
        is_mine = len(scope) == 1 and scope[0].casefold() in mine and quote.currency == currency
        if not is_mine or quote.provider.casefold().strip() != provider.casefold().strip():
            continue
        if quote.basis == "per_year":
            return quote.rate
        if quote.basis == "per_item" and pd.notna(volume):
            return quote.rate * volume
    return None


def _changed_commitments(baselines: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Whether a list today commits to something else than was frozen, by process_id and first_run_id."""
    changed = pd.Series(False, index=baselines.index)
    for name in COMMITMENTS:
        changed |= now[name].notna() & baselines[name].notna() & now[name].ne(baselines[name])
    return changed.set_axis(pd.MultiIndex.from_frame(baselines[["process_id", "first_run_id"]]))


def _newest(baselines: pd.DataFrame, lines: pd.DataFrame, changed: pd.Series) -> pd.DataFrame:
    """One row a decided process, in the order of ``baselines``, with its newest line that holds a fee, else its
    newest; without a line, compared with nothing.
    """
    # Sorted so that the last line of each process is the one to show: lines with a fee come after those
    # without one.
    ordered = lines.assign(has_fee=lines["actual_fee"].notna()).sort_values(
        ["has_fee", "as_of"], kind="stable"
    )
    last = ordered.drop_duplicates(["process_id", "first_run_id"], keep="last")
    last = last.rename(columns={"as_of": "actual_on", "run_id": "actual_run_id"})
    held = ["process_id", "first_run_id", "actual_on", "actual_run_id", *ACTUALS, "currency"]
    rows = baselines.merge(
        last[held].rename(columns={"currency": "actual_currency"}),
        on=["process_id", "first_run_id"],
        how="left",
    )
    to_compare = rows.assign(currency=rows["actual_currency"], currency_decided=rows["currency"])
    return rows.assign(**compared(to_compare, changed.to_numpy()))


def _states(rows: pd.DataFrame, now: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """One of STATES for each decided process: the first case that holds."""
    has_actuals = rows["actual_on"].notna()
    # From the weakest case to the strongest: each mask takes the place of those before it.
    state = pd.Series("complete", index=rows.index).mask(rows["saving_gap"].isna(), "partly")
    state = state.mask(rows["actual_fee"].isna(), "no_actuals")
    start = now["service_start"].fillna(rows["service_start"])
    not_started = ~has_actuals & ~start.le(pd.Timestamp(as_of))
    state = state.mask(not_started, "not_started").mask(now["process_name"].isna(), "gone")
    return state.mask(now["decided_label"].eq("retain").fillna(False), "withdrawn")


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a currency: what is decided, what can be compared, and how the paid fee of an item and the posts
    released compare with the model, over the processes for which both are known.
    """
    lines: list[dict[str, Any]] = []
    counted = rows[rows["state"].ne("withdrawn")]
    for currency, part in counted.groupby(counted["currency"].fillna(""), sort=True):
        comparable = part[part["saving_gap"].notna()]
        sums = {
            name: comparable[name].sum(min_count=1)
            for name in ("committed_saving", "actual_saving", "saving_gap", *PARTS)
        }
        priced = part[part["fee_factor"].notna()]
        # What the same volume would cost at the modelled price of an item. Dividing the sums weighs each
        # process by its money; a mean of the factors would not.
        at_model = (priced["actual_fee"] / priced["fee_factor"]).sum(min_count=1)
        posts = part[part["actual_posts"].notna() & part["modelled_posts"].gt(0)]
        lines.append(
            {
                "currency": currency,
                "decided_count": len(part),
                "compared_count": len(comparable),
                **sums,
                # Missing as soon as one is: a sum over fewer processes would be shown next to sums over all
                # of them.
                "modelled_saving": comparable["modelled_saving"].sum(skipna=False)
                if len(comparable)
                else float("nan"),
                "fee_factor": priced["actual_fee"].sum() / at_model if len(priced) else float("nan"),
                "fee_count": len(priced),
                "posts_factor": posts["actual_posts"].sum() / posts["modelled_posts"].sum()
                if len(posts)
                else float("nan"),
                "posts_count": len(posts),
            }
        )
    return pd.DataFrame(lines, columns=list(TOTAL_COLUMNS))
