"""Fit the word weights: python -m tasks.text.fit_lexicon TASKS.csv [--write].

TASKS.csv holds task, onet_soc_code, job_zone and drive (volume, insight or empty): task statements of O*NET
30.1, US Department of Labor, CC BY 4.0. Measures by cross-validation grouped by occupation; ``--write`` fits
on all of it and writes ``schemas/rulebook/lexicon.yaml``: weights with attribution, no sentence. Needs
scikit-learn, which the product does not.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.rule_models.text import WordWeights
from schemas.rules import RULEBOOK_FOLDER, Rulebook, load_rulebook
from tasks.text import tokens
from tasks.text.lexicon import PAIR, terms_of
from tasks.text.reader import Reader
from tasks.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 10
DRIVE_TEXTS, DRIVE_STRENGTH = 2, 3.0
ZONE_TEXTS, ZONE_PENALTY = 3, 2.0
ZONES = 5
DAMPING = 3.0
# The intercept is that of whole sentences: a name of a word or two must not read as insight for being short.
INTERCEPT_WORDS = 1.0
SOURCE = (
    '{title: "O*NET 30.1 Database, US Department of Labor, Employment and Training Administration, CC BY 4.0; weights fitted by us", '
    'locator: "Task Statements, Tasks to DWAs, Job Zones; https://www.onetcenter.org/database.html"}'
)

NOTE = (
    "Written by tasks/text/fit_lexicon.py, not to be edited: own words belong into a further rule of a rulebook of your own.",
    "This includes information from the O*NET 30.1 Database by the U.S. Department of Labor, Employment and Training",
    "Administration (USDOL/ETA), used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. We have modified it: word",
    "weights were fitted on its task statements, none of which stands here. USDOL/ETA has not approved, endorsed, or tested these",
    "modifications.",
)


def design(vocabulary: Vocabulary, texts: list[str]) -> tuple[csr_matrix, np.ndarray]:
    """Distinct words and pairs of each text, and the key of each column."""
    from scipy.sparse import csr_matrix

    keys, text_of, _ = terms_of(tokens.read(vocabulary, texts))
    distinct, column = np.unique(keys, return_inverse=True)
    found = csr_matrix((np.ones(len(column)), (text_of, column)), shape=(len(texts), len(distinct)))
    found.data[:] = 1.0
    return found, distinct


def scaled(terms: csr_matrix) -> csr_matrix:
    """Rows over the root of the number of their terms, as in ``Weights.score``."""
    from scipy.sparse import diags

    counts = np.asarray(terms.sum(axis=1)).ravel()
    return diags(1 / np.sqrt(counts + DAMPING)) @ terms


def fit_drive(terms: csr_matrix, keys: np.ndarray, is_volume: np.ndarray) -> tuple[dict[int, float], float]:
    """Weights of words for volume, classes balanced; the intercept puts the middle between the classes at
    zero.
    """
    from sklearn.linear_model import LogisticRegression

    common = np.asarray(terms.sum(axis=0)).ravel() >= DRIVE_TEXTS
    rows = scaled(terms[:, common])
    model = LogisticRegression(C=DRIVE_STRENGTH, class_weight="balanced", max_iter=2000).fit(rows, is_volume)
    return dict(zip(keys[common].tolist(), model.coef_[0].round(2).tolist(), strict=True)), round(
        float(model.intercept_[0]), 3
    )


def fit_zone(terms: csr_matrix, keys: np.ndarray, job_zone: np.ndarray) -> tuple[dict[int, float], float]:
    """Weights of words for the preparation a job needs, 0..1."""
    from sklearn.linear_model import Ridge

    common = np.asarray(terms.sum(axis=0)).ravel() >= ZONE_TEXTS
    model = Ridge(alpha=ZONE_PENALTY).fit(scaled(terms[:, common]), (job_zone - 1) / (ZONES - 1))
    return dict(zip(keys[common].tolist(), model.coef_.round(3).tolist(), strict=True)), round(
        float(model.intercept_), 3
    )


def as_lines(vocabulary: Vocabulary, weights: dict[int, float]) -> str:
    """Weights as the rulebook holds them."""
    names = {number: one for one, number in vocabulary.stems.items()}
    spelt = {
        names[key] if key < PAIR else f"{names[key // PAIR - 1]}_{names[key % PAIR]}": value
        for key, value in weights.items()
    }
    return "\n".join(f"{term} {value:g}" for term, value in sorted(spelt.items()) if value)


def fitted(rulebook: Rulebook, tasks: pd.DataFrame) -> dict[str, WordWeights]:
    """The two fitted rules from these tasks."""
    vocabulary = Vocabulary(rulebook)
    terms, keys = design(vocabulary, tasks["task"].tolist())
    labelled = tasks["drive"].notna().to_numpy()
    drive, drive_intercept = fit_drive(
        terms[labelled], keys, (tasks.loc[labelled, "drive"] == "volume").to_numpy()
    )
    zone, zone_intercept = fit_zone(terms, keys, tasks["job_zone"].to_numpy())
    reference = {"title": "O*NET 30.1", "locator": "Task Statements"}
    return {
        "L-drive": WordWeights(
            id="L-drive",
            description="Words of volume and of insight",
            source=reference,
            axis="drive",
            intercept=drive_intercept,
            intercept_words=INTERCEPT_WORDS,
            damping=DAMPING,
            weights=as_lines(vocabulary, drive),
        ),
        "L-complexity": WordWeights(
            id="L-complexity",
            description="Words of intellectual complexity",
            source=reference,
            axis="complexity",
            intercept=zone_intercept,
            damping=DAMPING,
            weights=as_lines(vocabulary, zone),
        ),
    }


def with_weights(rulebook: Rulebook, rules: dict[str, WordWeights]) -> Rulebook:
    """The rulebook with these word weights in place of its own fitted ones."""
    lexicon = {
        **rules,
        **{key: rule for key, rule in rulebook.section("lexicon").items() if key not in rules},
    }
    return replace(rulebook, sections={**rulebook.sections, "lexicon": lexicon}, hash="")


def measure(rulebook: Rulebook, tasks: pd.DataFrame, folds: int = FOLDS) -> pd.DataFrame:
    """text_drive and text_complexity of each task as a name alone, read with weights from other
    occupations.
    """
    from sklearn.model_selection import GroupKFold

    parts = []
    for learn, judge in GroupKFold(folds).split(tasks, groups=tasks["onet_soc_code"]):
        reader = Reader(with_weights(rulebook, fitted(rulebook, tasks.iloc[learn])))
        names = tasks["task"].iloc[judge].tolist()
        parts.append(reader.read(names, [""] * len(names)).set_axis(tasks.index[judge]))
    return pd.concat(parts).loc[tasks.index]


def drive_and_complexity(tasks: pd.DataFrame, read: pd.DataFrame) -> tuple[float, float]:
    """AUC of text_drive between volume and insight, and rank correlation of mean text_complexity and job zone
    by occupation.
    """
    from scipy.stats import spearmanr
    from sklearn.metrics import roc_auc_score

    labelled = tasks["drive"].notna()
    auc = roc_auc_score(
        tasks.loc[labelled, "drive"] == "volume", read.loc[labelled, "text_drive"].fillna(0.0)
    )
    by_job = (
        pd.DataFrame(
            {"read": read["text_complexity"], "zone": tasks["job_zone"], "job": tasks["onet_soc_code"]}
        )
        .groupby("job")
        .mean()
    )
    return float(auc), float(spearmanr(by_job["read"], by_job["zone"]).statistic)


def write(rulebook: Rulebook, tasks: pd.DataFrame, path: Path) -> None:
    """Fit on all tasks and write the fitted rules with their attribution."""
    lines = [f"# {line}" for line in NOTE]
    for rule in fitted(rulebook, tasks).values():
        lines += [
            f"{rule.id}:",
            f"  description: {rule.description}",
            f"  source: {SOURCE}",
            f"  axis: {rule.axis}",
            f"  intercept: {rule.intercept}",
            f"  intercept_words: {rule.intercept_words}",
            f"  damping: {rule.damping}",
            "  weights: |",
            *(f"    {line}" for line in rule.weights.splitlines()),
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, and with --write fit on everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    tasks, rulebook = pd.read_csv(options.tasks), load_rulebook()
    read = measure(rulebook, tasks)
    measured = drive_and_complexity(tasks, read)
    print("drive AUC {:.4f}, complexity Spearman by occupation {:.4f}".format(*measured))
    if options.write:
        write(rulebook, tasks, RULEBOOK_FOLDER / "lexicon.yaml")


if __name__ == "__main__":
    main()
