"""What the desk shows of guests: how each kind is kept, and who is here, as far as the member may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from makegood.brands.types import Member
from makegood.flows.by_hand import Candidate
from makegood.guests import queries
from makegood.guests.types import Guest, KindRule, Place
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import PersonId


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A guest with what they are called."""

    guest: Guest
    name: str
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class GuestPage:
    """`others` are here as well, and none of this member's to see."""

    rules: tuple[KindRule, ...]
    lines: tuple[GuestLine, ...]
    others: int


def hidden_people(*, member: Member, place: Place = Place.DESK) -> frozenset[UUID]:
    """The people whom this member may not see there. One query where nobody is a guest, else five."""
    found = queries.guests(limit=5_000)
    if not found:
        return frozenset()
    who = people.persons_of(identity_ids=[one.identity_id for one in found])
    ids: dict[UUID, list[UUID]] = {
        who[one.identity_id].id: [each.id for each in who[one.identity_id].identities] for one in found
    }
    return queries.hidden(identity_ids=ids, place=place, member_id=member.id)


def found(candidates: Sequence[Candidate], *, member: Member) -> tuple[Candidate, ...]:
    """Of people who were searched for, those who may be shown among the results."""
    away = hidden_people(member=member, place=Place.SEARCH) if candidates else frozenset()
    return tuple(one for one in candidates if one.person_id not in away)


def refuse_hidden(*, person_id: UUID, member: Member) -> None:
    """Refuses ("no_person"), as if there were nobody, a person whom this member may not see."""
    if person_id in hidden_people(member=member):
        raise Refusal("no_person", "There is nobody like this here.", {"person_id": "unknown"})


def page(*, member: Member) -> GuestPage:
    """Six queries."""
    found = queries.guests()
    who = people.persons_of(identity_ids=[one.identity_id for one in found])
    ids: dict[UUID, list[UUID]] = {one.identity_id: [each.id for each in who[one.identity_id].identities] for one in found}
    away = queries.hidden(identity_ids=ids, place=Place.DESK, member_id=member.id)
    lines = tuple(
        GuestLine(one, who[one.identity_id].name, who[one.identity_id].id) for one in found if one.identity_id not in away
    )
    return GuestPage(queries.rules(), lines, len(found) - len(lines))
