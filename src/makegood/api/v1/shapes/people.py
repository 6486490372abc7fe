"""Shapes of people, their addresses, links and consent."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from makegood.api.v1.shapes.values import (
    NAME,
    CustomerNumber,
    Email,
    Handle,
    Instant,
    MemberAddress,
    Phone,
    Told,
    YesNo,
    full_line,
    line,
)
from makegood.own_pages.types import Made
from makegood.people.types import Address, Consent, Fact, Identity, IdentityKind, Link, Purpose

_KINDS = ("email", "phone", "handle", "customer_number")


class AddressIn(Told):
    """Exactly one address, and what they call themselves there."""

    email: Email = Field(default_factory=str)
    phone: Phone = Field(default_factory=str)
    handle: Handle = Field(default_factory=str)
    customer_number: CustomerNumber = Field(default_factory=str)
    name: Annotated[str, line(200)] = ""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": [kind]} for kind in _KINDS],
            "examples": [{"email": "tom.arden@example.org", "name": "Tom Arden"}],
        }
    )

    @model_validator(mode="after")
    def exactly_one(self) -> "AddressIn":
        given = [kind for kind in _KINDS if kind in self.model_fields_set]
        if len(given) != 1:
            raise ValueError(f"must have exactly one of {', '.join(_KINDS)}, not {len(given)}")
        return self

    def address(self) -> Address:
        kind, value = next((kind, value) for kind in _KINDS if (value := getattr(self, kind)))
        return Address(IdentityKind(kind), value, self.name)


class PersonIn(AddressIn):
    """A person by one address: found, or made where nobody has it."""


class IdentityIn(AddressIn):
    """One more address of a person, and how you know. `known`: your own records prove it (they sign in with both): it is tied to the person
    as an order would tie it, within Makegood's guards, beyond which a member is asked. `seen_together`: a member is asked."""

    evidence: Literal["known", "seen_together"]
    source: Annotated[str, full_line(100)] = Field(description="Where you know it from, for the member who is asked: “till 4”.")


class PersonPatch(Told):
    """What they are called, by a member's word."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=NAME)]
    member: MemberAddress


class InTheNameOf(Told):
    """Which member of the team says so."""

    member: MemberAddress


class ConsentIn(Told):
    """What somebody said about being written to. A withdrawal (`granted` false) counts at once."""

    identity_id: UUID = Field(description="At which of their addresses.")
    channel: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$", examples=["email"])]
    purpose: Purpose
    granted: YesNo
    source: Annotated[str, full_line(200)] = Field(description="How they said so: “newsletter form”.")
    text_version: Annotated[str, line(60)] = Field("", description="Which text they agreed to.")
    at: Instant = Field(description="When they said so.")


class IdentityOut(Schema):
    """One address of a person. `verified`: a source that knows named it."""

    id: UUID
    kind: IdentityKind
    value: str
    name: str
    verified: bool
    first_seen_at: datetime | None


class StandingOut(Schema):
    """Where they stand with the brand, since when, and the evidence in a sentence."""

    standing: str
    since: datetime | None
    because: str


class FactOut(Schema):
    """What was learned about a person; what was told through this API begins with `told.`."""

    kind: str
    subject: str
    at: datetime
    value: dict[str, Any]


class LoyaltyOut(Schema):
    """What a message said, how sure the reading of it was, and when it was written."""

    answer: str
    percent: int
    at: datetime


class PersonOut(Schema):
    """A person: the addresses that are known to be theirs. The id may lead to another person's once two became one."""

    id: UUID
    name: str
    first_seen_at: datetime
    identities: list[IdentityOut]
    standing: StandingOut


class PersonWhole(PersonOut):
    """A person with the latest facts (at most 100), and what they said last, within 180 days, of staying and to others."""

    facts: list[FactOut]
    leaving: LoyaltyOut | None = Field(description="That they may go: risk or yes.")
    advocacy: LoyaltyOut | None = Field(description="What they tell others: warns or recommends.")


class IdentityAdded(Schema):
    """What became of the address: `linked` to the person, `asked` (a member will be), or `apart` (a member said no before)."""

    outcome: Literal["linked", "asked", "apart"]
    person: PersonWhole


class EvidenceOut(Schema):
    """Why two addresses may be one person's."""

    kind: str
    words: str


class LinkOut(Schema):
    """A tie between two addresses, whatever became of it."""

    id: UUID
    identity_id: UUID
    other_identity_id: UUID
    state: str
    evidence: list[EvidenceOut]
    suggested_at: datetime
    decided_at: datetime | None


class LinksOut(Schema):
    """Every tie that touches a person, in the order in which they were made."""

    data: list[LinkOut]


class ConsentOut(Schema):
    """The latest word of an address about a channel and a purpose."""

    identity_id: UUID
    channel: str
    purpose: Purpose
    granted: bool
    source: str
    text_version: str
    at: datetime


class ConsentsOut(Schema):
    """What they said about being written to; a withdrawal at any address wins over grants at others."""

    data: list[ConsentOut]


class PageLinkOut(Schema):
    """A link to somebody's own page. It is given out once: only a hash of what it holds is kept (and this answer, for as long as its
    Idempotency-Key is). Whoever has it sees their page until `expires_at`."""

    id: UUID
    url: str
    expires_at: datetime


def identity(one: Identity) -> IdentityOut:
    return IdentityOut(
        id=one.id, kind=one.kind, value=one.shown, name=one.name, verified=one.verified, first_seen_at=one.first_seen_at
    )


def fact(one: Fact) -> FactOut:
    return FactOut(kind=one.kind, subject=one.subject, at=one.at, value=one.value)


def link(one: Link) -> LinkOut:
    return LinkOut(
        id=one.id,
        identity_id=one.identity_id,
        other_identity_id=one.other_identity_id,
        state=one.state,
        evidence=[EvidenceOut(kind=piece.kind, words=piece.words) for piece in one.evidence],
        suggested_at=one.suggested_at,
        decided_at=one.decided_at,
    )


def consent(one: Consent) -> ConsentOut:
    return ConsentOut(
        identity_id=one.identity_id,
        channel=one.channel,
        purpose=one.purpose,
        granted=one.granted,
        source=one.source,
        text_version=one.text_version,
        at=one.at,
    )


def page_link(made: Made, *, url: str) -> PageLinkOut:
    if made.link.expires_at is None:
        raise ValueError("a link that is given out has an end")
    return PageLinkOut(id=made.link.id, url=url, expires_at=made.link.expires_at)
