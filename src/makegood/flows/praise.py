"""A kind word: whose it is, what it is for, and that it reaches those who earned it.

A word from an account that nobody has seen is tied to nobody by itself. What speaks for one of our people is weighed and put before a
member; only their yes (or a source that knows) credits the case and the gesture. Reach is counted, never used for what is owed.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases import queries as cases
from makegood.channels.types import Message
from makegood.flows import thanking
from makegood.gestures.types import GestureKind
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, StepKind
from makegood.orders import queries as orders
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import PersonEvidence, Praise
from makegood.people import queries as people
from makegood.people import rules as people_rules
from makegood.people.actions import linking, noting
from makegood.people.types import Evidence, EvidenceKind, Fact, IdentityId, IdentityKind, Person
from makegood.platform.work import Taken

LOOK_BACK = timedelta(days=90)  # a kind word later than this is not about that makegood
SOON = timedelta(days=14)
WINDOW = timedelta(days=84)  # behaviour that decides standing (measure.md section 1)
_DONE_ENOUGH = (MakegoodState.RUNNING, MakegoodState.DONE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_SAME_MATTER_BITS = {1: 4.0, 2: 7.0}  # each shared thing (the item, the gesture) is rare among strangers' posts


def heard(words: Sequence[tuple[Message, Person]], *, at: datetime) -> None:
    """Keeps each kind word, credits those of people whom we know, and asks a member about the others. May be repeated."""
    for message, person in words:
        _keep(message, person, at)


def linked(items: Sequence[Taken], at: datetime) -> None:
    """An address was confirmed to be somebody's: the kind words from it are credited now."""
    for item in items:
        for identity_id in (item.payload["identity_id"], item.payload["other_identity_id"]):
            for praise in outcome_queries.praise_of(identity_ids=[UUID(identity_id)]):
                _credit(praise, at)


def credited(items: Sequence[Taken], at: datetime) -> None:
    """A kind word was credited: the person's standing is looked at again, and the thanks go to those who earned them, the same day."""
    for item in items:
        praise = outcome_queries.praise(praise_id=UUID(item.key))
        person = people.persons_of(identity_ids=[UUID(item.payload["identity_id"])])[UUID(item.payload["identity_id"])]
        settle(person=person, because=_because(praise), message_id=praise.message_id, at=at)
        thanking.for_praise(praise, at)


def settle(*, person: Person, because: str, message_id: UUID | None, at: datetime) -> None:
    """Looks at a person's standing again, from what they did."""
    ids = [identity.id for identity in person.identities]
    outcomes.settle_standing(
        identity_id=ids[0],
        person_identity_ids=ids,
        evidence=_evidence(ids, at),
        because=because,
        message_id=message_id,
        at=at,
    )


# ---------------------------------------------------------------------------------------------------------------------


def _keep(message: Message, person: Person, at: datetime) -> None:
    if message.identity_id is None and not person.identities:
        return
    identity_id = _author(message, person)
    praise_id = outcomes.note_praise(
        message_id=message.id,
        identity_id=identity_id,
        words=message.visible or message.text,
        public=message.public,
        link=message.link,
        reach=message.reach,
        at=message.at,
        case_id=None,
        makegood_id=None,
        gesture="",
    )
    noting.note_fact(facts=[Fact(IdentityId(identity_id), "praised", str(message.id), message.at, {"public": message.public})])
    if _known(person):
        _credit(outcome_queries.praise(praise_id=praise_id), at)
    else:
        _ask_whose(message, person, at)


def _author(message: Message, person: Person) -> UUID:
    for identity in person.identities:
        if identity.kind == message.author.kind and identity.shown == message.author.value:
            return identity.id
    return message.identity_id or person.identities[0].id


def _known(person: Person) -> bool:
    """Whether we know this person from more than the kind word: an address that is verified, or an order."""
    ids = [identity.id for identity in person.identities]
    return any(identity.verified for identity in person.identities) or bool(orders.orders_of(identity_ids=ids, limit=1))


def _credit(praise: Praise, at: datetime) -> None:
    person = people.persons_of(identity_ids=[praise.identity_id])[praise.identity_id]
    if praise.credited or not _known(person):
        return
    makegood = _makegood_behind(person, praise.words, at)
    outcomes.credit(
        praise_id=praise.id,
        identity_id=makegood.identity_id if makegood else person.identities[0].id,
        case_id=makegood.occasion.id if makegood and makegood.occasion.kind == "case" else None,
        makegood_id=makegood.id if makegood else None,
        gesture=_gesture(makegood) if makegood else "",
        at=at,
    )


def _makegood_behind(person: Person, words: str, at: datetime) -> Makegood | None:
    """The makegood that the kind word is about: the latest one whose things it names, else the latest one of the last two weeks."""
    ids = [identity.id for identity in person.identities]
    recent = [m for m in makegoods.of_identities(identity_ids=ids, since=at - LOOK_BACK) if m.state in _DONE_ENOUGH]
    recent.sort(key=lambda m: m.approved_at or m.proposed_at, reverse=True)
    for makegood in recent:
        if _shared(makegood, words):
            return makegood
    return next((m for m in recent if (m.approved_at or m.proposed_at) > at - SOON), None)


def _gesture(makegood: Makegood) -> str:
    given = [step.params.get("code", "") for step in makegood.steps if step.kind is StepKind.GIVE]
    return next((code for code in given if code), "")


def _ask_whose(message: Message, author: Person, at: datetime) -> None:
    """Weighs, for each person for whom we lately made something good, whether this account is theirs, and asks about the likely ones."""
    unknown = next(i for i in author.identities if i.id == _author(message, author))
    for makegood in makegoods.recent(since=at - LOOK_BACK):
        if makegood.state not in _DONE_ENOUGH:
            continue
        person = people.persons_of(identity_ids=[makegood.identity_id]).get(makegood.identity_id)
        if person is None or person.id == author.id:
            continue
        evidence = _weigh(message, unknown.shown, unknown.name, person, makegood, at)
        if evidence:
            _suggest(unknown.id, makegood.identity_id, evidence, at)


def _suggest(unknown_id: UUID, known_id: UUID, evidence: list[Evidence], at: datetime) -> None:
    try:
        linking.suggest_link(unknown_identity_id=unknown_id, known_identity_id=known_id, evidence=evidence, at=at)
    except Refusal:
        return  # refused before: it is never asked again


def _weigh(message: Message, shown: str, name: str, person: Person, makegood: Makegood, at: datetime) -> list[Evidence]:
    found: list[Evidence] = []
    handle_name = re.sub(r"[._\-\d]+", " ", shown.split(":", 1)[-1].split(".")[0])
    by_name = people_rules.name_evidence(name or handle_name, person.name)
    if by_name is not None:
        found.append(by_name)
    shared = _shared(makegood, message.visible or message.text)
    if shared:
        bits = _SAME_MATTER_BITS[min(len(shared), 2)]
        words = f"It speaks of {' and '.join(sorted(shared))}, and that is what we sent {person.name}."
        found.append(Evidence(EvidenceKind.SAME_MATTER, bits, words))
    done = makegood.done_at or makegood.approved_at or makegood.proposed_at
    if found and done <= at <= done + SOON:
        found.append(
            Evidence(EvidenceKind.RIGHT_TIME, 2.0, f"It was written soon after we put something right for {person.name}.")
        )
    for identity in person.identities:
        if identity.kind is IdentityKind.HANDLE and people_rules.looks_alike(shown, identity.shown):
            words = f"It looks like {identity.shown}, which is {person.name}’s, but it is another account."
            found.append(Evidence(EvidenceKind.LOOKALIKE, -8.0, words))
    return found


def _shared(makegood: Makegood, words: str) -> set[str]:
    """The things of a makegood (what was fixed, what was given) that these words name."""
    said = {word.casefold() for word in _WORD.findall(words)}
    things = {
        w.casefold() for step in makegood.steps if step.kind in (StepKind.FIX, StepKind.GIVE) for w in _WORD.findall(step.title)
    }
    return (said & things) - _COMMON


_COMMON = frozenset(
    {
        "with",
        "from",
        "same",
        "again",
        "send",
        "sent",
        "give",
        "given",
        "small",
        "little",
        "replace",
        "replacement",
        "refund",
        "return",
    }
    | {"parcel", "order", "back", "that", "this", "your", "they", "have", "courier", "hour", "slot", "without", "free", "nothing"}
    | {kind.value for kind in GestureKind}
)


def _evidence(identity_ids: Sequence[UUID], at: datetime) -> PersonEvidence:
    bought = [order for order in orders.orders_of(identity_ids=identity_ids, limit=500) if order.reason == "sale"]
    praises = [p for p in outcome_queries.praise_of(identity_ids=identity_ids) if p.credited and p.at > at - WINDOW]
    complaints = people.facts_of(identity_ids=identity_ids, kinds=["complained"])
    public_complaints = [fact for fact in complaints if fact.value.get("public") and fact.at > at - WINDOW]
    open_cases = [case for case in cases.cases_of(identity_ids=identity_ids) if case.harm and case.resolved_at is None]
    return PersonEvidence(
        orders=len(bought),
        first_order_at=min((order.placed_at for order in bought), default=None),
        public_praises=sum(1 for p in praises if p.public),
        public_complaints=len(public_complaints),
        open_complaints=len(open_cases),
        private_thanks=sum(1 for p in praises if not p.public),
        referrals=0,
        last_public_praise_at=max((p.at for p in praises if p.public), default=None),
        last_public_complaint_at=max((fact.at for fact in public_complaints), default=None),
    )


def _because(praise: Praise) -> str:
    return "They praised us in public, unasked." if praise.public else "They thanked us."
