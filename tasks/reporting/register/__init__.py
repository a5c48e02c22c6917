"""The DORA register of information from a finished run: its templates, what is missing, and the package."""

from tasks.reporting.register.package import write_package
from tasks.reporting.register.tables import register_tables

__all__ = ["register_tables", "write_package"]
