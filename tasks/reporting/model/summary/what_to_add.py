"""What to add so that the candidates can be judged: the cell, the column, or the figure that most of them lack."""

from __future__ import annotations

from tasks.reporting.model.context import Context


def what_to_add(context: Context) -> str:
    """One sentence on what most of the candidates that cannot be judged lack, with the column of the input. Where all
    of them that lack the labour cost lack the currency, too, both are named: the one without the other is not enough.

    Returns:
        Empty where nothing is missing.
    """
    rows = context.audit.value.rows
    missing = rows.loc[rows["verdict"].eq("cannot_judge"), "verdict_on"].value_counts()
    if missing.empty:
        return ""
    name = str(missing.index[0])
    lacking = rows.index[rows["verdict"].eq("cannot_judge") & rows["verdict_on"].eq(name)]
    if name == "labour_cost" and context.typed(name).reindex(lacking).notna().any():
        name = "annual_cost"  # it is there, and is not what such posts cost
    if name == "labour_cost" and context.typed("currency").reindex(lacking).isna().all():
        name = "labour_cost_and_currency"
    return context.text(f"value_asks.{name}", where=_where(context, name), count=int(missing.iloc[0]))


def _where(context: Context, name: str) -> str:
    """The column of the input that is to be filled; said where the input has none."""
    name = "labour_cost" if name == "labour_cost_and_currency" else name
    letters = {
        letter for table in context.audit.intake.tables.values() if (letter := table.letter(name)) is not None
    }
    if not letters:
        return context.text("value_asks.no_column")
    return context.text("value_asks.in_column", letters=", ".join(sorted(letters)))
