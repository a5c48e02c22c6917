"""Headings that are questions of a form: "How many cases do you handle per month?" is the number of cases per month."""

from __future__ import annotations

import re

from tasks.intake.wording.heading_units import heading_words
from tasks.intake.wording.normalise import words

# What a question asks for, up to its verb; and how a heading would say it. Of times only those of one item.
_COUNTS = (
    (r"how many (?P<what>.+?)", "number of {what}"),
    (r"wie ?viele? (?P<what>.+?)", "Anzahl {what}"),
    (r"combien (?:de |d')(?P<what>(?!temps).+?)", "nombre de {what}"),
    (r"cu[aá]nt[oa]s (?P<what>.+?)", "número de {what}"),
)
_VERBS = (
    r"do|does|did|is|are|was|were|have|has|can|will|work|works|working|worked"
    r"|sind|werden|haben|gibt|fallen|arbeiten|bearbeiten|erledigen|entstehen|kommen|müssen|können"
    r"|sont|avez|travaillent|traitez|effectuez|gérez|réalisez|recevez"
    r"|hay|son|se|trabajan|gestionan?|tramitan?|procesan?|realizan?|reciben?|tienen?"
)
_TIMES = (
    (
        r"how (?:long|much time|many (?P<unit>minutes|hours)) does (?:it take to \w+ )?(?:one|an?|each|1|a single) "
        r"(?P<item>[\w-]+)\b(?: (?:take|need|require)s?)?",
        "time per {item}",
    ),
    (
        r"wie (?:lange|viele? (?P<unit>Minuten|Stunden)) "
        r"(?:dauert|braucht|benötigt|brauchen sie für|benötigen sie für) "
        r"(?:ein|eine|einen|jeder|jede|1) (?P<item>[\w-]+)",
        "Zeit pro {item}",
    ),
    (
        r"combien de (?:temps|(?P<unit>minutes|heures)) (?:faut-il pour \w+|prend|dure|demande|nécessite) "
        r"(?:une?|chaque|1) (?P<item>[\w-]+)",
        "temps par {item}",
    ),
    (
        r"cu[aá]nt[oa]s? (?:tiempo |(?P<unit>minutos|horas) )?(?:dura|tarda|lleva|requiere|se tarda en \w+) "
        r"(?:una?|cada|1) (?P<item>[\w-]+)",
        "tiempo por {item}",
    ),
)
_PROCESS = {
    "en": r"(?:it|this|(?:the|this|your) (?:process|service|activity|task|work))",
    "de": r"(?:er|es|sie|(?:der|die|das|dieser?|ihre?) (?:prozess|leistung|aufgabe|tätigkeit))",
    "fr": r"(?:(?:le|ce|cette|la|votre) (?:processus|activité|prestation|tâche))",
    "es": r"(?:(?:el|este|esta|la|su) (?:proceso|servicio|actividad|tarea))",
}
_COSTS = (
    (rf"(?:what|how much) (?:does|do|did|will) {_PROCESS['en']} cost\b", "cost"),
    (rf"(?:was|wie ?viel) kostet {_PROCESS['de']}\b", "Kosten"),
    (rf"combien co[uû]te(?:-t-(?:il|elle))?\b(?: {_PROCESS['fr']}\b)?", "coût"),
    (rf"cu[aá]nto cuesta\b(?: {_PROCESS['es']}\b)?", "coste"),
)
# The period or the unit that a question names after its verb.
_PERIOD = re.compile(
    r"\b(?:per|an?|each|pro|je|par|por|al|im)\s+(?P<unit>year|annum|quarter|month|week|(?:working )?day|jahr|quartal"
    r"|monat|woche|(?:arbeits)?tag|an|trimestre|mois|semaine|jour|año|mes|semana|día)\b"
    r"|\b(?P<whole>annually|yearly|quarterly|monthly|weekly|daily|jährlich|monatlich|wöchentlich|täglich|p\.a\.)",
    re.I,
)
_UNIT = re.compile(
    r"[(\[]\s*(?:in |en )?(?P<bracket>[^()\[\]]{1,20})[)\]]|,?\s(?:in|en) (?P<word>\w+)\W*$", re.I
)
_QUESTION = re.compile(
    r"\W*(?:q?\d+(?:\.\d+)*\W+)?"
    r"(how (?:many|much|long)|what do(?:es)?|wie ?(?:viele?|lange)|was kostet|combien|cu[aá]nt[oa]s?)\b",
    re.I,
)
_PER = {"how": "per", "wie": "pro", "com": "par"}
# Some of the items only, or those of one person: not how many there are.
_SOME = re.compile(
    r"\b(?:late|overdue|open|pending|urgent|wrong|automat\w+|manual\w*|reject\w+|refus\w+|fail\w*|escalat\w+|return\w*|cancel\w*"
    r"|outsourced|rework\w*|missed|abgelehnt|offen\w*|verspätet|überfällig|falsch|fehlerhaft|manuell|eskaliert|storniert"
    r"|zurück\w*|en retard|ouvert\w*|rejet\w+|erroné\w*|manuel\w*|annul\w+|rechaz\w+|atras\w+|retras\w+|abiert\w+)\b"
    r"|\b(?:one|each|an?|per|every|eine?|jede[rs]?|pro|une?|chaque|par|una?|cada|por) "
    r"(?:person\w*|employee|fte|agent|clerk|colleague|mitarbeiter\w*|vzä|kopf|etp|collaborateur|empleado|etc)\b",
    re.I,
)
_LONGEST = 5  # words for what is counted
# How much something costs is no number of items, in whatever money it is asked for.
_MONEY = frozenset(
    words(
        "cost costs kostet kosten geld coûte coûtent cuesta cuestan euro euros eur dollar dollars usd pounds gbp"
    )
    + words("franken francs chf money spend")
)


def as_statement(heading: str) -> str:
    """A question of how many there are, how long one takes or what it costs, as a heading would say it; any other text
    as it is.

    Args:
        heading: as written; a number before the question goes too.
    """
    question = _QUESTION.match(heading)
    if not question:
        return heading
    text = " ".join(heading[question.start(1) :].replace("’", "'").split())
    for pattern, form in _COSTS:
        if match := re.match(pattern, text, re.I):
            return form + text[match.end() :].rstrip(" ?")
    if _SOME.search(text):
        return heading
    for pattern, form in _TIMES:
        if match := re.match(pattern, text, re.I):
            rest = _UNIT.search(text, match.end())
            unit = match["unit"] or (rest and (rest["bracket"] or rest["word"]))
            return form.format(item=match["item"]) + (f" ({unit})" if unit else "")
    for pattern, form in _COUNTS:
        match = re.match(
            rf"{pattern}(?=\s(?:{_VERBS})\b|\s*[?(\[]|\s(?:per|pro|par|por|al|im)\s|$)", text, re.I
        )
        counted = words(match["what"]) if match else ()
        # Hours that somebody spends are no number of items, and no more are euros.
        if (
            match
            and len(counted) <= _LONGEST
            and _MONEY.isdisjoint(counted)
            and heading_words("time").keys().isdisjoint(counted)
        ):
            period = _PERIOD.search(text, match.end())
            per = _PER.get(text[:3].casefold(), "por")
            each = (period["whole"] or f"{per} {period['unit']}") if period else ""
            return f"{form.format(what=match['what'])} {each}".rstrip()
    return heading
