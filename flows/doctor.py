"""Examines an installation: each finding with what to do."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version

from flows.run_folder import PROGRAM
from flows.runners import prefect_api_url
from flows.verdict import EXIT_AUDITED, EXIT_FAULT
from tasks.settings import settings

LEAST_FREE_GIGABYTES = 2
LONGEST_WAIT_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is in order, what was found, and what to do where it is not."""

    what: str
    is_good: bool
    found: str
    do: str = ""


def examine(as_json: bool) -> int:
    """Looks at versions, package names, output folder, disk space, rulebook and Prefect API, and prints what it finds.

    Returns:
        0 where all is in order, else 1.
    """
    findings = [*_versions(), _names(), _output(), _space(), _rulebook(), _prefect()]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.is_good else 'BAD'}  {finding.what}: {finding.found}{'' if finding.is_good else f'  ->  {finding.do}'}")
    return EXIT_AUDITED if all(finding.is_good for finding in findings) else EXIT_FAULT


def _versions() -> Iterator[Finding]:
    from packaging.requirements import Requirement

    yield Finding("Python", sys.version_info[:2] >= (3, 11), ".".join(map(str, sys.version_info[:3])), "Install Python 3.11 or later.")
    wrong = []
    wanted = [Requirement(line) for line in requires(PROGRAM) or []]
    for requirement in (one for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})):
        try:
            if not requirement.specifier.contains(version(requirement.name), prereleases=True):
                wrong.append(f"{requirement.name} {version(requirement.name)} (needs {requirement.specifier})")
        except PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
    yield Finding("packages", not wrong, ", ".join(wrong) or f"{len(wanted)} within their bounds", "Install with: make install")


def _names() -> Finding:
    owners = {name: sorted(set(packages_distributions().get(name, [])) - {PROGRAM}) for name in ("flows", "tasks", "schemas")}
    taken = {name: others for name, others in owners.items() if others}
    found = ", ".join(f"{name} also belongs to {', '.join(others)}" for name, others in taken.items())
    return Finding("package names", not taken, found or "flows, tasks and schemas are ours alone", "Use an environment of its own for this program.")


def _output() -> Finding:
    out = settings().out
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding("output folder", False, f"{out}: {error.strerror}", "Make it writable, or set PROCESS_AUDIT_OUT.")
    return Finding("output folder", True, f"{out.resolve()} is writable")


def _space() -> Finding:
    there = next(folder for folder in (settings().out.resolve(), *settings().out.resolve().parents) if folder.exists())
    free = shutil.disk_usage(there).free / 1e9
    return Finding("disk space", free >= LEAST_FREE_GIGABYTES, f"{free:.1f} GB free", f"Free at least {LEAST_FREE_GIGABYTES} GB.")


def _rulebook() -> Finding:
    from schemas.rules import RulebookError, load_rulebook

    try:
        book = load_rulebook()
    except RulebookError as error:
        return Finding("rulebook", False, str(error), "Mend the line named, or reinstall.")
    return Finding("rulebook", True, f"version {book.version}, {sum(map(len, book.sections.values()))} rules, hash {book.hash[:12]}")


def _prefect() -> Finding:
    import httpx

    url = prefect_api_url()
    if not url:
        return Finding("Prefect API", True, "none is configured; runs are done in this process")
    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=LONGEST_WAIT_SECONDS).raise_for_status()
    except httpx.HTTPError as error:
        return Finding("Prefect API", False, f"{url} does not answer ({type(error).__name__})", "Start the server, or unset PREFECT_API_URL.")
    return Finding("Prefect API", True, f"{url} answers")


