"""Founds the demonstration's brand: team, shelf, purse, policy, channels, and the doors through which its shop speaks."""

from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from makegood.brands import actions as brands
from makegood.brands.types import Member, Opening, Role
from makegood.channels.actions import connecting as channels
from makegood.commands import accounts
from makegood.commands.demo import place
from makegood.commands.demo.days import HOLIDAYS, ZONE
from makegood.commands.demo.people import COURIERS_ADDRESS, TEAM
from makegood.commands.demo.place import Place
from makegood.gestures.actions import policies, purses, shelf
from makegood.gestures.types import GestureKind, Payer
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.orders.actions import connecting as shops
from makegood.platform import tenancy

SLUG, NAME, HELP = "brightside", "Brightside Lights", "help@brightside.example"
MAIL, POSTS = "Mail", "Posts"
CHAT, CHAT_AT, FORM, FORM_AT = "Chat", "shop", "Contact form", "contact"
PAGES, PAGES_AT = "Own pages", "mine"
PURSE, IN_THE_PURSE = "Kindness", Money(40_000, "GBP")
_FORM = {"subjects": "A delivery; Something I bought; A lamp I cannot find; Something else"}
OPENINGS = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))

# code, kind, name, face value and real cost in pence, payer, stock, the shop's SKU, which losses it answers, whom it does not suit
_SHELF: tuple[tuple[str, GestureKind, str, int, int, Payer, int | None, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("sweets-small", GestureKind.SURPRISE, "A small bag of sweets", 150, 60, Payer.BRAND, 24, "SWEETS-S", (), ("no_sugar",)),
    ("tea-six", GestureKind.SURPRISE, "Six bags of good tea", 200, 85, Payer.BRAND, 18, "TEA-6", (), ()),
    ("card-by-hand", GestureKind.SURPRISE, "A card written by hand", 100, 45, Payer.BRAND, 50, "CARD-1", (), ()),
    ("credit-3", GestureKind.MONEY, "£3.00 for the next order", 300, 300, Payer.BRAND, None, "", ("time", "money"), ()),
    ("free-delivery", GestureKind.TIME, "The delivery charge back", 395, 395, Payer.CARRIER, None, "", ("time",), ()),
    ("spare-bulb", GestureKind.PRODUCT, "A spare LED bulb", 320, 140, Payer.BRAND, 60, "LED-60", ("product",), ()),
    (
        "night-light",
        GestureKind.PRODUCT,
        "A plug-in night light",
        450,
        190,
        Payer.SUPPLIER,
        12,
        "NIGHT-1",
        ("product", "attention"),
        (),
    ),
    ("credit-10", GestureKind.MONEY, "£10.00 for the next order", 1000, 1000, Payer.BRAND, None, "", ("time", "money"), ()),
)


def found(*, at: datetime) -> Place:
    """The brand with all that it needs, empty of stories. What must be remembered is remembered before this returns."""
    brand_id = brands.found(
        slug=SLUG,
        name=NAME,
        zone=str(ZONE),
        currency="GBP",
        language="en",
        openings=OPENINGS,
        holidays_country=HOLIDAYS,
        first_reply_minutes=60,
        resolution_minutes=480,
        demo=True,
        at=at,
    )
    with tenancy.brand(brand_id):
        team = hire(at=at)
        _furnish(team, at)
        return place.save(_connect(brand_id, at))


def hire(*, at: datetime) -> dict[str, Member]:
    """The team, with accounts that have no password: they come in by one-time links."""
    joining = {key: accounts.account_for(one.email).pk for key, one in TEAM.items()}
    owner_first = sorted(TEAM, key=lambda key: TEAM[key].role is not Role.OWNER)
    return {
        key: brands.add_member(
            user_id=joining[key], name=TEAM[key].name, email=TEAM[key].email, role=TEAM[key].role, by=SYSTEM, at=at
        )
        for key in owner_first
    }


def move(held: Place, *, port: int, at: datetime) -> None:
    """The shop listens on another port now: its commands and our letters go there from now on."""
    there = Place(held.brand_id, port, held.told_at, held.secret, held.posts_at, held.posts_secret, held.finished)
    with tenancy.brand(held.brand_id):
        _connect_shop(there, at)
        for channel in _channels():
            channels.change_settings(channel_id=channel, settings=_replies(there), by=SYSTEM, at=at)
        for channel in _channels(CHAT):
            channels.change_settings(channel_id=channel, settings=_window(there), by=SYSTEM, at=at)
    place.save(there)


def _furnish(team: dict[str, Member], at: datetime) -> None:
    by = actors.member(team["priya"].id)
    purses.open_budget(name=PURSE, limit=IN_THE_PURSE, by=by, at=at)
    for code, kind, name, face, cost, payer, stock, sku, fits, unfit_for in _SHELF:
        shelf.add_item(
            code=code,
            kind=kind,
            name=name,
            face_value=Money(face, "GBP"),
            real_cost=Money(cost, "GBP"),
            payer=payer,
            stock=stock,
            sku=sku,
            fits=fits,
            unfit_for=unfit_for,
            by=by,
            at=at,
        )
    policies.set_policy(text=policy(follow_up="2 hours"), by=by, at=at)


def policy(*, follow_up: str) -> str:
    """The policy that Makegood ships, under the brand's name, with its own pause before we ask whether all is well; one in ten of everybody gets no
    extra, by lot."""
    from makegood.gestures import queries as gestures

    shipped = gestures.default_policy()
    return (
        f"# {NAME}: our policy\n{shipped}".replace(
            'follow_up_after            = "2 hours"', f'follow_up_after            = "{follow_up}"'
        )
        .replace('# none_by_lot_for    = "10 %"', 'none_by_lot_for      = "10 %"')
        .replace('# an_hour_costs = "24.00"', 'an_hour_costs   = "24.00"')
    )


def _connect(brand_id: UUID, at: datetime) -> Place:
    open_door = import_string(settings.OPEN_DOOR)
    told = open_door(kind="shop", by=SYSTEM, at=at)
    there = Place(brand_id, place.free_port(), told.url_path, told.secret, "", "")
    _connect_shop(there, at)
    for name, address in ((MAIL, HELP), (POSTS, "@brightside")):
        channel_id = channels.add_channel(kind="webhook", name=name, address=address, settings=_replies(there), by=SYSTEM, at=at)
    posts = open_door(kind="messages", channel_id=channel_id, by=SYSTEM, at=at)
    channels.add_channel(kind="webchat", name=CHAT, address=CHAT_AT, settings=_window(there), by=SYSTEM, at=at)
    channels.add_channel(kind="own_page", name=PAGES, address=PAGES_AT, settings={}, by=SYSTEM, at=at)
    channels.add_channel(kind="contact_form", name=FORM, address=FORM_AT, settings=_FORM, by=SYSTEM, at=at)
    return Place(brand_id, there.port, told.url_path, told.secret, posts.url_path, posts.secret)


def _connect_shop(there: Place, at: datetime) -> None:
    shops.connect_shop(url=f"{there.url}/commands", secrets=[there.secret], courier_address=COURIERS_ADDRESS, by=SYSTEM, at=at)


def _replies(there: Place) -> dict[str, str]:
    return {"reply_url": f"{there.url}/letters", "reply_secret": there.secret}


def _window(there: Place) -> dict[str, str]:
    """The shop's own window may carry the chat."""
    return {"origins": there.url, "greeting": "Hello! Is something dark that should shine?"}


def _channels(*names: str) -> list[UUID]:
    from makegood.channels import queries

    return [channel.id for channel in queries.channels() if channel.name in (names or (MAIL, POSTS))]
