"""Saves segments, and keeps who fits them: all of them once, when a rule is saved; then only those for whom something changed, and at midnight those
whose facts grew too old. Everything may be repeated, and is equal to a recount (a property test).

A recount holds the segment alone, a change of some people holds it together with others of its kind and takes turns for the people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people import segments as over_facts
from makegood.people.actions import watching
from makegood.people.rules import segments as in_hand
from makegood.people.types import Fact, Identity, IdentityKind, Person, PersonId, Segment
from makegood.platform import bulk, journal, tenancy, turns
from makegood.platform.arrays import array
from makegood.segments import events, models, queries
from makegood.segments.rules import reading
from makegood.segments.types import Rule, SegmentId

AT_ONCE = 20_000  # people whose days moved, at midnight; for more everybody is counted anew
_MEMBER = {
    "id": "uuid",
    "brand_id": "uuid",
    "segment_id": "uuid",
    "person_id": "uuid",
    "identity_id": "uuid",
    "since": "timestamptz",
}


def save(*, name: str, rule: Rule, segment_id: UUID | None = None, by: Actor, at: datetime) -> SegmentId:
    """Keeps a rule under a name, a new one or in the place of `segment_id`'s, and who fits it. Refuses whoever may not ("not_allowed"), a name that
    is none or taken ("segment_named"), and what `reading.check` does. One statement finds everybody."""
    _require(by)
    reading.check(rule)
    clean = " ".join(name.split())[: reading.LONGEST_NAME]
    if not clean:
        raise Refusal("segment_named", "name: give it a name.", {"name": "empty"})
    if set(models.Segment.objects.filter(name=clean).values_list("id", flat=True)) - {segment_id}:
        raise Refusal("segment_named", f"name: there is a segment “{clean}” already.", {"name": "taken"})
    lines = [
        {"kind": one.kind, "has": one.has, "within_days": one.within_days, "value": [list(each) for each in one.value]}
        for one in rule.lines
    ]
    values = {
        "name": clean,
        "lines": lines,
        "every": rule.every,
        "as_of": brands.local_day(at),
        "by_member_id": by.id,
        "saved_at": at,
    }
    if segment_id is None:
        saved = SegmentId(models.Segment.objects.create(**values).id)
    else:
        saved = queries.segment(segment_id=segment_id).id
        models.Segment.objects.filter(id=saved).update(**values)
    _watch()
    recount(segment_id=saved, at=at)
    journal.record(events.SegmentSaved(segment_id=saved, name=clean), by=by, at=at)
    return saved


def take_away(*, segment_id: UUID, by: Actor, at: datetime) -> None:
    """The rule and who fitted it are gone. Refuses whoever may not, and ("no_such_segment")."""
    _require(by)
    gone = queries.segment(segment_id=segment_id)
    models.Member.objects.filter(segment_id=segment_id).delete()
    models.Segment.objects.filter(id=segment_id).delete()
    _watch()
    journal.record(events.SegmentGone(segment_id=gone.id, name=gone.name), by=by, at=at)


def recount(*, segment_id: UUID, at: datetime) -> int:
    """Everybody anew, as of today. → how many fit. Two statements."""
    row = models.Segment.objects.select_for_update().get(id=segment_id)
    models.Segment.objects.filter(id=segment_id).update(as_of=brands.local_day(at))
    text, values = over_facts.statement(segment=_meant(queries.rule_of(row), brands.local_day(at)))
    brand_id = tenancy.current_brand()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.segment_fits")
        cursor.execute(f"CREATE TEMPORARY TABLE segment_fits ON COMMIT DROP AS {text}", values)
        cursor.execute(
            "DELETE FROM segments_member AS m WHERE segment_id = %s AND NOT EXISTS "
            "(SELECT FROM segment_fits AS f WHERE f.person_id = m.person_id)",
            [segment_id],
        )
        cursor.execute(
            "INSERT INTO segments_member (id, brand_id, segment_id, person_id, identity_id, since) "
            "SELECT gen_random_uuid(), %s, %s, person_id, identity_id, %s FROM segment_fits "
            "ON CONFLICT (brand_id, segment_id, person_id) DO UPDATE SET identity_id = EXCLUDED.identity_id "
            "WHERE segments_member.identity_id <> EXCLUDED.identity_id",
            [brand_id, segment_id, at],
        )
        cursor.execute("SELECT count(*) FROM segment_fits")
        return int(cursor.fetchone()[0])


def refresh(*, identity_ids: Iterable[UUID], at: datetime) -> None:
    """Works out anew which segments these people fit, and writes only what changed. As many queries for one person as for a thousand."""
    whom = sorted(set(identity_ids))
    if not whom or not models.Segment.objects.exists():
        return
    turns.take(f"segments {tenancy.current_brand()}", [str(one) for one in people.person_ids_of(identity_ids=whom).values()])
    rules = _held_rules()
    persons: dict[UUID, Person] = {one.id: one for one in people.persons_of(identity_ids=whom).values()}
    kinds = sorted({line.kind for rule, _ in rules.values() for line in rule.lines})
    theirs = [one.id for person in persons.values() for one in person.identities]
    facts = people.facts_of(identity_ids=theirs, kinds=kinds)
    fits = {segment_id: _who_fits(_meant(rule, on), persons, facts) for segment_id, (rule, on) in rules.items()}
    _write(fits, persons, theirs, at)


def roll(*, at: datetime) -> None:
    """A new day of the brand's: whoever has a fact that is too old now for a line, or was not yet, is worked out anew; nobody else."""
    today, zone = brands.local_day(at), brands.current().zone
    for segment_id, (rule, before) in queries.rules().items():
        if before == today:
            continue
        moved: set[UUID] = set()
        for line in rule.lines:
            if line.within_days is not None:
                old, new = (reading.since(line, on=on, zone=zone) for on in sorted((before, today)))
                moved.update(over_facts.noted_between(kind=line.kind, since=old, until=new, limit=AT_ONCE + 1))
        if len(moved) > AT_ONCE:
            recount(segment_id=segment_id, at=at)
            continue
        models.Segment.objects.filter(id=segment_id).update(as_of=today)
        refresh(identity_ids=moved, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _held_rules() -> Mapping[SegmentId, tuple[Rule, date]]:
    """All rules; nobody counts one of them anew before we are done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM segments_segment ORDER BY id FOR KEY SHARE")
    return queries.rules()


def _who_fits(segment: Segment, persons: Mapping[UUID, Person], facts: Sequence[Fact]) -> set[UUID]:
    whose: dict[UUID, PersonId] = {one.id: person.id for person in persons.values() for one in person.identities}
    companies = {one.id for one in persons.values() if one.is_company}
    return set(in_hand.meant(segment, facts=facts, persons=whose, companies=companies))


def _write(fits: Mapping[SegmentId, set[UUID]], persons: Mapping[UUID, Person], theirs: Sequence[UUID], at: datetime) -> None:
    there: dict[UUID, dict[UUID, tuple[UUID, UUID]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [array(list(persons)), array(list(theirs))])
        for segment_id, person_id, row_id, identity_id in cursor.fetchall():
            there[segment_id][person_id] = (row_id, identity_id)
    gone, new, brand_id = [], [], tenancy.current_brand()
    for segment_id, who in fits.items():
        known = there.get(segment_id, {})
        for person_id, (row_id, identity_id) in known.items():
            if person_id not in who or identity_id != _speaks(persons[person_id]):  # `who` are of these people
                gone.append(row_id)
        new += [
            (new_id(), brand_id, segment_id, person_id, _speaks(persons[person_id]), at)
            for person_id in sorted(who)
            if person_id not in known or known[person_id][1] != _speaks(persons[person_id])
        ]
    models.Member.objects.filter(id__in=gone).delete()
    bulk.insert("segments_member", _MEMBER, new, conflict="ON CONFLICT DO NOTHING")


_THERE = """
SELECT segment_id, person_id, id, identity_id FROM segments_member WHERE person_id = ANY(%s::uuid[]) OR identity_id = ANY(%s::uuid[])
"""


def _speaks(person: Person) -> UUID:
    """As `people.segments` has it: a mail address before others, a verified one first, then the oldest."""
    return min(person.identities, key=_rank).id


def _rank(one: Identity) -> tuple[bool, bool, UUID]:
    return (one.kind is not IdentityKind.EMAIL, not one.verified, one.id)


def _meant(rule: Rule, on: date) -> Segment:
    return reading.as_segment(rule, on=on, zone=brands.current().zone)


def _watch() -> None:
    kinds = {line.kind for rule, _ in queries.rules().values() for line in rule.lines}
    watching.watch(kinds=kinds, by="segments")


def _require(by: Actor) -> None:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can save a segment.")
    brand_rules.require(brands.member(member_id=by.id).role, Permission.SET_POLICY)
