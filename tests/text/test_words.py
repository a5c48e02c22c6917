"""Words: language of a text, compounds, accents."""

import pytest

from schemas.vocabulary import LANGUAGES_READ
from tasks.text import tokens
from tasks.text.vocabulary import Vocabulary
from tasks.text.word_forms import fold, words_of


@pytest.fixture(scope="module")
def vocabulary(rulebook):
    return Vocabulary(rulebook)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Processing of supplier invoices", "en"),
        ("Bearbeitung der Rechnungen von Lieferanten", "de"),
        ("Traitement des factures des fournisseurs", "fr"),
        ("Tramitación de las facturas de proveedores", "es"),
        ("xyz", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(vocabulary, text, language):
    assert LANGUAGES_READ[tokens.read(vocabulary, [text]).languages[0]] == language


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Lieferantenrechnung", "supplier invoice"),
        ("Kundendatenanalyse", "customer data analysis"),
        ("Rechnungsprüfung", "invoice check"),
        ("Rechnungspruefung", "invoice check"),
        ("Analyse des données", "analysis data"),
        ("Análisis de datos", "analysis data"),
    ],
)
def test_texts_in_other_languages_stand_for_english_stems(vocabulary, text, english):
    own = tokens.read(vocabulary, [text]).lists()[0]
    assert own == [vocabulary.number(vocabulary.stem(word)) for word in english.split()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("customs", "customer"),
        ("securities", "security"),
        ("international", "internal"),
        ("programming", "program"),
        ("executive", "execution"),
        ("correctional", "correct"),
    ],
)
def test_words_that_only_look_alike_are_kept_apart(vocabulary, one, other):
    assert vocabulary.stem(one) != vocabulary.stem(other)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("digitisation", "digitization"),
        ("labour", "labor"),
        ("call centres", "call centers"),
        ("organise", "organize"),
        ("modelling", "modeling"),
        ("programme", "program"),
    ],
)
def test_british_and_american_spelling_are_one(vocabulary, british, american):
    one, other = (tokens.read(vocabulary, [text]).lists()[0] for text in (british, american))
    assert one == other


def test_an_unknown_compound_is_one_word(vocabulary):
    assert len(tokens.read(vocabulary, ["Xylophonquark und der die"]).lists()[0]) == 1


def test_accents_and_capitals():
    assert fold("Prüfung") == "prufung"
    assert words_of("IT-Helpdesk für R&D") == ["^it", "helpdesk", "für", "^r&d"]
