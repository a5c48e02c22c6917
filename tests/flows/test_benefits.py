"""Three candidates are decided, three lists come later, and the report says what became of them."""

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.api import audit_files
from tasks import history

pytestmark = pytest.mark.standing

# Attributes of plain invoice work, so that all three are candidates with a modelled fee. Governance is 6 % of the
# fee, VAT comes back and nobody is trained: 1.06 times the fee is what it costs.
SAME = {
    "Currency": "EUR",
    "Country": "DE",
    "Regulated activity": "none",
    "Rule based level": 5,
    "Judgement level": 1,
    "Checklist executable": "yes",
    "Core process": "non_core",
    "Strategic importance level": 1,
    "Competitive advantage": "no",
    "Output type": "transaction",
    "Data types": "internal",
    "Physical presence level": 1,
}
DECIDED = {
    "Decided label": "BPO",
    "Decided provider": "Northline Services",
    "Service start": "2026-02-01",
    "Committed error share": "2 %",
}
LISTED = [
    {"Process id": "P1", "Process": "Supplier invoice entry", "FTE": 10, "Labour cost": 600_000, "Volume": 120_000}
    | {"Transferable share": "80 %", "Committed fee": 300_000, "Committed posts": 8},
    {"Process id": "P2", "Process": "Travel expense checking", "FTE": 6, "Labour cost": 330_000, "Volume": 30_000}
    | {"Transferable share": "50 %", "Committed fee": 120_000, "Committed posts": 3},
    {"Process id": "P3", "Process": "Customer order entry", "FTE": 8, "Labour cost": 400_000, "Volume": 64_000}
    | {"Committed fee": 200_000, "Committed posts": 5},
    {"Process id": "P4", "Process": "Payment run", "FTE": 4, "Labour cost": 220_000, "Volume": 9_000},
]  # fmt: skip
# Of the month before the last: P1 in full, P2 without its FTE, P3 without any figure of the provider.
MONTHS = {
    "2026-02-28": {"P1": {"FTE": 6, "Volume": 120_000, "Fee paid": 300_000, "Contract value": 300_000}},
    "2026-03-31": {"P1": {"FTE": 4, "Volume": 126_000, "Fee paid": 330_000, "Contract value": 315_000}},
    "2026-04-30": {
        "P1": {"FTE": 3, "Volume": 132_000, "Fee paid": 370_000, "Contract value": 350_000, "Error share": "3 %"}
        | {"Transferable share": "84 %"},
        "P2": {"FTE": None, "Volume": 33_000, "Fee paid": 150_000},
    },
}  # fmt: skip


def listed(folder: Path, day: str, month: dict | None = None) -> Path:
    rows = [SAME | row for row in LISTED]
    if month is None:
        rows = [row | DECIDED if "Committed fee" in row else row for row in rows]
    else:  # later lists do not repeat what was decided
        rows = [{k: v for k, v in row.items() if not k.startswith("Committed")} for row in rows]
        rows = [
            row | {"Current model": "outsourced"} | month.get(row["Process id"], {})
            if row["Process id"] != "P4"
            else row
            for row in rows
        ]
    path = folder / f"{day}.xlsx"
    pd.DataFrame(rows).to_excel(path, index=False)
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Run folders by as-of date."""
    home = tmp_path_factory.mktemp("benefits")
    runs = {}
    for day, month in (("2026-01-15", None), *MONTHS.items()):
        found = audit_files(
            [listed(home, day, month)], dt.date.fromisoformat(day), home / "out", portfolio="Finance"
        )
        runs[day] = Path(found.outcome.run_folder)
    return runs


def ledger(run: Path) -> pd.DataFrame:
    return pd.read_csv(run / "benefits.csv").set_index("process_id")


def test_the_first_run_freezes_what_was_true_and_later_lists_never_change_it(told):
    first, last = ledger(told["2026-01-15"]), ledger(told["2026-04-30"])
    assert first["state"].unique().tolist() == ["not_started"]
    assert first.loc["P1", ["baseline_labour", "baseline_fte", "baseline_volume"]].tolist() == [
        600e3,
        10,
        120e3,
    ]
    frozen = [name for name in first if name.startswith(("baseline", "modelled", "committed", "first"))]
    pd.testing.assert_frame_equal(first[frozen], last[frozen])
    assert first["modelled_saving"].notna().all()
    assert first.index.tolist() == ["P1", "P2", "P3"]


def test_each_figure_of_a_process_with_all_figures_is_that_worked_out_by_hand(told):
    row = ledger(told["2026-04-30"]).loc["P1"]
    assert row["modelled_on_fee_share"] == pytest.approx(0.06, abs=1e-4)
    by_hand = {
        # a post costs 60,000; 8 posts less 1.06 x 300,000
        "committed_saving": 480_000 - 318_000,
        # 7 posts less 1.06 x 370,000
        "actual_saving": 420_000 - 392_200,
        "saving_gap": 27_800 - 162_000,
        "part_posts": -60_000,
        # the committed 2.50 an item buys 12,000 items more: 30,000 x 1.06
        "part_volume": -31_800,
        # 84 % in the place of 80 %: 330,000 x 0.05 x 1.06
        "part_scope": -17_490,
        # 350,000 in the contract, 346,500 committed at this volume and scope: 3,500 x 1.06
        "part_price": -3_710,
        # 20,000 more paid than the contract says, x 1.06
        "part_leakage": -21_200,
    }
    for name, amount in by_hand.items():
        assert row[name] == pytest.approx(amount, abs=1), name
    parts = [name for name in by_hand if name.startswith("part_")]
    assert round(sum(row[parts]), 2) == row["saving_gap"]
    assert (row["service"], row["state"]) == ("missed", "complete")
    assert pd.isna(row["part_not_told"])
    assert row["fee_factor"] == pytest.approx((370_000 / 132_000) / (row["modelled_fee"] / 120_000))


def test_what_is_missing_is_said_and_is_never_zero(told):
    rows = ledger(told["2026-04-30"])
    part, none = rows.loc["P2"], rows.loc["P3"]
    assert (part["state"], none["state"]) == ("partly", "no_actuals")
    assert part[["actual_saving", "saving_gap", "part_posts", "part_price", "part_leakage"]].isna().all()
    assert part["part_volume"] == pytest.approx(-12_000 * 1.06, abs=1)
    # 150,000 paid, 132,000 committed at this volume: price or leakage, nobody knows which
    assert part["part_not_told"] == pytest.approx(-18_000 * 1.06, abs=1)
    assert none[["actual_fee", "actual_saving", "saving_gap", "fee_factor"]].isna().all()
    assert {"no_fte", "no_contract_fee"} <= set(part["notes"].split("; "))
    assert "no_fee" in none["notes"]


def test_the_portfolio_is_the_sum_of_what_can_be_compared_and_counts_the_rest(told):
    for book in ("audit_report.xlsx", "audit_report_full.xlsx"):
        sheet = openpyxl.load_workbook(told["2026-04-30"] / book)["Benefits"]
        table = sheet.tables["BenefitTotals"].ref
        heading, line = ([cell.value for cell in row] for row in sheet[table])
        totals = dict(zip(heading, line, strict=True))
        row = ledger(told["2026-04-30"]).loc["P1"]
        assert (totals["Decided"], totals["Compared in full"]) == (3, 1)
        assert totals["Actual less committed"] == row["saving_gap"]
        cells = [str(cell.value) for line in sheet for cell in line if cell.value is not None]
        factor = (370_000 + 150_000) / sum(
            ledger(told["2026-04-30"]).loc[name, "modelled_fee"] * 1.1 for name in ("P1", "P2")
        )
        assert any(f"costs {factor:.2f} times the modelled fee" in cell for cell in cells)
        assert any("Northline" in cell for cell in cells) == ("full" in book)


def test_each_later_list_is_one_line_of_the_sheet(told):
    months = pd.read_csv(told["2026-04-30"] / "benefits_by_date.csv")
    first = months[months["process_id"].eq("P1")].set_index("as_of")
    assert first["actual_fee"].tolist() == [300_000, 330_000, 370_000]
    # March: 6 posts less 1.06 x 330,000
    assert first["actual_saving"].tolist()[1] == pytest.approx(360_000 - 349_800, abs=1)
    assert first["part_leakage"].tolist() == pytest.approx([0, -15_900, -21_200], abs=1)


def test_a_report_without_decisions_has_no_such_sheet(told, tmp_path):
    path = tmp_path / "plain.csv"
    pd.DataFrame([SAME | {"Process": "Payment run", "FTE": 4, "Labour cost": 220_000}]).to_csv(
        path, index=False
    )
    found = audit_files([path], dt.date(2026, 1, 15), tmp_path / "out")
    run = Path(found.outcome.run_folder)
    assert not list(run.glob("benefits*"))
    assert "Benefits" not in openpyxl.load_workbook(run / "audit_report.xlsx", read_only=True).sheetnames


def test_a_lost_history_comes_back_from_the_run_folders(told, tmp_path):
    url, out = f"sqlite:///{tmp_path}/history.sqlite", told["2026-01-15"].parents[1]
    history.catch_up(url, out)
    typed = pd.read_parquet(told["2026-04-30"] / "inputs.parquet")
    kept = history.ledger_so_far(url, "Finance", typed)
    assert kept.baselines["first_run_id"].unique().tolist() == [told["2026-01-15"].name]
    assert len(kept.actuals) == 9
    history.catch_up(url, out)
    assert len(history.ledger_so_far(url, "Finance", typed).actuals) == 9
