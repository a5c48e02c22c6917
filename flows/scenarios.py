"""The same audit under named scenarios: what the labels, the verdicts and the money would be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.steps import Runner
    from schemas.records import Audit, WhatIf
    from schemas.rules import Rulebook

# Sections that only the value model reads: a scenario of these leaves labels and risks as they are.
OF_VALUE = (
    "assumptions",
    "exchange_rates",
    "labour_cost_levels",
    "severance_terms",
    "release",
    "value_lists",
    "waves",
    "bundles",
)


def scenarios_that_hold(
    rulebook: Rulebook, own: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], tuple[str, ...]]:
    """Scenarios of the settings that can be laid over a rulebook, by name, and a sentence on each of the others."""
    from schemas.errors import RulebookError
    from schemas.rules import lay_over

    holding, faults = {}, []
    for name, overlay in own.items():
        try:
            lay_over(rulebook, overlay, name)
        except RulebookError as error:
            faults.append(f"A scenario of the settings cannot be used: {error}")
        else:
            holding[name] = overlay
    return holding, tuple(faults)


def compare_scenarios(
    audit: Audit,
    by_method: Any,
    own: Mapping[str, dict[str, Any]],
    what_ifs: Iterable[WhatIf],
    as_of: dt.date,
    run_step: Runner,
) -> tuple[Any, tuple[str, ...]]:
    """Runs the audit under every scenario of the rulebook and the settings, and under live models handed back.

    Args:
        audit: the finished audit, which is the scenario as_is.
        by_method: its assessed rows before their first moves were held against the value.
        own: overlays of the settings by name; each can be laid over the rulebook. One that cannot be applied after
            all is left out.
        what_ifs: live models handed back.
        as_of: date of the audit.
        run_step: the runner.

    Returns:
        What ``steps.JOIN_SCENARIOS`` gives, and a sentence on each scenario of the settings that was left out.
    """
    from flows import steps
    from flows.faults import describe_fault

    intake, risk_rows = audit.intake, audit.risks.rows
    overlays = {rule.id: rule.overlay for rule in audit.rulebook.section("scenarios").values()} | dict(own)
    results_by_scenario, left_out = {}, []
    for name, overlay in overlays.items():
        try:
            results_by_scenario[name] = _under(audit, by_method, overlay, name, as_of, run_step)
        except Exception as error:
            if name not in own or isinstance(error, OSError | MemoryError):
                raise
            left_out.append(
                f"The scenario {name} of the settings is left out, since one of its rules cannot be applied "
                f"({describe_fault(error).rstrip('.')}). Hold its words and columns against process-audit rules ID."
            )
    for what_if in what_ifs:
        rules = run_step(steps.LAY_OVER, audit.rulebook, what_if.overlay, "what_if")
        typed, its_risks = run_step(steps.SWITCH, intake.typed, risk_rows, what_if)
        value = run_step(steps.MODEL_VALUE, typed, by_method, its_risks, rules, as_of, is_whole=False)
        results_by_scenario[what_if.name] = (
            run_step(steps.SETTLE_FIRST_MOVES, by_method, value, rules),
            value,
        )
    return run_step(steps.JOIN_SCENARIOS, intake.typed, results_by_scenario), tuple(left_out)


def _under(
    audit: Audit,
    by_method: Any,
    overlay: Mapping[str, Any],
    name: str,
    as_of: dt.date,
    run_step: Runner,
) -> tuple[Any, Any]:
    """Assessed rows and value under one scenario."""
    from flows import steps

    intake, risk_rows, its_rows = audit.intake, audit.risks.rows, by_method
    if not overlay:
        return audit.assessment.rows, audit.value
    rules = run_step(steps.LAY_OVER, audit.rulebook, overlay, name)
    # Labels and risks are worked out anew only where the scenario changes rules that they read.
    if set(overlay) - set(OF_VALUE):
        of_audit = {"typed": intake.typed, "texts": audit.texts, "rulebook": rules, "as_of": as_of}
        its_rows = run_step(steps.ASSESS, **of_audit).rows
        risk_rows = run_step(steps.FLAG_RISKS, tables=intake.tables, assessed_rows=its_rows, **of_audit).rows
    value = run_step(
        steps.MODEL_VALUE,
        intake.typed,
        its_rows,
        risk_rows,
        rules,
        as_of,
        quotes=intake.quotes,
        is_whole=False,
    )
    return run_step(steps.SETTLE_FIRST_MOVES, its_rows, value, rules), value
