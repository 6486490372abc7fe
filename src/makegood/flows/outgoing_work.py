"""What members do with words on their way out, or that did not arrive: one function per thing done, each inside the open brand transaction.

Every one checks that the member may and that the words belong to the case, and refuses with a sentence; a refused one changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases.actions import taking_back
from makegood.cases.actions import working as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.actions import outbox, waiting
from makegood.channels.messages import Message, OutgoingState, Speech
from makegood.channels.rules import leaving
from makegood.channels.types import ChannelId, ConversationId
from makegood.flows import speaking
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityKind, Purpose


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Another way to reach the person of a case than one that failed. `name` is what a form sends back."""

    name: str
    shown: str  # "tom@example.net", by which channel
    channel_id: ChannelId
    identity_id: UUID
    conversation_id: ConversationId | None = None


def take_back(*, number: int, message_id: UUID, member: Member, at: datetime) -> None:
    """Takes words back before they leave; the case stands as before them. Refuses what is leaving or has left: exactly one happens."""
    case, _ = _of_case(number, message_id, member)
    by = actors.member(member.id)
    outbox.withdraw(outgoing_id=message_id, by=by, at=at)
    taking_back.take_reply_back(case_id=case.id, outgoing_id=message_id, by=by, at=at)


def let_go(*, number: int, message_id: UUID, member: Member, at: datetime) -> None:
    """Lets words leave now that were put off, or that waited because they had written meanwhile."""
    _of_case(number, message_id, member)
    waiting.release(outgoing_id=message_id, by=actors.member(member.id), at=at)


def put_off(*, number: int, message_id: UUID, choice: str, given: str, member: Member, at: datetime) -> None:
    """Lets words leave at another time: `choice` and `given` as `leaving_time` reads them."""
    _of_case(number, message_id, member)
    leaves_at = leaving_time(choice=choice, given=given, at=at)
    if leaves_at is None:
        waiting.release(outgoing_id=message_id, by=actors.member(member.id), at=at)
    else:
        waiting.put_off(outgoing_id=message_id, leaves_at=leaves_at, by=actors.member(member.id), at=at)


def try_again(*, message_id: UUID, member: Member, at: datetime) -> None:
    """Sends again what did not arrive; for a message outside any case as well."""
    brand_rules.require(member.role, Permission.ANSWER)
    waiting.try_again(outgoing_id=message_id, by=actors.member(member.id), at=at)


def let_be(*, message_id: UUID, member: Member, at: datetime) -> None:
    """Leaves it that something did not arrive; for a message outside any case as well."""
    brand_rules.require(member.role, Permission.ANSWER)
    waiting.let_be(outgoing_id=message_id, by=actors.member(member.id), at=at)


def send_elsewhere(*, number: int, message_id: UUID, way: str, member: Member, at: datetime) -> UUID:
    """Says the words that did not arrive another way, once; the failed ones are settled by it. Refuses a way that there is not, and what the
    gate refuses there."""
    case, said = _of_case(number, message_id, member)
    if said.state != OutgoingState.FAILED:
        raise Refusal("not_failed", "This is no longer one that did not arrive.")
    found = next((one for one in other_ways(case, said) if one.name == way), None)
    if found is None:
        raise Refusal("no_other_way", "way: choose one of the ways in the list.", {"way": "not in the list"})
    by = actors.member(member.id)
    speech = Speech(
        key=f"elsewhere:{message_id}:{found.name}",
        channel_id=found.channel_id,
        to_identity_id=found.identity_id,
        purpose=Purpose.SERVICE,
        subject=said.subject,
        text=said.text,
        conversation_id=found.conversation_id,
        by_member_id=member.id,
        files_of=tuple(file.id for file in said.attachments),
    )
    outgoing_id = outbox.queue(speech=speech, by=by, at=at)
    speaking.keep_with_case(case, outgoing_id, by=by, at=at)
    waiting.let_be(outgoing_id=message_id, by=by, at=at)
    cases.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=False)
    return outgoing_id


def other_ways(case: Case, failed: Message) -> tuple[OtherWay, ...]:
    """How else the person can be reached in private: conversations in which they wrote to us, and other mail addresses of theirs."""
    found: dict[str, OtherWay] = {}
    names = {channel.id: channel.name for channel in channels.channels() if channel.active}
    for message in reversed(speaking.their_messages(case)):
        elsewhere = message.conversation_id != failed.conversation_id and message.channel_id in names
        if elsewhere and not message.public and message.identity_id is not None:
            name = f"{message.channel_id}:{message.identity_id}"
            shown = f"{message.author.value} ({names[message.channel_id]})"
            way = OtherWay(name, shown, message.channel_id, message.identity_id, message.conversation_id)
            found.setdefault(name, way)
    mailbox = speaking.mail_channel()
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    for identity in person.identities:
        if mailbox and identity.kind is IdentityKind.EMAIL and identity.id != failed.identity_id:
            name = f"{mailbox}:{identity.id}"
            found.setdefault(name, OtherWay(name, identity.shown, mailbox, identity.id))
    return tuple(found.values())


def leaving_time(*, choice: str, given: str, at: datetime) -> datetime | None:
    """When a member wants words to leave, in the brand's own time; None for at once. Refuses a time that is none."""
    return leaving.leaving_time(choice=choice, given=given, zone=brands.current().zone, at=at)


def taken_back(*, number: int, message_id: UUID) -> Message | None:
    """Words of this case that were taken back, to go on from; None for any others."""
    case = case_queries.by_number(number=number)
    found = channels.messages(message_ids=[message_id])
    ours = [one for one in found if one.state == OutgoingState.WITHDRAWN and one.conversation_id in case.conversation_ids]
    return ours[0] if ours else None


def _of_case(number: int, message_id: UUID, member: Member) -> tuple[Case, Message]:
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    found = channels.messages(message_ids=[message_id])
    if not found or not found[0].state or found[0].conversation_id not in case.conversation_ids:
        raise Refusal("no_such_message", "message: this case has no such message of ours.", {"message": "of another case"})
    return case, found[0]
