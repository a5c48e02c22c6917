"""What every sheet is built from: the audit, its results, words in the reader's language, and which rows are
shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from schemas.columns import as_dtype, typed_column
from schemas.messages.saying import said_audit, said_column, speaker
from schemas.results import screened_by_name
from schemas.rule_models.method import Gate
from schemas.vocabulary import CANDIDATES, GRAVE, Recommendation
from schemas.workbooks import WHAT_IF_FILE
from tasks.reporting.datasets.frames import SENTENCE_COLUMNS, condition_lines
from tasks.reporting.model.elements import SHORT_ROWS, Field
from tasks.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages import Catalogue
    from schemas.records import Audit
    from schemas.rules import Rulebook

# Where a process can be, in the order of the first sheet and of All processes.
STANDINGS = (
    "move",
    "kpo_by_project",
    "bundle",
    "add_on",
    "automate_first",
    "fix_first",
    "split",
    "clarify",
    "too_small",
    "none",
    "already_outsourced",
    "retain",
    "review",
    "not_in_scope",
)
# Cached properties that another edition takes over.
SAME_IN_ALL_EDITIONS = (
    "words",
    "currencies",
    "standing",
    "shown",
    "processes",
    "is_process",
    "order",
    "pays",
    "valued",
    "unvalued",
    "by_name",
    "headline",
    "unit",
    "can_move",
    "presumed_free",
    "unchecked_bars",
)
# Standings of candidates that stay where they are for now.
STAY_PUT = ("none", "too_small", "already_outsourced")
# What the modelled money says of a candidate, from best to worst.
VERDICTS = ("pays", "depends", "loses", "cannot_judge")
SEVERITY_ORDER = {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4}


Made = TypeVar("Made")
# By rulebook, and let go with it: a night makes many reports by the same rules.
_made_of_rulebooks: WeakKeyDictionary[Rulebook, dict[Any, Any]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Context:
    """``edition`` is "stakeholder" (no owners' names, no free text) or "full". ``conditions``: row_key and
    text of what must be settled before a candidate moves. ``keep`` puts the frames of what is made once where they are
    to lie.
    """

    audit: Audit
    edition: str
    results: pd.DataFrame
    candidates: pd.DataFrame
    content_hash: str
    consistency: pd.DataFrame | None = None
    conditions: pd.DataFrame | None = None
    keep: Callable[[Any], Any] = lambda made: made
    made: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        audit: Audit,
        edition: str,
        results: pd.DataFrame,
        *rest: Any,
        lines: pd.DataFrame | None = None,
        keep: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame,
    ) -> Context:
        """The context of an audit, with every message said in the language of the request.

        Args:
            audit: the finished audit, its messages packed.
            edition: "stakeholder" or "full".
            results: RESULT_COLUMNS by row_key; their sentences are said anew.
            *rest: the further fields of the class.
            lines: ``condition_lines`` of the candidates, where they are worked out already.
            keep: puts columns that were said, and what is made once, where they are to lie.
        """
        # Every message is said once here; sheets find words, not messages.
        translated = said_audit(audit, audit.request.language, keep)
        rows = translated.assessment.rows[list(SENTENCE_COLUMNS)].reindex(results.index)
        made = cls(
            translated, edition, results.assign(**{name: rows[name] for name in SENTENCE_COLUMNS}), *rest
        )
        lines = condition_lines(audit, made.candidates.index) if lines is None else lines
        conditions = lines.assign(text=said_column(made.words, lines["text"]))
        return replace(made, conditions=keep(conditions), keep=keep)

    def in_edition(self, edition: str) -> Context:
        """The same for another edition; what does not depend on it is worked out once."""
        other = replace(self, edition=edition)
        for name in SAME_IN_ALL_EDITIONS:
            # A cached property is kept in the object itself: here it is put there before anybody asks.
            other.__dict__[name] = getattr(self, name)
        return other

    @property
    def is_full(self) -> bool:
        """Whether names and free text may be shown."""
        return self.edition == "full"

    @cached_property
    def words(self) -> Catalogue:
        """Texts in the language of the request."""
        return speaker(self.audit.request.language, self.audit.rulebook)

    def text(self, key: str, **facts: Any) -> str:
        """A text of the catalogue."""
        return self.words.text(key, **facts)

    def say(self, area: str, codes: pd.Series) -> pd.Series:
        """Codes as a reader says them; missing ones stay missing.

        Args:
            area: of the catalogue, such as "recommendation".
            codes: text; each distinct one is looked up once.

        Returns:
            Words with the index and name of ``codes``.
        """
        return by_distinct(codes, lambda code: self.words.value(area, code))

    def number(self, rule_id: str) -> int:
        """A number of the rulebook's report section."""
        return int(self.audit.rulebook.section("report")[rule_id].value)

    def column_title(self, name: str) -> str:
        """How a reader calls a column of the input dictionary, or another criterion."""
        return self.words.column_title(name)

    def field(
        self, key: str, kind: str = "text", heading: str | None = None, unit: str = "", **more: Any
    ) -> Field:
        """A field under its heading of the catalogue; money carries the currency where there is only one, and
        the ``unit`` it is shown in.

        Args:
            key: column of the table's frame.
            kind: of the theme, a key of KINDS.
            heading: key of the heading under "field."; None where it is ``key``.
            unit: in words, behind the currency, such as "thousands".
            **more: the further fields of Field.
        """
        in_unit = f"{self.money_unit} {unit}".rstrip()
        return Field(key, self.text(f"field.{heading or key}", **{"in": in_unit}), kind, **more)

    def near_money(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """The fields of a table, the currency before the first amount where there are several currencies: the last
        columns are not printed.
        """
        if len(self.currencies) < 2:
            return fields
        currency = next(column for column in fields if column.key == "currency")
        others = [column for column in fields if column is not currency]
        first = next(place for place, column in enumerate(others) if column.kind == "money")
        return (*others[:first], currency, *others[first:])

    @property
    def live_model(self) -> tuple[tuple[str, str], ...]:
        """Link to the live model next to the report, where there is one: file and words."""
        workings = self.audit.value.workings
        if workings is None or workings.empty:
            return ()
        return ((WHAT_IF_FILE, self.text("value_lines.open_what_if")),)

    @cached_property
    def currencies(self) -> list[str]:
        """Currencies of the savings, the most frequent first; the empty one where none was stated."""
        rows = self.audit.value.rows
        counts = rows.loc[rows["saving_mid"].notna(), "currency"].fillna("").astype("str").value_counts()
        return sorted(counts.index, key=lambda code: (-counts[code], code))

    @property
    def money_unit(self) -> str:
        """What follows a money heading: " EUR", or nothing where there are several currencies."""
        return f" {self.currencies[0]}".rstrip() if len(self.currencies) == 1 else ""

    @property
    def limit(self) -> int:
        """Most rows on a detail sheet; of a larger portfolio those to act on first."""
        return settings().report.report_rows

    def limited(self, frame: pd.DataFrame, what: str, file: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """The first rows that a sheet may hold, and the sentence that says how many are elsewhere.

        Args:
            frame: in the order in which it is shown.
            what: key of the word for its rows, under "common.".
            file: that holds all of them.

        Returns:
            At most ``limit`` rows, and no sentence where that is all.
        """
        if len(frame) <= self.limit:
            return frame, ()
        shown, total = (f"{count:,}" for count in (self.limit, len(frame)))
        return frame.head(self.limit), (
            self.text(
                "common.limited", shown=shown, total=total, what=self.text(f"common.{what}"), file=file
            ),
        )

    @cached_property
    def standing(self) -> pd.Series:
        """What comes next for each process: one of STANDINGS; their counts add up to the number of processes."""
        rows = self.results
        standing = rows["first_move"].astype("str")
        is_candidate = rows["recommendation"].isin(CANDIDATES)
        # A first move that has no place of its own counts as a move.
        standing = standing.where(standing.isin(STANDINGS), "move")
        standing = standing.mask(
            is_candidate & (standing == "move") & (rows["recommendation"] == "kpo_candidate"),
            "kpo_by_project",
        )
        return standing.mask(
            ~is_candidate & (standing != "already_outsourced"), rows["recommendation"].astype("str")
        )

    @cached_property
    def valued(self) -> pd.Series:
        """Whether the value model could work out figures for each candidate, by row_key."""
        return self.audit.value.rows["saving_mid"].reindex(self.candidates.index).notna()

    @cached_property
    def unvalued(self) -> pd.Series:
        """Whether figures of each candidate are missing, by row_key; what a provider does already has no saving."""
        return ~self.valued & self.candidates["first_move"].ne("already_outsourced").fillna(True)

    @cached_property
    def by_name(self) -> pd.Series:
        """Whether the label of each candidate rests on text alone, by row_key. Such candidates are screened, and the
        first sheet counts no money of them.
        """
        return screened_by_name(self.results.loc[self.candidates.index, ["grade"]])

    @cached_property
    def headline(self) -> pd.Series:
        """Whether the first sheet counts the money of each candidate, by row_key: it is valued and not screened by
        name only.
        """
        return self.valued & ~self.by_name

    @cached_property
    def screened_value(self) -> pd.DataFrame:
        """Value rows of the candidates that the headline leaves out though they are valued and in the sums: their
        figures reconcile.
        """
        value = self.audit.value.rows.loc[self.by_name.index[self.by_name]]
        return value[value["case_saving"].notna() & ~value["is_doubted"].astype(bool)]

    @property
    def headline_totals(self) -> pd.DataFrame:
        """Totals of the value model over the candidates of the headline, one line for each currency."""
        value = self.audit.value
        return value.totals if value.headline is None else value.headline

    @cached_property
    def pays(self) -> pd.Series:
        """One of VERDICTS for every candidate, by row_key; the same words on every sheet. The value model's own
        verdict where it gives one, else what the modelled range says.
        """
        import numpy as np
        import pandas as pd

        value = self.audit.value.rows
        value = value[
            value.columns.intersection(["saving_mid", "saving_high", "npv_mid", "verdict"])
        ].reindex(self.candidates.index)
        # Without a verdict of the model: no value, above zero in the middle, above zero at the better end.
        cases = [value["saving_mid"].isna(), value["npv_mid"] > 0, value["saving_high"] >= 0]
        codes = np.select(cases, ["cannot_judge", "pays", "depends"], "loses")
        by_range = pd.Series(codes, index=value.index, dtype="str")
        own = value["verdict"].astype("str") if "verdict" in value else by_range
        return own.where(own.isin(VERDICTS), by_range).astype("str")

    def bundle_said(self, names: pd.Series) -> pd.Series:
        """Bundles as a reader says them; one without a message keeps its name."""
        messages, unique = self.audit.value.bundle_names, names.dropna().unique()
        shown_names = {name: self.words.say(messages[name]) if name in messages else name for name in unique}
        return names.map(shown_names).astype(str)

    def moves_with(self, keys: pd.Index) -> pd.Series:
        """Bundle of each candidate; said where there is nothing to bundle it with."""
        bundle = self.bundle_said(self.audit.value.rows["bundle"].reindex(keys))
        return bundle.mask(
            bundle.isna() & self.results.loc[keys, "first_move"].eq("add_on").fillna(False),
            self.text("roadmap.no_partner"),
        )

    def first_move_said(self, keys: pd.Index) -> pd.Series:
        """First move in words; a KPO candidate that can move is bought by the project, and counted so."""
        moves = self.results.loc[keys, "first_move"].astype(str)
        return self.say(
            "first_move", moves.mask(self.standing.loc[keys].eq("kpo_by_project"), "kpo_by_project")
        )

    @cached_property
    def shown(self) -> pd.Index:
        """Rows of the sheet All processes, in its order: those to act on first where there are too many for a
        sheet.
        """
        import numpy as np

        rows = self.results
        grave = rows["highest_severity"].isin(GRAVE)
        changed = rows["process_id"].isin(self.audit.changes.rows["process_id"])
        is_candidate, is_review = rows["recommendation"].isin(CANDIDATES), rows["recommendation"].eq("review")
        # 0 to 5, the first that holds: candidates with a grave risk or a change, ranked candidates, other
        # rows with a grave risk, other changes, reviews and unranked candidates, the rest.
        urgency = np.select(
            [
                is_candidate & (grave | changed),
                is_candidate & rows["rank"].notna(),
                grave,
                changed,
                is_review | is_candidate,
            ],
            range(5),
            5,
        )
        saving = self.audit.value.rows["saving_mid"].reindex(rows.index).fillna(0)
        urgent = rows[["rank"]].assign(urgency=urgency, saving=-saving)
        urgent = urgent.sort_values(["urgency", "saving"], kind="stable").head(self.limit)
        # Urgency says only who is shown; they are shown by where they are.
        standing_order = self.standing.loc[urgent.index].map(
            {name: number for number, name in enumerate(STANDINGS)}
        )
        ordered = urgent.assign(place=standing_order)
        return ordered.sort_values(["place", "rank", "saving"], kind="stable").index

    @cached_property
    def processes(self) -> pd.Index:
        """Of the rows of the sheet All processes those that are processes; nothing more is said of the others
        than on that sheet.
        """
        return self.shown[self.is_process.loc[self.shown].to_numpy()]

    @cached_property
    def is_process(self) -> pd.Series:
        """Whether each row is a process, by row_key; money lines, projects and site work are not in scope."""
        return self.results["recommendation"].ne(Recommendation.NOT_IN_SCOPE)

    @cached_property
    def order(self) -> pd.Series:
        """Row on the sheet All processes, from 0, by row_key."""
        import pandas as pd

        return pd.Series(range(len(self.shown)), index=self.shown)

    def typed(self, name: str) -> pd.Series:
        """A column of the typed rows, all missing where the portfolio does not have it."""
        return typed_column(self.audit.intake.typed, name)

    @cached_property
    def unit(self) -> pd.Series:
        """Business unit, else function area, of every row."""
        # A list without units is shown by function.
        area = self.say("service_line", self.typed("function_area"))
        return self.typed("business_unit").fillna(area).fillna(self.text("common.no_unit")).astype("str")

    @cached_property
    def who(self) -> pd.Series:
        """Who answers for a row: unit and role; in the full edition the owner's name where it is known."""
        role = by_distinct(self.unit, lambda unit: self.text("common.owner_role", unit=unit))
        role = role.mask(self.unit.eq(self.text("common.no_unit")), self.text("common.owner_of_no_unit"))
        if not self.is_full:
            return role
        owner = self.typed("owner").astype("str")
        return (owner + " (" + self.unit + ")").fillna(role).astype("str")

    def row_of(self, process_ids: pd.Series) -> pd.Series:
        """row_key of each process id; of an id that appears twice the first."""
        ids = self.results["process_id"]
        ids = ids[ids.isin(process_ids.dropna().unique())]
        return process_ids.map(
            # Backwards, so that of equal ids the first is what stays.
            dict(zip(ids.to_numpy()[::-1], ids.index.to_numpy()[::-1], strict=True))
        ).astype("Int64")

    @cached_property
    def can_move(self) -> pd.Series:
        """Whether each candidate could move now, by row_key: not what a provider does already, is too small, or hardly
        ever pays back.
        """
        return ~self.standing.reindex(self.candidates.index).isin(STAY_PUT)

    @cached_property
    def presumed_free(self) -> pd.Index:
        """Candidates of which it is only presumed that no law reserves them; none where somebody answers for
        the whole portfolio. What rests on text alone leads no decision and is not among them.
        """
        gate = self.audit.rulebook.sections.get("gates", {}).get("gate_legal_bar")
        # An own rulebook may have no such gate, or one that somebody has attested.
        is_presumed = isinstance(gate, Gate) and not gate.attested
        by_columns = self.candidates.index[~self.by_name]
        is_blank = self.typed("outsourcing_prohibited").loc[by_columns].isna()
        return by_columns[is_blank.to_numpy(bool) & is_presumed]

    @cached_property
    def unchecked_bars(self) -> int:
        """How many of these could move now: Legal is asked of no other."""
        return int(self.can_move.loc[self.presumed_free].sum())


def by_distinct(values: pd.Series, words: Callable[[str], str]) -> pd.Series:
    """What is said of each value, each distinct one looked up once; missing ones stay missing.

    Args:
        values: text.
        words: gives the text for a value.

    Returns:
        Text with the index and name of ``values``.
    """
    import pandas as pd

    if len(values) <= SHORT_ROWS:
        value_list = as_dtype(values, "str").tolist()
        # A missing value is not equal to itself.
        words_by_value = {value: words(value) for value in dict.fromkeys(value_list) if value == value}
        texts = pd.array(list(map(words_by_value.get, value_list)), dtype=str)
    else:
        is_coded = isinstance(values.dtype, pd.CategoricalDtype)
        codes, distinct = pd.factorize(values if is_coded else values.astype("str"))
        texts = pd.array([words(value) for value in distinct], dtype="str").take(codes, allow_fill=True)
    return pd.Series(texts, index=values.index, name=values.name, copy=False)


def made_once(*, for_all_editions: bool) -> Callable[[Callable[[Context], Made]], Callable[[Context], Made]]:
    """Makes a function of a context keep what it returned: several sheets ask for the same.

    Args:
        for_all_editions: whether it is the same in every edition.
    """

    def keeping(make: Callable[[Context], Made]) -> Callable[[Context], Made]:
        @wraps(make)
        def made(context: Context) -> Made:
            # Contexts of all editions share ``made``.
            key = (make, "" if for_all_editions else context.edition)
            if key not in context.made:
                context.made[key] = context.keep(make(context))
            return context.made[key]

        return made

    return keeping


def made_once_for_rulebook(make: Callable[[Context], Made]) -> Callable[[Context], Made]:
    """Makes a function of a context keep what it returned for all reports of a process that have the same rulebook and
    language; it may look at nothing else.
    """

    @wraps(make)
    def made(context: Context) -> Made:
        cached = _made_of_rulebooks.setdefault(context.audit.rulebook, {})
        key = (make, context.audit.request.language)
        if key not in cached:
            cached[key] = make(context)
        return cached[key]

    return made
