"""Looks at needs: frozen values, one statement each, whatever the number of people. Never writes.

Whoever shows a need names the audience: what that audience may not see does not leave this module.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from makegood.kernel.refusals import Refusal
from makegood.needs import models
from makegood.needs.rules import audiences as audience_rules
from makegood.needs.types import DESK, Acted, Agreed, Audience, How, Need, NeedId, Source
from makegood.platform import asking


def ask_for_audience(
    *, identity_ids: Sequence[UUID], audience: str, at: datetime, touchpoint: str = ""
) -> asking.Question[tuple[Need, ...]]:
    """What these identities need, in force at this instant, as far as this audience may see it; to be asked together with others."""
    rows = _in_force(at).filter(identity_id__in=list(identity_ids)).order_by("told_at", "id")
    return asking.Question(lambda found: audience_rules.shown_to(audience, _values(found), touchpoint=touchpoint), rows)


def for_audience(*, identity_ids: Sequence[UUID], audience: str, at: datetime, touchpoint: str = "") -> tuple[Need, ...]:
    """The same, asked now."""
    return ask_for_audience(identity_ids=identity_ids, audience=audience, at=at, touchpoint=touchpoint).answer


def labels(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[tuple[UUID, str], ...]:
    """What rules understand of these identities' needs, as (identity, label): only of needs that the desk may see, because a plan shows the
    desk what it rests on."""
    found = for_audience(identity_ids=identity_ids, audience=DESK, at=at)
    return tuple(dict.fromkeys((one.identity_id, label) for one in found for label in one.means))


def of_person(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[Need, ...]:
    """All that these identities told us and that is in force or begins later: for their own page alone."""
    rows = _live().filter(Q(ends_at=None) | Q(ends_at__gt=at), identity_id__in=list(identity_ids))
    return _values(rows.order_by("told_at", "id"))


def private_words(*, identity_ids: Sequence[UUID]) -> tuple[tuple[str, str], ...]:
    """(what, why) of everything of theirs that we keep, lapsed or not, whoever may see it: what must not be read in public."""
    rows = models.Need.objects.filter(identity_id__in=list(identity_ids), withdrawn_at=None)
    return tuple(rows.order_by("id").values_list("what", "why"))


def in_force(*, at: datetime, limit: int, lapsing_within: timedelta | None = None) -> tuple[Need, ...]:
    """The brand's needs in force that the desk may see: those that lapse first in front, those for good last."""
    rows = _in_force(at).filter(audiences__contains=[DESK])
    if lapsing_within is not None:
        rows = rows.filter(ends_at__lte=at + lapsing_within)
    return _values(rows.order_by(F("ends_at").asc(nulls_last=True), "id")[:limit])


def need(*, need_id: UUID) -> Need:
    """One of them, as it is kept. Refuses ("no_such_need") an id that the brand does not have."""
    row = models.Need.objects.filter(id=need_id).first()
    if row is None:
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"})
    return as_value(row)


def ask_acted(*, identity_ids: Sequence[UUID], limit: int = 50) -> asking.Question[tuple[Acted, ...]]:
    """What was done about these identities' needs, the latest first; to be asked together with others."""
    theirs = models.Need.objects.filter(identity_id__in=list(identity_ids)).values("id")
    rows = models.Acted.objects.filter(need_id__in=theirs).order_by("-at", "-id")[:limit]
    return asking.Question(lambda found: tuple(_acted(row) for row in found), rows)


def audiences() -> tuple[Audience, ...]:
    """Who may see needs here, in the brand's order and words."""
    kept = tuple(Audience(row.key, row.name) for row in models.Audience.objects.order_by("position"))
    return kept or audience_rules.USUAL


def as_value(row: models.Need) -> Need:
    """A row as others may hold it."""
    return Need(
        id=NeedId(row.id),
        identity_id=row.identity_id,
        what=row.what,
        why=row.why,
        means=tuple(row.means),
        audiences=tuple(row.audiences),
        touchpoints=tuple(row.touchpoints),
        from_on=row.from_on,
        until_on=row.until_on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        agreed=Agreed(row.agreed_how, row.agreed_at, row.agreed_member_id, row.text_version),
        source=Source(row.source),
        message_id=row.message_id,
        told_at=row.told_at,
        ended_at=row.ended_at,
        withdrawn_at=row.withdrawn_at,
    )


def _live() -> "QuerySet[models.Need]":
    return models.Need.objects.filter(ended_at=None, withdrawn_at=None)


def _in_force(at: datetime) -> "QuerySet[models.Need]":
    return _live().filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)


def _values(rows: "Sequence[models.Need] | QuerySet[models.Need]") -> tuple[Need, ...]:
    return tuple(as_value(row) for row in rows)


def _acted(row: models.Acted) -> Acted:
    return Acted(NeedId(row.need_id), How(row.how), row.at, row.member_id, row.audience, row.occasion_kind, row.occasion_id)
