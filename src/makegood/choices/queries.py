"""Looks at offers: frozen values, a fixed number of queries. Never writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from makegood.choices import models
from makegood.choices.rules import suggesting
from makegood.choices.types import Alternative, How, Offer, OfferId, OfferState, Past, Suggestion, Went
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import asking

LOOKED_BACK = 500  # offers of one touchpoint from which suggestions are made


def ask_of_case(*, case_id: UUID) -> asking.Question[Offer | None]:
    """The case's open offer, else its latest; to be asked together with others."""
    offers = models.Offer.objects.filter(case_id=case_id).exclude(state=OfferState.WITHDRAWN).order_by("-drafted_at", "-id")[:1]
    latest = models.Offer.objects.filter(case_id=case_id).exclude(state=OfferState.WITHDRAWN).values("id")
    ways = models.Alternative.objects.filter(offer_id__in=latest).order_by("position")
    return asking.Question(lambda rows, each: _values(rows, each)[0] if rows else None, offers, ways)


def of_case(*, case_id: UUID) -> Offer | None:
    """The case's open offer, else its latest."""
    return ask_of_case(case_id=case_id).answer


def open_in_cases(*, case_ids: Iterable[UUID]) -> dict[UUID, Offer]:
    """What waits for the person's choice, by case. One query where there is none, else two."""
    return {one.case_id: one for one in _read(models.Offer.objects.filter(case_id__in=set(case_ids), state=OfferState.OFFERED))}


def of_person(*, identity_ids: Sequence[UUID], since: datetime) -> tuple[Offer, ...]:
    """What was offered to these identities since then and stands, the latest first; drafts are nobody's yet."""
    rows = models.Offer.objects.filter(identity_id__in=list(identity_ids), offered_at__gte=since)
    return _read(rows.exclude(state=OfferState.WITHDRAWN).order_by("-offered_at", "-id"))


def offer(*, offer_id: UUID) -> Offer:
    """One of them. Refuses ("no_such_offer") an id that the brand does not have."""
    found = _read(models.Offer.objects.filter(id=offer_id))
    if not found:
        raise no_such_offer()
    return found[0]


def suggestions(*, touchpoint: str, request: str) -> tuple[Suggestion, ...]:
    """What was offered before at this touchpoint for a request like this, what went well most often first. Two queries."""
    rows = models.Offer.objects.filter(touchpoint=touchpoint, offered_at__isnull=False).exclude(state=OfferState.WITHDRAWN)
    return suggesting.suggest(_past(_read(rows.order_by("-offered_at", "-id")[:LOOKED_BACK])), request=request)


def no_such_offer() -> Refusal:
    return Refusal("no_such_offer", "There is no such offer here.", {"offer_id": "unknown"})


def as_value(row: models.Offer, alternatives: Iterable[models.Alternative]) -> Offer:
    """A row and its alternatives as others may hold them."""
    return Offer(
        id=OfferId(row.id),
        case_id=row.case_id,
        identity_id=row.identity_id,
        touchpoint=row.touchpoint,
        request=row.request,
        standard=row.standard,
        language=row.language,
        subject=row.subject,
        text=row.text,
        alternatives=tuple(_alternative(one) for one in alternatives),
        state=OfferState(row.state),
        drafted_at=row.drafted_at,
        offered_at=row.offered_at,
        member_id=row.member_id,
        outgoing_id=row.outgoing_id,
        chosen=row.chosen,
        chosen_at=row.chosen_at,
        chosen_how=How(row.chosen_how) if row.chosen_how else None,
        went=Went(row.went) if row.went else None,
        went_at=row.went_at,
    )


def _read(rows: "QuerySet[models.Offer]") -> tuple[Offer, ...]:
    found = list(rows)
    if not found:
        return ()
    return _values(found, models.Alternative.objects.filter(offer_id__in=[row.id for row in found]).order_by("position"))


def _values(rows: Iterable[models.Offer], alternatives: Iterable[models.Alternative]) -> tuple[Offer, ...]:
    by_offer: dict[UUID, list[models.Alternative]] = {}
    for one in alternatives:
        by_offer.setdefault(one.offer_id, []).append(one)
    return tuple(as_value(row, by_offer.get(row.id, ())) for row in rows)


def _past(offers: Iterable[Offer]) -> Iterable[Past]:
    for one in offers:
        for way in one.alternatives:
            if one.offered_at is not None:
                yield Past(way, one.touchpoint, one.request, one.offered_at, one.chosen == way.position, one.went)


def _alternative(row: models.Alternative) -> Alternative:
    cost = Money(row.cost_minor, row.currency) if row.cost_minor is not None else None
    return Alternative(row.id, row.position, row.title, row.keeps_wish, row.keeps_standard, cost, row.origin_id)
