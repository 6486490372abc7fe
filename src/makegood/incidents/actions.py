"""Opens, confirms and ends incidents, keeps who belongs, and freezes whom one affected.

Works inside an open brand transaction, on the incident's locked row; all may be repeated. Judges nothing by itself: a machine opens candidates
and joins what is alike to what a member confirmed, and never joins again what a member took out.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.channels import queries as channels
from makegood.incidents import events, held, models, queries
from makegood.incidents.rules import affected, states
from makegood.incidents.types import (
    CohortId,
    Fault,
    Gives,
    IncidentId,
    MemberIn,
    Rule,
    State,
)
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import segments
from makegood.people.types import Segment
from makegood.platform import bulk, journal, live, tenancy, turns

_MEMBER = {
    "id": "uuid",
    "brand_id": "uuid",
    "incident_id": "uuid",
    "message_id": "uuid",
    "case_id": "uuid",
    "identity_id": "uuid",
    "reason": "text",
    "likeness": "float8",
    "said_at": "timestamptz",
    "joined_at": "timestamptz",
    "by_member_id": "uuid",
}
_SOURCE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a machine saw: so many people where so many an hour are usual."""

    people: int = 0
    usual: float = 0.0


# The record ----------------------------------------------------------------------------------------------------------


def open_candidate(
    *,
    burst_id: UUID | None,
    topic_ids: Sequence[UUID],
    facets: Sequence[str],
    title: str,
    began_at: datetime,
    by: Actor,
    at: datetime,
    noticed: Noticed = Noticed(),
) -> IncidentId:
    """A candidate for members to judge. A burst makes one at most: said again, it is the one that there is, with the people counted anew while
    nobody has judged it."""
    if burst_id is not None:
        turns.take(f"incidents of {tenancy.current_brand().hex}", {burst_id.hex})
    if burst_id is not None and (known := queries.of_burst(burst_id=burst_id)) is not None:
        if noticed.people:
            seen = models.Incident.objects.filter(id=known.id, state=State.CANDIDATE, people__lt=noticed.people)
            seen.update(people=noticed.people)
        return known.id
    row = models.Incident(
        id=new_id(),
        number=_next_number(),
        title=states.check_title(title[: states.TITLE_LENGTH]),
        state=State.CANDIDATE,
        burst=burst_id,
        topic_ids=list(dict.fromkeys(topic_ids)),
        facets=[one for one in dict.fromkeys(facets) if one],
        people=noticed.people,
        usual=noticed.usual,
        began_at=min(began_at, at),
        opened_at=at,
    )
    row.save(force_insert=True)
    journal.record(events.IncidentOpened(**held.about(row), burst_id=burst_id), by=by, at=at)
    live.announce("incidents", "inbox")  # whoever has Today or the list open sees it at once
    return IncidentId(row.id)


def take_in(*, incident_id: UUID, topic_ids: Sequence[UUID], title: str, began_at: datetime, noticed: Noticed) -> bool:
    """What else was noticed at the same time is the same: words of people and counts of machines are one candidate. While nobody has judged it, it is
    called by the `title` (kept where it is ''), begins with whichever began first, and has the people of whichever has more. → whether that is new. May be repeated."""
    row = held.locked(incident_id)
    fresh = [one for one in topic_ids if one not in row.topic_ids]
    if not fresh or State(row.state) not in (State.CANDIDATE, State.OPEN):
        return False
    row.topic_ids = [*row.topic_ids, *fresh]
    if State(row.state) is State.CANDIDATE:
        row.title = states.check_title(title[: states.TITLE_LENGTH]) if title else row.title
        row.began_at = min(row.began_at, began_at)
        row.people, row.usual = max((row.people, row.usual), (noticed.people, noticed.usual))
    row.save(update_fields=["topic_ids", "title", "began_at", "people", "usual"])
    live.announce("incidents", "inbox")
    return True


def open_by_hand(
    *,
    title: str,
    began_at: datetime,
    by: Actor,
    at: datetime,
    ended_at: datetime | None = None,
    topic_ids: Sequence[UUID] = (),
    facets: Sequence[str] = (),
) -> IncidentId:
    """An incident that a member knows of, confirmed with it; also one of the past. Refuses ("incident_malformed") a bad title or stretch."""
    states.check_title(title)
    states.check_span(began_at, ended_at, at=at)
    made = open_candidate(burst_id=None, topic_ids=topic_ids, facets=facets, title=title, began_at=began_at, by=by, at=at)
    confirm(incident_id=made, by=by, at=at)
    if ended_at is not None:
        set_span(incident_id=made, began_at=began_at, ended_at=ended_at, by=by, at=at)
    return made


def confirm(*, incident_id: UUID, by: Actor, at: datetime) -> bool:
    """It is one. → whether that is new. Refuses ("incident_settled") what was dismissed meanwhile, and what is over."""
    row = held.locked(incident_id)
    if not states.changes(State(row.state), State.OPEN, out_of=(State.CANDIDATE,), number=row.number):
        return False
    row.state, row.confirmed_at = State.OPEN, at
    row.save(update_fields=["state", "confirmed_at"])
    journal.record(events.IncidentConfirmed(**held.about(row), burst_id=row.burst), by=by, at=at)
    return True


def dismiss(*, incident_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """It is none: nothing belongs to it any more, and nothing is joined. → whether that is new. Refuses without a reason
    ("incident_malformed"), and what is over ("incident_settled")."""
    why = states.check_because(because)
    row = held.locked(incident_id)
    if not states.changes(State(row.state), State.DISMISSED, out_of=(State.CANDIDATE, State.OPEN), number=row.number):
        return False
    row.state, row.dismissed_because = State.DISMISSED, why
    row.save(update_fields=["state", "dismissed_because"])
    journal.record(events.IncidentDismissed(**held.about(row), burst_id=row.burst), by=by, at=at)
    return True


def over(*, incident_id: UUID, by: Actor, at: datetime, ended_at: datetime | None = None) -> bool:
    """It does not go on: new messages are not joined by themselves any more. `ended_at` is when it ended, where no end was given yet; else it is
    now. → whether that is new. Refuses ("incident_settled") what was never confirmed."""
    row = held.locked(incident_id)
    if not states.changes(State(row.state), State.OVER, out_of=(State.OPEN,), number=row.number):
        return False
    end = ended_at or row.ended_at or at
    states.check_span(row.began_at, end, at=at)
    row.state, row.over_at, row.ended_at = State.OVER, at, end
    row.save(update_fields=["state", "over_at", "ended_at"])
    journal.record(events.IncidentOver(**held.about(row)), by=by, at=at)
    return True


def reopen(*, incident_id: UUID, by: Actor, at: datetime) -> bool:
    """It was not over: it goes on, without an end. → whether that is new. Refuses ("incident_settled") what is not over."""
    row = held.locked(incident_id)
    if not states.changes(State(row.state), State.OPEN, out_of=(State.OVER,), number=row.number):
        return False
    row.state, row.over_at, row.ended_at = State.OPEN, None, None
    row.save(update_fields=["state", "over_at", "ended_at"])
    journal.record(events.IncidentReopened(**held.about(row)), by=by, at=at)
    return True


def describe(
    *, incident_id: UUID, title: str, cause_words: str, by_whose_fault: Fault, supplier: str, by: Actor, at: datetime
) -> None:
    """What it is called, what we know of the cause, and whose fault it was. The same again changes nothing. Refuses ("incident_malformed")."""
    name, whose = states.check_title(title), states.check_fault(by_whose_fault, supplier)
    cause = cause_words.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(cause) > states.CAUSE_LENGTH:
        why = f"at most {states.CAUSE_LENGTH:,} characters"
        raise Refusal("incident_malformed", f"cause: {why}.", {"cause": why})
    row = held.locked(incident_id)
    now = {"title": name, "cause_words": cause, "by_whose_fault": by_whose_fault.value, "supplier": whose}
    changed = [field for field, value in now.items() if getattr(row, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(row, field, now[field])
    row.save(update_fields=changed)
    what = dict.fromkeys(_CALLED[field] for field in changed)
    journal.record(events.IncidentChanged(**held.about(row), what=", ".join(what)), by=by, at=at)


_CALLED = {
    "title": "its title",
    "cause_words": "the cause",
    "by_whose_fault": "whose fault it was",
    "supplier": "whose fault it was",
}


def set_span(*, incident_id: UUID, began_at: datetime, ended_at: datetime | None, by: Actor, at: datetime) -> None:
    """When it began and ended. The same again changes nothing. Refuses ("incident_malformed") a stretch that cannot be, and no end for what is
    over."""
    states.check_span(began_at, ended_at, at=at)
    row = held.locked(incident_id)
    if (row.began_at, row.ended_at) == (began_at, ended_at):
        return
    if row.state == State.OVER and ended_at is None:
        why = "it is over: say when it ended"
        raise Refusal("incident_malformed", f"ended_at: {why}.", {"ended_at": why})
    row.began_at, row.ended_at = began_at, ended_at
    row.save(update_fields=["began_at", "ended_at"])
    told = events.SpanSet(
        **held.about(row), began_at=began_at.isoformat(), ended_at=ended_at.isoformat() if ended_at is not None else ""
    )
    journal.record(told, by=by, at=at)


# Who belongs ---------------------------------------------------------------------------------------------------------


def join(*, incident_id: UUID, members: Sequence[MemberIn], by: Actor, at: datetime) -> tuple[UUID, ...]:
    """These messages belong. → the ids of those that do so now and did not before. Two inserts whatever the number. What was taken out stays
    out, unless a member brings it in. Refuses ("incident_not_open") what nobody has confirmed."""
    row = held.locked(incident_id)
    states.is_confirmed(queries.as_value(row))
    once = {one.message_id: one for one in reversed(members)}
    said = _said_at([one for one in once.values() if one.said_at is None])
    brand_id, by_member = tenancy.current_brand(), by.id if by.kind is ActorKind.MEMBER else None
    rows = [
        (
            new_id(), brand_id, row.id, one.message_id, one.case_id, one.identity_id, one.reason.value, one.likeness,
            one.said_at or said.get(one.message_id, at), at, by_member,
        )
        for one in once.values()
    ]  # fmt: skip
    found = bulk.insert("incidents_member", _MEMBER, rows, conflict="ON CONFLICT DO NOTHING", returning="message_id")
    fresh = [message_id for (message_id,) in found]
    if by_member is not None:
        fresh += _brought_back(row.id, [message_id for message_id in once if message_id not in set(fresh)], by_member, at)
    if fresh:
        _tell_of([once[message_id] for message_id in fresh], row, by, at)
    return tuple(fresh)


def take_out(*, incident_id: UUID, message_id: UUID, because: str, by: Actor, at: datetime) -> None:
    """This message does not belong, and no machine joins it again. A repeat changes nothing. Refuses without a reason ("incident_malformed"), and
    what is not there ("no_member")."""
    why = states.check_because(because)
    row = held.locked(incident_id)
    one = models.Member.objects.filter(incident_id=row.id, message_id=message_id).first()
    if one is None:
        raise Refusal("no_member", "This message is not part of the incident.", {"message_id": "unknown"})
    if one.out_at is not None:
        return
    one.out_at, one.out_because = at, why
    one.save(update_fields=["out_at", "out_because"])
    told = events.MemberTakenOut(**held.about(row), message_id=message_id, identity_id=one.identity_id, case_id=one.case_id)
    journal.record(told, by=by, at=at)


def set_apart(*, incident_id: UUID, case_id: UUID, apart: bool, by: Actor) -> None:
    """This case is answered by itself, or together with the others after all, whatever the rule says. Refuses ("no_member") a case that does not
    belong, and whoever is no member of the team."""
    held.member(by)
    rows = models.Member.objects.filter(incident_id=held.locked(incident_id).id, case_id=case_id, out_at=None)
    if not rows.update(apart=apart):
        raise Refusal("no_member", "This case is not part of the incident.", {"case_id": "unknown"})


def attach_signal(
    *,
    incident_id: UUID,
    kind: str,
    source: str,
    from_at: datetime,
    until_at: datetime | None,
    counts: Sequence[tuple[datetime, int]],
    by: Actor,
    at: datetime,
) -> None:
    """A machine speaks of it too. Told again of the same beginning, it is kept as it is told last; it is journalled once."""
    row = held.locked(incident_id)
    told = [(instant.isoformat(), count) for instant, count in counts]
    _, is_new = models.Signal.objects.update_or_create(
        incident_id=row.id,
        kind=kind,
        source=source[:_SOURCE_LENGTH],
        from_at=from_at,
        defaults={"until_at": until_at, "counts": told, "at": at},
    )
    if is_new:
        journal.record(events.SignalAttached(**held.about(row), signal=kind.replace("_", " ")), by=by, at=at)


# Whom it affected ----------------------------------------------------------------------------------------------------


def freeze(*, incident_id: UUID, rule: Rule, gives: Gives, by: Actor, at: datetime) -> CohortId:
    """Whom the rule means now, kept for ever: one row for each person, with the address that speaks for them and why they are affected. Three
    statements whatever the number. The same rule for the same gift and as many people is frozen once, clicked twice or by two. Refuses ("incident_not_open",
    "rule_malformed"), and a rule that means nobody ("nobody_affected")."""
    row = held.locked(incident_id)
    one = queries.as_value(row)
    states.is_confirmed(one)
    preview = queries.affected(incident_id=row.id, rule=rule, at=at)
    if not preview.people:
        raise Refusal("nobody_affected", "rule: it means nobody. Look at the stretch of time again.", {"rule": "nobody"})
    digest = _digest(rule, gives, preview.people)
    known = models.Cohort.objects.filter(incident_id=row.id, digest=digest).values_list("id", flat=True).first()
    if known is not None:
        return CohortId(known)
    cohort = models.Cohort.objects.create(
        incident_id=row.id,
        digest=digest,
        rule=affected.to_json(preview.rule),
        sentence=preview.sentence,
        gives=gives.words.strip(),
        pool=gives.pool_id,
        people=preview.people,
        silent=preview.silent,
        frozen_at=at,
        by_member_id=by.id if by.kind is ActorKind.MEMBER else None,
    )
    kept = _keep_people(cohort.id, queries.meant(one, rule, at=at)[1])
    if kept != preview.people:  # somebody was linked to somebody else between the two looks
        models.Cohort.objects.filter(id=cohort.id).update(people=kept)
    journal.record(events.CohortFrozen(**held.about(row), cohort_id=cohort.id, people=kept), by=by, at=at)
    return CohortId(cohort.id)


# ---------------------------------------------------------------------------------------------------------------------


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_counter (id, brand_id, last_number) VALUES (%s, %s, 1) ON CONFLICT (brand_id) "
            "DO UPDATE SET last_number = incidents_counter.last_number + 1 RETURNING last_number",
            [new_id(), tenancy.current_brand()],
        )
        return int(cursor.fetchone()[0])


def _said_at(members: Sequence[MemberIn]) -> dict[UUID, datetime]:
    if not members:
        return {}
    return {said.id: said.at for said in channels.messages(message_ids=[one.message_id for one in members])}


def _brought_back(incident_id: UUID, message_ids: Sequence[UUID], by_member: UUID, at: datetime) -> list[UUID]:
    out = models.Member.objects.filter(incident_id=incident_id, message_id__in=message_ids, out_at__isnull=False)
    found = list(out.values_list("message_id", flat=True))
    out.update(out_at=None, out_because="", reason="hand", by_member_id=by_member, joined_at=at)
    return found


def _tell_of(members: Sequence[MemberIn], row: models.Incident, by: Actor, at: datetime) -> None:
    """One fact for all, and one for each person and case on their own timelines."""
    cases = tuple(dict.fromkeys(one.case_id for one in members if one.case_id is not None))
    each = dict.fromkeys((one.identity_id, one.case_id) for one in members)
    journal.record(
        events.MembersJoined(**held.about(row), count=len(members), case_ids=cases),
        *(events.PartOfIncident(**held.about(row), identity_id=identity, case_id=case) for identity, case in each),
        by=by,
        at=at,
    )


def _digest(rule: Rule, gives: Gives, people: int) -> str:
    told = [affected.to_json(rule), gives.words.strip(), str(gives.pool_id or ""), people]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _keep_people(cohort_id: UUID, segment: Segment) -> int:
    text, values = segments.statement(segment=segment)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_affected (id, brand_id, cohort_id, person, identity_id, passed) "
            f"SELECT gen_random_uuid(), %s, %s, who.person_id, who.identity_id, who.passed FROM ({text}) AS who",
            [tenancy.current_brand(), cohort_id, *values],
        )
        return int(cursor.rowcount)
