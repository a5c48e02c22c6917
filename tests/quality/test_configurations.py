"""Configurations of expectations are made once while a suite is run, and as usual before and after."""

from tasks.quality.configurations import configurations_made_once
from tasks.quality.expectations import great_expectations


def test_a_configuration_is_made_once_for_each_expectation_and_only_inside():
    row_count = great_expectations().expectations.ExpectTableRowCountToBeBetween
    few, many = row_count(min_value=1), row_count(min_value=2)
    with configurations_made_once():
        assert few.configuration is few.configuration
        assert [one.configuration.kwargs["min_value"] for one in (few, many)] == [1, 2]
    assert few.configuration is not few.configuration
    few.min_value = 3
    assert few.configuration.kwargs["min_value"] == 3
