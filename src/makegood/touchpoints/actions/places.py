"""Changes a brand's touchpoints and what it promises there. One transaction each, journalled; every version of a standard stays.

Works inside an open brand transaction.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.touchpoints import events, models, queries
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.types import Measure, Standard, Touchpoint

LONGEST_NAME, LONGEST_STANDARD, MOST = 100, 400, 60
_TARGETS = {Measure.FIRST_REPLY: (1, 10_080, "1 to 10,080 working minutes"), Measure.KEPT: (1, 100, "1 to 100 percent")}


def add(*, name: str, owner_id: UUID | None, words: str, by: Actor, at: datetime) -> str:
    """Adds a place of the brand's own, with what is promised there ('' for nothing yet), and returns its key.

    Refuses no name, one that is there already, an unknown member, and more than sixty places.
    """
    clean = _name(name)
    key = beginning.slug(clean)
    there = queries.touchpoints(unused_too=True)
    taken = {one.key for one in there} | {one.name.casefold() for one in there}
    if not key:
        raise Refusal("bad_name", "name: use at least one letter or digit.", {"name": "has no letter"})
    if key in taken or clean.casefold() in taken:
        raise Refusal("name_taken", f"name: “{clean}” is on the list already. Change that one.", {"name": "taken"})
    if len(there) >= MOST:
        raise Refusal("too_many", f"name: {MOST} touchpoints are on the list. Take one out of use first.", {"name": "too many"})
    _check_owner(owner_id)
    _row(Touchpoint(key, clean, owner_id=owner_id))
    journal.record(events.TouchpointAdded(touchpoint=key), by=by, at=at)
    if words.strip():
        set_standard(key=key, number=None, words=words, by=by, at=at)
    return key


def change(*, key: str, name: str, owner_id: UUID | None, in_use: bool, by: Actor, at: datetime) -> None:
    """Gives a place another name or owner, or takes it out of use: then nothing new is put to it by hand, and what was there stays. The same
    again changes nothing. Refuses as `add` does, and a place that is not there."""
    was = queries.touchpoint(key=key)
    now = replace(was, name=_name(name), owner_id=owner_id, in_use=in_use)
    what = [field for field in ("name", "owner_id", "in_use") if getattr(was, field) != getattr(now, field)]
    if not what:
        return
    if "name" in what and now.name.casefold() in {
        one.name.casefold() for one in queries.touchpoints(unused_too=True) if one.key != key
    }:
        raise Refusal("name_taken", f"name: “{now.name}” is on the list already.", {"name": "taken"})
    if "owner_id" in what:
        _check_owner(owner_id)
    _row(now)
    models.Touchpoint.objects.filter(key=key).update(name=now.name, owner_id=owner_id, in_use=in_use)
    said = ", ".join(_FIELDS[field] for field in what)
    journal.record(events.TouchpointChanged(touchpoint=key, what=said), by=by, at=at)


def set_standard(
    *,
    key: str,
    number: int | None,
    words: str,
    measure: Measure = Measure.WORDS,
    target: int | None = None,
    by: Actor,
    at: datetime,
) -> Standard:
    """From now on this holds at the place, instead of the standard `number`, or beside the others (None). The version before stays readable. The
    same again changes nothing. Refuses no words, a target that is none, and a standard that is not there."""
    clean = rules.one_line(rules.some_words(words, field="words", way_out="say what you promise here.", longest=LONGEST_STANDARD))
    target = _target(measure, target)
    place = _held(key)
    before = None if number is None else _there(place, number)
    if before and (before.words, before.measure, before.target) == (clean, measure, target):
        return before
    version = before.version + 1 if before else 1
    number = before.number if before else _next_number(key)
    now = Standard(number, version, clean, measure, target, at, _member(by))
    _write(key, [now])
    journal.record(events.StandardSet(touchpoint=key, number=number, version=version), by=by, at=at)
    return now


def end_standard(*, key: str, number: int, by: Actor, at: datetime) -> None:
    """It holds no longer; what it said stays readable. Refuses one that is not there; a repeat is such a one."""
    before = _there(_held(key), number)
    _write(key, [Standard(number, before.version + 1, "", since=at, by_member_id=_member(by))])
    journal.record(events.StandardEnded(touchpoint=key, number=number), by=by, at=at)


_FIELDS = {"name": "name", "owner_id": "owner", "in_use": "whether it is in use"}


def _member(by: Actor) -> UUID | None:
    return by.id if by.kind is ActorKind.MEMBER else None


def _name(name: str) -> str:
    return rules.one_line(rules.some_words(name, field="name", way_out="give it a name.", longest=LONGEST_NAME))


def _check_owner(owner_id: UUID | None) -> None:
    if owner_id is not None and owner_id not in {member.id for member in brands.members()}:
        raise Refusal("no_such_member", "owner: choose somebody of the team.", {"owner": "not in the team"})


def _row(place: Touchpoint) -> None:
    """There is a row for it from now on."""
    row = models.Touchpoint(key=place.key, name=place.name, owner_id=place.owner_id, in_use=place.in_use)
    models.Touchpoint.objects.bulk_create([row], ignore_conflicts=True)


def _held(key: str) -> Touchpoint:
    """The place, held to the end of the transaction: changes of its standards come one after the other. What it began with is written down as
    its first versions."""
    _row(queries.touchpoint(key=key))
    models.Touchpoint.objects.select_for_update().get(key=key)
    place = queries.touchpoint(key=key)
    if not models.Standard.objects.filter(key=key).exists():
        _write(key, place.standards)
    return place


def _there(place: Touchpoint, number: int) -> Standard:
    found = next((one for one in place.standards if one.number == number), None)
    if found is None:
        raise Refusal("no_such_standard", "number: this standard does not hold any more. Look again.", {"number": "unknown"})
    return found


def _next_number(key: str) -> int:
    latest = models.Standard.objects.filter(key=key).order_by("-number").values_list("number", flat=True).first()
    return (latest or 0) + 1


def _write(key: str, standards: Sequence[Standard]) -> None:
    models.Standard.objects.bulk_create(
        models.Standard(
            key=key,
            number=one.number,
            version=one.version,
            words=one.words,
            measure=one.measure,
            target=one.target,
            since=one.since,
            by_member_id=one.by_member_id,
        )
        for one in standards
    )


def _target(measure: Measure, target: int | None) -> int | None:
    if measure is Measure.WORDS:
        return None
    least, most, said = _TARGETS[measure]
    if target is None or not least <= target <= most:
        raise Refusal("bad_target", f"target: give {said}.", {"target": said})
    return target
