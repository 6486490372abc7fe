"""A kind word: whose it is, what it is for, and that it reaches those who earned it.

A word from an account that nobody has seen is tied to nobody by itself; only a member's yes (or a source that knows) credits the case and
the gesture. Reach is counted, never used for what is owed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.channels.messages import Message
from makegood.flows import advocates, referrals, standing, thanking, whose_account
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, StepKind, StepState
from makegood.orders import queries as orders
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import Credit, KindWords, Praise
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId, Person, PersonId
from makegood.platform import live
from makegood.platform.work import Taken
from makegood.views import actions as views


@dataclass(frozen=True, slots=True)
class KindWord:
    """A message that praises, and who wrote it."""

    message: Message
    identity_id: IdentityId
    person: Person


def heard(words: Sequence[KindWord], *, at: datetime) -> None:
    """Keeps each kind word, credits those of people whom we know, and has the others looked into. May be repeated. A fixed number of
    queries."""
    if not words:
        return
    praise_ids = _keep(words)
    known = _known([word.person for word in words])
    ours = [praise_id for word, praise_id in zip(words, praise_ids, strict=True) if word.person.id in known]
    _credit(outcome_queries.praises(praise_ids=ours).values(), {word.identity_id: word.person for word in words}, at)
    unknown = [word.message for word in words if word.person.id not in known]
    whose_account.ask_later(unknown, whose_account.About.DONE, at=at)
    live.announce("praise")


def linked(items: Sequence[Taken], at: datetime) -> None:
    """An address was confirmed to be somebody's, or taken off them again: kind words from it are credited now, and where each of them
    stands is looked at again."""
    named = [UUID(item.payload[field]) for item in items for field in ("identity_id", "other_identity_id")]
    referrals.linked(named, at=at)
    found = people.persons_of(identity_ids=named).values()
    persons = list({person.id: person for person in found}.values())
    by_identity: dict[UUID, Person] = {identity.id: person for person in persons for identity in person.identities}
    known = _known(persons)
    praises = [
        praise
        for praise in outcome_queries.praise_of(identity_ids=list(by_identity))
        if by_identity[praise.identity_id].id in known
    ]
    credited_now = {by_identity[praise.identity_id].id for praise in _credit(praises, by_identity, at)}
    standing.settle_all([standing.Look(p) for p in persons if p.id in known and p.id not in credited_now], at=at)
    views.refresh_people(identity_ids=list(by_identity))


def credited(items: Sequence[Taken], at: datetime) -> None:
    """A kind word was credited: the person's standing is looked at again, and the thanks go to those who earned them, the same day."""
    praises = outcome_queries.praises(praise_ids=[UUID(item.key) for item in items])
    items = [item for item in items if UUID(item.key) in praises]  # one may have been set right meanwhile: it is no kind word
    persons = people.persons_of(identity_ids=[UUID(item.payload["identity_id"]) for item in items])
    advocates.praised(
        [advocates.Said(praises[UUID(item.key)], persons[UUID(item.payload["identity_id"])]) for item in items], at=at
    )
    looks = []
    for item in items:
        praise = praises[UUID(item.key)]
        because = "They praised us in public, unasked." if praise.public else "They thanked us."
        looks.append(standing.Look(persons[UUID(item.payload["identity_id"])], because, praise.message_id))
    standing.settle_all(looks, at=at)
    for item in items:
        thanking.for_praise(praises[UUID(item.key)], at)


def read_anew(message_id: UUID, person: Person, *, at: datetime) -> None:
    """A kind word was read otherwise: the ledger says anew whether it counts, where it is credited already. May be repeated."""
    found = outcome_queries.praise_of_message(message_id=message_id)
    if found is not None and found.credited:
        advocates.praised([advocates.Said(found, person)], at=at)


def _keep(words: Sequence[KindWord]) -> list[UUID]:
    facts = [Fact(w.identity_id, "praised", str(w.message.id), w.message.at, {"public": w.message.public}) for w in words]
    noting.note_fact(facts=facts)
    kept = [
        KindWords(w.message.id, w.identity_id, w.message.said, w.message.public, w.message.link, w.message.reach, w.message.at)
        for w in words
    ]
    return outcomes.note_praises(words=kept)


def _known(persons: Sequence[Person]) -> set[PersonId]:
    """Those of whom we know more than the kind word: an address that is verified, or an order."""
    verified = {person.id for person in persons if any(identity.verified for identity in person.identities)}
    others: dict[UUID, PersonId] = {
        identity.id: person.id for person in persons if person.id not in verified for identity in person.identities
    }
    customers = orders.customers_among(identity_ids=list(others)) if others else ()
    return verified | {others[one] for one in customers}


def _credit(praises: Iterable[Praise], persons: Mapping[UUID, Person], at: datetime) -> list[Praise]:
    """Credits what is not credited yet; `persons` names the author of each by identity, all of them known. Returns those that were
    credited now."""
    fresh = {praise.id: praise for praise in praises if not praise.credited}
    if not fresh:
        return []
    authors = [persons[praise.identity_id] for praise in fresh.values()]
    ids = [identity.id for person in authors for identity in person.identities]
    behind: dict[UUID, list[Makegood]] = {}
    since = min(praise.at for praise in fresh.values()) - whose_account.LOOK_BACK
    for makegood in makegoods.of_identities(identity_ids=ids, since=since):
        behind.setdefault(makegood.identity_id, []).append(makegood)
    due = [_as_credit(praise, persons[praise.identity_id], behind) for praise in fresh.values()]
    return [fresh[praise_id] for praise_id in outcomes.credit_all(due=due, at=at)]


def _as_credit(praise: Praise, person: Person, behind: Mapping[UUID, Sequence[Makegood]]) -> Credit:
    theirs = [makegood for identity in person.identities for makegood in behind.get(identity.id, ())]
    makegood = _makegood_behind(theirs, praise.words, praise.at)
    if makegood is None:
        return Credit(praise.id, person.identities[0].id)
    case_id = makegood.occasion.id if makegood.occasion.kind == "case" else None
    return Credit(praise.id, makegood.identity_id, case_id, makegood.id, _gesture(makegood))


def _makegood_behind(theirs: Sequence[Makegood], words: str, at: datetime) -> Makegood | None:
    """The makegood that the kind word, said at `at`, is about: of those that had begun by then the latest one whose things it names,
    else the latest one of the two weeks before. A link that is confirmed later changes nothing of that."""
    since = at - whose_account.LOOK_BACK
    begun = (m for m in theirs if m.state in whose_account.RUNNING_OR_DONE and m.proposed_at >= since and _began(m) <= at)
    recent = sorted(begun, key=_began, reverse=True)
    named = (makegood for makegood in recent if whose_account.shared_things(makegood, words))
    fresh = (makegood for makegood in recent if _began(makegood) > at - whose_account.SOON)
    return next(named, None) or next(fresh, None)


def _began(makegood: Makegood) -> datetime:
    return makegood.approved_at or makegood.proposed_at


def _gesture(makegood: Makegood) -> str:
    kept = (step for step in makegood.steps if step.kind is StepKind.GIVE and step.state is not StepState.SKIPPED)
    return next((step.params["code"] for step in kept if step.params.get("code")), "")
