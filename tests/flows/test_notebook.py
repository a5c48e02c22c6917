"""The notebook of the README runs from its first cell to its last and shows what it says."""

from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
NOTEBOOK = HOME / "sample_inputs" / "audit_in_a_notebook.ipynb"


@pytest.mark.standing
def test_the_notebook_runs_in_a_kernel_of_its_own_and_its_sums_are_right():
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(NOTEBOOK, as_version=4)
    assert not [cell for cell in book.cells if cell.get("outputs")], "the notebook is kept without outputs"
    NotebookClient(
        book, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(HOME)}}
    ).execute()
    said = {
        cell.source.splitlines()[-1]: cell.outputs[-1]["data"]["text/plain"]
        for cell in book.cells
        if cell.cell_type == "code" and cell.outputs and "data" in cell.outputs[-1]
    }
    assert said['found.outcome.status, found.outcome.counts["rows_assessed"]'].startswith("('audited'")
    total, score = (
        float(one.rpartition("(")[2].rstrip(")"))
        for one in next(text for line, text in said.items() if line.startswith("points["))
        .strip("()")
        .split(", ")
    )
    assert total == pytest.approx(score, abs=1e-9)
    assert float(said['round(parts.sum() - gap["saving_gap"], 2)'].rpartition("(")[2].rstrip(")")) == 0
