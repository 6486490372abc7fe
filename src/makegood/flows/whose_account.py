"""Whose account is it? What speaks for one of our people is weighed and put before a member; nothing is linked here.

Asked of kind words, by what we lately did for people, and of complaints that something did not come, by what we lately promised them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from math import log2
from uuid import UUID

from makegood.gestures.types import GestureKind
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.queries import Lately
from makegood.makegoods.types import Makegood, MakegoodState, StepKind
from makegood.people import queries as people
from makegood.people.actions import linking
from makegood.people.rules import likeness, weighing
from makegood.people.types import Evidence, EvidenceKind, Identity, IdentityId, Person
from makegood.promises import queries as promises

LOOK_BACK = timedelta(days=90)  # a kind word later than this is not about that makegood
SOON = timedelta(days=14)
RUNNING_OR_DONE = (MakegoodState.RUNNING, MakegoodState.DONE)
MOST_BITS_OF_A_THING, MOST_BITS_OF_THINGS = 4.0, 7.0  # what naming one thing, and several, can say at most
MOST_PROMISES = 2_000  # that are looked at, the latest first: of an outage of many more no post tells whose it is
STRANGERS = 16  # as if so many more had got other things: what is rare among few of ours is not yet rare
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    [
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
        "parcel",
        "order",
        "back",
        "that",
        "this",
        "your",
        "they",
        "have",
        "courier",
        "hour",
        "slot",
        "without",
        "free",
        "nothing",
    ]
) | {kind.value for kind in GestureKind}


@dataclass(frozen=True, slots=True)
class _Sentences:
    """How the evidence is said to the member who decides."""

    matter: str
    time: str


_DONE = _Sentences(
    "It speaks of {things}, and that is what we sent {person}.",
    "It was written soon after we put something right for {person}.",
)
_PROMISED = _Sentences(
    "It speaks of {things}, and that is what {person} waits for.",
    "It was written when what we had promised {person} did not come.",
)


def ask_all(posts: Sequence[tuple[IdentityId, str]], *, at: datetime) -> None:
    """Weighs, for each of these unknown accounts and words, and for each person for whom we lately put something right, whether the account
    is theirs, and asks a member about the likely ones. May be repeated; what was refused is not asked again. A fixed number of queries, and
    a few for each question."""
    _ask(posts, makegoods.lately(since=at - LOOK_BACK, states=RUNNING_OR_DONE) if posts else (), _DONE, at)


def ask_of_promises(posts: Sequence[tuple[IdentityId, str]], *, at: datetime) -> None:
    """The same for unknown accounts that complain of something late or lost: are they one of those to whom a promise of ours is at risk, or broke
    within two weeks? A fixed number of queries, and a few for each question."""
    found = promises.not_holding(since=at - SOON, limit=MOST_PROMISES) if posts else ()
    recent = [Lately(one.identity_id, one.warned_at or one.state_at, (one.what.partition(" (order ")[0],)) for one in found]
    _ask(posts, recent, _PROMISED, at)


def _ask(posts: Sequence[tuple[IdentityId, str]], recent: Sequence[Lately], sentences: _Sentences, at: datetime) -> None:
    if not recent:
        return
    identity_ids = {*(identity_id for identity_id, _ in posts), *(one.identity_id for one in recent)}
    persons = people.persons_of(identity_ids=sorted(identity_ids))
    things = [_named_in(one.titles) for one in recent]
    weights = weigh_things(things)
    for identity_id, words in posts:
        author, said = persons[identity_id], _said(words)
        unknown = next(identity for identity in author.identities if identity.id == identity_id)
        for makegood, theirs in zip(recent, things, strict=True):
            person, shared = persons[makegood.identity_id], said & theirs
            if person.id == author.id or not (shared or likeness.are_same_names(_called(unknown), person.name)):
                continue  # without a shared thing only the very same name can weigh enough, and then only at the right time
            evidence = _weigh(unknown, {one: weights[one] for one in shared}, person, makegood, sentences, at)
            if weighing.is_worth_asking([*evidence, *likeness.imitations(unknown, person)]):
                _suggest(identity_id, makegood.identity_id, evidence, at)


def weigh_things(things: Sequence[set[str]]) -> dict[str, float]:
    """How much naming each thing says, in bits: the rarer among what we lately gave, the more, log2 of (all + `STRANGERS`) over how many got
    it, at most `MOST_BITS_OF_A_THING`. In a house where everybody gets a lamp, "lamp" says next to nothing."""
    got = Counter(chain.from_iterable(things))
    return {one: min(MOST_BITS_OF_A_THING, log2((len(things) + STRANGERS) / count)) for one, count in got.items()}


def shared_things(makegood: Makegood, words: str) -> set[str]:
    """The things of a makegood (what was fixed, what was given) that these words name."""
    return _said(words) & _things(makegood)


def _said(words: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(words)}


def _things(makegood: Makegood) -> set[str]:
    return _named_in([step.title for step in makegood.steps if step.kind in (StepKind.FIX, StepKind.GIVE)])


def _named_in(titles: Sequence[str]) -> set[str]:
    return {word.casefold() for title in titles for word in _WORD.findall(title)} - _COMMON


def _suggest(unknown_id: UUID, known_id: UUID, evidence: list[Evidence], at: datetime) -> None:
    try:
        linking.suggest_link(unknown_identity_id=unknown_id, known_identity_id=known_id, evidence=evidence, at=at)
    except Refusal:
        return  # refused before: it is never asked again


def _weigh(
    unknown: Identity, shared: dict[str, float], person: Person, makegood: Lately, sentences: _Sentences, at: datetime
) -> list[Evidence]:
    matter = _by_matter(shared, sentences.matter, person)
    found = [piece for piece in (_by_name(unknown, person), matter) if piece is not None]
    if found and makegood.at <= at <= makegood.at + SOON:
        found.append(Evidence(EvidenceKind.RIGHT_TIME, 2.0, sentences.time.format(person=person.name)))
    return found


def _by_name(unknown: Identity, person: Person) -> Evidence | None:
    return likeness.name_evidence(_called(unknown), person.name)


def _called(unknown: Identity) -> str:
    return unknown.name or re.sub(r"[._\-\d]+", " ", unknown.shown.split(":", 1)[-1].split(".")[0])


def _by_matter(shared: dict[str, float], sentence: str, person: Person) -> Evidence | None:
    if not shared:
        return None
    bits = min(MOST_BITS_OF_THINGS, sum(shared.values()))
    said = sentence.format(things=" and ".join(sorted(shared)), person=person.name)
    return Evidence(EvidenceKind.SAME_MATTER, round(bits, 2), said)
