"""Notes what came back and whose it is. Every action may be repeated: its natural key makes the second time change nothing.

Works inside an open brand transaction. Praise is credited only to a person whose account is confirmed; it never decides what is owed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.outcomes import models, queries, rules
from makegood.outcomes.events import PraiseCredited, StandingChanged, ThanksPassedOn
from makegood.outcomes.types import (
    Credit,
    KindWords,
    PastPraise,
    PastStanding,
    PersonEvidence,
    Settling,
    Standing,
    StandingStep,
)
from makegood.people import queries as people
from makegood.platform import bulk, journal, tenancy

_PRAISE = {
    "id": "uuid",
    "brand_id": "uuid",
    "message_id": "uuid",
    "identity_id": "uuid",
    "words": "text",
    "public": "bool",
    "link": "text",
    "reach": "int8",
    "at": "timestamptz",
    "gesture": "text",
}
_THANKS = {
    "id": "uuid",
    "brand_id": "uuid",
    "praise_id": "uuid",
    "to_member_id": "uuid",
    "to_name": "text",
    "words": "text",
    "passed_on_at": "timestamptz",
    "seen_at": "timestamptz",
}
_STEP = {
    "id": "uuid",
    "brand_id": "uuid",
    "identity_id": "uuid",
    "was": "text",
    "standing": "text",
    "since": "timestamptz",
    "because": "text",
    "message_id": "uuid",
}


def note_praises(*, words: Sequence[KindWords]) -> list[UUID]:
    """Keeps kind words, not credited yet, and returns their ids in order. Once per message: a repeat returns the first one's id and changes
    nothing. Two queries, whatever the number."""
    if not words:
        return []
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, w.message_id, w.identity_id, w.words, w.public, w.link, w.reach, w.at, "")
        for w in sorted(words, key=lambda w: w.message_id)
    ]
    bulk.insert("outcomes_praise", _PRAISE, rows, conflict="ON CONFLICT (brand_id, message_id) DO NOTHING")
    kept = models.Praise.objects.filter(message_id__in=[w.message_id for w in words])
    ids = dict(kept.values_list("message_id", "id"))
    return [ids[w.message_id] for w in words]


def withdraw_praises(*, message_ids: Sequence[UUID]) -> None:
    """Messages that were kept as kind words are none: each is forgotten, with the thanks that nobody has read yet. What was read stays, and so does
    the kind word behind it, credited to nobody. One query where none of them was kept, three for each that was. May be repeated."""
    for found in models.Praise.objects.select_for_update().filter(message_id__in=message_ids).order_by("id"):
        models.Thanks.objects.filter(praise_id=found.id, to_member_id__isnull=False, seen_at__isnull=True).delete()
        if models.Thanks.objects.filter(praise_id=found.id).exists():
            models.Praise.objects.filter(id=found.id).update(credited_to=None, credited_at=None)
        else:
            found.delete()


def credit_all(*, due: Sequence[Credit], at: datetime) -> list[UUID]:
    """Credits praises to people, cases, makegoods and gestures, and returns the ids of those that were credited now, in order; what was
    credited before stays as it is. Three queries, whatever the number.

    Refuses `no_such_praise`, and `not_confirmed` while an account that praised is not linked to the person with `identity_id`: a look-alike
    earns nobody credit. Where one is refused, nothing is credited.
    """
    if not due:
        return []
    asked = {one.praise_id: one for one in reversed(due)}
    rows = {row.id: row for row in models.Praise.objects.select_for_update().filter(id__in=asked).order_by("id")}
    if len(rows) < len(asked):
        raise queries.no_such_praise()
    fresh = [one for one in reversed(asked.values()) if rows[one.praise_id].credited_to is None]
    _must_be_theirs(fresh, rows)
    _write_credits(fresh, at)
    told = [
        PraiseCredited(
            identity_id=one.identity_id, case_id=one.case_id, praise_id=one.praise_id, public=rows[one.praise_id].public
        )
        for one in fresh
    ]
    journal.record(*told, by=SYSTEM, at=at)
    return [one.praise_id for one in fresh]


def settle_standings(*, settlings: Sequence[Settling], at: datetime) -> list[StandingStep]:
    """Writes down where each of these people stands now, if that changed, and returns it in order. Each person at most once.

    A person without history gets the step that the purchases alone would have made first (since the first order), so that "passive →
    advocate" is told as it was. Repeating with the same evidence writes nothing; two at once are taken one after the other. Three queries,
    whatever the number.
    """
    if not settlings:
        return []
    _take_turns([min(one.identity_id, *one.person_identity_ids) for one in settlings])
    before = queries.latest_steps(groups=[(one.identity_id, *one.person_identity_ids) for one in settlings])
    written: list[_Written] = []
    found = [_settle(one, was, at, written) for one, was in zip(settlings, before, strict=True)]
    _write(written)
    changes = [
        StandingChanged(identity_id=one.whose.identity_id, was=one.was, now=one.step.standing, because=one.step.because)
        for one in written
        if one.told
    ]
    journal.record(*changes, by=SYSTEM, at=at)
    return found


def pass_on_thanks(*, praise_id: UUID, to_member_id: UUID | None, to_name: str, words: str, at: datetime) -> bool:
    """Passes a kind word on, by name, to a member or to somebody outside such as a courier. True when it was passed on now; each of them
    gets each praise once. Refuses where there is nobody to thank, and praise that is not credited yet."""
    name = brands.member(member_id=to_member_id).name if to_member_id else to_name.strip()[:120]
    if not name:
        raise Refusal("nobody_to_thank", "Say whom the thanks are for.", {"to_name": "missing"})
    row = models.Praise.objects.filter(id=praise_id).first()
    if row is None:
        raise queries.no_such_praise()
    if row.credited_to is None:
        raise Refusal("not_credited", "Whose praise this is is not confirmed yet.", {"praise_id": "not credited"})
    key = {"praise_id": praise_id, "to_member_id": to_member_id} | ({} if to_member_id else {"to_name": name})
    _, is_new = models.Thanks.objects.get_or_create(**key, defaults={"to_name": name, "words": words, "passed_on_at": at})
    if is_new:
        event = ThanksPassedOn(identity_id=row.credited_to, case_id=row.case_id, to_name=name, praise_id=praise_id)
        journal.record(event, by=SYSTEM, at=at)
    return is_new


def see_thanks(*, member_id: UUID, by: Actor, at: datetime) -> int:
    """Marks what waits for a member as seen, and returns how much it was. Only that member's own eyes count."""
    if by.id != member_id:
        raise Refusal("not_yours", "Only the one who was thanked can see it off.", {"member_id": "somebody else"})
    return models.Thanks.objects.filter(to_member_id=member_id, seen_at__isnull=True).update(seen_at=at)


def keep_praise(*, praises: Sequence[PastPraise]) -> None:
    """Keeps kind words of the past with their credit and the thanks that were passed on, each at its instant. Leaves no work, and is not
    repeatable: ids are the caller's."""
    brand_id = tenancy.current_brand()
    credit = {"case_id": "uuid", "makegood_id": "uuid", "credited_to": "uuid", "credited_at": "timestamptz"}
    bulk.insert("outcomes_praise", _PRAISE | credit, [_past_praise_row(brand_id, one) for one in praises])
    passed = [(one, *one.thanked) for one in praises if one.credited and one.thanked]
    bulk.insert(
        "outcomes_thanks",
        _THANKS,
        [(new_id(), brand_id, one.id, member, name, one.words, one.at, one.seen_at) for one, member, name in passed],
    )
    credited: list[tuple[Event, datetime]] = [
        (PraiseCredited(identity_id=one.identity_id, case_id=one.case_id, praise_id=one.id, public=one.public), one.at)
        for one in praises
        if one.credited
    ]
    thanks = [
        (ThanksPassedOn(identity_id=one.identity_id, case_id=one.case_id, to_name=name, praise_id=one.id), one.at)
        for one, _, name in passed
    ]
    journal.record_past([*credited, *thanks], by=SYSTEM)


def keep_standings(*, steps: Sequence[PastStanding]) -> None:
    """Keeps steps of standing of the past. Not repeatable."""
    brand_id = tenancy.current_brand()
    bulk.insert(
        "outcomes_standingstep",
        _STEP,
        [(new_id(), brand_id, s.identity_id, s.was, s.now, s.since, s.because[:300], s.message_id) for s in steps],
    )
    told = [
        (StandingChanged(identity_id=s.identity_id, was=s.was, now=s.now, because=s.because), s.since)
        for s in steps
        if s.was is not Standing.UNKNOWN
    ]
    journal.record_past(told, by=SYSTEM)


def _must_be_theirs(due: Sequence[Credit], rows: Mapping[UUID, models.Praise]) -> None:
    authors = {one.praise_id: rows[one.praise_id].identity_id for one in due}
    persons = people.person_ids_of(identity_ids=[*authors.values(), *(one.identity_id for one in due)]) if due else {}
    for one in due:
        if persons[authors[one.praise_id]] != persons.get(one.identity_id):
            sentence = "Nobody has confirmed yet whose account this is. Confirm it on the person’s page, then it is credited."
            raise Refusal("not_confirmed", sentence, {"identity_id": "not the same person as the author"})


def _write_credits(due: Sequence[Credit], at: datetime) -> None:
    if not due:
        return
    fields = ("praise_id", "identity_id", "case_id", "makegood_id", "gesture")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outcomes_praise p SET credited_to = c.identity_id, credited_at = %s, case_id = c.case_id, "
            "makegood_id = c.makegood_id, gesture = c.gesture "
            "FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[]) "
            "AS c (praise_id, identity_id, case_id, makegood_id, gesture) WHERE p.id = c.praise_id",
            [at, *([getattr(one, field) for one in due] for field in fields)],
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """A step to write down; `told` where it is news, and not what the purchases alone had made before."""

    whose: Settling
    was: Standing
    step: StandingStep
    told: bool


def _settle(one: Settling, was: StandingStep, at: datetime, written: list[_Written]) -> StandingStep:
    """Where they stand now; adds the steps that lead there."""
    if was.standing is Standing.UNKNOWN and (first := _first_step(one.evidence)) is not None:
        written.append(_Written(one, Standing.UNKNOWN, first, told=False))
        was = first
    now = rules.standing_of(one.evidence)
    if now is was.standing:
        return was
    because = (one.because or rules.because_of(one.evidence))[:300]
    step = StandingStep(now, max(at, was.since or at), because, one.message_id)
    written.append(_Written(one, was.standing, step, told=True))
    return step


def _first_step(evidence: PersonEvidence) -> StandingStep | None:
    quiet = rules.before_praise(evidence)
    standing = rules.standing_of(quiet)
    if standing is Standing.UNKNOWN or evidence.first_order_at is None:
        return None
    return StandingStep(standing, evidence.first_order_at, rules.because_of(quiet))


def _write(written: Sequence[_Written]) -> None:
    brand_id = tenancy.current_brand()
    rows = [
        (
            new_id(),
            brand_id,
            one.whose.identity_id,
            one.was,
            one.step.standing,
            one.step.since,
            one.step.because,
            one.step.message_id,
        )
        for one in written
    ]
    bulk.insert("outcomes_standingstep", _STEP, rows)


def _take_turns(identity_ids: Sequence[UUID]) -> None:
    """One at a time per person, to the end of the transaction; always in ascending order, so that nobody waits in a ring."""
    brand = tenancy.current_brand().bytes
    keys = {hashlib.blake2s(brand + one.bytes, digest_size=8, person=b"standing").digest() for one in identity_ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(turn) FROM (SELECT unnest(%s::bigint[]) AS turn ORDER BY 1 OFFSET 0) AS one_by_one",
            [sorted(int.from_bytes(key, signed=True) for key in keys)],
        )


def _past_praise_row(brand_id: UUID, one: PastPraise) -> tuple[object, ...]:
    credit = (one.identity_id, one.at) if one.credited else (None, None)
    return (
        *(one.id, brand_id, one.message_id, one.identity_id, one.words, one.public, one.link, one.reach, one.at, one.gesture),
        *(one.case_id, one.makegood_id, *credit),
    )
