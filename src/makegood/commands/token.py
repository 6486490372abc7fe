"""`makegood token`: makes, lists and revokes the tokens with which machines use the API (docs/api.md)."""

import argparse
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from makegood.commands import asking
from makegood.config import environment
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    making = parts.add_parser("create", help="make a token; it is shown once")
    making.add_argument("name", help="what the machine is called in the journal: “Till in the shop”")
    making.add_argument(
        "--scopes", required=True, metavar="LIST", help="what it may do, by commas: people:read,orders:write; or all, or read"
    )
    making.add_argument("--expires", default="", metavar="YYYY-MM-DD", help="the last day (UTC) on which it is good")
    making.add_argument("--per-minute", type=int, default=None, metavar="N", help="requests a minute at most")
    listing = parts.add_parser("list", help="show the tokens, without what is secret in them")
    revoking = parts.add_parser("revoke", help="from now on it opens nothing")
    revoking.add_argument("name", help="the machine's name")
    for part in (making, listing, revoking):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        return {"create": _create, "list": _list, "revoke": _revoke}[arguments.part](arguments)


def _create(told: argparse.Namespace) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    made = _door("MAKE_TOKEN")(
        name=told.name,
        scopes=_scopes(told.scopes),
        expires_at=_end_of(told.expires) if told.expires else None,
        per_minute=told.per_minute,
        by=SYSTEM,
        at=clock.now(),
    )
    print(f"token    {made.token}")
    print(f"address  {environment.settings().base_url}/api/v1/")
    print("The token is not shown again. docs/api.md says how to use it.")
    return 0


def _list(_told: argparse.Namespace) -> int:
    tokens = _door("SHOW_TOKENS")()
    for one in tokens:
        state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else ", ".join(one.scopes)
        expires = f", good until {one.expires_at:%Y-%m-%d %H:%M} UTC" if one.expires_at else ""
        used = f"last used {one.last_used_on}" if one.last_used_on else "never used"
        hint = f" …{one.hint}" if one.hint else ""
        print(f"{one.name}{hint}  made {one.made_at:%Y-%m-%d}, {used}{expires}: {state}")
    if not tokens:
        print("There is no token yet: makegood token create NAME --scopes LIST")
    return 0


def _revoke(told: argparse.Namespace) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    _door("REVOKE_TOKEN")(name=told.name, by=SYSTEM, at=clock.now())
    print("It opens nothing any more. What it did stays, under its name.")
    return 0


def _door(name: str) -> Any:
    from django.conf import settings
    from django.utils.module_loading import import_string

    return import_string(getattr(settings, name))


def _scopes(text: str) -> list[str]:
    every: list[str] = list(_door("TOKEN_SCOPES"))
    if text.strip() == "all":
        return every
    if text.strip() == "read":
        return [scope for scope in every if scope.endswith(":read")]
    return [part.strip() for part in text.split(",") if part.strip()]


def _end_of(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        raise Refusal("bad_day", "--expires: write a day like 2027-01-31.", {"expires": "not a day"}) from None
