"""Whose account is it? What speaks for one of our people is weighed and put before a member; nothing is linked here.

Asked of kind words, by what we lately did for people, and of complaints that something did not come, by what we lately promised them. All of that is
looked through, which in a large house is much, and nobody waits for the question: it is work of its own, done for many posts at once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from math import log2
from typing import TypeVar
from uuid import UUID

from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.gestures.types import GestureKind
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.queries import Lately
from makegood.makegoods.types import Makegood, MakegoodState, StepKind
from makegood.people import queries as people
from makegood.people.actions import linking
from makegood.people.rules import likeness, weighing
from makegood.people.types import Evidence, EvidenceKind, Identity, Person
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.promises import queries as promises

WORK, BATCH = "whose_account", 20  # each of up to fifty posts
WAITS_S = 10.0  # at most, while something else is to do
LOOK_BACK = timedelta(days=90)  # a kind word later than this is not about that makegood
SOON = timedelta(days=14)
RUNNING_OR_DONE = (MakegoodState.RUNNING, MakegoodState.DONE)
MOST_BITS_OF_A_THING, MOST_BITS_OF_THINGS = 4.0, 7.0  # what naming one thing, and several, can say at most
MOST_PROMISES = 2_000  # that are looked at, the latest first: of an outage of many more no post tells whose it is
STRANGERS = 16  # as if so many more had got other things: what is rare among few of ours is not yet rare
_NOTICED_BITS, _OTHERS_FIT = 0.1, "It fits others of ours as well, and can be only one of them."
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


class About(StrEnum):
    """What a post is compared with."""

    DONE = "done"  # what we lately put right
    PROMISED = "promised"  # what we lately promised, and it does not hold


def ask_later(messages: Sequence[Message], about: About, *, at: datetime) -> None:
    """These posts come from accounts that we do not know: whose they are is looked into soon. May be repeated. One INSERT."""
    work.leave(WORK, work.folded([f"{about} {one.id}" for one in messages], due_at=at))


def ask(items: Sequence[Taken], at: datetime) -> None:
    """Weighs for each of these posts, and for each person for whom we lately put something right, or to whom a promise of ours is at risk or broke
    within two weeks, whether the account is theirs, and asks a member about the likely ones. May be repeated; what was refused is not asked again.
    A fixed number of queries, and a few for each question."""
    keys = [key.partition(" ") for key in work.keys_of(WORK, items, at=at)]
    posts: dict[UUID, Message] = {one.id: one for one in channels.messages(message_ids=[UUID(key) for _, _, key in keys])}
    named = [(About(about), posts.get(UUID(key))) for about, _, key in keys]
    for about, (look, sentences) in _LOOKS.items():
        asked = [
            (post.identity_id, _words_of(post, about)) for which, post in named if which is about and post and post.identity_id
        ]
        _ask(asked, look(at) if asked else (), sentences, at)


# ---------------------------------------------------------------------------------------------------------------------


def _put_right(at: datetime) -> Sequence[Lately]:
    return makegoods.lately(since=at - LOOK_BACK, states=RUNNING_OR_DONE)


def _promised(at: datetime) -> Sequence[Lately]:
    found = promises.not_holding(since=at - SOON, limit=MOST_PROMISES)
    return [Lately(one.identity_id, one.warned_at or one.state_at, (one.what.partition(" (order ")[0],)) for one in found]


_LOOKS = {About.DONE: (_put_right, _DONE), About.PROMISED: (_promised, _PROMISED)}


def _words_of(post: Message, about: About) -> str:
    return f"{post.subject}\n{post.said}" if about is About.PROMISED else post.said


def _ask(posts: Sequence[tuple[UUID, str]], recent: Sequence[Lately], sentences: _Sentences, at: datetime) -> None:
    if not recent:
        return
    persons = people.persons_of(identity_ids=sorted({*(who for who, _ in posts), *(one.identity_id for one in recent)}))
    things = [_named_in(one.titles) for one in recent]
    weights = weigh_things(things)
    by_thing = _places((thing, n) for n, theirs in enumerate(things) for thing in theirs)
    by_name = _places((likeness.words_of(persons[one.identity_id].name), n) for n, one in enumerate(recent))
    for identity_id, words in posts:
        author, said = persons[identity_id], _said(words)
        unknown = next(identity for identity in author.identities if identity.id == identity_id)
        called = likeness.words_of(_called(unknown))
        # without a shared thing only the very same name can weigh enough, and then only at the right time
        near = {n for thing in said & by_thing.keys() for n in by_thing[thing]} | {*(by_name.get(called, ()) if called else ())}
        fits: dict[UUID, _Fit] = {}
        for n in sorted(near):
            one, person = recent[n], persons[recent[n].identity_id]
            evidence = _weigh(unknown, {thing: weights[thing] for thing in said & things[n]}, person, one, sentences, at)
            fit = _Fit(one.identity_id, evidence, weighing.weigh([*evidence, *likeness.imitations(unknown, person)]))
            if person.id != author.id and (person.id not in fits or fit.chance > fits[person.id].chance):
                fits[person.id] = fit
        for fit in _among_others(list(fits.values())):
            _suggest(identity_id, fit.known_id, fit.evidence, at)


@dataclass(frozen=True, slots=True)
class _Fit:
    """One of our people whom an account fits, by what, and how likely that is alone."""

    known_id: UUID
    evidence: list[Evidence]
    chance: float


def _among_others(fits: Sequence[_Fit]) -> list[_Fit]:
    """Those worth asking about, each weighed against the others: an account is one person's, and what fits sixteen tells of none of them."""
    found = []
    for fit, bits in zip(fits, weighing.against_others([one.chance for one in fits]), strict=True):
        others = [Evidence(EvidenceKind.OTHERS_FIT, round(bits, 2), _OTHERS_FIT)] if bits <= -_NOTICED_BITS else []
        found.append(replace(fit, evidence=[*fit.evidence, *others]))
    return [fit for fit in found if weighing.is_worth_asking(fit.evidence)]


_K = TypeVar("_K")


def _places(named: Iterable[tuple[_K, int]]) -> dict[_K, list[int]]:
    """Where each stands."""
    found: dict[_K, list[int]] = {}
    for key, place in named:
        found.setdefault(key, []).append(place)
    return found


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
