"""What somebody's behaviour says of where they stand with the brand. Pure; never from how loud or how famous somebody is.

Source: the house's notes on measuring, section 1 (behavioural standing over 84 days; surveys are no evidence here).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from makegood.outcomes.types import Moved, PersonEvidence, Standing, StoodAt

WINDOW = timedelta(days=84)  # behaviour counts for so long
HELPS = 2  # to others, that make an advocate


def standing_of(evidence: PersonEvidence) -> Standing:
    """Where the person stands.

    - *advocate*: at least one verified public praise that nobody asked or paid for, or one whom they brought and who bought, or two helps
      to others;
    - *detractor*: complained in public, and has not praised in public since;
    - *promoter*: thanked us in private, and nothing of theirs is open;
    - *passive*: bought, or brought us something to put right, and says nothing of it to others;
    - *unknown*: none of these.
    """
    if evidence.public_complaints and not _praise_outweighs(evidence):
        return Standing.DETRACTOR
    if evidence.public_praises or evidence.referrals or evidence.helps >= HELPS:
        return Standing.ADVOCATE
    if evidence.private_thanks and not evidence.open_complaints:
        return Standing.PROMOTER
    if evidence.orders or evidence.open_complaints or evidence.private_thanks:
        return Standing.PASSIVE
    return Standing.UNKNOWN


def because_of(evidence: PersonEvidence) -> str:
    """The evidence for `standing_of(evidence)` in one sentence."""
    match standing_of(evidence):
        case Standing.DETRACTOR:
            return "Complained in public, and has not spoken well of us in public since."
        case Standing.ADVOCATE if evidence.public_praises:
            return "Praised us in public without being asked."
        case Standing.ADVOCATE if evidence.referrals:
            return "Brought somebody who bought."
        case Standing.ADVOCATE:
            return "Helped others, more than once."
        case Standing.PROMOTER:
            return "Thanked us, though not in public."
        case Standing.PASSIVE if evidence.orders:
            return "Has bought here and says nothing of it to others."
        case Standing.PASSIVE:
            return "Has written to us and says nothing of it to others."
        case _:
            return "Nothing is known yet."


def moved(stood: Iterable[StoodAt], persons: Mapping[UUID, UUID]) -> tuple[Moved, ...]:
    """Where each person stood at two instants, each person once: of several identities the one counts by which something was known last. Identities
    without a person are left out. In the order of the later step, the latest first."""
    by_person: dict[UUID, list[StoodAt]] = {}
    for one in stood:
        if one.identity_id in persons:
            by_person.setdefault(persons[one.identity_id], []).append(one)
    found = [_moved(person_id, theirs) for person_id, theirs in by_person.items()]
    return tuple(sorted(found, key=lambda one: (one.since, one.person_id), reverse=True))


def _moved(person_id: UUID, theirs: Sequence[StoodAt]) -> Moved:
    now = max(theirs, key=lambda one: one.now_since)
    before = [one for one in theirs if one.was_since is not None]
    was = max(before, key=lambda one: one.was_since or one.now_since).was if before else Standing.UNKNOWN
    return Moved(person_id, now.identity_id, was, now.now, now.now_since, now.because)


def before_praise(evidence: PersonEvidence) -> PersonEvidence:
    """The evidence as it was before anything was said: what a first standing starts from."""
    return PersonEvidence(
        orders=evidence.orders,
        first_order_at=evidence.first_order_at,
        public_praises=0,
        public_complaints=0,
        open_complaints=0,
        private_thanks=0,
        referrals=0,
    )


def _praise_outweighs(evidence: PersonEvidence) -> bool:
    praised_at, complained_at = evidence.last_public_praise_at, evidence.last_public_complaint_at
    if praised_at is not None and complained_at is not None:
        return praised_at > complained_at
    return evidence.public_praises + evidence.referrals + evidence.helps // HELPS >= evidence.public_complaints
