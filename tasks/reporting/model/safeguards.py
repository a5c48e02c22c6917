"""Safeguards: what every candidate needs, and what each one's flags demand."""

from __future__ import annotations

from tasks.reporting.model.context import Context
from tasks.reporting.model.parts import Sheet, Table

# Which safeguards of the catalogue stand for whom, and the statement that asks for each.
MINIMUM = "MINIMUM"  # demanded by no flag: it stands for every candidate, and is said once
GENERAL = {
    "confidentiality": ("all_kpo", "S1-42"),
    "qualification": ("all_kpo", "S0-06"),
    "capability": ("partner", "S1-63"),
    "culture": ("partner", "S1-63"),
    "technology": ("partner", "S1-63"),
    "service_level": ("all", "S1-64"),
    "governance": ("all", "S1-65"),
}


def sheet(context: Context) -> Sheet:
    """The set for all, then one line per candidate and safeguard."""
    safeguards = context.audit.risks.safeguards
    safeguards = safeguards[safeguards["demanded_by"].ne(MINIMUM)]
    place = context.order.reindex(safeguards["row_key"].astype("float64")).to_numpy()
    ordered = safeguards.assign(place=place).sort_values(["place", "row_key"], kind="stable").reset_index(drop=True)
    shown, limits = context.limited(ordered, "safeguards", "flags.csv")
    keys = shown["row_key"]
    rows = context.results.reindex(keys.astype("float64"))
    frame = shown.assign(
        process=rows["process_name"].to_numpy(), recommendation=context.say("recommendation", rows["recommendation"]).to_numpy()
    )
    field = context.field
    fields = (
        field("process", "name"),
        field("safeguard", "long"),
        field("demanded_by", "short"),
        field("reference", "short"),
        field("recommendation"),
        field("process_id", "code"),
    )
    table = Table(
        "Safeguards",
        context.text("safeguards.by_process"),
        fields,
        frame,
        context.text("sheet.safeguards.purpose"),
        tones={"recommendation": rows["recommendation"].reset_index(drop=True)},
        links={"process": context.why_links(keys)},
    )
    return Sheet("safeguards", context.text("sheet.safeguards.title"), table.description, (_general(context), table), limits)


def _general(context: Context) -> Table:
    import pandas as pd

    safeguards = context.audit.risks.safeguards
    least = safeguards[safeguards["demanded_by"].eq(MINIMUM)].drop_duplicates("safeguard")
    said = set(", ".join(least["reference"].dropna()).split(", "))
    minimum = context.text("safeguards.minimum")
    lines = [
        (context.text("safeguards.all"), safeguard, minimum, reference)
        for safeguard, reference in zip(least["safeguard"], least["reference"], strict=True)
    ]
    lines += [
        (context.text(f"safeguards.{group}"), context.text(f"safeguards.list.{key}"), minimum, statement)
        for key, (group, statement) in GENERAL.items()
        if statement not in said or group == "partner"
    ]
    field = context.field
    fields = (field("applies_to", "name"), field("safeguard", "long"), field("demanded_by", "short"), field("reference", "short"))
    frame = pd.DataFrame(lines, columns=[column.key for column in fields], dtype="str")
    return Table("GeneralSafeguards", context.text("safeguards.general"), fields, frame, context.text("safeguards.general"))
