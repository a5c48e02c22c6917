"""Which candidates are best moved together (section bundles of the rulebook)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schemas.columns import coded, typed_column
from schemas.messages import catalogue
from schemas.messages.message import Message, combinations, message, of_rule, sentences
from schemas.messages.saying import said_column
from tasks.text_search import found_in
from tasks.value.baseline import assumption

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from schemas.rule_models.value import BundleRule
    from schemas.rules import Rulebook


def bundles(
    typed: pd.DataFrame, assessed_rows: pd.DataFrame, sizing: pd.DataFrame, rulebook: Rulebook
) -> pd.DataFrame:
    """Bundle of each candidate: the rules in their order, each on the rows that no earlier rule took.

    Args:
        typed: process_id, process_name, country, applications, depends_on; all but the first two may be
            absent.
        assessed_rows: recommendation, service_line, first_move; only the rows that can move and may pay.
        sizing: fte, labour_base and per_eur of the candidates, as ``tasks.value.baseline.baseline`` gives
            them.
        rulebook: sections bundles, assumptions (bundle_floor_bpo, bundle_floor_kpo).

    Returns:
        bundle (its English name, by which quotes and files know it), bundle_said (its name as a packed message)
        and bundle_reason (packed) by the index of ``assessed_rows``, missing where a row moves alone; a bundle
        has at least two rows.
    """
    work = pd.DataFrame(
        {
            name: typed_column(typed, name).reindex(assessed_rows.index)
            for name in ("process_id", "process_name", "country", "applications", "depends_on")
        }
    )
    work = work.join(assessed_rows[["recommendation", "service_line", "first_move"]])
    # Texts by their places in a list of the few that there are; -1 for a row that moves alone.
    name_places, reason_places = np.full(len(work), -1), np.full(len(work), -1)
    texts: list[str] = []
    reasons: list[str] = []
    for rule in rulebook.section("bundles").values():
        # Rules come in their order: what an earlier one bundled is no longer offered to a later one.
        alone = np.flatnonzero(name_places < 0)
        names = GROUPINGS[rule.kind](work if len(alone) == len(work) else work.iloc[alone], rule)
        codes, categories = names.cat.codes.to_numpy("int64"), names.cat.categories
        sizes = np.bincount(codes[codes >= 0], minlength=len(categories))
        fits = np.append((sizes >= 2) & (sizes <= rule.most), False)[codes]
        name_places[alone[fits]], reason_places[alone[fits]] = codes[fits] + len(texts), len(reasons)
        texts += categories.tolist()
        if rule.kind != "small":
            reasons.append(of_rule(rule, "reason").packed())
            continue
        reason_places[alone[fits]] += _reach_floor(names[fits], work, sizing, rulebook)
        reasons += [
            sentences(of_rule(rule, "reason"), message(f"says.bundle.{size}")).packed()
            for size in ("still_small", "enough")
        ]
    in_english = said_column(catalogue("en"), pd.Series(texts, dtype=str)).tolist()
    bundled = {
        "bundle": (in_english, name_places),
        "bundle_said": (texts, name_places),
        "bundle_reason": (reasons, reason_places),
    }
    return pd.DataFrame(
        {
            name: pd.array(few, dtype=str).take(places, allow_fill=True)
            for name, (few, places) in bundled.items()
        },
        index=work.index,
    )


def _reach_floor(
    names: pd.Series, work: pd.DataFrame, sizing: pd.DataFrame, rulebook: Rulebook
) -> np.ndarray:
    """Whether the small ones of each row's bundle reach the size floor together: FTE for BPO, money for KPO."""
    rows = sizing[["fte", "labour_base", "per_eur"]].loc[names.index]
    is_kpo = (work.loc[names.index, "recommendation"] == "kpo_candidate").to_numpy(bool)
    # Each row as a share of the floor: of money in euro for KPO, of FTE for BPO. A bundle is large enough
    # from 1 on.
    of_floor = np.where(
        is_kpo,
        rows["labour_base"] / rows["per_eur"] / assumption(rulebook, "bundle_floor_kpo").mid,
        rows["fte"] / assumption(rulebook, "bundle_floor_bpo").mid,
    )
    together = pd.Series(of_floor, index=names.index).groupby(names, observed=True).transform("sum")
    return (together >= 1).to_numpy("int8")


def _named(key: str, facts: pd.DataFrame) -> pd.Series:
    """The packed name of each row from its facts, as categories; missing where one of the facts is. A country is said
    in brackets where there is one.
    """
    codes, first = combinations([facts[name] for name in facts])
    rows = facts.iloc[first].astype(object).to_dict("records")
    packed = [
        message(f"says.bundle.{key}", **_facts(row)).packed() if pd.notna(list(row.values())).all() else None
        for row in rows
    ]
    # Two combinations can come to the same name; categories must differ.
    places, names = pd.factorize(np.array(packed, dtype=object))
    return pd.Series(coded(places[codes], names), index=facts.index)


def _facts(row: dict[Hashable, str]) -> dict[str, Any]:
    """Facts of a name: the label in short, the line as a message, and the country in brackets."""
    shown: dict[str, Any] = {str(name): text for name, text in row.items()}
    if label := row.get("label"):
        shown["label"] = label[:3].upper()
    if line := row.get("line"):
        shown["line"] = Message(f"service_line.{line}")
    country = row.get("place")
    return shown | {"place": message("says.bundle.place", country=country) if country else ""}


def _payroll(work: pd.DataFrame, rule: BundleRule) -> pd.Series:
    """HR candidates of a label and country in which payroll is a candidate too."""
    # The words of the rule as whole words: "payroll" is found in "Payroll, monthly", not in "payrolling".
    pattern = r"(?<!\w)(?:" + "|".join(re.escape(word) for word in rule.words) + r")(?!\w)"
    # Each distinct name is looked at once. A missing name has the place -1, which is the False at the end.
    places, names = pd.factorize(work["process_name"])
    # Python's engine, which knows what is a whole word, looks at those alone that hold a word at all.
    says_so = found_in(names, "|".join(re.escape(word) for word in rule.words), ignore_case=True)
    whole = re.compile(pattern, re.IGNORECASE)
    says_so[says_so] = [whole.search(text) is not None for text in names[says_so].tolist()]
    is_payroll = np.append(says_so, False)[places]
    is_hr = is_payroll | work["service_line"].isin(rule.service_lines)
    name = _named("payroll", _label_and_place(work))
    return name.where(is_hr & name.isin(name[is_payroll].dropna().unique()))


def _dependency(work: pd.DataFrame, rule: BundleRule) -> pd.Series:
    """Candidates linked by depends_on, directly or through others; named after the first of them."""
    if work["depends_on"].isna().all():
        return pd.Series(index=work.index, dtype="category")
    keys = work["process_id"].str.casefold()
    position = pd.Series(np.arange(len(work)), index=keys)
    position = position[~position.index.duplicated()]
    # One line for each pair of a process and an id that it names; ids that are no candidate lead nowhere.
    links = keys.to_frame("own").assign(other=work["depends_on"].str.split(";")).dropna().explode("other")
    links["other"] = links["other"].astype("str").str.strip().str.casefold()
    links = links[links["other"].isin(position.index)]
    component = _components(position[links["own"]].to_numpy(), position[links["other"]].to_numpy(), len(work))
    linked = np.bincount(component, minlength=len(work))[component] > 1
    first_id = work["process_id"].astype("str").iloc[component].set_axis(work.index)
    return _named("linked", first_id.where(linked).to_frame("first"))


def _components(start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """Smallest position reachable from each position along the links, either way."""
    label = np.arange(count)
    while True:
        # Both ends of a link take the smaller label. Then each row takes the label of its label, so that long
        # chains need few rounds.
        smaller = np.minimum(label[start], label[end])
        after = label.copy()
        np.minimum.at(after, start, smaller)
        np.minimum.at(after, end, smaller)
        after = after[after]
        if (after == label).all():
            return label
        label = after


def _application(work: pd.DataFrame, rule: BundleRule) -> pd.Series:
    """Candidates of one label and service line that share an application: the one that most of them share,
    within the limit.
    """
    if work["applications"].isna().all():
        return pd.Series(index=work.index, dtype="category")
    apps = (
        work.assign(app=work["applications"].str.split(";"))
        .dropna(subset=["app", "service_line"])
        .explode("app")
    )
    apps["app"] = apps["app"].astype("str").str.strip()
    apps = apps[apps["app"] != ""]
    key = [apps["recommendation"], apps["service_line"], apps["app"].str.casefold()]
    apps["sharing"] = apps.groupby(key)["app"].transform("size")
    apps["shown"] = apps.groupby(key)["app"].transform("first")
    # A row may share several applications. It goes with the one that most rows share; equal counts go by
    # name, so that the order of the input does not matter.
    apps = apps[(apps["sharing"] >= 2) & (apps["sharing"] <= rule.most)].sort_values(
        ["sharing", "shown"], ascending=[False, True], kind="stable"
    )
    best = apps[~apps.index.duplicated()]
    facts = pd.DataFrame(
        {"label": best["recommendation"], "line": best["service_line"], "shared": best["shown"]}
    )
    return _named("application", facts).reindex(work.index)


def _small(work: pd.DataFrame, rule: BundleRule) -> pd.Series:
    """Candidates below the size floor, by label, service line and country."""
    name = _named("small", _label_and_place(work).assign(line=work["service_line"]))
    return name.where(work["first_move"].isin(rule.first_moves) & work["service_line"].notna())


def _label_and_place(work: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"label": work["recommendation"], "place": work["country"].astype(str).fillna("")})


GROUPINGS: dict[str, Callable[[pd.DataFrame, BundleRule], pd.Series]] = {
    "payroll": _payroll,
    "dependency": _dependency,
    "application": _application,
    "small": _small,
}
