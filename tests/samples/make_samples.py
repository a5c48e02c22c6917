# ruff: noqa: E501 (a row of a Markdown table is one line)
"""Writes the three sample workbooks and their README into sample_inputs/: ``python -m
tests.samples.make_samples``.

There is no chance in it: the same declared data give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.samples import bank, hospital, manufacturer

SAMPLE_INPUTS = Path(__file__).parents[2] / "sample_inputs"
FILES = (bank.FILE, manufacturer.FILE, hospital.FILE)

README = """# Sample inputs

Three invented companies, with their process inventories as such lists are kept. No company, provider or person of these
names is meant. The workbooks are written by `python -m tests.samples.make_samples` from the declared data in
`tests/samples/declared/`; a test holds that they are what the script makes.

| file | company | what it shows |
|---|---|---|
| `{bank}` | Ardmore Bay Bank, Dublin, with operations in Poland and Portugal: {bank_count} processes | The clean case. English headings, one per column of the input dictionary; cover, process list, pick lists with drop-downs; nearly every deciding column filled. Volumes a year; FTE that fit volume x handling time but for a few (STR-02, FIN-01, LEN-01). Work already outsourced with providers, contract ends and notice; three contracts with one provider in a country outside the EEA; a reserved decision (RSK-02); a core claim that nothing supports (LEG-03); a manual override (ACC-05); two challenges (FAC-02, RSK-03); reviews older than two years (Facilities). |
| `{manufacturer}` | Falkenried Antriebe GmbH, Kassel and Brno: {manufacturer_count} processes | The German case. Sheet `{manufacturer_sheet}` behind a sheet of notes; three title rows, a blank row, two header rows (groups in merged cells over the headings) and units in the headings: `Mitarbeiter (VZÄ)`, `Kosten (T€)`, `Bearbeitungszeit (Min.)`, `Volumen / Monat`. German words for every list of values; handling times and costs are text with decimal commas (`1.192,3`), dates are text (`31.12.2028`), percentages are whole numbers. A sum and three footnotes at the foot. Several processes in one row (K-090); a core claim that nothing supports (S-030); work called not core that gives an advantage (I-060). |
| `{hospital}` | Wensley Vale Hospital Group: {corporate_count} rows on one sheet, {clinical_count} on another | The messy case: see below. |

## What is wrong in the messy one

Sheet `{corporate}`: two title rows and a blank row above the headings in row {header_row}; data in rows {first_row} to {last_row} with two
blank rows between; departments in merged cells (column B); a total in row {total_row} and footnotes below it; a stray cell in {far_cell}.
Judgement is given in words (low, med, high). Sheet `{clinical}` has other headings, volumes a month, handling times in hours, cost in pounds.
Sheet `{hidden}` is hidden and out of date: it must not be counted.

| cell of `{corporate}` | what is wrong |
|---|---|
{traps}

Rows {duplicate_row} (a repetition) and {nameless_row} (no name) are not assessed; every other row is, whatever its cells hold.
"""


def readme() -> str:
    """The README of the samples, with the addresses of the traps."""
    traps = hospital.traps()
    row_of = {text: int("".join(filter(str.isdigit, cell))) for cell, text in traps}
    return README.format(
        bank=bank.FILE,
        manufacturer=manufacturer.FILE,
        hospital=hospital.FILE,
        bank_count=len(bank.processes()),
        manufacturer_count=len(manufacturer.processes()),
        manufacturer_sheet=manufacturer.SHEET,
        corporate=hospital.CORPORATE,
        clinical=hospital.CLINICAL,
        hidden=hospital.HIDDEN,
        corporate_count=sum(line is not None for line in hospital.corporate_lines()),
        clinical_count=len(hospital.clinical_lines()),
        header_row=hospital.first_row() - 1,
        first_row=hospital.first_row(),
        last_row=hospital.last_row(),
        total_row=hospital.last_row() + 1,
        far_cell=hospital.FAR_CELL,
        traps="\n".join(f"| {cell} | {text} |" for cell, text in traps),
        duplicate_row=row_of["the same id and the same name again"],
        nameless_row=row_of["no name"],
    )


def make(folder: Path) -> None:
    """Writes the workbooks and the README into a folder."""
    for company in (bank, manufacturer, hospital):
        company.write(folder)
    (folder / "README.md").write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE_INPUTS)
