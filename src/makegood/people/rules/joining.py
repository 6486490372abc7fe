"""Who may become one person, and who is one. Pure.

A source that knows joins within the guards; beyond them, and against what a member decided, it does not.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from uuid import UUID

from makegood.people.types import Identity, IdentityKind, LinkState

Pair = tuple[UUID, UUID]  # two identities, the lower id first
MOST_IDENTITIES = 12  # per person, without a member's word: wrongly joined people grow, and nobody has that many addresses


def plan_joins(
    *, identities: Sequence[Identity], ties: Iterable[Pair], links: Mapping[Pair, LinkState]
) -> list[tuple[Pair, LinkState]]:
    """New links for what strong sightings tie together: live, or a question to a member beyond the guards of `may_join_alone`.

    `identities` are all those of the persons concerned, `links` all links among them. Nothing new for a pair that has a link of any
    state, nor between two persons across whom a member refused or undid one.
    """
    kinds: dict[UUID, IdentityKind] = {one.id: one.kind for one in identities}
    part = _persons(identities)
    barred = [pair for pair, state in links.items() if state in (LinkState.REFUSED, LinkState.UNDONE)]
    plan: list[tuple[Pair, LinkState]] = []
    for pair in ties:
        left, right = (part[one] for one in pair)
        if pair in links or (left is not right and any(crosses(one, left, right) for one in barred)):
            continue
        by_phone = IdentityKind.PHONE in (kinds[pair[0]], kinds[pair[1]])
        alone = left is right or may_join_alone([kinds[i] for i in left], [kinds[i] for i in right], by_phone=by_phone)
        plan.append((pair, LinkState.LIVE if alone else LinkState.SUGGESTED))
        if alone and left is not right:
            left |= right
            part.update(dict.fromkeys(right, left))
    return plan


def may_join_alone(left: Sequence[IdentityKind], right: Sequence[IdentityKind], *, by_phone: bool) -> bool:
    """May a source that knows join two persons without a member? `left` and `right` are the kinds of their identities.

    Not into more than MOST_IDENTITIES; and a telephone is a household's: it joins two persons only where one of them is nothing but
    telephones so far.
    """
    if len(left) + len(right) > MOST_IDENTITIES:
        return False
    return not by_phone or any(set(side) <= {IdentityKind.PHONE} for side in (left, right))


def components(nodes: Iterable[UUID], edges: Iterable[Pair]) -> list[set[UUID]]:
    """The connected parts of a graph, whatever the order of its edges."""
    part = {node: {node} for node in nodes}
    for a, b in edges:
        if part[a] is not part[b]:
            small, large = sorted((part[a], part[b]), key=len)
            large |= small
            part.update(dict.fromkeys(small, large))
    return list({id(found): found for found in part.values()}.values())


def crosses(pair: Pair, left: Container[UUID], right: Container[UUID]) -> bool:
    """Does the pair go from one side to the other?"""
    return (pair[0] in left and pair[1] in right) or (pair[0] in right and pair[1] in left)


def ordered(a: UUID, b: UUID) -> Pair:
    return (a, b) if a < b else (b, a)


def _persons(identities: Iterable[Identity]) -> dict[UUID, set[UUID]]:
    by_person: dict[UUID, set[UUID]] = {}
    for one in identities:
        by_person.setdefault(one.person_id, set()).add(one.id)
    return {one: part for part in by_person.values() for one in part}
