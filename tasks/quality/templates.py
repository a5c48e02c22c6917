"""Data Docs without compiling the same templates again and again."""

from __future__ import annotations

from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache

from schemas.kept import cache_folder

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Compiled templates, kept as long as this process lives; for commands also in the cache folder."""

    def __init__(self, files: BytecodeCache | None) -> None:
        self._kept: dict[str, bytes] = {}
        self._files = files

    # The two methods that jinja2 asks for (its ``BytecodeCache``); a bucket is one template.
    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])
        elif self._files:
            with suppress(Exception):  # a file that was cut off is made again
                self._files.load_bytecode(bucket)
            if bucket.code:
                self._kept[bucket.key] = bucket.bytecode_to_string()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()
        if self._files:
            with suppress(OSError):  # such as a full disk: the next process compiles it again
                self._files.dump_bytecode(bucket)


@cache
def compile_templates_once() -> None:
    """Gives the environment that Great Expectations makes for each page a place for what it compiled: it has no
    setting for one.
    """
    from great_expectations.render.view import view

    folder = cache_folder()
    # Jinja2 compiles a template anew where its text, jinja2 or Python is another one than that of the file.
    files = FileSystemBytecodeCache(str(folder), "template-%s.cache") if folder else None
    # It is no name that the package offers.
    view.Environment = partial(Environment, bytecode_cache=_Compiled(files))  # pyright: ignore[reportPrivateImportUsage]
