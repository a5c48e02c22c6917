"""Pages of the briefs of a portfolio's last run, for the people who decide about a few processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.faults import writing_to
from schemas.errors import UsageError
from tasks.history import read_run_folder

BRIEFS, PAGES = "briefs.docx", "briefs"


def write_pages(home: Path, processes: Sequence[str], target: Path | None = None) -> tuple[Path, int]:
    """Writes the pages of some processes into a document of their own.

    Args:
        home: folder of the portfolio.
        processes: ids of processes; none: all pages.
        target: the document; None: ``briefs/<run>.docx`` below the portfolio, with the ids in its name.

    Returns:
        The document, and how many pages it has.

    Raises:
        UsageError: there is no run, a process has no page or its name is another's too, or the document cannot be
            written there.
        RunFolderError: a table of the run is missing or broken.
    """
    from docx import Document

    run = (home / "latest").resolve()
    if not (run / BRIEFS).is_file():
        raise UsageError(f"The last run of {home.name} has no {BRIEFS}. Audit it again.")
    names = read_run_folder(run).results["process_name"].to_dict()
    by_id = {str(process_id).casefold(): str(process_id) for process_id in names}
    processes = [by_id.get(process_id.strip().casefold(), process_id) for process_id in processes]
    unknown = [process_id for process_id in processes if process_id not in names]
    if unknown:
        raise UsageError(f"No process of {home.name} has the id {unknown[0]}. Take ids from results.csv.")
    for process_id in processes:
        namesakes = [
            other for other, name in names.items() if name == names[process_id] and other != process_id
        ]
        if namesakes:
            raise UsageError(
                f"{process_id} and {namesakes[0]} have one name, so their pages cannot be told apart. Write all pages, "
                "or give each its own name in the list and audit it again."
            )
    document = Document(str(run / BRIEFS))
    count = _keep(document, {process_id: str(names[process_id]) for process_id in processes})
    path = target or _place(home, run.name, processes)
    with writing_to(path):
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Name a document, such as {path / 'brief.docx'}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        document.save(str(path))
    return path, count


def _place(home: Path, run: str, processes: Sequence[str]) -> Path:
    from schemas.portfolio_names import safe_name

    return home / PAGES / f"{safe_name(' '.join([run, *processes]))}.docx"


def _keep(document, wanted: dict[str, str]) -> int:
    """Removes the pages of other processes; how many are left.

    Raises:
        UsageError: a process has no page, as only the first candidates and the planned bundles have; or there is none.
    """
    # A page begins at each heading of the first level; what comes before the first of them has no title and
    # is removed with the other pages.
    body, pages = document.element.body, []
    for element in list(body):
        # Size and margins of the page: they belong to all pages and stay.
        if element.tag.endswith("}sectPr"):
            continue
        style = element.find(".//{*}pStyle")
        is_title = style is not None and style.get(f"{{{element.nsmap['w']}}}val") == "Heading1"
        if is_title or not pages:
            pages.append((_text(element) if is_title else "", []))
        pages[-1][1].append(element)
    if not wanted:
        count = sum(bool(title) for title, _ in pages)
        if not count:
            raise UsageError(
                "The last run has no page: no process is a first candidate yet. The report's sheet Ask next says which "
                "answers would make one."
            )
        return count
    titles = {title for title, _ in pages}
    titles_by_process = {process_id: _titles_of(name, titles) for process_id, name in wanted.items()}
    missing = [process_id for process_id, own_titles in titles_by_process.items() if not own_titles]
    if missing:
        raise UsageError(
            f"{missing[0]} has no page. Pages are written for the first candidates on the report's sheet Summary; "
            "of any other process, read the rows on the sheets Candidates and Why."
        )
    left = [
        title for title, _ in pages if any(title in own_titles for own_titles in titles_by_process.values())
    ]
    for title, elements in pages:
        for element in elements if title not in left else ():
            body.remove(element)
    _no_break(document)
    return len(left)


def _titles_of(name: str, titles: set[str]) -> set[str]:
    """The title of a process: its name, with or without the mark of an open objection, in any language."""
    from schemas.messages import catalogue
    from schemas.vocabulary import REPORT_LANGUAGES

    marked = {catalogue(language).text("changes.marked", process=name) for language in REPORT_LANGUAGES}
    return titles & {name, *marked}


def _text(element) -> str:
    return "".join(part.text or "" for part in element.iter("{*}t"))


def _no_break(document) -> None:
    """The first page begins at the top."""
    first = next(iter(document.paragraphs), None)
    if first is not None:
        first.paragraph_format.page_break_before = False
