"""The addresses at which members answer by mail: one for each case and member, sealed, so that nobody can make one up.

Says which mails came to one, and which members are to be mailed what was written in their cases. Answers nothing: `members_by_mail` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as case_queries
from makegood.cases.types import Case, CaseId
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.messages import Message
from makegood.channels.seam import HasWaysIn
from makegood.channels.types import ChannelConfig
from makegood.config import environment
from makegood.kernel.refusals import Refusal
from makegood.platform import sealed, work
from makegood.platform.work import Item

MAIL, WROTE = "mail_to_member", "member_wrote"  # kinds of work
LABEL = b"makegood member"


@dataclass(frozen=True, slots=True)
class Written:
    """A mail to a member's address of a case."""

    message: Message
    case: Case
    member: Member


def address_for(*, case_id: UUID, member: Member) -> str:
    """The address at which this member answers in this case; '' where no mailbox can have one."""
    found = mailbox()
    if found is None:
        return ""
    config, adapter = found
    try:
        return adapter.way_in(sealed.seal(_key(), LABEL, case_id, str(member.id)), channel=config)
    except Refusal:  # the mailbox's name leaves no room: its settings say how to help it
        return ""


def without_members(messages: Sequence[Message], at: datetime) -> list[Message]:
    """Leaves work for each mail that came to a member's address, and returns the others. May be repeated."""
    theirs = {one.message.id for one in written(messages)}
    if theirs:
        work.leave(WROTE, [Item(key=str(message_id), due_at=at) for message_id in sorted(theirs)])
    return [message for message in messages if message.id not in theirs]


def pass_on(arrived: Sequence[tuple[UUID, CaseId]], *, at: datetime) -> None:
    """Mails each of these messages (id, and its case) to the member whose case it is, where they want it. One query where nobody does."""
    wanted = {member.id for member in brands.members() if member.by_mail} if arrived else set()
    if not wanted:
        return
    owners = {case.id: case.owner_id for case in case_queries.cases(case_ids=[case_id for _, case_id in arrived])}
    due = [
        Item(key=f"{message_id}:{owners[case_id]}", due_at=at) for message_id, case_id in arrived if owners.get(case_id) in wanted
    ]
    if due:
        work.leave(MAIL, due)


def written(messages: Sequence[Message]) -> list[Written]:
    """Those of these messages that came to a member's address, with the case and the member for whom it was sealed."""
    named = {message.id: sealed.names(message.addressed) for message in messages if message.addressed}
    wanted = [CaseId(one) for one in named.values() if one is not None]
    if not wanted:
        return []
    members = brands.members()
    there: dict[UUID | None, Case] = {one.id: case_queries.case(case_id=one.id) for one in case_queries.cases(case_ids=wanted)}
    found = []
    for message in messages:
        case = there.get(named.get(message.id))
        whose = next((one for one in members if sealed.is_sealed(_key(), LABEL, message.addressed, str(one.id))), None)
        if case is not None and whose is not None:
            found.append(Written(message, case, whose))
    return found


def _key() -> bytes:
    return environment.settings().secret_key.encode()


def mailbox() -> tuple[ChannelConfig, HasWaysIn] | None:
    """The mailbox through which members are written to, with its secrets; None where no channel can have such addresses."""
    for one in sorted(channels.channels(), key=lambda channel: channel.kind != "email"):
        adapter = registry.adapter(one.kind)
        if one.active and isinstance(adapter, HasWaysIn):
            return channels.channel(channel_id=one.id), adapter
    return None
