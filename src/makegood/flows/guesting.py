"""Guests (candidates, visitors, callers): noted, and forgotten when their time is over, unless they are customers by then. It is work that is due, so
that nobody has to remember it; the journal says that it was done, and no more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.advocacy.actions import linking as links
from makegood.alike import actions as alike
from makegood.calls import actions as calls
from makegood.cases import queries as cases
from makegood.cases.actions import away
from makegood.channels import queries as channels
from makegood.channels.actions import senders
from makegood.guests import actions, queries
from makegood.guests.types import Guest, GuestKind, KindRule
from makegood.kernel.actors import SYSTEM, Actor
from makegood.letters import actions as letters
from makegood.needs import actions as needs
from makegood.needs import queries as need_queries
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.actions import forgetting
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.surveys.actions import forgetting as askings
from makegood.understanding import actions as understanding
from makegood.visits.actions import booking as visits

FORGET = "guest_forget"


def note(*, identity_id: UUID, kind: GuestKind, by: Actor, at: datetime) -> None:
    """Somebody is here as this; from now on a day is set on which they are forgotten. May be repeated: they were here again."""
    actions.note(identity_id=identity_id, kind=kind, by=by, at=at)
    rule = next(one for one in queries.rules() if one.kind is kind)
    due = queries.forget_at(touched_at=at, rule=rule)
    work.leave(FORGET, [Item(key=f"{identity_id}:{kind.value}", due_at=due)])


def set_rule(*, rule: KindRule, by: Actor, at: datetime) -> None:
    """How guests of a kind are kept; it holds for those who are here, too. Refuses as `guests.set_rule` does."""
    actions.set_rule(rule=rule, by=by, at=at)
    here = [one for one in queries.guests(limit=10_000) if one.kind is rule.kind]
    work.leave(FORGET, [Item(key=f"{one.identity_id}:{one.kind.value}", due_at=one.forget_at) for one in here])


def forget(items: Sequence[Taken], at: datetime) -> None:
    """The time of these guests may be over: forgets them, or comes back on the day when it is. May be repeated."""
    for item in items:
        identity_id, _, kind = item.key.partition(":")
        guest = queries.guest(identity_id=UUID(identity_id), kind=GuestKind(kind))
        if guest is None:
            continue
        if guest.forget_at > at:
            work.postpone(item, due_at=guest.forget_at)
        else:
            _forget(guest, at)


# ---------------------------------------------------------------------------------------------------------------------


def _forget(guest: Guest, at: datetime) -> None:
    ids = [one.id for one in people.persons_of(identity_ids=[guest.identity_id])[guest.identity_id].identities]
    visits.blur(identity_ids=ids)
    others = {kind for each in queries.kinds_of(identity_ids=ids).values() for kind in each} - {guest.kind}
    if not orders.customers_among(identity_ids=ids) and not others:
        _forget_words(ids, at)
        forgetting.blur(identity_ids=ids)
        links.forget(identity_ids=ids)
    days = (guest.forget_at - guest.touched_at).days
    actions.note_forgotten(identity_id=guest.identity_id, kind=guest.kind, days=days, at=at)


def _forget_words(ids: Sequence[UUID], at: datetime) -> None:
    """What they said and what we said to them, what they were asked, their needs, their cases."""
    for need in need_queries.of_person(identity_ids=ids, at=at):
        needs.withdraw(need_id=need.id, by=SYSTEM, at=at)
    letters.forget(identity_ids=ids, at=at)
    calls.forget(identity_ids=ids, at=at)
    askings.forget(identity_ids=ids)
    case_ids = cases.case_ids_of(identity_ids=ids)
    message_ids = channels.ids_with(identity_ids=ids)
    senders.put_away(message_ids=message_ids, why="trash", by=SYSTEM, at=at)
    senders.empty(message_ids=message_ids, by=SYSTEM, at=at)
    senders.forget_parties(message_ids=message_ids)
    alike.forget(message_ids=message_ids)
    understanding.forget_words(message_ids=message_ids)
    for case_id in case_ids:
        away.put_away(case_id=case_id, why="trash", by=SYSTEM, at=at)
        away.empty(case_id=case_id, by=SYSTEM, at=at)
