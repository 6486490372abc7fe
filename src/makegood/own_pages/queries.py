"""Looks at links to people's own pages. Never writes, and never gives a token back: only hashes are kept."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from makegood.own_pages import models, rules
from makegood.own_pages.types import Given, LinkId, PageLink
from makegood.platform import tenancy

_FIND = "SELECT link_id, brand_id FROM own_pages_pagekey WHERE token_hash = %s"


@contextmanager
def behind(token: str) -> Iterator[PageLink | None]:
    """The brand to which a token leads, open, with its link, good or not; None, and no brand open, for a token that we never gave."""
    if not rules.TOKEN.fullmatch(token):
        yield None
        return
    with tenancy.brand_behind((_FIND, [hash_of(token)])) as (found,):
        row = models.PageLink.objects.filter(id=found[0][0]).first() if found else None
        yield as_link(row) if row else None


def links_of(*, identity_ids: Sequence[UUID], limit: int) -> tuple[PageLink, ...]:
    """The links to these addresses' page that were really given, the latest first. One query."""
    rows = models.PageLink.objects.filter(identity_id__in=list(identity_ids), expires_at__isnull=False)
    return tuple(as_link(row) for row in rows.order_by("-made_at", "-id")[:limit])


def is_enclosed(*, outgoing_id: UUID) -> bool:
    """Whether this letter of ours names somebody's page. One query."""
    return models.PageLink.objects.filter(outgoing_id=outgoing_id, ended_at=None).exists()


def hash_of(token: str) -> str:
    """As it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def as_link(row: models.PageLink) -> PageLink:
    """The row as others may see it."""
    return PageLink(
        id=LinkId(row.id),
        identity_id=row.identity_id,
        how=Given(row.how),
        made_at=row.made_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        by_member_id=row.by_member_id,
    )
