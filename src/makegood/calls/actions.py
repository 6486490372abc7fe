"""Plans follow-up calls and writes down how they went. Never dials, and never decides what comes of it: a flow does.

Works inside an open brand transaction. What is done already changes nothing and is not journalled again.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.calls import events, models, queries, rules
from makegood.calls.types import MEDIUM, Again, Call, CallIn, Result
from makegood.channels.actions import reaching
from makegood.channels.rules.gate import Never
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.needs import queries as needs
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Consent, Identity, IdentityId, IdentityKind, Purpose
from makegood.platform import journal

NO_PHONE = "no_phone"  # a need: they cannot telephone
_ASKED = "said on the phone"


def plan(*, call: CallIn, by: Actor, at: datetime) -> Call:
    """Puts a call to somebody on the list, at the first good hour from `due_at` on by their own clock. May be repeated: a key is one call.

    Passes the gate that words pass: refuses "consent_withdrawn" and "no_consent" for the telephone, "no_phone" where we know no number of theirs
    or they told us that they cannot telephone; a hold or quiet hours put it off.
    """
    rules.check(why=call.why, key=call.key)
    known = models.Call.objects.filter(key=call.key).first()
    if known is not None:
        return queries.as_value(known)
    phone = _phone(call.identity_id)
    labels = _labels(call.identity_id, at)
    zone = people.zones_of(identity_ids=[call.identity_id])[call.identity_id]
    earliest = max(call.due_at, at, _let(call, at))
    due_at = rules.good_hour(earliest, zone, from_=rules.allowed_from(labels), not_on=brands.current().hours.holidays)
    row, is_new = models.Call.objects.get_or_create(
        key=call.key,
        defaults={
            "identity_id": call.identity_id,
            "phone_id": phone.id,
            "why": call.why.strip()[: rules.MOST_WHY],
            "opening": call.opening.strip()[: rules.MOST_OPENING],
            "purpose": call.purpose,
            "programme": call.programme[:60],
            "priority": call.priority,
            "language": call.language[:10],
            "zone": zone,
            "occasion_kind": call.occasion_kind[:20],
            "occasion_id": call.occasion_id,
            "due_at": due_at,
            "planned_at": at,
        },
    )
    if is_new:
        journal.record(events.FollowUpPlanned(**_about(row), due_at=due_at), by=by, at=at)
    return queries.as_value(row)


def miss(*, call_id: UUID, by: Actor, at: datetime, tries: int | None = None) -> Again:
    """Nobody picked up: it is tried again in another part of their day, and after the third try no more. `tries` is how many there were when
    the caller looked: pressed twice, it is one try. Refuses a call that is over."""
    row = _running(call_id)
    if tries is not None and tries != len(row.tried):
        return Again.LATER
    tried = [*queries.tried_at(row), at]
    row.tried = [one.isoformat() for one in tried]
    later = rules.again(
        tried, row.zone, from_=rules.allowed_from(_labels(row.identity_id, at)), not_on=brands.current().hours.holidays
    )
    if later is None:
        _end(row, Result.UNREACHED, by, at)
        journal.record(events.FollowUpGivenUp(**_about(row), tries=len(tried)), by=by, at=at)
        return Again.GIVEN_UP
    row.due_at = later
    row.save(update_fields=["tried", "due_at"])
    journal.record(events.FollowUpMissed(**_about(row), again_at=later, tries=len(tried)), by=by, at=at)
    return Again.LATER


def end(*, call_id: UUID, result: Result, by: Actor, at: datetime) -> Call:
    """They were reached, or the number is wrong. NO_MORE withdraws their consent to be called, for every purpose, at once, and takes every other
    call to them off the list. The same result again changes nothing; another one is refused ("call_over")."""
    row = _row(call_id)
    if row.result == result:
        return queries.as_value(row)
    if row.result:
        raise Refusal("call_over", "This call is over already.", {"result": "already said"})
    _end(row, result, by, at)
    if result is Result.WRONG_NUMBER:
        journal.record(events.FollowUpWrongNumber(**_about(row), phone_id=row.phone_id), by=by, at=at)
    elif result is Result.NO_MORE:
        journal.record(events.FollowUpUnwanted(**_about(row)), by=by, at=at)
        _withdraw(row.phone_id, by, at)
        call_off(identity_ids=_person_of(row.identity_id), because="they asked us not to call", by=by, at=at)
    elif result is Result.CALLED_OFF:
        journal.record(events.FollowUpCalledOff(**_about(row), because=""), by=by, at=at)
    else:
        journal.record(events.FollowUpMade(**_about(row), result=result.value), by=by, at=at)
    return queries.as_value(row)


def call_off(*, identity_ids: Sequence[UUID], because: str, by: Actor, at: datetime) -> int:
    """Takes every call to these addresses off the list. → how many. May be repeated."""
    rows = list(
        models.Call.objects.select_for_update(no_key=True)
        .filter(identity_id__in=list(identity_ids), ended_at__isnull=True)
        .order_by("id")
    )
    for row in rows:
        _end(row, Result.CALLED_OFF, by, at)
        journal.record(events.FollowUpCalledOff(**_about(row), because=because), by=by, at=at)
    return len(rows)


def reword(*, call_id: UUID, opening: str) -> None:
    """A member writes another opening. Refuses a call that is over."""
    row = _running(call_id)
    row.opening = opening.strip()[: rules.MOST_OPENING]
    row.save(update_fields=["opening"])


def forget(*, identity_ids: Sequence[UUID], at: datetime) -> None:
    """Why they were to be called and what was to be said is gone, and what is still to be made is off the list. May be repeated."""
    rows = models.Call.objects.filter(identity_id__in=list(identity_ids))
    rows.filter(ended_at=None).update(ended_at=at, result=Result.CALLED_OFF)
    rows.update(why="", opening="")


# ---------------------------------------------------------------------------------------------------------------------


def _let(call: CallIn, at: datetime) -> datetime:
    about = str(call.occasion_id or "")
    contact = reaching.Contact(
        f"call:{call.key}", call.identity_id, MEDIUM, call.purpose, call.programme, call.priority, call.due_at, about
    )
    (verdict,) = reaching.weigh(contacts=[contact], at=at)
    if isinstance(verdict, Never):
        raise Refusal(verdict.code, verdict.sentence, {verdict.field: verdict.code})
    return verdict.after


def _phone(identity_id: UUID) -> Identity:
    """The surest number of the person; refuses where we know none."""
    person = people.persons_of(identity_ids=[identity_id]).get(identity_id)
    numbers = [one for one in person.identities if one.kind is IdentityKind.PHONE] if person else []
    wrong = set(_wrong(numbers))
    left = [one for one in numbers if one.id not in wrong]
    if not left:
        raise Refusal("no_phone", "identity_id: we know no telephone number of theirs.", {"identity_id": "has no number"})
    return min(left, key=lambda one: (one.id != identity_id, not one.verified, one.id))


def _wrong(numbers: Sequence[Identity]) -> list[UUID]:
    """Those of these numbers at which somebody else picked up."""
    ids = [one.id for one in numbers]
    return list(models.Call.objects.filter(phone_id__in=ids, result=Result.WRONG_NUMBER).values_list("phone_id", flat=True))


def _labels(identity_id: UUID, at: datetime) -> tuple[str, ...]:
    found = tuple(label for _, label in needs.labels(identity_ids=_person_of(identity_id), at=at))
    if NO_PHONE in found:
        sentence = "They told us that they cannot telephone. Write to them instead."
        raise Refusal("no_phone", sentence, {"identity_id": "cannot telephone"})
    return found


def _person_of(identity_id: UUID) -> list[UUID]:
    person = people.persons_of(identity_ids=[identity_id]).get(identity_id)
    return [one.id for one in person.identities] if person else [identity_id]


def _withdraw(phone_id: UUID, by: Actor, at: datetime) -> None:
    for purpose in Purpose:
        noting.note_consent(
            consent=Consent(IdentityId(phone_id), MEDIUM, purpose, granted=False, source=_ASKED, text_version="", at=at), by=by
        )


def _end(row: models.Call, result: Result, by: Actor, at: datetime) -> None:
    row.result, row.ended_at = result.value, at
    row.by_member_id = by.id if by.kind is ActorKind.MEMBER else None
    row.save(update_fields=["result", "ended_at", "by_member_id", "tried"])
    if result not in (Result.FINE, Result.NOT_FINE, Result.NO_MORE):
        reaching.forget(keys=[f"call:{row.key}"])


def _row(call_id: UUID) -> models.Call:
    row = models.Call.objects.select_for_update(no_key=True).filter(id=call_id).first()
    if row is None:
        raise queries.no_such_call()
    return row


def _running(call_id: UUID) -> models.Call:
    row = _row(call_id)
    if row.ended_at is not None:
        raise Refusal("call_over", "This call is over already.", {"call_id": "over"})
    return row


def _about(row: models.Call) -> dict[str, UUID]:
    return {"identity_id": row.identity_id, "call_id": row.id}
