"""Says who may be told by itself that their message arrived: nobody twice a day, and never so many within an hour that it could be abused.

Words are not said here; the one gate says them. Only a digest of a mailbox is kept, and not for long.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.channels import events, models
from makegood.channels.messages import Asked
from makegood.channels.rules import senders
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
PER_HOUR, MOST_PER_HOUR = 200, 10_000
_ACKNOWLEDGED = {"id": "uuid", "brand_id": "uuid", "mailbox": "text", "at": "timestamptz", "vouched": "bool"}


def switch(*, on: bool, per_hour: int = PER_HOUR, by: Actor, at: datetime) -> None:
    """Acknowledgements on or off, and how many may leave within an hour; of those, a tenth may go to senders for whom nobody vouches.
    Refuses ("bad_cap") a number that is not from 1 to 10,000. The same again changes nothing."""
    if not 1 <= per_hour <= MOST_PER_HOUR:
        sentence = f"per_hour: give a whole number from 1 to {MOST_PER_HOUR:,}."
        raise Refusal("bad_cap", sentence, {"per_hour": "out of range"})
    row, is_new = models.Acknowledging.objects.get_or_create(defaults={"active": on, "per_hour": per_hour})
    if not is_new and (row.active, row.per_hour) == (on, per_hour):
        return
    models.Acknowledging.objects.filter(id=row.id).update(active=on, per_hour=per_hour)
    journal.record(events.AcknowledgingSwitched(how="on" if on else "off", per_hour=per_hour), by=by, at=at)


def claim(*, asked: Sequence[Asked], at: datetime) -> set[UUID]:
    """The messages that may be acknowledged now, each counted as such from here on: one for a mailbox in 24 hours, and within an hour no
    more than the brand's cap. Beyond it nobody is told, and the journal says so once an hour. Empty while it is switched off.

    Mailboxes that only a tag tells apart ("tom+1@", and dots where the provider ignores them) are one. Workers take turns.
    """
    settings = models.Acknowledging.objects.select_for_update().filter(active=True).first()
    if settings is None or not asked:
        return set()
    models.Acknowledged.objects.filter(at__lt=at - 2 * DAY).delete()
    said = list(models.Acknowledged.objects.filter(at__gt=at - HOUR).values_list("vouched", flat=True))
    wanted = _once(asked, at)
    some = senders.within_cap([one.vouched for one in wanted.values()], said=said, per_hour=settings.per_hour)
    granted = {mailbox: one for (mailbox, one), may in zip(wanted.items(), some, strict=True) if may}
    if len(granted) < len(wanted):
        _sound_the_alarm(settings, len(said) + len(granted), at)
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, mailbox, at, one.vouched) for mailbox, one in sorted(granted.items())]
    conflict = "ON CONFLICT (brand_id, mailbox) DO UPDATE SET at = excluded.at, vouched = excluded.vouched"
    bulk.insert("channels_acknowledged", _ACKNOWLEDGED, rows, conflict=conflict)
    return {one.message_id for one in granted.values()}


def _once(asked: Sequence[Asked], at: datetime) -> dict[str, Asked]:
    """The first of each mailbox that was told nothing within a day."""
    first: dict[str, Asked] = {}
    for one in asked:
        first.setdefault(hashlib.sha256(senders.mailbox(one.address).encode()).hexdigest(), one)
    told = models.Acknowledged.objects.filter(mailbox__in=list(first), at__gt=at - DAY).values_list("mailbox", flat=True)
    for mailbox in told:
        del first[mailbox]
    return first


def _sound_the_alarm(settings: models.Acknowledging, left: int, at: datetime) -> None:
    if settings.capped_at is None or settings.capped_at <= at - HOUR:
        models.Acknowledging.objects.filter(id=settings.id).update(capped_at=at)
        journal.record(events.AcknowledgementsCapped(left=left), by=SYSTEM, at=at)
