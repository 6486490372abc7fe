"""After hours: what does not wait wakes whoever is on call, by their own way, and the next where nobody answers; in the morning the team hears what came.

A link in a letter only shows a page with a button: that something followed it is no answer (mail scanners follow links). Nothing is sent inside a
transaction; whom a step wakes is written down before, so that a worker that dies wakes nobody twice in another way.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand, Member, Role
from makegood.cases import queries as cases
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.adapters.counter.adapter import CounterAdapter
from makegood.channels.messages import Message
from makegood.channels.types import ChannelConfig, OutgoingLetter
from makegood.config import environment
from makegood.flows import speaking
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import http, sealed, signatures, tenancy, work
from makegood.platform.work import Item
from makegood.platform.work import Taken as WorkTaken
from makegood.rota import queries as rota
from makegood.rota.actions import waking
from makegood.rota.types import Alarm, AlarmState, Ring, Way
from makegood.understanding.types import Urgency

RING, MORNING = "on_call_ring", "after_hours_morning"
URGENT = (Urgency.SAFETY.value, Urgency.LEGAL.value, Urgency.STRANDED.value)
MOST_PER_HOUR = 20  # alarms: whoever floods a mailbox at night does not ring all night
LABEL = b"makegood on call"
_WHY = {
    "en": {"safety": "danger", "legal": "law or press", "stranded": "stranded now"},
    "de": {"safety": "Gefahr", "legal": "Recht oder Presse", "stranded": "sitzt jetzt fest"},
}
_WAKES = {
    "en": "{brand}, No. {number}: {title} ({why}).\nTake it here: {link}\nThe case: {case}",
    "de": "{brand}, Nr. {number}: {title} ({why}).\nHier übernehmen: {link}\nDer Fall: {case}",
}
_MORNING = {
    "en": (
        "What came since {since}",
        "While you were away, since {since}:\n\n{lines}\n\nAll of it: {page}\n",
        "nothing that had to wake anybody",
    ),
    "de": (
        "Was seit {since} kam",
        "Während Sie weg waren, seit {since}:\n\n{lines}\n\nAlles: {page}\n",
        "nichts, was jemanden wecken musste",
    ),
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that was put to a case, and how urgent it reads. `counts`: a person said it of us."""

    message: Message
    case_id: CaseId
    identity_id: UUID
    urgency: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Woken:
    """An alarm with whom it woke, for a page."""

    alarm: Alarm
    rings: tuple[Ring, ...]
    case_number: int
    case_title: str


def wake(arrived: Sequence[Arrived], *, at: datetime) -> frozenset[CaseId]:
    """Raises an alarm for each case in which something came that does not wait, once a night; none while the team is there, none for what a member
    wrote down (they have it). → the cases for which somebody is woken now. No query where nothing is urgent or the team is there."""
    urgent = [one for one in arrived if one.urgency in URGENT and one.counts and _wakes(one.message)]
    brand = brands.current() if arrived else None
    if brand is None or _is_open(brand, at) or not rota.settings().on:
        return frozenset()
    back_at = business.next_opening(hours=brand.hours, at=at)
    work.leave(MORNING, [Item(key=back_at.isoformat(), due_at=back_at)])
    left = MOST_PER_HOUR - len(rota.alarms(since=at - timedelta(hours=1), until=at + timedelta(seconds=1))) if urgent else 0
    woken: set[CaseId] = set()
    for one in urgent:
        if len(woken) >= left or one.case_id in woken:
            continue
        key = f"{one.case_id}:{back_at.isoformat()}"
        alarm = waking.raise_alarm(key=key, case_id=one.case_id, identity_id=one.identity_id, why=one.urgency, at=at)
        if alarm is not None:
            woken.add(one.case_id)
            work.leave(RING, [Item(key=f"{alarm.id}:0", due_at=at)])
    return frozenset(woken)


def ring(items: Sequence[WorkTaken], at: datetime) -> None:
    """One step of an alarm: wakes whoever is next, outside any transaction, and comes back for the one after them. May be repeated."""
    (item,) = items
    alarm_id, _, step = item.key.partition(":")
    with tenancy.brand(item.brand_id):
        rings, more = waking.ring_next(alarm_id=UUID(alarm_id), step=int(step), at=at)
        parcels = _parcels(UUID(alarm_id), rings)
        again_at = at + timedelta(minutes=rota.settings().wait_minutes)
    troubles = {one.ring.id: _send(one) for one in parcels}
    with tenancy.brand(item.brand_id):
        for ring_id, trouble in troubles.items():
            waking.note_rung(ring_id=ring_id, trouble=trouble, at=at)
        unreached = bool(troubles) and all(troubles.values())
        if more:  # where nobody could be reached at all, the next is woken at once
            work.leave(RING, [Item(key=f"{alarm_id}:{int(step) + 1}", due_at=at if unreached else again_at)])
        work.finish([item])


def take(*, ring_id: UUID, at: datetime) -> Alarm | None:
    """Whoever was woken by this ring takes it. None where there is no such ring. May be repeated; the first of several counts."""
    found = rota.ring(ring_id=ring_id)
    return waking.take(alarm_id=found.alarm_id, member_id=found.member_id, at=at) if found else None


def take_here(*, alarm_id: UUID, member: Member, at: datetime) -> Alarm:
    """A member takes it on the desk. Refuses ("no_alarm") an unknown one."""
    found = waking.take(alarm_id=alarm_id, member_id=member.id, at=at)
    if found is None:
        raise Refusal("no_alarm", "There is no such alarm here.", {"alarm_id": "unknown"})
    return found


def morning(items: Sequence[WorkTaken], at: datetime) -> None:
    """The hand-over note: what came since the team left, mailed to whoever was on call last and to the leads. May be repeated: a mail has one key."""
    (item,) = items
    with tenancy.brand(item.brand_id):
        letters, config = _morning_letters(item.key, at)
    if config is not None:
        for letter in letters:
            try:
                registry.adapter(config.kind).send(letter, channel=config)
            except (Trouble, Refusal):
                continue  # the page says the same
    with tenancy.brand(item.brand_id):
        work.finish([item])


def night(*, since: datetime, until: datetime) -> tuple[Woken, ...]:
    """The alarms of a stretch with whom they woke, the earliest first. Three queries."""
    return _with_rings(rota.alarms(since=since, until=until))


def closed_since(brand: Brand, *, before: datetime) -> datetime:
    """When the team left last before this instant; a week ago where it was not there since."""
    week = before - timedelta(days=7)
    there = business.openings_within(hours=brand.hours, since=week, until=before)
    return there[-1][1] if there else week


def of_case(*, case_id: UUID) -> tuple[Woken, ...]:
    """The alarms of one case, the latest first."""
    return _with_rings(rota.alarms_of(occasion_ids=[case_id]))


def link(ring_id: UUID, *, brand: Brand) -> str:
    """Where somebody who was woken says that they take it: sealed for this ring and this brand."""
    return f"{environment.settings().base_url}/on-call/{brand.slug}/{sealed.seal(_key(), LABEL, ring_id, str(brand.id))}/"


def ring_of(token: str, *, brand_id: UUID) -> UUID | None:
    """The ring that a link names; None for one that we never gave, or gave for another brand."""
    return sealed.names(token) if sealed.is_sealed(_key(), LABEL, token, str(brand_id)) else None


def webhook_secret(member_id: UUID) -> str:
    """With what the calls to a member's own address are signed (Standard Webhooks)."""
    mixed = hmac.new(_key(), b"on call webhook" + member_id.bytes, hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(mixed).decode()}"


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One waking as it leaves. `config` None where there is no channel of this kind."""

    ring: Ring
    letter: OutgoingLetter | None
    config: ChannelConfig | None
    body: bytes
    secret: str


def _wakes(message: Message) -> bool:
    return message.channel_kind != CounterAdapter.kind and not message.spam_likely and message.automatic is None


def _is_open(brand: Brand, at: datetime) -> bool:
    try:
        return business.is_open(hours=brand.hours, at=at)
    except Refusal:
        return True  # hours that never open: there is no morning to wait for


def _parcels(alarm_id: UUID, rings: Sequence[Ring]) -> list[_Parcel]:
    alarm = rota.alarm(alarm_id=alarm_id)
    if alarm is None or not rings:
        return []
    brand, case = brands.current(), cases.case(case_id=CaseId(alarm.occasion_id))
    names: Mapping[UUID, str] = {one.id: one.name for one in brands.members()}
    configs = {
        Way.MAIL: speaking.mail_channel(),
        Way.SMS: next((c.id for c in channels.channels() if c.active and c.kind == "sms"), None),
    }
    language = brand.language if brand.language in _WAKES else "en"
    page = f"{environment.settings().base_url}/b/{brand.slug}/cases/{case.number}/"
    found = []
    for one in rings:
        there = link(one.id, brand=brand)
        why = _WHY[language].get(alarm.why, alarm.why)
        text = _WAKES[language].format(brand=brand.name, number=case.number, title=case.title, why=why, link=there, case=page)
        kind = IdentityKind.PHONE if one.way is Way.SMS else IdentityKind.EMAIL
        to = Address(kind, one.address, names.get(one.member_id, ""))
        letter = OutgoingLetter(f"alarm:{one.id}", to, f"{case.title} ({why})", text, automatic=True)
        channel_id = configs.get(one.way)
        config = channels.channel(channel_id=channel_id) if channel_id else None
        told = {"type": "on_call.woken", "case": case.number, "title": case.title, "why": alarm.why, "take": there, "url": page}
        found.append(_Parcel(one, letter, config, json.dumps(told).encode(), webhook_secret(one.member_id)))
    return found


def _send(parcel: _Parcel) -> str:
    """One waking; '' where it left, else why not."""
    try:
        if parcel.ring.way is Way.WEBHOOK:
            headers = signatures.sign(secret=parcel.secret, message_id=f"alarm-{parcel.ring.id}", body=parcel.body)
            answer = http.request(
                "POST", parcel.ring.address, headers={**headers, "content-type": "application/json"}, content=parcel.body
            )
            return "" if 200 <= answer.status < 300 else f"It answered {answer.status}."
        if parcel.config is None or parcel.letter is None:
            return "No channel for this is connected."
        registry.adapter(parcel.config.kind).send(parcel.letter, channel=parcel.config)
    except (Trouble, Refusal) as no:
        return no.sentence
    return ""


def _morning_letters(key: str, at: datetime) -> tuple[list[OutgoingLetter], ChannelConfig | None]:
    brand, mailbox = brands.current(), speaking.mail_channel()
    since = closed_since(brand, before=datetime.fromisoformat(key))
    if mailbox is None:
        return [], None
    language = brand.language if brand.language in _MORNING else "en"
    subject, text, nothing = _MORNING[language]
    team = {one.id: one for one in brands.members()}
    found = night(since=since, until=at)
    lines = "\n".join(f"- {said(one, names={m.id: m.name for m in team.values()}, zone=brand.zone)}" for one in found)
    from_at = since.astimezone(ZoneInfo(brand.zone))
    page = f"{environment.settings().base_url}/b/{brand.slug}/after-hours/"
    values = {"since": f"{from_at:%H:%M}", "lines": lines or f"- {nothing}", "page": page}
    whom = {duty.member_id for duty in rota.on_call(at=since, brand=brand)}
    whom |= {one.id for one in team.values() if one.role in (Role.LEAD, Role.OWNER)}
    letters = [
        OutgoingLetter(
            f"morning:{key}:{one}",
            Address(IdentityKind.EMAIL, team[one].email, team[one].name),  # type: ignore[index]
            subject.format(**values),
            text.format(**values),
            automatic=True,
        )
        for one in sorted(whom)
        if one in team
    ]
    return letters, channels.channel(channel_id=mailbox)


def said(one: Woken, *, names: Mapping[UUID, str], zone: str) -> str:
    """“No. 7, Tom’s car: woke Ruth 22:41, taken by Ruth 22:44.”"""

    def clock(at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"

    parts = [
        f"woke {names.get(each.member_id, '—')} {clock(each.sent_at)}"
        if each.sent_at
        else f"could not wake {names.get(each.member_id, '—')}"
        for each in one.rings
    ]
    if one.alarm.state is AlarmState.TAKEN and one.alarm.taken_at and one.alarm.taken_by:
        parts.append(f"taken by {names.get(one.alarm.taken_by, '—')} {clock(one.alarm.taken_at)}")
    elif one.alarm.state is AlarmState.UNANSWERED:
        parts.append("nobody took it")
    return f"No. {one.case_number}, {one.case_title}: {', '.join(parts) or 'nobody was woken yet'}."


def _with_rings(alarms: Sequence[Alarm]) -> tuple[Woken, ...]:
    rung = rota.rings(alarm_ids=[one.id for one in alarms])
    heads = {UUID(str(head.id)): head for head in cases.heads(case_ids=[CaseId(one.occasion_id) for one in alarms])}
    return tuple(
        Woken(
            one,
            tuple(each for each in rung if each.alarm_id == one.id),
            heads[one.occasion_id].number,
            heads[one.occasion_id].title,
        )
        for one in alarms
        if one.occasion_id in heads
    )


def _key() -> bytes:
    return environment.settings().secret_key.encode()
