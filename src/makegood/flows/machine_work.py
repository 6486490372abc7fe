"""What machines do through the API, where it takes several packages: one function per thing done, each inside the open brand transaction.

A machine works in its own name, or in that of a member whom it names: then the member's role decides, and the journal says both. Words
always leave through the one gate; a machine's own are automatic ones.
"""

from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.flows import desk_work, speaking
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.people import queries as people
from makegood.people.actions import linking, recognising
from makegood.people.rules import weighing
from makegood.people.types import Address, Evidence, EvidenceKind, Identity, Person, Purpose, Sighting


def member_named(email: str) -> Member:
    """The active member of this address. Refuses ("no_member") an unknown one."""
    wanted = email.strip().casefold()
    found = next((one for one in brands.members() if one.email.casefold() == wanted), None)
    if found is None:
        raise Refusal("no_member", "member: nobody of this team has this e-mail address.", {"member": "unknown"})
    return found


def answer_as_machine(*, number: int, text: str, key: str, by: Actor, at: datetime) -> UUID:
    """Says something to the person of a case in the machine's own name, where they wrote last: an automatic word, with quiet hours, the
    daily cap and no effect on the clock. Refuses what the gate refuses. `key` makes it one message however often it is asked."""
    case = cases.by_number(number=number)
    theirs = speaking.their_messages(case)
    if not theirs:
        raise Refusal("nobody_to_answer", "Nobody wrote in this case yet: there is no address to answer to.")
    said = theirs[-1]
    speech = Speech(
        key=f"machine:{case.id}:{key}",
        channel_id=said.channel_id,
        to_identity_id=said.identity_id or case.identity_id,
        purpose=Purpose.SERVICE,
        subject=speaking.answer_subject(said.subject or case.title),
        text=text,
        conversation_id=said.conversation_id,
        in_reply_to=said.id,
        automatic=True,
        public=said.public,
    )
    speech = speaking.where_it_is_read(speech, said, case)
    outgoing_id = outbox.queue(speech=speech, by=by, at=at)
    speaking.keep_if_apart(case, said, speech, outgoing_id, by=by, at=at)
    working.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=True)
    return outgoing_id


def approve(*, makegood_id: UUID, member: Member, at: datetime) -> None:
    """Puts it right in a member's name, as their click on the desk would. Refuses what that click would."""
    desk_work.approve(number=_case_number(makegood_id), makegood_id=makegood_id, member=member, at=at)


def choose(*, makegood_id: UUID, name: str, member: Member, at: datetime) -> None:
    """Takes another of the proposals in a member's name. Refuses ("no_such_proposal") a name that was not proposed."""
    desk_work.choose(number=_case_number(makegood_id), makegood_id=makegood_id, name=name, member=member, at=at)


def decline(*, makegood_id: UUID, reason: str, member: Member, at: datetime) -> None:
    """Does not do it, in a member's name, and says why."""
    desk_work.decline(number=_case_number(makegood_id), makegood_id=makegood_id, reason=reason, member=member, at=at)


def add_address(*, person: Person, address: Address, known: bool, source: str, at: datetime) -> Identity:
    """One more address of somebody. `known` ties it as an order would, within the guards beyond which a member is asked; else a member is
    asked. What a member refused stays refused."""
    first = min(person.identities, key=lambda one: (one.kind == "phone", one.id))
    if known:
        both = (Address(first.kind, first.value), address)
        recognising.recognise(sightings=[Sighting(both, strong=True, source=source)], at=at)
    else:
        recognising.recognise(sightings=[Sighting((address,), source=source)], at=at)
    identity = people.find_identity(address=address)
    if identity is None:
        raise LookupError("an address that was just recognised is not there")
    if not known and identity.person_id != person.id:
        words = f"{source[:1].upper()}{source[1:]} names both."
        evidence = [Evidence(EvidenceKind.SEEN_TOGETHER, weighing.SHARED_BITS, words)]
        linking.suggest_link(unknown_identity_id=identity.id, known_identity_id=first.id, evidence=evidence, at=at)
    return identity


def _case_number(makegood_id: UUID) -> int:
    occasion = makegoods.makegood(makegood_id=makegood_id).occasion
    if occasion.kind != "case":
        raise Refusal("not_open", "makegood_id: only what belongs to a case is decided here.", {"makegood_id": occasion.kind})
    return cases.case(case_id=occasion.id).number
