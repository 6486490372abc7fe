"""At which touchpoint it happened: written down for each case, with the reason. What may cost us somebody is filed as a finding there. Says
nothing to anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand, Member, Permission
from makegood.cases import queries as cases
from makegood.cases.types import Case, CaseId
from makegood.channels import queries as channels
from makegood.channels.adapters.counter.adapter import SUBJECTS
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.flows import findings, health_days, meaning, speaking
from makegood.kernel import actors
from makegood.orders import queries as orders
from makegood.orders.types import RecentLine
from makegood.people import queries as people
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.promises.rules import verdicts
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints.actions import recording
from makegood.touchpoints.rules import where as rules
from makegood.touchpoints.rules.where import Circumstance
from makegood.touchpoints.types import Contact, Presence, Where
from makegood.understanding import queries as understanding
from makegood.understanding.types import Reading

PAST = "touchpoints_past"
CAME_IN_AT = ("visit",)  # where people are without a promise or a word: the counter
CASES = 200  # of the past at a time
PAUSE = timedelta(seconds=1)  # then others have their turn
_LONGEST = 2_000  # letters that are looked through
_LONG_AGO = timedelta(days=3_660)
_SPOKEN = {words: how.value for how, words in SUBJECTS.items()}


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that belongs to a case, as far as it tells where something happened."""

    case_id: UUID
    message: Message
    identity_id: UUID
    reading: Reading
    line: RecentLine | None
    order_number: str


def record(seen: Sequence[Seen], *, at: datetime) -> None:
    """Where each of these cases happened, by its first message; and a finding where somebody may leave. One statement for the most of them; the
    brand's hours are asked for where the hour matters, and what a finding takes where there is one. May be repeated."""
    if not seen:
        return
    by_day = [rules.where(_circumstance(one)) for one in seen]
    brand = brands.current() if any(rules.needs_hour(one) for one in by_day) else None
    found = [_at_its_hour(one, brand, each.message.at) for one, each in zip(by_day, seen, strict=True)]
    recording.record(contacts=[_contact(each, place) for each, place in zip(seen, found, strict=True)])
    _spoke(zip([(each.case_id, each.identity_id, each.message.at) for each in seen], found, strict=True))
    health_days.soon([each.message.at for each in seen], at=at)
    leaving = [(each, place) for each, place in zip(seen, found, strict=True) if meaning.leaving(each.reading)]
    findings.noticed([_noticed(each, place) for each, place in leaving], at=at)


def came_in(*, identity_id: UUID, identity_ids: Sequence[UUID], source: str, key: str, at: datetime) -> None:
    """Somebody is at a touchpoint who was not expected there; where they spoke of the place in a case within a day, that counts. May be repeated."""
    near = [one.id for one in cases.cases_of(identity_ids=identity_ids) if abs(one.opened_at - at) < recording.SAME_TIME]
    spoke = next((one for one, place in touchpoints.places_of(case_ids=near).items() if place == key), None) if near else None
    recording.came_in(presence=Presence(source, key, identity_id, at), case_id=spoke)
    health_days.soon([at], at=at)


def read_anew(seen: Sequence[tuple[Seen, Seen]], *, at: datetime) -> None:
    """Messages were read otherwise: as they were seen, and as they are now. Where one is its case's first, the place follows, unless a member has said it,
    and so do complaint and harm; a later one can only make a complaint of it. A few queries, and one for each in which somebody may leave."""
    if not seen:
        return
    places = [tuple(rules.where(_circumstance(one)) for one in both) for both in seen]
    brand = brands.current() if any(rules.needs_hour(one) for both in places for one in both) else None
    contacts = [
        tuple(_contact(one, _at_its_hour(place, brand, one.message.at)) for one, place in zip(both, where, strict=True))
        for both, where in zip(seen, places, strict=True)
    ]
    recording.record(contacts=[now for _, now in contacts])
    firsts = {ids[0] for ids in cases.messages_of_cases(case_ids=[one.case_id for _, one in seen]).values()}
    moved = {
        one.case_id: now for (_, one), (was, now) in zip(seen, contacts, strict=True) if one.message.id in firsts and was != now
    }
    recording.say_anew(contacts=list(moved.values()))
    health_days.soon([one.message.at for _, one in seen], at=at)
    findings.noticed(
        [_noticed_anew(one, now) for (_, one), (_, now) in zip(seen, contacts, strict=True) if meaning.leaving(one.reading)],
        at=at,
    )


def set_right(*, number: int, key: str, member: Member, at: datetime) -> None:
    """A member says where a case happened. Refuses who may not answer, and a place that is not there."""
    business.require(member.role, Permission.ANSWER)
    case = cases.by_number(number=number)
    recording.set_right(case_id=case.id, key=key, by=actors.member(member.id), at=at)
    kept = touchpoints.contact(case_id=case.id)
    health_days.soon([kept.at] if kept else [], at=at)


def place(*, case_ids: Sequence[UUID]) -> None:
    """Puts these cases to their touchpoints, where they are nowhere: they were brought back. May be repeated."""
    found = {case.id: case for case in cases.cases(case_ids=case_ids)}
    contacts = _of_past(list(found.values()))
    recording.record(contacts=contacts)
    _spoke(((one.case_id, found[CaseId(one.case_id)].identity_id, one.at), one.where) for one in contacts)


def go_through_past(items: Sequence[Taken], at: datetime) -> None:
    """A stretch of the cases that were there before, the latest first, and a work row for the next one."""
    for item in items:
        place = go_on(before=UUID(item.payload["before"]) if "before" in item.payload else None)
        if place is not None:
            work.leave(PAST, [Item(key=item.key, due_at=at + PAUSE, payload={"before": str(place)})])


def go_on(*, before: UUID | None) -> UUID | None:
    """Puts what is nowhere yet of a stretch of cases, from before a place on, to its touchpoints; returns where the next begins, None at the
    end. Proposes no finding: that is news of long ago. May be repeated from any place."""
    found = cases.page(before=before, since=None, limit=CASES)
    recording.record(contacts=_of_past(found))
    return found[-1].id if len(found) == CASES else None


# ---------------------------------------------------------------------------------------------------------------------


def _circumstance(one: Seen) -> Circumstance:
    subject = "" if speaking.is_answer(one.message.subject) else one.message.subject
    line = one.line
    return Circumstance(
        words=f"{subject}\n{one.message.said}"[:_LONGEST],
        harms=meaning.harms(one.reading),
        act=meaning.act(one.reading),
        order=one.order_number,
        delivery=verdicts.touchpoint_of(reason=line.reason, service=line.service) if line else "",
        spoken=_SPOKEN.get(one.message.subject, "") if one.message.channel_kind == "counter" else "",
    )


def _at_its_hour(found: Where, brand: Brand | None, at: datetime) -> Where:
    """What depends on the hour, where nobody was here then, was out of hours."""
    if brand is None or not rules.needs_hour(found) or business.is_open(hours=brand.hours, at=at):
        return found
    return rules.by_night()


def _contact(one: Seen, place: Where) -> Contact:
    harm = meaning.harm(one.reading)
    complains = bool(harm) or meaning.is_let_down(one.reading)
    return Contact(one.case_id, place, one.message.at, complains, harm)


def _spoke(said: Iterable[tuple[tuple[UUID, UUID, datetime], Where]]) -> None:
    """Whoever was there and speaks of it now (case, identity, instant) is counted once. No query where nobody speaks of such a place."""
    those = [(one, place.key) for one, place in said if place.key in CAME_IN_AT]
    persons = people.persons_of(identity_ids=[who for (_, who, _), _ in those]) if those else {}
    for (case_id, who, at), key in those:
        ids = [each.id for each in persons[who].identities] if who in persons else [who]
        recording.spoke(case_id=case_id, key=key, identity_ids=ids, at=at)


def _noticed(one: Seen, place: Where) -> findings.Noticed:
    return findings.Noticed(one.case_id, one.identity_id, one.message, one.reading, place.key)


def _noticed_anew(one: Seen, contact: Contact) -> findings.Noticed:
    kept = touchpoints.contact(case_id=one.case_id)
    return _noticed(one, kept.where if kept else contact.where)


def _of_past(found: Sequence[Case]) -> list[Contact]:
    """Where these cases happened, by what their first messages say; by the case alone where nobody has read them. Five queries."""
    if not found:
        return []
    there = touchpoints.placed(case_ids=[case.id for case in found])
    wanted = [case for case in found if case.id not in there]
    firsts = {case_id: ids[0] for case_id, ids in cases.messages_of_cases(case_ids=[case.id for case in wanted]).items() if ids}
    heard = channels.messages(message_ids=list(firsts.values()))
    said: dict[UUID, Message] = {one.id: one for one in heard if one.direction is Direction.IN}
    read = understanding.readings(message_ids=list(said))
    since = min((case.opened_at for case in wanted), default=None)
    whose = list({case.identity_id for case in wanted})
    lines = orders.recent_lines(identity_ids=whose, since=since - _LONG_AGO) if since and whose else ()
    by_number = {line.order_number: line for line in lines}
    brand = brands.current()
    first = {case_id: said[message_id] for case_id, message_id in firsts.items() if message_id in said}
    return [_past_contact(case, first.get(case.id), read, by_number, brand) for case in wanted]


def _past_contact(
    case: Case, message: Message | None, read: Mapping[UUID, Reading], lines: Mapping[str, RecentLine], brand: Brand
) -> Contact:
    reading = read.get(message.id) if message else None
    if message is not None and reading is not None:
        seen = Seen(case.id, message, case.identity_id, reading, lines.get(case.order_number), case.order_number)
        return _contact(seen, _at_its_hour(rules.where(_circumstance(seen)), brand, case.opened_at))
    line = lines.get(case.order_number)
    delivery = verdicts.touchpoint_of(reason=line.reason, service=line.service) if line else ""
    words = message.said[:_LONGEST] if message else case.title
    plain = Circumstance(words, (case.harm,) if case.harm else (), order=case.order_number, delivery=delivery)
    return Contact(case.id, _at_its_hour(rules.where(plain), brand, case.opened_at), case.opened_at, bool(case.harm), case.harm)
