"""Makes, lists and revokes the tokens with which machines use the API. A token leads to a brand, and its scopes say what it may do.

Only a hash of a token is kept; the token itself is given out once. Never says of a token that it exists for another brand.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from makegood.api.models import Bucket, Token
from makegood.brands import actions as brand_actions
from makegood.brands import queries as brands
from makegood.config import environment
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy

SCOPES = (
    *(
        f"{subject}:{deed}"
        for subject in (
            "people",
            "orders",
            "messages",
            "cases",
            "makegoods",
            "events",
            "webhooks",
            "sales",
            "signals",
            "coupons",
            "visits",
            "calls",
            "surveys",
        )
        for deed in ("read", "write")
    ),
    "incidents:write",  # looked at with cases:read
    "statements:write",  # apart: it speaks to everybody
    "guests:read",  # apart: candidates, visitors and callers whom not the whole team may see
    "rhythms:read",  # programmes are made on the desk
    "needs:read",  # apart from people: what somebody needs is for those who may see it
)
PREFIX = "mgd_"  # so that scanners of repositories and logs find a token that went astray
_SHAPE = re.compile(r"mgd_[A-Za-z0-9]{40}_[0-9a-f]{8}")  # 40 letters hold 238 bits; the tail is a CRC-32 of what stands before it
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
FASTEST = 1_000_000  # requests a minute


class Made(NamedTuple):
    """A fresh token: the only time that it is seen."""

    token: str
    machine_id: UUID


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token as a person may see it. `scopes` is empty and `revoked_at` set once it is revoked."""

    machine_id: UUID
    name: str
    hint: str
    scopes: tuple[str, ...]
    per_minute: int | None
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None


def make(
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
    per_minute: int | None = None,
    by: Actor,
    at: datetime,
) -> Made:
    """A token of the open brand for a machine of this name. `per_minute` requests at most, else what MAKEGOOD_API_PER_MINUTE says now.

    Refuses unknown and missing scopes, an expiry that has passed, a rate that is none, and a name that works here already.
    """
    wanted = tuple(scope for scope in SCOPES if scope in scopes)
    _check(scopes, wanted, expires_at, per_minute, at)
    machine = brand_actions.add_machine(name=name, rights=", ".join(wanted), by=by, at=at)
    token = _new_token()
    Token.objects.create(
        token_hash=hash_of(token),
        brand_id=tenancy.current_brand(),
        machine_id=machine.id,
        hint=token[-8:],
        scopes=list(wanted),
        per_minute=per_minute or environment.settings().api_per_minute,
        expires_at=expires_at,
    )
    return Made(token, machine.id)


def shown() -> tuple[TokenShown, ...]:
    """The open brand's tokens by name, revoked ones too."""
    keys = {row.machine_id: row for row in Token.objects.filter(brand_id=tenancy.current_brand())}
    return tuple(
        TokenShown(
            machine_id=machine.id,
            name=machine.name,
            hint=keys[machine.id].hint if machine.id in keys else "",
            scopes=tuple(keys[machine.id].scopes) if machine.id in keys else (),
            per_minute=keys[machine.id].per_minute if machine.id in keys else None,
            made_at=machine.added_at,
            expires_at=keys[machine.id].expires_at if machine.id in keys else None,
            revoked_at=machine.retired_at,
            last_used_on=machine.last_seen_on,
        )
        for machine in brands.machines(former_too=True)
    )


def revoke(*, name: str, by: Actor, at: datetime) -> None:
    """From now on the token of this name opens nothing; what the machine did keeps its name. Refuses ("no_token") an unknown name."""
    machine = next((one for one in brands.machines() if one.name == name), None)
    if machine is None:
        there = ", ".join(one.name for one in brands.machines()) or "none"
        raise Refusal("no_token", f"name: no token is called “{name}”. There are: {there}.", {"name": "unknown"})
    rows = Token.objects.filter(machine_id=machine.id, brand_id=tenancy.current_brand())
    Bucket.objects.filter(token_id__in=rows.values("id")).delete()
    rows.delete()
    brand_actions.retire_machine(machine_id=machine.id, by=by, at=at)


def is_well_formed(token: str) -> bool:
    """Whether it can be a token of ours at all: a mistyped one is told from a wrong one without asking the database."""
    return bool(_SHAPE.fullmatch(token)) and token[-8:] == _tail(token[:-9])


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _new_token() -> str:
    head = PREFIX + "".join(secrets.choice(_LETTERS) for _ in range(40))
    return f"{head}_{_tail(head)}"


def _tail(head: str) -> str:
    return f"{zlib.crc32(head.encode()):08x}"


def _check(
    scopes: Sequence[str], wanted: Sequence[str], expires_at: datetime | None, per_minute: int | None, at: datetime
) -> None:
    wrong: dict[str, str] = {}
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        wrong["scopes"] = f"{unknown[0]} is none; choose from {', '.join(SCOPES)}"
    elif not wanted:
        wrong["scopes"] = f"choose at least one of {', '.join(SCOPES)}"
    if expires_at is not None and expires_at <= at:
        wrong["expires"] = "lies in the past"
    if per_minute is not None and not 0 < per_minute <= FASTEST:
        wrong["per_minute"] = f"must be from 1 to {FASTEST:,}"
    if wrong:
        raise Refusal("bad_token", " ".join(f"{name}: {why}." for name, why in wrong.items()), wrong)
