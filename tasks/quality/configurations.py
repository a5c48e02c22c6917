"""Great Expectations without making the same configurations again and again."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration


@contextmanager
def configurations_made_once() -> Generator[None]:
    """While suites are run, each expectation makes its configuration once: by itself it does so for every key that it
    is asked for, a quarter of a run. No expectation changes while it is run.
    """
    from great_expectations.expectations.expectation import Expectation

    usual = Expectation.__dict__["configuration"]
    cached: dict[int, tuple[Expectation, ExpectationConfiguration]] = {}

    def configuration(expectation: Expectation) -> ExpectationConfiguration:
        # Expectations cannot be hashed; those that are kept keep their ids.
        entry = cached.get(id(expectation))
        if entry is None:
            entry = cached[id(expectation)] = (expectation, usual.fget(expectation))
        return entry[1]

    setattr(Expectation, "configuration", property(configuration))  # noqa: B010, the class declares it unchangeable
    try:
        yield
    finally:
        setattr(Expectation, "configuration", usual)  # noqa: B010
