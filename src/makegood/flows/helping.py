"""Somebody answered another's question in public, and a member says that it helped: a line of its own, and their standing follows.

Nobody marks their own, a company helps nobody here, and whose account is unknown helps under the account alone. May be repeated, and taken back.
"""

from datetime import datetime
from uuid import UUID

from makegood.advocacy.actions import ledger
from makegood.advocacy.types import EntryIn, Kind, LeftOut
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.discussions import queries as discussions
from makegood.discussions.types import Question, QuestionState
from makegood.flows import deeds, standing
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import live

BECAUSE = "A member said that it helped somebody."


def mark_message(*, number: int, message_id: UUID, helped: bool, member: Member, at: datetime) -> None:
    """What somebody else wrote in public below this case's conversation helped its person, or not after all. Refuses ("no_help") what is not public, not
    of this case, the person's own, ours, or a company's."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = cases.by_number(number=number)
    said = next(
        (one for one in channels.messages(message_ids=[message_id]) if one.conversation_id in case.conversation_ids), None
    )
    if said is None or said.direction is not Direction.IN or not said.public or said.identity_id is None:
        raise _no_help()
    persons = people.persons_of(identity_ids=[said.identity_id, case.identity_id])
    author = persons[said.identity_id]
    if author.id == persons[case.identity_id].id or author.is_company:
        raise _no_help()
    entry = _entry(f"help {said.id}", said.identity_id, said.at, author, member, message_id=said.id, link=said.link)
    _mark(entry, author, helped, member, at)


def mark_question(*, question_id: UUID, helped: bool, member: Member, at: datetime) -> Question:
    """What somebody wrote in a live discussion answered another, and helped; or not after all. Refuses ("no_help") what nobody may read, and somebody
    of whom we know no address."""
    brand_rules.require(member.role, Permission.ANSWER)
    said = discussions.question(question_id=question_id)
    if said.identity_id is None or said.state is not QuestionState.SHOWN:
        raise _no_help()
    author = people.persons_of(identity_ids=[said.identity_id])[said.identity_id]
    _mark(_entry(f"question {said.id}", said.identity_id, said.asked_at, author, member), author, helped, member, at)
    return said


def _entry(
    source: str,
    identity_id: UUID,
    said_at: datetime,
    author: Person,
    member: Member,
    *,
    message_id: UUID | None = None,
    link: str = "",
) -> EntryIn:
    (found,) = deeds.pasts([deeds.Deed(author, said_at)])
    return EntryIn(
        kind=Kind.HELP,
        source=source,
        identity_id=identity_id,
        at=said_at,
        left_out=LeftOut.NOTHING,
        because=BECAUSE,
        message_id=message_id,
        link=link,
        tie=deeds.tie(found),
        marked_by=member.id,
    )


def _mark(entry: EntryIn, author: Person, helped: bool, member: Member, at: datetime) -> None:
    by = actors.member(member.id)
    if helped:
        kept = ledger.mark_help(entry=entry, by=by, at=at)
        (found,) = deeds.pasts([deeds.Deed(author, entry.at)])
        ledger.earn(entry_id=kept.id, members=deeds.earned(found, kept.tie), at=at)
    else:
        ledger.unmark_help(source=entry.source, by=by, at=at)
    standing.settle_all([standing.Look(author)], at=at)
    live.announce("advocacy")


def _no_help() -> Refusal:
    return Refusal("no_help", "This is no answer of somebody else’s in public.", {"message_id": "no answer"})
