"""Gives somebody a code of their own. Works inside an open brand transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from makegood.advocacy import models, queries
from makegood.advocacy.events import LinkGiven
from makegood.advocacy.rules import codes
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
