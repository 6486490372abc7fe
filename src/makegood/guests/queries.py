"""Looks at guests: who is one, who may see them, whose time is over. Values only; never writes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Role
from makegood.guests import models
from makegood.guests.rules import seeing
from makegood.guests.types import Guest, GuestKind, Hidden, KindRule, Place
from makegood.people import queries as people
from makegood.platform.asking import Question

_KINDS_KEPT = """
SELECT kind FROM unnest(%s::text[]) AS kind
WHERE EXISTS (SELECT 1 FROM guests_guest g WHERE g.kind = kind.kind AND g.forgotten_at IS NULL)
"""


def rules() -> tuple[KindRule, ...]:
    """How each kind is kept. One query."""
    said = {row.kind: row for row in models.Rule.objects.all()}
    return tuple(
        KindRule(kind, said[kind].keep_days, tuple(UUID(one) for one in said[kind].members))
        if kind in said
        else seeing.usual(kind)
        for kind in GuestKind
    )


def kinds_of(*, identity_ids: Sequence[UUID]) -> dict[UUID, tuple[GuestKind, ...]]:
    """As what these are here, by identity; who is no guest is not in it. One query."""
    found: dict[UUID, list[GuestKind]] = {}
    rows = models.Guest.objects.filter(identity_id__in=list(identity_ids), forgotten_at=None).order_by("kind")
    for row in rows:
        found.setdefault(row.identity_id, []).append(GuestKind(row.kind))
    return {one: tuple(kinds) for one, kinds in found.items()}


def may_see(*, identity_ids: Sequence[UUID], place: Place, member_id: UUID | None = None) -> bool:
    """Whether a person (by all their identities) may be shown at this place to this member; None: to whoever stands there. At most three queries,
    one where they are no guest."""
    kinds = {kind for each in kinds_of(identity_ids=identity_ids).values() for kind in each}
    return not kinds or seeing.may_see(kinds, rules(), member_id=member_id, place=place, leads=_leads(member_id))


def hidden(*, identity_ids: Mapping[UUID, Sequence[UUID]], place: Place, member_id: UUID | None) -> frozenset[UUID]:
    """Those of these people (person → identities) who may not be shown there. At most three queries, one where nobody is a guest."""
    found = kinds_of(identity_ids=[one for each in identity_ids.values() for one in each])
    if not found:
        return frozenset()
    said, leads = rules(), _leads(member_id)
    return frozenset(
        person
        for person, each in identity_ids.items()
        if not seeing.may_see(
            {kind for one in each for kind in found.get(one, ())}, said, member_id=member_id, place=place, leads=leads
        )
    )


def ask_kinds_kept() -> Question[tuple[GuestKind, ...]]:
    """The kinds of which the brand keeps anybody, for a door to ask with what it asks anyway: where there are none, nobody has to be looked up."""
    return Question(lambda found: tuple(GuestKind(kind) for (kind,) in found), (_KINDS_KEPT, [[one.value for one in GuestKind]]))


def hidden_everywhere(*, kinds: Collection[GuestKind], place: Place, member_id: UUID | None) -> Hidden:
    """All people who may not be shown at this place to this member (None: to a machine, or to whoever stands there). `kinds` are those of which the brand
    keeps anybody (`ask_kinds_kept`). No query where there are none, two where this member may see all of them, else five."""
    if not kinds:
        return Hidden()
    said, leads = rules(), _leads(member_id)
    away = [one for one in kinds if not seeing.may_see([one], said, member_id=member_id, place=place, leads=leads)]
    if not away:
        return Hidden()
    rows = models.Guest.objects.filter(kind__in=away, forgotten_at=None).values_list("identity_id", flat=True)
    persons = people.persons_of(identity_ids=list(rows)).values()
    ids = frozenset(identity.id for person in persons for identity in person.identities)
    return Hidden(frozenset(person.id for person in persons), ids)


def guest(*, identity_id: UUID, kind: GuestKind) -> Guest | None:
    """One who is kept, or None. Two queries."""
    row = models.Guest.objects.filter(identity_id=identity_id, kind=kind.value, forgotten_at=None).first()
    return _as_guest(row, {one.kind: one for one in rules()}) if row else None


def forget_at(*, touched_at: datetime, rule: KindRule) -> datetime:
    """When somebody who was last here then is forgotten."""
    return seeing.forget_at(touched_at, rule)


def guests(*, limit: int = 200) -> tuple[Guest, ...]:
    """The guests that are kept, who was here last first. Two queries."""
    rows = list(models.Guest.objects.filter(forgotten_at=None).order_by("-touched_at", "id")[:limit])
    said = {one.kind: one for one in rules()} if rows else {}
    return tuple(_as_guest(row, said) for row in rows)


def page(*, before: UUID | None, limit: int) -> tuple[Guest, ...]:
    """Guests in the order in which they were noted, the last first, from before a place on. Two queries."""
    rows = models.Guest.objects.filter(forgotten_at=None)
    rows = rows.filter(id__lt=before) if before else rows
    said = {one.kind: one for one in rules()}
    return tuple(_as_guest(row, said) for row in rows.order_by("-id")[:limit])


def _leads(member_id: UUID | None) -> bool:
    found = next((one for one in brands.members() if one.id == member_id), None) if member_id else None
    return found is not None and found.role in (Role.OWNER, Role.LEAD)


def _as_guest(row: models.Guest, said: Mapping[GuestKind, KindRule]) -> Guest:
    kind = GuestKind(row.kind)
    return Guest(
        row.identity_id,
        kind,
        row.since_at,
        row.touched_at,
        seeing.forget_at(row.touched_at, said[kind]),
        row.forgotten_at,
        row.id,
    )
