"""What a service of the catalogue typically looks like; the text reader and the method's own check both ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.rules import Rulebook

QUALIFICATIONS = ("none", "vocational", "bachelor", "master", "professional", "doctorate")


def typical_attributes(rulebook: Rulebook, service_id: str) -> dict[str, Any]:
    """Columns of the input dictionary as a service of the catalogue usually has them.

    Args:
        rulebook: sections ``services`` and ``work_profiles``.
        service_id: an id of ``services``.

    Returns:
        Column name -> value, without the columns that the catalogue leaves open.
    """
    service = rulebook.section("services")[service_id]
    profile = rulebook.section("work_profiles")[service.profile]
    return {**profile.typical.model_dump(exclude_none=True), **service.typical.model_dump(exclude_none=True)}


def typical_tier(rulebook: Rulebook, service_id: str) -> str | None:
    """Tier of a service, its own or that of its profile.

    Args:
        rulebook: sections ``services`` and ``work_profiles``.
        service_id: an id of ``services``.

    Returns:
        A tier, such as bpo_basic; None where neither the service nor its profile names one.
    """
    service = rulebook.section("services")[service_id]
    return service.tier or rulebook.section("work_profiles")[service.profile].tier


def typical_drive(attributes: dict[str, Any]) -> float:
    """Routine evidence less non-routine evidence of typical attributes, -1 insight to +1 volume."""
    # Levels 1 to 5 become 0 to 1. The mean of each side, so that three columns do not outweigh two.
    routine = [(attributes["rule_based_level"] - 1) / 4, attributes["standardised_share"]]
    other = [
        (attributes["judgement_level"] - 1) / 4,
        (attributes["novelty_level"] - 1) / 4,
        attributes["analysis_share"],
    ]
    return sum(routine) / len(routine) - sum(other) / len(other)


def typical_complexity(attributes: dict[str, Any]) -> float:
    """Intellectual complexity of typical attributes, 0..1."""
    # Four parts of equal weight; the list of qualifications rises, so the place in it is a level too.
    levels = [
        (attributes[name] - 1) / 4 for name in ("judgement_level", "novelty_level", "domain_expertise_level")
    ]
    return (sum(levels) + QUALIFICATIONS.index(attributes["qualification"]) / (len(QUALIFICATIONS) - 1)) / (
        len(levels) + 1
    )
