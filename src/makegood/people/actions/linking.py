"""Asks, confirms, refuses and undoes whether two identities are one person's. Nothing is merged: a link is a row, and taking it away is exact.

Weak evidence asks and never links; what a member refused is not asked again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.people import events, linked, models, queries
from makegood.people.actions import binding
from makegood.people.rules import joining, likeness, weighing
from makegood.people.types import (
    Evidence,
    LinkId,
    LinkState,
    Person,
)
from makegood.platform import journal


def suggest_link(
    *, unknown_identity_id: UUID, known_identity_id: UUID, evidence: Sequence[Evidence], at: datetime
) -> LinkId | None:
    """Asks a member whether both are one person's; links nothing. May be repeated: the same question gets the newer evidence.

    None where there is nothing to ask: they are one person's already, a member refused a link between the two persons before, the
    evidence is too weak, or it is a name alone. A handle that imitates one of the known person's counts against it by itself.
    """
    binding.hold({unknown_identity_id, known_identity_id})
    persons = queries.persons_of(identity_ids=[unknown_identity_id, known_identity_id])
    unknown, known = _both(persons, unknown_identity_id, known_identity_id)
    if unknown.id == known.id:
        return None
    between = _links_between(unknown, known)
    handle = next(one for one in unknown.identities if one.id == unknown_identity_id)
    all_evidence = [*evidence, *likeness.imitations(handle, known)]
    if any(link.state == LinkState.REFUSED for link in between) or not weighing.is_worth_asking(all_evidence):
        return None
    asked = next((link for link in between if link.state == LinkState.SUGGESTED), None)
    link_id = asked.id if asked else _ask(unknown_identity_id, known_identity_id, at)
    if link_id is None:
        return None
    binding.note_evidence(link_id, all_evidence, at)
    if asked is None:
        probability = weighing.shown_probability(all_evidence)
        fact = events.LinkSuggested(identity_id=known_identity_id, link_id=link_id, probability=probability)
        journal.record(fact, by=SYSTEM, at=at)
    return LinkId(link_id)


def confirm_link(*, link_id: UUID, by: Actor, at: datetime) -> None:
    """A member says yes: both are one person's from now on. Refuses "no_link", "not_allowed", and "link_decided" when it was refused
    or undone. Confirming twice changes nothing."""
    binding.require_member(by)
    link = _link(link_id)
    held = binding.hold({link.low_id, link.high_id})
    if not _decide(link, LinkState.LIVE, since=(LinkState.SUGGESTED,), by=by, at=at):
        return
    binding.note_evidence(link.id, [weighing.MEMBER_SAYS], at)
    binding.settle(held)
    journal.record(events.IdentitiesLinked(link_id=link.id, **_ends(link)), by=by, at=at)


def refuse_link(*, link_id: UUID, by: Actor, at: datetime) -> None:
    """A member says no: these two persons are never suggested to be one again. Refuses "no_link", "not_allowed", and "link_decided"
    when it is live (unlink it first). Refusing twice changes nothing."""
    binding.require_member(by)
    link = _link(link_id)
    binding.hold({link.low_id, link.high_id})
    if _decide(link, LinkState.REFUSED, since=(LinkState.SUGGESTED, LinkState.UNDONE), by=by, at=at):
        journal.record(events.LinkRefused(link_id=link.id, identity_id=_ends(link)["identity_id"]), by=by, at=at)


def unlink(*, link_id: UUID, by: Actor, at: datetime) -> None:
    """Takes a live link away; everybody is exactly who they would be had it never been made. Refuses "no_link", "not_allowed", and
    "link_decided" when it is not live. Undoing twice changes nothing."""
    binding.require_member(by)
    link = _link(link_id)
    held = binding.hold({link.low_id, link.high_id})
    if _decide(link, LinkState.UNDONE, since=(LinkState.LIVE,), by=by, at=at):
        binding.settle(held)
        journal.record(events.IdentitiesUnlinked(link_id=link.id, **_ends(link)), by=by, at=at)


def link(*, identity_id: UUID, other_identity_id: UUID, evidence: Sequence[Evidence], by: Actor, at: datetime) -> LinkId:
    """Links two identities now, because a member says so or a source that knows.

    A member may link whatever they see fit, also what was refused or undone before. Anybody else needs strong evidence and is refused
    ("weak_evidence", "refused_before", "not_alone") where only a member may. Linking what is linked changes nothing.
    """
    by_member = by.kind is ActorKind.MEMBER
    if by_member:
        binding.require_member(by)
    elif not any(piece.kind in weighing.STRONG for piece in evidence):
        raise Refusal(
            "weak_evidence",
            "evidence: only a source that knows, or a member, may say that these are one person's.",
            {"evidence": "weak"},
        )
    low, high = joining.ordered(identity_id, other_identity_id)
    if low == high:
        raise Refusal(
            "same_identity", "other_identity_id: an address cannot be linked to itself.", {"other_identity_id": "the same"}
        )
    held = binding.hold({low, high})
    if not {low, high} <= held.keys():
        raise Refusal("no_identity", "identity_id: no address is known by this id.", {"identity_id": "unknown"})
    if not by_member:
        _refuse_unless_alone(held, (low, high))
    since = (LinkState.SUGGESTED, LinkState.REFUSED, LinkState.UNDONE) if by_member else (LinkState.SUGGESTED,)
    link_id = binding.put_link(
        low, high, other_identity_id, LinkState.LIVE, since=since, member=by.id if by_member else None, at=at
    )
    if link_id is not None:
        binding.note_evidence(link_id, [*evidence, *([weighing.MEMBER_SAYS] if by_member else [])], at)
        binding.settle(held)
        fact = events.IdentitiesLinked(identity_id=identity_id, link_id=link_id, other_identity_id=other_identity_id)
        journal.record(fact, by=by, at=at)
    return LinkId(link_id or linked.links_among((low, high))[low, high].id)


def _both(persons: Mapping[UUID, Person], unknown_id: UUID, known_id: UUID) -> tuple[Person, Person]:
    for field, one in (("unknown_identity_id", unknown_id), ("known_identity_id", known_id)):
        if one not in persons:
            raise Refusal("no_identity", f"{field}: no address is known by this id.", {field: "unknown"})
    return persons[unknown_id], persons[known_id]


def _links_between(one: Person, other: Person) -> list[models.Link]:
    left, right = ({identity.id for identity in person.identities} for person in (one, other))
    return [link for pair, link in linked.links_among(left | right).items() if joining.crosses(pair, left, right)]


def _ask(unknown_id: UUID, known_id: UUID, at: datetime) -> UUID | None:
    """The id of a question that is open now; None where a member decided about this pair meanwhile."""
    low, high = joining.ordered(unknown_id, known_id)
    return binding.put_link(low, high, unknown_id, LinkState.SUGGESTED, since=(LinkState.UNDONE,), member=None, at=at)


def _refuse_unless_alone(held: binding.Rows, pair: joining.Pair) -> None:
    """What a source that knows may not link without a member."""
    states = {one: LinkState(link.state) for one, link in linked.links_among(held).items()}
    if states.get(pair) is LinkState.LIVE:
        return
    states = {one: state for one, state in states.items() if one != pair or state is not LinkState.SUGGESTED}
    plan = joining.plan_joins(identities=[queries.as_identity(row) for row in held.values()], ties=[pair], links=states)
    if not plan:
        raise Refusal("refused_before", "A member said that these are two persons. Only a member can link them.")
    if plan[0][1] is not LinkState.LIVE:
        raise Refusal("not_alone", "This would join two persons whom we know apart. Only a member can link them.")


def _link(link_id: UUID) -> models.Link:
    row = models.Link.objects.filter(id=link_id).first()
    if row is None:
        raise Refusal("no_link", "link_id: there is no such question.", {"link_id": "unknown"})
    return row


def _ends(link: models.Link) -> dict[str, UUID]:
    known = link.low_id if link.unknown_id == link.high_id else link.high_id
    return {"identity_id": known, "other_identity_id": link.unknown_id}


def _decide(link: models.Link, state: LinkState, *, since: Sequence[LinkState], by: Actor, at: datetime) -> bool:
    """Moves the link; False when it is there already. Refuses ("link_decided") when it is elsewhere: of two members the first decides."""
    row = models.Link.objects.filter(id=link.id)
    if row.filter(state__in=since).update(state=state, decided_at=at, decided_by=by.id):
        return True
    now = row.values_list("state", flat=True).get()
    if now == state:
        return False
    words = {
        "suggested": "nobody has confirmed it yet",
        "live": "it was confirmed",
        "refused": "it was refused",
        "undone": "it was undone",
    }
    raise Refusal("link_decided", f"This was decided otherwise: {words[now]}. Look again.", {"link_id": now})
