"""Loaded by the Dask workers of a test: the audit of some portfolios ends the process it runs in, and parts of a long
list do, or fail, where PART_FAULT says so.
"""

import os

import flows.steps
import flows.story

_audit = getattr(flows.story, "audit_as_it_is", flows.story.audit_and_remember)
flows.story.audit_as_it_is = _audit  # a worker loads this file more than once
_do_step = getattr(flows.steps, "do_step_as_it_is", flows.steps.Step.__call__)
flows.steps.do_step_as_it_is = _do_step


def audit_and_remember(request, run_step):
    """Ends the process for the portfolio ``killer`` each time, for ``unlucky`` once."""
    once = request.out / ".unlucky"
    if request.portfolio == "killer" or (request.portfolio == "unlucky" and not once.exists()):
        once.touch()
        os._exit(9)
    return _audit(request, run_step)


def do_step(step, *args, **kwargs):
    """Ends the process, or fails with a text that holds a name, where a part of a long list is assessed."""
    fault = os.environ.get("PART_FAULT") if step.name.endswith("assess_part") else None
    if fault == "kills":
        os._exit(9)
    if fault == "raises":
        raise ValueError("Anna Berg")
    return _do_step(step, *args, **kwargs)


flows.story.audit_and_remember = audit_and_remember
flows.steps.Step.__call__ = do_step
