"""The money and the people of the first sheet, in words and as a table of exact numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import RECOMMENDATIONS
from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Link, Table, Tile
from tasks.reporting.model.left_out import is_by_name_only, is_withdrawn
from tasks.reporting.model.speech import added_up, decimal, money, percent

if TYPE_CHECKING:
    import pandas as pd


MOST_CURRENCIES = 3  # with an amount on the first sheet; others are counted


def totals(context: Context) -> pd.DataFrame:
    """All candidates, one line for each currency, the one with the most candidates first; a currency in which
    nothing was valued has none.
    """
    return _in_order(context.audit.value.totals)


def _in_order(lines: pd.DataFrame) -> pd.DataFrame:
    # A currency with candidates and without a single value would be a line of blanks.
    valued = lines.dropna(subset="saving_mid")
    return valued.sort_values("candidates_count", ascending=False, kind="stable").reset_index(drop=True)


@made_once(for_all_editions=True)
def scope(context: Context) -> str:
    """How much was audited, and which share of the ledger and the staff list that is; without what is no process."""
    parts = [part for part in (_cost(context), _fte(context)) if part]
    count = context.text("summary.processes", count=int(context.is_process.sum()))
    return " · ".join((count, *parts))


@made_once(for_all_editions=True)
def labels(context: Context) -> str:
    """How many processes have which label; what was no process is counted, too."""
    counts = context.results["recommendation"].value_counts()
    return " · ".join(
        context.text(
            "summary.label_count",
            label=context.words.value("recommendation", name),
            count=int(counts.get(name, 0)),
        )
        for name in RECOMMENDATIONS
    )


def control_share(context: Context, measure: str) -> float | None:
    """Which share of a control total the audit covers; None where no control total was given, or as many in one
    currency as in another.

    Args:
        context: for the control totals of the value model.
        measure: "cost" or "fte".

    Returns:
        0 and more; above 1 where more was audited than the total says.
    """
    control = context.audit.value.control
    is_stated = control["control_total"].notna()
    if not is_stated.any():
        return None
    lines = control[control["measure"].eq(measure) & is_stated]
    whole = lines[lines["unit"].fillna("").eq("")]
    lines = lines if whole.empty else whole  # a total of the whole portfolio holds its units already
    # Amounts of several currencies are not added up: the one that most totals are in.
    currency = lines["currency"].fillna("")
    commonest = currency.mode()
    if len(commonest) != 1:
        return None
    lines = lines[currency.eq(commonest.iloc[0])]
    total = lines["control_total"].sum()
    return float(lines["audited"].sum() / total) if total else None


def _with_share(context: Context, amount: str, measure: str) -> str:
    share = control_share(context, measure)
    if share is None:
        return amount
    return context.text(
        "summary.of_control",
        amount=amount,
        share=percent(context.words, share),
        control=context.words.value("control", measure),
    )


def _cost(context: Context) -> str:
    # Spending where it is known, else labour: this is how much was looked at, not what could be saved.
    cost = context.typed("annual_cost").fillna(context.typed("labour_cost"))[context.is_process]
    sums = cost.groupby(context.typed("currency").fillna("").astype(str)).sum().sort_values(ascending=False)
    # A currency of rows without a cost is not named.
    sums = sums[sums != 0]
    if sums.empty:
        return ""
    amounts = [added_up(context.words, sums.head(MOST_CURRENCIES))]
    if list(sums.index) == [""]:
        amounts = [context.text("money.no_currency", amount=amounts[0])]
    if len(sums) > MOST_CURRENCIES:
        amounts.append(context.text("money.more_currencies", count=len(sums) - MOST_CURRENCIES))
    return _with_share(context, context.text("summary.cost", amounts=" + ".join(amounts)), "cost")


def _fte(context: Context) -> str:
    fte = context.typed("fte")[context.is_process].sum()
    return (
        _with_share(context, context.text("summary.fte", fte=decimal(context.words, fte)), "fte")
        if fte
        else ""
    )


@made_once(for_all_editions=True)
def money_tiles(context: Context) -> tuple[Tile, ...]:
    """Cash and capacity a year, one-off cost, break-even and people of the candidates of the headline: of the main
    currency, the others named below it. Where the figures are doubtful the amounts are withdrawn, and where every
    label rests on text alone none is shown, nor are people.
    """
    lines, text = _in_order(context.headline_totals), context.text
    names = ("cash", "capacity", "one_off", "break_even", "people")
    labels = [text(f"summary.{name}") for name in names]
    # The last row that the sheet shows, which may hold fewer candidates than there are.
    link = Link("Candidates", 0, max(min(len(context.candidates), context.limit) - 1, 0))
    if is_by_name_only(context):
        note = text("summary.by_name_note")
        return tuple(Tile(label, text("summary.not_shown"), link, note=note) for label in labels)
    # No candidate that counts here has a value, so no tile has a figure.
    if lines.empty:
        nothing = text("summary.no_candidate" if context.candidates.empty else "summary.no_value")
        tiles = [Tile(label, nothing, link) for label in labels]
        # Posts are known without a cost, too.
        return (*tiles[:-1], tiles[-1] if context.candidates.empty else _people(context, labels[-1], link))
    if is_withdrawn(context):
        amounts = [(text("summary.withdrawn"), text("summary.withdrawn_note"))] * 4
    else:
        sums = [_sums(line) for _, line in lines.iterrows()]
        amounts = [_amount(context, lines, sums, name) for name in ("saving", "capacity", "one_off")]
        amounts.append(_months(context, lines.iloc[0], len(lines) > 1))
    tiles = (
        Tile(label, value, link, note=note) for label, (value, note) in zip(labels[:-1], amounts, strict=True)
    )
    return (*tiles, _people(context, labels[-1], link))


def _people(context: Context, label: str, unknown: Link) -> Tile:
    """FTE of the candidates of the headline and what becomes of them; how many of these have no value is said.
    ``unknown``: where the tile leads where nobody gave posts, and no sheet has any.
    """
    text, keys = context.text, context.candidates.index[~context.by_name]
    if context.audit.value.rows["fte_moved"].reindex(keys).isna().all():
        return Tile(label, text("summary.people_unknown"), unknown)
    fte, released, redeployed, retained = (
        decimal(context.words, amount) for amount in people(context, keys).values()
    )
    unvalued = int(context.unvalued.reindex(keys).sum())
    sentence = "summary.people_and_unvalued" if unvalued else "summary.people_text"
    note = text(sentence, released=released, redeployed=redeployed, retained=retained, count=unvalued)
    return Tile(label, fte, Link("PeopleByCountry"), note=note)


def _sums(line: pd.Series) -> dict[str, tuple[float, float, float]]:
    """Low, mid and high of cash, capacity and one-off cost of one currency: percentiles of the sum, as the value model
    gives them; missing where it does not.
    """

    def at(name: str) -> float:
        return float(line.get(name, float("nan")))

    return {
        name: (at(f"{name}_low"), at(f"{name}_mid"), at(f"{name}_high"))
        for name in ("saving", "capacity", "one_off")
    }


def _amount(context: Context, lines: pd.DataFrame, sums: list, name: str) -> tuple[str, str]:
    """The mid amount, and below it the range and other currencies."""
    text, words = context.text, context.words
    low, mid, high = sums[0][name]
    if mid != mid:
        return text("summary.not_modelled"), ""
    currency = lines["currency"].iloc[0]
    note = text("summary.range", low=money(words, low, currency), high=money(words, high, currency))
    # Only those with an amount.
    shown = [
        _in_currency(context, more[name][1], other)
        for more, other in zip(sums[1:], lines["currency"].iloc[1:], strict=True)
        if more[name][1] == more[name][1]
    ]
    # The line has room for one of them; Figures has all.
    shown = shown if len(shown) < 2 else [text("money.more_currencies", count=len(shown))]
    others = [text("summary.other_currency", amount=amount) for amount in shown]
    return money(words, mid, currency), " ".join((note, *others))


def _in_currency(context: Context, amount: float, currency: str) -> str:
    """An amount beside one of another currency; one without a currency says so."""
    words = money(context.words, amount, currency)
    return words if currency else context.text("money.no_currency", amount=words)


def people(context: Context, keys: pd.Index) -> dict[str, float]:
    """FTE of these candidates that would move, and what becomes of them; the three parts add up to the
    first.

    Args:
        context: for the value rows.
        keys: row_key of candidates.

    Returns:
        fte_moved, posts_released, posts_redeployed and posts_retained, in FTE; missing where nobody gave posts.
    """
    names = ["fte_moved", "posts_released", "posts_redeployed"]
    rows = context.audit.value.rows[names].reindex(keys)
    is_given = rows["fte_moved"].notna().any()
    sums = {name: float(rows[name].sum()) if is_given else float("nan") for name in names}
    return sums | {"posts_retained": sums["fte_moved"] - sums["posts_released"] - sums["posts_redeployed"]}


def labour_cost_today(context: Context, chosen: pd.Series) -> dict[str, float]:
    """Labour cost a year of the chosen candidates as it is today, by currency; of figures that do not reconcile none.

    Args:
        context: for the value rows.
        chosen: whether each candidate is counted, by row_key.

    Returns:
        Nothing of a currency in which the cost of one of them is not known.
    """
    rows = context.audit.value.rows.loc[chosen.index[chosen], ["currency", "labour_base", "is_doubted"]]
    sums: dict[str, float] = {}
    currencies = rows["currency"].astype("str").fillna("").tolist()
    lines = zip(currencies, rows["labour_base"].tolist(), rows["is_doubted"].tolist(), strict=True)
    for currency, amount, is_doubted in lines:
        if not is_doubted:
            sums[currency] = sums.get(currency, 0.0) + amount
    # A missing amount makes the sum missing, which is not above 0.
    return {currency: amount for currency, amount in sums.items() if amount > 0}


def _months(context: Context, line: pd.Series, is_of_several: bool) -> tuple[str, str]:
    """Months to break-even in the middle of the draws, and below it the range; what is not reached within the contract
    is said so, and so is the currency where there are several.
    """
    text, never = context.text, context.text("summary.never")
    # The middle draw may never pay back where the best ones do.
    low, mid, high = (
        decimal(context.words, months, "0")
        if (months := line[f"break_even_months_{end}"]) == months
        else never
        for end in ("low", "mid", "high")
    )
    value = text("summary.months_never") if mid == never else text("summary.months", months=mid)
    note = [] if low == never else [text("summary.range", low=low, high=high)]
    if is_of_several:
        note.append(text("summary.months_currency", currency=line["currency"] or text("money.not_stated")))
    return value, " ".join(note)


def figures(context: Context) -> Table:
    """Exact figures of each currency, as totals of the value model, over all candidates; where some are screened by
    name only, also over the others, which the first sheet counts.
    """
    import pandas as pd

    cost = labour_cost_today(context, context.valued)
    paying_cost = labour_cost_today(context, context.valued & context.pays.eq("pays"))
    lines = [
        line
        for _, total in totals(context).iterrows()
        for line in (
            *_figures_of(context, total),
            *_shares_of_cost(context, total, cost.get(total["currency"]), paying_cost.get(total["currency"])),
        )
    ]
    if context.audit.value.headline is not None:
        counted = _in_order(context.headline_totals)
        lines += [line for _, total in counted.iterrows() for line in _figures_of_headline(context, total)]
    unit = context.text("summary.unit_fte")
    # Posts that nobody gave are no lines.
    lines += [
        (context.text(f"figure.{name}"), None, amount, None, unit)
        for name, amount in people(context, context.candidates.index).items()
        if amount == amount
    ]
    field = context.field
    fields = (
        field("measure", "long"),
        field("low", "number"),
        field("mid", "number"),
        field("high", "number"),
        field("unit", "code", heading="rule_unit"),
    )
    return Table(
        "KeyFigures",
        context.text("summary.figures"),
        fields,
        pd.DataFrame(lines, columns=[column.key for column in fields]),
        context.text("summary.figures"),
        context.text("figures.note"),
    )


def _figures_of(context: Context, total: pd.Series) -> list[tuple]:
    """Figures of one currency: all candidates whose figures reconcile, those that pay back, those in a wave, and in
    a line of their own those whose figures do not reconcile. Ranges are of the sum.
    """
    currency, ends = total["currency"], ("low", "mid", "high")
    if not currency and len(context.currencies) > 1:
        currency = context.text("money.not_stated")
    paying_count = int(total["paying_count"])
    # Name of the text, the count that it says, and the beginning of its columns in the totals.
    parts = [("saving", "valued", "saving")]
    parts += [
        (name, name, f"{name}_saving")
        for name in ("paying", "planned", "doubted")
        if name != "doubted" or total["doubted_count"]
    ]
    parts.append(("capacity", "valued", "capacity"))
    lines = [
        (
            context.text(f"figure.{name}", count=int(total[f"{counted}_count"])),
            # Of no row at all the sum is 0, where the totals have nothing.
            *(total[f"{prefix}_{end}"] if total[f"{counted}_count"] else 0.0 for end in ends),
            currency,
        )
        for name, counted, prefix in parts
    ]
    lines.append((context.text("figure.case_saving"), None, total["case_saving"], None, currency))
    lines.append((context.text("figure.one_off"), *(total[f"one_off_{end}"] for end in ends), currency))
    lines.append(
        (
            context.text("figure.paying_one_off", count=paying_count),
            None,
            total["paying_one_off_mid"] if paying_count else 0.0,
            None,
            currency,
        )
    )
    months = context.text("summary.unit_months")
    lines.append(
        (
            context.text("figure.break_even_months"),
            *(total[f"break_even_months_{end}"] for end in ends),
            months,
        )
    )
    if paying_count:
        ends_of_paying = (total[f"paying_break_even_months_{end}"] for end in ends)
        lines.append((context.text("figure.paying_months", count=paying_count), *ends_of_paying, months))
    lines.append((context.text("figure.npv"), None, total["npv_mid"], None, currency))
    return lines


def _shares_of_cost(
    context: Context, total: pd.Series, cost: float | None, paying_cost: float | None
) -> list[tuple]:
    """Labour cost today of one currency, and the saving in per cent of it: of all, and of those that pay back."""
    text, lines = context.text, []
    if cost:
        shares = [total[f"saving_{end}"] / cost * 100 for end in ("low", "mid", "high")]
        lines += [(text("figure.labour_today"), None, cost, None, total["currency"])]
        lines += [(text("figure.saving_share"), *shares, "%")]
    if paying_cost:
        count = int(total["paying_count"])
        shares = [total[f"paying_saving_{end}"] / paying_cost * 100 for end in ("low", "mid", "high")]
        lines += [(text("figure.paying_share", count=count), *shares, "%")]
    return lines


def _figures_of_headline(context: Context, total: pd.Series) -> list[tuple]:
    """What the first sheet says of one currency: saving, capacity and one-off cost of the candidates it counts, and
    the saving of those of them that pay back.
    """
    parts = [("saving", "valued"), ("capacity", "valued"), ("one_off", "valued"), ("paying_saving", "paying")]
    return [
        (
            context.text(f"figure.headline_{name}", count=int(total[f"{counted}_count"])),
            *(total[f"{name}_{end}"] if total[f"{counted}_count"] else 0.0 for end in ("low", "mid", "high")),
            total["currency"],
        )
        for name, counted in parts
    ]
