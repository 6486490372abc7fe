"""Says where the brand's shop takes commands, and notes how far it was looked into. Never speaks to the shop itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.orders import events, models, queries
from makegood.orders import registry as shops
from makegood.orders.types import ShopConnection, ShopLook
from makegood.platform import journal, strict_json


def connect_shop(
    *,
    url: str,
    secrets: Sequence[str],
    courier_address: str = "",
    kind: str = shops.SIGNED_HTTP,
    settings: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Says where the brand's shop takes commands, of which kind it is (`orders.registry`), and which secrets sign them or let us in, the current
    one first. May be repeated with others; another address or channel is looked into from the start.

    Refuses an address that is no web address, a malformed secret and a setting that the kind does not know, naming the field and never the
    secret.
    """
    known = shops.kind(kind)
    if not strict_json.is_web_address(url):
        raise Refusal(
            "bad_url", "url: give the http or https address where the shop takes commands.", {"url": "not a web address"}
        )
    if not secrets:
        raise Refusal("bad_secret", "secrets: give at least one.", {"secrets": "missing"})
    if courier_address and "@" not in courier_address.strip("@"):
        raise Refusal(
            "bad_address",
            "courier_address: give an e-mail address, or leave it empty.",
            {"courier_address": "not an e-mail address"},
        )
    row = models.ShopConnection(
        url=url,
        secrets=[known.check_secret(one) for one in secrets],
        courier_address=courier_address,
        kind=kind,
        settings=known.check_settings(settings or {}),
    )
    row.cursor, row.looked_at, row.news_at = _place(row)
    models.ShopConnection.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["brand_id"],
        update_fields=["url", "secrets", "courier_address", "kind", "settings", "cursor", "looked_at", "news_at", "trouble"],
    )
    journal.record(events.ShopConnected(host=urlsplit(url).hostname or ""), by=by, at=at)


def is_still(*, connection: ShopConnection) -> bool:
    """Whether this is still the brand's shop. Nobody connects another one until the transaction ends."""
    held = models.ShopConnection.objects.select_for_update().first()
    return held is not None and (held.url, held.kind, held.settings) == (
        connection.url,
        connection.kind,
        dict(connection.settings),
    )


def note_look(*, cursor: str, trouble: str = "", news: bool, at: datetime) -> ShopLook:
    """Notes that the brand's shop was looked into, where the next look begins, what of it could not be kept, and whether anything was new."""
    changes = {"cursor": cursor, "looked_at": at, "trouble": trouble[:500], **({"news_at": at} if news else {})}
    models.ShopConnection.objects.update(**changes)
    return queries.shop_look()


def note_trouble(*, trouble: str) -> ShopLook:
    """Notes why the brand's shop could not be looked into."""
    models.ShopConnection.objects.update(trouble=trouble[:500])
    return queries.shop_look()


def _place(row: models.ShopConnection) -> tuple[str, datetime | None, datetime | None]:
    """Where looking goes on: where it was, if it is the same place."""
    known = models.ShopConnection.objects.first()
    same = known is not None and (known.url, known.kind, known.settings.get("channel")) == (
        row.url,
        row.kind,
        row.settings.get("channel"),
    )
    return (known.cursor, known.looked_at, known.news_at) if known is not None and same else ("", None, None)
