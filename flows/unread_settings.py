"""Names among the settings that nothing reads: misspelt, or of another version."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from types import UnionType
from typing import Any, get_args, get_origin

from tasks.settings import SETTINGS_FILE, Settings

PREFIX = "PROCESS_AUDIT_"
# Variables of ours that are no settings: read by the units and by the tests.
OTHER_VARIABLES = ("PROCESS_AUDIT_HOME", "PROCESS_AUDIT_SHARED", "PROCESS_AUDIT_NO_SKIPS")


def unread_settings() -> list[str]:
    """Variables and names in the settings file that no setting has; of a file that cannot be read, none."""
    unknown = [*_unknown_variables(Settings)]
    # Where there is no file, or a wrong one, reading the settings themselves says what is wrong.
    with suppress(OSError, ValueError):
        unknown += _unknown(tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8")), Settings)
    return unknown


def about_unread_settings() -> str:
    """A sentence on what nothing reads among the settings; empty: all is read."""
    unread = ", ".join(unread_settings())
    return f"Nothing reads {unread} among the settings. Correct or remove it." if unread else ""


def _unknown_variables(model: type) -> Iterator[str]:
    """Variables with our prefix that no setting reads."""
    for name in sorted(os.environ):
        # PROCESS_AUDIT_SMTP__HOST is the setting smtp.host.
        keys = name.removeprefix(PREFIX).lower().split("__")
        if name.startswith(PREFIX) and name not in OTHER_VARIABLES and not _is_setting(keys, model):
            yield name


def _is_setting(keys: list[str], model: type) -> bool:
    field = model.model_fields.get(keys[0])
    if field is None:
        return False
    return (
        len(keys) == 1
        or not hasattr(field.annotation, "model_fields")
        or _is_setting(keys[1:], field.annotation)
    )


def _unknown(value: Any, kind: Any, *keys: str) -> Iterator[str]:
    """Names in ``value`` that a setting of this type does not have, each with the keys above it."""
    if isinstance(value, dict) and (
        names := getattr(kind, "model_fields", None) or getattr(kind, "__dataclass_fields__", None)
    ):
        for name, deeper in value.items():
            if name in names:
                yield from _unknown(deeper, getattr(names[name], "annotation", None), *keys, name)
            else:
                yield ".".join((*keys, name))
    elif get_origin(kind) is dict and isinstance(value, dict):
        for name, deeper in value.items():
            yield from _unknown(deeper, get_args(kind)[1], *keys, name)
    elif get_origin(kind) is list and isinstance(value, list):
        for deeper in value:
            yield from _unknown(deeper, get_args(kind)[0], *keys)
    elif isinstance(kind, UnionType):
        yield from _unknown(value, get_args(kind)[0], *keys)
