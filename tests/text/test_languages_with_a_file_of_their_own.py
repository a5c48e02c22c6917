"""Languages whose words are in a file of their own: their names are judged as those of the other four are."""

import pytest

from schemas.vocabulary import LANGUAGES_BESIDE, LANGUAGES_READ, language_section
from tasks.text import tokens
from tasks.text.row_kinds import BY_WORDS
from tasks.text.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary(rulebook):
    return Vocabulary(rulebook)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Verwerking van inkoopfacturen", "nl"),
        ("Personeelszaken", "nl"),
        ("Inkoop en contractbeheer", "nl"),
        ("Contabilità fornitori", "it"),
        ("Elaborazione paghe", "it"),
        ("Contas a pagar", "pt"),
        ("Folha de pagamento", "pt"),
        ("Pesquisa de mercado", "pt"),
        # What is a word of both is read as before.
        ("Transport", "en"),
        ("Personal und Import", "de"),
        ("Contrôle de gestion", "fr"),
        ("Schéma directeur", "en"),
        ("Control de compras", "es"),
        ("Plan de inversiones", "es"),
        ("Logística", "es"),
    ],
)
def test_a_short_name_tells_its_language(vocabulary, name, language):
    assert LANGUAGES_READ[tokens.read(vocabulary, [name]).languages[0]] == language


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Kostprijsberekening", "cost accounting"),
        ("Verzuimregistratie", "absence registration"),
        ("Klantgegevensbeheer", "customer data management"),
        ("Leveranciersfacturen", "supplier invoice"),
    ],
)
def test_dutch_compounds_are_taken_apart(vocabulary, name, english):
    own = tokens.read(vocabulary, [name]).lists()[0]
    assert own == [vocabulary.number(vocabulary.stem(word)) for word in english.split()]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Crediteurenadministratie", "bpo_candidate"),
        ("Salarisverwerking", "bpo_candidate"),
        ("Controle facturen", "bpo_candidate"),
        ("Afhandelen van klachten van klanten", "bpo_candidate"),
        ("Octrooionderzoek", "kpo_candidate"),
        ("Analyse van klantgegevens", "kpo_candidate"),
        ("Verlenen van omgevingsvergunningen", "retain"),
        ("Thuiszorg", "retain"),
        ("Wegonderhoud", "not_in_scope"),
        ("Rentelasten", "not_in_scope"),
        ("Costi di promozione", "not_in_scope"),
        ("Custos com pessoal", "not_in_scope"),
        ("Overige kosten", "not_in_scope"),
        ("Contabilità fornitori", "bpo_candidate"),
        ("Registrazione delle fatture", "bpo_candidate"),
        ("Ricerche di mercato", "kpo_candidate"),
        ("Rilascio di permessi di costruire", "retain"),
        ("Sala operatoria", "retain"),
        ("Manutenzione impianti", "not_in_scope"),
        ("Processamento de salários", "bpo_candidate"),
        ("Análise de dados de clientes", "kpo_candidate"),
        ("Emissão de licenças de construção", "retain"),
        ("Recolha de resíduos", "not_in_scope"),
    ],
)
def test_names_are_judged_as_in_the_other_languages(labels, name, label):
    assert labels([name]) == [label]


def test_a_wording_of_one_language_says_nothing_of_a_name_in_another(read):
    # "Boa" is an officer of a Dutch town, and "Montage" work by hand; a German name is not looked at.
    assert read("Montage")["row_kind"].iloc[0] != "public_authority"
    assert read("Handhaving openbare ruimte")["row_kind"].iloc[0] == "public_authority"
    assert read("Enforcement of openbare ruimte policy")["row_kind_evidence"].iloc[0] != "wording"


def test_a_short_stem_in_common_is_no_proof_of_a_language(vocabulary):
    # "ações" and "ACOA" have the stem "aco" in common.
    assert LANGUAGES_READ[tokens.read(vocabulary, ["ACOA"]).languages[0]] == "en"


@pytest.mark.parametrize("language", LANGUAGES_BESIDE)
def test_the_file_of_a_language_names_services_and_kinds_of_rows_that_there_are(rulebook, read, language):
    tables = rulebook.section(language_section(language)).values()
    named = [
        line.split("|") for table in tables if table.kind == "names" for line in table.words.splitlines()
    ]
    assert len(named) > 100
    assert {key.strip() for key, _ in named} <= set(rulebook.section("services"))
    wordings = [line for table in tables if table.kind == "wording" for line in table.words.splitlines()]
    assert {line.split("|")[0].strip() for line in wordings} <= set(BY_WORDS)


@pytest.mark.parametrize("language", LANGUAGES_BESIDE)
def test_a_name_of_a_service_in_such_a_file_is_this_service(rulebook, read, language):
    tables = rulebook.section(language_section(language)).values()
    pairs = [
        (key.strip(), name.strip())
        for table in tables
        if table.kind == "names"
        for key, names in (line.split("|") for line in table.words.splitlines())
        for name in names.split(";")
    ]
    assert len({name.lower() for _, name in pairs}) == len(pairs)
    found = read(*[name for _, name in pairs])
    assert [
        (key, name) for (key, name), got in zip(pairs, found["service_id"], strict=True) if got != key
    ] == []
