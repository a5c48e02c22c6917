"""Scenarios: the audit under several sets of assumptions, side by side, and where they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.answers import marked_names
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Field, Sheet, Table
from tasks.reporting.model.left_out import withdrawn

if TYPE_CHECKING:
    import pandas as pd

MONEY = ("saving_low", "saving_mid", "saving_high", "capacity_mid", "npv_mid")
VERDICTS = ("pays_count", "loses_count", "depends_count", "cannot_judge_count")
COUNTS = ("valued_count", *VERDICTS)


def sheet(context: Context) -> Sheet:
    """Totals by scenario, and the processes on which the scenarios disagree."""
    title, purpose = (context.text(f"sheet.scenarios.{key}") for key in ("title", "purpose"))
    left_out = int(context.by_name.sum())
    notes = [context.text("scenarios.screened", count=left_out)] if left_out else []
    tables = _totals(context), _rows(context)
    return Sheet(
        "scenarios", title, purpose, tables, (context.text("scenarios.note"), *notes, *withdrawn(context))
    )


def _scenario_titles(context: Context, names: pd.Series) -> pd.Series:
    """Names of scenarios as a reader says them; those of the settings as they are written there."""
    scenarios = context.audit.rulebook.sections.get("scenarios", {})
    return names.map({name: context.text(f"scenarios.{name}") for name in scenarios}).fillna(names)


def _totals(context: Context) -> Table:
    import pandas as pd

    scenarios = context.audit.scenarios
    columns = ["scenario", "currency", *VERDICTS, *MONEY, "chance_to_pay"]
    frame = pd.DataFrame(columns=columns) if scenarios is None else scenarios.totals[columns]
    # A line without a single value would be a line of zeros and blanks.
    frame = frame[frame["saving_mid"].notna()]
    frame = frame.assign(
        valued_count=frame[list(VERDICTS)].sum(axis=1),
        scenario=_scenario_titles(context, frame["scenario"].astype("str")),
    ).reset_index(drop=True)
    heads = {name: context.text(f"scenarios.{name}") for name in COUNTS}
    fields = (
        context.field("scenario", "name"),
        context.field("currency", "code"),
        *(Field(name, heads[name], "count") for name in COUNTS),
        *(context.field(name, "money") for name in MONEY),
        context.field("chance_to_pay", "share"),
    )
    title = context.text("scenarios.totals")
    return Table(
        "ScenarioTotals",
        title,
        fields,
        frame,
        title,
        empty=context.text("scenarios.none" if scenarios is None else "scenarios.unvalued"),
    )


def _rows(context: Context) -> Table:
    """One line a process on whose label or verdict the scenarios disagree; a column a scenario."""
    import pandas as pd

    scenarios = context.audit.scenarios
    names = [] if scenarios is None else list(dict.fromkeys(scenarios.rows["scenario"]))
    fields = [context.field("process", "name")]
    frame = pd.DataFrame({"process": pd.Series(dtype="str")})
    if scenarios is not None and names:
        rows = scenarios.rows
        rows = rows[~(rows["label_agrees"] & rows["verdict_agrees"])]
        keys = rows.index.unique()[: context.limit]
        currency = context.audit.value.rows["currency"].reindex(keys)
        frame = pd.DataFrame(
            {"process": marked_names(context, keys).to_numpy(), "currency": currency.to_numpy()}
        )
        if len(context.currencies) > 1:
            fields.append(context.field("currency", "code"))
        for number, name in enumerate(names):
            own = rows[rows["scenario"] == name].reindex(keys)
            label = context.say("label_short", own["recommendation"]).astype(str)
            verdict = context.say("verdict", own["verdict"]).astype(str)
            frame[f"said_{number}"] = (label + ", " + verdict).to_numpy()
            frame[f"saving_{number}"] = own["saving_mid"].to_numpy()
            heading = _scenario_titles(context, pd.Series([name])).iloc[0]
            fields += [
                Field(f"said_{number}", heading, "short"),
                Field(f"saving_{number}", context.text("scenarios.saving", scenario=heading), "money"),
            ]
    title = context.text("scenarios.rows")
    return Table("ScenarioRows", title, tuple(fields), frame, title, empty=context.text("scenarios.agree"))
