"""Expectations, configurations and ids are made once while a suite is run, and as usual before and after."""

import pandas as pd

from tasks.quality.expectations import great_expectations
from tasks.quality.made_once import made_once, own_columns_alone


def test_a_configuration_is_made_once_for_each_expectation_and_only_inside():
    row_count = great_expectations().expectations.ExpectTableRowCountToBeBetween
    few, many = row_count(min_value=1), row_count(min_value=2)
    with made_once():
        assert few.configuration is few.configuration
        assert [one.configuration.kwargs["min_value"] for one in (few, many)] == [1, 2]
        assert few.configuration.to_domain_obj() is few.configuration.to_domain_obj() == few
    assert few.configuration is not few.configuration
    few.min_value = 3
    assert few.configuration.kwargs["min_value"] == 3
    assert few.configuration.to_domain_obj() == few


def test_arguments_of_metrics_have_the_ids_that_the_library_gives_them():
    great_expectations()
    from great_expectations.core.id_dict import IDDict

    lists = [
        {},
        {"a": 1},
        {"a": 1, "b": None},
        {"b": None, "a": 1},
        {"a": 1.0, "b": None},
        {"a": "1", "b": [2]},
    ]
    usual = [IDDict(arguments).to_id() for arguments in lists]
    with made_once():
        assert [IDDict(arguments).to_id() for arguments in lists * 2] == usual * 2
        assert IDDict(a=1, b=2).to_id(id_keys=["a"]) == "a=1"


def test_a_graph_needs_the_same_metrics_whether_or_not_they_are_worked_out_once():
    gx = great_expectations()
    from great_expectations.execution_engine import PandasExecutionEngine
    from great_expectations.validator.metrics_calculator import MetricsCalculator

    engine = PandasExecutionEngine(batch_data_dict={"all": pd.DataFrame({"fte": [1.0, None]})})
    check = gx.expectations.ExpectColumnValuesToBeBetween(column="fte", min_value=0)

    def needed():
        asked = check.get_validation_dependencies(engine, {"result_format": "COMPLETE"})
        graph = MetricsCalculator(engine).build_metric_dependency_graph(asked.get_metric_configurations())
        return graph.edge_ids, MetricsCalculator(engine).resolve_validation_graph(graph, {})[0].keys()

    usual = needed()
    with made_once():
        assert needed() == usual
    assert len(usual[0]) > 10


def test_a_check_gets_the_rows_of_its_own_columns_alone():
    great_expectations()
    from great_expectations.execution_engine import PandasExecutionEngine

    typed = pd.DataFrame({"fte": [1.0, 2.0], "annual_cost": [3.0, None], "country": ["DE", "FR"]})
    engine = PandasExecutionEngine(batch_data_dict={"all": typed})
    for asked, names in (
        ({"column": "fte"}, ["fte"]),
        ({"column_A": "fte", "column_B": "annual_cost", "ignore_row_if": "neither"}, ["fte", "annual_cost"]),
        ({"column_list": ["fte", "country"], "ignore_row_if": "never"}, ["fte", "country"]),
        ({}, [*typed]),
    ):
        kind = {"column": "column", "column_A": "column_pair", "column_list": "multicolumn"}
        domain = kind.get(next(iter(asked), ""), "table")
        with own_columns_alone():
            rows, handed_on, _ = engine.get_compute_domain({"batch_id": "all", **asked}, domain)
            again = engine.get_domain_records(domain_kwargs=handed_on)
        assert rows.columns.tolist() == again.columns.tolist() == names
        assert engine.get_domain_records({"batch_id": "all", **asked}).columns.tolist() == [*typed]
