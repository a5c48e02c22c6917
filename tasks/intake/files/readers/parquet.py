"""Parquet: typed columns whose headings the file itself declares."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from tasks.intake.files.grid_writer import EXACT_BELOW, TYPES, GridWriter, hours_text
from tasks.intake.files.read_job import Job
from tasks.intake.files.refused import over_limit

BATCH_ROWS = 1 << 16
MEGABYTE = 1 << 20
types = pa.types


def read(job: Job) -> None:
    """Reads the table; its headings go beside the grid, whose rows are numbered from 2 as if the headings
    were row 1.

    Raises:
        Refused: SHEET_TOO_LARGE or FILE_UNZIPS_TOO_LARGE.
        Exception: whatever Arrow raises.
    """
    file = parquet.ParquetFile(job.path)
    meta, schema = file.metadata, _flat(file.schema_arrow.empty_table()).schema
    # The metadata say how large the table is, before any of it is unpacked.
    if meta.num_rows * len(schema) > job.limits.cells:
        raise over_limit("SHEET_TOO_LARGE", "cells", job.limits.cells, cells=meta.num_rows * len(schema))
    size = sum(meta.row_group(number).total_byte_size for number in range(meta.num_row_groups)) // MEGABYTE
    if size > job.limits.unzipped_megabytes:
        raise over_limit(
            "FILE_UNZIPS_TOO_LARGE", "unzipped_megabytes", job.limits.unzipped_megabytes, megabytes=size
        )
    writer, start = GridWriter(job.limits), 2
    for batch in file.iter_batches(batch_size=BATCH_ROWS):
        writer.number_rows(range(start, start + batch.num_rows))
        # In batches, so that only some rows at a time are unpacked; flattening may leave several chunks of a
        # column.
        columns = _flat(pa.Table.from_batches([batch])).combine_chunks().to_batches()[0].columns
        writer.add_columns([_parts(column) for column in columns], batch.num_rows)
        start += batch.num_rows
    job.write(writer, job.path.stem, headings=list(schema.names))


def _flat(table: pa.Table) -> pa.Table:
    """The table with each field of a nested column as a column of its own: address becomes address.country."""
    while any(types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _parts(column: pa.Array) -> dict[str, pa.Array]:
    """One column as the kinds of cells it holds."""
    kind = column.type
    if types.is_dictionary(kind):
        return _parts(column.dictionary_decode())
    if types.is_timestamp(kind) or types.is_date(kind):
        local = column.cast(
            pa.timestamp("us", kind.tz) if types.is_timestamp(kind) else TYPES["d"], safe=False
        )
        return {"d": pc.local_timestamp(local) if types.is_timestamp(kind) and kind.tz else local}
    if types.is_boolean(kind):
        return {"b": column}
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return _numbers(column)
    if types.is_null(kind):
        return {}
    return {"s": _texts(column)}


def _numbers(column: pa.Array) -> dict[str, pa.Array]:
    """Numbers; integers beyond 15 digits and what is infinite as text."""
    floats = column.cast(TYPES["n"], safe=False)
    infinite = pc.is_inf(floats)
    # NaN is a blank, as in other tables; infinity is kept as text.
    floats = pc.if_else(pc.is_finite(floats), floats, None)
    if pc.any(infinite).as_py():
        return {"n": floats, "s": pc.if_else(infinite, column.cast(TYPES["s"]), None)}
    large = pc.greater_equal(pc.abs(floats), EXACT_BELOW)
    if types.is_floating(column.type) or not pc.any(large).as_py():
        return {"n": floats}
    return {"n": pc.if_else(large, None, floats), "s": pc.if_else(large, column.cast(TYPES["s"]), None)}


def _texts(column: pa.Array) -> pa.Array:
    """Text, times and lists as text; an empty text is a blank."""
    kind = column.type
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return pa.array(
            [
                "; ".join(str(item) for item in cell or () if item is not None) or None
                for cell in column.to_pylist()
            ],
            TYPES["s"],
        )
    if types.is_duration(kind):
        return pa.array(
            [cell if cell is None else hours_text(cell) for cell in column.to_pylist()], TYPES["s"]
        )
    if types.is_time(kind):
        return pa.array([cell and cell.strftime("%H:%M:%S") for cell in column.to_pylist()], TYPES["s"])
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        texts = [None if cell is None else _decoded(cell) for cell in column.to_pylist()]
        column, kind = pa.array(texts, TYPES["s"]), TYPES["s"]
    if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
        column = pa.array([None if cell is None else str(cell) for cell in column.to_pylist()], TYPES["s"])
    column = column.cast(TYPES["s"])
    return pc.if_else(pc.equal(column, ""), None, column)


def _decoded(cell: bytes) -> str:
    """Bytes as the text that a program without a type for texts has written; hexadecimal where they are none."""
    try:
        return cell.decode("utf-8").rstrip("\x00")
    except UnicodeDecodeError:
        return cell.hex()
