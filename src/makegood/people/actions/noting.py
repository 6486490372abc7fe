"""Keeps what is known about people: names, facts and consent. Repeatable. Consent is append-only."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import events, models, queries
from makegood.people.actions import binding
from makegood.people.rules import addresses, zones
from makegood.people.types import (
    Consent,
    Fact,
    IdentityId,
    NameSource,
    Purpose,
)
from makegood.platform import bulk, journal, tenancy

SPOKEN = "said to a member"
_CONSENT = {
    "id": "uuid",
    "brand_id": "uuid",
    "identity_id": "uuid",
    "channel": "text",
    "purpose": "text",
    "granted": "bool",
    "source": "text",
    "text_version": "text",
    "at": "timestamptz",
    "proof": "text",
}
_FACT = {
    "id": "uuid",
    "brand_id": "uuid",
    "identity_id": "uuid",
    "kind": "text",
    "subject": "text",
    "at": "timestamptz",
    "value": "jsonb",
}


def note_name(*, identity_id: UUID, name: str, by: Actor, at: datetime) -> None:
    """A member writes what somebody is called; it wins over what orders and accounts say. Refuses "no_identity" and an empty name."""
    binding.require_member(by)
    clean = addresses.clean_name(name)
    if not clean:
        raise Refusal("name_malformed", "name: write the name of a person, not an address.", {"name": "no name"})
    if not models.Identity.objects.filter(id=identity_id).update(name=clean, name_source=NameSource.MEMBER):
        raise Refusal("no_identity", "identity_id: no address is known by this id.", {"identity_id": "unknown"})
    journal.record(events.NameNoted(identity_id=identity_id), by=by, at=at)


def note_company(*, identity_id: UUID, company: bool, by: Actor, at: datetime) -> None:
    """A member says that a company speaks at this address (a carrier, a publisher), or a person after all. In public a company's words
    open no case. Said again, it changes nothing. Refuses "no_identity" and whoever is no member."""
    binding.require_member(by)
    rows = models.Identity.objects.filter(id=identity_id)
    if rows.exclude(company=company).update(company=company):
        fact = events.CompanyNoted if company else events.PersonNoted
        journal.record(fact(identity_id=identity_id), by=by, at=at)
    elif not rows.exists():
        raise Refusal("no_identity", "identity_id: no address is known by this id.", {"identity_id": "unknown"})


def note_fact(*, facts: Sequence[Fact]) -> None:
    """Keeps what a package learned. A repeat of (identity, kind, subject) changes nothing. One INSERT, whatever the number."""
    brand_id = tenancy.current_brand()
    once = {(one.identity_id, one.kind, one.subject): one for one in reversed(facts)}
    rows = [(new_id(), brand_id, *key, once[key].at, json.dumps(once[key].value)) for key in sorted(once)]
    bulk.insert("people_fact", _FACT, rows, conflict="ON CONFLICT DO NOTHING")


def note_span(*, facts: Sequence[Fact]) -> None:
    """Keeps what holds for a stretch: from `at` to `value["until"]` (ISO 8601). Learned again with another beginning, end or value, what is
    learned now counts. One INSERT, whatever the number."""
    brand_id = tenancy.current_brand()
    once = {(one.identity_id, one.kind, one.subject): one for one in facts}
    rows = [(new_id(), brand_id, *key, once[key].at, json.dumps(once[key].value)) for key in sorted(once)]
    bulk.insert("people_fact", _FACT, rows, conflict=_LATEST_WORD)


_LATEST_WORD = """
ON CONFLICT (brand_id, identity_id, kind, subject) DO UPDATE SET at = EXCLUDED.at, value = EXCLUDED.value
WHERE (people_fact.at, people_fact.value) IS DISTINCT FROM (EXCLUDED.at, EXCLUDED.value)
"""


def note_zone(*, identity_id: UUID, zone: str, by: Actor, at: datetime) -> None:
    """Keeps in which time zone somebody lives, as they or a member said; said again, the latest word counts. Refuses ("zone_unknown")."""
    if not zones.is_zone(zone):
        raise Refusal("zone_unknown", f"zone: “{zone}” is no time zone. Write it as in “Europe/Lisbon”.", {"zone": "unknown"})
    note_span(facts=[Fact(IdentityId(identity_id), zones.ZONE, "own", at, {"zone": zone, "by": by.kind.value})])
    journal.record(events.ZoneNoted(identity_id=identity_id), by=by, at=at)


def note_quiet(*, identity_id: UUID, hours: tuple[time, time] | None, by: Actor, at: datetime) -> None:
    """Keeps between which hours of their own clock somebody wishes for quiet; None: as the brand has it. The latest word counts. Refuses
    ("quiet_malformed") hours of no length."""
    if hours and hours[0] == hours[1]:
        raise Refusal("quiet_malformed", "until: quiet ends when it begins. Choose another hour.", {"until": "no length"})
    value: dict[str, object] = {"from": hours[0].isoformat("minutes"), "until": hours[1].isoformat("minutes")} if hours else {}
    note_span(facts=[Fact(IdentityId(identity_id), zones.QUIET, "own", at, value)])
    journal.record(events.QuietHoursNoted(identity_id=identity_id), by=by, at=at)


def note_spoken(*, identity_id: UUID, channel: str, purpose: Purpose, granted: bool, words: str, by: Actor, at: datetime) -> None:
    """A member writes down what somebody said to them about being written to; `words` are theirs, and the proof. Refuses whoever is no member
    ("not_allowed"), a yes without words ("no_proof") and an address that is not known ("no_identity")."""
    binding.require_member(by)
    if granted and not words.strip():
        raise Refusal("no_proof", "words: write what they said, and where: a yes needs a proof.", {"words": "empty"})
    queries.identity(identity_id=identity_id)
    proof = words.strip()[:1000]
    note_consent(consent=Consent(IdentityId(identity_id), channel, purpose, granted, SPOKEN, "", at, proof), by=by)


def withdraw_fact(*, kinds: Sequence[str], subject: str) -> None:
    """Takes back what was learned from one thing (a message), because it was misread. May be repeated."""
    withdraw_facts(kinds=kinds, subjects=[subject])


def withdraw_facts(*, kinds: Sequence[str], subjects: Sequence[str]) -> None:
    """The same for several things. One statement, none for nothing."""
    if subjects:
        models.Fact.objects.filter(kind__in=kinds, subject__in=subjects).delete()


def forget_facts(*, identity_ids: Sequence[UUID], kind: str) -> int:
    """Facts of this kind about these identities are not kept any more. → how many there were. May be repeated."""
    deleted, _ = models.Fact.objects.filter(identity_id__in=list(identity_ids), kind=kind).delete()
    return int(deleted)


def note_consent(*, consent: Consent, by: Actor) -> None:
    """Keeps what somebody said about being written to; a withdrawal counts at once, for the whole person. A repeat changes nothing."""
    _, is_new = models.Consent.objects.get_or_create(
        identity_id=consent.identity_id,
        channel=consent.channel,
        purpose=consent.purpose,
        granted=consent.granted,
        at=consent.at,
        defaults={"source": consent.source, "text_version": consent.text_version, "proof": consent.proof},
    )
    if is_new:
        fact = events.ConsentNoted(
            identity_id=consent.identity_id, channel=consent.channel, purpose=str(consent.purpose), granted=consent.granted
        )
        journal.record(fact, by=by, at=consent.at)


def note_consents(*, consents: Sequence[Consent], by: Actor) -> int:
    """`note_consent`, of many: each is kept once. → how many were new. Two statements, whatever the number."""
    brand_id = tenancy.current_brand()
    once = {(one.identity_id, one.channel, one.purpose.value, one.at, one.granted): one for one in consents}
    rows = [
        (
            new_id(),
            brand_id,
            one.identity_id,
            one.channel,
            one.purpose.value,
            one.granted,
            one.source,
            one.text_version,
            one.at,
            one.proof,
        )
        for _, one in sorted(once.items())
    ]
    said = "identity_id, channel, purpose, granted, at"
    new = bulk.insert("people_consent", _CONSENT, rows, conflict="ON CONFLICT DO NOTHING", returning=said)
    told = [
        (events.ConsentNoted(identity_id=who, channel=channel, purpose=what, granted=yes), at)
        for who, channel, what, yes, at in new
    ]
    journal.record_past(told, by=by)
    return len(new)
