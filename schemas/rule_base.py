"""What every rule of the rulebook has: a source, a description and a unit."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strict(BaseModel):
    """A frozen model that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=True, defer_build=True)


class Reference(Strict):
    """A published source."""

    title: str
    locator: str
    dated: str | None = None


class Judgement(Strict):
    """Our own inference, marked as such."""

    judgement: str
    errs: str


# S2-07 is statement 7 of source document 2; T4 is a contradiction between the documents (settled.yaml).
StatementId = Annotated[str, Field(pattern=r"^(S[0-4]-\d\d|T\d{1,2})$")]


class Rule(Strict):
    """What every rule has. ``unit`` is empty where the rule has no number."""

    id: str
    description: str = Field(min_length=10)
    unit: str = ""
    source: list[StatementId] | Reference | Judgement

    @model_validator(mode="after")
    def _has_a_source(self) -> Rule:
        if isinstance(self.source, list) and not self.source:
            raise ValueError("a rule needs a source: statement ids, title and locator, or judgement and errs")
        return self
