"""Data Docs without compiling the same templates again and again."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemBytecodeCache

from schemas.kept import cache_folder

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that cannot be read or written is compiled again."""

    # The two methods that jinja2 asks for (its ``BytecodeCache``); a bucket is one template.
    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(Exception):  # a file that was cut off
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # such as a full disk
            super().dump_bytecode(bucket)


@cache
def compile_templates_once() -> None:
    """Gives all pages of Great Expectations one environment of templates, as long as this process lives; for commands
    what is compiled is also in the cache folder. By itself it makes an environment for each page; it has no setting.
    """
    from great_expectations.render.view import view

    folder = cache_folder()
    # Jinja2 compiles a template anew where its text, jinja2 or Python is another one than that of the file.
    files = _Compiled(str(folder), "template-%s.cache") if folder else None
    made: list[Environment] = []

    def one_environment(**arguments: Any) -> Environment:
        if not made:
            made.append(Environment(**arguments, bytecode_cache=files, auto_reload=False))
        return made[0]

    # It is no name that the package offers.
    view.Environment = one_environment  # pyright: ignore[reportPrivateImportUsage]
