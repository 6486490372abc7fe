"""Somebody's needs on their own page: all of them, whoever else may see them, to add, change, end and take back. Theirs alone: what is not
this person's is as if it were not there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.needs import actions, queries
from makegood.needs.rules import telling
from makegood.needs.types import Agreed, Audience, Need, NeedIn, Source

AGREED = "said so on their own page"


@dataclass(frozen=True, slots=True)
class OwnNeeds:
    """What they told us and what may be chosen: who may see it, today, and the last day where nothing else is said."""

    needs: tuple[Need, ...]
    audiences: tuple[Audience, ...]
    today: date
    usual_until: date


@dataclass(frozen=True, slots=True)
class Said:
    """A need as it was typed. `until_on` None is for good."""

    what: str
    why: str
    audiences: tuple[str, ...]
    until_on: date | None


def of_person(*, identity_ids: Sequence[UUID], at: datetime) -> OwnNeeds:
    """Two queries."""
    today = telling.today(at, brands.current().zone)
    found = queries.of_person(identity_ids=identity_ids, at=at)
    return OwnNeeds(found, queries.audiences(), today, telling.usual_until(today))


def tell(*, said: Said, identity_id: UUID, at: datetime) -> None:
    """Keeps what they wrote; said twice it is one need. Refuses what `needs.actions.tell` refuses."""
    today = telling.today(at, brands.current().zone)
    actions.tell(need=_need(said, identity_id, from_on=today, at=at), by=actors.person(identity_id), at=at)


def change(*, need_id: UUID, said: Said, identity_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> None:
    """Sets one of theirs right; its first day and the places where it matters stay."""
    before = _theirs(need_id, identity_ids)
    wanted = replace(_need(said, before.identity_id, from_on=before.from_on, at=at), touchpoints=before.touchpoints)
    actions.change(need_id=need_id, need=wanted, by=actors.person(identity_id), at=at)


def end(*, need_id: UUID, identity_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> None:
    """They do not need it any more."""
    actions.end(need_id=_theirs(need_id, identity_ids).id, by=actors.person(identity_id), at=at)


def take_back(*, need_id: UUID, identity_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> None:
    """They do not want us to keep it: the words are erased."""
    actions.withdraw(need_id=_theirs(need_id, identity_ids).id, by=actors.person(identity_id), at=at)


def _theirs(need_id: UUID, identity_ids: Sequence[UUID]) -> Need:
    found = queries.need(need_id=need_id)
    if found.identity_id not in identity_ids:
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"})
    return found


def _need(said: Said, identity_id: UUID, *, from_on: date, at: datetime) -> NeedIn:
    return NeedIn(
        identity_id=identity_id,
        what=said.what,
        why=said.why,
        audiences=said.audiences,
        from_on=from_on,
        until_on=said.until_on,
        agreed=Agreed(AGREED, at, text_version=telling.TEXT_VERSION),
        source=Source.PAGE,
    )
