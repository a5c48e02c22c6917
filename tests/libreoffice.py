"""What LibreOffice makes of a workbook."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def saved_by_libreoffice(path: Path, ending: str, folder: Path) -> Path:
    """The file as LibreOffice saves it into a folder, in the format of an ending; the profile lies next to it."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder.absolute()}/profile"]
    command += ["--convert-to", ending, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / f"{path.stem}.{ending}"
