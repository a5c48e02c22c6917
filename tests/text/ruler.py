"""What the reading of texts comes to, on data that nobody here wrote: python -m tests.text.ruler SHARED [PART...].

Parts: rated, drive, left_out, site, canada, own, titles. Rated rows and inventories are only checked
against; the statements are cross-validated by occupation, with word weights fitted anew for each fold.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.rules import load_rulebook
from tasks.method import assess
from tasks.text import fit_lexicon, read_texts

if TYPE_CHECKING:
    from schemas.rules import Rulebook

DAY = dt.date(2026, 1, 1)
RATED = {
    "bpo_candidate": "bpo",
    "kpo_candidate": "kpo",
    "retain": "keep",
    "review": "cannot_say",
    "not_in_scope": "none",
}
SOLD = {"bpo", "kpo", "either"}
# Kinds that raters give to what is a service process or the authority around one.
WORK = {"process", "authority"}
HERE = Path(__file__).parent


def assessed(typed: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """What is read of the texts and what is made of it, by row."""
    texts = read_texts(typed, rulebook)
    rows = assess(typed, texts, rulebook, DAY).rows
    return texts.drop(columns=[name for name in texts if name in rows]).join(rows)


def rated(shared: Path, rulebook: Rulebook) -> dict[str, float]:
    """Candidates that raters accept, true candidates found, other rows called candidates."""
    rows = pd.read_csv(shared / "domain" / "rated_rows.csv", keep_default_na=False)
    typed = rows.rename(columns={"name": "process_name", "department": "business_unit"})
    typed = typed[["process_name", "description", "business_unit"]].replace("", None).astype("str")
    label = assessed(typed, rulebook)["recommendation"].astype("str").map(RATED)
    accepted = [_accepted(row) for row in rows.itertuples()]
    is_right = np.array([one in set_of for one, set_of in zip(label, accepted, strict=True)])
    named = label.isin(["bpo", "kpo"]).to_numpy()
    is_true = (rows["label_1"].isin(SOLD) & rows["label_2"].isin(SOLD)).to_numpy()
    other = (~rows["kind_1"].isin(WORK) & ~rows["kind_2"].isin(WORK)).to_numpy()
    company = rows["key"].str.startswith("A").to_numpy()
    return {
        "candidates named": int(named.sum()),
        "of them accepted": is_right[named].mean(),
        "of a company's": is_right[named & company].mean(),
        "of a public body's": is_right[named & ~company].mean(),
        "true candidates": int(is_true.sum()),
        "of them found": int((named & is_true).sum()),
        "other rows": int(other.sum()),
        "of them called candidates": int((named & other).sum()),
        "rows answered": (label != "cannot_say").mean(),
    }


def _accepted(row) -> set[str]:
    found = {row.label_1, row.label_2, *row.also_ok_1.split("|"), *row.also_ok_2.split("|")}
    return found | ({"bpo", "kpo"} if "either" in found else set())


def statements(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statements with drive and job zone, and statements marked as work on the spot or at a desk."""
    folder = shared / "domain"
    return pd.read_csv(folder / "onet_tasks.csv"), pd.read_csv(folder / "onet_site_tasks.csv")


def drive(shared: Path, rulebook: Rulebook, folds: int = 5) -> dict[str, float]:
    """How well unseen statements are told apart, and which share is right at which share answered."""
    tasks, site = statements(shared)
    read = fit_lexicon.measure(rulebook, tasks, site, folds=folds)
    auc, correlation = fit_lexicon.drive_and_complexity(tasks, read)
    known = tasks["drive"].notna()
    index = read.loc[known, "text_drive"].fillna(0.0)
    is_right = (index > 0) == (tasks.loc[known, "drive"] == "volume")
    found = {"AUC of the drive by name": auc, "rank correlation of complexity and job zone": correlation}
    for margin in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7):
        answered = index.abs() >= margin
        found[f"answered at {margin}"] = answered.mean()
        found[f"right at {margin}"] = is_right[answered].mean()
    return found


def left_out(shared: Path, rulebook: Rulebook, folds: int = 4) -> dict[str, float]:
    """Services of the source documents, each left out of the catalogue and of the fit, told by their names alone."""
    services = [
        (key, service)
        for key, service in rulebook.section("services").items()
        if service.label != "KEEP" and isinstance(service.source, list)
    ]
    parts = []
    for fold in range(folds):
        out = dict(services[fold::folds])
        fitted = fit_lexicon.fitted(rulebook, *statements(shared), left_out=out)
        reader = fit_lexicon.Reader(fit_lexicon.with_weights(rulebook, fitted), left_out=out)
        read = reader.read([service.en[0] for service in out.values()], [""] * len(out))
        parts.append(read.assign(is_volume=[service.label == "BPO" for service in out.values()]))
    read = pd.concat(parts, ignore_index=True)
    is_right, index = (read["text_drive"] > 0) == read["is_volume"], read["text_drive"].abs().fillna(0.0)
    answered, process = read["is_text_certain"], read["row_kind"] == "service_process"
    found = {"answered": answered.mean(), "right of those answered": is_right[answered].mean()}
    for margin in (0.05, 0.1, 0.15, 0.2, 0.3):
        beyond = process & (index >= margin)
        found[f"processes answered at {margin}"] = beyond.sum() / process.sum()
        found[f"right at {margin}"] = is_right[beyond].mean()
    return found


def site(shared: Path, rulebook: Rulebook, folds: int = 4) -> dict[str, float]:
    """Precision and recall of work on the spot by name, occupations unseen."""
    from sklearn.model_selection import GroupKFold

    tasks, marked = statements(shared)
    parts = []
    for learn, judge in GroupKFold(folds).split(marked, groups=marked["soc"]):
        fitted = fit_lexicon.fitted(rulebook, tasks, marked.iloc[learn])
        reader = fit_lexicon.Reader(fit_lexicon.with_weights(rulebook, fitted))
        names = marked["task"].iloc[judge].tolist()
        parts.append(reader.read(names, [""] * len(names))["row_kind"].set_axis(marked.index[judge]))
    kind = pd.concat(parts).loc[marked.index]
    said, true = kind == "site_work", marked["work"] == "site"
    return {
        "precision": true[said].mean(),
        "recall": said[true].mean(),
        "recall with front line": kind.isin(["site_work", "front_line"])[true].mean(),
    }


def canada(shared: Path, rulebook: Rulebook) -> dict[str, float]:
    """Labels of internal services and of other programs, English and French."""
    from openpyxl import load_workbook

    found, internal = {}, None
    for language in ("en", "fr"):
        path = shared / "real_inputs" / f"canada_programs_{language}.xlsx"
        book = load_workbook(path, read_only=True)
        rows = pd.DataFrame(list(book.active.iter_rows(min_row=5, max_col=7, values_only=True)))
        book.close()
        internal = rows[6].eq("Yes").to_numpy() if internal is None else internal
        typed = (
            rows[[1, 2, 3]].set_axis(["business_unit", "process_name", "description"], axis=1).astype("str")
        )
        got = assessed(typed, rulebook)
        label, move = got["recommendation"].astype("str"), got["first_move"].astype("str")
        moves = (label.str.endswith("_candidate") | (move == "split")).to_numpy()
        found |= {
            f"{language} internal services": moves[internal].mean(),
            f"{language} other programs": moves[~internal].mean(),
            f"{language} largest drive class": got["drive"].value_counts(normalize=True).max(),
            f"{language} review": (label == "review").mean(),
        }
    return found


def own(_: Path, rulebook: Rulebook) -> dict[str, float]:
    """Made-up inventories with the labels that we accept; "tuned" ones were looked at, "margin" ones set the margin."""
    rows = pd.read_csv(HERE / "inventories.csv")
    typed = rows.rename(columns={"name": "process_name", "unit": "business_unit"})
    got = assessed(typed[["process_name", "business_unit"]].astype("str"), rulebook)
    label, accepted = got["recommendation"].astype("str").map(RATED), rows["accepted"].str.split("|")
    named = label.isin(["bpo", "kpo"])
    is_right = pd.Series([one in known for one, known in zip(label, accepted, strict=True)])
    is_true = accepted.map(lambda known: not {"keep", "none"} & set(known))
    other = accepted.map(lambda known: known[0] in ("keep", "none"))
    side = pd.Series(np.where(got["text_drive"] > 0, "bpo", "kpo"))
    by_words = (got["row_kind"] == "service_process") & ~got["match_how"].isin(["whole", "most"])
    right_side = pd.Series([one in known for one, known in zip(side, accepted, strict=True)])
    found = {}
    for use, part in rows.groupby("use").groups.items():
        found |= {
            f"{use}: of candidates named accepted": is_right[part][named[part]].mean(),
            f"{use}: of true candidates found": named[part][is_true[part]].mean(),
            f"{use}: of other rows called candidates": named[part][other[part]].mean(),
        }
        words = by_words[part] & got["text_drive"][part].notna()
        for margin in (0.05, 0.1, 0.15, 0.2):
            beyond = words & (got["text_drive"][part].abs() >= margin)
            found[f"{use}: answered by words at {margin}"] = beyond.sum() / words.sum()
            found[f"{use}: right by words at {margin}"] = right_side[part][beyond].mean()
    return found


def titles(_: Path, rulebook: Rulebook) -> dict[str, float]:
    """Titles of practice: labels by language, right and asked."""
    rows = pd.read_csv(HERE / "practice_titles.csv")
    label = assessed(rows.rename(columns={"title": "process_name"})[["process_name"]].astype("str"), rulebook)
    label = label["recommendation"].astype("str")
    expected = rows["expected_label"].map({"BPO": "bpo_candidate", "KPO": "kpo_candidate", "KEEP": "retain"})
    found = (label == expected).groupby(rows["language"]).mean().to_dict()
    return {f"{key} right": value for key, value in found.items()} | {"asked": (label == "review").mean()}


PARTS = {
    "rated": rated,
    "drive": drive,
    "left_out": left_out,
    "site": site,
    "canada": canada,
    "own": own,
    "titles": titles,
}


def main() -> None:
    """Prints each part, a figure a line."""
    shared, wanted = Path(sys.argv[1]), sys.argv[2:] or list(PARTS)
    rulebook = load_rulebook()
    for name in wanted:
        for key, value in PARTS[name](shared, rulebook).items():
            print(f"{name}: {key} {value:.4f}" if isinstance(value, float) else f"{name}: {key} {value}")


if __name__ == "__main__":
    main()
