"""How needs are shown: what, why where the desk may know, until when, for whom, and whether somebody saw to it. Presentation only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.desk.door import DeskRequest
from makegood.flows import needing
from makegood.flows.types import CasePage
from makegood.needs import queries
from makegood.needs.rules import telling
from makegood.needs.types import Acted, Audience, How, Need
from makegood.touchpoints import queries as touchpoints


@dataclass(frozen=True, slots=True)
class Shown:
    """One need for a template. `done_at` is when a member saw to it on this occasion, `handed_at` when it last stood on somebody's list."""

    id: UUID
    what: str
    why: str
    until_on: date | None
    lapses_soon: bool
    audiences: tuple[str, ...]
    places: tuple[str, ...]  # where alone it matters; () everywhere
    done_at: datetime | None
    done_by: str
    handed_at: datetime | None


def context(request: DeskRequest, page: CasePage) -> dict[str, Any]:
    """What a case shows of the needs of its person, and a hint where their words sound like one."""
    if not brand_rules.may(request.member.role, Permission.ANSWER):
        return {}
    known = page.person.needs
    ids = {line.message.identity_id for line in page.said if line.message and line.party == "person"}
    hint = needing.spotted(
        [line.message for line in page.said if line.message and line.party == "person"],
        identity_ids=[one for one in ids if one],
        known=known,
    )
    acted = queries.ask_acted(identity_ids=list({one.identity_id for one in known})).answer if known else ()
    return {
        "needs": shown(known, acted, names=names(queries.audiences()) if known else {}, members=page.members, at=request.at, occasion=page.case.id),
        "hint": hint,
    }  # fmt: skip


def shown(
    needs: Iterable[Need],
    acted: Sequence[Acted],
    *,
    names: Mapping[str, str],
    members: Sequence[Member],
    at: datetime,
    occasion: UUID | None = None,
) -> list[Shown]:
    """In their order; `occasion` is the case whose proof counts, None any."""
    called: dict[UUID | None, str] = {one.id: one.name for one in members}
    told = list(needs)
    places = touchpoints.names() if any(one.touchpoints for one in told) else {}
    return [_one(need, acted, names, called, at, occasion, places) for need in told]


def of_person(told: needing.OfPerson, *, at: datetime) -> list[Shown]:
    """On the page of a person: with what was done last, whatever the occasion. Two looks more where there is something."""
    if not told.needs:
        return []
    members = brands.members(former_too=True)
    return shown(told.needs, told.acted, names=names(queries.audiences()), members=members, at=at)


def names(audiences: Iterable[Audience]) -> dict[str, str]:
    """Key → name."""
    return {one.key: one.name for one in audiences}


def _one(
    need: Need, acted: Sequence[Acted], names: Mapping[str, str], called: Mapping[UUID | None, str], at: datetime, occasion: UUID | None,
    places: Mapping[str, str],
) -> Shown:  # fmt: skip
    theirs = [one for one in acted if one.need_id == need.id]
    done = next((one for one in theirs if one.how is How.DONE and (occasion is None or one.occasion_id == occasion)), None)
    handed = next((one for one in theirs if one.how is How.HANDED_ON), None)
    return Shown(
        id=need.id,
        what=need.what,
        why=need.why,
        until_on=need.until_on,
        lapses_soon=need.ends_at is not None and need.ends_at <= at + telling.SOON,
        audiences=tuple(names.get(one, one) for one in need.audiences),
        places=tuple(places.get(one, one) for one in need.touchpoints),
        done_at=done.at if done else None,
        done_by=called.get(done.member_id, "") if done else "",
        handed_at=handed.at if handed else None,
    )
