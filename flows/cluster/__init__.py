"""Audits on a Dask cluster: each portfolio is one task, done by one worker; idle workers help with long lists."""

from flows.cluster.audits import audit_all_as_set, on_cluster
from flows.cluster.checks import advice_on_scheduler, check_cluster
from flows.cluster.connection import LOCAL, connected

__all__ = ["LOCAL", "advice_on_scheduler", "audit_all_as_set", "check_cluster", "connected", "on_cluster"]
