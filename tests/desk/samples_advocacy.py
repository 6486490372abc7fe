"""A ledger of what people do for us, for the gallery: no storage."""

from uuid import UUID

from makegood.advocacy.types import (
    Counts,
    Credit,
    Entry,
    EntryId,
    How,
    Kind,
    LeftOut,
    Place,
    Referral,
    ReferralId,
    ReferralState,
    Tie,
    Wanted,
    Why,
)
from makegood.flows.advocacy_pages import LedgerPage, Line, Word
from makegood.people.types import Identity, IdentityId, IdentityKind, Person, PersonId
from tests import cast

_ID = IdentityId(UUID(int=41))
_TOM = Person(
    PersonId(UUID(int=1)),
    cast.TOM_NAME,
    (Identity(_ID, IdentityKind.EMAIL, cast.TOM_EMAIL, cast.TOM_EMAIL, cast.TOM_NAME, PersonId(UUID(int=1)), verified=True),),
    cast.later(days=-120),
)


def _entry(n: int, kind: Kind, left_out: LeftOut, because: str, tie: Tie = Tie(), reach: int | None = None) -> Entry:  # noqa: B008
    at, link = cast.later(days=-n), "https://social.example/p/1" if kind is Kind.PRAISE else ""
    return Entry(
        EntryId(UUID(int=900 + n)), kind, f"message {n}", _ID, at, left_out, because, True, None, reach, link, tie, None, None
    )


_TIE = Tie(None, None, "sweets-small", "delivery", "It speaks of “sweets”. It came 3 days after what we did in case 7.")
_GOOD = _entry(
    1, Kind.PRAISE, LeftOut.NOTHING, "It names us, is read as praise with 0.98, and nothing was given for it.", _TIE, 4200
)
_UNSURE = _entry(
    2, Kind.PRAISE, LeftOut.UNSURE, "It was read as praise with 0.71; 0.90 is needed, or a member’s word.", reach=90_000
)
_CONTEST = _entry(3, Kind.PRAISE, LeftOut.CONTEST, "They took part in a contest of ours within 28 days before.")
_CAME = _entry(4, Kind.REFERRAL, LeftOut.NOTHING, "They brought somebody new, who bought.")
_EARNED = (Credit(_GOOD.id, Kind.PRAISE, UUID(int=3), "Mara Lindqvist", "gave", cast.AT, None),)
_SAID = Referral(
    ReferralId(UUID(int=950)), "order 2001", _ID, None, How.SAID, Place.ORDER, "Maria from the garage", "2001", cast.later(days=-1),
    ReferralState.UNKNOWN, Why.NOTHING, None, "",
)  # fmt: skip

LEDGER = LedgerPage(
    wanted=Wanted(),
    days=84,
    counts=Counts(
        praises=1,
        unasked=1,
        referrals=1,
        people=1,
        tied=1,
        reach=4200,
        reach_told=1,
        reach_cap=4200,
        reach_largest=4200,
        left_out={LeftOut.CONTEST: 1, LeftOut.UNSURE: 1},
    ),
    lines=(
        Line(_GOOD, _TOM, cast.TOM_PRAISE, 7, "Delivery", _EARNED, read_first=False),
        Line(_UNSURE, _TOM, "A new one came on Saturday morning. Oh well.", None, "", (), read_first=True),
        Line(_CONTEST, _TOM, "Look what I won!", None, "", (), read_first=True),
        Line(_CAME, _TOM, "", None, "", (), read_first=False),
    ),
    more=True,
    waiting=(Line(_UNSURE, _TOM, "A new one came on Saturday morning. Oh well.", None, "", (), read_first=True),),
    words=(Word(_SAID, _TOM),),
    referrals={ReferralState.UNKNOWN: 1, ReferralState.WAITING: 2, ReferralState.CAME: 1},
    shop_url="https://shop.example/",
)
