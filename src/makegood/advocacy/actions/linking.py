"""Gives somebody a code of their own. Works inside an open brand transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F

from makegood.advocacy import models, queries
from makegood.advocacy.events import LinkGiven, LinksLeadTo
from makegood.advocacy.rules import addresses, codes
from makegood.advocacy.types import Link
from makegood.kernel.actors import Actor
from makegood.platform import journal, tenancy


def give_link(*, identity_id: UUID, identity_ids: Sequence[UUID], by: Actor, at: datetime) -> Link:
    """The person's link: the first that any of their addresses got, else a new one for this address. May be repeated."""
    kept = queries.links_of(identity_ids=identity_ids)
    if kept:
        return kept[0]
    code = codes.code_of(settings.SECRET_KEY.encode(), tenancy.current_brand(), identity_id)
    row, is_new = models.Link.objects.get_or_create(identity_id=identity_id, defaults={"code": code, "made_at": at})
    if is_new:
        journal.record(LinkGiven(identity_id=identity_id, link_id=row.id), by=by, at=at)
    return queries.as_link(row)


def follow(*, code: str) -> None:
    """Somebody went on to the shop from the page of this link: a deed (a button), never a look."""
    models.Link.objects.filter(code=code).update(followed=F("followed") + 1)


def lead_to(*, shop_url: str, by: Actor, at: datetime) -> None:
    """Where links lead from now on: the shop's own address. Refuses ("bad_address") what is none: https, a host, nothing secret in it."""
    clean = addresses.of_shop(shop_url)
    if queries.shop_url() == clean:
        return
    models.Setting.objects.update_or_create(brand_id=tenancy.current_brand(), defaults={"shop_url": clean})
    journal.record(LinksLeadTo(shop=addresses.host_of(clean)), by=by, at=at)


def forget(*, identity_ids: Sequence[UUID]) -> None:
    """These people are forgotten: their links end, and what they said of who told them. May be repeated."""
    models.Link.objects.filter(identity_id__in=list(identity_ids)).delete()
    models.Referral.objects.filter(newcomer_id__in=list(identity_ids)).update(said="")
