"""What a head word says of a name: a decision stays, a plan may be anything, a unit says who works."""

import pandas as pd
import pytest

from tests.text import ruler


@pytest.fixture
def label(rulebook):
    """The label that a name and a description get when nothing else is known."""

    def label(name, description=""):
        typed = pd.DataFrame({"process_name": [name], "description": [description or None]}).astype("str")
        return ruler.assessed(typed, rulebook)["recommendation"].iloc[0]

    return label


@pytest.mark.parametrize(
    "name",
    [
        "Investment strategy for new quays",
        "Sourcing strategy",
        "Standortstrategie",
        "Pricing decisions",
        "Benefit-risk decision",
        "Décision d'attribution",
        "Personalentscheidungen",
        "Concession negotiations with terminal operators",
        "Supplier contract negotiations",
        "Negotiate supplier contracts",
        "Preisverhandlungen",
        "Board assurance framework",
    ],
)
def test_strategies_decisions_and_negotiations_are_no_candidates(label, name):
    assert label(name) == "retain"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Decision support analytics", "kpo_candidate"),
        ("Decision letters to applicants", "bpo_candidate"),
        ("Strategy consulting", "kpo_candidate"),
    ],
)
def test_work_about_decisions_and_strategies_may_be_a_candidate(label, name, wanted):
    assert label(name) == wanted


@pytest.mark.parametrize(
    "name", ["Berth planning", "Menu planning", "Crisis plan", "Oil spill response plan", "Notfallplan"]
)
def test_a_plan_of_anything_is_asked_about(label, name):
    assert label(name) == "review"


@pytest.mark.parametrize(
    ("name", "about", "wanted"),
    [
        ("Production planning", "", "bpo_candidate"),
        ("Tax planning", "", "kpo_candidate"),
        ("Maintenance planning", "Assign technicians to work orders each week", "bpo_candidate"),
    ],
)
def test_a_plan_that_the_catalogue_or_the_description_tells_is_judged(label, name, about, wanted):
    assert label(name, about) == wanted


@pytest.mark.parametrize("name", ["Presse", "Service de presse", "Field office", "Regional offices"])
def test_an_office_for_the_press_or_for_a_region_is_a_unit_and_no_site_work(read, name):
    assert read(name)["row_kind"].iloc[0] == "organisation_only"


@pytest.mark.parametrize(
    "name",
    [
        "Crane maintenance",
        "Mantenimiento de bombeos",
        "Gearbox exchange",
        "Security patrols",
        "Doping sample collection",
        "Porters",
    ],
)
def test_work_on_machines_samples_and_rounds_is_done_on_the_spot(read, name):
    assert read(name)["row_kind"].iloc[0] == "site_work"


@pytest.mark.parametrize(
    "name",
    [
        "Replacement of lost cards",
        "Pump warranty claims",
        "Blood sample result letters",
        "Regional office accounting",
        "Exchange rate updates",
        "Setting of tariffs",
    ],
)
def test_desk_work_about_such_things_is_none(read, name):
    assert read(name)["row_kind"].iloc[0] == "service_process"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Breaking news reporting", "kpo_candidate"),
        ("Reporting of CT and MRI images", "kpo_candidate"),
        ("Management reporting", "bpo_candidate"),
        ("Credit reporting", "bpo_candidate"),
    ],
)
def test_news_and_findings_are_no_routine_reports(label, name, wanted):
    assert label(name) == wanted


@pytest.mark.parametrize("name", ["Contrôle sur place des bénéficiaires", "Vor-Ort-Kontrollen"])
def test_checks_on_the_spot_are_public_authority(read, name):
    assert read(name)["row_kind"].iloc[0] == "public_authority"
