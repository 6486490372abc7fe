"""Whose account is it? What speaks for one of our people is weighed and put before a member; nothing is linked here."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from makegood.gestures.types import GestureKind
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, StepKind
from makegood.people import queries as people
from makegood.people.actions import linking
from makegood.people.rules import likeness
from makegood.people.types import Evidence, EvidenceKind, Identity, Person

LOOK_BACK = timedelta(days=90)  # a kind word later than this is not about that makegood
SOON = timedelta(days=14)
RUNNING_OR_DONE = (MakegoodState.RUNNING, MakegoodState.DONE)
_SAME_MATTER_BITS = {1: 4.0, 2: 7.0}  # each shared thing (the item, the gesture) is rare among strangers' posts
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


def ask(*, identity_id: UUID, words: str, at: datetime) -> None:
    """Weighs, for each person for whom we lately put something right, whether this unknown account is theirs, and asks a member about
    the likely ones. May be repeated; what was refused is not asked again."""
    author = people.persons_of(identity_ids=[identity_id])[identity_id]
    unknown = next(identity for identity in author.identities if identity.id == identity_id)
    recent = [one for one in makegoods.recent(since=at - LOOK_BACK) if one.state in RUNNING_OR_DONE]
    persons = people.persons_of(identity_ids=[one.identity_id for one in recent])
    for makegood in recent:
        person = persons[makegood.identity_id]
        evidence = _weigh(unknown, words, person, makegood, at) if person.id != author.id else []
        if evidence:
            _suggest(identity_id, makegood.identity_id, evidence, at)


def shared_things(makegood: Makegood, words: str) -> set[str]:
    """The things of a makegood (what was fixed, what was given) that these words name."""
    said = {word.casefold() for word in _WORD.findall(words)}
    titles = [step.title for step in makegood.steps if step.kind in (StepKind.FIX, StepKind.GIVE)]
    return (said & {word.casefold() for title in titles for word in _WORD.findall(title)}) - _COMMON


def _suggest(unknown_id: UUID, known_id: UUID, evidence: list[Evidence], at: datetime) -> None:
    try:
        linking.suggest_link(unknown_identity_id=unknown_id, known_identity_id=known_id, evidence=evidence, at=at)
    except Refusal:
        return  # refused before: it is never asked again


def _weigh(unknown: Identity, words: str, person: Person, makegood: Makegood, at: datetime) -> list[Evidence]:
    found = [piece for piece in (_by_name(unknown, person), _by_matter(words, person, makegood)) if piece is not None]
    done = makegood.done_at or makegood.approved_at or makegood.proposed_at
    if found and done <= at <= done + SOON:
        said = f"It was written soon after we put something right for {person.name}."
        found.append(Evidence(EvidenceKind.RIGHT_TIME, 2.0, said))
    return found


def _by_name(unknown: Identity, person: Person) -> Evidence | None:
    handle = re.sub(r"[._\-\d]+", " ", unknown.shown.split(":", 1)[-1].split(".")[0])
    return likeness.name_evidence(unknown.name or handle, person.name)


def _by_matter(words: str, person: Person, makegood: Makegood) -> Evidence | None:
    shared = shared_things(makegood, words)
    if not shared:
        return None
    said = f"It speaks of {' and '.join(sorted(shared))}, and that is what we sent {person.name}."
    return Evidence(EvidenceKind.SAME_MATTER, _SAME_MATTER_BITS[min(len(shared), 2)], said)
