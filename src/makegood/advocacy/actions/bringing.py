"""Keeps who said by whom they came, and where that stands. Decides nothing: `rules.bringing` does, on facts that a flow gathers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from makegood.advocacy import models, queries
from makegood.advocacy.events import ReferralCame, ReferralFellAway, ReferralTold
from makegood.advocacy.types import Judged, Referral, ReferralIn, ReferralState, Why
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal

LONGEST_SAID = 200


def tell(*, told: ReferralIn, by: Actor, at: datetime) -> tuple[Referral, bool]:
    """Keeps somebody's word, once under its key, and whether it is new. A repeat changes nothing. Refuses ("nothing_said") where neither a code nor
    words say who it was."""
    said = " ".join(told.said.split())[:LONGEST_SAID]
    if told.advocate_id is None and not said:
        raise Refusal("nothing_said", "told_by: say who it was: a code, or a name.", {"told_by": "empty"})
    row, is_new = models.Referral.objects.get_or_create(
        key=told.key,
        defaults={
            "newcomer_id": told.newcomer_id,
            "advocate_id": told.advocate_id,
            "how": told.how,
            "place": told.place,
            "said": said,
            "order_number": told.order_number,
            "told_at": told.told_at,
            "state": ReferralState.UNKNOWN if told.advocate_id is None else ReferralState.WAITING,
        },
    )
    if is_new:
        journal.record(ReferralTold(identity_id=told.newcomer_id, referral_id=row.id), by=by, at=at)
    return queries.as_referral(row), is_new


def name(*, referral_id: UUID, advocate_id: UUID) -> Referral:
    """A member found out who was meant. Refuses ("named_already") one of which that is known."""
    changed = models.Referral.objects.filter(id=referral_id, advocate_id=None, why="").update(
        advocate_id=advocate_id, state=ReferralState.WAITING
    )
    found = queries.referral(referral_id=referral_id)
    if not changed and found.advocate_id != advocate_id:
        raise Refusal("named_already", "Who was meant is known already.", {"who": "known"})
    return found


def put_aside(*, referral_id: UUID) -> Referral:
    """A member says that it counts for nothing: nobody can be meant. Refuses ("came_already") one that has counted. May be repeated."""
    queries.referral(referral_id=referral_id)
    changed = (
        models.Referral.objects.filter(id=referral_id)
        .exclude(state=ReferralState.CAME)
        .update(state=ReferralState.NOT_COUNTED, why=Why.MEMBER)
    )
    if not changed:
        raise Refusal("came_already", "They came and bought: that stands.", {"referral_id": "came"})
    return queries.referral(referral_id=referral_id)


def settle(*, judged: Sequence[tuple[UUID, Judged]], at: datetime) -> list[Referral]:
    """Writes down where these stand, and returns those that changed. One that counts now, or counts no more, is announced on the advocate's
    timeline. What a member put aside stays so. May be repeated."""
    changed = []
    with transaction.atomic():
        verdicts = dict(judged)
        for row in models.Referral.objects.select_for_update().filter(id__in=list(verdicts)).order_by("id"):
            now = verdicts[row.id]
            if row.why == Why.MEMBER or (row.state, row.why, row.came_at) == (now.state, now.why, now.came_at):
                continue
            came = row.state == ReferralState.CAME
            row.state, row.why, row.came_at, row.came_order = now.state, now.why, now.came_at, now.came_order
            row.save(update_fields=["state", "why", "came_at", "came_order"])
            _announce(row, came, at)
            changed.append(queries.as_referral(row))
    return changed


def _announce(row: models.Referral, came: bool, at: datetime) -> None:
    now = row.state == ReferralState.CAME
    if now and not came:
        journal.record(ReferralCame(identity_id=row.advocate_id, referral_id=row.id), by=SYSTEM, at=at)
    elif came and not now:
        journal.record(ReferralFellAway(identity_id=row.advocate_id, referral_id=row.id, why=row.why), by=SYSTEM, at=at)
