"""The strict loader of the rulebook: YAML in, validated rules out, or an error that names file and line.

Every rule has an id, a description and a source. A source is a list of statement ids (``source_statements.csv``), a
reference (title and locator), or a judgement of ours with the direction in which it errs.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from schemas.errors import RulebookError
from schemas.kept import kept
from schemas.rule_base import Rule
from schemas.type_guards import is_mapping

RULEBOOK_FOLDER = Path(__file__).parent / "rulebook"
# What a file of somebody else may hold, aliases written out, and how deep: the reader itself has no limits.
MOST_VALUES, DEEPEST = 200_000, 50


class _LineLoader(yaml.CSafeLoader):
    """A safe loader that refuses duplicate keys."""

    if TYPE_CHECKING:  # what the types of PyYAML leave open

        def construct_object(self, node: yaml.Node, deep: bool = False) -> Any: ...
        def construct_document(self, node: yaml.Node) -> Any: ...


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        # A list or a mapping cannot be hashed; its line is named here and not lost in a TypeError.
        if not isinstance(key_node, yaml.ScalarNode):
            raise RulebookError(f"line {key_node.start_mark.line + 1}: a key must be one word.")
        key = loader.construct_object(key_node)
        if key in seen:
            raise RulebookError(f"line {key_node.start_mark.line + 1}: key '{key}' stands twice.")
        seen.add(key)
    return {
        loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value
    }


# In the place of the constructor of PyYAML, which lets the last of two equal keys win in silence.
_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_mapping(path: Path) -> tuple[dict[str, Any], dict[tuple[str, ...], int]]:
    """A YAML mapping and the line of each of its keys.

    Args:
        path: of a YAML file in UTF-8.

    Returns:
        The mapping, and per key path its line, counted from 1.

    Raises:
        RulebookError: not YAML, not a mapping, a key that stands twice, or more than a file may hold.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RulebookError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise RulebookError(f"{path} is not a YAML file in UTF-8.") from None
    try:
        # The rulebook of the program is not checked: only a file of somebody else can be made to multiply.
        if not path.is_relative_to(Path(__file__).parent):
            _refuse_too_much(text)
        loader = _LineLoader(text)
        root = loader.get_single_node()
        data = (loader.construct_document(root) if root else None) or dict[str, Any]()
    except RulebookError as error:
        raise RulebookError(f"{path.name}, {error}") from None
    except yaml.YAMLError as error:
        raise RulebookError(f"{path.name}, {_not_yaml(text, error)}") from None
    except (ValueError, TypeError):  # such as the date 2026-13-45, for which YAML has no error of its own
        raise RulebookError(f"{path.name}: a value is no date or number though it looks like one.") from None
    if not is_mapping(data):
        raise RulebookError(f"{path.name}, line 1: a mapping is expected.")
    return data, dict(_lines(root, ()))


def _not_yaml(text: str, error: yaml.YAMLError) -> str:
    """Where a text ceases to be YAML, and why."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if not mark:
        return "line ?: not valid YAML."
    line: int = mark.line
    rest = [*text.splitlines(), "", ""][line].lstrip(" ")
    has_tab = rest.startswith("\t")
    why = "indent with blanks, not with tabs" if has_tab else problem or "look at the lines around it"
    return f"line {line + 1}: not valid YAML: {why}."


def _refuse_too_much(text: str) -> None:
    """Refuses aliases that multiply and nesting without end, before anything is built from them."""
    # An event is the start or end of a value as the parser meets it: nothing is built yet. ``sizes``: of each
    # anchor (&name), how many values an alias of it has, written out.
    sizes: dict[str, int] = {}
    open_values: list[list[Any]] = [["", 0]]  # anchor and size of each value that has not ended yet
    events = yaml.CSafeLoader(text)
    while (event := events.get_event()) is not None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            open_values.append([event.anchor, 1])
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_values.pop()
            sizes[anchor or ""] = size
            open_values[-1][1] += size
        elif isinstance(event, yaml.AliasEvent):
            # An alias inside its own anchor would have no end when it is written out.
            if any(anchor == event.anchor for anchor, _ in open_values[1:]):
                raise RulebookError(f"line {line}: *{event.anchor} holds itself. Write the value out.")
            open_values[-1][1] += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            open_values[-1][1] += 1
        if len(open_values) > DEEPEST:
            raise RulebookError(f"line {line}: more than {DEEPEST} levels of nesting. Use fewer.")
        if open_values[-1][1] > MOST_VALUES:
            raise RulebookError(
                f"line {line}: more than {MOST_VALUES:,} values, aliases written out. Use fewer aliases (*name)."
            )


def _lines(node: yaml.Node | None, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            yield here, key.start_mark.line + 1
            yield from _lines(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            here = (*path, str(number))
            yield here, value.start_mark.line + 1
            yield from _lines(value, here)


@cache
def statements() -> dict[str, dict[str, str]]:
    """Statements of the source documents by id: kind, statement, implements_as, settles."""
    with (RULEBOOK_FOLDER / "source_statements.csv").open(encoding="utf-8", newline="") as handle:
        return {line["statement_id"]: line for line in csv.DictReader(handle)}


@dataclass(frozen=True)
class Rulebook:
    """All sections of the rulebook: section name -> rule id -> rule. ``hash`` is SHA-256 over the canonical
    content.
    """

    version: str
    hash: str
    sections: Mapping[str, Mapping[str, Rule]]

    def __hash__(self) -> int:
        return hash(self.hash)

    def section(self, name: str) -> Mapping[str, Any]:
        """Rules of one section by id.

        Args:
            name: stem of the section's file, such as gates.

        Returns:
            Rule by its id, in the order of the file.

        Raises:
            KeyError: there is no such section.
        """
        return self.sections[name]

    def find(self, rule_id: str) -> tuple[str, Rule] | None:
        """Section and rule of an id; None where there is none."""
        return next(
            ((name, rules[rule_id]) for name, rules in self.sections.items() if rule_id in rules), None
        )


def own_rules(override: Path) -> dict[str, int]:
    """The rules that a user's own file changes or adds, each with its line.

    Args:
        override: a file that ``load_rulebook`` took.

    Returns:
        Line by id, in the order of the file.

    Raises:
        RulebookError: the file cannot be read any more.
    """
    overrides, lines = load_mapping(override)
    return {
        rule_id: lines[(section, rule_id)]
        for section, rules in overrides.items()
        if is_mapping(rules)
        for rule_id in rules
    }


def section_models() -> dict[str, type[Rule]]:
    """Which model checks which file of the rulebook: file stem -> model."""
    from schemas.rule_models import SECTIONS

    return SECTIONS


def load_rulebook(override: Path | None = None, *, no_legal_bar_attested: bool = False) -> Rulebook:
    """The rulebook, with a user's own rules laid over it.

    Args:
        override: a YAML file {section: {id: {field: value}}}; fields of known rules are replaced, new ids are
            added.
        no_legal_bar_attested: somebody answers for the whole portfolio that a blank means no legal bar.

    Returns:
        The rulebook; its version ends in "+own" where the own rules name no version of theirs.

    Raises:
        RulebookError: a rule is malformed, unknown, stands twice or has no source; file and line are named.
    """
    # The content is a part of the key under which ``_load`` keeps the rulebook: a file that has changed is
    # read again.
    content = override.read_bytes() if override and override.is_file() else b""
    return _load(override, content, no_legal_bar_attested)


@lru_cache(maxsize=4)
def _load(override: Path | None, content: bytes, no_legal_bar_attested: bool) -> Rulebook:
    """One reading for all portfolios of a process; a user's own file that has changed is read again."""
    if override and not override.is_file():  # such as a pipe, <(...) in a shell, which can be read only once
        return _read(override, no_legal_bar_attested)
    key = f"{bool(override)} {no_legal_bar_attested} {hashlib.sha256(content).hexdigest()}"
    return kept("rulebook", key, lambda: _read(override, no_legal_bar_attested))


def _read(override: Path | None, no_legal_bar_attested: bool) -> Rulebook:
    overrides, override_lines = load_mapping(override) if override else ({}, {})
    models = section_models()
    # All sections of the user's file before any rule: a slip in a name is the first thing to say.
    for name in overrides:
        if override and name not in models and name != "version":
            raise RulebookError(
                f"{override.name}, line {override_lines[(name,)]}: there is no section '{name}'"
                f"{_did_you_mean(name, models)}; there are {', '.join(models)}."
            )
    sections: dict[str, dict[str, Rule]] = {}
    owners: dict[str, str] = {}
    for name, model in models.items():
        path = RULEBOOK_FOLDER / f"{name}.yaml"
        entries, lines = load_mapping(path)
        patch = (
            _own_rules(override, name, overrides, override_lines) if override and name in overrides else {}
        )
        merged = entries | {key: {**_fields(entries.get(key)), **fields} for key, fields in patch.items()}
        sections[name] = {}
        for rule_id, fields in merged.items():
            # A rule with a field of the user's is their rule: an error in it names their file. Its lines
            # there have the section before them.
            where, line_of = (
                (override, {k[1:]: v for k, v in override_lines.items() if k[0] == name})
                if override and rule_id in patch
                else (path, lines)
            )
            # An id is unique over all sections, since reports and ``Rulebook.find`` name a rule by its id
            # alone.
            if rule_id in owners:
                raise RulebookError(
                    f"{where.name}, line {line_of.get((rule_id,), 1)}: id '{rule_id}' stands in {owners[rule_id]} too."
                )
            owners[rule_id] = name
            sections[name][rule_id] = _rule(model, rule_id, fields, where, line_of, tuple(entries))
    if no_legal_bar_attested:
        sections["gates"]["gate_legal_bar"] = sections["gates"]["gate_legal_bar"].model_copy(
            update={"attested": True}
        )
    version = str(load_mapping(RULEBOOK_FOLDER / "version.yaml")[0]["version"])
    if override:
        version = str(overrides.get("version", f"{version}+own"))
    # Canonical: with every default written out and keys sorted, so the hash depends on what rules say and not
    # on how a file writes them. The version is no part of it.
    content = {
        name: {key: rule.model_dump(mode="json") for key, rule in rules.items()}
        for name, rules in sections.items()
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Rulebook(version=version, hash=digest, sections=sections)


def _fields(entry: Any) -> dict[str, Any]:
    """The fields of a rule as its file has them; none of a new rule."""
    return entry or {}


def _own_rules(
    override: Path, name: str, overrides: dict[str, Any], lines: dict[tuple[str, ...], int]
) -> dict[str, dict[str, Any]]:
    """The rules of a section of a user's own file: rule id -> field -> value, else an error with the line."""
    rules = overrides[name]
    if not is_mapping(rules):
        raise RulebookError(
            f"{override.name}, line {lines[(name,)]}: section '{name}' must hold rules by id, not {_kind(rules)}."
        )
    for rule_id, fields in rules.items():
        line = lines[(name, str(rule_id))]
        # YAML reads an id such as 12 or no as a number or a boolean.
        if not isinstance(rule_id, str):
            raise RulebookError(f"{override.name}, line {line}: the id '{rule_id}' must be a word; quote it.")
        if not is_mapping(fields):
            raise RulebookError(
                f"{override.name}, line {line}: rule '{rule_id}' must hold fields with values, not {_kind(fields)}."
            )
        for field in fields:
            # The id is the key of the rule; a field of that name would rename it.
            if not isinstance(field, str) or field == "id":
                raise RulebookError(
                    f"{override.name}, line {lines[(name, rule_id, str(field))]}: rule '{rule_id}' has no "
                    f"field '{field}'.{' Write numbers with a point, such as 12.5.' if isinstance(field, int) else ''}"
                )
    return rules


def _kind(value: object) -> str:
    """A value of the wrong kind as a user knows it; long ones by their kind alone."""
    if value is None:
        return "nothing (null)"
    return "a list" if isinstance(value, list) else f"'{str(value)[:40]}'"


def _did_you_mean(name: str, names: Iterable[str]) -> str:
    """The nearest of the names, where one is near."""
    return "".join(f" (did you mean {near}?)" for near in get_close_matches(name, names, 1))


def _why(model: type[Rule], rule_id: str, error: ValidationError, known: Sequence[str]) -> str:
    """What is wrong with a rule, and what would be right."""
    errors = error.errors(include_url=False, include_input=False)
    first = errors[0]
    where, field = ".".join(map(str, first["loc"])), str(first["loc"][-1]) if first["loc"] else ""
    missing = [str(one["loc"][0]) for one in errors if one["type"] == "missing" and len(one["loc"]) == 1]
    if known and missing and rule_id not in known:
        return (
            f"there is no rule '{rule_id}'{_did_you_mean(rule_id, known)}. A rule of your own also needs "
            f"{', '.join(missing)}."
        )
    if first["type"] == "extra_forbidden":
        near = _did_you_mean(field, model.model_fields) if len(first["loc"]) == 1 else ""
        return f"rule '{rule_id}' has no field '{where}'{near}."
    return f"rule '{rule_id}'{where and ', '}{where}: {first['msg'].removeprefix('Value error, ')}."


def _rule(
    model: type[Rule],
    rule_id: str,
    fields: Any,
    path: Path,
    lines: dict[tuple[str, ...], int],
    known: Sequence[str] = (),
) -> Rule:
    line = lines.get((rule_id,), 1)
    if not is_mapping(fields):
        raise RulebookError(f"{path.name}, line {line}: rule '{rule_id}' is not a mapping.")
    try:
        rule = model(id=rule_id, **fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key_path = tuple(str(part) for part in first["loc"])
        # The line of the innermost key that the file has: a field that is missing has none of its own.
        line = next(
            (
                lines[(rule_id, *key_path[:n])]
                for n in range(len(key_path), -1, -1)
                if (rule_id, *key_path[:n]) in lines
            ),
            line,
        )
        raise RulebookError(f"{path.name}, line {line}: {_why(model, rule_id, error, known)}") from None
    # Statements of the source documents begin with S; T1 and so on are contradictions between them
    # (settled.yaml).
    unknown = [
        source
        for source in (rule.source if isinstance(rule.source, list) else [])
        if source[0] == "S" and source not in statements()
    ]
    if unknown:
        raise RulebookError(
            f"{path.name}, line {line}: rule '{rule_id}' names unknown statements {', '.join(unknown)}."
        )
    return rule


def lay_over(
    rulebook: Rulebook, overlay: Mapping[str, Mapping[str, Mapping[str, Any]]], name: str
) -> Rulebook:
    """The rulebook with the rules of a scenario in the place of its own.

    Args:
        rulebook: not changed.
        overlay: section, rule id and the fields that change; new ids are added.
        name: of the scenario; it is in the version.

    Returns:
        A rulebook with a version and a hash of its own.

    Raises:
        RulebookError: a section or a field is unknown, or a rule is malformed.
    """
    models, sections = section_models(), {key: dict(rules) for key, rules in rulebook.sections.items()}
    content = json.dumps(overlay, sort_keys=True, default=str)
    scenario_file = Path(f"scenario {name}")
    for section, entries in overlay.items():
        if section not in models:
            raise RulebookError(
                f"{scenario_file}: there is no section '{section}'; there are {', '.join(models)}."
            )
        if not isinstance(entries, dict) or not all(isinstance(fields, dict) for fields in entries.values()):
            raise RulebookError(f"{scenario_file}: '{section}' names no rule, and what of it changes.")
        for rule_id, fields in entries.items():
            rule = sections[section].get(rule_id)
            # As its file has it, without the defaults.
            before = rule.model_dump(mode="python", exclude={"id"}, exclude_unset=True) if rule else {}
            sections[section][rule_id] = _rule(
                models[section], rule_id, {**before, **fields}, scenario_file, {}
            )
    digest = hashlib.sha256(f"{rulebook.hash} {content}".encode()).hexdigest()
    return Rulebook(f"{rulebook.version}+{name}", digest, sections)
