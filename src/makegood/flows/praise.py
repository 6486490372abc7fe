"""A kind word: whose it is, what it is for, and that it reaches those who earned it.

A word from an account that nobody has seen is tied to nobody by itself; only a member's yes (or a source that knows) credits the case and
the gesture. Reach is counted, never used for what is owed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.channels.types import Message
from makegood.flows import standing, thanking, whose_account
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, StepKind, StepState
from makegood.orders import queries as orders
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import Praise
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId, Person
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
    """Keeps each kind word, credits those of people whom we know, and asks a member about the others. May be repeated."""
    for word in words:
        praise_id = _keep(word)
        if _known(word.person):
            _credit(outcome_queries.praise(praise_id=praise_id), at)
        else:
            whose_account.ask(identity_id=word.identity_id, words=_said(word.message), at=at)
    if words:
        live.announce("praise")


def linked(items: Sequence[Taken], at: datetime) -> None:
    """An address was confirmed to be somebody's, or taken off them again: kind words from it are credited now, and where each of them
    stands is looked at again."""
    for item in items:
        named = [UUID(item.payload["identity_id"]), UUID(item.payload["other_identity_id"])]
        persons = {person.id: person for person in people.persons_of(identity_ids=named).values()}
        for person in persons.values():
            ids = [identity.id for identity in person.identities]
            credited_now = [_credit(praise, at) for praise in outcome_queries.praise_of(identity_ids=ids)]
            if not any(credited_now) and _known(person):
                standing.settle(person=person, because="", message_id=None, at=at)
            views.refresh_people(identity_ids=ids)


def credited(items: Sequence[Taken], at: datetime) -> None:
    """A kind word was credited: the person's standing is looked at again, and the thanks go to those who earned them, the same day."""
    for item in items:
        praise = outcome_queries.praise(praise_id=UUID(item.key))
        identity_id = UUID(item.payload["identity_id"])
        person = people.persons_of(identity_ids=[identity_id])[identity_id]
        because = "They praised us in public, unasked." if praise.public else "They thanked us."
        standing.settle(person=person, because=because, message_id=praise.message_id, at=at)
        thanking.for_praise(praise, at)


def _keep(word: KindWord) -> UUID:
    message = word.message
    noting.note_fact(facts=[Fact(word.identity_id, "praised", str(message.id), message.at, {"public": message.public})])
    return outcomes.note_praise(
        message_id=message.id,
        identity_id=word.identity_id,
        words=_said(message),
        public=message.public,
        link=message.link,
        reach=message.reach,
        at=message.at,
        case_id=None,
        makegood_id=None,
        gesture="",
    )


def _said(message: Message) -> str:
    return message.visible or message.text


def _known(person: Person) -> bool:
    """Whether we know this person from more than the kind word: an address that is verified, or an order."""
    ids = [identity.id for identity in person.identities]
    return any(identity.verified for identity in person.identities) or bool(orders.orders_of(identity_ids=ids, limit=1))


def _credit(praise: Praise, at: datetime) -> bool:
    """True when it was credited now."""
    person = people.persons_of(identity_ids=[praise.identity_id])[praise.identity_id]
    if praise.credited or not _known(person):
        return False
    makegood = _makegood_behind(person, praise.words, praise.at)
    return outcomes.credit(
        praise_id=praise.id,
        identity_id=makegood.identity_id if makegood else person.identities[0].id,
        case_id=makegood.occasion.id if makegood and makegood.occasion.kind == "case" else None,
        makegood_id=makegood.id if makegood else None,
        gesture=_gesture(makegood) if makegood else "",
        at=at,
    )


def _makegood_behind(person: Person, words: str, at: datetime) -> Makegood | None:
    """The makegood that the kind word, said at `at`, is about: of those that had begun by then the latest one whose things it names,
    else the latest one of the two weeks before. A link that is confirmed later changes nothing of that."""
    ids = [identity.id for identity in person.identities]
    found = makegoods.of_identities(identity_ids=ids, since=at - whose_account.LOOK_BACK)
    begun = (m for m in found if m.state in whose_account.RUNNING_OR_DONE and _began(m) <= at)
    recent = sorted(begun, key=_began, reverse=True)
    named = (makegood for makegood in recent if whose_account.shared_things(makegood, words))
    fresh = (makegood for makegood in recent if _began(makegood) > at - whose_account.SOON)
    return next(named, None) or next(fresh, None)


def _began(makegood: Makegood) -> datetime:
    return makegood.approved_at or makegood.proposed_at


def _gesture(makegood: Makegood) -> str:
    kept = (step for step in makegood.steps if step.kind is StepKind.GIVE and step.state is not StepState.SKIPPED)
    return next((step.params["code"] for step in kept if step.params.get("code")), "")
