"""Gives and ends links to people's own pages. A token is made here, given out once, and only its hash is kept.

Never says anything to anybody and never decides who gets a link: a flow does.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.kernel.actors import Actor, ActorKind
from makegood.own_pages import events, models, queries, rules
from makegood.own_pages.types import Given, Made
from makegood.platform import journal, tenancy


def give(*, identity_id: UUID, how: Given, life: timedelta, by: Actor, at: datetime) -> Made:
    """A fresh link to the page of whoever is behind this address, good from now on. Each call is one link."""
    row = models.PageLink.objects.create(
        identity_id=identity_id,
        how=how,
        made_at=at,
        expires_at=at + life,
        by_member_id=by.id if by.kind is ActorKind.MEMBER else None,
    )
    journal.record(events.PageLinkGiven(identity_id=identity_id, link_id=row.id, how=how.value), by=by, at=at)
    return Made(queries.as_link(row), _key_to(row.id))


def enclose(*, outgoing_id: UUID, identity_id: UUID, how: Given = Given.LETTER, at: datetime) -> None:
    """A letter of ours will name the page when it leaves (`key_of_letter`). Until then there is no token. May be repeated."""
    fresh = models.PageLink(outgoing_id=outgoing_id, identity_id=identity_id, how=how, made_at=at)
    models.PageLink.objects.bulk_create([fresh], ignore_conflicts=True)


def key_of_letter(*, outgoing_id: UUID, life: timedelta, at: datetime) -> str:
    """The token for a letter that leaves now; '' where none was enclosed, or the link was ended meanwhile. A letter that is sent again gets
    another token to the same link, so that whichever copy arrives opens the page. The link is good from the first try on."""
    row = models.PageLink.objects.select_for_update(no_key=True).filter(outgoing_id=outgoing_id, ended_at=None).first()
    if row is None:
        return ""
    if row.expires_at is None:
        models.PageLink.objects.filter(id=row.id).update(expires_at=max(at, row.made_at) + life)
    return _key_to(row.id)


def end(*, identity_ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    """Ends every link to these addresses' page, those whose letters have not left among them. → how many. May be repeated."""
    running = models.PageLink.objects.filter(identity_id__in=list(identity_ids), ended_at=None)
    ended = running.exclude(expires_at__lte=at).update(ended_at=at)
    if ended:
        journal.record(events.PageLinksEnded(identity_id=identity_ids[0], links=ended), by=by, at=at)
    return ended


def _key_to(link_id: UUID) -> str:
    token = "".join(secrets.choice(rules.LETTERS) for _ in range(rules.LENGTH))
    models.PageKey.objects.create(token_hash=queries.hash_of(token), brand_id=tenancy.current_brand(), link_id=link_id)
    return token
