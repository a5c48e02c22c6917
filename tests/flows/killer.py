"""An audit that brings its process down where the portfolio is called bad, as one does that runs out of
memory.
"""

import os
import signal

from schemas.records import AuditRequest, Outcome


def audit_or_die(request: AuditRequest) -> Outcome:
    """Dies with its process, or says that all went well."""
    if request.portfolio == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(request.portfolio, "audited")
