"""Who is meant by a segment, worked out over facts in hand. Pure; its twin over all facts of a brand is `people.segments`.

Never asks the database: a property test holds the two to the same answer.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.people.types import Among, Fact, Noted, PersonId, Segment

MOST_TESTS = 30  # their places are bits of one whole number


def check(segment: Segment) -> None:
    """Refuses ("segment_malformed") a segment that would mean everybody, one with too many tests, and one that names a test that is not there."""
    places = {*segment.any_of, *segment.all_of, *segment.none_of}
    if not segment.any_of and not segment.all_of:
        raise Refusal("segment_malformed", "tests: say at least one thing that must be so.", {"tests": "nothing must be so"})
    if len(segment.tests) > MOST_TESTS or not places <= set(range(len(segment.tests))):
        raise Refusal("segment_malformed", f"tests: at most {MOST_TESTS}, each named by its place.", {"tests": "too many"})


def belongs(passed: int, segment: Segment) -> bool:
    """Whether somebody who passes these tests is meant."""
    some, every, none = (mask(places) for places in (segment.any_of, segment.all_of, segment.none_of))
    return (not some or bool(passed & some)) and passed & every == every and not passed & none


def mask(places: Iterable[int]) -> int:
    """These places as one whole number."""
    return sum(1 << place for place in set(places))


def passed_by(test: Noted | Among, fact: Fact) -> bool:
    """Whether this fact passes a test of facts."""
    if isinstance(test, Among) or fact.kind != test.kind:
        return False
    in_time = (test.since is None or _end(test, fact) >= test.since) and (test.until is None or fact.at < test.until)
    return in_time and all(fact.value.get(name) == value for name, value in test.value)


def meant(
    segment: Segment, *, facts: Iterable[Fact], persons: Mapping[UUID, PersonId], companies: Collection[PersonId]
) -> dict[PersonId, int]:
    """The people of a segment and the tests that each passes. `persons` says whose each identity is."""
    passed: dict[PersonId, int] = {}
    for place, test in enumerate(segment.tests):
        if isinstance(test, Among):
            for one in test.identity_ids:
                if one in persons:
                    passed[persons[one]] = passed.get(persons[one], 0) | 1 << place
    for fact in facts:
        person_id = persons[fact.identity_id]
        for place, test in enumerate(segment.tests):
            if passed_by(test, fact):
                passed[person_id] = passed.get(person_id, 0) | 1 << place
    return {who: mask_ for who, mask_ in passed.items() if belongs(mask_, segment) and who not in companies}


def _end(test: Noted, fact: Fact) -> datetime:
    """When it was so last: at its own instant, or to the end that its value names."""
    told = fact.value.get(test.lasts) if test.lasts else None
    return max(fact.at, datetime.fromisoformat(str(told))) if told else fact.at
