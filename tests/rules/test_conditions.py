"""Conditions of the rulebook against pandas' own three-valued logic, and the decision table against itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.rule_models.conditions import Condition
from schemas.rules import load_rulebook
from tasks.rules.conditions import judge
from tasks.rules.decision_table import DecisionTable
from tasks.rules.facts import RowFacts

TYPED = pd.DataFrame(
    {
        "fte": [0.5, 2.0, 9.0, np.nan],
        "exit_plan": pd.array([True, False, True, None], dtype="boolean"),
        "customer_contact": pd.Series(["direct", "none", "indirect", None], dtype="str"),
        "data_types": pd.Series(["health;financial", "internal", "financial", None], dtype="str"),
        "process_name": pd.Series(["Payroll", "Claims audit", "Audit", None], dtype="str"),
        "core_process": pd.Series(["core", "unknown", "non_core", None], dtype="str"),
    }
)
FACTS = RowFacts(TYPED)
Y, N, U = True, False, None
# Per operator one comparison and its answer for the four rows: yes, no and not known.
ANSWERS = [
    ({"column": "fte", "op": "eq", "value": 2}, [N, Y, N, U]),
    ({"column": "fte", "op": "ne", "value": 2}, [Y, N, Y, U]),
    ({"column": "fte", "op": "lt", "value": 2}, [Y, N, N, U]),
    ({"column": "fte", "op": "le", "value": 2}, [Y, Y, N, U]),
    ({"column": "fte", "op": "gt", "value": 2}, [N, N, Y, U]),
    ({"column": "fte", "op": "ge", "value": 2}, [N, Y, Y, U]),
    ({"column": "exit_plan", "op": "is", "value": True}, [Y, N, Y, U]),
    ({"column": "exit_plan", "op": "is", "value": False}, [N, Y, N, U]),
    ({"column": "customer_contact", "op": "eq", "value": "direct"}, [Y, N, N, U]),
    ({"column": "customer_contact", "op": "ne", "value": "direct"}, [N, Y, Y, U]),
    ({"column": "customer_contact", "op": "in", "value": ["direct", "none"]}, [Y, Y, N, U]),
    ({"column": "process_name", "op": "not_in", "value": ["payroll"]}, [N, Y, Y, U]),
    ({"column": "data_types", "op": "has_any", "value": ["health", "internal"]}, [Y, Y, N, U]),
    ({"column": "process_name", "op": "matches", "value": "audit"}, [N, Y, Y, U]),
    ({"column": "process_name", "op": "matches", "value": "audit(?!$)|claims"}, [N, Y, N, U]),
    ({"column": "process_name", "op": "shorter_than", "value": 7}, [N, N, Y, U]),
    ({"column": "fte", "op": "blank"}, [N, N, N, Y]),
    ({"column": "customer_contact", "op": "present"}, [Y, Y, Y, N]),
    ({"column": "customer_contact", "op": "given"}, [Y, Y, Y, U]),
    ({"column": "core_process", "op": "eq", "value": "core"}, [Y, U, N, U]),  # "unknown" is a blank
    ({"column": "strategic_importance_level", "op": "ge", "value": 3}, [U, U, U, U]),  # nobody has the column
]
BY_PANDAS = {repr(given): pd.array(answer, dtype="boolean") for given, answer in ANSWERS}


def answers(condition: Condition) -> list:
    """Yes, no or not known, one a row."""
    truth = judge(condition, FACTS)
    assert not (truth.yes & truth.no).any()
    return [True if yes else False if no else None for yes, no in zip(truth.yes, truth.no, strict=True)]


@pytest.mark.parametrize(("given", "answer"), ANSWERS, ids=lambda value: str(value)[:60])
def test_a_comparison_says_yes_no_or_not_known(given, answer):
    assert answers(Condition(**given)) == answer


def by_pandas(tree: dict) -> pd.arrays.BooleanArray:
    """The truth of a tree of conditions by pandas' Kleene logic."""
    if "column" in tree:
        return BY_PANDAS[repr(tree)]
    [(kind, parts)] = tree.items()
    joined = by_pandas(parts[0])
    for part in parts[1:]:
        joined = joined & by_pandas(part) if kind == "all" else joined | by_pandas(part)
    return ~joined if kind == "none" else joined


TREES = st.recursive(
    st.sampled_from([given for given, _ in ANSWERS]),
    lambda part: st.builds(
        lambda kind, parts: {kind: parts},
        st.sampled_from(["all", "any", "none"]),
        st.lists(part, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@given(TREES)
def test_all_any_and_none_follow_the_three_valued_logic_of_pandas(tree):
    expected = by_pandas(tree)
    assert answers(Condition(**tree)) == [None if value is pd.NA else bool(value) for value in expected]


@given(
    st.lists(TREES, min_size=1, max_size=5),
    st.sampled_from(["fte", "exit_plan", "customer_contact"]),
    st.data(),
)
def test_the_table_asked_again_with_one_answer_changed_is_the_table_of_the_changed_rows(trees, column, data):
    table = DecisionTable([*(Condition(**tree) for tree in trees), None])
    texts = {"direct": 0.0, "indirect": 1.0, "none": 2.0}
    new = data.draw(st.sampled_from({"fte": [1.0, 9.0], "exit_plan": [True, False]}.get(column, list(texts))))
    coded = float(FACTS.texts(column)[1].tolist().index(new)) if column == "customer_contact" else float(new)
    changed = RowFacts(TYPED.assign(**{column: pd.Series([new] * 4, dtype=TYPED[column].dtype)}))
    asked_again = table.first_with(table.remember(FACTS), FACTS.changed({column: coded}))
    assert asked_again.tolist() == table.first(changed).tolist()
    assert table.first(FACTS.at(np.array([3, 1]))).tolist() == table.first(FACTS)[[3, 1]].tolist()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"column": "fte"}, "either column and op"),
        ({"column": "fte", "op": "ge"}, "needs a value"),
        ({"column": "fte", "op": "blank", "value": 1}, "takes no value"),
        ({"column": "ftes", "op": "ge", "value": 1}, "there is no column 'ftes'"),
        ({"column": "customer_contact", "op": "eq", "value": "drect"}, "is never drect"),
        ({"column": "data_types", "op": "has_any", "value": "health"}, "needs a list"),
        ({"fact": "fte", "at_least": 1}, "column, op and value"),
        ([{"column": "fte", "op": "blank"}], "all, any or none"),
    ],
)
def test_a_condition_that_could_never_be_judged_is_refused(given, complaint):
    with pytest.raises(ValidationError, match=complaint):
        Condition.model_validate(given)


def test_every_condition_of_the_rulebook_is_of_the_one_grammar():
    conditions = [
        value
        for rules in load_rulebook().sections.values()
        for rule in rules.values()
        for name in ("when", "presumed_when")
        if (value := getattr(rule, name, None)) is not None
    ]
    assert len(conditions) > 100 and all(isinstance(one, Condition) for one in conditions)
