"""Notes what came back and whose it is. Every action may be repeated: its natural key makes the second time change nothing.

Works inside an open brand transaction. Praise is credited only to a person whose account is confirmed; it never decides what is owed.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.outcomes import models, queries, rules
from makegood.outcomes.events import PraiseCredited, StandingChanged, ThanksPassedOn
from makegood.outcomes.types import PersonEvidence, Standing, StandingStep
from makegood.people import queries as people
from makegood.platform import journal, tenancy


def note_praise(
    *,
    message_id: UUID,
    identity_id: UUID,
    words: str,
    public: bool,
    link: str,
    reach: int | None,
    at: datetime,
    case_id: UUID | None,
    makegood_id: UUID | None,
    gesture: str,
) -> UUID:
    """Keeps a kind word, not credited yet, and returns its id. Once per message: a repeat returns the first one's id unchanged.

    `reach` (people) is only ever counted, never used for what is owed.
    """
    told = {"words": words, "public": public, "link": link, "reach": reach, "at": at, "gesture": gesture}
    row, _ = models.Praise.objects.get_or_create(
        message_id=message_id, defaults={"identity_id": identity_id, "case_id": case_id, "makegood_id": makegood_id, **told}
    )
    return row.id


def credit(
    *, praise_id: UUID, identity_id: UUID, case_id: UUID | None, makegood_id: UUID | None, gesture: str, at: datetime
) -> bool:
    """Credits a praise to a person, a case, a makegood and a gesture. True when it was credited now, False when it was before.

    Refuses `not_confirmed` while the account that praised is not linked to the person with `identity_id`: a look-alike earns nobody credit.
    """
    row = models.Praise.objects.select_for_update().filter(id=praise_id).first()
    if row is None:
        raise queries.no_such_praise()
    if row.credited_to is not None:
        return False
    persons = people.persons_of(identity_ids=[row.identity_id, identity_id])
    if persons[row.identity_id].id != persons[identity_id].id:
        sentence = "Nobody has confirmed yet whose account this is. Confirm it on the person’s page, then it is credited."
        raise Refusal("not_confirmed", sentence, {"identity_id": "not the same person as the author"})
    row.credited_to, row.credited_at = identity_id, at
    row.case_id, row.makegood_id, row.gesture = case_id, makegood_id, gesture
    row.save(update_fields=["credited_to", "credited_at", "case_id", "makegood_id", "gesture"])
    event = PraiseCredited(identity_id=identity_id, case_id=case_id, praise_id=praise_id, public=row.public)
    journal.record(event, by=SYSTEM, at=at)
    return True


def settle_standing(
    *,
    identity_id: UUID,
    person_identity_ids: Sequence[UUID],
    evidence: PersonEvidence,
    because: str,
    message_id: UUID | None,
    at: datetime,
) -> StandingStep:
    """Writes down where the person stands now, if that changed, and returns it.

    A person without history gets the step that the purchases alone would have made first (since the first order), so that "passive →
    advocate" is told as it was. `because` is the evidence in a sentence; '' lets the rule say it. Repeating with the same evidence
    writes nothing; two at once are taken one after the other.
    """
    identity_ids = sorted({identity_id, *person_identity_ids})
    _take_turns(identity_ids)
    was = queries.standing(identity_ids=identity_ids)
    if was.standing is Standing.UNKNOWN:
        was = _first_step(was, identity_id, evidence)
    now = rules.standing_of(evidence)
    if now is was.standing:
        return was
    sentence = (because or rules.because_of(evidence))[:300]
    step = _write(identity_id, was.standing, now, max(at, was.since or at), sentence, message_id)
    event = StandingChanged(identity_id=identity_id, was=was.standing, now=now, because=sentence)
    journal.record(event, by=SYSTEM, at=at)
    return step


def pass_on_thanks(*, praise_id: UUID, to_member_id: UUID | None, to_name: str, words: str, at: datetime) -> bool:
    """Passes a kind word on, by name, to a member or to somebody outside such as a courier. True when it was passed on now; each of them
    gets each praise once. Refuses where there is nobody to thank, and praise that is not credited yet."""
    name = brands.member(member_id=to_member_id).name if to_member_id else to_name.strip()[:120]
    if not name:
        raise Refusal("nobody_to_thank", "Say whom the thanks are for.", {"to_name": "missing"})
    row = models.Praise.objects.filter(id=praise_id).first()
    if row is None:
        raise queries.no_such_praise()
    if row.credited_to is None:
        raise Refusal("not_credited", "Whose praise this is is not confirmed yet.", {"praise_id": "not credited"})
    key = {"praise_id": praise_id, "to_member_id": to_member_id} | ({} if to_member_id else {"to_name": name})
    _, is_new = models.Thanks.objects.get_or_create(**key, defaults={"to_name": name, "words": words, "passed_on_at": at})
    if is_new:
        event = ThanksPassedOn(identity_id=row.credited_to, case_id=row.case_id, to_name=name, praise_id=praise_id)
        journal.record(event, by=SYSTEM, at=at)
    return is_new


def see_thanks(*, member_id: UUID, by: Actor, at: datetime) -> int:
    """Marks what waits for a member as seen, and returns how much it was. Only that member's own eyes count."""
    if by.id != member_id:
        raise Refusal("not_yours", "Only the one who was thanked can see it off.", {"member_id": "somebody else"})
    return models.Thanks.objects.filter(to_member_id=member_id, seen_at__isnull=True).update(seen_at=at)


def _first_step(unknown: StandingStep, identity_id: UUID, evidence: PersonEvidence) -> StandingStep:
    quiet = rules.before_praise(evidence)
    standing = rules.standing_of(quiet)
    if standing is Standing.UNKNOWN or evidence.first_order_at is None:
        return unknown
    return _write(identity_id, Standing.UNKNOWN, standing, evidence.first_order_at, rules.because_of(quiet), None)


def _write(
    identity_id: UUID, was: Standing, now: Standing, since: datetime, because: str, message_id: UUID | None
) -> StandingStep:
    models.StandingStep.objects.create(
        identity_id=identity_id, was=was, standing=now, since=since, because=because, message_id=message_id
    )
    return StandingStep(now, since, because, message_id)


def _take_turns(identity_ids: Sequence[UUID]) -> None:
    """One at a time per person, to the end of the transaction."""
    key = hashlib.blake2s(tenancy.current_brand().bytes + identity_ids[0].bytes, digest_size=8, person=b"standing").digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key, signed=True)])
