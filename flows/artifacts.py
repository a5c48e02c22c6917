"""What a run shows in the Prefect UI: a page for the eye and a table of files. Counts, names of portfolios
and files, paths; no cell of an input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from flows.verdict import Verdict
from schemas.records import Outcome
from schemas.vocabulary import LABEL_WORDS

# A page stays readable, and small in Prefect's database, on a night of thousands of files; the table names
# them all.
MOST_LINES = 50
STATE_WORDS = {
    "Completed": "Audited",
    "CompletedWithIssues": "Audited, with something to look at",
    "Failed": "Not audited",
}
STATUS_WORDS = {
    "audited": "audited",
    "audited_with_issues": "audited, with rows or cells set aside",
    "refused": "refused",
    "failed": "failed",
    "answers_taken": "answers taken in for the next report",
}
COUNT_COLUMNS = {
    "Processes audited": "rows_assessed",
    "Rows set aside": "rows_set_aside",
    "Cells to mend": "issues_error",
}
WORST_FIRST = ("failed", "refused", "audited_with_issues", "audited", "answers_taken")


def summary_page(
    outcomes: Sequence[Outcome],
    judged: Verdict,
    out_address: str = "",
    out: Path = Path(),
    more: Sequence[str] = (),
) -> str:
    """The page of a run in Markdown: verdict, counts, where the reports are, refusals with their sentences,
    and what to do next.

    Args:
        outcomes: one for each portfolio.
        judged: the verdict over them.
        out_address: web address under which people reach ``out``; empty: paths are shown, which a browser
            cannot open.
        out: the output folder.
        more: further paragraphs below the verdict, such as the digest of a night.
    """
    ordered = _worst_first(outcomes)
    audited = [outcome for outcome in ordered if outcome.run_folder]
    parts = [f"## {STATE_WORDS[judged.state]}", judged.sentence, *more]
    if audited:
        parts += [
            "### Counts",
            _counts(audited),
            "### Reports",
            _listed([_reports(outcome, out_address, out) for outcome in audited]),
        ]
    refusals = [
        f"- **{as_markdown(file)}**: {as_markdown(sentence)}"
        for outcome in ordered
        for file, sentence in outcome.refusals
    ]
    faults = [
        f"- **{as_markdown(outcome.portfolio)}**: {as_markdown(outcome.fault)}"
        for outcome in ordered
        if outcome.fault
    ]
    remarks = [
        f"- {as_markdown(sentence)}"
        for sentence in sorted({sentence for outcome in ordered for sentence in outcome.remarks})
    ]
    for title, lines in (
        ("Refused, and why", refusals),
        ("Faults of the program", faults),
        ("Remarks", remarks),
    ):
        if lines:
            parts += [f"### {title}", _listed(lines)]
    steps = list(_next_steps(audited, bool(refusals), bool(faults)))
    return "\n\n".join(
        parts
        + (
            ["### What to do next", "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))]
            if steps
            else []
        )
    )


def file_rows(outcomes: Sequence[Outcome]) -> list[dict[str, str | int]]:
    """One row a file, the worst first: how it ended and, where it was not audited, why. Counts stand with the
    first audited file of a portfolio.
    """
    rows = []
    for outcome in _worst_first(outcomes):
        why, counts = dict(outcome.refusals), dict(outcome.counts) if outcome.run_folder else {}
        names = [*why, *(name for name, _, _ in outcome.inputs if name not in why)]
        for file in dict.fromkeys(names or [""]):
            # Counts are of the portfolio and not of a file: they are shown once, with its first file that was
            # audited.
            shown_counts = {} if file in why else counts
            rows.append(
                {
                    "File": _without_links(file),
                    "Outcome": STATUS_WORDS["refused" if file in why else outcome.status],
                    "Portfolio": _without_links(outcome.portfolio),
                    **{words: shown_counts.get(name, "") for words, name in COUNT_COLUMNS.items()},
                    "Why": _without_links(why.get(file) or outcome.fault or ""),
                }
            )
            counts = {} if shown_counts else counts
    return rows


def _without_links(text: str) -> str:
    """A text for a table, whose cells Prefect reads as Markdown where they hold a link: brackets are told
    apart from it.
    """
    return text.replace("](", "] (").replace("<", "‹").replace(">", "›")


def address_of(path: Path, out: Path, out_address: str) -> str:
    """The web address of a file in the output folder, or nothing where people do not reach it by one.

    Args:
        path: the file.
        out: the output folder.
        out_address: web address of the output folder; empty: there is none.

    Returns:
        The address; empty where there is none.
    """
    path, out = path.absolute(), out.absolute()
    return (
        f"{out_address.rstrip('/')}/{quote(path.relative_to(out).as_posix())}"
        if out_address and path.is_relative_to(out)
        else ""
    )


def _worst_first(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: WORST_FIRST.index(outcome.status))


def _counts(audited: Sequence[Outcome]) -> str:
    lines = [
        f"| Portfolio | Processes | {' | '.join(words.short for words in LABEL_WORDS.values())} "
        "| Grave risks | Rows set aside | Cells to mend |",
        f"|---|{'---:|' * (len(LABEL_WORDS) + 4)}",
    ]
    for outcome in audited[:MOST_LINES]:
        names = [
            "rows_assessed",
            *(f"label_{label}" for label in LABEL_WORDS),
            "flags_grave",
            "rows_set_aside",
            "issues_error",
        ]
        lines.append(
            f"| {as_markdown(outcome.portfolio)} | {' | '.join(str(outcome.counts.get(name, 0)) for name in names)} |"
        )
    return "\n".join(lines)


def _reports(outcome: Outcome, out_address: str, out: Path) -> str:
    folder = Path(outcome.run_folder or "").absolute()
    files = {
        "report": "audit_report.xlsx",
        "full report": "audit_report_full.xlsx",
        "corrections": "corrections.xlsx",
    }
    there = {word: folder / name for word, name in files.items() if (folder / name).exists()}
    links = [
        f"[{word}]({address})"
        for word, path in there.items()
        if (address := address_of(path, out, out_address))
    ]
    names = ", ".join(path.name for path in there.values())
    return f"- **{as_markdown(outcome.portfolio)}**: {', '.join(links) or f'`{folder}` holds {names}'}"


def _next_steps(audited: Sequence[Outcome], has_refusals: bool, has_faults: bool) -> Iterator[str]:
    if audited:
        yield "Open the report; its Summary names the decisions asked for."
    if any(Path(outcome.run_folder or "", "corrections.xlsx").exists() for outcome in audited):
        yield (
            "Send corrections.xlsx to whoever sent the list. It marks each cell to mend; what comes back goes into "
            "the inbox as it is."
        )
    if has_refusals:
        yield (
            "Mend each refused file as its sentence says, and put it into the inbox again or start another run "
            "with it. The other files are not affected."
        )
    if has_faults:
        yield (
            "A fault lies with the program or the server, not with the list. Start the run again; if it comes back, "
            "give its sentence to the engineers."
        )


def _listed(lines: Sequence[str]) -> str:
    rest = len(lines) - MOST_LINES
    return "\n".join(
        [*lines[:MOST_LINES], *([f"- and {rest} more, in the table of this run"] if rest > 0 else [])]
    )


def as_markdown(text: str | None) -> str:
    """Text that Markdown shows as it is: a file's name can hold anything."""
    # Line breaks become blanks, and each sign that Markdown knows (as in "a_b|c") gets a backslash.
    return re.sub(r"([\\`*_{}\[\]<>|#~!])", r"\\\1", " ".join((text or "").split()))
