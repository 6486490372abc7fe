"""A public conversation from the desk: asking somebody to go on in private, and saying who there is a company.

Nothing private is ever said in public: what an invitation names is the brand's own way, and the gate looks at every word of it.
"""

from datetime import datetime
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.flows import desk_work, private_links, speaking
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting


def invite(*, number: int, text: str, member: Member, at: datetime, key: str = "", seen: str | None = None) -> UUID:
    """Asks the person of a case in public to go on in private, and remembers it: what they write to us in private within 14 days belongs to
    this case. Refuses what an answer would, and a case in which they did not write in public last."""
    case = cases.by_number(number=number)
    theirs = speaking.their_messages(case)
    if not theirs or not theirs[-1].public:
        raise Refusal("not_in_public", "They did not write in public here: answer where they wrote.", {"text": "not in public"})
    outgoing_id = desk_work.answer(number=number, text=text, member=member, at=at, key=key, seen=seen)
    working.note_invitation(case_id=case.id, by=actors.member(member.id), at=at)
    return outgoing_id


def invitation(last: Message, name: str, *, case_id: UUID, slug: str, at: datetime) -> str:
    """The words that ask for it, with the brand's own way: a direct message where they wrote, which proves that it is them; else a link into its
    chat, for this case (`private_links`); else its mailbox. '' where there is none of these, and where nobody wrote in public."""
    way = _way(last, case_id, slug, at) if last.public else ""
    if not way:
        return ""
    first = name.split()[0] if name and "." not in name else ""
    said = f"Thank you for telling us{f', {first}' if first else ''}. So that nothing private stands here, please {way}"
    return f"{said}{'' if way.endswith('/') else '.'} We will see to it there."  # a full stop would become a part of the link


def note_company(*, number: int, message_id: UUID, company: bool, member: Member, at: datetime) -> None:
    """Says that whoever wrote a message in the conversations of a case is a company (a carrier, a publisher), or a person after all. Refuses
    a message that is not there, and to call the person of the case themselves a company."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = cases.by_number(number=number)
    found = [m for m in channels.messages(message_ids=[message_id]) if m.conversation_id in case.conversation_ids]
    if not found or found[0].direction is not Direction.IN or found[0].identity_id is None:
        raise Refusal("no_message", "message_id: nobody wrote this in the case.", {"message_id": "unknown"})
    if company and found[0].identity_id in _identities_of(case):
        raise Refusal("whose_case", "This case is theirs: a case is about a person.", {"message_id": "by the person of the case"})
    noting.note_company(identity_id=found[0].identity_id, company=company, by=actors.member(member.id), at=at)


def _identities_of(case: Case) -> set[UUID]:
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    return {identity.id for identity in person.identities}


def _way(last: Message, case_id: UUID, slug: str, at: datetime) -> str:
    config = channels.channel(channel_id=last.channel_id)
    if registry.abilities(config).begins:
        return "send us a direct message"
    link = private_links.address(case_id=case_id, slug=slug, at=at)
    if link:
        return f"write to us here: {link}"
    mailbox = speaking.mail_channel()
    return f"write to {channels.channel(channel_id=mailbox).address}" if mailbox else ""
