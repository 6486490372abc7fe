"""Those who raised a finding are told what became of it: "you said …, we now …". A member sees everybody who will be told, and who not and why,
and says yes; then each is told once, in private, through the one gate.

A person is told once for a finding, however many addresses of theirs stand in it. Killed at any instant, it goes on where it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand, Member, Permission
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.messages import Message
from makegood.channels.types import ChannelConfig, ChannelId
from makegood.flows import findings, speaking
from makegood.flows.speaking import Way
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityKind, Person, PersonId, Purpose
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.touchpoints import raised
from makegood.touchpoints.actions import telling
from makegood.touchpoints.rules import letters
from makegood.touchpoints.types import Finding, FindingState, Telling, ToldState, Voice
from makegood.understanding import queries as understanding

WORK = "finding_tell"
_ENDED = (FindingState.CHANGED, FindingState.CHECKED)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One of those who raised it: what they said, how they would be told, or why they are not (`because`)."""

    person_id: PersonId
    identity_id: UUID  # to whom it goes
    case_id: UUID
    name: str
    quote: str
    said_at: datetime
    language: str
    by: str  # the kind of channel; '' where they are not told
    because: str = ""
    told_at: datetime | None = None

    @property
    def will_be_told(self) -> bool:
        return not self.because and self.told_at is None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody who raised a finding, and the letters that could go out, one for each language that is needed."""

    finding: Finding
    addressees: tuple[Addressee, ...]
    letters: Mapping[str, str]

    @property
    def to_tell(self) -> tuple[Addressee, ...]:
        return tuple(one for one in self.addressees if one.will_be_told)


def plan(*, finding: Finding, at: datetime) -> Plan:
    """Who would be told what. Looks only; a fixed number of queries."""
    found = _addressees(finding, at)
    brand = brands.current()
    languages = sorted({one.language for one in found if one.will_be_told}, key=letters.LANGUAGES.index)
    drafts = {language: letters.draft(language, change=finding.change, brand=brand.name) for language in languages}
    return Plan(finding, found, drafts)


def tell(*, finding_id: UUID, texts: Mapping[str, str], left_out: frozenset[UUID], member: Member, at: datetime) -> int:
    """A member says yes: everybody who can be told is, but those whose identity was `left_out`. → how many now. May be repeated; nobody is told
    twice.

    Refuses who may not approve, a finding that did not end in a change, and a letter that cannot be filled in.
    """
    business.require(member.role, Permission.APPROVE)
    finding = raised.finding(finding_id=finding_id)
    if finding.state not in _ENDED:
        raise Refusal("nothing_changed", "Say first what changed: there is nothing to tell yet.", {"finding_id": "not changed"})
    there = plan(finding=finding, at=at)
    wanted = [one for one in there.to_tell if one.identity_id not in left_out]
    checked = {
        one: letters.check(texts.get(one, ""), field=f"letter_{one}") for one in sorted({each.language for each in wanted})
    }
    zone = ZoneInfo(brands.current().zone)
    ids = telling.approve(tellings=[_approved(finding, one, checked[one.language], zone, member, at) for one in wanted])
    work.leave(WORK, [Item(key=str(telling_id), due_at=at) for telling_id in ids])
    return len(ids)


def say(items: Sequence[Taken], at: datetime) -> None:
    """Tells each of these once: through the gate, in private, as the words of the member who said yes. What the gate refuses is written down with
    its reason."""
    for item in items:
        telling_id = UUID(item.key)
        one = raised.telling(telling_id=telling_id)
        if one is None or one.state is not ToldState.READY:
            continue
        try:
            _say(telling_id, one, at)
        except Refusal as refused:
            telling.not_told(telling_id=telling_id, because=refused.sentence, at=at)


# Who, and how -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all of them."""

    brand: Brand
    messages: Mapping[UUID, Message]
    gone: frozenset[UUID]
    languages: Mapping[UUID, str]
    refused: frozenset[tuple[PersonId, str]]  # person and channel kind: at any address of theirs they asked us not to write
    mailbox: ChannelId | None
    configs: Mapping[UUID, ChannelConfig]
    told: Mapping[PersonId, Telling]


def _addressees(finding: Finding, at: datetime) -> tuple[Addressee, ...]:
    """One for each person, by the first words of theirs that can still be read, in the order in which they spoke."""
    voices = raised.voices(finding_id=finding.id)
    before = raised.tellings(finding_id=finding.id)
    persons = people.persons_of(identity_ids=[*(one.identity_id for one in voices), *(one.identity_id for one in before)])
    known = _known(voices, before, persons)
    found: dict[PersonId, Addressee] = {}
    for voice in sorted(voices, key=lambda one: (one.message_id in known.gone, one.said_at)):
        person = persons.get(voice.identity_id)
        if person is not None and person.id not in found:
            found[person.id] = _addressee(voice, person, known, at)
    return tuple(sorted(found.values(), key=lambda one: one.said_at))


def _known(voices: Sequence[Voice], before: Sequence[Telling], persons: Mapping[UUID, Person]) -> _Known:
    ids = [one.message_id for one in voices]
    everybody = [identity.id for person in persons.values() for identity in person.identities]
    messages: dict[UUID, Message] = {message.id: message for message in channels.messages(message_ids=ids)}
    whose = {identity: person.id for identity, person in persons.items()}
    whose |= {identity.id: person.id for person in persons.values() for identity in person.identities}
    consents = people.consents_of(identity_ids=everybody)
    said_no = {(whose[one.identity_id], one.channel) for one in consents if one.purpose is Purpose.SERVICE and not one.granted}
    used = {message.channel_id for message in messages.values()}
    mailbox = speaking.mail_channel()
    configs: dict[UUID, ChannelConfig] = {
        channel_id: channels.channel(channel_id=channel_id) for channel_id in used | ({mailbox} if mailbox else set())
    }
    return _Known(
        brand=brands.current(),
        messages=messages,
        gone=findings.gone(ids),
        languages={message_id: one.language for message_id, one in understanding.readings(message_ids=ids).items()},
        refused=frozenset(said_no),
        mailbox=mailbox,
        configs=configs,
        told={persons[one.identity_id].id: one for one in before if one.identity_id in persons},
    )


def _addressee(voice: Voice, person: Person, known: _Known, at: datetime) -> Addressee:
    message = known.messages.get(voice.message_id)
    way = _way(message, person, known, at) if message else "What they wrote is not here any more."
    before = known.told.get(person.id)
    because = _because(message, person, known, way) or (before.because if before and before.state is ToldState.NOT_TOLD else "")
    reached = isinstance(way, Way) and not because
    return Addressee(
        person_id=person.id,
        identity_id=way.identity_id if isinstance(way, Way) else voice.identity_id,
        case_id=voice.case_id,
        name=person.name,
        quote=findings.quoted(message, start=voice.start, length=voice.length)
        if message and not _is_gone(message, known)
        else "",
        said_at=voice.said_at,
        language=letters.language_of(known.languages.get(voice.message_id, ""), brand=known.brand.language),
        by=known.configs[way.channel_id].kind if isinstance(way, Way) and reached else "",
        because=because,
        told_at=before.at if before and before.state is not ToldState.NOT_TOLD else None,
    )


def _is_gone(message: Message, known: _Known) -> bool:
    """Whether their words lie in the trash, or are gone."""
    return message.id in known.gone


def _because(message: Message | None, person: Person, known: _Known, way: Way | str) -> str:
    if message is None or _is_gone(message, known):
        return "What they wrote was put out of sight."
    if person.is_company:
        return "A company speaks here, not a person."
    return way if isinstance(way, str) else ""


def _way(message: Message, person: Person, known: _Known, at: datetime) -> Way | str:
    """In the private conversation in which they said it; else by e-mail to an address of theirs; else by a direct message. A reason where none
    of them is open."""
    tried = [_where_they_wrote(message, person, known, at), _by_mail(person, known), _by_message(message, known)]
    ways = [one for one in tried if one is not None]
    open_ways = [
        one for one in ways if (person.id, registry.consented_as(known.configs[one.channel_id].kind)) not in known.refused
    ]
    if open_ways:
        return open_ways[0]
    return "They asked us not to write to them." if ways else "They can only be reached in public."


def _where_they_wrote(message: Message, person: Person, known: _Known, at: datetime) -> Way | None:
    config = known.configs[message.channel_id]
    if message.public or message.identity_id is None or registry.answers_by_mail(config.kind) or registry.unanswered(config.kind):
        return None
    if message.identity_id not in {identity.id for identity in person.identities}:
        return None
    window = registry.abilities(config).reply_window_hours
    if window is not None and at - message.at > timedelta(hours=window):
        return None
    return Way(
        config.id,
        message.identity_id,
        message.conversation_id,
        message.id,
        speaking.answer_subject(message.subject) if message.subject else "",
    )


def _by_mail(person: Person, known: _Known) -> Way | None:
    addresses = [identity for identity in person.identities if identity.kind is IdentityKind.EMAIL]
    if not addresses or known.mailbox is None:
        return None
    best = min(addresses, key=lambda one: (not one.verified, one.id))
    return Way(known.mailbox, best.id, None, None, "")


def _by_message(message: Message, known: _Known) -> Way | None:
    config = known.configs[message.channel_id]
    if message.identity_id is None or not registry.abilities(config).begins:
        return None
    return Way(config.id, message.identity_id, None, None, "")


# What is said --------------------------------------------------------------------------------------------------------------


def _approved(finding: Finding, one: Addressee, text: str, zone: ZoneInfo, member: Member, at: datetime) -> Telling:
    first = one.name.split(" ")[0] if one.name and "@" not in one.name else one.name
    filled = letters.filled(
        text, name=first, on=one.said_at.astimezone(zone).date(), quote=one.quote.strip(), language=one.language
    )
    return Telling(finding.id, one.identity_id, one.case_id, ToldState.READY, filled, "", member.id, at)


def _say(telling_id: UUID, one: Telling, at: datetime) -> None:
    """By the way that is open now: meanwhile they may have asked us not to write, or a channel may be gone."""
    finding = raised.finding(finding_id=one.finding_id)
    addressee, way = _now(finding, one, at)
    by = actors.member(one.by_member_id) if one.by_member_id else actors.SYSTEM
    named = replace(way, subject=way.subject or letters.subject(addressee.language))
    speech = named.speech(one.text, key=f"finding:{finding.id}:{one.identity_id}", by_member_id=one.by_member_id)
    outgoing_id = outbox.queue(speech=speech, by=by, at=at)
    speaking.keep_with_case(cases.case(case_id=one.case_id), outgoing_id, by=by, at=at)
    telling.told(telling_id=telling_id, outgoing_id=outgoing_id, by=by, at=at)


def _now(finding: Finding, one: Telling, at: datetime) -> tuple[Addressee, Way]:
    voices = [voice for voice in raised.voices(finding_id=finding.id) if voice.case_id == one.case_id]
    persons = people.persons_of(identity_ids=[one.identity_id, *(voice.identity_id for voice in voices)])
    person = persons[one.identity_id]
    known = _known(voices, (), persons)
    for voice in voices:
        message = known.messages.get(voice.message_id)
        way = _way(message, person, known, at) if message else ""
        if message is not None and isinstance(way, Way) and persons[voice.identity_id].id == person.id:
            return _addressee(voice, person, known, at), way
    raise Refusal("no_private_way", "There is no private way to them any more.")
