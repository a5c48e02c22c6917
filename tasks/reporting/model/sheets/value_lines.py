"""Value by line: what makes up the value, line by line and year by year; and what swings it most."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from tasks.reporting.model.answers import marked_names
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Field, Series, Sheet, Table
from tasks.reporting.model.left_out import caveats
from tasks.reporting.model.speech import assumed, scale
from tasks.reporting.theme import PHASES

if TYPE_CHECKING:
    import pandas as pd

LINES = (
    "labour_today",
    "labour_retained",
    "labour_avoided",
    "fee",
    "training",
    "lost_vat",
    "governance",
    "index",
    "transition",
    "ramp",
    "selection",
    "training_start",
    "lost_vat_once",
    "parallel_run",
    "severance",
    "net",
)
TORNADO = ("currency", "assumption", "swing", "npv_at_low", "npv_at_high", "break_even")
SCALED_FROM = 10_000  # smaller amounts are written out on the axis of the chart
MOST_YEARS = 6  # of the sheet: the start and five years; the file holds all


def sheet(context: Context) -> Sheet:
    """Quotes where there are any, the portfolio by line and currency, the assumptions that swing it most,
    and each candidate by line.
    """
    title, purpose = (context.text(f"sheet.value_lines.{key}") for key in ("title", "purpose"))
    quotes = context.audit.value.quotes
    quote_tables = () if quotes is None else (_quotes(context, quotes),)
    tornado, charts = _tornado(context)
    portfolio = _portfolio(context)
    tables = (*quote_tables, portfolio, tornado, _candidates(context))
    # Where nothing is valued there are no lines, and no model of them; a very long list has no ranges of lines.
    note = () if portfolio.frame.empty else (context.text("value_lines.note"),)
    lines = context.audit.value.lines
    if lines is not None and lines["low"].notna().any():
        note += (context.text("value_lines.ranges"),)
    what_if = (context.text("value_lines.what_if"),) if context.live_model else ()
    notes = (*note, *caveats(context), *what_if)
    return Sheet("value_lines", title, purpose, tables, notes, charts=charts, files=context.live_model)


def _by_year(context: Context, lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Lines as rows and years as columns, with their total over all years, in the order of the model."""
    import pandas as pd

    order = {name: position for position, name in enumerate(LINES)}
    flat = lines.assign(place=lines["line"].astype(str).map(order))
    # By its place in the model, so that lines are not sorted by name.
    # A pivot table of pandas takes twice as long.
    wide = flat.groupby([*keys, "place", "year"], observed=True)["mid"].sum().unstack("year")
    total = wide.sum(axis=1)
    # The total is of all years, also of those that the sheet has no room for.
    wide = wide.reindex(columns=range(MOST_YEARS)).round(2)
    wide.columns = [f"year_{year}" for year in wide.columns]
    wide = wide.assign(all_years=total.round(2)).reset_index()
    return wide.assign(
        line=context.say("value_line", pd.Series([LINES[position] for position in wide["place"]]))
    )


def _year_fields(context: Context) -> list[Field]:
    years = [
        Field(f"year_{year}", context.text("field.year", year=year), "money") for year in range(MOST_YEARS)
    ]
    return [*years, context.field("all_years", "money")]


def _reconciled_lines(context: Context) -> pd.DataFrame:
    """Lines of the candidates whose figures reconcile."""
    import pandas as pd

    lines = context.audit.value.lines
    if lines is None or lines.empty:
        return pd.DataFrame(
            {"line": pd.Series(dtype="str"), "year": 0, "mid": 0.0, "currency": "", "row_key": 0}
        ).iloc[:0]
    doubted = context.audit.value.rows["is_doubted"]
    keyed = lines.rename_axis("row_key").reset_index()
    return keyed[~keyed["row_key"].map(doubted).fillna(False).to_numpy(bool)].assign(
        currency=lambda part: part["currency"].fillna("")
    )


def _quotes(context: Context, quotes: pd.DataFrame) -> Table:
    """The quotes side by side, those of the same processes one below the other, the cheapest first."""
    frame = quotes.sort_values(["process_ids", "cost_quoted"], kind="stable").reset_index(drop=True)
    frame = frame.assign(
        basis=context.say("fee_basis", frame["fee_basis"]),
        use=context.say("quote_use", frame["use"]),
        gaps=[_gaps(context, gaps) for gaps in frame["gaps"]],
        count=[
            context.text("quotes.processes", count=count, total=total)
            for count, total in zip(frame["process_count"], frame["bundle_count"], strict=True)
        ],
    )
    kinds = {"provider": "name", "process_ids": "long", "basis": "short", "rate": "rate", "use": "short"}
    kinds |= {"gaps": "long", "count": "short", "one_off_counted": "money", "term_counted": "number"}
    kinds |= dict.fromkeys(("fee_quoted", "cost_quoted", "fee_low", "fee_mid", "fee_high"), "money")
    kinds |= {"fee_to_break_even": "money", "one_off": "money", "term_years": "number", "currency": "code"}
    shown = (
        "provider",
        "process_ids",
        "count",
        "use",
        "gaps",
        "basis",
        "rate",
        "fee_quoted",
        "fee_low",
        "fee_mid",
        "fee_high",
    )
    shown += ("fee_to_break_even", "cost_quoted", "one_off", "one_off_counted", "term_years", "term_counted")
    shown += ("currency",)
    fields = tuple(Field(name, context.text(f"quotes.{name}"), kinds[name]) for name in shown)
    title = context.text("quotes.title")
    return Table("ProviderQuotes", title, fields, frame, title, context.text("quotes.note"))


def _gaps(context: Context, gaps: str) -> str:
    """What a quote leaves open, in words."""
    if not gaps:
        return context.text("quotes.complete")
    return "; ".join(context.words.value("quote_gap", name) for name in gaps.split("; "))


def _portfolio(context: Context) -> Table:
    lines = _reconciled_lines(context)
    frame = _by_year(context, lines, ["currency"])
    note = context.text("value_lines.portfolio_note")
    if lines.groupby("row_key")["year"].max().nunique() > 1:
        note += " " + context.text("value_lines.contracts_end")
    fields = (context.field("currency", "code"), context.field("line", "name"), *_year_fields(context))
    title = context.text("value_lines.portfolio")
    return Table("ValueLines", title, fields, frame, title, note, empty=context.text("value_lines.unvalued"))


def _tornado(context: Context) -> tuple[Table, tuple[Chart, ...]]:
    """The five assumptions that swing the whole most, with the value at which it would be worth nothing; those of the
    main currency first, and as a chart.
    """
    import pandas as pd

    tornado, totals = context.audit.value.tornado, context.headline_totals
    if tornado is None or tornado.empty:
        tornado = pd.DataFrame({name: pd.Series(dtype=str) for name in TORNADO})
        tornado = tornado.astype(dict.fromkeys(TORNADO[2:], float))
    # The chart shows one currency: rows of the main one come first, and the chart takes only these.
    main = context.currencies[0] if context.currencies else ""
    lines = tornado.assign(is_other=tornado["currency"].fillna("").ne(main))
    lines = lines.sort_values(["is_other", "currency", "swing"], ascending=[True, True, False], kind="stable")
    lines = lines.reset_index(drop=True)
    # The bars of the chart begin at the middle case, so each end is said as a distance from it.
    middle = lines["currency"].map(totals.set_index("currency")["npv_mid"]).astype("float64")
    rules = context.audit.rulebook.section("assumptions")
    rule_by_name = {name: rules[name] for name in lines["assumption"].unique()}
    frame = lines.assign(
        assumption=[context.words.value("assumption", name) for name in lines["assumption"]],
        what=lines["assumption"]
        .map({name: context.words.of_rulebook(rule.description) for name, rule in rule_by_name.items()})
        .astype("str"),
        rule_unit=lines["assumption"]
        .map({name: context.words.of_rulebook(rule.unit) for name, rule in rule_by_name.items()})
        .astype("str"),
        rule=lines["assumption"],
        break_even=pd.Series(
            [
                assumed(context.words, value, rule_by_name[name].unit) if value == value else None
                for name, value in zip(lines["assumption"], lines["break_even"], strict=True)
            ],
            dtype="str",
        ),
        # An end that is the middle would else be shown as -0.
        from_low=(lines["npv_at_low"] - middle).round(2) + 0.0,
        from_high=(lines["npv_at_high"] - middle).round(2) + 0.0,
    )
    money = ("swing", "from_low", "from_high", "npv_at_low", "npv_at_high")
    fields = (
        context.field("currency", "code"),
        context.field("assumption", "name"),
        *(context.field(name, "money") for name in money),
        context.field("break_even", heading="break_even_value"),
        context.field("rule_unit", "short"),
        context.field("what", "long", heading="rule"),
        context.field("rule", "code", heading="rule_id"),
    )
    title = context.text("value_lines.tornado")
    note, empty = (context.text(f"value_lines.{name}") for name in ("tornado_note", "unvalued"))
    table = Table("Tornado", title, fields, frame, title, note, empty=empty)
    count = int((~lines["is_other"]).sum())
    return table, (_swings(context, table, count),) if count else ()


def _swings(context: Context, table: Table, count: int) -> Chart:
    """How far each assumption alone moves the net present value from its middle, the widest first."""
    series = tuple(
        Series(context.text(f"chart.at_{end}"), "assumption", f"from_{end}", colour, 0, count - 1)
        for end, colour in (("low", PHASES["parallel"]), ("high", PHASES["transfer"]))
    )
    alt = context.text("chart.tornado_alt", count=count, first=table.frame["assumption"].iloc[0])
    largest = float(table.frame[["from_low", "from_high"]].head(count).abs().to_numpy().max())
    unit, factor = scale(context.words, largest) if largest >= SCALED_FROM else ("", 1.0)
    # A comma at the end of a number format leaves out three digits.
    number_format = "#,##0" + "," * round(log10(factor) / 3)
    title = f"{table.frame['currency'].iloc[0] or ''} {unit}".strip()
    axes = Axis(is_reversed=True), Axis(title, number_format=number_format)
    return Chart(table.name, "bars", context.text("chart.tornado"), alt, series, *axes, width=620)


def _candidates(context: Context) -> Table:
    """Each candidate by line, as many as the sheet may hold."""
    import pandas as pd

    lines = _reconciled_lines(context)
    keys = context.candidates.index[context.candidates.index.isin(lines["row_key"])]
    # Whole candidates only: each may have all of these lines.
    shown = keys[: max(context.limit // len(LINES), 1)]
    frame = _by_year(context, lines[lines["row_key"].isin(shown)], ["row_key", "currency"])
    frame = frame.assign(
        process=marked_names(context, pd.Index(frame["row_key"])).to_numpy()
        if len(frame)
        else frame["row_key"]
    )
    fields = (
        context.field("process", "name"),
        context.field("line", "name"),
        *_year_fields(context),
        context.field("currency", "code"),
    )
    title = context.text("value_lines.candidates")
    note = (
        context.text("value_lines.limited", shown=len(shown), total=len(keys))
        if len(shown) < len(keys)
        else ""
    )
    return Table(
        "CandidateLines", title, fields, frame, title, note, empty=context.text("value_lines.unvalued")
    )
