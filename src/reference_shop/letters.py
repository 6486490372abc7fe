"""Letters that Makegood wrote to people, taken by signed webhook where a demonstration has no mail server. Kept and shown, never sent on."""

from collections.abc import Mapping
from datetime import datetime

from reference_shop.selling import No
from reference_shop.store import Row, Store

GONE = "gone.example"  # letters to this domain come back: their mailboxes do not exist any more
_SHOWN = 100


def take(store: Store, said: Mapping[str, object], now: datetime) -> tuple[int, dict[str, object]]:
    """Keeps a letter once per id, in the shape of the webhook channel's replies. Refuses (`No`) one without its parts, and a mailbox
    that is gone."""
    to = said.get("to")
    if not isinstance(to, dict):
        raise No("malformed", "to must say who gets it.", "to")
    address = next((str(to[kind]) for kind in ("email", "handle", "phone", "customer_number") if to.get(kind)), "")
    if not address or not said.get("id") or not said.get("text"):
        raise No("malformed", "A letter needs id, to and text.", "text")
    if address.endswith(f"@{GONE}"):
        raise No("no_such_mailbox", f"The mailbox {address} does not exist any more.", "to")
    store.run(
        "INSERT OR IGNORE INTO letter VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        str(said["id"]), str(to.get("name") or ""), address, str(said.get("subject") or ""), str(said["text"]),
        int(said.get("automatic") is True), str(said.get("in_reply_to") or ""), now.isoformat(),
    )  # fmt: skip
    return 200, {"id": said["id"]}


def latest(store: Store) -> list[Row]:
    """The letters, latest first."""
    return store.rows("SELECT * FROM letter ORDER BY rowid DESC LIMIT ?", _SHOWN)
