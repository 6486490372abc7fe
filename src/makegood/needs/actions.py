"""Keeps what people need: told, changed, ended, acted on, withdrawn. Works inside an open brand transaction; everything may be repeated.

No need is kept without consent, and when that is withdrawn the words are gone. The journal holds none of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.needs import events, models, queries
from makegood.needs.rules import audiences as audience_rules
from makegood.needs.rules import meanings, telling
from makegood.needs.types import Audience, How, Need, NeedIn
from makegood.people import queries as people
from makegood.platform import journal, tenancy, turns

_CALLED = {
    "what": "what", "why": "why", "means": "what it means", "audiences": "who may see it", "touchpoints": "where", "from_on": "from",
    "until_on": "until", "agreed_how": "how they agreed",
}  # fmt: skip


def tell(*, need: NeedIn, by: Actor, at: datetime) -> Need:
    """Keeps a need. Told again in the same words by the same person it is one need, and what is said now counts. Refuses
    ("need_malformed") an empty one, one without consent, for nobody, or of days that cannot be; "no_identity"."""
    zone = brands.current().zone
    telling.check(need, audiences=_keys(), today=telling.today(at, zone))
    key = telling.key(need.what)
    theirs = _same_person(need.identity_id)
    turns.take(f"needs of {tenancy.current_brand().hex}", {min(theirs).hex})
    there = models.Need.objects.filter(identity_id__in=theirs, key=key, ended_at=None, withdrawn_at=None).first()
    values = _columns(need, zone)
    if there is not None:
        return _change(there, values, by=by, at=at)
    row = models.Need.objects.create(identity_id=need.identity_id, key=key, told_at=at, **values)
    journal.record(events.NeedTold(identity_id=row.identity_id, need_id=row.id, source=need.source.value), by=by, at=at)
    return queries.as_value(row)


def change(*, need_id: UUID, need: NeedIn, by: Actor, at: datetime) -> Need:
    """Sets a need right: what is given replaces what stood there, its consent included. Refuses what `tell` refuses, one that has ended
    ("need_over"), and one of somebody else than `need` names ("no_such_need")."""
    zone = brands.current().zone
    telling.check(need, audiences=_keys(), today=telling.today(at, zone))
    row = _locked(need_id)
    _refuse_over(row)
    if row.identity_id not in _same_person(need.identity_id):
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"})
    return _change(row, _columns(need, zone), by=by, at=at)


def end(*, need_id: UUID, by: Actor, at: datetime) -> None:
    """It is not needed any more: shown to nobody from now on. A repeat changes nothing."""
    row = _locked(need_id)
    if row.ended_at is not None or row.withdrawn_at is not None:
        return
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    journal.record(events.NeedEnded(identity_id=row.identity_id, need_id=row.id), by=by, at=at)


def withdraw(*, need_id: UUID, by: Actor, at: datetime) -> None:
    """They take back that we may keep it: its words are erased at once, wherever they stand here; that there was something stays, without
    words. A repeat changes nothing."""
    row = _locked(need_id)
    if row.withdrawn_at is not None:
        return
    row.key, row.what, row.why, row.agreed_how, row.means = str(row.id), "", "", "", []
    row.withdrawn_at, row.message_id = at, None
    row.save()
    journal.record(events.NeedWithdrawn(identity_id=row.identity_id, need_id=row.id), by=by, at=at)


def note_acted(
    *, need_ids: Sequence[UUID], how: How, audience: str, occasion_kind: str, occasion_id: UUID, by: Actor, at: datetime
) -> int:
    """Proof that needs were handed on or seen to on an occasion, once for each. → how many are new. Needs that are not of this brand are
    refused ("no_such_need")."""
    found = {row.id: row for row in models.Need.objects.filter(id__in=list(need_ids))}
    if len(found) < len(set(need_ids)):
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"})
    new = []
    for need_id in dict.fromkeys(need_ids):
        _, is_new = models.Acted.objects.get_or_create(
            need_id=need_id,
            how=how,
            audience=audience,
            occasion_kind=occasion_kind,
            occasion_id=occasion_id,
            defaults={"at": at, "member_id": by.id if by.kind is ActorKind.MEMBER else None},
        )
        new += [found[need_id]] if is_new else []
    fact = events.NeedActedOn if how is How.DONE else events.NeedHandedOn
    name = {one.key: one.name for one in queries.audiences()}.get(audience, audience) if new else ""
    case_id = occasion_id if occasion_kind == "case" else None
    journal.record(
        *(fact(identity_id=row.identity_id, case_id=case_id, need_id=row.id, audience=name) for row in new), by=by, at=at
    )
    return len(new)


def set_audiences(*, names: Sequence[str], by: Actor, at: datetime) -> tuple[Audience, ...]:
    """Who may see needs here, one name each, in this order; the desk is always among them. Refuses to leave somebody out for whom needs are
    still kept ("audience_in_use"). Said again, it changes nothing."""
    turns.take(f"needs of {tenancy.current_brand().hex}", {"audiences"})
    before = queries.audiences()
    found = audience_rules.named(names, before)
    if found == before:
        return found
    gone = {one.key: one.name for one in before} | {one.key: "" for one in found}
    for key, name in gone.items():
        if name and models.Need.objects.filter(ended_at=None, withdrawn_at=None, audiences__contains=[key]).exists():
            sentence = f"audiences: needs are still kept for “{name}”. Change those first, or leave it in."
            raise Refusal("audience_in_use", sentence, {"audiences": f"“{name}” is still needed"})
    models.Audience.objects.all().delete()
    models.Audience.objects.bulk_create(
        models.Audience(key=one.key, name=one.name, position=number) for number, one in enumerate(found)
    )
    journal.record(events.AudiencesSet(count=len(found)), by=by, at=at)
    return found


def _same_person(identity_id: UUID) -> list[UUID]:
    found = people.persons_of(identity_ids=[identity_id]).get(identity_id)
    if found is None:
        raise Refusal("no_identity", "identity_id: no address is known by this id.", {"identity_id": "unknown"})
    return [UUID(str(one.id)) for one in found.identities]


def _keys() -> set[str]:
    return {one.key for one in queries.audiences()}


def _columns(need: NeedIn, zone: str) -> dict[str, Any]:
    return {
        "what": " ".join(need.what.split()),
        "why": " ".join(need.why.split()),
        "means": list(need.means if need.means is not None else meanings.read(need.what)),
        "audiences": list(dict.fromkeys(need.audiences)),
        "touchpoints": list(dict.fromkeys(need.touchpoints)),
        "from_on": need.from_on,
        "until_on": need.until_on,
        "starts_at": telling.starts_at(need.from_on, zone),
        "ends_at": telling.ends_at(need.until_on, zone),
        "agreed_how": need.agreed.how.strip()[: telling.HOW_LENGTH],
        "agreed_at": need.agreed.at,
        "agreed_member_id": need.agreed.member_id,
        "text_version": need.agreed.text_version,
        "source": need.source,
        "message_id": need.message_id,
    }


def _change(row: models.Need, values: dict[str, Any], *, by: Actor, at: datetime) -> Need:
    changed = [words for name, words in _CALLED.items() if getattr(row, name) != values[name]]
    if not changed:
        return queries.as_value(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.key = telling.key(row.what)
    _refuse_double(row)
    row.save()
    journal.record(events.NeedChanged(identity_id=row.identity_id, need_id=row.id, changed=", ".join(changed)), by=by, at=at)
    return queries.as_value(row)


def _refuse_double(row: models.Need) -> None:
    same = models.Need.objects.filter(identity_id=row.identity_id, key=row.key, ended_at=None, withdrawn_at=None)
    if same.exclude(id=row.id).exists():
        raise Refusal("need_double", "what: this is kept already. Change that one.", {"what": "kept already"})


def _refuse_over(row: models.Need) -> None:
    if row.ended_at is not None or row.withdrawn_at is not None:
        raise Refusal("need_over", "This need has ended. Note it anew if it is back.", {"need_id": "over"})


def _locked(need_id: UUID) -> models.Need:
    row = models.Need.objects.select_for_update().filter(id=need_id).first()
    if row is None:
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"})
    return row
