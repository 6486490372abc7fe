"""Does what happens to cases: open, join, answer, wait, resolve, reopen. Nothing is ever merged.

Works inside an open brand transaction. Arrivals of one conversation or one person are taken one after the other (advisory locks held
to the end of the transaction, taken in one order), and only after the lock is anything read; the unique indexes are the last guard.
Every action may be repeated: what is done already changes nothing and is not journalled again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Brand, Role
from makegood.cases import models, queries, rules
from makegood.cases.events import (
    CaseAssigned,
    CaseJoined,
    CaseNoted,
    CaseOpened,
    CaseRenamed,
    CaseReopened,
    CaseReplied,
    CaseResolved,
    CaseWaited,
    ConversationLinked,
)
from makegood.cases.types import Arrival, Candidate, CaseId, CaseState, Place, Placed, Placement, Turn
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy

_BUCKETS = 64  # advisory locks per brand and kind: enough to keep people apart, few enough for the lock table
_TITLE_LENGTH = 200
_Settled = tuple[Arrival, Place, Candidate | None]


def open_or_join(*, arrivals: Sequence[Arrival], at: datetime) -> list[Placement]:
    """Each arrival's case, in the order given: opened, joined, reopened, or none needed (rules.places decides).

    A fixed number of queries whatever the number of arrivals. A message that was placed before keeps its place; one that needed no case
    is looked at again, because it may have been read anew. Two workers with messages of one conversation, or of one person, make
    one case. The clock starts when the message came in, never later than `at`.
    """
    if not arrivals:
        return []
    _take_turns(arrivals)
    before = _placed_before(arrivals)
    fresh = {a.message_id: replace(a, at=min(a.at, at), order_number=a.order_number[:100]) for a in arrivals}
    todo = sorted((a for a in fresh.values() if a.message_id not in before), key=lambda a: (a.at, a.message_id))
    rows = _lock_candidates(todo)
    settled = rules.place_all(todo, _as_candidates(rows, todo), [new_id() for _ in todo])
    _store(settled, {row.id: row for row in rows}, at)
    after = before | {a.message_id: _placement(a, place) for a, place, _ in settled}
    return [after[a.message_id] for a in arrivals]


def take_turn(*, case_id: UUID) -> None:
    """Holds the case to the end of the transaction. Whoever changes what hangs on it (its makegood) and then the case takes it first, so
    that two never wait for each other."""
    _lock(case_id)


def assign(*, case_id: UUID, member_id: UUID | None, by: Actor, at: datetime) -> None:
    """Gives the case to a member, or back to everybody (None). Refuses somebody who may not answer."""
    owner = brands.member(member_id=member_id) if member_id else None
    if owner is not None and (not owner.active or owner.role is Role.VIEWER):
        sentence = f"{owner.name} cannot answer people here. Choose somebody who can."
        raise Refusal("not_assignable", sentence, {"member_id": "may not answer"})
    case = _lock(case_id)
    if case.owner_id == member_id:
        return
    case.owner_id = member_id
    case.save(update_fields=["owner_id"])
    name = owner.name if owner else "everybody"
    journal.record(CaseAssigned(**_about(case), owner=name, owner_id=member_id), by=by, at=at)


def resolve(*, case_id: UUID, how: str, by: Actor, at: datetime) -> None:
    """Closes the running segment; `how` says in a sentence how it was put right. Refuses to close without it."""
    how = _some_words(how, "how", "Say in a sentence how it was put right.")
    case = _lock(case_id)
    if case.state == CaseState.RESOLVED:
        return
    segment = _running_segment(case)
    _go_on(segment, at)
    segment.resolved_at, segment.how = at, how
    segment.save()
    case.state, case.turn, case.resolved_at = CaseState.RESOLVED, Turn.THEIRS, at
    case.save(update_fields=["state", "turn", "resolved_at"])
    journal.record(CaseResolved(**_about(case), number=case.number), by=by, at=at)


def reopen(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Makes it our turn: a resolved case starts a new segment with new promises, a waiting one goes on with the old."""
    case = _lock(case_id)
    if case.state == CaseState.OPEN:
        return
    if case.state == CaseState.RESOLVED:
        _start_segments([(CaseId(case.id), at)], brands.current())
    else:
        segment = _running_segment(case)
        _go_on(segment, at)
        segment.save()
    case.state, case.turn, case.resolved_at = CaseState.OPEN, Turn.OURS, None
    case.save(update_fields=["state", "turn", "resolved_at"])
    journal.record(CaseReopened(**_about(case), number=case.number), by=by, at=at)


def note_reply(*, case_id: UUID, outgoing_id: UUID, by: Actor, at: datetime, automatic: bool) -> None:
    """Counts an answer of ours, once per outgoing message. One that a member wrote or approved stops the first-reply clock and makes
    it their turn; an automatic one changes neither."""
    case = _lock(case_id)
    _, is_new = models.CaseReply.objects.get_or_create(
        outgoing_id=outgoing_id, defaults={"case_id": case.id, "automatic": automatic, "at": at}
    )
    if not is_new:
        return
    case.last_at = max(case.last_at, at)
    if not automatic and case.state != CaseState.RESOLVED:
        segment = _running_segment(case)
        segment.first_replied_at = segment.first_replied_at or at
        segment.waiting_since = segment.waiting_since or at
        segment.save()
        case.state, case.turn = CaseState.WAITING, Turn.THEIRS
    case.save(update_fields=["state", "turn", "last_at"])
    journal.record(CaseReplied(**_about(case), outgoing_id=outgoing_id), by=by, at=at)


def wait(*, case_id: UUID, by: Actor, at: datetime, on: Turn = Turn.THEIRS) -> None:
    """Sets the case aside until they write (`Turn.THEIRS`: the resolution clock stands still) or a parcel moves (`Turn.PARCEL`: it
    goes on). Refuses for a resolved case, and to wait for ourselves."""
    if on is Turn.OURS:
        raise Refusal("nothing_to_wait_for", "Say what the case waits for: them, or a parcel.", {"on": "ours is our turn"})
    case = _lock(case_id)
    if case.state == CaseState.RESOLVED:
        raise Refusal("case_resolved", "This case is resolved. Open it again first.", {"case_id": "resolved"})
    if (case.state, case.turn) == (CaseState.WAITING, on):
        return
    segment = _running_segment(case)
    if on is Turn.THEIRS:
        segment.waiting_since = segment.waiting_since or at
    else:
        _go_on(segment, at)
    segment.save()
    case.state, case.turn = CaseState.WAITING, on
    case.save(update_fields=["state", "turn"])
    journal.record(CaseWaited(**_about(case), turn=on), by=by, at=at)


def note(*, case_id: UUID, text: str, by: Actor, at: datetime) -> UUID:
    """Keeps a note for colleagues. Never repeatable by itself: each call is one note. Refuses an empty one and a writer who is no member."""
    text = _some_words(text, "text", "Write something in the note first.")
    if by.id is None:
        raise Refusal("not_a_member", "Only a member of the team can leave a note.", {"by": "not a member"})
    case = _lock(case_id)
    made = models.Note.objects.create(case_id=case.id, member_id=by.id, text=text, at=at)
    journal.record(CaseNoted(**_about(case), note_id=made.id), by=by, at=at)
    return made.id


def rename(*, case_id: UUID, title: str, by: Actor, at: datetime) -> None:
    """Gives the case another title. Refuses an empty one and one of more than 200 characters."""
    title = _some_words(title, "title", "A case is called by what happened to whom. Give it a title.")
    if len(title) > _TITLE_LENGTH:
        raise Refusal("title_too_long", f"A title has at most {_TITLE_LENGTH} characters.", {"title": "too long"})
    case = _lock(case_id)
    if case.title == title:
        return
    case.title = title
    case.save(update_fields=["title"])
    journal.record(CaseRenamed(**_about(case)), by=by, at=at)


def link_conversation(*, case_id: UUID, conversation_id: UUID, by: Actor, at: datetime) -> None:
    """Puts another conversation to the case: what is written in it belongs here from now on. Refuses one that another case holds."""
    _take_buckets({conversation_id.int % _BUCKETS})
    case = _lock(case_id)
    held = queries.case_ids_of_conversations(conversation_ids=[conversation_id]).get(conversation_id)
    if held == case.id:
        return
    if held is not None:
        raise Refusal(
            "conversation_taken", "This conversation belongs to another case.", {"conversation_id": "belongs to another case"}
        )
    models.CaseConversation.objects.create(case_id=case.id, conversation_id=conversation_id, linked_at=at)
    journal.record(ConversationLinked(**_about(case), conversation_id=conversation_id), by=by, at=at)


# Open or join: the steps in their order --------------------------------------------------------------------------------


def _take_turns(arrivals: Sequence[Arrival]) -> None:
    conversations = {a.conversation_id.int % _BUCKETS for a in arrivals}
    people = {_BUCKETS + min(a.identity_id, *a.person_identity_ids).int % _BUCKETS for a in arrivals}
    _take_buckets(conversations | people)


def _take_buckets(buckets: Iterable[int]) -> None:
    """Waits for everybody who works on the same buckets of this brand; always in ascending order, so that nobody waits in a ring."""
    space = hashlib.blake2s(tenancy.current_brand().bytes, digest_size=4, person=b"cases").digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket) FROM (SELECT unnest(%s::int[]) AS bucket ORDER BY 1 OFFSET 0) AS one_by_one",
            [int.from_bytes(space, signed=True), sorted(buckets)],
        )


def _placed_before(arrivals: Sequence[Arrival]) -> dict[UUID, Placement]:
    rows = models.CaseMessage.objects.filter(message_id__in=[a.message_id for a in arrivals])
    return {r.message_id: Placement(r.message_id, CaseId(r.case_id), Placed(r.placed)) for r in rows}


def _lock_candidates(arrivals: Sequence[Arrival]) -> list[models.Case]:
    """The cases that these arrivals may belong to, locked in the order of their ids."""
    if not arrivals:
        return []
    people = {identity for a in arrivals for identity in (a.identity_id, *a.person_identity_ids)}
    links = queries.case_ids_of_conversations(conversation_ids=[a.conversation_id for a in arrivals])
    live = models.Case.objects.filter(identity_id__in=people, last_at__gte=min(a.at for a in arrivals) - rules.SAME_MATTER)
    ids = {*links.values(), *live.exclude(state=CaseState.RESOLVED).values_list("id", flat=True)}
    return list(models.Case.objects.select_for_update().filter(id__in=ids).order_by("id"))


def _as_candidates(rows: Sequence[models.Case], arrivals: Sequence[Arrival]) -> list[Candidate]:
    links = queries.case_ids_of_conversations(conversation_ids=[a.conversation_id for a in arrivals])
    held: dict[UUID, set[UUID]] = {}
    for conversation_id, case_id in links.items():
        held.setdefault(case_id, set()).add(conversation_id)
    return [
        Candidate(
            case_id=CaseId(row.id),
            state=CaseState(row.state),
            turn=Turn(row.turn),
            identity_id=row.identity_id,
            conversation_ids=frozenset(held.get(row.id, ())),
            order_number=row.order_number,
            harm=row.harm,
            urgency=row.urgency,
            feeling=row.feeling,
            last_at=row.last_at,
        )
        for row in rows
    ]


def _store(settled: Sequence[_Settled], rows: dict[UUID, models.Case], at: datetime) -> None:
    """Writes everything that was settled, each table once."""
    touched = [(arrival, place, case) for arrival, place, case in settled if case is not None]
    if not touched:
        return
    brand = brands.current()
    opened = {case.case_id: arrival for arrival, place, case in touched if place.placed is Placed.OPENED}
    final = {case.case_id: case for _, _, case in touched}
    numbers = _insert_cases([(arrival, final[case_id]) for case_id, arrival in opened.items()])
    numbers |= {row.id: row.number for row in rows.values()}
    _update_cases([case for case_id, case in final.items() if case_id not in opened])
    _resume_segments(touched, set(opened), brand)
    _start_segments([(c.case_id, _since(a, rows.get(c.case_id))) for a, p, c in touched if p.placed is not Placed.JOINED], brand)
    _link([(a, c.case_id) for a, _, c in touched])
    models.CaseMessage.objects.bulk_create(
        models.CaseMessage(message_id=a.message_id, case_id=c.case_id, placed=p.placed, at=a.at) for a, p, c in touched
    )
    journal.record(*(_event(a, p, c, numbers) for a, p, c in touched), by=SYSTEM, at=at)


def _insert_cases(opened: Sequence[tuple[Arrival, Candidate]]) -> dict[UUID, int]:
    """Creates the cases and returns their numbers."""
    numbers: dict[UUID, int] = dict(zip((case.case_id for _, case in opened), _take_numbers(len(opened)), strict=True))
    models.Case.objects.bulk_create(
        models.Case(
            id=case.case_id,
            number=numbers[case.case_id],
            title=_title(arrival),
            state=case.state,
            turn=case.turn,
            identity_id=case.identity_id,
            harm=case.harm,
            urgency=case.urgency,
            feeling=case.feeling,
            order_number=case.order_number,
            opened_at=arrival.at,
            last_at=case.last_at,
        )
        for arrival, case in opened
    )
    return numbers


def _take_numbers(count: int) -> range:
    """The brand's next `count` case numbers, by one statement on the brand's counter row."""
    if not count:
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casecounter (id, brand_id, last_number) VALUES (%s, %s, %s) ON CONFLICT (brand_id) "
            "DO UPDATE SET last_number = cases_casecounter.last_number + EXCLUDED.last_number RETURNING last_number",
            [new_id(), tenancy.current_brand(), count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def _update_cases(cases: Sequence[Candidate]) -> None:
    if not cases:
        return
    fields = ("state", "turn", "order_number", "harm", "urgency", "feeling", "last_at")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET state = now.state, turn = now.turn, order_number = now.order_number, harm = now.harm, "
            "urgency = now.urgency, feeling = now.feeling, last_at = now.last_at, "
            "resolved_at = CASE WHEN now.state = 'resolved' THEN cases_case.resolved_at END "
            "FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[]) "
            "AS now(id, state, turn, order_number, harm, urgency, feeling, last_at) WHERE cases_case.id = now.id",
            [[c.case_id for c in cases], *([getattr(c, field) for c in cases] for field in fields)],
        )


def _resume_segments(touched: Sequence[tuple[Arrival, Place, Candidate]], opened: set[CaseId], brand: Brand) -> None:
    """Lets the resolution clocks go on that stood still while we waited for what has now arrived."""
    asked: dict[UUID, datetime] = {}
    for arrival, place, case in touched:
        if place.placed is Placed.JOINED and case.case_id not in opened and not rules.is_mere_thanks(arrival):
            asked.setdefault(case.case_id, arrival.at)
    paused = list(models.Segment.objects.filter(case_id__in=asked, resolved_at__isnull=True, waiting_since__isnull=False))
    for segment in paused:
        _go_on(segment, asked[segment.case_id], brand)
    models.Segment.objects.bulk_update(paused, ["waiting_since", "resolution_due_at"])


def _link(pairs: Sequence[tuple[Arrival, CaseId]]) -> None:
    held = queries.case_ids_of_conversations(conversation_ids=[a.conversation_id for a, _ in pairs])
    fresh = {a.conversation_id: (case_id, a.at) for a, case_id in reversed(pairs) if a.conversation_id not in held}
    models.CaseConversation.objects.bulk_create(
        models.CaseConversation(case_id=case_id, conversation_id=conversation_id, linked_at=linked_at)
        for conversation_id, (case_id, linked_at) in fresh.items()
    )


def _event(arrival: Arrival, place: Place, case: Candidate, numbers: dict[UUID, int]) -> Event:
    about = {"identity_id": arrival.identity_id, "case_id": case.case_id, "message_id": arrival.message_id}
    if place.placed is Placed.OPENED:
        return CaseOpened(**about, number=numbers[case.case_id], harm=case.harm)
    if place.placed is Placed.REOPENED:
        return CaseReopened(**about, number=numbers[case.case_id])
    return CaseJoined(**about)


def _title(arrival: Arrival) -> str:
    return (arrival.title.strip() or arrival.words.strip() or "Somebody wrote to us")[:_TITLE_LENGTH]


def _since(arrival: Arrival, row: models.Case | None) -> datetime:
    """When a segment starts: when the message came in, but not before the case was resolved."""
    return max(arrival.at, row.resolved_at) if row is not None and row.resolved_at else arrival.at


def _placement(arrival: Arrival, place: Place) -> Placement:
    return Placement(arrival.message_id, place.case_id, place.placed)


# Shared by all ------------------------------------------------------------------------------------------------------------


def _start_segments(starts: Sequence[tuple[CaseId, datetime]], brand: Brand) -> None:
    """New segments with the brand's promises, in business time from their start."""
    if not starts:
        return
    past = models.Segment.objects.filter(case_id__in=[case_id for case_id, _ in starts]).values_list("case_id", flat=True)
    before = Counter(past)
    models.Segment.objects.bulk_create(
        models.Segment(
            case_id=case_id,
            ordinal=before[case_id] + 1,
            opened_at=start,
            first_reply_due_at=brand_rules.add_business_time(start=start, minutes=brand.first_reply_minutes, hours=brand.hours),
            resolution_due_at=brand_rules.add_business_time(start=start, minutes=brand.resolution_minutes, hours=brand.hours),
        )
        for case_id, start in starts
    )


def _go_on(segment: models.Segment, at: datetime, brand: Brand | None = None) -> None:
    """Ends a wait for them: the resolution is due later by the business time that we waited. Nothing where nobody waited."""
    if segment.waiting_since is None:
        return
    segment.resolution_due_at = rules.due_after_wait(
        due_at=segment.resolution_due_at,
        waiting_since=segment.waiting_since,
        until=max(at, segment.waiting_since),
        hours=(brand or brands.current()).hours,
    )
    segment.waiting_since = None


def _lock(case_id: UUID) -> models.Case:
    case = models.Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise queries.no_such_case("case_id")
    return case


def _running_segment(case: models.Case) -> models.Segment:
    return models.Segment.objects.get(case_id=case.id, resolved_at__isnull=True)


def _about(case: models.Case) -> dict[str, UUID]:
    return {"identity_id": case.identity_id, "case_id": case.id}


def _some_words(text: str, field: str, way_out: str) -> str:
    words = text.strip().replace("\x00", "")
    if not words:
        raise Refusal(f"{field}_missing", way_out, {field: "missing"})
    return words
