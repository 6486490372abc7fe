"""Spam, blocked senders and the trash: what members put out of sight, what comes back, and when it is gone for good.

A blocked sender's mail is set aside, never bounced. Spam teaches nothing by itself: only the list of blocked senders decides about what comes
next. What lies in the trash for 30 days is emptied: words, names and files go; ids, journal and ledger stay.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.alike import actions as alike
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases.actions import away
from makegood.cases.types import Case
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.channels.actions import senders
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.flows import inbox_rows, touched
from makegood.flows.types import AwayMessage, AwayPage
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.touchpoints.actions import recording
from makegood.understanding import actions as understanding

KEPT_FOR = timedelta(days=30)
WORK = "empty_trash"
_ALL = 2_000  # messages of one case


def put_case_away(*, number: int, why: str, member: Member, at: datetime) -> None:
    """Puts a case out of sight, as "spam" or "trash", with all that was said in it. Refuses while a makegood of it runs."""
    brand_rules.require(member.role, Permission.ANSWER)
    if why not in ("spam", "trash"):
        raise Refusal("bad_choice", "why: spam or trash.", {"why": "neither"})
    case = case_queries.by_number(number=number)
    if makegoods.states_for(kind="case", ids=[case.id]).get(case.id) == "running":
        raise Refusal(
            "makegood_running", "Something is being put right here. Call that off first.", {"number": "a makegood runs"}
        )
    by = actors.member(member.id)
    away.put_away(case_id=case.id, why=why, by=by, at=at)
    recording.forget(case_ids=[case.id])
    senders.put_away(message_ids=[message.id for message in _said(case)], why=why, by=by, at=at)
    _leave_emptying(f"case:{case.id}", at)


def bring_case_back(*, number: int, member: Member, at: datetime) -> None:
    """Brings a case back, with all that was put away with it. Refuses where its words are gone."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    _bring_back([case.id], by=actors.member(member.id), at=at)


def put_message_away(*, message_id: UUID, why: str, member: Member, at: datetime) -> None:
    """Puts one message out of sight, as "spam" or "trash"; its case stays. Refuses what we wrote."""
    brand_rules.require(member.role, Permission.ANSWER)
    if why not in ("spam", "trash"):
        raise Refusal("bad_choice", "why: spam or trash.", {"why": "neither"})
    message = _theirs(message_id)
    senders.put_away(message_ids=[message.id], why=why, by=actors.member(member.id), at=at)
    inbox_rows.of_conversations([message.conversation_id], at)
    _leave_emptying(f"message:{message.id}", at)


def bring_message_back(*, message_id: UUID, member: Member, at: datetime) -> Message:
    """Brings one message back to where it stood. Refuses where its words are gone."""
    brand_rules.require(member.role, Permission.ANSWER)
    message = _theirs(message_id)
    senders.bring_back(message_ids=[message.id], by=actors.member(member.id), at=at)
    inbox_rows.of_conversations([message.conversation_id], at)
    return message


def block(*, sender: str, member: Member, at: datetime, sure: bool = False) -> None:
    """From now on mail of this sender (an address, or "@" and a domain) is set aside. Refuses, unless the member is `sure`, somebody of whom
    we know an order, and a domain of such people."""
    brand_rules.require(member.role, Permission.ANSWER)
    bought = 0 if sure else _customers(sender.strip().lower())
    if bought:
        who = "They have" if bought == 1 else f"{bought} people there have"
        sentence = f"{who} bought from us. If you block them, nobody sees what they write. Say that you are sure."
        raise Refusal("is_customer", sentence, {"sure": "a customer"})
    senders.add_rule(sender=sender, rule=senders.BLOCK, by=actors.member(member.id), at=at)


def unblock(*, rule_id: UUID, member: Member, at: datetime) -> None:
    """The sender may write again; what was set aside meanwhile stays until somebody brings it back."""
    brand_rules.require(member.role, Permission.ANSWER)
    senders.drop_rule(rule_id=rule_id, by=actors.member(member.id), at=at)


def let_pictures_load(*, message_id: UUID, load: bool, member: Member, at: datetime) -> None:
    """Remembers for the author of a message that pictures from elsewhere load in their letters, or no longer."""
    brand_rules.require(member.role, Permission.ANSWER)
    author = _theirs(message_id).author.value
    if load:
        senders.add_rule(sender=author, rule=senders.PICTURES, by=actors.member(member.id), at=at)
        return
    for rule in kept_out.sender_rules(rule=senders.PICTURES):
        if rule.sender == author.strip().lower():
            senders.drop_rule(rule_id=rule.id, by=actors.member(member.id), at=at)


def without_blocked(incoming: Sequence[Message], at: datetime) -> list[Message]:
    """Sets the mail of blocked senders aside and gives back the rest. One query."""
    blocked = kept_out.under_rule(authors=[message.author for message in incoming], rule=senders.BLOCK)
    theirs = [message for message in incoming if message.author.value in blocked]
    if theirs:
        senders.put_away(message_ids=[message.id for message in theirs], why="blocked", by=SYSTEM, at=at)
    return [message for message in incoming if message.author.value not in blocked]


def bring_back_written_to(case_ids: Iterable[UUID], at: datetime) -> None:
    """Who writes again in a case that was put away is seen: the case comes back. One query where none was."""
    there = [one.case_id for one in case_queries.away(case_ids=sorted(set(case_ids))) if one.emptied_at is None]
    _bring_back(there, by=SYSTEM, at=at)


def empty(items: Sequence[Taken], at: datetime) -> None:
    """Empties what has lain in the trash for 30 days, and nothing that was brought back meanwhile."""
    for item in items:
        kind, _, key = item.key.partition(":")
        if kind == "case":
            _empty_case(UUID(key), at)
        else:
            gone = [one for one in kept_out.put_away(why=("spam", "trash"), before=_before(at)) if str(one.message_id) == key]
            _empty_messages([one.message_id for one in gone], at)


def page() -> AwayPage:
    """What is out of sight, for the page on which it is brought back."""
    put = kept_out.put_away(why=("spam", "blocked", "trash"))
    found: dict[UUID, Message] = {
        message.id: message for message in channels.messages(message_ids=[one.message_id for one in put])
    }
    in_cases = case_queries.away()
    apart = {message.id for case in in_cases for message in _said_of(case.case_id)}
    who = people.persons_of(identity_ids=[one.identity_id for one in in_cases])
    shown = [AwayMessage(one, found[one.message_id]) for one in put if one.message_id not in apart and one.message_id in found]
    return AwayPage(
        cases=tuple((case, who[case.identity_id].name, case.at + KEPT_FOR) for case in in_cases),
        messages=tuple(one for one in shown if one.away.why != "blocked"),
        blocked_messages=tuple(one for one in shown if one.away.why == "blocked"),
        blocked=kept_out.sender_rules(rule=senders.BLOCK),
        pictures=kept_out.sender_rules(rule=senders.PICTURES),
        kept_for=KEPT_FOR,
    )


# ---------------------------------------------------------------------------------------------------------------------


def _before(at: datetime) -> datetime:
    return at - KEPT_FOR + timedelta(seconds=1)


def _empty_case(case_id: UUID, at: datetime) -> None:
    due = [one for one in case_queries.away(case_ids=[case_id]) if one.emptied_at is None and one.at < _before(at)]
    for one in due:
        _empty_messages([message.id for message in _said_of(one.case_id)], at)
        away.empty(case_id=one.case_id, by=SYSTEM, at=at)


def _empty_messages(message_ids: Sequence[UUID], at: datetime) -> None:
    senders.empty(message_ids=message_ids, by=SYSTEM, at=at)
    alike.forget(message_ids=message_ids)
    understanding.forget_words(message_ids=message_ids)


def _bring_back(case_ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    for case_id in case_ids:
        away.bring_back(case_ids=[case_id], by=by, at=at)
        senders.bring_back(message_ids=[message.id for message in _said_of(case_id)], by=by, at=at)
    if case_ids:
        touched.place(case_ids=case_ids)


def _said(case: Case) -> tuple[Message, ...]:
    return channels.all_said(conversation_ids=case.conversation_ids, limit=_ALL)


def _said_of(case_id: UUID) -> tuple[Message, ...]:
    return _said(case_queries.case(case_id=case_id))


def _theirs(message_id: UUID) -> Message:
    found = [message for message in channels.messages(message_ids=[message_id]) if message.direction is Direction.IN]
    if not found:
        raise Refusal("no_message", "There is no such message here.", {"message_id": "unknown"})
    return found[0]


def _customers(sender: str) -> int:
    """Of how many people under this sender's name we know an order."""
    if sender.startswith("@"):
        ids = people.identities_at(domain=sender[1:], limit=500)
    else:
        known = people.find_identity(address=Address(IdentityKind.EMAIL, sender)) if "@" in sender else None
        ids = tuple(one.id for one in people.persons_of(identity_ids=[known.id])[known.id].identities) if known else ()
    return len(orders.customers_among(identity_ids=list(ids))) if ids else 0


def _leave_emptying(key: str, at: datetime) -> None:
    work.leave(WORK, [Item(key=key, due_at=at + KEPT_FOR)])
