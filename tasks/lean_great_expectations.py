"""Leaves out what Great Expectations loads and no check of ours needs: a third of its start."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from tasks.loaded_on_use import loaded_on_use

PACKAGE = "great_expectations"
# The expectations of ``tasks.quality.checks``, by their modules.
USED = (
    "column_pair_values_a_to_be_greater_than_b",
    "column_value_lengths_to_be_between",
    "column_values_to_be_between",
    "column_values_to_be_in_set",
    "column_values_to_be_unique",
    "column_values_to_match_regex",
    "column_values_to_not_be_null",
    "compound_columns_to_be_unique",
    "table_row_count_to_be_between",
)
DATABASES = (
    "alloy|aurora|bigquery|citus|databricks_sql|fabric|neon|postgres|redshift|snowflake|sql|sql_server|sqlite"
)
# Packages that Great Expectations asks for and does without where they are not installed.
OPTIONAL = ("docstring_parser", "sqlalchemy")
# Packages that it loads for two expectations that are not used; and, in a process of ours alone, those that it loads
# for its cloud and for texts in Markdown. Whoever asks one of them for something gets the real one.
LOADED_ON_USE, LOADED_ON_USE_WHEN_LEAN = ("altair", "scipy.stats"), ("mistune", "requests")
# Metrics of columns that the expectations above ask for.
USED_METRICS = "between|in_set|match_regex|non_null|null|unique"
# Sources of data other than a frame, with a model of each way to read a file, the cloud, checkpoints with the messages
# that they send, metrics that are asked for one by one, and metrics and expectations that are not used.
UNUSED = re.compile(
    rf"{PACKAGE}\.datasource\.fluent\."
    rf"(data_asset(\..+)?|fabric|spark_.+|pandas_(file|dbfs|s3|google|azure).+|({DATABASES})_datasource)"
    rf"|{PACKAGE}\.execution_engine\.partition_and_sample\.(sparkdf|sqlalchemy)_.+"
    rf"|{PACKAGE}\.expectations\.metrics\.(column_aggregate|query)_metrics(\..+)?"
    rf"|{PACKAGE}\.expectations\.metrics\.column_map_metrics\.column_values_(?!({USED_METRICS})$).+"
    rf"|{PACKAGE}\.(checkpoint(\..+)?|core\.http|experimental\..+|metrics\.(?!(metric|metric_name|metric_results)$).+)"
    rf"|{PACKAGE}\.expectations\.core\.expect_(?!({'|'.join(USED)})$).+"
)


# Makes a model of each way in which pandas reads a file.
FILE_MODELS = f"{PACKAGE}.datasource.fluent.dynamic_pandas"


class _Unused(MetaPathFinder, Loader):
    """Finds, in place of each such module, one of empty classes by whatever name is asked for."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        is_left_out = name == FILE_MODELS or UNUSED.fullmatch(name)
        return ModuleSpec(name, self, is_package=True) if is_left_out else None

    def exec_module(self, module: ModuleType) -> None:
        def made(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            # Kept in the module, so that the same name is the same class each time it is asked for.
            return vars(module).setdefault(name, type(name, (), {"__module__": module.__name__}))

        module.__getattr__ = made
        if module.__name__ == FILE_MODELS:
            # Called while the package is imported: it makes a class of each reader of pandas, and is to make
            # none.
            vars(module)["_generate_pandas_data_asset_models"] = lambda *_, **__: {}


def leave_out_unused_parts() -> None:
    """For a process that is ours alone, before Great Expectations is imported: nobody else in it will ask for the
    rest.
    """
    if PACKAGE not in sys.modules and not _is_lean():
        # First of all finders, else the real module would be found before it.
        sys.meta_path.insert(0, _Unused())


def _is_lean() -> bool:
    return any(isinstance(finder, _Unused) for finder in sys.meta_path)


@contextmanager
def only_what_is_used() -> Iterator[None]:
    """While Great Expectations is imported, packages that it would load and hardly use wait until something is asked of
    them; and in a process of ours alone, it finds no package that it can do without.
    """
    later = (*LOADED_ON_USE, *LOADED_ON_USE_WHEN_LEAN) if _is_lean() else LOADED_ON_USE
    hidden = {name: sys.modules.get(name) for name in OPTIONAL} if _is_lean() else {}
    blocked: dict[str, Any] = dict.fromkeys(hidden)
    sys.modules.update(blocked)  # None in place of a module: an import of it fails
    try:
        with loaded_on_use(*later):
            yield
    finally:
        for name, module in hidden.items():
            del sys.modules[name]
            if module:
                sys.modules[name] = module
