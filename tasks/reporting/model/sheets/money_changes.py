"""How the saving of each candidate changed since the last run, and what changed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Table

if TYPE_CHECKING:
    import pandas as pd


@made_once(for_all_editions=True)
def money_steps(context: Context) -> pd.DataFrame | None:
    """The changes with what each adds or takes away, in its currency.

    Returns:
        The columns of ``Changes.money``, change and currency; one that changed its currency is two lines, for its
        amounts cannot be taken from each other. None where savings were not compared.
    """
    import pandas as pd

    money = context.audit.changes.money
    if money is None:
        return None
    before, after = money["currency_before"], money["currency_after"]
    swaps = before.notna() & after.notna() & before.ne(after)
    left = money[swaps].assign(after=float("nan"), currency_after=None)
    came = money.assign(
        before=money["before"].mask(swaps), currency_before=money["currency_before"].mask(swaps)
    )
    lines = pd.concat([came, left]).sort_index(kind="stable").reset_index(drop=True)
    return lines.assign(
        change=lines["after"].fillna(0) - lines["before"].fillna(0),
        currency=lines["currency_after"].where(lines["currency_after"].notna(), lines["currency_before"]),
    )


def money_table(context: Context) -> Table | None:
    """One line a candidate whose saving changed; None where none did, or savings were not compared."""
    steps = money_steps(context)
    if steps is None or steps.empty:
        return None
    shown, limits = context.limited(steps, "changes", "candidates.csv")
    key = context.row_of(shown["process_id"].mask(shown["is_gone"]))
    names = context.results["process_name"].reindex(key.astype(float)).astype("str").reset_index(drop=True)
    gone = context.audit.changes.rows
    gone = gone[gone["cause"].eq("gone")].drop_duplicates("process_id").set_index("process_id")["before"]
    ids = shown["process_id"].astype("str").reset_index(drop=True)
    frame = shown.reset_index(drop=True).assign(
        process=names.fillna(ids.map(gone).astype("str")).fillna(ids),
        saving_before=shown["before"].to_numpy(),
        saving_after=shown["after"].to_numpy(),
        saving_change=shown["change"].to_numpy(),
        what_changed=_what_changed(context, shown),
    )
    is_one_currency = shown["currency"].nunique() < 2
    field = context.field
    fields = (
        field("process", "name"),
        field("saving_before", "money", total=is_one_currency),
        field("saving_after", "money", total=is_one_currency),
        field("saving_change", "money", total=is_one_currency),
        field("currency", "code"),
        field("what_changed", "long"),
        field("process_id", "code"),
    )
    title = context.text("changes.money")
    note = " ".join((context.text("changes.money_note"), *limits))
    return Table("MoneyChanges", title, fields, frame, title, note)


def _what_changed(context: Context, shown: pd.DataFrame) -> list[str]:
    """Per line: the fields of its row and its results that changed, by cause; else what changed for all."""
    changes = context.audit.changes
    words, text = context.words, context.text
    own = changes.rows[changes.rows["process_id"].isin(shown["process_id"])]
    by_process: dict[tuple[str, bool], dict[str, list[str]]] = {}
    for row in own.to_dict("records"):
        is_gone = row["cause"] == "gone"
        fields = by_process.setdefault((row["process_id"], is_gone), {}).setdefault(row["cause"], [])
        if row["cause"] not in ("new", "gone"):
            fields.append(field_title(context, row["field"]))
    method = words.value("cause", changes.method)
    lines = []
    for key in zip(shown["process_id"], shown["is_gone"], strict=True):
        causes = by_process.get(key, {})
        reasons = [
            text(
                "changes.money_since",
                cause=words.value("cause", cause),
                fields=", ".join(dict.fromkeys(fields)),
            )
            if fields
            else words.value("cause", cause)
            for cause, fields in causes.items()
        ]
        # Where the method changed, it may have moved the money of every row that stayed in the list.
        if not reasons or (changes.method != "elsewhere" and not {"new", "gone"} & causes.keys()):
            reasons += [method] if changes.method not in causes else []
        lines.append("; ".join(reasons))
    return lines


def field_title(context: Context, name: str) -> str:
    """How a reader calls a field of the results or a column of the input."""
    # A field of the results has a heading with a place for the currency; a column of the input has a title.
    words = context.words.texts.get(f"field.{name}")
    return words.format(**{"in": ""}) if words else context.column_title(name)
