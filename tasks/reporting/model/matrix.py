"""The portfolio matrix: drive against intellectual complexity, a series per label, size class and kind of
evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import BANDS, DRIVES, RECOMMENDATIONS
from schemas.vocabulary import CANDIDATES
from tasks.reporting.model.context import Context
from tasks.reporting.model.parts import Series, Table

if TYPE_CHECKING:
    import pandas as pd

SIZES = ("large", "medium", "small", "unknown")


def points_and_series(context: Context, first_ids: list[str]) -> tuple[Table, tuple[Series, ...]]:
    """The points drawn, series by series, and where each series lies in the table.

    Args:
        context: of the report.
        first_ids: process ids of the first candidates, whose numbers are written beside their points.
    """
    rows = _chosen(context)
    numbers = {process_id: str(number) for number, process_id in enumerate(first_ids, start=1)}
    series = []
    for key, part in rows.reset_index(drop=True).groupby(
        ["label_place", "size_place", "evidence"], sort=True
    ):
        label, size, evidence = RECOMMENDATIONS[key[0]], SIZES[key[1]], key[2]
        name = context.text(
            "summary.series",
            label=context.words.value("recommendation", label),
            size=context.words.value("size_class", size),
            evidence=context.words.value("evidence_kind", evidence),
        )
        series.append(
            Series(
                name,
                label,
                size,
                evidence == "text",
                int(part.index[0]),
                int(part.index[-1]),
                tuple(numbers.get(process_id, "") for process_id in part["process_id"]),
            )
        )
    frame = rows.assign(
        process=rows["process_name"],
        recommendation=context.say("label_short", rows["recommendation"]),
        size_class=context.say("size_class", rows["size"]),
        evidence_kind=context.say("evidence_kind", rows["evidence"]),
    )
    field = context.field
    fields = (
        field("process", "plain"),
        field("recommendation", "plain"),
        field("process_id", "plain"),
        field("size_class", "plain"),
        field("drive_index", "index", heading="drive_short"),
        field("intellectual_complexity", "score", heading="complexity_short"),
        field("evidence_kind", "plain"),
    )
    note = context.text("summary.points_note", points=len(frame), total=len(context.results))
    return Table(
        "MatrixPoints",
        context.text("summary.points_title"),
        fields,
        frame,
        note,
        note,
        links={"process": context.why_links(rows.index)},
    ), tuple(series)


def _chosen(context: Context) -> pd.DataFrame:
    """Scored processes, candidates and the largest first, in the order of the series."""
    import numpy as np

    fte = context.typed("fte")
    medium, large = (context.number(f"report_size_{size}_fte") for size in ("medium", "large"))
    rows = context.results.assign(
        fte=fte,
        evidence=context.audit.assessment.rows["evidence"].reindex(context.results.index).astype("str"),
        size=np.select([fte >= large, fte >= medium, fte.notna()], SIZES[:3], SIZES[3]),
    )
    rows = rows.dropna(subset=["drive_index", "intellectual_complexity"]).assign(
        other=~rows["recommendation"].isin(CANDIDATES)
    )
    rows["evidence"] = rows["evidence"].where(rows["evidence"] == "text", "columns")
    rows = rows.sort_values(["other", "rank", "fte"], ascending=[True, True, False], kind="stable").head(
        context.number("report_chart_points")
    )
    rows = rows.assign(
        label_place=rows["recommendation"].map({name: place for place, name in enumerate(RECOMMENDATIONS)}),
        size_place=rows["size"].map({name: place for place, name in enumerate(SIZES)}),
    )
    return rows.sort_values(["label_place", "size_place", "evidence"], kind="stable")


def count_grid(context: Context) -> Table:
    """How many processes stand where: every process is counted once, those without a score in a row and
    column of their own.
    """
    import pandas as pd

    rows = context.results
    band = pd.Categorical(
        rows["intellectual_complexity_band"].fillna("not_assessed"),
        categories=[*reversed(BANDS), "not_assessed"],
    )
    drive = pd.Categorical(
        rows["drive"].fillna("not_assessed"), categories=[*reversed(DRIVES), "not_assessed"]
    )
    counts = pd.crosstab(pd.Series(band), pd.Series(drive), dropna=False)
    frame = counts.reset_index(names="band").set_axis(["band", *drive.categories], axis=1)
    frame["band"] = context.say("band", frame["band"])
    heads = [context.words.value("drive_axis", name) for name in drive.categories]
    from tasks.reporting.model.parts import Field

    fields = (
        Field("band", context.text("summary.grid"), "plain"),
        *(Field(name, head, "count") for name, head in zip(drive.categories, heads, strict=True)),
    )
    return Table(
        "CountGrid", context.text("summary.grid_title"), fields, frame, context.text("summary.grid_title")
    )


def chart_texts(context: Context, points: Table) -> dict[str, str]:
    """Title, axes, caption and the text read aloud."""
    spread = ", ".join(
        f"{label}: {count}" for label, count in points.frame["recommendation"].value_counts().items()
    )
    texts = {key: context.text(f"summary.{key}") for key in ("chart_caption", "axis_x", "axis_y")}
    return texts | {"alt": context.text("summary.chart_alt", points=len(points.frame), spread=spread)}
