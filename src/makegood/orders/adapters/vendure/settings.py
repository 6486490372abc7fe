"""What is needed to speak with a Vendure shop. Needs no network, and never repeats a password or a key."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from makegood.kernel.refusals import Refusal
from makegood.orders.types import ShopConnection

LONGEST_PAST = 3_650  # days
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
_DAYS = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class VendureSettings:
    """The settings as the adapter uses them. `secret` is the password of `username`, or an API key where there is no user name.

    `channel` is the token of the shop's channel, '' for its default one. `promised_from` and `promised_until` name the order's custom fields
    that hold the promised time, if it has such. `code_days` is how long a code is good for; `past_days` how far back the first look goes.
    """

    url: str
    secret: str = field(repr=False)
    username: str = ""
    channel: str = ""
    promised_from: str = ""
    promised_until: str = ""
    code_days: int = 365
    past_days: int = 30


def read(connection: ShopConnection) -> VendureSettings:
    """The settings of a connection that was checked when it was made."""
    told = connection.settings
    return VendureSettings(
        url=connection.url,
        secret=connection.secrets[0],
        username=told.get("username", ""),
        channel=told.get("channel", ""),
        promised_from=told.get("promised_from", ""),
        promised_until=told.get("promised_until", ""),
        code_days=int(told.get("code_days") or 365),
        past_days=int(told.get("past_days") or 30),
    )


def check(given: Mapping[str, str]) -> dict[str, str]:
    """The settings as they are kept. Refuses (`bad_settings`) what this shop does not know, and what cannot work, naming each."""
    wrong = {name: "is not a setting of this shop" for name in given if name not in _CHECKS}
    kept = {name: value.strip() for name, value in given.items() if value.strip()}
    for name, value in kept.items():
        if name in _CHECKS and (problem := _CHECKS[name](value)):
            wrong[name] = problem
    if wrong:
        said = " ".join(f"{name}: {problem}." for name, problem in sorted(wrong.items()))
        raise Refusal("bad_settings", f"{said} This shop knows: {', '.join(_CHECKS)}.", wrong)
    return kept


def _text(value: str) -> str:
    return "" if len(value) <= 200 and value.isprintable() else "is not one short line"


def _header(value: str) -> str:
    return "" if len(value) <= 200 and value.isascii() and value.isprintable() else "is not the token of a channel"


def _field(value: str) -> str:
    return "" if _NAME.fullmatch(value) else "is not the name of a custom field"


def _days(lowest: int) -> Callable[[str], str]:
    def checked(value: str) -> str:
        fits = _DAYS.fullmatch(value) and lowest <= int(value) <= LONGEST_PAST
        return "" if fits else f"must be whole days from {lowest} to {LONGEST_PAST}"

    return checked


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "username": _text,
    "channel": _header,
    "promised_from": _field,
    "promised_until": _field,
    "code_days": _days(1),
    "past_days": _days(1),
}
