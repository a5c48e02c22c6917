"""Audits for tests of processes: one brings its process down where the portfolio is called bad, as one does that
runs out of memory; one leaves a file that says that it was begun.
"""

import os
import signal
import time

from schemas.records import AuditRequest, Outcome


def audit_or_die(request: AuditRequest) -> Outcome:
    """Dies with its process, or says that all went well."""
    if request.portfolio == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(request.portfolio, "audited")


def audit_slowly(request: AuditRequest) -> Outcome:
    """Leaves a file named after the portfolio and takes a while."""
    (request.out / request.portfolio).touch()
    time.sleep(0.2)
    return Outcome(request.portfolio, "audited")
