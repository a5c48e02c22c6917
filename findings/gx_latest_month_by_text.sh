#!/usr/bin/env bash
# Great Expectations 1.24.1: a folder holds list_2026-9.csv, list_2026-10.csv and list_2026-11.csv, and a monthly batch definition names year and
# month in its pattern. get_batch() without parameters, and so each checkpoint, takes September for the latest month, for ever.
#
# Expected: November; the definition is "monthly", knows which part is the month, and takes "9", "09" and 9 for one month when
# you ask for it.
# Seen (2026-11-29, Python 3.11, pandas 3.1.1): months are compared as texts, so "9" comes after "11"; days of a daily definition too. With
# names such as 2026-09 the order is right. A check of "the newest list" passes over an old one. The script fails if that changes.
# What to do: write months and days with two digits, or name year and month in batch_parameters.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1'
cd "$folder"
GX_ANALYTICS_ENABLED=false TQDM_DISABLE=1 "$folder/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version
from pathlib import Path

import great_expectations as gx

context = gx.get_context(mode="ephemeral")


def files(folder, names):
    Path(folder).mkdir()
    for number, name in enumerate(names):
        Path(folder, name).write_text(f"hours\n{number}\n")
    return context.data_sources.add_pandas_filesystem(folder, base_directory=folder).add_csv_asset("lists")


short = files("short", ["list_2026-9.csv", "list_2026-10.csv", "list_2026-11.csv"])
padded = files("padded", ["list_2026-09.csv", "list_2026-10.csv", "list_2026-11.csv"])
daily = files("daily", ["list_2026-11-9.csv", "list_2026-11-28.csv"])
MONTH = r"list_(?P<year>\d{4})-(?P<month>\d{1,2})"
monthly = short.add_batch_definition_monthly("monthly", regex=MONTH + r"\.csv")
seen = {
    "months 9, 10, 11": monthly.get_batch().metadata["path"],
    "months 09, 10, 11": padded.add_batch_definition_monthly("monthly", regex=MONTH + r"\.csv").get_batch().metadata["path"],
    "days 9, 28": daily.add_batch_definition_daily("daily", regex=MONTH + r"-(?P<day>\d{1,2})\.csv").get_batch().metadata["path"],
}
print("great_expectations", version("great_expectations"))
for case, path in seen.items():
    print(f"{case}: the latest is {path}")
asked = {monthly.get_batch(batch_parameters={"year": "2026", "month": month}).metadata["path"] for month in ("9", "09")}
print("asked for month 9 and 09:", asked)
assert seen == {
    "months 9, 10, 11": "list_2026-9.csv",
    "months 09, 10, 11": "list_2026-11.csv",
    "days 9, 28": "list_2026-11-9.csv",
}
assert asked == {"list_2026-9.csv"}
PY
echo "As seen: the latest month is the one whose digits come last as text."
