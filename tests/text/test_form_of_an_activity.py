"""Names headed by a word that no list has, but which is formed as the noun of an activity; short descriptions that say
that work is negotiated or decided.
"""

import pandas as pd
import pytest

from tests.text import ruler


def labels(rulebook, rows):
    typed = pd.DataFrame(rows, columns=["process_name", "description", "business_unit"]).astype("str")
    return ruler.assessed(typed, rulebook)["recommendation"].astype(str).tolist()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Maintenance records keeping", "bpo_candidate"),
        ("App development", "kpo_candidate"),
        ("Personalentwicklung", "kpo_candidate"),
    ],
)
def test_plain_words_and_a_head_formed_as_an_activity_are_enough_for_a_label(rulebook, name, label):
    assert labels(rulebook, [(name, None, None)]) == [label]


@pytest.mark.parametrize("name", ["App development team", "Government", "Foundation"])
def test_a_unit_or_a_thing_of_the_same_form_gets_none(rulebook, name):
    assert labels(rulebook, [(name, None, None)]) == ["review"]


@pytest.mark.parametrize(
    "description",
    [
        "Verhandlung mit Gemeinden",
        "Negotiation with municipalities",
        "Négociations avec les communes",
        "Negociación con los municipios",
    ],
)
def test_a_description_that_says_negotiation_makes_no_candidate_of_contracts(rulebook, description):
    assert labels(rulebook, [("Konzessionsverträge", "Ablage und Fristen", None)]) == ["bpo_candidate"]
    assert labels(rulebook, [("Konzessionsverträge", description, None)]) == ["review"]


@pytest.mark.parametrize("name", ["Pressearbeit", "Medienarbeit", "Relations presse", "Media relations"])
def test_the_press_is_no_machine(rulebook, name):
    assert labels(rulebook, [(name, None, None)]) == ["bpo_candidate"]
