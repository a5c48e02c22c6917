"""The command line, ``process-audit``."""

from flows.cli.commands import main

__all__ = ["main"]
