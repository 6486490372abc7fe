"""Somebody's own link on their own page, how many came by it, and who had told them of us; and the page to which a link leads.

Theirs alone: nobody is named who came, and of nobody it is said whether they bought what. Looks count nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import linking
from makegood.advocacy.rules import addresses, codes
from makegood.advocacy.types import Place, ReferralState
from makegood.brands.types import Brand
from makegood.flows import advocacy_pages, referrals
from makegood.kernel import actors
from makegood.orders import queries as orders
from makegood.people import queries as people


@dataclass(frozen=True, slots=True)
class Own:
    """What their page shows. `address` is '' where they have no link; `may_say` where they may say who had told them of us: they are new, and have
    not said it."""

    address: str
    code: str
    came: int
    may_say: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """The page of a link: whose brand, by whom (a first name, '' for nobody's), the code as one types it, and the shop's address with it ('' where
    nobody said it)."""

    brand: Brand
    name: str
    code: str
    shop_url: str


def of_person(*, identity_ids: Sequence[UUID], at: datetime) -> Own:
    """What they see of it. Five queries."""
    links = advocacy.links_of(identity_ids=identity_ids)
    brought = advocacy.referrals_by(identity_ids=identity_ids)
    said = advocacy.referrals_of_newcomers(identity_ids=identity_ids)
    first = min((one.placed_at for one in orders.first_of(identity_ids=identity_ids).values()), default=None)
    return Own(
        address=advocacy_pages.address(links[0]) if links else "",
        code=codes.shown(links[0].code) if links else "",
        came=sum(one.state is ReferralState.CAME for one in brought),
        may_say=not said and (first is None or first > at),
        said=bool(said),
    )


def give(*, identity_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> None:
    """They want a link of their own. May be repeated."""
    linking.give_link(identity_id=identity_id, identity_ids=identity_ids, by=actors.person(identity_id), at=at)


def told_by(*, identity_id: UUID, said: str, key: str, at: datetime) -> None:
    """They say who had told them of us. Once; refuses ("nothing_said") no words."""
    by = actors.person(identity_id)
    referrals.tell(newcomer_id=identity_id, told_by=said, place=Place.OWN_PAGE, key=f"mine {key}"[:200], by=by, at=at)


def passed(*, code: str, brand: Brand) -> Passed | None:
    """The page of a link, None where there is none: the code must be just as it was given out. Writes nothing."""
    link = advocacy.link_behind(code=code)
    if link is None:
        return None
    name = people.persons_of(identity_ids=[link.identity_id])[link.identity_id].name.strip()
    url = advocacy.shop_url()
    first = name.split()[0] if name and "@" not in name else ""
    return Passed(brand, first, codes.shown(link.code), addresses.with_code(url, link.code) if url else "")


def follow(*, code: str) -> None:
    """Somebody went on from it to the shop, by a button."""
    linking.follow(code=code)
