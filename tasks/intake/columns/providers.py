"""Who does the work today: names, contract ends and words for it in one cell, taken apart."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

from schemas.columns import DTYPES, columns, typed_column
from tasks.intake.cells.categories import canonical, normal_word
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.cells.dates import read_dates
from tasks.intake.cells.former_models import FORMER, without_former
from tasks.intake.wording.heading_period import find_span
from tasks.intake.wording.normalise import fold, tidy

if TYPE_CHECKING:
    import pandas as pd

# A day: "2027-03-31", "31.3.2027", "31 March 2027".
_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}"
# A quarter, half or month of a year: "Q2 2027", "H1/27", "03/2027", "March 2027".
_PART = (
    r"(?:q[1-4]|[1-4]\.? ?quartal|h[12]|[12]\. ?halbjahr|t[1-4])[\s/-]*\d{2,4}"
    r"|\d{1,2}[/.-]\d{4}|\d{4}[/-]\d{1,2}|[^\W\d]{3,9}\.? \d{4}"
)
# Words that come before the end of a contract: "until", "contract ends", "bis", "jusqu'au", "vence".
_UNTIL = (
    r"(?:contract|contrat|contrato|vertrag|agreement|runs?|valid|lauft|laufzeit|term|ends?|ending|expir\w*|exp|until|till?"
    r"|to|thru|through|bis|zum|ende|end of|jusqu\W?(?:au?|en)?|fin|finaliza|vence|hasta|au|el|den|le|mi"
    r"|up to|auslaufend|der|du|del|on|in|gekundigt|terminated|notice given|resilie|rescindido|opgezegd|per)"
)
# A name and the end of its contract: "Acme (until 31.12.2027)", "Acme, contract ends Q2 2027", "Acme 2028".
_ENDS = re.compile(
    rf"^(?P<name>.*?\w.*?)(?:[\s,;:(–/-]+|\s)(?P<said>(?:{_UNTIL}\b[\s.:,]*)*)(?P<date>{_DAY}|{_PART}"
    rf"|20[2-6]\d|(?<=[a-z.:] )\d{{1,2}}/\d{{2}})\s*\)?\.?$",
    re.I | re.S,
)
# Who does the work, said with the work: "outsourced to Acme", "durch Acme erledigt", "external: Acme".
_DONE_BY = re.compile(
    r"^(?:an|durch|von|bei) (?P<german>\S.*?) (?:ausgelagert|vergeben|erledigt|erbracht)$"
    r"|^(?:(?:currently|derzeit|actuellement|actualmente) )?(?:(?:is |work |wird )?(?:done|performed"
    r"|provided|run|operated|delivered"
    r"|handled|outsourced|contracted|erledigt|erbracht|ausgelagert|vergeben|realise|externalise|effectue|realizado|externalizado|hecho)"
    r" )?(?:by|to|with|durch|von|an|par|a|por|chez|bei)(?: the)? (?P<name>\S.*)$"
    r"|^(?:outsourced|extern(?:al)?|ausgelagert|externalise|externalizado)\s*(?:[:(–/-]|,)\s*(?P<other>[^)]+)\)?$",
    re.I,
)
# What is said of the work before a name: "extern bis 31.12.2027 (Acme)", "partly outsourced (Acme)".
_NAMED_BEHIND = re.compile(r"^(?P<said>[^(]+?)\s*\((?P<name>[^()\d]+)\)$")
_BY_PROVIDERS = ("outsourced", "hybrid")
# "since 2019" is when a contract began
_BEGAN = re.compile(
    r"[\s,;:(–/-]+\(?(?:since|from|started|start|signed|as of|seit|ab|von|vom|beginn|depuis(?: le)?|des"
    r"|a partir d[eu]|desde(?: el)?)"
    rf"\s+(?:{_DAY}|{_PART}|(?:19|20)\d\d)?\s*\)?$",
    re.I,
)
# "2025-2028" is the time of a contract
_FROM_YEAR = re.compile(r"\s*\(?20\d\d\s*[-–/]\s*$")
_BARE_IN = re.compile(r"\s+(?:in|im|en)$", re.I)
# Sayings for "nobody outside": "none", "we do it ourselves", "in-house".
_OWN_TEAM = re.compile(
    r"^(?:(?:currently|derzeit|actuellement|actualmente) )?(?:none|nobody|no (?:provider|vendor|supplier)"
    r"|keiner?|aucun|ninguno)$"
    r"|\b(?:we do|ourselves|wir selbst|selbst erbracht|nous-memes|nosotros mismos)\b"
    r"|\b(?:internal(?:ly)?|intern|interne?[ns]?|interna?s?|interno|in-?house|eigene?[nrs]?|own|propi[ao])\b"
)
# Names of teams: what they name is no provider.
_TEAM = re.compile(
    r"\b(?:team|department|dept|abteilung|equipe|service interne|departamento|own|eigene?s?|internal"
    r"|intern|interne|interno|we|us"
    r"|ourselves|staff|office|hq|unit|group function|fachbereich|personal propio)\b"
)
# Headings that name those who handle personal data, not those who do the work.
_PROCESSOR = re.compile(r"processor|auftragsverarbeiter|sous-?traitant|encargado|recipient|ict ")


def take_apart(text: str) -> tuple[str | None, dt.datetime | None, str | None]:
    """Name, contract end and sourcing model that one cell names; a name alone comes back as it is.

    Args:
        text: the cell as received.

    Returns:
        The name as it is written; the last day of the contract; "outsourced" or another model. Each is None
        where the cell does not say it.
    """
    rest, end = tidy(text), None
    behind = _NAMED_BEHIND.match(rest)
    if behind and behind["name"][0].isupper():
        before, last_day, model = take_apart(behind["said"])
        if model in _BY_PROVIDERS and not before:
            return behind["name"], last_day, model
    by = _DONE_BY.match(fold(rest))
    # "External: Acme" names a company, "External (partly)" does not: a name begins with a capital.
    is_named = bool(by and by["other"] and rest[by.start("other")].isupper())
    model = None if is_named else canonical("current_model", text)
    if model:
        # Brackets are no part of the word: "Outsourced (until 31.12.2027)".
        ending = _ENDS.match(fold(rest)) if model == "outsourced" and not _BEGAN.search(rest) else None
        return None, _last_day(ending["date"]) if ending else None, model
    # Places of matches in the folded text are used to cut the text itself, so both must be equally long ("ß"
    # is folded to two letters).
    if len(fold(rest)) != len(rest):
        return rest, None, None
    began = _BEGAN.search(rest)
    ending = None if began else _ENDS.match(fold(rest))
    if ending:
        end = _last_day(ending["date"])
        if end:
            # "Acme 2025-2028": the first year is the begin of the contract and no part of the name.
            rest = _FROM_YEAR.sub("", rest[: ending.start("date")]) if ending["date"].isdigit() else rest
            rest = rest[: ending.end("name")].rstrip(" ,;:(–-/→>")
            began = _BEGAN.search(rest)
    rest = rest[: began.start()] if began else rest
    # "insourced in 2021", "outsourced until 2027": no name is there, only the model and a day.
    model = canonical("current_model", _BARE_IN.sub("", rest)) if began or end else None
    if model:
        return None, end if model == "outsourced" else None, model
    by = _DONE_BY.match(fold(rest))
    if by and by.lastgroup:
        span = by.span(by.lastgroup)
        return rest[span[0] : span[1]].strip(), end, "outsourced"
    return rest, end, "outsourced" if end else None


def _last_day(text: str) -> dt.datetime | None:
    """The day, or the last day of the month, quarter, half or year that a text names."""
    import pandas as pd

    _, span = find_span(re.sub(r"^(\d{1,2})-(?=\d{4}$)", r"\1/", text))  # "09-2027"
    year, part = span.label
    # Whole years and days are left to the reader of dates; months, quarters and halves end on the last day.
    if year > 1900 and span.years != 1 and not re.fullmatch(_DAY, text):
        month = int(part) or 12
        return dt.datetime(year, month, calendar.monthrange(year, month)[1])
    day = read_dates(columns()["contract_end"], pd.Series([text], dtype=object), Hints()).values.iloc[0]
    return None if pd.isna(day) else day.to_pydatetime()


def read_done_by(raw: pd.Series) -> Reading:
    """A column of those who do the work: models where the cells name one, else blank; ``extras`` hold the names and
    the ends of their contracts.
    """
    import pandas as pd

    cells = sort_cells(raw)
    texts, is_former = without_former(cells.texts)
    name, end, model = by_unique(texts, take_apart, ("str", "object", "str"))
    is_team = name.map(lambda text: bool(_TEAM.search(fold(text))), na_action="ignore")
    teams = is_team.eq(True) & model.isna()
    model = model.mask(teams, "in_house")
    extras = {"names": name.mask(teams), "ends": pd.to_datetime(end)}
    return Reading(model, mark(cells.codes, is_former, FORMER), extras=extras)


def settle_providers(
    typed: pd.DataFrame, doers: pd.Series | None, ends: pd.Series | None, provider_heading: str
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Providers without what stands next to their name, contract ends and models that the cells name.

    Args:
        typed: the typed rows.
        doers: who does the work (a provider or an own team), where cells of the model name them; else None.
        ends: the last day of their contract, where cells of the model say it; else None.
        provider_heading: the heading that was taken for the provider, or "".

    Returns:
        The rows, and findings by column. A row whose provider is named and whose model is not said is
        outsourced; it says so.
    """
    import pandas as pd

    if "provider" not in typed and doers is None:
        return typed, {}
    as_received = typed_column(typed, "provider")
    today, is_former = without_former(as_received)
    name, end, model_named = by_unique(today, take_apart, ("str", "object", "str"))
    provider = name
    # The column of contract ends first, then what stands next to the name, then what the column of the model
    # says.
    contract_end = typed_column(typed, "contract_end").fillna(pd.to_datetime(end))
    if ends is not None:
        contract_end = contract_end.fillna(ends)
    is_own = provider.map(lambda text: bool(_OWN_TEAM.search(fold(text))), na_action="ignore").eq(True)
    provider, model_named = provider.mask(is_own), model_named.mask(is_own, "in_house")
    model = typed_column(typed, "current_model")
    none = pd.Series(index=typed.index, dtype="str")
    findings = {
        "provider": none.mask(is_former, FORMER).mask(
            as_received.notna() & (as_received != provider).fillna(True) & ~is_former, "PROVIDER_TAKEN_APART"
        )
    }
    if doers is not None:
        same = pd.Series(
            [_same_name(doer, name_given) for doer, name_given in zip(doers, provider, strict=True)],
            index=typed.index,
        )
        unclear = doers.notna() & model.isna() & ~same & provider.isna()
        findings["current_model"] = none.mask(unclear, "PROVIDER_OR_TEAM")
        provider = provider.fillna(doers.where(model.eq("outsourced")))
    spoken = model_named.astype("str").where(model_named.isin(columns()["current_model"].values))
    by_name = provider.notna() & ~bool(_PROCESSOR.search(fold(provider_heading)))
    inferred = spoken.fillna(none.mask(by_name, "outsourced"))
    filled = model.isna() & inferred.notna()
    findings["provider"] = findings["provider"].mask(
        filled & by_name & findings["provider"].isna() & as_received.notna(), "PROVIDER_AS_OUTSOURCED"
    )
    dtype = DTYPES["category"]
    changed = {"current_model": model.fillna(inferred).astype(dtype), "provider": provider.astype("str")}
    if contract_end.notna().any():
        changed["contract_end"] = contract_end.astype(DTYPES["date"])
    added = {key: value for key, value in changed.items() if key in typed or value.notna().any()}
    return typed.assign(**added), findings


def _same_name(first: object, second: object) -> bool:
    """Whether two names begin with the same word."""
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    return normal_word(first).split("_")[0] == normal_word(second).split("_")[0]
