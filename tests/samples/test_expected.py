"""What the samples come to: the committed results, column by column, as of one day."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.samples.expected import TABLES, differences, expected_tables, explain, tables_of
from tests.samples.make_samples import FILES


@pytest.mark.parametrize("file", FILES)
def test_the_results_of_a_sample_are_the_expected_ones(file):
    expected, got = expected_tables(file), tables_of(file)
    moved = pd.concat([differences(table, expected[table], got[table]) for table in TABLES])
    if len(moved):
        pytest.fail(explain(moved, expected, got, file), pytrace=False)


def test_a_moved_label_is_said_with_process_column_rule_and_points():
    expected = expected_tables(FILES[0])
    got = {name: frame.copy() for name, frame in expected.items()}
    process = expected["results"].loc[4, "process_id"]
    got["results"].loc[4, ["recommendation", "decision_rule"]] = ["retain", "D-other"]
    got["results"].loc[4, "suitability"] += 0.5
    points = got["contributions"].index[got["contributions"]["process_id"] == process][0]
    got["contributions"].loc[points, "points"] += 3
    moved = differences("results", expected["results"], got["results"])
    assert list(moved["column"]) == ["recommendation", "decision_rule", "suitability"]
    said = explain(moved, expected, got, FILES[0])
    before = expected["results"].loc[4]
    assert f"results.csv, recommendation: {before['recommendation']} -> retain" in said
    assert f"decided by {before['decision_rule']} -> D-other" in said
    assert f"rule {got['contributions'].loc[points, 'rule_id']} of" in said
    assert "python -m tests.samples.expected" in said


def test_noise_in_the_last_digits_is_no_difference_and_a_lost_row_is():
    expected = expected_tables(FILES[0])["results"]
    noisy = expected.assign(suitability=expected["suitability"] * (1 + 1e-9))
    assert differences("results", expected, noisy).empty
    lost = differences("results", expected, expected.drop(index=3))
    assert list(lost["process_id"]) == [expected.loc[3, "process_id"]]
    wider = differences("results", expected, expected.assign(no_such_column="new"))
    assert list(wider["column"]) == ["no_such_column"]


def test_a_flag_that_is_gone_is_a_difference_of_its_process():
    flags = expected_tables(FILES[0])["flags"]
    of_a_process = flags.index[flags["process_id"].notna()][2]
    [gone] = differences("flags", flags, flags.drop(index=of_a_process)).to_dict("records")
    assert gone["process_id"] == flags.loc[of_a_process, "process_id"]
    assert (gone["expected"].split()[0], gone["got"]) == (flags.loc[of_a_process, "code"], "(no row)")
