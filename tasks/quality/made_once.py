"""Great Expectations without making the same things again and again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from tasks.in_place_of import in_place_of


@contextmanager
def made_once() -> Generator[None]:
    """While suites are run, each expectation makes its configuration once, each configuration its expectation, and
    equal arguments of metrics their id. By itself Great Expectations makes them for every key that it asks for, a third
    of a run. None of them changes while a suite is run.
    """
    from great_expectations.core.id_dict import IDDict
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    classes: tuple[Any, ...] = (Expectation, ExpectationConfiguration, IDDict)
    expectation, configuration, arguments = classes
    with (
        in_place_of(expectation, "configuration", property(_once(expectation.configuration.fget))),
        in_place_of(configuration, "to_domain_obj", _once(configuration.to_domain_obj)),
        in_place_of(arguments, "to_id", _once_for_equals(arguments.to_id)),
    ):
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
