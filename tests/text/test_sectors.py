"""What a known sector says of a name: services and authority of other sectors are not meant."""

import pandas as pd
import pytest

from tasks.text import read_texts


def read_in(rulebook, name, sector):
    typed = pd.DataFrame({"process_name": [name], "regulated_activity": [sector]}, dtype="str")
    return read_texts(typed, rulebook).iloc[0]


@pytest.mark.parametrize(
    ("name", "service", "at_home", "elsewhere"),
    [
        ("Policy administration", "policy administration", "insurance", "finance"),
        ("Trading", "trading", "finance", "none"),
        ("Border control", "border control", "public_sector", "finance"),
        ("Building permits", "permits and licences issued by the authority", "public_sector", "none"),
    ],
)
def test_a_service_of_another_sector_is_not_meant(rulebook, name, service, at_home, elsewhere):
    assert read_in(rulebook, name, at_home)["service"] == service
    assert read_in(rulebook, name, None)["service"] == service
    found = read_in(rulebook, name, elsewhere)
    assert found["service"] != service or found["match_how"] == "loose"


def test_a_firm_has_no_authority_over_citizens(rulebook):
    assert read_in(rulebook, "Police operations", "public_sector")["row_kind"] == "public_authority"
    assert read_in(rulebook, "Police operations", "finance")["row_kind"] != "public_authority"


def test_a_name_of_several_words_is_known_in_every_sector(rulebook):
    assert read_in(rulebook, "Premium collection", "none")["service"] == "premium collection"
