"""Data Docs without compiling the same templates again and again."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class _InMemory(BytecodeCache):
    """Compiled templates, kept as long as this process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    # The two methods that jinja2 asks for (its ``BytecodeCache``); a bucket is one template.
    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@cache
def compile_templates_once() -> None:
    """Gives the environment that Great Expectations makes for each page a place for what it compiled: it has no
    setting for one.
    """
    from great_expectations.render.view import view

    # It is no name that the package offers.
    view.Environment = partial(Environment, bytecode_cache=_InMemory())  # pyright: ignore[reportPrivateImportUsage]
