"""Fit the word weights: python -m tasks.text.fit_lexicon TASKS.csv SITE_TASKS.csv [--write].

TASKS.csv holds task, onet_soc_code, job_zone and drive (volume, insight or empty): task statements of office
occupations. SITE_TASKS.csv holds soc, task, activity and work (site or desk): statements of all occupations.
Both are of O*NET 30.1, US Department of Labor, CC BY 4.0. Three rules are fitted: words of volume and insight,
words of complexity, words of work on the spot. Measures by cross-validation grouped by occupation; ``--write``
fits on all of it and writes ``schemas/rulebook/lexicon.yaml``: weights with attribution, no sentence. Needs
scikit-learn, which the product does not.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from schemas.rule_base import Reference
from schemas.rule_models.text import WordWeights
from schemas.rules import RULEBOOK_FOLDER, Rulebook, load_rulebook
from tasks.text import tokens
from tasks.text.lexicon import LEAD, PAIR, stem_of_lead, terms_of
from tasks.text.reader import Reader
from tasks.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection

    from scipy.sparse import csr_matrix

FOLDS = 10
DRIVE_TEXTS, DRIVE_STRENGTH, DRIVE_LEAD = 2, 6.0, 1.5
SITE_TEXTS, SITE_STRENGTH, SITE_LEAD = 2, 3.0, 2.0
# Names of services are titles and no sentences: they teach what nouns say. One counts as half a statement.
NAME_WEIGHT = 0.5
ZONE_TEXTS, ZONE_PENALTY = 3, 2.0
ZONES = 5
# What the activity of a statement says of routine or insight where TASKS.csv does not say it.
VOLUME_ACTIVITIES = {
    "Documenting/Recording Information",
    "Performing Administrative Activities",
    "Processing Information",
}
INSIGHT_ACTIVITIES = {
    "Analyzing Data or Information",
    "Developing Objectives and Strategies",
    "Interpreting the Meaning of Information for Others",
    "Making Decisions and Solving Problems",
    "Providing Consultation and Advice to Others",
    "Thinking Creatively",
}
DAMPING = 3.0
# The intercept is that of whole sentences: a name of a word or two must not read as insight for being short.
INTERCEPT_WORDS = 1.0
SOURCE = (
    '{title: "O*NET 30.1 Database, US Department of Labor, Employment and Training Administration, CC BY '
    '4.0; weights fitted by us", '
    'locator: "Task Statements, Tasks to DWAs, Job Zones; https://www.onetcenter.org/database.html"}'
)

NOTE = (
    "Written by tasks/text/fit_lexicon.py, not to be edited: own words belong into a further rule of a "
    "rulebook of your own.",
    "This includes information from the O*NET 30.1 Database by the U.S. Department of Labor, Employment and Training",
    "Administration (USDOL/ETA), used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. We "
    "have modified it: word",
    "weights were fitted on its task statements, none of which stands here. USDOL/ETA has not approved, "
    "endorsed, or tested these",
    "modifications.",
)


def design(vocabulary: Vocabulary, texts: list[str]) -> tuple[csr_matrix, np.ndarray]:
    """Distinct words and pairs of each text, and the key of each column.

    Args:
        vocabulary: learns the words that it has not seen.
        texts: statements or names.

    Returns:
        A matrix of ones, one row for each text and one column for each term; and the key of each column.
    """
    from scipy.sparse import csr_matrix

    keys, text_of, _ = terms_of(tokens.read(vocabulary, texts))
    distinct, column = np.unique(keys, return_inverse=True)
    matrix = csr_matrix((np.ones(len(column)), (text_of, column)), shape=(len(texts), len(distinct)))
    # csr_matrix adds up entries of one place; a word counts once however often a text has it.
    matrix.data[:] = 1.0
    return matrix, distinct


def scaled(terms: csr_matrix, keys: np.ndarray, lead: float = 1.0) -> csr_matrix:
    """Rows over the root of the number of their terms, as in ``Weights.score``; a leading word counts ``lead``
    times.

    Args:
        terms: one row for each text, one column for each term.
        keys: of the columns; below zero where the word leads a text.
        lead: factor of leading words.
    """
    from scipy.sparse import diags

    counts = np.asarray(terms.sum(axis=1)).ravel()
    return diags(1 / np.sqrt(np.maximum(counts, 1) + DAMPING)) @ terms @ diags(np.where(keys < 0, lead, 1.0))


def fit_two(
    terms: csr_matrix,
    keys: np.ndarray,
    is_first: np.ndarray,
    lead: float,
    strength: float,
    fewest_texts: int,
    counts: np.ndarray | None = None,
) -> tuple[dict[int, float], float]:
    """Weights of words between two kinds of work; ``counts``: how much each text counts.

    Args:
        terms: one row for each text, one column for each term; entries 0 or 1.
        keys: of the columns.
        is_first: whether a text is of the first kind, which gets weights above zero.
        lead: factor of leading words.
        strength: inverse of the penalty on large weights (C of scikit-learn).
        fewest_texts: words of fewer texts get no weight.
        counts: how much each text counts; None: all the same.

    Returns:
        Weights (log odds) by key, of terms in at least ``fewest_texts`` texts; and the intercept.
    """
    from sklearn.linear_model import LogisticRegression

    # Terms of a single text would be learnt by heart.
    common = np.asarray(terms.sum(axis=0)).ravel() >= fewest_texts
    keys = keys[common]
    rows = scaled(terms[:, common], keys, lead)
    model = LogisticRegression(C=strength, max_iter=2000).fit(rows, is_first, sample_weight=counts)
    # The rows were multiplied for leading words; the product only adds weights up, so the factor goes into
    # the weight.
    weights = (model.coef_[0] * np.where(keys < 0, lead, 1.0)).round(2)
    return dict(zip(keys.tolist(), weights.tolist(), strict=True)), round(float(model.intercept_[0]), 3)


def fit_zone(terms: csr_matrix, keys: np.ndarray, job_zone: np.ndarray) -> tuple[dict[int, float], float]:
    """Weights of words for the preparation a job needs, 0..1.

    Args:
        terms: one row for each text, one column for each term; entries 0 or 1.
        keys: of the columns.
        job_zone: 1..5 of O*NET for each text.

    Returns:
        Weights by key, of terms in at least ZONE_TEXTS texts; and the intercept.
    """
    from sklearn.linear_model import Ridge

    common = np.asarray(terms.sum(axis=0)).ravel() >= ZONE_TEXTS
    rows = scaled(terms[:, common], keys[common])
    model = Ridge(alpha=ZONE_PENALTY).fit(rows, (job_zone - 1) / (ZONES - 1))
    return dict(zip(keys[common].tolist(), model.coef_.round(3).tolist(), strict=True)), round(
        float(model.intercept_), 3
    )


def with_activities(tasks: pd.DataFrame, site: pd.DataFrame) -> pd.DataFrame:
    """Statements with a drive: those of TASKS.csv, and those of trades that it does not know.

    Only whole groups of occupations (the first two digits of the code) of which TASKS.csv holds none are
    added, so that none of them can be work of an occupation that is kept for measuring.

    Args:
        tasks: rows of TASKS.csv; reads onet_soc_code, task, drive.
        site: rows of SITE_TASKS.csv; reads soc, task, activity.

    Returns:
        onet_soc_code, task, drive (volume or insight).
    """
    groups = set(tasks["onet_soc_code"].str[:2])
    others = site[~site["soc"].str[:2].isin(groups)]
    others = others[others["activity"].isin(VOLUME_ACTIVITIES | INSIGHT_ACTIVITIES)]
    drive = np.where(others["activity"].isin(VOLUME_ACTIVITIES), "volume", "insight")
    added = pd.DataFrame({"onet_soc_code": others["soc"], "task": others["task"], "drive": drive})
    columns = ["onet_soc_code", "task", "drive"]
    return pd.concat([tasks.loc[tasks["drive"].notna(), columns], added], ignore_index=True)


def as_lines(vocabulary: Vocabulary, weights: dict[int, float]) -> str:
    """Weights as the rulebook holds them.

    Args:
        vocabulary: that gave the stems their numbers.
        weights: by key; those of zero are left out.

    Returns:
        One line for each term, sorted: ``invoice 0.81``, ``^review -0.2`` for a leading word, ``bank_account
        0.3`` for a pair.
    """
    names = {number: stem for stem, number in vocabulary.stems.items()}
    spelt = {_spelt(names, key): value for key, value in weights.items()}
    return "\n".join(f"{term} {value:g}" for term, value in sorted(spelt.items()) if value)


def _spelt(names: dict[int, str], key: int) -> str:
    if key < 0:
        return LEAD + names[stem_of_lead(key)]
    return names[key] if key < PAIR else f"{names[key // PAIR - 1]}_{names[key % PAIR]}"


def names_of_services(rulebook: Rulebook, left_out: Collection[str] = ()) -> pd.DataFrame:
    """English names of the services that are sold, without those left out; what is sold as BPO is volume.

    Args:
        rulebook: section services.
        left_out: ids of services.

    Returns:
        task (the name) and drive (volume or insight), one row for each name.
    """
    rows = [
        (name, "volume" if service.label == "BPO" else "insight")
        for key, service in rulebook.section("services").items()
        if service.label != "KEEP" and key not in left_out
        for name in service.en
    ]
    return pd.DataFrame(rows, columns=["task", "drive"])


def even(is_first: np.ndarray) -> np.ndarray:
    """How much each text counts, so that both kinds count the same."""
    share = is_first.mean()
    return np.where(is_first, 0.5 / share, 0.5 / (1 - share))


def fitted(
    rulebook: Rulebook, tasks: pd.DataFrame, site: pd.DataFrame, left_out: Collection[str] = ()
) -> dict[str, WordWeights]:
    """The three fitted rules from these statements and the names of services.

    Args:
        rulebook: its words and services.
        tasks: onet_soc_code, task, job_zone, drive.
        site: soc, task, activity, work.
        left_out: ids of services whose names teach nothing, so that they can be used to measure.

    Returns:
        Rules by id: L-drive, L-complexity, L-site.
    """
    vocabulary = Vocabulary(rulebook)
    driven, named = with_activities(tasks, site), names_of_services(rulebook, left_out)
    terms, keys = design(vocabulary, [*driven["task"], *named["task"]])
    is_volume = [(part["drive"] == "volume").to_numpy() for part in (driven, named)]
    # Volume and insight count the same within statements and within names, whatever their numbers.
    counts = np.concatenate([even(is_volume[0]), NAME_WEIGHT * even(is_volume[1])])
    drive = fit_two(terms, keys, np.concatenate(is_volume), DRIVE_LEAD, DRIVE_STRENGTH, DRIVE_TEXTS, counts)
    terms, keys = design(vocabulary, tasks["task"].tolist())
    zone = fit_zone(terms, keys, tasks["job_zone"].to_numpy())
    terms, keys = design(vocabulary, site["task"].tolist())
    spot = fit_two(terms, keys, (site["work"] == "site").to_numpy(), SITE_LEAD, SITE_STRENGTH, SITE_TEXTS)
    return {
        "L-drive": _rule(vocabulary, "L-drive", "drive", "Words of volume and of insight", drive),
        "L-complexity": _rule(
            vocabulary, "L-complexity", "complexity", "Words of intellectual complexity", zone
        ),
        "L-site": _rule(
            vocabulary, "L-site", "site", "Words of work done by hand, machine or vehicle on the spot", spot
        ),
    }


def _rule(
    vocabulary: Vocabulary,
    key: str,
    axis: Literal["drive", "complexity", "site"],
    description: str,
    fitted: tuple[dict[int, float], float],
) -> WordWeights:
    weights, intercept = fitted
    return WordWeights(
        id=key,
        description=description,
        source=Reference(title="O*NET 30.1", locator="Task Statements"),
        axis=axis,
        intercept=intercept,
        intercept_words=INTERCEPT_WORDS if axis == "drive" else 0.0,
        damping=DAMPING,
        weights=as_lines(vocabulary, weights),
    )


def with_weights(rulebook: Rulebook, rules: dict[str, WordWeights]) -> Rulebook:
    """The rulebook with these word weights in place of its own fitted ones.

    Args:
        rulebook: any.
        rules: by id, as ``fitted`` returns them.
    """
    lexicon = {
        **rules,
        **{key: rule for key, rule in rulebook.section("lexicon").items() if key not in rules},
    }
    return replace(rulebook, sections={**rulebook.sections, "lexicon": lexicon}, hash="")


def measure(rulebook: Rulebook, tasks: pd.DataFrame, site: pd.DataFrame, folds: int = FOLDS) -> pd.DataFrame:
    """What is read of each task as a name alone, with weights from other occupations.

    Args:
        rulebook: its own fitted weights are not used.
        tasks: onet_soc_code, task, job_zone, drive.
        site: soc, task, activity, work.
        folds: how many parts the occupations are divided into.

    Returns:
        What the reader reads, by the index of ``tasks``.
    """
    from sklearn.model_selection import GroupKFold

    parts = []
    for learn, judge in GroupKFold(folds).split(tasks, groups=tasks["onet_soc_code"]):
        # Statements of the occupations that are judged now are kept out of the fit, also those of the other
        # file.
        others = site[~site["soc"].isin(tasks["onet_soc_code"].iloc[judge])]
        reader = Reader(with_weights(rulebook, fitted(rulebook, tasks.iloc[learn], others)))
        names = tasks["task"].iloc[judge].tolist()
        parts.append(reader.read(names, [""] * len(names)).set_axis(tasks.index[judge]))
    return pd.concat(parts).loc[tasks.index]


def drive_and_complexity(tasks: pd.DataFrame, readings: pd.DataFrame) -> tuple[float, float]:
    """AUC of text_drive between volume and insight, and rank correlation of mean text_complexity and job zone
    by occupation.

    Args:
        tasks: onet_soc_code, job_zone, drive (empty where not known).
        readings: text_drive and text_complexity by the same index.
    """
    from sklearn.metrics import roc_auc_score

    labelled = tasks["drive"].notna()
    auc = roc_auc_score(
        tasks.loc[labelled, "drive"] == "volume", readings.loc[labelled, "text_drive"].fillna(0.0)
    )
    by_job = (
        pd.DataFrame(
            {"read": readings["text_complexity"], "zone": tasks["job_zone"], "job": tasks["onet_soc_code"]}
        )
        .groupby("job")
        .mean()
    )
    return float(auc), float(by_job["read"].corr(by_job["zone"], method="spearman"))


def write(rulebook: Rulebook, tasks: pd.DataFrame, site: pd.DataFrame, path: Path) -> None:
    """Fit on all tasks and write the fitted rules with their attribution.

    Args:
        rulebook: its words and services.
        tasks: onet_soc_code, task, job_zone, drive.
        site: soc, task, activity, work.
        path: the YAML file; overwritten.
    """
    lines = [f"# {line}" for line in NOTE]
    for rule in fitted(rulebook, tasks, site).values():
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
    parser.add_argument("site_tasks", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    tasks, site, rulebook = pd.read_csv(options.tasks), pd.read_csv(options.site_tasks), load_rulebook()
    readings = measure(rulebook, tasks, site)
    measured = drive_and_complexity(tasks, readings)
    print("drive AUC {:.4f}, complexity Spearman by occupation {:.4f}".format(*measured))
    if options.write:
        write(rulebook, tasks, site, RULEBOOK_FOLDER / "lexicon.yaml")


if __name__ == "__main__":
    main()
