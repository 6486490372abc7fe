"""Looks at people: who an identity belongs to, what links it, what is known. A fixed number of queries each; never writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, F, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from makegood.brands import queries as brands
from makegood.kernel.refusals import Refusal
from makegood.people import models
from makegood.people.rules import addresses, consents, zones
from makegood.people.types import (
    Address,
    Clock,
    Consent,
    Fact,
    Identity,
    IdentityId,
    IdentityKind,
    NameSource,
    Person,
    PersonId,
    Purpose,
)
from makegood.platform import bulk
from makegood.platform.arrays import array
from makegood.platform.asking import Question

# looked up first, by its keys: as a join it took minutes on tables of which nothing was counted yet, right after thousands came in
_THEIRS = """identity_id = ANY (ARRAY(SELECT i.id FROM people_identity i
WHERE i.person_id = (SELECT p.person_id FROM people_identity p WHERE p.id = %s)))"""

# People --------------------------------------------------------------------------------------------------------------


def persons_of(*, identity_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """The person behind each identity, by identity id; unknown ids are left out. One query."""
    return ask_persons_of(identity_ids=identity_ids).answer


def ask_persons_of(*, identity_ids: Sequence[UUID]) -> Question[dict[UUID, Person]]:
    """`persons_of`, to be asked together with others."""

    def read(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, Person]:
        found = _grouped([_as_seen(*row) for row in rows])
        by_identity = {UUID(str(one.id)): person for person in found for one in person.identities}
        return {one: by_identity[one] for one in identity_ids if one in by_identity}

    return Question(read, (_SAME_PERSONS, [array(list(set(identity_ids)))]))


def person_ids_of(*, identity_ids: Sequence[UUID]) -> dict[UUID, PersonId]:
    """Whose each of these identities is; unknown ids are left out. One query."""
    found = models.Identity.objects.filter(id__in=identity_ids).values_list("id", "person_id")
    return {one: PersonId(person_id) for one, person_id in found}


def how_many() -> int:
    """How many people the brand knows, companies left out. One query."""
    return int(models.Identity.objects.filter(company=False).aggregate(n=Count("person_id", distinct=True))["n"])


def person(*, person_id: UUID) -> Person:
    """The person with this id. An id whose identities went to another person leads there. Refuses ("no_person"). One query.

    A person's id is that with which one of the identities was born, so where that identity is now is where the id leads.
    """
    return ask_person(person_id=person_id).answer


def ask_person(*, person_id: UUID) -> Question[Person]:
    """`person`, to be asked together with others, or behind a door."""

    def read(rows: Sequence[tuple[Any, ...]]) -> Person:
        found = _grouped([_as_seen(*row) for row in rows])
        if not found:
            raise Refusal("no_person", "person_id: nobody has this id.", {"person_id": "unknown"})
        return found[0]

    return Question(read, (_PERSON_BORN, [person_id]))


def page(*, before: UUID | None, since: UUID | None, limit: int) -> tuple[Person, ...]:
    """The brand's people, the one seen last first: `limit` of them, from before a place on, down to `since`. Places are the ids with which
    people were born, so that a page stays the same while others are born. Two queries."""
    first = models.Identity.objects.filter(person_id=F("born_person_id"))
    if before is not None:
        first = first.filter(born_person_id__lt=before)
    if since is not None:
        first = first.filter(born_person_id__gte=since)
    ids = list(first.order_by("-born_person_id").values_list("person_id", flat=True)[:limit])
    found = _as_persons(models.Identity.objects.filter(person_id__in=ids).order_by("id"))
    return tuple(sorted(found, key=lambda one: one.id, reverse=True))


def identities_of_person(*, person_id: UUID) -> tuple[Identity, ...]:
    """All identities of the person that this id leads to, oldest first; none for an unknown id. One query."""
    return tuple(as_identity(row) for row in _same_persons(Q(born_person_id=person_id)))


def identity_ids_of_person(*, person_id: UUID) -> tuple[IdentityId, ...]:
    """The ids of `identities_of_person`, for where many ask at once: a query whose plan is kept."""
    (rows,) = bulk.look((_IDS_BORN, [person_id]))
    return tuple(IdentityId(id_) for (id_,) in rows)


_IDS_BORN = """
SELECT one.id FROM people_identity AS born JOIN people_identity AS one USING (brand_id, person_id)
WHERE born.born_person_id = %s ORDER BY one.id
"""


def identity(*, identity_id: UUID) -> Identity:
    """One identity. Refuses ("no_identity")."""
    row = models.Identity.objects.filter(id=identity_id).first()
    if row is None:
        raise Refusal("no_identity", "identity_id: no address is known by this id.", {"identity_id": "unknown"})
    return as_identity(row)


def find_identity(*, address: Address) -> Identity | None:
    """The identity at this address, or None where it was never seen or is malformed."""
    try:
        value = addresses.normalise(address.kind, address.value, region=region_for([address.kind]))
    except Refusal:
        return None
    row = models.Identity.objects.filter(kind=address.kind, value=value).first()
    return as_identity(row) if row else None


def identities_at(*, domain: str, limit: int) -> tuple[IdentityId, ...]:
    """Those whose mail address is at this domain."""
    rows = models.Identity.objects.filter(kind=IdentityKind.EMAIL, value__iendswith=f"@{domain}").order_by("id")
    return tuple(IdentityId(one) for one in rows.values_list("id", flat=True)[:limit])


def region_for(kinds: Iterable[IdentityKind]) -> str:
    """The brand's country, by which telephone numbers without a country code are read; asked for only where a phone is among the kinds."""
    return brands.current().country if IdentityKind.PHONE in kinds else ""


# What is known -------------------------------------------------------------------------------------------------------


def consent(*, identity_id: UUID, channel: str, purpose: Purpose) -> Consent | None:
    """What counts for this person on this channel and for this purpose; None when they never said. One query.

    Each identity's latest word stands, and a withdrawal that stands at any identity of the person wins over every grant at others.
    """
    theirs = RawSQL(_THEIRS, [identity_id], output_field=BooleanField())  # noqa: S611 - a fixed text with a value beside it
    said = models.Consent.objects.filter(theirs, channel=channel, purpose=purpose)
    latest = {row.identity_id: row for row in said.order_by("at", "-granted", "id")}
    return consents.what_counts(_as_consent(row) for row in latest.values())


def facts_of(*, identity_ids: Sequence[UUID], kinds: Sequence[str]) -> tuple[Fact, ...]:
    """Facts of these kinds about these identities, oldest first."""
    return ask_facts(identity_ids=identity_ids, kinds=kinds).answer


def ask_facts(*, identity_ids: Sequence[UUID], kinds: Sequence[str]) -> Question[tuple[Fact, ...]]:
    """`facts_of`, to be asked together with others."""
    rows = models.Fact.objects.filter(identity_id__in=identity_ids, kind__in=kinds).order_by("at", "id")
    return Question(_facts, rows)


def ask_latest_facts(*, identity_ids: Sequence[UUID], limit: int) -> Question[tuple[Fact, ...]]:
    """The latest facts of every kind about these identities, latest first; to be asked together with others."""
    return Question(_facts, models.Fact.objects.filter(identity_id__in=identity_ids).order_by("-at", "-id")[:limit])


def _facts(found: Sequence[models.Fact]) -> tuple[Fact, ...]:
    return tuple(Fact(IdentityId(row.identity_id), row.kind, row.subject, row.at, row.value) for row in found)


def zones_of(*, identity_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The time zone (IANA) in which the person behind each identity lives: told, else known without guessing, else the brand's. Unknown ids are
    left out. Three queries, whatever the number."""
    persons = persons_of(identity_ids=identity_ids)
    by_person = zones_of_persons(persons=persons.values())
    return {one: by_person[person.id] for one, person in persons.items()}


def zones_of_persons(*, persons: Iterable[Person]) -> dict[PersonId, str]:
    """`zones_of`, of people in hand. Two queries."""
    ours = brands.current().zone
    return {one: clock.zone for one, clock in clocks_of_persons(persons=persons, otherwise=ours).items()}


def clocks_of_persons(*, persons: Iterable[Person], otherwise: str) -> dict[PersonId, Clock]:
    """By which clock each of these lives, `otherwise` the zone of whoever nothing is known of, and their own quiet hours. One query."""
    each = {person.id: person for person in persons}
    whose = {one.id: person.id for person in each.values() for one in person.identities}
    noted: dict[PersonId, list[Fact]] = {}
    for fact in facts_of(identity_ids=list(whose), kinds=(*zones.KINDS, zones.QUIET)):
        noted.setdefault(whose[fact.identity_id], []).append(fact)
    found = {}
    for one, person in each.items():
        facts = noted.get(one, ())
        zone = zones.zone_of(identities=person.identities, facts=facts, otherwise=otherwise)
        found[one] = Clock(zone, zones.quiet_of(facts))
    return found


def consents_of(*, identity_ids: Sequence[UUID]) -> tuple[Consent, ...]:
    """The latest word of each of these identities about each channel and purpose. One query."""
    key = ("identity_id", "channel", "purpose")
    rows = models.Consent.objects.filter(identity_id__in=identity_ids).order_by(*key, "-at", "granted", "-id").distinct(*key)
    return tuple(_as_consent(row) for row in rows)


def _as_consent(row: models.Consent) -> Consent:
    purpose = Purpose(row.purpose)
    return Consent(
        IdentityId(row.identity_id), row.channel, purpose, row.granted, row.source, row.text_version, row.at, row.proof
    )


# ---------------------------------------------------------------------------------------------------------------------


def rows_at(keys: Iterable[addresses.Key]) -> dict[addresses.Key, models.Identity]:
    """The rows at these addresses, for actions. One query."""
    wanted = list(keys)
    rows = models.Identity.objects.raw(
        "SELECT i.* FROM people_identity i JOIN unnest(%s::text[], %s::text[]) AS k (kind, value) ON i.kind = k.kind AND i.value = k.value",
        [[kind for kind, _ in wanted], [value for _, value in wanted]],
    )
    return {(IdentityKind(row.kind), row.value): row for row in rows}


def companions(identity_ids: Iterable[UUID]) -> set[UUID]:
    """The ids of all identities of the persons to whom these belong. One query."""
    return set(_same_persons(Q(id__in=list(identity_ids))).values_list("id", flat=True))


def as_identity(row: models.Identity) -> Identity:
    """The row as others may see it."""
    return Identity(
        id=IdentityId(row.id),
        kind=IdentityKind(row.kind),
        value=row.value,
        shown=row.shown,
        name=row.name,
        person_id=PersonId(row.person_id),
        verified=row.verified,
        name_source=NameSource(row.name_source),
        first_seen_at=row.first_seen_at,
        company=row.company,
    )


def _as_seen(
    id_: UUID,
    kind: str,
    value: str,
    shown: str,
    name: str,
    person_id: UUID,
    verified: bool,  # a row's columns in their order
    name_source: int,
    first_seen_at: datetime,
    company: bool,
) -> Identity:
    source, whose = NameSource(name_source), PersonId(person_id)
    return Identity(IdentityId(id_), IdentityKind(kind), value, shown, name, whose, verified, source, first_seen_at, company)


def _same_persons(which: Q) -> QuerySet[models.Identity]:
    """All identities of the persons to whom the chosen identities belong."""
    persons = models.Identity.objects.filter(which).values("person_id")
    return models.Identity.objects.filter(person_id__in=Subquery(persons)).order_by("id")


def _as_persons(rows: Iterable[models.Identity]) -> list[Person]:
    return _grouped(as_identity(row) for row in rows)


def _grouped(identities: Iterable[Identity]) -> list[Person]:
    by_person: dict[PersonId, list[Identity]] = {}
    for one in identities:
        by_person.setdefault(one.person_id, []).append(one)
    return [_as_person(person_id, found) for person_id, found in by_person.items()]


def _as_person(person_id: PersonId, identities: list[Identity]) -> Person:
    since = min(one.first_seen_at for one in identities if one.first_seen_at)
    return Person(person_id, addresses.person_name(identities), tuple(identities), since)


# The inner look is made first and becomes an array, so that the outer one always goes by the index on the person.
_SAME_PERSONS = """
SELECT id, kind, value, shown, name, person_id, verified, name_source, first_seen_at, company FROM people_identity
WHERE person_id = ANY(ARRAY(SELECT person_id FROM people_identity WHERE id = ANY(%s::uuid[]))) ORDER BY id
"""


_PERSON_BORN = """
SELECT id, kind, value, shown, name, person_id, verified, name_source, first_seen_at, company FROM people_identity
WHERE person_id = ANY(ARRAY(SELECT person_id FROM people_identity WHERE born_person_id = %s)) ORDER BY id
"""
