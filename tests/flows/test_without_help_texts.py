"""A command loads numpy and Arrow without their help texts, and nothing else of theirs is missing."""

import subprocess
import sys
from importlib.util import find_spec

from tasks.without_help_texts import ARROW_READER, NUMPY_TEXTS

NAMES = """
import inspect, json, sys
if sys.argv[1:]:
    from flows.lean_start import prepare_for_audits
    prepare_for_audits()
import numpy, pyarrow.compute
functions = {
    name: str(inspect.signature(thing)) for name, thing in vars(pyarrow.compute).items() if inspect.isfunction(thing)
}
print(json.dumps([functions, sorted(vars(numpy)), sorted(vars(numpy.ndarray)), sorted(vars(pyarrow.compute))], sort_keys=True))
"""


def test_functions_of_numpy_and_arrow_are_the_same_without_help_texts():
    whole, lean = (
        subprocess.run(
            [sys.executable, "-c", NAMES, *lean], capture_output=True, text=True, check=True
        ).stdout
        for lean in ([], ["lean"])
    )
    assert "match_substring_regex" in whole
    assert whole == lean


def test_what_is_left_out_is_still_a_part_of_numpy_and_arrow():
    assert all(find_spec(name) for name in (*NUMPY_TEXTS, ARROW_READER))
