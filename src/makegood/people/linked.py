"""Looks at what links identities: the questions that await a member, links with their evidence, and hints. Looks only, beside `queries`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from makegood.kernel.refusals import Refusal
from makegood.people import models
from makegood.people.queries import as_identity, identities_of_person, persons_of
from makegood.people.rules import addresses as addresses_rules
from makegood.people.rules import joining, likeness, weighing
from makegood.people.types import (
    Address,
    Evidence,
    EvidenceKind,
    Hint,
    Identity,
    IdentityId,
    IdentityKind,
    Link,
    LinkId,
    LinkState,
    Person,
    PersonId,
    Suggestion,
)
from makegood.platform import places
from makegood.platform.arrays import array
from makegood.platform.asking import Question


def suggestions() -> tuple[Suggestion, ...]:
    """The questions that await a member, likeliest first. Four queries."""
    return _as_suggestions(list(models.Link.objects.filter(state=LinkState.SUGGESTED)))


def ask_how_many_suggestions(*, but: Collection[UUID] = ()) -> Question[int]:
    """How many `suggestions` there are, without those about some people; to be asked together with others."""
    return Question(lambda found: int(found[0][0]), (_HOW_MANY_SUGGESTIONS, [LinkState.SUGGESTED, array(but), array(but)]))


def suggestions_for(*, identity_ids: Sequence[UUID]) -> tuple[Suggestion, ...]:
    """The questions about any of these identities, likeliest first. Four queries."""
    return ask_suggestions_for(identity_ids=identity_ids).answer


def ask_suggestions_for(*, identity_ids: Sequence[UUID]) -> Question[tuple[Suggestion, ...]]:
    """`suggestions_for`, to be asked together with others; only where there are any the rest is looked up, when it is heard of."""
    return Question(_as_suggestions, models.Link.objects.filter(_touches(identity_ids), state=LinkState.SUGGESTED))


def page_of_questions(*, before: UUID | None, since: UUID | None, limit: int) -> tuple[Link, ...]:
    """The links that await a member's word, the one asked about last first: `limit` of them, from before a place on, down to `since`;
    those whose ends became one person's meanwhile are left out. Places are ids. Two queries."""
    other_end = models.Identity.objects.filter(id=OuterRef(OuterRef("high_id")))
    one_person = models.Identity.objects.filter(id=OuterRef("low_id"), person_id__in=other_end.values("person_id"))
    asked = models.Link.objects.filter(~Exists(one_person), state=LinkState.SUGGESTED)
    rows = places.latest_first(asked, before=before, since=since)
    found = list(rows[:limit])
    evidence = evidence_of(row.id for row in found)
    return tuple(_as_link(row, evidence) for row in found)


def link(*, link_id: UUID) -> Link:
    """One link with its evidence. Refuses ("no_link"). Two queries."""
    row = models.Link.objects.filter(id=link_id).first()
    if row is None:
        raise Refusal("no_link", "link_id: there is no such link.", {"link_id": "unknown"})
    return _as_link(row, evidence_of([row.id]))


def links_of(*, person_id: UUID) -> tuple[Link, ...]:
    """Every link that touches this person, whatever became of it, in the order in which they were made. Two queries."""
    return links_touching(identity_ids=[one.id for one in identities_of_person(person_id=person_id)])


def links_touching(*, identity_ids: Sequence[UUID]) -> tuple[Link, ...]:
    """Every link that touches one of these identities, whatever became of it, in the order in which they were made."""
    return ask_links_touching(identity_ids=identity_ids).answer


def ask_links_touching(*, identity_ids: Sequence[UUID]) -> Question[tuple[Link, ...]]:
    """`links_touching`, to be asked together with others."""
    links = models.Link.objects.filter(_touches(identity_ids))
    behind = models.Evidence.objects.filter(link_id__in=links.values("id")).order_by("-bits", "id")

    def read(rows: Sequence[models.Link], found: Sequence[models.Evidence]) -> tuple[Link, ...]:
        evidence = _by_link(found)
        return tuple(_as_link(row, evidence) for row in rows)

    return Question(read, links.order_by("id"), behind)


def evidence_of(link_ids: Iterable[UUID]) -> dict[UUID, list[Evidence]]:
    """The evidence on each of these links, what weighs most first. One query."""
    return _by_link(models.Evidence.objects.filter(link_id__in=list(link_ids)).order_by("-bits", "id"))


def hints_of(*, identity_ids: Sequence[UUID]) -> tuple[Hint, ...]:
    """Other addresses that were seen beside these identities without proof."""
    return tuple(
        Hint(IdentityId(row.identity_id), IdentityKind(row.kind), row.value, row.source, row.at)
        for row in models.Hint.objects.filter(identity_id__in=identity_ids).order_by("id")
    )


def links_among(identity_ids: Iterable[UUID]) -> dict[joining.Pair, models.Link]:
    """All links of which both ends are among these, for actions. One query."""
    ids = list(identity_ids)
    return {(row.low_id, row.high_id): row for row in models.Link.objects.filter(low_id__in=ids, high_id__in=ids)}


def typed_as(*, identity_ids: Sequence[UUID]) -> tuple[tuple[IdentityId, IdentityId], ...]:
    """Of these accounts on networks: (the account, an address whose owner gave it as theirs), by the network's own name for it or the one that people
    are shown. Nobody proved it. Three queries at most."""
    rows = models.Identity.objects.filter(id__in=list(identity_ids), kind=IdentityKind.HANDLE)
    names = {row.id: _names_of(row) for row in rows}
    if not names:
        return ()
    wanted = {name for each in names.values() for name in each}
    claims = {(row.value, row.identity_id) for row in models.Hint.objects.filter(kind=IdentityKind.HANDLE, value__in=wanted)}
    alone = models.Identity.objects.filter(kind=IdentityKind.HANDLE, value__in=wanted)
    claims |= {(row.value, row.id) for row in alone}
    found = {(account, who) for account, each in names.items() for value, who in claims if value in each and who != account}
    return tuple((IdentityId(account), IdentityId(who)) for account, who in sorted(found))


def accounts_shown(*, addresses: Iterable[Address]) -> dict[Address, tuple[IdentityId, ...]]:
    """Accounts that people are shown under one of these names, by what was typed; where nobody was seen under it, it is left out. One query where an
    account is among them, else none."""
    typed = {one: {one.value.strip(), _plain(one.value)} for one in addresses if one.kind is IdentityKind.HANDLE}
    if not typed:
        return {}
    rows = models.Identity.objects.filter(kind=IdentityKind.HANDLE, shown__in={name for each in typed.values() for name in each})
    seen = [(row.shown, IdentityId(row.id)) for row in rows if row.value != _plain(row.shown)]
    found = {one: tuple(id_ for shown, id_ in seen if shown in names) for one, names in typed.items()}
    return {one: ids for one, ids in found.items() if ids}


# ---------------------------------------------------------------------------------------------------------------------


def _by_link(rows: Iterable[models.Evidence]) -> dict[UUID, list[Evidence]]:
    found: dict[UUID, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.link_id, []).append(Evidence(EvidenceKind(row.kind), row.bits, row.words))
    return found


def _names_of(row: models.Identity) -> set[str]:
    return {row.value, _plain(row.shown)}


def _plain(handle: str) -> str:
    """As it is compared; as it is where it is none."""
    try:
        return addresses_rules.normalise(IdentityKind.HANDLE, handle, region="")
    except Refusal:
        return handle


def _as_link(row: models.Link, evidence: dict[UUID, list[Evidence]]) -> Link:
    return Link(
        id=LinkId(row.id),
        identity_id=IdentityId(row.low_id),
        other_identity_id=IdentityId(row.high_id),
        state=LinkState(row.state),
        evidence=tuple(evidence.get(row.id, ())),
        suggested_at=row.suggested_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )


def _touches(identity_ids: Sequence[UUID]) -> Q:
    return Q(low_id__in=identity_ids) | Q(high_id__in=identity_ids)


def _as_suggestions(rows: Sequence[models.Link]) -> tuple[Suggestion, ...]:
    if not rows:
        return ()
    evidence = evidence_of(row.id for row in rows)
    ends = models.Identity.objects.in_bulk({end for row in rows for end in (row.low_id, row.high_id)})
    asked = [_as_suggestion(row, ends, tuple(evidence.get(row.id, ()))) for row in rows if not _together(row, ends)]
    known = persons_of(identity_ids=[one.known.id for one in asked])
    rivals: dict[UUID, list[Identity]] = {}
    for one in asked:
        rivals.setdefault(one.known_person, []).append(one.unknown)
    found = [_weighed_again(one, known[one.known.id], rivals[one.known_person]) for one in asked]
    return tuple(sorted(found, key=lambda one: (-one.probability, one.suggested_at, one.id)))


def _together(row: models.Link, ends: dict[UUID, models.Identity]) -> bool:
    """Other links made both ends one person's meanwhile: nothing is left to ask."""
    return ends[row.low_id].person_id == ends[row.high_id].person_id


def _weighed_again(one: Suggestion, known: Person, rivals: Sequence[Identity]) -> Suggestion:
    """With what has come to speak against it since it was asked: an account that it looks like was confirmed, or asks as well."""
    against = likeness.imitations(one.unknown, known) or likeness.rivals(one.unknown, rivals)
    fresh = tuple(piece for piece in against if piece not in one.evidence)
    evidence = (*one.evidence, *fresh)
    return replace(one, evidence=evidence, probability=weighing.shown_probability(evidence)) if fresh else one


def _as_suggestion(row: models.Link, ends: dict[UUID, models.Identity], evidence: tuple[Evidence, ...]) -> Suggestion:
    unknown, known = ends[row.unknown_id], ends[row.low_id if row.unknown_id == row.high_id else row.high_id]
    return Suggestion(
        id=LinkId(row.id),
        unknown=as_identity(unknown),
        known=as_identity(known),
        known_person=PersonId(known.person_id),
        probability=weighing.shown_probability(evidence),
        evidence=evidence,
        suggested_at=row.suggested_at,
    )


_HOW_MANY_SUGGESTIONS = """
SELECT count(*) FROM people_link l
JOIN people_identity low ON low.brand_id = l.brand_id AND low.id = l.low_id
JOIN people_identity high ON high.brand_id = l.brand_id AND high.id = l.high_id
WHERE l.state = %s AND low.person_id <> high.person_id
    AND (low.person_id = ANY(%s::uuid[])) IS NOT TRUE AND (high.person_id = ANY(%s::uuid[])) IS NOT TRUE
"""
