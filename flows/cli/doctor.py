"""Examines an installation: each finding with what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from typing import TYPE_CHECKING

from flows.cli.doctor_checks import Finding, settings_found, surroundings
from flows.program import PROGRAM
from flows.verdict import EXIT_AUDITED, EXIT_FAULT
from schemas.errors import AuditError

if TYPE_CHECKING:
    from tasks.settings import Settings


def examine(as_json: bool, dask: str | None = None) -> int:
    """Looks at versions, package names, rulebook and settings, and at what they lead to (folders, databases,
    servers), and prints what it finds.

    Args:
        as_json: print one JSON document instead of lines.
        dask: address of a scheduler to look at; None: the one that the settings name, if any.

    Returns:
        0 where all is in order, else 1.
    """
    config, on_settings = settings_found()
    findings = [*_versions(), _names(), _rulebook(), on_settings, *(surroundings(config) if config else ())]
    if config and (dask or config.dask):
        findings.append(_cluster(dask or config.dask, config))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(
                f"{'ok ' if finding.is_good else 'BAD'}  {finding.what}: "
                f"{finding.found}{'' if finding.is_good else f'  ->  {finding.do}'}"
            )
    return EXIT_AUDITED if all(finding.is_good for finding in findings) else EXIT_FAULT


def _cluster(address: str, config: Settings) -> Finding:
    """Whether the workers of a Dask cluster have these versions and rules and see the output folder."""
    from flows.cluster import advice_on_scheduler, check_cluster, connected

    try:
        with connected(address, config) as client:
            count = check_cluster(client, address, config)
            advice = advice_on_scheduler(client)
    except AuditError as error:
        problem, _, remedy = error.user_message.partition(". ")
        return Finding("Dask", False, problem, remedy)
    return Finding("Dask", True, f"{count} worker{'' if count == 1 else 's'} at {address} can audit{advice}")


def _versions() -> Iterator[Finding]:
    from packaging.requirements import Requirement

    yield Finding(
        "Python",
        sys.version_info[:2] >= (3, 11),
        ".".join(map(str, sys.version_info[:3])),
        "Install Python 3.11 or later.",
    )
    wrong = []
    wanted = [Requirement(line) for line in requires(PROGRAM) or []]
    # Packages of extras (a second rating, tests) are not asked for: their markers need the name of an extra.
    for requirement in (
        candidate for candidate in wanted if not candidate.marker or candidate.marker.evaluate({"extra": ""})
    ):
        try:
            if not requirement.specifier.contains(version(requirement.name), prereleases=True):
                wrong.append(
                    f"{requirement.name} {version(requirement.name)} (needs {requirement.specifier})"
                )
        except PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
    yield Finding(
        "packages",
        not wrong,
        ", ".join(wrong) or f"{len(wanted)} within their bounds",
        "Install with: make install",
    )


def _names() -> Finding:
    owners = {
        # Another package with a folder of this name would be imported in place of ours, or ours in place of
        # it.
        name: sorted(set(packages_distributions().get(name, [])) - {PROGRAM})
        for name in ("flows", "tasks", "schemas")
    }
    taken = {name: others for name, others in owners.items() if others}
    conflicts = ", ".join(f"{name} also belongs to {', '.join(others)}" for name, others in taken.items())
    return Finding(
        "package names",
        not taken,
        conflicts or "flows, tasks and schemas are ours alone",
        "Use an environment of its own for this program.",
    )


def _rulebook() -> Finding:
    from schemas.errors import RulebookError
    from schemas.rules import load_rulebook

    try:
        book = load_rulebook()
    except RulebookError as error:
        return Finding("rulebook", False, str(error), "Mend the line named, or reinstall.")
    return Finding(
        "rulebook",
        True,
        f"version {book.version}, {sum(map(len, book.sections.values()))} rules, hash {book.hash[:12]}",
    )
