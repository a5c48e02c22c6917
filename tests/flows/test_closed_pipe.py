"""A command whose reader has seen enough ends without a word."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_rules_into_a_pipe_that_is_closed_end_quietly():
    rules = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "rules"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    rules.stdout.read(10)
    rules.stdout.close()
    said = rules.stderr.read()
    rules.stderr.close()
    assert (rules.wait(), said) == (0, b"")
