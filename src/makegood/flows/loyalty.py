"""Who may leave, and what they tell others: kept as facts about the person, and told to whoever listens. Decides nothing about what is owed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId
from makegood.platform import journal
from makegood.understanding.events import AdvocacyHeard, LeavingHeard
from makegood.understanding.types import Advocacy, Finding, Leaving, Reading

MAY_LEAVE, TELLS_OTHERS = "may_leave", "tells_others"
KINDS = (MAY_LEAVE, TELLS_OTHERS)
_SAID = {MAY_LEAVE: (Leaving.RISK, Leaving.YES), TELLS_OTHERS: (Advocacy.WARNS, Advocacy.RECOMMENDS)}


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody wrote, as it was read."""

    message_id: UUID
    identity_id: IdentityId
    at: datetime
    reading: Reading


def note(words: Sequence[Word], *, at: datetime) -> None:
    """Keeps what these words say of staying and of telling others, where the reading is sure of it. May be repeated: a message is told of
    once. Two queries and the journal's; none where nothing was said of it."""
    facts = [fact for word in words for fact in _facts(word)]
    if not facts:
        return
    ids = [fact.identity_id for fact in facts]
    known = {(fact.kind, fact.subject) for fact in people.facts_of(identity_ids=ids, kinds=KINDS)}
    fresh = [fact for fact in facts if (fact.kind, fact.subject) not in known]
    noting.note_fact(facts=fresh)
    journal.record(*(_event(fact) for fact in fresh), by=SYSTEM, at=at)


def note_all_anew(words: Sequence[Word], *, at: datetime) -> None:
    """The same for messages that were read anew: what one does not say any more is taken back. One query and `note`'s, and one for each kind of which
    something is taken back."""
    if not words:
        return
    said = {(fact.kind, fact.subject): fact.value["answer"] for word in words for fact in _facts(word)}
    meant = {str(word.message_id) for word in words}
    known = people.facts_of(identity_ids=list({word.identity_id for word in words}), kinds=KINDS)
    kept = {(one.kind, one.subject): one.value.get("answer") for one in known if one.subject in meant}
    for kind in KINDS:
        changed = [key[1] for key, answer in kept.items() if key[0] == kind and answer != said.get(key)]
        noting.withdraw_facts(kinds=[kind], subjects=changed)
    note(words, at=at)


def _facts(word: Word) -> Iterator[Fact]:
    for kind, finding in ((MAY_LEAVE, word.reading.leaving), (TELLS_OTHERS, word.reading.advocacy)):
        if finding.label in _SAID[kind]:
            value: dict[str, object] = {"answer": str(finding.label), "percent": _percent(finding)}
            yield Fact(word.identity_id, kind, str(word.message_id), word.at, value)


def _percent(finding: Finding) -> int:
    return min(100, max(0, round(finding.probability * 100)))


def _event(fact: Fact) -> Event:
    about = {"identity_id": fact.identity_id, "message_id": UUID(fact.subject)}
    answer, percent = str(fact.value["answer"]), int(str(fact.value["percent"]))
    if fact.kind == MAY_LEAVE:
        return LeavingHeard(**about, leaving=answer, percent=percent)
    return AdvocacyHeard(**about, advocacy=answer, percent=percent)
