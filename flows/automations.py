"""Automations of the Prefect server, put in place from a file: of each name one, however often it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from flows.runners import prefect_api_url
from schemas.errors import ServerError, UsageError

BLOCK = "BLOCK_ID"


def put_automations_in_place(file: Path, block_id: str = "") -> tuple[str, ...]:
    """Makes the automations of a file on the Prefect server, in place of those that bear their names.

    Args:
        file: YAML, as ``prefect automation create --from-file`` takes it.
        block_id: of the block that holds the address of a chat, where the file leaves it open.

    Returns:
        The names of the automations.

    Raises:
        UsageError: the file cannot be used, or needs a block.
        ServerError: no server answers, or it refuses an automation.
    """
    from httpx import HTTPError
    from prefect.client.orchestration import get_client
    from prefect.exceptions import PrefectHTTPStatusError

    automations = _automations(file, block_id)
    if not prefect_api_url():
        raise ServerError("No Prefect server is named. Set PREFECT_API_URL.")
    try:
        with get_client(sync_client=True) as client:
            for automation in automations:
                before = client.read_automations_by_name(automation.name)
                client.create_automation(automation)  # first, so that there is never none
                for old in before:
                    client.delete_automation(old.id)
    except PrefectHTTPStatusError as error:
        raise ServerError(f"The Prefect server answers {error.response.status_code}. Run doctor.") from None
    except HTTPError as error:
        raise ServerError(
            f"The Prefect server does not answer ({type(error).__name__}). Run doctor."
        ) from None
    return tuple(automation.name for automation in automations)


def _automations(file: Path, block_id: str) -> list[Any]:
    from prefect.events.schemas.automations import AutomationCore
    from pydantic import ValidationError

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read. Name a file such as automations.yaml.") from None
    # Without comments, which may name the placeholder of a block too.
    uncommented = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if BLOCK in uncommented and not block_id:
        raise UsageError(f"{file.name} needs the id of a block: --block-id (see prefect block inspect).")
    try:
        return [
            AutomationCore.model_validate(entry)
            for entry in yaml.safe_load(uncommented.replace(BLOCK, block_id))["automations"]
        ]
    except (yaml.YAMLError, ValidationError, KeyError, TypeError):
        raise UsageError(f"{file.name} holds no automations that Prefect knows.") from None
