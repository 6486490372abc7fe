"""In whose name a machine acts, whose things a list is to hold, and where the next page begins. Shared by the resources."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from makegood.api import events
from makegood.api.v1 import cursors
from makegood.api.v1.entry import ApiRequest
from makegood.brands.types import Member
from makegood.flows import machine_work
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.people import queries as people
from makegood.platform import journal

Row = TypeVar("Row")


class _HasId(Protocol):
    @property
    def id(self) -> UUID: ...


def member_for(
    request: ApiRequest, email: str, what: str, *, identity_id: UUID | None = None, case_id: UUID | None = None
) -> Member:
    """The member in whose name this is done; the journal says which machine did it. Refuses ("no_member") an unknown one."""
    member = machine_work.member_named(email)
    fact = events.ActedForMember(identity_id=identity_id, case_id=case_id, member_id=member.id, member=member.name, what=what)
    journal.record(fact, by=request.by, at=request.at)
    return member


def in_the_name_of(
    request: ApiRequest, email: str, what: str, *, identity_id: UUID | None = None, case_id: UUID | None = None
) -> Actor:
    """As `member_for`, as an actor."""
    return actors.member(member_for(request, email, what, identity_id=identity_id, case_id=case_id).id)


def identities_of(person: UUID | None) -> list[UUID] | None:
    """The addresses of the person a list is asked for; None where it is asked for everybody. Nobody has none."""
    return None if person is None else [one.id for one in people.identities_of_person(person_id=person)]


def shown(request: ApiRequest, found: Sequence[Row], limit: int, of: Callable[[Row], UUID | None]) -> list[Row]:
    """The rows of a page of `limit` that this token may see; `of` a row is its person or any address of theirs. A page may hold fewer than `limit`
    although more follows: `next_cursor` says so."""
    return request.away.without(found[:limit], of)


def next_cursor(name: str, found: Sequence[_HasId], limit: int) -> str | None:
    """The cursor after a page of `limit`, where one more than that was found."""
    return cursors.write(name, found[limit - 1].id) if len(found) > limit else None
