#!/usr/bin/env bash
# Prefect 3.8.8: a task with result_storage_key="report-{parameters[unit]}.json" is run for HR and January, and then for HR and February. The second
# run does not happen: its result is the report of January. Next month, next year, it is still that report, and the runs are green ("Cached").
#
# Expected: the task runs, and its result replaces the one in storage. The setting says where a result lies; what a cache is made by is said by
# cache_policy, by default all inputs, the source and the run of the flow.
# Seen (2026-11-29, Python 3.11): where a storage key is named, it is the cache key too, and the policy is not asked, whether named or not; inputs
# that are not in the name count for nothing, nor does a changed source, in other runs of the flow too. With cache_policy=NO_CACHE the result is
# written anew each time. The script fails if that changes.
# What to do: put every input into the name of the result, or set cache_policy=NO_CACHE beside it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1'
cd "$folder"
cat > reports.py <<'PY'
from importlib.metadata import version

from prefect import flow, task
from prefect.cache_policies import INPUTS, NO_CACHE
from prefect.testing.utilities import prefect_test_harness

MONTHS = ("January", "February")


def report_with(name, **settings):
    @task(persist_result=True, result_storage_key=name, **settings)
    def report(unit, month):
        return f"{unit}, {month}"

    return report


@flow
def monthly(month, name, settings):
    state = report_with(name, **settings)("HR", month, return_state=True)
    return state.result(), state.name


if __name__ == "__main__":
    print("prefect", version("prefect"))
    seen = {}
    with prefect_test_harness(server_startup_timeout=180):
        for title, name, settings in (
            ("no policy", "plain-{parameters[unit]}.json", {}),
            ("INPUTS", "inputs-{parameters[unit]}.json", {"cache_policy": INPUTS}),
            ("NO_CACHE", "none-{parameters[unit]}.json", {"cache_policy": NO_CACHE}),
            ("month in the name", "month-{parameters[unit]}-{parameters[month]}.json", {}),
        ):
            seen[title] = [monthly(month, name, settings) for month in MONTHS]
            print(f"{title}: {seen[title]}")
    both = [(f"HR, {month}", "Completed") for month in MONTHS]
    assert seen["no policy"] == seen["INPUTS"] == [both[0], ("HR, January", "Cached")]
    assert seen["NO_CACHE"] == seen["month in the name"] == both
PY
export PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=CRITICAL DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
"$folder/venv/bin/python" reports.py 2>/dev/null
echo "As seen: the report of another month."
