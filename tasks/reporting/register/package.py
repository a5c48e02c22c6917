"""The package of the register: plain CSV in a ZIP file, as the European supervisory authorities take it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from schemas.dora import ENTRY_POINT, FRAMEWORK, MODULE, TEMPLATES
from tasks.excel import csv_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

REPORT_PACKAGE = {"documentInfo": {"documentType": "https://xbrl.org/report-package/2023"}}
REPORT = {"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-csv", "extends": [ENTRY_POINT]}}
# Amounts are exact to cents, counts of hours and days are whole.
DECIMALS = {"decimalsInteger": "0", "decimalsMonetary": "2"}


def write_package(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    lei: str,
    country: str,
    currency: str,
    reference_date: dt.date,
    made_at: dt.datetime,
) -> Path:
    """Writes the package.

    Args:
        tables: by template, as ``register_tables`` gives them; empty ones are not reported.
        folder: an existing folder.
        lei: of the entity, of 20 characters.
        country: of the entity, two letters.
        currency: of the amounts, as an ISO 4217 code.
        reference_date: the day that the register is made for.
        made_at: in the name of the package.

    Returns:
        The ZIP file, named as the authorities ask for a single entity (.IND).
    """
    # Year to millisecond in 17 digits, as the name of a package wants it.
    stamp = made_at.strftime("%Y%m%d%H%M%S") + f"{made_at.microsecond // 1000:03d}"
    name = f"{lei}.IND_{country}_{FRAMEWORK}_{MODULE}_{reference_date.isoformat()}_{stamp}"
    reported = {template: table for template, table in tables.items() if len(table)}
    parameters = {
        "entityID": f"lei:{lei}.IND",
        "refPeriod": reference_date.isoformat(),
        "baseCurrency": f"iso4217:{currency}",
    }
    files = {
        "META-INF/reportPackage.json": json.dumps(REPORT_PACKAGE, indent=2),
        "reports/report.json": json.dumps(REPORT, indent=2),
        "reports/parameters.csv": _lines([("name", "value"), *(parameters | DECIMALS).items()]),
        "reports/FilingIndicators.csv": _lines(
            [
                ("templateID", "reported"),
                *((code, "true" if code in reported else "false") for code in TEMPLATES),
            ]
        ),
    }
    for template, table in reported.items():
        rows = csv_safe(table).itertuples(index=False, name=None)
        files[f"reports/{template.lower()}.csv"] = _lines([tuple(table.columns), *rows])
    package = folder / f"{name}.zip"
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(f"{name}/{path}", content)
    return package


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
