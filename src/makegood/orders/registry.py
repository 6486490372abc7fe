"""Which kinds of shop there are: one line each. Whoever speaks with a brand's shop gets it from here and knows no adapter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from makegood.kernel.refusals import Refusal
from makegood.orders.adapters.signed_http import SignedHttpShop
from makegood.orders.adapters.vendure import settings as vendure
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import Shop, ShopConnection
from makegood.platform import signatures

SIGNED_HTTP, VENDURE = "signed_http", "vendure"
_LONGEST_SECRET = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of shop is spoken with, and how its secret and its settings are checked: both refuse, naming the field, never the secret."""

    name: str
    open: Callable[[ShopConnection], Shop]
    check_secret: Callable[[str], str]
    check_settings: Callable[[Mapping[str, str]], dict[str, str]]


def shop(connection: ShopConnection) -> Shop:
    """The shop at a connection."""
    return kind(connection.kind).open(connection)


def kind(name: str) -> Kind:
    """Refuses (`unknown_kind`) a kind that there is not, naming those that there are."""
    found = KINDS.get(name)
    if found is None:
        raise Refusal("unknown_kind", f"kind: “{name}” is none; there are: {', '.join(KINDS)}.", {"kind": "unknown"})
    return found


def _signing(secret: str) -> str:
    return signatures.checked_secret(secret, field="secrets")


def _password(secret: str) -> str:
    if not 0 < len(secret) <= _LONGEST_SECRET or not secret.isprintable():
        raise Refusal("bad_secret", "secrets: give the password or the key, in one line.", {"secrets": "malformed"})
    return secret


def _none(given: Mapping[str, str]) -> dict[str, str]:
    if given:
        wrong = dict.fromkeys(given, "is not a setting of this shop")
        raise Refusal("bad_settings", f"{', '.join(given)}: this kind of shop has no settings.", wrong)
    return {}


KINDS: Mapping[str, Kind] = {
    SIGNED_HTTP: Kind("A shop that takes signed commands", SignedHttpShop, _signing, _none),
    VENDURE: Kind("Vendure", VendureShop, _password, vendure.check),
}
