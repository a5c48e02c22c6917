"""Loaded by the Dask workers of a test: the audit of some portfolios ends the process it runs in."""

import os

import flows.story

_audit = getattr(flows.story, "audit_as_it_is", flows.story.audit_and_remember)
flows.story.audit_as_it_is = _audit  # a worker loads this file more than once


def audit_and_remember(request, run_step):
    """Ends the process for the portfolio ``killer`` each time, for ``unlucky`` once."""
    once = request.out / ".unlucky"
    if request.portfolio == "killer" or (request.portfolio == "unlucky" and not once.exists()):
        once.touch()
        os._exit(9)
    return _audit(request, run_step)


flows.story.audit_and_remember = audit_and_remember
