"""What members do with somebody's needs, and what their pages show of them. Each deed inside the open brand transaction; a refused one changes
nothing. Shows the desk what the desk may see, and a member who may not answer people nothing at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.needs import actions
from makegood.needs import queries as needs
from makegood.needs.rules import spotting, telling
from makegood.needs.types import DESK, Acted, Audience, How, Need, NeedIn
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import asking
from makegood.touchpoints import queries as touchpoints

LISTED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One need on the brand's list, with whose it is."""

    need: Need
    person_id: UUID
    name: str
    lapses_soon: bool


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """The brand's needs in force, those that lapse first in front, and who may see needs here."""

    lines: tuple[Line, ...]
    audiences: tuple[Audience, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OfPerson:
    """Somebody's needs on a page of the desk, and what was done about them."""

    needs: tuple[Need, ...] = ()
    acted: tuple[Acted, ...] = ()


def of_person(
    *, identity_ids: Sequence[UUID], member: Member, beside: Sequence[asking.Question[Any]] = (), at: datetime
) -> OfPerson:
    """What the desk may see of somebody's needs; nothing for a member who may not answer people. One look, in which what the page asks `beside`
    is answered, too."""
    if not brand_rules.may(member.role, Permission.ANSWER):
        asking.together(*beside)
        return OfPerson()
    theirs = needs.ask_for_audience(identity_ids=identity_ids, audience=DESK, at=at)
    acted = needs.ask_acted(identity_ids=identity_ids)
    asking.together(theirs, acted, *beside)
    return OfPerson(theirs.answer, acted.answer)


def page(*, at: datetime) -> NeedsPage:
    """Four queries whatever the number."""
    found = needs.in_force(at=at, limit=LISTED + 1)
    shown = found[:LISTED]
    who = people.persons_of(identity_ids=[one.identity_id for one in shown])
    soon = at + telling.SOON
    lines = tuple(
        Line(one, who[one.identity_id].id, who[one.identity_id].name, one.ends_at is not None and one.ends_at <= soon)
        for one in shown
    )
    return NeedsPage(lines, needs.audiences(), len(found) > LISTED)


def spotted(messages: Sequence[Message], *, identity_ids: Sequence[UUID], known: Sequence[Need]) -> tuple[Message, str] | None:
    """The latest words of theirs that sound like a need that nobody keeps yet, and the sentence. No query."""
    if known:
        return None
    theirs = [one for one in messages if one.direction is Direction.IN and one.identity_id in identity_ids and not one.public]
    found = ((one, spotting.spot(one.said)) for one in reversed(theirs))
    return next(((one, words) for one, words in found if words), None)


def whose(*, person_id: UUID) -> Person:
    """The person to whom a need is noted. Refuses ("no_person")."""
    return people.person(person_id=person_id)


def of_identity(*, identity_id: UUID) -> Person:
    """Whose address this is."""
    return people.persons_of(identity_ids=[identity_id])[identity_id]


def words_of(*, message_id: UUID, person: Person) -> Message | None:
    """A message of theirs; None where it is none of theirs, or gone."""
    found = channels.messages(message_ids=[message_id])
    ids = {identity.id for identity in person.identities}
    return next((one for one in found if one.identity_id in ids and one.direction is Direction.IN), None)


def seen_by_desk(*, need_id: UUID) -> tuple[Need, Person]:
    """A need that the desk may see, and whose it is. Refuses any other as one that is not there."""
    found = needs.need(need_id=need_id)
    if DESK not in found.audiences or found.withdrawn_at is not None:
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"})
    return found, people.persons_of(identity_ids=[found.identity_id])[found.identity_id]


def tell(*, need: NeedIn, member: Member, at: datetime) -> Need:
    """Keeps what somebody told a member."""
    brand_rules.require(member.role, Permission.ANSWER)
    _check_places(need)
    return actions.tell(need=need, by=actors.member(member.id), at=at)


def change(*, need_id: UUID, need: NeedIn, member: Member, at: datetime) -> Need:
    """Sets it right; one that the desk may not see is not there."""
    brand_rules.require(member.role, Permission.ANSWER)
    before, _ = seen_by_desk(need_id=need_id)
    _check_places(need, known=before.touchpoints)
    return actions.change(need_id=need_id, need=need, by=actors.member(member.id), at=at)


def places(*, need: Need | None = None) -> dict[str, str]:
    """Key → name of the touchpoints at which a need may matter: those in use, and those that this need names already."""
    found = touchpoints.touchpoints(unused_too=True)
    return {one.key: one.name for one in found if one.in_use or (need is not None and one.key in need.touchpoints)}


def end(*, need_id: UUID, member: Member, at: datetime) -> None:
    """It is not needed any more."""
    brand_rules.require(member.role, Permission.ANSWER)
    seen_by_desk(need_id=need_id)
    actions.end(need_id=need_id, by=actors.member(member.id), at=at)


def forget(*, need_id: UUID, member: Member, at: datetime) -> None:
    """They asked a member to forget it: its words are erased."""
    brand_rules.require(member.role, Permission.ANSWER)
    seen_by_desk(need_id=need_id)
    actions.withdraw(need_id=need_id, by=actors.member(member.id), at=at)


def seen_to(*, need_id: UUID, case_number: int | None, member: Member, at: datetime) -> None:
    """A member saw to it: in a case, or where there is none, today. Once for each occasion."""
    brand_rules.require(member.role, Permission.ANSWER)
    need, _ = seen_by_desk(need_id=need_id)
    kind, occasion = ("case", cases.by_number(number=case_number).id) if case_number else ("need", need.id)
    actions.note_acted(
        need_ids=[need.id],
        how=How.DONE,
        audience=DESK,
        occasion_kind=kind,
        occasion_id=occasion,
        by=actors.member(member.id),
        at=at,
    )


def set_audiences(*, names: Sequence[str], member: Member, at: datetime) -> tuple[Audience, ...]:
    """Who may see needs here; it takes a lead."""
    brand_rules.require(member.role, Permission.SET_POLICY)
    return actions.set_audiences(names=names, by=actors.member(member.id), at=at)


def _check_places(need: NeedIn, *, known: Sequence[str] = ()) -> None:
    if strange := set(need.touchpoints) - set(known) - set(touchpoints.names() if need.touchpoints else ()):
        why = "choose among the places of your journey"
        raise Refusal("need_malformed", f"touchpoint: “{min(strange)}” is no place of yours; {why}.", {"touchpoint": why})
