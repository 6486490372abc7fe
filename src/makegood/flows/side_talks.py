"""Talks beside a case: a supplier or a courier is asked in a conversation of its own, and others may be in copy of an answer.

The person whose case it is never sees a talk beside it, and nothing of theirs goes into it but what a member chose. What those beside
write is shown with the case and moves nothing: no clock, no turn, no proposal, no standing, no praise.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases import sides
from makegood.cases.actions import beside
from makegood.cases.types import Case, SideKind, SideParty
from makegood.channels import queries as channels
from makegood.channels.actions import intake, outbox
from makegood.channels.messages import Message, Speech
from makegood.channels.types import ConversationId, Direction, MessageId
from makegood.flows import side_newcomers, speaking
from makegood.flows.types import SideTalk, SideTalks
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.rules import addresses
from makegood.people.types import Address, IdentityId, IdentityKind, Purpose, Sighting

MOST_FORWARDED = 20
_SHOWN = 200


def ask(
    *,
    number: int,
    to: str,
    subject: str,
    text: str,
    member: Member,
    at: datetime,
    forward: Sequence[UUID] = (),
    key: str = "",
) -> UUID:
    """Asks somebody else about a case, by e-mail, in a conversation of their own. `forward` names messages of the case whose words and files
    go along; nothing else of the case does. Refuses an address that is none, that is the person's own or ours, and an empty question.
    `key` (from the form) makes a doubled click one question."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    _need(text=text, subject=subject)
    (identity_id,) = _others(case, [to], field="to", at=at)
    channel_id = speaking.mail_channel()
    if channel_id is None:
        raise Refusal("no_mail_channel", "Connect a mailbox first: others are asked by e-mail.", {"to": "no mailbox"})
    chosen = _chosen(case, forward)
    speech = Speech(
        key=f"side:{case.id}:{key or new_id()}",
        channel_id=channel_id,
        to_identity_id=identity_id,
        purpose=Purpose.SERVICE,
        subject=subject.strip(),
        text=_with_forwarded(text.strip(), chosen),
        by_member_id=member.id,
        files_of=tuple(file.id for message in chosen for file in message.attachments),
    )
    return _say(case, speech, member, at)


def answer(*, number: int, conversation_id: UUID, text: str, member: Member, at: datetime, key: str = "") -> UUID:
    """Writes to them again, in their conversation. Refuses one that is no talk beside this case."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    party = _talk(case, conversation_id)
    _need(text=text, subject="-")
    said = channels.conversation(conversation_id=conversation_id, limit=_SHOWN)
    theirs = [identity.id for identity in people.persons_of(identity_ids=[party.identity_id])[party.identity_id].identities]
    heard = [m for m in said if m.direction is Direction.IN and m.automatic is None and m.identity_id in theirs]
    speech = Speech(
        key=f"side:{case.id}:{key or new_id()}",
        channel_id=said[-1].channel_id,
        to_identity_id=party.identity_id,
        purpose=Purpose.SERVICE,
        subject=speaking.answer_subject(said[0].subject),
        text=text.strip(),
        conversation_id=ConversationId(conversation_id),
        in_reply_to=MessageId(heard[-1].id) if heard else None,
        by_member_id=member.id,
    )
    return _say(case, speech, member, at)


def take_note(*, number: int, conversation_id: UUID, member: Member, at: datetime) -> None:
    """The member has read what somebody beside the case wrote."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    beside.take_note(case_id=case.id, conversation_id=conversation_id, by=actors.member(member.id), at=at)


def with_copies(speech: Speech, case: Case, typed: str, *, at: datetime) -> Speech:
    """The answer with those in copy whom a member typed, addresses with commas or line breaks between. Refuses what is no address, the
    person's own and ours, naming `cc`."""
    written = [one.strip() for one in typed.replace("\n", ",").replace(";", ",").split(",") if one.strip()]
    if not written:
        return speech
    found = [people.identity(identity_id=one) for one in _others(case, written, field="cc", at=at)]
    _may_be_written_to([one.id for one in found])
    return replace(speech, cc=tuple(Address(one.kind, one.shown, one.name) for one in found))


def note_copies(case: Case, speech: Speech, outgoing_id: UUID, *, by: Member, at: datetime) -> None:
    """Those in copy stand beside the case from now on. May be repeated."""
    if not speech.cc:
        return
    ids = [
        seen.identity_id
        for seen in recognising.recognise(sightings=[Sighting((one,), source="member") for one in speech.cc], at=at)
    ]
    (said,) = channels.messages(message_ids=[outgoing_id])
    beside.note_copies(case_id=case.id, conversation_id=said.conversation_id, identity_ids=ids, by=actors.member(by.id), at=at)


def take_in(incoming: Sequence[Message], at: datetime) -> list[Message]:
    """Takes what those beside cases wrote to where it belongs, and gives back the rest. Two queries where nobody stands beside a case."""
    incoming = side_newcomers.seated(incoming, at)
    parties = sides.side_parties(conversation_ids=[message.conversation_id for message in incoming])
    if not parties:
        return list(incoming)
    talks = {one.conversation_id: one for one in parties if one.kind is SideKind.SIDE}
    copies = [one for one in parties if one.kind is SideKind.COPY]
    whose = _by_address(copies)
    rest = []
    for message in incoming:
        party = talks.get(message.conversation_id) or whose.get((message.conversation_id, _named(message.author)))
        if party is None:
            rest.append(message)
        elif message.automatic is None:
            _hear(message, party, at)
    return rest


def of_case(case: Case, parties: Sequence[SideParty] | None = None) -> SideTalks:
    """The talks beside a case as its page shows them; `parties` are who stands beside it, for whoever has them at hand. No query where there are
    none."""
    parties = sides.side_parties(case_ids=[case.id]) if parties is None else parties
    talks = [one for one in parties if one.kind is SideKind.SIDE]
    copies = [one for one in parties if one.kind is SideKind.COPY]
    if not parties:
        return SideTalks()
    who = people.persons_of(identity_ids=[one.identity_id for one in parties])
    said = channels.conversations(conversation_ids=[one.conversation_id for one in talks], limit=_SHOWN) if talks else ()
    names: dict[UUID | None, str] = {member.id: member.name for member in brands.members(former_too=True)} if talks else {}
    return SideTalks(
        talks=tuple(
            SideTalk(
                conversation_id=one.conversation_id,
                name=who[one.identity_id].name,
                address=_shown(one.identity_id, who[one.identity_id].identities),
                subject=next((message.subject for message in said if message.conversation_id == one.conversation_id), ""),
                news=one.is_news,
                answered=one.answered_at is not None,
                said=tuple((names.get(m.by_member_id, ""), m) for m in said if m.conversation_id == one.conversation_id),
                new=side_newcomers.others(
                    [m for m in said if m.conversation_id == one.conversation_id],
                    [identity.id for identity in who[one.identity_id].identities],
                ),
            )
            for one in talks
        ),
        copies=tuple((who[one.identity_id].name, one.conversation_id) for one in copies if one.is_news),
        in_copy=", ".join(dict.fromkeys(_shown(one.identity_id, who[one.identity_id].identities) for one in copies)),
    )


def contacts(ids: Sequence[UUID] | None = None) -> tuple[tuple[str, str], ...]:
    """(address, name) of those whom the brand asked before; `ids` are theirs, for whoever has them at hand."""
    ids = sides.ask_side_contacts().answer if ids is None else ids
    who = people.persons_of(identity_ids=list(ids)) if ids else {}
    return tuple((_shown(one, who[one].identities), who[one].name) for one in ids)


# ---------------------------------------------------------------------------------------------------------------------


def _say(case: Case, speech: Speech, member: Member, at: datetime) -> UUID:
    by = actors.member(member.id)
    outgoing_id = outbox.queue(speech=speech, by=by, at=at)
    (said,) = channels.messages(message_ids=[outgoing_id])
    told = {"conversation_id": said.conversation_id, "identity_id": speech.to_identity_id, "outgoing_id": outgoing_id}
    beside.note_asked(case_id=case.id, **told, by=by, at=at)
    return outgoing_id


def _need(*, text: str, subject: str) -> None:
    wrong = {name: "is empty" for name, value in (("subject", subject), ("text", text)) if not value.strip()}
    if wrong:
        raise Refusal("empty_question", f"{next(iter(wrong))}: write something first.", wrong)
    if len(subject) > 300:
        raise Refusal("subject_too_long", "subject: at most 300 letters.", {"subject": "too long"})


def _others(case: Case, written: Sequence[str], *, field: str, at: datetime) -> list[IdentityId]:
    """The identities of these addresses. Refuses what is no mail address, and those who are in the case already."""
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    theirs = {identity.value for identity in person.identities if identity.kind is IdentityKind.EMAIL}
    ours = {channel.address.lower() for channel in channels.channels()}
    found = []
    for one in dict.fromkeys(written):
        try:
            value = addresses.normalise(IdentityKind.EMAIL, one.strip(), region="")
        except Refusal:
            raise Refusal(
                "bad_address", f"{field}: “{one[:100]}” is not a mail address.", {field: "not a mail address"}
            ) from None
        if value in theirs:
            sentence = f"{field}: this is {person.name}’s own address. Write to them in the case itself."
            raise Refusal("is_the_person", sentence, {field: "the person’s own"})
        if value in ours:
            raise Refusal("is_us", f"{field}: this is our own address.", {field: "our own"})
        found.append(Address(IdentityKind.EMAIL, one.strip()))
    seen = recognising.recognise(sightings=[Sighting((one,), source="member") for one in found], at=at)
    return [one.identity_id for one in seen]


def _may_be_written_to(identity_ids: Sequence[UUID]) -> None:
    for identity_id in identity_ids:
        consent = people.consent(identity_id=identity_id, channel="email", purpose=Purpose.SERVICE)
        if consent is not None and not consent.granted:
            raise Refusal(
                "consent_withdrawn", "cc: one of them asked us not to write to them.", {"cc": "asked not to be written to"}
            )


def _chosen(case: Case, message_ids: Sequence[UUID]) -> tuple[Message, ...]:
    if len(message_ids) > MOST_FORWARDED:
        raise Refusal("too_many", f"forward: at most {MOST_FORWARDED} messages at once.", {"forward": "too many"})
    found = channels.messages(message_ids=list(message_ids)) if message_ids else ()
    of_the_case = set(case.conversation_ids)
    if len(found) != len(set(message_ids)) or any(message.conversation_id not in of_the_case for message in found):
        raise Refusal("not_of_the_case", "forward: choose messages of this case.", {"forward": "not of this case"})
    return found


def _with_forwarded(text: str, chosen: Sequence[Message]) -> str:
    """The question, and below it each chosen message with who wrote it and when, by name alone: no address goes along."""
    zone = ZoneInfo(brands.current().zone)
    below = [
        f"---------- {message.author.name or 'They'}, {message.at.astimezone(zone):%d %B %Y, %H:%M} ----------\n\n"
        f"{message.said.strip()}"
        for message in chosen
    ]
    return "\n\n".join([text, *below])


def _talk(case: Case, conversation_id: UUID) -> SideParty:
    found = sides.side_parties(case_ids=[case.id], conversation_ids=[conversation_id])
    talk = next((one for one in found if one.kind is SideKind.SIDE), None)
    if talk is None:
        raise Refusal("no_such_talk", "There is no such talk beside this case.", {"conversation_id": "unknown"})
    return talk


def _hear(message: Message, party: SideParty, at: datetime) -> None:
    (who,) = recognising.recognise(sightings=[Sighting((message.author,), source=message.channel_kind)], at=at)
    intake.name_authors(authors={message.id: who.identity_id}, at=at)
    beside.note_heard(party=party, message_id=message.id, at=message.at)


def _by_address(copies: Sequence[SideParty]) -> dict[tuple[UUID, str], SideParty]:
    if not copies:
        return {}
    who = people.persons_of(identity_ids=[one.identity_id for one in copies])
    return {
        (one.conversation_id, f"{identity.kind}:{identity.value}"): one
        for one in copies
        for identity in who[one.identity_id].identities
    }


def _named(author: Address) -> str:
    try:
        return f"{author.kind}:{addresses.normalise(author.kind, author.value, region='')}"
    except Refusal:
        return ""


def _shown(identity_id: UUID, identities: Sequence[object]) -> str:
    return next((str(getattr(one, "shown", "")) for one in identities if getattr(one, "id", None) == identity_id), "")
