"""Value by line: what makes up the value, line by line and year by year; and what swings it most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context
from tasks.reporting.model.parts import Field, Sheet, Table

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
MOST_YEARS = 6  # of the sheet: the start and five years; the file holds all


def sheet(context: Context) -> Sheet:
    """Quotes where there are any, the portfolio by line and currency, the assumptions that swing it most, and each candidate by line."""
    title, purpose = (context.text(f"sheet.value_lines.{key}") for key in ("title", "purpose"))
    quotes = () if context.audit.value.quotes is None else (_quotes(context),)
    tables = (*quotes, _portfolio(context), _tornado(context), _candidates(context))
    notes = (context.text("value_lines.note"), context.text("value_lines.what_if"))
    return Sheet("value_lines", title, purpose, tables, notes, files=context.live_model)


def _by_year(context: Context, lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Lines as rows and years as columns, with their total over all years, in the order of the model."""
    import pandas as pd

    order = {name: place for place, name in enumerate(LINES)}
    flat = lines.assign(place=lines["line"].astype("str").map(order))
    wide = flat.pivot_table(
        index=[*keys, "place"], columns="year", values="mid", aggfunc="sum", observed=True
    )
    total = wide.sum(axis=1)
    wide = wide.reindex(columns=range(MOST_YEARS)).round(2)
    wide.columns = [f"year_{year}" for year in wide.columns]
    wide = wide.assign(all_years=total.round(2)).reset_index()
    return wide.assign(line=context.say("value_line", pd.Series([LINES[place] for place in wide["place"]])))


def _year_fields(context: Context) -> list[Field]:
    years = [
        Field(f"year_{year}", context.text("field.year", year=year), "money") for year in range(MOST_YEARS)
    ]
    return [*years, context.field("all_years", "money")]


def _known(context: Context) -> pd.DataFrame:
    """Lines of the candidates whose figures reconcile."""
    import pandas as pd

    lines = context.audit.value.lines
    if lines is None or lines.empty:
        return pd.DataFrame(
            {"line": pd.Series(dtype="str"), "year": 0, "mid": 0.0, "currency": "", "row_key": 0}
        ).iloc[:0]
    doubted = context.audit.value.rows["is_doubted"]
    kept = lines.rename_axis("row_key").reset_index()
    return kept[~kept["row_key"].map(doubted).fillna(False).to_numpy(bool)].assign(
        currency=lambda part: part["currency"].fillna("")
    )


def _quotes(context: Context) -> Table:
    """The quotes side by side, those of the same processes one below the other, the cheapest first."""
    frame = context.audit.value.quotes
    frame = frame.sort_values(["process_ids", "cost_quoted"], kind="stable").reset_index(drop=True)
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
    frame = _by_year(context, _known(context), ["currency"])
    fields = (context.field("currency", "code"), context.field("line", "name"), *_year_fields(context))
    title = context.text("value_lines.portfolio")
    return Table("ValueLines", title, fields, frame, title, context.text("value_lines.portfolio_note"))


def _tornado(context: Context) -> Table:
    """The five assumptions that swing the whole most, with the value at which it would be worth nothing."""
    import pandas as pd

    found = context.audit.value.tornado
    columns = ["currency", "assumption", "swing", "npv_at_low", "npv_at_high", "break_even"]
    frame = pd.DataFrame({name: pd.Series(dtype="str") for name in columns}) if found is None else found
    rules = context.audit.rulebook.section("assumptions")
    said = frame["assumption"].map(
        {name: context.words.of_rulebook(rules[name].description) for name in frame["assumption"].unique()}
    )
    frame = frame.assign(what=said.astype("str"), rule=frame["assumption"]).reset_index(drop=True)
    fields = (
        context.field("currency", "code"),
        context.field("rule", "code"),
        context.field("what", "long", heading="assumption"),
        context.field("swing", "money"),
        context.field("npv_at_low", "money"),
        context.field("npv_at_high", "money"),
        context.field("break_even", "number", heading="break_even_value"),
    )
    title = context.text("value_lines.tornado")
    return Table("Tornado", title, fields, frame, title, context.text("value_lines.tornado_note"))


def _candidates(context: Context) -> Table:
    """Each candidate by line, as many as the sheet may hold."""
    lines = _known(context)
    keys = context.candidates.index[context.candidates.index.isin(lines["row_key"])]
    shown = keys[: max(context.limit // len(LINES), 1)]
    frame = _by_year(context, lines[lines["row_key"].isin(shown)], ["row_key", "currency"])
    frame = frame.assign(
        process=context.named(frame["row_key"]).to_numpy() if len(frame) else frame["row_key"]
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
    return Table("CandidateLines", title, fields, frame, title, note)
