"""Shapes of statements."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import MemberAddress, Told, lines
from makegood.flows import status_links
from makegood.statements.types import Phase, Statement, ToldCounts


class StatementWordsOut(Schema):
    """What it says in one language."""

    title: str
    sorry: str
    what_happened: str
    what_we_do: str
    what_comes_next: str


class StatementUpdateIn(Told):
    """What is new, and how far we are with it."""

    phase: Phase
    words: Annotated[
        dict[Annotated[str, Field(pattern="^[a-z]{2}$")], Annotated[str, lines(4_000)]],
        Field(min_length=1, max_length=10, json_schema_extra={"additionalProperties": False}),
    ] = Field(description="By language; the statement's own must be there.")
    member: MemberAddress


class StatementUpdateOut(Schema):
    number: int
    phase: Phase
    words: dict[str, str] = Field(description="By language; the statement's own is always there.")
    at: datetime


class StatementOut(Schema):
    id: UUID
    number: int = Field(description="Its place on the status page.")
    occasion: str = Field(description="What it is about: `incident`.")
    occasion_id: UUID
    phase: Phase
    language: str = Field(description="The language that it was written in first.")
    words: dict[str, StatementWordsOut] = Field(description="By language.")
    updates: list[StatementUpdateOut] = Field(description="The first one first.")
    published_at: datetime
    resolved_at: datetime | None
    address: str = Field(description="Where everybody may read it.")


class StatementToldOut(Schema):
    """How many people were told, each counted once."""

    people: int
    told: int
    waiting: int
    stopped: int
    by_channel: dict[str, int] = Field(description="Of those told; `bluesky in public` is an answer under their post.")
    not_told: dict[str, int] = Field(description="By the reason why not.")


class StatementWhole(StatementOut):
    told: StatementToldOut


def statement(one: Statement, slug: str) -> StatementOut:
    return StatementOut(**_fields(one, slug))


def whole(one: Statement, slug: str, counts: ToldCounts) -> StatementWhole:
    told = StatementToldOut(
        people=counts.people,
        told=counts.told,
        waiting=counts.waiting,
        stopped=counts.stopped,
        by_channel=dict(counts.by_channel),
        not_told=dict(counts.not_told),
    )
    return StatementWhole(**_fields(one, slug), told=told)


def _fields(one: Statement, slug: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "occasion": one.occasion.kind,
        "occasion_id": one.occasion.id,
        "phase": one.phase,
        "language": one.language,
        "words": {
            language: StatementWordsOut(
                title=wording.title,
                sorry=wording.parts.sorry,
                what_happened=wording.parts.what_happened,
                what_we_do=wording.parts.what_we_do,
                what_comes_next=wording.parts.what_comes_next,
            )
            for language, wording in one.wordings.items()
        },
        "updates": [
            StatementUpdateOut(number=each.number, phase=each.phase, words=dict(each.words), at=each.at) for each in one.updates
        ],
        "published_at": one.published_at,
        "resolved_at": one.resolved_at,
        "address": status_links.statement(slug, one.number),
    }
