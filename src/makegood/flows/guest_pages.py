"""Whom one who looks may not see, for every page, list, file and door of a brand; and what the desk shows of guests: how each kind is kept, and who is
here, as far as the member may see them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.flows import whose
from makegood.flows.by_hand import Candidate
from makegood.guests import queries
from makegood.guests.types import Guest, GuestKind, Hidden, KindRule, Place
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.platform.journal import Entry

Row = TypeVar("Row")


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


class OutOfSight:
    """Whom one who looks may not see: the one answer that every page, list, file and door of a brand goes by. `kinds` are those of which the brand keeps
    anybody, told by the door; `member_id` None is a machine. Looked up once for each place, when it is first asked for, and not at all where the brand
    keeps no guests."""

    def __init__(self, kinds: Collection[GuestKind], member_id: UUID | None, place: Place = Place.DESK) -> None:
        self._kinds, self._member_id, self._place = tuple(kinds), member_id, place
        self._found: dict[Place, Hidden] = {}

    def at(self, place: Place) -> Hidden:
        """The people who may not be shown there."""
        if place not in self._found:
            self._found[place] = queries.hidden_everywhere(kinds=self._kinds, place=place, member_id=self._member_id)
        return self._found[place]

    @property
    def people(self) -> frozenset[UUID]:
        return self.at(self._place).person_ids

    @property
    def identities(self) -> frozenset[UUID]:
        """Every address of theirs."""
        return self.at(self._place).identity_ids

    @property
    def any(self) -> bool:
        """Whether there is anybody like that."""
        return bool(self._kinds) and bool(self.people)

    def without(self, rows: Iterable[Row], of: Callable[[Row], UUID | None]) -> list[Row]:
        """The rows of people who may be shown; `of` a row is its person or any address of theirs, None of nobody's."""
        if not self._kinds:
            return list(rows)
        away = self.people | self.identities
        return [row for row in rows if of(row) not in away]

    def refuse(self, somebody: UUID | None) -> None:
        """Refuses ("no_person"), as if there were nobody, a person (by their id or an address) who may not be seen."""
        if self._kinds and somebody is not None and somebody in self.people | self.identities:
            raise Refusal("no_person", "There is nobody like this here.", {"person_id": "unknown"})

    def refuse_any(self, named: Mapping[str, object]) -> None:
        """Refuses likewise what an address of ours names (`person_id`, `message_id`, …) where it is about somebody who may not be seen."""
        if not self._kinds:
            return
        for name, id_ in named.items():
            if isinstance(id_, UUID):
                self.refuse(whose.whose(name, id_))

    def refuse_case(self, number: int) -> None:
        """Likewise the case of this number."""
        if self._kinds:
            self.refuse(cases.whose(number=number))


EVERYBODY_SEEN = OutOfSight((), None)


def found(candidates: Sequence[Candidate], *, away: OutOfSight) -> tuple[Candidate, ...]:
    """Of people who were searched for, those who may be shown among the results."""
    return tuple(one for one in candidates if one.person_id not in away.at(Place.SEARCH).person_ids)


def entries_shown(entries: Sequence[Entry], *, away: OutOfSight) -> list[Entry]:
    """Of what the journal holds, what is not about somebody who may not be seen, nor about a case of theirs."""
    seen = away.without(entries, lambda one: one.identity_id)
    theirs = set(cases.case_ids_of(identity_ids=list(away.identities))) if away.any else set()
    return [one for one in seen if one.case_id not in theirs]


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
