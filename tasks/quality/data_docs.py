"""Data Docs: pages that show what was checked and what came of it, as Great Expectations shows it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache

from schemas.kept import cache_folder
from tasks.quality.offline_docs import offline

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

FIRST_PAGE = """<html><head><title>Data Docs</title></head><body><h1>Data Docs</h1><ul>
<li><a href="{results}">What came of the checks</a></li>
<li><a href="{suite}">What was checked</a></li>
</ul></body></html>"""


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that cannot be read or written is compiled again."""

    # The two methods that jinja2 asks for (its ``BytecodeCache``); a bucket is one template.
    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(Exception):  # a file that was cut off
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # such as a full disk
            super().dump_bytecode(bucket)


def write_docs(suite: Any, results: Any, folder: Path) -> None:
    """Write a page of the checks, one of their results, and the first page, which leads to both.

    The pages are made by the renderers of Great Expectations alone: its site builder would have them written from
    stores of suites and results, and finds there for each what it was given.

    Args:
        suite: the expectations.
        results: of a validation with them.
        folder: of the pages.

    Raises:
        OSError: a page cannot be written.
    """
    from great_expectations.render.renderer import page_renderer

    renderers: Any = page_renderer
    now = dt.datetime.now(dt.UTC)
    # What the page says of the run, as a validation definition would note it.
    results.meta |= {
        "run_id": {"run_name": None, "run_time": now.isoformat()},
        "batch_parameters": {"dataframe": "<DATAFRAME>"},
    }
    # Pages lead home from so many folders down.
    results_page = f"validations/{suite.name}/__none__/{now:%Y%m%dT%H%M%S.%fZ}/typed-processes.html"
    suite_page = f"expectations/{suite.name}.html"
    pages = {
        results_page: offline(_view().render(renderers.ValidationResultsPageRenderer().render(results))),
        suite_page: _page_of_suite(suite, renderers),
        "index.html": offline(FIRST_PAGE.format(results=results_page, suite=suite_page)),
    }
    for name, page in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page)


# Pages by what a suite says: lists with the same columns are checked alike.
_suite_pages: dict[str, bytes] = {}
MOST_PAGES = 20


def _page_of_suite(suite: Any, renderers: Any) -> bytes:
    wording = repr((suite.name, suite.expectations))
    if wording not in _suite_pages:
        if len(_suite_pages) >= MOST_PAGES:
            _suite_pages.clear()
        _suite_pages[wording] = offline(
            _view().render(renderers.ExpectationSuitePageRenderer().render(suite))
        )
    return _suite_pages[wording]


@cache
def _view() -> Any:
    """One for all pages, as long as this process lives: each compiles the templates anew. For commands what is compiled
    is also in the cache folder.
    """
    from great_expectations.render.view.view import DefaultJinjaPageView

    view = DefaultJinjaPageView()
    folder = cache_folder()
    # Jinja2 compiles a template anew where its text, jinja2 or Python is another one than that of the file.
    view.env.bytecode_cache = _Compiled(str(folder), "template-%s.cache") if folder else None
    view.env.auto_reload = False
    return view
