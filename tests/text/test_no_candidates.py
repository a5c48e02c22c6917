"""What must not be offered to a provider in silence, and plain work that must not be asked about."""

import pytest


@pytest.fixture
def label(labels):
    """The label that a name gets when nothing else is known."""
    return lambda name: labels([name])[0]


@pytest.mark.parametrize(
    "name",
    [
        "Bond payments",
        "Scholarship payments",
        "Zinszahlungen",
        "Pago de becas",
        "Electricity costs",
        "Partner drawings",
    ],
)
def test_money_that_is_paid_is_no_work(label, name):
    assert label(name) == "not_in_scope"


@pytest.mark.parametrize(
    "name", ["Conseil municipal", "Conseil de discipline", "Gemeinderat", "Consejo de administración"]
)
def test_a_council_is_no_consultant(label, name):
    assert label(name) == "retain"


def test_travel_expenses_are_claims_and_no_bookings(read):
    services = read("Reisekosten der Fahrer", "Dienstreisen buchen")["service"]
    assert services.nunique() == 2


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Prisoner custody",
            "Custody of detainees",
            "Juvenile corrections",
            "Timber logging",
            "Organ retrieval",
        ),
        *(
            "Waste shredding",
            "State guarantees",
            "Constitutional amendments",
            "CT scanning",
            "Spinal adjustments",
        ),
        *(
            "Bußgeldbescheide",
            "Ausweiskontrolle",
            "Zuweisung von Richtern",
            "Brandmeldung",
            "Notarielle Urkunden",
        ),
        *("Traslados de presos", "Steel casting"),
    ],
)
def test_a_word_that_offices_use_too_makes_no_candidate_of_other_work(label, name):
    assert label(name) not in ("bpo_candidate", "kpo_candidate")


@pytest.mark.parametrize(
    "name",
    [
        "Collection of household waste",
        "Inzameling van huishoudelijk afval",
        "Raccolta differenziata dei rifiuti",
        "Returns repacking",
        "Greenhouse trials",
        "Essais en serre",
        "Beratung von Patienten bei der Entlassung",
        "Asesoramiento a los alumnos",
        "Rapporti con il Ministero",
        "Relacionamento com o Banco Central",
        "Compra de direitos esportivos",
        "Acquisition of sports rights",
        "Elaboración de políticas",
        "Large claims settlement",
        "Board secretariat",
    ],
)
def test_work_on_the_spot_care_relations_and_deals_are_no_candidates_in_any_language(label, name):
    assert label(name) not in ("bpo_candidate", "kpo_candidate")


@pytest.mark.parametrize(
    "name",
    [
        "Montage vidéo",
        "Edición de vídeo",
        "Montaggio video",
        "Montagem de vídeo",
        "Videoschnitt",
        "Legendagem de programas",
        "Tenuta dell'albo",
        "Maintenance of price lists",
        "Cuadros de mando",
        "Statistics on cargo throughput",
        "Calculation of surrenders",
        "Liquidation des pensions",
    ],
)
def test_desk_work_named_like_work_by_hand_or_by_a_rare_word_is_a_candidate(label, name):
    assert label(name) in ("bpo_candidate", "kpo_candidate")


def test_calculations_are_routine_or_expert_work_by_what_is_calculated(label):
    assert label("Pension calculation") == "bpo_candidate"
    assert label("Structural calculations") == "kpo_candidate"
    assert label("Calculation of clearances") == "review"


def test_work_by_hand_is_no_writing_of_manuals(label):
    assert label("Manual claims processing") == label("Claims processing (manual)") == "bpo_candidate"


@pytest.mark.parametrize("name", ["Scholarship payment processing", "Cost accounting", "Supplier payments"])
def test_work_on_what_is_paid_is_a_candidate(label, name):
    assert label(name) == "bpo_candidate"


@pytest.mark.parametrize(
    "name",
    [
        "Process dividend payments",
        "Reconciliation of bond payments",
        "Verbuchung von Zinszahlungen",
        "Kontrolle der Mietzahlungen",
        "Invoicing of guided tours",
        "Abrechnung Abendkasse",
        "Comptabilité des guichets",
        "Reporting on preventive maintenance",
        "Gestion des contrôles fiscaux",
        "Preparation of tax ruling requests",
        "Payroll corrections administration",
        "Passenger screening data reporting",
    ],
)
def test_desk_work_on_what_others_pay_do_or_decide_is_a_candidate(label, name):
    assert label(name) == "bpo_candidate"


@pytest.mark.parametrize("name", ["Kündigungen bearbeiten", "Contract terminations", "Kontenbereinigung"])
def test_the_end_of_contracts_is_no_terminal_and_cleansing_no_cleaning(label, name):
    assert label(name) == "bpo_candidate"


@pytest.mark.parametrize(
    "name",
    [
        "Pax screening",
        "Sea trials",
        "Oil change",
        "Preventive maintenance",
        "Bioanalysis",
        "Analyses labo",
        "Water treatment plant operations",
    ],
)
def test_work_on_machines_in_laboratories_and_at_gates_is_out_of_scope(label, name):
    assert label(name) == "not_in_scope"


@pytest.mark.parametrize(
    "name",
    [
        "Guided tours",
        "Kassendienst Abendkasse",
        "Contrôle fiscal",
        "Child custody",
        "Saisies immobilières",
        "Border checks",
        "Délivrance des permis de construire",
        "Bußgeldbescheide erlassen",
    ],
)
def test_service_in_person_and_authority_stay(label, name):
    assert label(name) == "retain"


@pytest.mark.parametrize(
    "name",
    ["Sale of broadcast rights", "Airtime sales", "Treaty underwriting", "News desk", "Trading desk"],
)
def test_what_such_organisations_sell_stays(label, name):
    assert label(name) == "retain"


@pytest.mark.parametrize(
    "name", ["Sale of houses", "Boat sales", "Partner certification", "Stock market tables"]
)
def test_sales_certifications_and_tables_of_anything_are_asked_about(label, name):
    assert label(name) in ("review", "not_in_scope")


@pytest.mark.parametrize(
    "name",
    ["Research strategy", "Planning permission decisions", "Key account negotiations", "Owner relations"],
)
def test_a_noun_that_may_be_a_verb_hides_no_strategy_or_decision(label, name):
    assert label(name) == "retain"


def test_a_known_service_makes_no_candidate_of_the_decision_about_it(label):
    assert label("Payroll outsourcing decision") == "retain"


def test_text_that_leans_to_expert_work_is_asked_about_and_not_called_routine(label):
    assert label("Evaluation reports") == "review"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Vermehrerabrechnung", "bpo_candidate"),
        ("Zorbverhandlungen", "retain"),
        ("Zorbführung", "review"),
        ("Lohnmarktanalyse", "kpo_candidate"),
    ],
)
def test_a_german_compound_of_unknown_words_is_read_by_the_activity_that_closes_it(label, name, wanted):
    assert label(name) == wanted


@pytest.mark.parametrize(
    "name", ["Honorarabrechnung Gäste", "Tantiemenabrechnung Verlage", "Bestätigung Zorbs"]
)
def test_an_activity_that_stands_first_in_german_heads_the_name(label, name):
    assert label(name) == "bpo_candidate"


@pytest.mark.parametrize(
    "name", ["Übersetzung von Verträgen", "Traduction de contrats", "Translation of contracts"]
)
def test_translation_is_knowledge_work_whatever_is_translated(label, name):
    assert label(name) == "kpo_candidate"


@pytest.mark.parametrize("name", ["Contract admin", "Bank recon", "Fleet mgmt", "FNOL", "Certs"])
def test_abbreviations_of_daily_use_are_read(label, name):
    assert label(name) == "bpo_candidate"


@pytest.mark.parametrize(
    "name",
    [
        "Mise à jour du catalogue",
        "Renovación de zorbs",
        "Storno Zorbs",
        "Relance des zorbs",
        "Zorb reversals",
    ],
)
def test_plain_routine_is_known_by_its_head_in_four_languages(label, name):
    assert label(name) == "bpo_candidate"


def test_triage_of_tickets_is_no_care_and_triage_of_patients_is(read):
    found = read("Ticket triage", "Triage")["row_kind"]
    assert found["Ticket triage"] != "front_line" and found["Triage"] == "front_line"


@pytest.mark.parametrize(
    ("name", "wanted"), [("Data corrections", "bpo_candidate"), ("Department of corrections", "retain")]
)
def test_corrections_are_prisons_only_by_themselves(label, name, wanted):
    assert label(name) == wanted


@pytest.mark.parametrize("name", ["SAP migration", "Cloud migration", "Payroll manager"])
def test_moving_a_system_and_a_post_are_neither_an_authority_nor_a_candidate(label, name):
    assert label(name) in ("review", "not_in_scope")


@pytest.mark.parametrize(
    "name",
    [
        *("Dismissals", "Redundancies", "Disciplinary hearings", "Entlassungen", "Abmahnungen"),
        *("Licenciements", "Despidos", "Haftentlassung"),
        *("Bond issuance", "Emisión de bonos", "Émission d'obligations", "Anleiheemission"),
        *("Fuel hedging", "Währungsabsicherung", "Mesa de operaciones", "Batch release", "Chargenfreigabe"),
        *("Case decisions", "Tenure decisions", "Permits and inspections", "Licences and permits"),
        *("Teller services", "Branch tellers", "Servicio de caja", "MRI scanning", "CT scans"),
    ],
)
def test_what_an_employer_a_treasurer_or_an_authority_decides_stays(label, name):
    assert label(name) not in ("bpo_candidate", "kpo_candidate", "not_in_scope")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Warehouse: receive and pick goods",
            "Unload trucks",
            "Store goods",
            "Almacén: recibir y ubicar material",
        ),
        *(
            "Préparation de commandes",
            "Preparación de pedidos",
            "Lectura de contadores in situ",
            "Lab testing",
        ),
        *("Zählerablesung vor Ort", "Repair of meters on site"),
        *("Pago de intereses de bonos", "Paiement des coupons", "Anleihezinszahlungen"),
        *("Cloud migration phase 2", "Network refresh 2027", "Windows upgrade wave 3", "Migration caisse v5"),
        *("Implementación de SAP", "SAP-Einführung", "Implementation of Salesforce"),
    ],
)
def test_goods_moved_by_hand_interest_paid_and_projects_are_no_service(label, name):
    assert label(name) == "not_in_scope"


@pytest.mark.parametrize(
    "name",
    [
        "Receive supplier invoices for raw materials",
        "Material receipts booking",
        "Meter reading plausibility checks",
        "Data migration",
        "SAP support",
        "CT scan reporting",
        "Software release",
        "Leaver admin",
        "Cash handling",
    ],
)
def test_desk_work_around_them_is_a_candidate(label, name):
    assert label(name) == "bpo_candidate"


@pytest.mark.parametrize(
    "name", ["SAP", "SAP S/4HANA", "Oracle", "Salesforce", "Workday", "IT / Epic", "IT / Jira"]
)
def test_a_system_by_its_name_alone_is_no_service(label, name):
    assert label(name) in ("review", "not_in_scope")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Account closures",
            "Account creation",
            "Laptop provisioning",
            "Interlibrary loans",
            "Denials management",
        ),
        *(
            "Passation des commandes",
            "Tri des CV",
            "Support N1",
            "Gestion des temps et absences",
            "Bank recs",
        ),
        *("Reprographics", "Intercompany recs", "Card fulfilment"),
    ],
)
def test_plain_work_is_a_candidate_without_a_question(label, name):
    assert label(name) == "bpo_candidate"


def test_calculations_are_no_invoices_in_german(label):
    assert label("Wirtschaftlichkeitsrechnung") == label("Investitionsrechnung") == "kpo_candidate"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Bewilligung Grundsicherung",
            "Erteilung der Fahrerlaubnis",
            "Award of housing benefit",
            "Octroi des bourses",
        ),
        *("Einführung E-Akte", "Einführung neues Portal", "Introduction of a new booking system"),
        *("A-checks", "Line maintenance", "Check-in & boarding", "Aircraft lease payments", "Leasingraten"),
    ],
)
def test_awards_rollouts_aircraft_and_rents_are_no_candidates(label, name):
    assert label(name) in ("retain", "not_in_scope")


@pytest.mark.parametrize(
    "name",
    [
        *("Benefit award letters", "Urlaubsbewilligung", "Master data line maintenance", "Onboarding"),
        *("Lease payment processing", "Process lease payments", "Lease accounting", "Online check-in"),
    ],
)
def test_the_desk_work_beside_them_is_one(label, name):
    assert label(name) == "bpo_candidate"
