"""History: what changed since the previous run, and the database that remembers every run."""

from tasks.history.compare import compare

__all__ = ["compare"]
