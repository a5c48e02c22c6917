"""Modules that a package imports and may never ask for anything: loaded when they are asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def loaded_on_use(*names: str) -> Iterator[None]:
    """While the context lasts, whoever imports one of these modules gets a stand-in that loads it when something is
    asked of it; a module that is loaded already is left as it is.

    Args:
        names: of modules of which nothing is asked by ``from ... import``.
    """
    waiting = [_stand_in(name) for name in names if name not in sys.modules]
    try:
        yield
    finally:
        for module in waiting:  # whoever imports one of them from here on gets the real one
            if sys.modules.get(module.__name__) is module:
                del sys.modules[module.__name__]


def _stand_in(module: str) -> ModuleType:
    stand_in = ModuleType(module)

    def load(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(module), name)

    stand_in.__getattr__ = load
    sys.modules[module] = stand_in
    return stand_in
