"""What is left out of Great Expectations, and what is not."""

import re
from importlib.util import module_from_spec

from tasks.lean_great_expectations import FILE_MODELS, UNUSED, USED, _Unused
from tasks.quality.quick import _FAILS


def module_of(expectation: str) -> str:
    return re.sub(r"(?<=.)(?=[A-Z])", "_", expectation).lower()


def test_no_expectation_that_a_check_uses_is_left_out():
    assert {module_of(name).removeprefix("expect_") for name in _FAILS} <= set(USED)
    core = "great_expectations.expectations.core."
    assert not any(UNUSED.fullmatch(f"{core}expect_{name}") for name in USED)
    assert UNUSED.fullmatch(f"{core}expect_column_values_to_be_between_dates")
    assert not UNUSED.fullmatch("great_expectations.datasource.fluent.pandas_datasource")
    metrics = "great_expectations.expectations.metrics.column_map_metrics.column_"
    assert not any(UNUSED.fullmatch(f"{metrics}{name}") for name in ("values_null", "value_lengths"))
    assert UNUSED.fullmatch(f"{metrics}values_match_json_schema")


def test_no_way_to_read_a_file_is_modelled():
    module = module_from_spec(spec := _Unused().find_spec(FILE_MODELS))
    spec.loader.exec_module(module)
    assert module._generate_pandas_data_asset_models(object, blacklist=()) == {}


def test_what_is_left_out_is_there_by_name():
    name = "great_expectations.datasource.fluent.spark_datasource"
    spec = _Unused().find_spec(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.SparkDatasource is module.SparkDatasource
    assert not hasattr(module, "__file__")
    assert _Unused().find_spec("great_expectations.core") is None
