"""Who wants to hear what the status page says: asked for, confirmed from the mailbox itself, and ended by one request. Sends nothing itself."""

from datetime import datetime
from uuid import UUID

from makegood.kernel import actors
from makegood.platform import journal
from makegood.statements import events, models, queries
from makegood.statements.types import Subscriber


def ask(*, identity_id: UUID, language: str, at: datetime) -> Subscriber:
    """Somebody typed this address. Nothing follows but one letter that asks whether it was them. May be repeated: who confirmed before stays so,
    and who ended it is asked anew."""
    fresh = models.Subscriber(identity_id=identity_id, language=language, asked_at=at)
    models.Subscriber.objects.bulk_create([fresh], ignore_conflicts=True)
    row = models.Subscriber.objects.select_for_update(no_key=True).get(identity_id=identity_id)
    if row.ended_at is not None:
        row.confirmed_at, row.ended_at, row.asked_at, row.language = None, None, at, language
        row.save(update_fields=["confirmed_at", "ended_at", "asked_at", "language"])
    return queries.as_subscriber(row)


def confirm(*, subscriber_id: UUID, at: datetime) -> Subscriber | None:
    """It was them: from now on they hear. None where there is no such asking, or it was ended. May be repeated."""
    row = models.Subscriber.objects.select_for_update(no_key=True).filter(id=subscriber_id, ended_at=None).first()
    if row is None:
        return None
    if row.confirmed_at is None:
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        _record(events.SubscriptionConfirmed(subscriber_id=row.id, identity_id=row.identity_id), at)
    return queries.as_subscriber(row)


def end(*, subscriber_id: UUID, at: datetime) -> Subscriber | None:
    """They hear no more, at once. None where there is no such subscriber. May be repeated."""
    row = models.Subscriber.objects.select_for_update(no_key=True).filter(id=subscriber_id).first()
    if row is None:
        return None
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _record(events.SubscriptionEnded(subscriber_id=row.id, identity_id=row.identity_id), at)
    return queries.as_subscriber(row)


def _record(fact: events.SubscriptionConfirmed | events.SubscriptionEnded, at: datetime) -> None:
    journal.record(fact, by=actors.person(fact.identity_id) if fact.identity_id else actors.SYSTEM, at=at)
