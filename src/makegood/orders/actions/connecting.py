"""Says where the brand's shop takes commands. Never speaks to the shop itself."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.orders import events, models
from makegood.platform import journal, signatures, strict_json


def connect_shop(*, url: str, secrets: Sequence[str], courier_address: str = "", by: Actor, at: datetime) -> None:
    """Says where the brand's shop takes commands and which secrets sign them, the current one first. May be repeated with others.

    Refuses an address that is no web address and a malformed secret, naming the field and never the secret.
    """
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
        url=url, secrets=[signatures.checked_secret(one, field="secrets") for one in secrets], courier_address=courier_address
    )
    models.ShopConnection.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["brand_id"], update_fields=["url", "secrets", "courier_address"]
    )
    journal.record(events.ShopConnected(host=urlsplit(url).hostname or ""), by=by, at=at)
