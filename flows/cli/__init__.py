"""The command line, ``process-audit``."""

from flows.cli import commands
from flows.lean_start import end_process


def main() -> None:
    """Entry point of the program: does what the command says and ends the process."""
    try:
        commands.main()
    except SystemExit as end:
        end_process(end.code if isinstance(end.code, int) else 0)
