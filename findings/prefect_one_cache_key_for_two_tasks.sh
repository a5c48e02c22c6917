#!/usr/bin/env bash
# Prefect 3.8.8: two tasks with cache_policy=INPUTS, cost_of(unit) and hours_of(unit), share their results: hours_of("HR") gives the cost of HR, and
# never runs. With persist_result=True and no policy named, two tasks that one function makes, with a rate of 2 and a rate of 3, give the result for
# the rate of 2 both times.
#
# Expected: a task gets results of its own alone. The documentation says that INPUTS uses the inputs of the task, and that TASK_SOURCE keeps similar
# tasks from sharing a cache.
# Seen (2026-11-29, Python 3.11): a key of INPUTS has neither name nor module of the task in it, so a folder of results that several flows use mixes
# up all tasks whose inputs have the same names and values. TASK_SOURCE is the text of the function, and what it takes from around it (a closure, a
# constant, a function that it calls) is no part of that. The log says "Cached" and nothing else. The script fails if that changes.
# What to do: cache_policy=TASK_SOURCE + INPUTS for different functions; a cache_key_fn that names the task, or the rate as an input, for one
# function.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1'
cd "$folder"
cat > keys.py <<'PY'
from importlib.metadata import version

from prefect import flow, task
from prefect.cache_policies import INPUTS, TASK_SOURCE
from prefect.testing.utilities import prefect_test_harness


def pair(policy):
    @task(cache_policy=policy, persist_result=True)
    def cost_of(unit):
        return f"cost of {unit}"

    @task(cache_policy=policy, persist_result=True)
    def hours_of(unit):
        return f"hours of {unit}"

    return cost_of, hours_of


def priced(rate, **settings):
    @task(**settings)
    def price(hours):
        return hours * rate

    return price


@flow
def two_functions(policy, unit):
    return [one(unit) for one in pair(policy)]


@flow
def one_function(settings, hours):
    return [priced(rate, **settings)(hours) for rate in (2, 3)]


if __name__ == "__main__":
    print("prefect", version("prefect"))
    with prefect_test_harness(server_startup_timeout=180):
        shared, apart = two_functions(INPUTS, "HR"), two_functions(TASK_SOURCE + INPUTS, "IT")
        print("INPUTS:", shared, "TASK_SOURCE + INPUTS:", apart)
        assert shared == ["cost of HR"] * 2 and apart == ["cost of IT", "hours of IT"]
        plain, kept = one_function({}, 10), one_function({"persist_result": True}, 10)
        by_source = one_function({"persist_result": True, "cache_policy": TASK_SOURCE + INPUTS}, 10)
        print("rates 2 and 3, 10 hours:", plain, "with persist_result=True:", kept, "TASK_SOURCE + INPUTS:", by_source)
        assert plain == [20, 30] and kept == by_source == [20, 20]
PY
export PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=CRITICAL DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
"$folder/venv/bin/python" keys.py 2>/dev/null
echo "As seen: one task gets the result of another."
