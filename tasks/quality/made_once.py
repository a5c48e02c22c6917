"""Great Expectations without making the same things again and again, and without what nobody reads."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from tasks.in_place_of import in_place_of


@contextmanager
def made_once() -> Generator[None]:
    """While suites are run, each expectation makes its configuration and its arguments once, each configuration its
    expectation, each graph of metrics what a metric needs, and equal arguments of metrics their id. By itself Great
    Expectations makes them for every key that it asks for, a third of a run. None of them changes while a suite is
    run.
    """
    from great_expectations.core.id_dict import IDDict
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.validator.validation_graph import ValidationGraph

    classes: tuple[Any, ...] = (Expectation, ExpectationConfiguration, IDDict, ValidationGraph)
    expectation, configuration, arguments, graph = classes
    with (
        in_place_of(graph, "build_metric_dependency_graph", _once_in(graph.build_metric_dependency_graph)),
        in_place_of(expectation, "configuration", property(_once(expectation.configuration.fget))),
        in_place_of(expectation, "_get_success_kwargs", _once(expectation._get_success_kwargs)),
        in_place_of(configuration, "to_domain_obj", _once(configuration.to_domain_obj)),
        in_place_of(arguments, "to_id", _once_for_equals(arguments.to_id)),
    ):
        yield


# Held until all checks are done, the columns of a longer list would take more memory than it takes time to take them
# again.
MOST_ROWS_HELD = 10_000
# Under this name the columns of a check are handed on among the arguments of its domain.
_OWN = "columns_of_check"


@contextmanager
def own_columns_alone() -> Generator[None]:
    """While suites are run, each check gets the rows of its own columns; of a short list they are taken once. By itself
    Great Expectations copies the rows of all columns several times for each check.
    """
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

    engines: Any = PandasExecutionEngine
    records, domain = engines.get_domain_records, engines.get_compute_domain
    # By the frame that they are taken of, which is held so that it keeps its id, and the columns.
    taken: dict[tuple[int, tuple[str, ...]], tuple[Any, Any]] = {}

    def own_records(engine: Any, domain_kwargs: dict[str, Any]) -> Any:
        rows, names = records(engine, domain_kwargs), _columns_of(domain_kwargs)
        if not names:
            return rows
        if len(rows) > MOST_ROWS_HELD:
            return rows[names]
        key = id(rows), tuple(names)
        if key not in taken:
            # A list of names would be looked up by a new index each time.
            taken[key] = rows, rows[names[0]].to_frame() if len(names) == 1 else rows[names]
        return taken[key][1]

    def own_domain(engine: Any, domain_kwargs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        rows, compute, accessor = domain(engine, domain_kwargs, *args, **kwargs)
        # The columns are no longer among what is handed on, though rows are asked for by it again.
        return rows, {**compute, _OWN: _columns_of(domain_kwargs)}, accessor

    with (
        in_place_of(engines, "get_domain_records", own_records),
        in_place_of(engines, "get_compute_domain", own_domain),
    ):
        yield


def _columns_of(domain_kwargs: dict[str, Any]) -> list[str]:
    names = domain_kwargs.get(_OWN) or domain_kwargs.get("column_list") or ()
    pair = (domain_kwargs.get(key) for key in ("column", "column_A", "column_B"))
    return list(names) or [name for name in pair if name]


@contextmanager
def without_hash() -> Generator[None]:
    """While suites are run, no hash of the rows is made for the pages of a run."""
    from great_expectations.execution_engine import pandas_execution_engine

    with in_place_of(pandas_execution_engine, "HASH_THRESHOLD", 0):
        yield


def _once(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    made: dict[int, tuple[Any, Any]] = {}

    def once(of: Any) -> Any:
        # They cannot be hashed; what is held here keeps its id.
        entry = made.get(id(of))
        if entry is None:
            entry = made[id(of)] = (of, make(of))
        return entry[1]

    return once


def _once_in(build: Callable[..., None]) -> Callable[..., None]:
    """In each graph, what a metric needs is worked out once for all metrics with the same id."""
    worked_out: dict[tuple[int, Any], Any] = {}

    def build_once(graph: Any, metric_configuration: Any, runtime_configuration: Any = None) -> None:
        key = id(graph), metric_configuration.id
        if key not in worked_out:
            worked_out[key] = graph  # held so that it keeps its id
            build(graph, metric_configuration, runtime_configuration)

    return build_once


def _once_for_equals(make_id: Callable[..., Any]) -> Callable[..., Any]:
    ids: dict[str, Any] = {}

    def to_id(arguments: Any, *keys: Any, **more_keys: Any) -> Any:
        if keys or more_keys or arguments._id_ignore_keys:  # the id of some of the arguments
            return make_id(arguments, *keys, **more_keys)
        content = repr(sorted(arguments.items()))
        if content not in ids:
            ids[content] = make_id(arguments)
        return ids[content]

    return to_id
