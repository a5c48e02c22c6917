"""Loaded by the Dask workers of a test: the audit of some portfolios ends the process it runs in, takes much memory or
time, and parts of a long list end it, or fail, where PART_FAULT says so.
"""

import os
import time

import flows.steps
import flows.story

_audit_and_remember = getattr(flows.story, "audit_and_remember_as_it_is", flows.story.audit_and_remember)
flows.story.audit_and_remember_as_it_is = _audit_and_remember  # a worker loads this file more than once
_audit = getattr(flows.story, "audit_as_it_is", flows.story.audit)
flows.story.audit_as_it_is = _audit
_do_step = getattr(flows.steps, "do_step_as_it_is", flows.steps.Step.__call__)
flows.steps.do_step_as_it_is = _do_step
_held = []


def audit_and_remember(request, run_step):
    """Ends the process for the portfolio ``killer`` each time, for ``unlucky`` once."""
    once = request.out / ".unlucky"
    if request.portfolio == "killer" or (request.portfolio == "unlucky" and not once.exists()):
        once.touch()
        os._exit(9)
    return _audit_and_remember(request, run_step)


def audit(request, run_step):
    """Notes in the output folder that an audit reads its files, which is once in each audit. Fills the memory for good
    for ``greedy`` and ``hungry``, is as slow as the environment says, and waits while ``PORTFOLIO.waits`` is there.
    """

    def noted(step, *args, **kwargs):
        if step is flows.steps.READ_PORTFOLIO:
            with (request.out / "begun.txt").open("a") as begun:
                begun.write(f"{request.portfolio} {os.getpid()}\n")
            if size := os.environ.get(f"{request.portfolio.upper()}_BYTES"):
                _held.append(b"x" * int(size))
                time.sleep(2)  # the watcher looks twice a second
            time.sleep(float(os.environ.get("SLOWER_SECONDS", "0")))
            while (request.out / f"{request.portfolio}.waits").exists():
                time.sleep(0.1)
        return run_step(step, *args, **kwargs)

    return _audit(request, noted)


def do_step(step, *args, **kwargs):
    """Ends the process, or fails with a text that holds a name, where a part of a long list is assessed."""
    fault = os.environ.get("PART_FAULT") if step.name.endswith("assess_part") else None
    if fault == "kills":
        os._exit(9)
    if fault == "raises":
        raise ValueError("Anna Berg")
    return _do_step(step, *args, **kwargs)


flows.story.audit_and_remember = audit_and_remember
flows.story.audit = audit
flows.steps.Step.__call__ = do_step
