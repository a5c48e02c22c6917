"""What a night does about the register of information: writes it anew for what it audited, where the
settings say so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.faults import describe_fault
from schemas.errors import AuditError
from tasks.settings import Settings

if TYPE_CHECKING:
    from flows.nightly.run import Night


def write_registers(config: Settings, night: Night) -> Night:
    """Writes the registers of the portfolios that a night audited and that are set to have one.

    Args:
        config: output folder and, of each portfolio, ``register_nightly``.
        night: how the night ended so far.

    Returns:
        The night with a remark for each register, and a trouble for each that could not be written. Nothing is
        raised.
    """
    from flows.register_of_information import write_register

    remarks, troubles = list(night.remarks), list(night.troubles)
    for outcome in night.outcomes:
        name = outcome.portfolio
        if not outcome.run_folder or not config.facts_of(name).register_nightly:
            continue
        try:
            made = write_register(config, config.out / name)
            remarks.append(
                f"{name}: the register of information is written; {len(made.missing)} cells are missing."
            )
        except (AuditError, OSError, ValueError, KeyError) as error:
            troubles.append(
                f"{name}: the register of information could not be written. {describe_fault(error)}"
            )
    return replace(night, remarks=tuple(remarks), troubles=tuple(troubles))
