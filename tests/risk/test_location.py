"""Where a candidate could go, and which constraint decides."""

from __future__ import annotations

import pytest

from tests.risk.conftest import judged

FREE = {"country": "DE", "data_types": "internal", "sensitivity": "internal"}
CASES = [
    ({}, "offshore", "LOC-OPEN"),
    ({"physical_presence_level": 4}, "onshore", "LOC-PRESENCE"),
    ({"physical_presence_level": 3}, "nearshore", "LOC-PRESENCE-PART"),
    ({"physical_presence_level": 2}, "offshore", "LOC-OPEN"),
    ({"process_name": "Sterile services"}, "onshore", "LOC-PRESENCE-TEXT"),
    ({"process_name": "Stock management in theatres"}, "onshore", "LOC-PRESENCE-TEXT"),
    ({"process_name": "Medical equipment library"}, "onshore", "LOC-PRESENCE-TEXT"),
    ({"process_name": "Unterhaltsreinigung der Werke"}, "onshore", "LOC-PRESENCE-TEXT"),
    ({"is_on_site": True}, "onshore", "LOC-PRESENCE-TEXT"),
    ({"process_name": "Cleaning", "physical_presence_level": 1}, "offshore", "LOC-OPEN"),
    ({"process_name": "Data cleaning"}, "offshore", "LOC-OPEN"),
    ({"process_name": "SEPA payment repair", "is_on_site": True}, "offshore", "LOC-OPEN"),
    ({"process_name": "Stock management"}, "offshore", "LOC-OPEN"),
    ({"process_name": "Application maintenance"}, "offshore", "LOC-OPEN"),
    ({"residency_restriction": "country"}, "onshore", "LOC-RESIDENCY-COUNTRY"),
    ({"residency_restriction": "region"}, "nearshore", "LOC-RESIDENCY-REGION"),
    ({"residency_restriction": "none"}, "offshore", "LOC-OPEN"),
    ({"residency_restriction": "eea"}, "nearshore", "LOC-RESIDENCY-REGION"),
    ({"residency_restriction": "eea", "country": "GB"}, "nearshore", "LOC-RESIDENCY-REGION"),
    ({"residency_restriction": "eea", "country": "US"}, "onshore", "LOC-RESIDENCY-ALONE"),
    ({"residency_restriction": "asia_pacific", "country": "AU"}, "nearshore", "LOC-RESIDENCY-REGION"),
    ({"sensitivity": "restricted"}, "onshore", "LOC-RESTRICTED"),
    ({"sensitivity": "not_assessed"}, "onshore", "LOC-SENSITIVITY-UNKNOWN"),
    ({"sensitivity": "confidential"}, "offshore", "LOC-OPEN"),
    ({"sensitivity_source": "text"}, "nearshore", "LOC-SENSITIVITY-TEXT"),
    ({"sensitivity_source": "columns"}, "offshore", "LOC-OPEN"),
    ({"data_types": "customer_personal"}, "nearshore", "LOC-ADEQUACY-NEARSHORE"),
    ({"data_types": "customer_personal", "transfer_mechanism": "standard clauses"}, "offshore", "LOC-OPEN"),
    ({"data_types": "customer_personal", "country": None}, "onshore", "LOC-COUNTRY-UNKNOWN"),
    ({"data_types": "customer_personal", "country": "US"}, "offshore", "LOC-OPEN"),
    (
        {"data_types": "customer_personal", "country": "US", "data_subjects_eea": True},
        "onshore",
        "LOC-ADEQUACY-ONSHORE",
    ),
    ({"data_types": "customer_personal", "country": "GB"}, "nearshore", "LOC-ADEQUACY-NEARSHORE"),
    ({"regulated_activity": "public_sector"}, "onshore", "LOC-PUBLIC-SECTOR"),
    ({"regulated_activity": "finance", "criticality": "high"}, "nearshore", "LOC-CRITICAL-REGULATED"),
    (
        {"regulated_activity": "finance", "process_name": "Model validation"},
        "nearshore",
        "LOC-CRITICAL-REGULATED",
    ),
    ({"regulated_activity": "finance", "process_name": "Model building"}, "offshore", "LOC-OPEN"),
    ({"regulated_activity": "none", "process_name": "Model validation"}, "offshore", "LOC-OPEN"),
    ({"regulated_activity": "finance", "payment_authority": True}, "onshore", "LOC-PAYMENT-CONTROL"),
    ({"input_digital_share": 0.49}, "onshore", "LOC-PAPER"),
    ({"input_digital_share": 0.5}, "nearshore", "LOC-PAPER-PART"),
    ({"input_digital_share": 0.9}, "offshore", "LOC-OPEN"),
    ({"remote_access": False}, "onshore", "LOC-REMOTE-ACCESS"),
    ({"customer_contact": "direct", "language": "de;en"}, "nearshore", "LOC-CONTACT-LANGUAGE"),
    ({"customer_contact": "direct", "language": "en;es"}, "offshore", "LOC-OPEN"),
    ({"customer_contact": "direct"}, "nearshore", "LOC-CONTACT-UNKNOWN-LANGUAGE"),
    ({"customer_contact": "none", "language": "de"}, "offshore", "LOC-OPEN"),
    ({"customer_contact": "internal", "service_window": "8-18 CET"}, "nearshore", "LOC-TIME-ZONE"),
    ({"customer_contact": "internal", "service_window": "24/7 UTC"}, "offshore", "LOC-OPEN"),
    ({"function_area": "engineering", "output_type": "design"}, "nearshore", "LOC-EXPORT-CONTROL"),
    ({"function_area": "engineering", "output_type": "record"}, "offshore", "LOC-OPEN"),
    ({"turnaround_hours": 4}, "nearshore", "LOC-TURNAROUND"),
    ({"turnaround_hours": 5}, "offshore", "LOC-OPEN"),
]


@pytest.fixture(scope="module")
def located(rulebook):
    return judged([{**FREE, **row} for row, _, _ in CASES], rulebook).rows


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_deciding_constraint_is_named(number, located, rulebook):
    _, location, rule = CASES[number]
    assert located["location"].iloc[number] == location
    reason = rulebook.section("location")[rule].reason
    assert located["location_reason"].iloc[number].startswith(f"{reason[0].upper()}{reason[1:]}.")


def test_every_location_rule_decides_a_case(rulebook):
    assert set(rulebook.section("location")) == {rule for _, _, rule in CASES}


def test_the_nearest_limit_wins(rulebook):
    rows = judged([{**FREE, "turnaround_hours": 1, "remote_access": False}], rulebook).rows
    assert rows["location"].iloc[0] == "onshore"


@pytest.mark.parametrize("drive", ["volume_driven", "insight_driven"])
def test_drive_plays_no_part(drive, rulebook):
    assert judged([{**FREE, "drive": drive}], rulebook).rows["location"].iloc[0] == "offshore"


def test_retained_work_goes_nowhere_and_review_is_left_open(rulebook):
    rows = judged([{"recommendation": "retain"}, {"recommendation": "review"}], rulebook).rows
    assert rows["location"].iloc[0] == "none"
    assert rows["location"].isna().iloc[1]


def test_blank_constraints_are_counted(rulebook):
    full = {
        **FREE,
        "physical_presence_level": 1,
        "residency_restriction": "none",
        "regulated_activity": "none",
        "payment_authority": False,
        "criticality": "low",
        "input_digital_share": 1.0,
        "remote_access": True,
        "customer_contact": "none",
        "turnaround_hours": 48,
        "service_window": "24/7",
        "language": "de",
        "sensitivity_source": "columns",
        "output_type": "record",
    }
    assert "could not be judged" in judged([FREE], rulebook).rows["location_reason"].iloc[0]
    assert "could not be judged" not in judged([full], rulebook).rows["location_reason"].iloc[0]


@pytest.mark.parametrize(
    ("home", "place", "steps"),
    [
        ("US", "PH", 2),
        ("US", "MX", 1),
        ("US", "US", 0),
        ("GB", "FR", 1),
        ("DE", "PL", 1),
        ("NO", "SE", 1),
        ("JP", "KR", 1),
    ],
)
def test_the_place_of_a_provider_follows_from_the_two_countries(home, place, steps, rulebook):
    onshore = {
        "country": home,
        "provider_country": place,
        "current_model": "outsourced",
        "sensitivity": "not_assessed",
    }
    risks = judged([onshore], rulebook)
    flags = risks.flags[risks.flags["code"] == "PROVIDER-TOO-FAR"]
    assert list(flags["severity"]) == {0: [], 1: ["medium"], 2: ["high"]}[steps]


def test_every_region_a_cell_can_name_has_its_countries(rulebook):
    from schemas.columns import columns

    assert set(columns()["residency_restriction"].values) - {"none", "country", "region"} == set(
        rulebook.section("regions")
    )


@pytest.mark.parametrize(
    ("rule", "home", "place", "is_broken"),
    [
        ("country", "FR", "MA", True),
        ("country", "FR", "FR", False),
        ("dach", "DE", "CH", False),
        ("dach", "DE", "LI", True),
        ("nordics", "SE", "EE", True),
        ("latin_america", "US", "MX", False),
        ("region", "DE", "IN", False),
        ("none", "DE", "IN", False),
    ],
)
def test_a_provider_outside_the_region_of_residency_breaks_the_rule(rule, home, place, is_broken, rulebook):
    risks = judged([{"residency_restriction": rule, "country": home, "provider_country": place}], rulebook)
    assert ("RESIDENCY-CONFLICT" in set(risks.flags["code"])) == is_broken
    assert ("RESIDENCY-CONFLICT" in set(risks.not_judged["code"])) == (rule == "region")


def test_neighbours_are_countries(rulebook):
    import pycountry

    from tasks.risk.transfers import neighbours

    borders = neighbours(rulebook)
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    lists = [
        code
        for rule in rulebook.section("adequacy").values()
        for code in (*rule.exporters, *rule.adequate, *rule.conditional)
    ]
    lists += [code for rule in rulebook.section("regions").values() for code in rule.countries]
    assert set(borders) | {name for names in borders.values() for name in names} | set(lists) <= codes
    assert "NO" in borders["SE"] and "SE" in borders["NO"]
