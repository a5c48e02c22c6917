#!/usr/bin/env bash
# Great Expectations 1.24.1 over pandas 3.1.1: in a column of decimals, 0.10 is reported as outside "at least 0.1", and 0.30 as outside "at most
# 0.3"; 0.25 at the bound 0.25 passes. "None of the rates 0.1, 0.3 and 0.5" finds 0.5 alone, so forbidden rates pass.
#
# Expected: the same answer as for the same numbers as floats, or as SQL gives for DECIMAL: a value on the bound lies within, and a value of the set
# is found.
# Seen (2026-11-29, pyarrow 26.0.1, Python 3.11): the bound becomes a float when the expectation is made, also one that was Decimal("0.10"), and is
# compared to the last binary digit: the float 0.1 is a little more than 0.10, 0.3 a little less than 0.30. Which bounds do so looks like chance: of
# 14 usual ones 11 do, on one of their sides. Decimals come from DECIMAL columns of databases and of Parquet; in columns of pyarrow's decimals the
# bounds fail too, and the set does not. The script fails if that changes.
# What to do: convert decimals to float64 for the check; give sets as decimals.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
GX_ANALYTICS_ENABLED=false TQDM_DISABLE=1 "$folder/venv/bin/python" - 2>/dev/null <<'PY'
from decimal import Decimal
from importlib.metadata import version

import great_expectations as gx
import great_expectations.expectations as expect
import pandas as pd
import pyarrow as pa

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
RATES = [Decimal(percent) / 100 for percent in range(1, 100)]
BOUNDS = [0.01, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.5, 0.6, 0.7, 0.75, 0.9]
TOO_HIGH, TOO_LOW = [0.01, 0.05, 0.07, 0.1, 0.2, 0.9], [0.15, 0.3, 0.35, 0.6, 0.7]


def unexpected(batch, expectation):
    return batch.validate(expectation, result_format="COMPLETE").result["unexpected_list"]


print(*(f"{name} {version(name)}" for name in ("great_expectations", "pandas", "pyarrow")))
plain = pd.DataFrame({"rate": RATES})
for kind, frame in {
    "decimals": plain,
    "decimals of pyarrow": plain.astype({"rate": pd.ArrowDtype(pa.decimal128(5, 2))}),
    "floats": plain.astype("float64"),
}.items():
    asset = context.data_sources.add_pandas(kind).add_dataframe_asset("rates")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
    low, high = [], []
    for bound in BOUNDS:
        at_least = expect.ExpectColumnValuesToBeBetween(column="rate", min_value=bound)
        at_most = expect.ExpectColumnValuesToBeBetween(column="rate", max_value=bound)
        low += [bound] * (bound in map(float, unexpected(batch, at_least)))
        high += [bound] * (bound in map(float, unexpected(batch, at_most)))
    forbidden = expect.ExpectColumnValuesToNotBeInSet(column="rate", value_set=[0.1, 0.3, 0.5])
    found = [float(value) for value in unexpected(batch, forbidden)]
    print(f"{kind}: fails on its lower bound {low}, on its upper bound {high}; forbidden rates found {found}")
    assert (low, high) == (([], []) if kind == "floats" else (TOO_HIGH, TOO_LOW))
    assert found == ([0.5] if kind == "decimals" else [0.1, 0.3, 0.5])
    as_decimal = expect.ExpectColumnValuesToBeBetween(column="rate", min_value=Decimal("0.10"))
    assert as_decimal.min_value == 0.1 and isinstance(as_decimal.min_value, float)
    assert len(unexpected(batch, as_decimal)) == (9 if kind == "floats" else 10)
    if kind != "floats":
        in_decimals = expect.ExpectColumnValuesToNotBeInSet(column="rate", value_set=[Decimal("0.1"), Decimal("0.3")])
        assert len(unexpected(batch, in_decimals)) == 2
PY
echo "As seen: decimals on a bound fail or pass by the binary digits of the bound."
