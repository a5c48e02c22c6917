"""One row a process, with all that the templates of the register ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import columns, typed_column
from schemas.dora import ICT_FLAG, register_columns

if TYPE_CHECKING:
    import pandas as pd

TYPED = (
    *(
        "process_id",
        "process_name",
        "criticality",
        "criticality_reason",
        "assessed_on",
        "recovery_time_hours",
    ),
    *(
        "recovery_point_hours",
        "substitutability",
        "exit_plan",
        "provider",
        "provider_country",
        "contract_end",
    ),
    *("service_start", "currency", "current_model", "source_file", "source_sheet", "source_row"),
)
DAYS_PER_MONTH = 365 / 12


def prepared_rows(inputs: pd.DataFrame, results: pd.DataFrame, lei: str) -> pd.DataFrame:
    """The rows of a run with the fields that ``schemas.dora`` names as sources.

    Args:
        inputs: inputs.parquet of the run: typed columns, and the columns that were carried through. One of these
            fills a field where its heading is that of the field (column ``fill``).
        results: results.parquet of the run, in the same order.
        lei: of the financial entity.

    Returns:
        One row for each process in scope, index 0 to n-1: the sources as the list has them; function_id F1, F2 in
        the order of the list; reference of the contract, made up from the provider's place where the list names
        none; is_ict (the run flags an ICT service to a financial entity); has_provider.
    """
    import pandas as pd

    keep = results["recommendation"].ne("not_in_scope").to_numpy(bool)
    inputs, results = (frame.loc[keep].reset_index(drop=True) for frame in (inputs, results))
    columns = {name: inputs[name] if name in inputs else _missing(inputs, name) for name in TYPED}
    # Headings of the list that were carried through, to be found without regard to case.
    own = {str(heading).strip().casefold(): heading for heading in inputs.columns}
    for column in register_columns():
        heading = own.get(column.fill.casefold())
        if column.source not in columns and heading is not None:
            columns[column.source] = inputs[heading]
    rows = pd.DataFrame(columns, index=inputs.index)
    for column in register_columns():
        if column.source not in rows:
            rows[column.source] = pd.Series(index=rows.index, dtype="str")
    # One contract and one provider, however blanks and capital letters are set: both are keys of the register.
    rows = rows.assign(**{name: _one_spelling(rows[name]) for name in ("reference", "provider")})
    # The yearly expense: as agreed, else as paid, else as stated.
    value = typed_column(inputs, "contract_value")
    flags = ";" + results["risk_flags"].fillna("").astype("str") + ";"
    rows = rows.assign(
        lei=lei or None,
        function_id=[f"F{number}" for number in range(1, len(rows) + 1)],
        sensitivity=results["sensitivity"].astype("str"),
        expense=value.fillna(typed_column(inputs, "actual_fee")).fillna(
            typed_column(inputs, "outsourced_cost")
        ),
        notice_days=(typed_column(inputs, "notice_months") * DAYS_PER_MONTH).round(),
        is_ict=flags.str.contains(f";{ICT_FLAG};", regex=False),
        has_provider=rows["provider"].notna() | rows["current_model"].isin(["outsourced", "hybrid"]),
    )
    # P1, P2 in the order in which providers come first; a missing provider has the place 0 and no reference.
    provider_number = pd.Series(pd.factorize(rows["provider"])[0] + 1, index=rows.index).astype("str")
    made_up = ("P" + provider_number).where(rows["provider"].notna())
    return rows.assign(reference=rows["reference"].astype("str").fillna(made_up))


def _one_spelling(texts: pd.Series) -> pd.Series:
    """Texts without blanks too many, each in the spelling in which it comes first; blank where there is none."""
    tidy = texts.astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    tidy = tidy.mask(tidy.eq(""))
    keys = tidy.str.casefold()
    first = ~keys.duplicated()
    return keys.map(dict(zip(keys[first], tidy[first], strict=True))).astype("str")


def _missing(inputs: pd.DataFrame, name: str) -> pd.Series:
    import pandas as pd

    return typed_column(inputs, name) if name in columns() else pd.Series(index=inputs.index, dtype="object")
