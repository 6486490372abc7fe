"""The shop's page for people: orders, what lay in their parcels, and what Makegood asked for. Shows, and never decides."""

import json
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from reference_shop import letters
from reference_shop.store import Row, Store

if TYPE_CHECKING:
    from reference_shop.shop import ReferenceShop

_STATES = {
    "created": "packed",
    "accepted": "with the courier",
    "moving": "on its way",
    "out_for_delivery": "out for delivery",
    "attempt_failed": "nobody was in",
    "ready_for_pickup": "ready to collect",
    "delivered": "delivered",
    "exception": "something went wrong",
    "returning": "coming back",
    "cancelled": "cancelled",
}
_NEXT = {"created": "accepted", "accepted": "out_for_delivery", "moving": "out_for_delivery", "out_for_delivery": "delivered"}
_BUTTONS = {"accepted": "Hand to the courier", "out_for_delivery": "Send out", "delivered": "Deliver"}
_ASKED = {
    "refund": "Refund",
    "replace": "Replacement",
    "credit": "Credit",
    "code": "Code",
    "waive_shipping": "Free delivery",
}
_CSS = """
:root{color-scheme:light dark;--paper:#faf8f4;--card:#fff;--ink:#1f1d1a;--quiet:#6b655c;--line:#e6e0d6;--accent:#a34a1c;--kept:#2f6b3f;--gift:#8a5a00}
@media(prefers-color-scheme:dark){:root{--paper:#171614;--card:#201f1c;--ink:#ece7de;--quiet:#a49c90;--line:#37342f;--accent:#e08a5a;--kept:#7cc08d;--gift:#e0b45c}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:760px;margin:0 auto;padding:32px 16px 64px}h1{font-size:28px;margin:0}h2{font-size:18px;margin:0}p{margin:4px 0}
.quiet{color:var(--quiet);font-size:14px}article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px;margin:16px 0}
header{display:flex;justify-content:space-between;gap:12px;align-items:baseline;flex-wrap:wrap}
ul{list-style:none;margin:12px 0;padding:0}li{display:flex;justify-content:space-between;gap:12px;padding:4px 0}
.extra{color:var(--gift)}.note,.mind{border-left:3px solid var(--gift);padding-left:12px;margin:8px 0}
ol{list-style:none;margin:12px 0;padding:0;display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px;color:var(--quiet)}ol li{display:block}ol b{color:var(--kept)}
nav{display:flex;gap:20px;margin-bottom:16px}nav a{color:var(--quiet);padding:8px 0;text-decoration:none}nav a[aria-current]{color:var(--ink);border-bottom:2px solid var(--accent)}
.words{white-space:pre-wrap;overflow-wrap:anywhere;max-width:64ch;margin-top:8px}
form{display:flex;gap:8px;flex-wrap:wrap;margin-top:12px}input,button{font:inherit;padding:8px 12px;border-radius:8px;border:1px solid var(--line);background:var(--paper);color:inherit;min-height:44px}
button{background:var(--accent);color:var(--paper);border:0;cursor:pointer}table{width:100%;margin-top:12px;border-collapse:collapse;font-size:14px}td,th{text-align:left;padding:6px 8px 6px 0;border-top:1px solid var(--line)}
"""


def page(shop: "ReferenceShop") -> str:
    """The whole page, latest order first."""
    store = shop.store
    orders = store.rows("SELECT * FROM shop_order ORDER BY rowid DESC LIMIT 100")
    cards = "".join(_card(store, order) for order in orders) or "<p class=quiet>No orders yet. Place the first one.</p>"
    waiting = shop.waiting()
    told = "Makegood has heard everything." if not waiting else f"{waiting} messages wait until Makegood is back."
    return _around("Reference shop", "/", f"Orders, parcels and what is in them. {told}", f"{cards}{_asked(store)}")


def letters_page(shop: "ReferenceShop") -> str:
    """What Makegood wrote to people, latest first."""
    found = letters.latest(shop.store)
    cards = "".join(_letter(row) for row in found) or "<p class=quiet>Nothing has left the house yet.</p>"
    about = "What left the house. No mail server is needed here: the letters end on this page, and nobody else reads them."
    return _around("Letters", "/letters", about, cards)


def _around(title: str, here: str, about: str, content: str) -> str:
    ways = "".join(
        f"<a href='{path}'{' aria-current=page' if path == here else ''}>{name}</a>"
        for path, name in (("/", "Orders"), ("/letters", "Letters"))
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<link rel=icon href='data:,'><title>{title}</title><style>{_CSS}</style><main><nav aria-label=Pages>{ways}</nav><h1>{title}</h1>"
        f"<p class=quiet>{about}</p>{content}</main></html>"
    )


def _letter(row: Row) -> str:
    to = escape(row["to_name"] or row["to_address"])
    address = f"to {escape(row['to_address'])}" if row["to_name"] else ""
    by_itself = " · sent by itself" if row["automatic"] else ""
    return (
        f"<article class=letter><header><h2>{to}</h2><span class=quiet>{_when(row['arrived_at'])}</span></header>"
        f"<p class=quiet>{address}{by_itself}</p><p><b>{escape(row['subject'])}</b></p>"
        f"<div class=words>{escape(row['text'])}</div></article>"
    )


def _card(store: Store, order: Row) -> str:
    number = escape(order["number"])
    origin = f"replaces order {escape(order['replaces'])} ·" if order["replaces"] else "bought"
    lines = "".join(
        _line(row) for row in store.rows("SELECT * FROM line WHERE order_number = ? ORDER BY position", order["number"])
    )
    card = f"<p class=note>Card in the parcel: “{escape(order['card'])}”</p>" if order["card"] else ""
    minded = store.rows("SELECT words FROM keep_in_mind WHERE order_number = ? ORDER BY rowid", order["number"])
    told = "".join(f"<li>{escape(row['words'])}</li>" for row in minded)
    card += f"<div class=mind><b>For whoever packs it</b><ul>{told}</ul></div>" if told else ""
    return (
        f"<article id='order-{number}'><header><h2>Order {number} · {escape(order['name'] or 'a guest')}</h2>"
        f"<span class=quiet>{origin} {_when(order['placed_at'])}</span></header>"
        f"<p class=quiet>{escape(order['service'])}{_promised(order)}</p>"
        f"<ul>{lines}</ul>{card}{_parcel(store, order['number'])}</article>"
    )


def _line(row: Row) -> str:
    price = (
        "with our compliments" if row["extra"] else ("free of charge" if not row["unit_minor"] else _pounds(row["unit_minor"]))
    )
    kind = " class=extra" if row["extra"] else ""
    return f"<li{kind}><span>{row['quantity']} × {escape(row['title'])}</span><span>{price}</span></li>"


def _parcel(store: Store, number: str) -> str:
    events = store.rows(
        "SELECT e.* FROM parcel_event e JOIN parcel p USING (tracking) WHERE p.order_number = ? ORDER BY e.at, e.id", number
    )
    steps = "".join(f"<li><b>✓</b> {_step(event)}</li>" for event in events)
    following = _NEXT.get(events[-1]["state"]) if events else None
    button = "" if following is None else _button(number, following)
    return f"<ol aria-label='Where the parcel is'>{steps}</ol>{button}"


def _step(event: Row) -> str:
    by = f" by {escape(event['courier'])}" if event["courier"] else ""
    return f"{_STATES[event['state']]}{by}, {_when(event['at'])}"


def _button(number: str, state: str) -> str:
    courier = "<input name=courier value='Sam Petrov' aria-label='Courier'>" if state != "accepted" else ""
    return (
        f"<form method=post action=/control/parcel><input type=hidden name=order_number value='{escape(number)}'>"
        f"<input type=hidden name=state value={state}>{courier}<button>{_BUTTONS[state]}</button></form>"
    )


def _asked(store: Store) -> str:
    commands = store.rows("SELECT * FROM command ORDER BY rowid DESC LIMIT 50")
    if not commands:
        return ""
    rows = "".join(
        f"<tr><td>{_ASKED[row['kind']]}</td><td>order {escape(row['order_number'])}</td>"
        f"<td>{escape(json.loads(row['answer'])['reference'])}</td><td>{_when(row['done_at'])}</td></tr>"
        for row in commands
    )
    head = "<tr><th>Asked</th><th>For</th><th>Our reference</th><th>Done</th></tr>"
    return f"<article><h2>What Makegood asked for</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table></article>"


def _promised(order: Row) -> str:
    if not order["promised_from"]:
        return ""
    begin, end = datetime.fromisoformat(order["promised_from"]), datetime.fromisoformat(order["promised_until"])
    return f", promised {begin:%a %-d %b} {begin:%H:%M}–{end:%H:%M}"


def _when(instant: str) -> str:
    return f"<time datetime='{instant}'>{datetime.fromisoformat(instant):%a %-d %b, %H:%M}</time>"


def _pounds(minor: int) -> str:
    return f"£{minor // 100}.{minor % 100:02d}"
