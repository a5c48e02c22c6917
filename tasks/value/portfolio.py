"""The value of every candidate, and of all of them together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schemas.columns import as_dtypes, coded, typed_column
from schemas.records import ControlTotal, Value
from schemas.results import VALUE_COLUMNS, screened_by_name
from tasks.memory import make_room
from tasks.parking import mapped
from tasks.settings import settings
from tasks.value.baseline import NOWHERE, OUTSOURCED, assumption, baseline, filled
from tasks.value.bundles import bundles
from tasks.value.control import control
from tasks.value.draws import cases_of
from tasks.value.facts import with_facts
from tasks.value.figures import Figures, figures_of, hardly_pays
from tasks.value.groups import group_lines, money_totals, tornado, totals
from tasks.value.lines import lines_of
from tasks.value.notes import is_problem, too_good, value_notes, warnings, with_warnings
from tasks.value.outsourced import price_outsourced
from tasks.value.pricing import priced
from tasks.value.quotes import Modelled, compare_quotes, with_quotes
from tasks.value.terms import to_cents
from tasks.value.together import bundle_lines
from tasks.value.verdicts import LOSES, Verdicts, verdicts_of
from tasks.value.waves import move_together, unplanned, waves
from tasks.value.workings import workings

if TYPE_CHECKING:
    from schemas.quotes import Quote
    from schemas.rules import Rulebook
    from tasks.value.draws import Cases
    from tasks.value.pricing import Priced

TEXT_COLUMNS = (
    "currency",
    "bundle",
    "verdict",
    "capacity_verdict",
    "verdict_on",
)
MESSAGE_COLUMNS = ("value_note", "wave_reason")  # long and repeated, so they are categoricals
# What is read of the assessment: rows that are chosen are copies, and the other columns are long.
ASSESSED = ("recommendation", "tier", "grade", "service_line", "first_move")
# What of a candidate is summed by what moves together.
BUNDLED = ("bundle", "wave", "wave_reason", "currency", "fte_moved", "case_saving", "is_doubted")


def value_of(
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    risk_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
    control_totals: Sequence[ControlTotal],
    quotes: Sequence[Quote] = (),
    is_whole: bool = True,
) -> Value:
    """See ``tasks.value.model``."""
    cases, assessed_rows = cases_of(rulebook), assessed_rows[list(ASSESSED)]
    # A long list keeps its frames in mapped files and makes room between steps; a short one does
    # neither.
    is_long = len(typed) > settings().part_rows
    keep: Callable[[Any], Any] = mapped if is_long else lambda value: value
    freed: Callable[[], object] = make_room if is_long else lambda: None
    base = keep(baseline(typed, assessed_rows, risk_rows, rulebook))
    # With quotes the model runs twice: without them, to hold each against the modelled fee, then with the
    # chosen ones in place.
    compared = quote_issues = None
    if quotes:
        work, classes, figures, judged = _judged(base, cases, rulebook, keep)
        bundle = _bundled(work, judged, typed, assessed_rows, rulebook)
        modelled = Modelled(work, classes, figures, bundle["bundle"])
        compared, quoted, quote_issues = compare_quotes(quotes, typed, modelled, rulebook, as_of)
        base = with_quotes(base, quoted)
    work, classes, figures, judged = _judged(base, cases, rulebook, keep)
    del base
    freed()
    can_move = _can_move(work)
    # Every sum is by currency. Rows that cannot move, and rows whose figures are wrong, are in none.
    group, currencies = _groups(work["currency"], can_move & ~is_problem(work))
    # What is screened by name only is a candidate and yet no part of the headline.
    by_name = screened_by_name(assessed_rows.loc[work.index, ["grade"]]).to_numpy(bool)
    counted, nothing = np.where(by_name, -1, group), pd.DataFrame()
    bundle = _bundled(work, judged, typed, assessed_rows, rulebook)
    # A scenario shows no waves or notes, so it stops here; its bundles settle its first moves.
    if not is_whole:
        rows = _rows(work, figures, judged, rulebook).join(bundle["bundle"])
        sums = partial(money_totals, rows, classes, currencies=currencies)
        headline = sums(group=counted) if by_name.any() else None
        return Value(_every_row(rows, typed), sums(group=group), nothing, nothing, nothing, headline=headline)
    moving = assessed_rows.loc[work.index[can_move]]
    # First each row's own wave, then its bundle's, then out comes what should not move at all: the order
    # matters, for a bundle waits for its last member.
    wave = move_together(waves(moving, risk_rows, rulebook), bundle)
    verdict = pd.Series(judged.verdict, index=work.index).loc[wave.index]
    chance = pd.Series(figures.chance, index=work.index).loc[wave.index]
    wave = unplanned(wave, bundle, moving["first_move"], verdict, hardly_pays(chance, rulebook))
    bundle, wave = bundle.reindex(work.index), wave.reindex(work.index)
    rows = _rows(work, figures, judged, rulebook)
    warned = warnings(work, figures, rulebook, as_of)
    rows["value_note"] = with_warnings(value_notes(work, figures, judged), warned)
    rows = keep(rows.join(wave).join(bundle["bundle"]))
    freed()
    sums = partial(totals, rows, classes, currencies=currencies, too_good=too_good(work, figures, rulebook))
    # In parts, so that the memory of one is given back before the next is made.
    value = Value(
        _every_row(rows, typed),
        sums(group=group),
        bundles=nothing,
        control=nothing,
        warnings=warned,
        headline=sums(group=counted) if by_name.any() else None,
    )
    freed()
    together = rows.loc[can_move, list(BUNDLED)].assign(case_capacity=figures.case["capacity"][can_move])
    value = replace(value, bundles=bundle_lines(together, bundle["bundle_reason"]))
    freed()
    value = replace(
        value, control=control(typed, control_totals), groups=group_lines(rows, classes, can_move)
    )
    freed()
    return replace(
        value,
        lines=lines_of(classes, work, typed),
        tornado=tornado(rows, classes, counted, currencies, cases, rulebook),
        workings=workings(work, classes),
        quotes=compared,
        quote_issues=quote_issues,
        outsourced=price_outsourced(typed, assessed_rows, rulebook, cases),
        bundle_names=_bundle_names(bundle),
    )


def _judged(
    base: pd.DataFrame,
    cases: Cases,
    rulebook: Rulebook,
    keep: Callable[[pd.DataFrame], pd.DataFrame],
) -> tuple[pd.DataFrame, list[Priced], Figures, Verdicts]:
    """Candidates with their facts, by class, their figures and verdicts."""
    work = keep(with_facts(base, cases, rulebook))
    classes = priced(work, cases, rulebook)
    figures = figures_of(classes, cases, len(work), rulebook)
    return work, classes, figures, verdicts_of(work, figures, cases, rulebook)


def _bundled(
    work: pd.DataFrame,
    judged: Verdicts,
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
) -> pd.DataFrame:
    """The bundle of each candidate that can move; of those that lose there is none."""
    can_move, loses = _can_move(work), judged.verdict == LOSES
    bundle = bundles(typed, assessed_rows.loc[work.index[can_move & ~loses]], work, rulebook)
    return bundle.reindex(work.index[can_move])


def _bundle_names(bundle: pd.DataFrame) -> dict[str, str]:
    """The message behind the English name of each bundle."""
    named = bundle[["bundle", "bundle_said"]].drop_duplicates("bundle", keep="last").dropna()
    return dict(named.itertuples(index=False))


def _can_move(work: pd.DataFrame) -> np.ndarray:
    return ~work["problem"].isin([OUTSOURCED, NOWHERE]).to_numpy(bool)


def _groups(currency: pd.Series, in_totals: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Number of each row's currency among the currencies that are counted; -1 for rows in no total."""
    codes, names = pd.factorize(currency.fillna("").where(in_totals), sort=True, use_na_sentinel=True)
    return codes, [str(name) for name in names]


def _rows(work: pd.DataFrame, figures: Figures, judged: Verdicts, rulebook: Rulebook) -> pd.DataFrame:
    """The figures of each candidate; posts are of the middle case, and posts freed are either released or
    redeployed.
    """
    case, fee_per_hour = figures.case, _fees_per_hour(work, figures.case, rulebook)
    rows: dict[str, Any] = {name: work[name] for name in ("labour_base", "currency")}
    for name, percentiles in (
        ("saving", figures.saving),
        ("capacity", figures.capacity),
        ("one_off", figures.one_off),
    ):
        for end, values in zip(("low", "mid", "high"), percentiles, strict=True):
            rows[f"{name}_{end}"] = values
    rows |= {"one_off_mid": case["one_off"], "case_saving": case["saving"], "npv_mid": case["npv"]}
    rows |= {"case_fee": to_cents(case["fee"]), "case_paid": to_cents(case["paid"])}
    rows |= {"break_even_months": figures.months, "chance_to_pay": figures.chance}
    rows |= {"verdict": judged.verdict, "verdict_on": judged.on, "verdict_at": judged.at}
    rows |= {"capacity_verdict": judged.capacity, "is_doubted": work["is_doubted"]}
    rows["fee_per_hour"], rows["fee_per_hour_to_pay"] = fee_per_hour
    # Posts are counted without money, too, but not where nothing can move or the figures are wrong.
    counts = ~work["problem"].isin([OUTSOURCED, NOWHERE]).to_numpy(bool) & ~is_problem(work)
    share = filled(case["share_moved"], _usual_share(work, rulebook))
    rows["fte_moved"] = np.where(counts, share * work["fte"].to_numpy(float), np.nan)
    freed = rows["fte_moved"] * (1 - assumption(rulebook, "retained_staff").mid)
    rows["posts_released"] = freed * work["released_mean"].to_numpy(float)
    rows["posts_redeployed"] = freed - rows["posts_released"]
    return pd.DataFrame(rows, index=work.index, copy=False)


def _usual_share(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Share of the work that moves in the middle case, also where there is no money to value."""
    of_label = np.where(
        work["is_kpo"],
        assumption(rulebook, "transferable_share_kpo").mid,
        assumption(rulebook, "transferable_share_bpo").mid,
    )
    return np.where(work["has_share"], work["share"], of_label)


def _fees_per_hour(
    work: pd.DataFrame, case: dict[str, np.ndarray], rulebook: Rulebook
) -> tuple[np.ndarray, np.ndarray]:
    """Fee for an hour of today's work in the middle case, and the one at which the net present value is zero: it
    falls in a straight line with the fee.
    """
    hours = case["share_moved"] * work["fte"].to_numpy(float) * assumption(rulebook, "hours_per_fte").mid
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        fee = np.divide(case["fee"], hours, out=np.full(len(work), np.nan), where=hours > 0)
        # By how much all that follows the fee may grow until nothing is left of the net present value.
        share = np.divide(
            case["npv"] + case["on_fee"],
            case["on_fee"],
            out=np.full(len(work), np.nan),
            where=case["on_fee"] > 0,
        )
        return fee, np.where(share > 0, fee * share, np.nan)


def _every_row(rows: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """VALUE_COLUMNS for all typed rows; the currency is that of the input, the verdict none where nothing moves."""
    if "wave_reason" in rows:
        rows = rows.assign(wave_reason=coded(*pd.factorize(rows["wave_reason"])))
    every = rows.reindex(index=typed.index, columns=list(VALUE_COLUMNS))
    every["currency"] = typed_column(typed, "currency")
    for name in ("verdict", "capacity_verdict"):
        every[name] = every[name].fillna("none")
    # An empty text and nothing would be two kinds of blank in the file.
    every["verdict_on"] = every["verdict_on"].replace("", None)
    every["is_doubted"] = every["is_doubted"].eq(True)
    dtypes = {name: "str" if name in TEXT_COLUMNS else "float64" for name in VALUE_COLUMNS}
    dtypes |= dict.fromkeys(MESSAGE_COLUMNS, "category")
    return as_dtypes(every, dtypes | {"wave": "Int64", "is_doubted": "bool"})
