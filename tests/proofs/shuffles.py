"""The same things told in another order, and some of them twice, end in the same state (RELIABILITY A8).

A sequence is what happens around one order: the shop tells of it twice, a carrier of its parcel, a customer writes three mails, an answer of
ours bounces, and several people speak in one public thread. It happens in several worlds at once, which share nothing but the brand: in the
first in order, in the others shuffled, with 30 % told again. At the end the worlds are compared: who talks with whom, which cases there are, whose, and how they
stand, our letter, the order and its parcel. Left out is one thing that does depend on it: a case that opens before the shop told of the order does
not name that order.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from makegood.channels.actions import connecting, intake, outbox
from makegood.channels.messages import Speech
from makegood.flows import when
from makegood.kernel.actors import SYSTEM
from makegood.orders.actions import ordering, parcels
from makegood.orders.types import CustomerIn, ParcelEventIn, ParcelState
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Purpose
from makegood.platform import jobs, tenancy
from tests import cast
from tests.channels.email.conftest import SETTINGS
from tests.proofs import mails

REPEATED = 0.3
OURS = "help@brightside.example"
_DONE = (
    "read_raw",
    "message_arrived",
    "deliver",
    "delivery_failed",
    "parcel_moved",
)  # kinds of work of which nothing may be left
Event = tuple[str, Any]  # which door it comes by, and what
State = tuple[object, ...]


@dataclass(frozen=True)
class Doors:
    """Where things are told: a mailbox, and a place where people speak in public."""

    mail: UUID
    public: UUID


def run(brand_id: UUID, *, sequences: int, shuffles: int, seed: int, at: datetime = cast.AT) -> int:
    """Compares `shuffles` worlds with the first for each of so many sequences. Returns how many events were told. AssertionError names the seed,
    the sequence and what differs."""
    when.connect()
    chance = random.Random(seed)
    doors = _doors(brand_id, at)
    worlds = {f"s{s}w{w}": _events(f"s{s}w{w}", s, at) for s in range(sequences) for w in range(shuffles + 1)}
    _answers(brand_id, doors, worlds, at)
    told = {name: events if name.endswith("w0") else _shuffled(events, chance) for name, events in worlds.items()}
    _tell(brand_id, doors, list(told.values()), at)
    states = _states(brand_id, list(worlds))
    for name, state in states.items():
        first = states[f"{name.partition('w')[0]}w0"]
        assert state == first, f"seed {seed}, {name}:\n{state}\nis not\n{first}\nafter {[kind for kind, _ in told[name]]}"
    return sum(map(len, told.values()))


def _shuffled(events: Sequence[Event], chance: random.Random) -> list[Event]:
    again = [one for one in events if chance.random() < REPEATED]
    return chance.sample([*events, *again], len(events) + len(again))


def _events(world: str, number: int, at: datetime) -> list[Event]:
    """What happens in one world, in its order. Sequences differ in how many take part and in what order things happen."""
    chance = random.Random(number)  # the same in all worlds of a sequence
    tom = f"tom-{world}@example.org"
    names = [f"m{n}-{world}@example.org" for n in range(3)]
    mailed: list[Event] = [
        ("mail", (f"{world}-m{n}", mails.letter(author=tom, to=OURS, name=names[n], words=f"{_words(chance)} [{world} m{n}]",
                                                 at=at + timedelta(minutes=n), above=names[:n])))
        for n in range(3)
    ]  # fmt: skip
    ana = mails.letter(author=f"ana-{world}@example.org", to=OURS, name=f"m9-{world}@example.org",
                       words=f"He showed me his letter. [{world} m9]", at=at + timedelta(minutes=2), above=names[:1])  # fmt: skip
    mailed.append(("mail", (f"{world}-m9", ana)))  # somebody else answers the first: in private that is a talk of its own
    bounced: list[Event] = [
        ("mail", (f"{world}-b", mails.bounce(of=f"out-{world}@brightside.example", recipient=f"gone-{world}@example.org",
                                              to=OURS, name=f"b-{world}@mx.example", at=at)))
    ]  # fmt: skip
    order = replace(
        cast.torch_order(),
        number=f"N-{world}",
        customer=CustomerIn(name="Tom", email=tom, customer_number=f"C-{world}"),
        told_at=at - timedelta(hours=2),
    )
    late = replace(order, service="Evening courier", told_at=at - timedelta(hours=1))
    sold: list[Event] = [("order", order), ("order", late)]
    route = ((ParcelState.ACCEPTED, -90), (ParcelState.OUT_FOR_DELIVERY, -60), (ParcelState.DELIVERED, -30))
    carried: list[Event] = [
        ("parcel", ParcelEventIn(order.number, f"T-{world}", cast.CARRIER, state, state.upper(), at + timedelta(minutes=minutes)))
        for state, minutes in route
    ]
    spoken = _thread(world, chance, at)
    events = [*sold, *carried, *mailed, *bounced, *spoken]
    return events if number % 2 else [*spoken, *sold, *mailed, *carried, *bounced]


def _thread(world: str, chance: random.Random, at: datetime) -> list[Event]:
    """Three to six posts of up to three people, each answering an earlier one."""
    posts = []
    for n in range(chance.randrange(3, 7)):
        who = chance.randrange(3) if n else 0
        above = f"{world}-p{chance.randrange(n)}" if n else ""
        post = {
            "id": f"{world}-p{n}",
            "author": {"handle": f"posts:person{who}-{world}"},
            "text": f"{_words(chance)} [{world} p{n}]",
            "sent_at": (at + timedelta(minutes=n)).isoformat(),
            "public": True,
            "thread": f"talk-{world}",
        }
        posts.append(
            ("public", (f"{world}-p{n}", json.dumps({"messages": [post | ({"in_reply_to": above} if above else {})]}).encode()))
        )
    return posts


def _words(chance: random.Random) -> str:
    return chance.choice(
        [
            "My torch does not switch on.",
            "Where is my parcel? It should have come this morning.",
            "Do you have this torch in red?",
            "The lamp came broken, I am really angry.",
            "Is anybody there?",
        ]
    )


def _doors(brand_id: UUID, at: datetime) -> Doors:
    with tenancy.brand(brand_id):
        mail = connecting.add_channel(kind="email", name="Mail", address=OURS, settings=SETTINGS, by=SYSTEM, at=at)
        public = connecting.add_channel(kind="webhook", name="Posts", address="posts", settings={}, by=SYSTEM, at=at)
        with connection.cursor() as cursor:  # nobody looks into this mailbox: what comes is handed in
            cursor.execute("DELETE FROM platform_work WHERE kind = 'hear'")
    return Doors(mail, public)


def _answers(brand_id: UUID, doors: Doors, worlds: Iterable[str], at: datetime) -> None:
    """In each world, a letter of ours that has left, to somebody who is not there any more."""
    with tenancy.brand(brand_id):
        for world in worlds:
            to = Address(IdentityKind.EMAIL, f"gone-{world}@example.org")
            (seen,) = recognising.recognise(sightings=[cast.seen(to)], at=at)
            speech = Speech(f"out-{world}", doors.mail, seen.identity_id, Purpose.SERVICE, "Your torch", "It is on its way.")  # type: ignore[arg-type]
            said = outbox.queue(speech=speech, by=SYSTEM, at=at)
            outbox.mark_sent(outgoing_id=said, external_id=f"out-{world}@brightside.example", at=at)


def _tell(brand_id: UUID, doors: Doors, worlds: Sequence[Sequence[Event]], at: datetime) -> None:
    """Step by step: of each world the next event; then all that is due is done."""
    for step in range(max(map(len, worlds))):
        now = [events[step] for events in worlds if step < len(events)]
        with tenancy.brand(brand_id):
            for channel, kind in ((doors.mail, "mail"), (doors.public, "public")):
                items = _of(kind, now)
                if items:
                    intake.store_raw(channel_id=channel, items=items, cursor=None, at=at)
            if orders := _of("order", now):
                ordering.take_orders(orders=orders, at=at)
            if moved := _of("parcel", now):
                parcels.take_parcel_events(events=moved, at=at)
        jobs.do_all_due(brand_id, at=at)


def _of(kind: str, events: Iterable[Event]) -> list[Any]:
    return [told for which, told in events if which == kind]


# What there is at the end ----------------------------------------------------------------------------------------------


def _states(brand_id: UUID, worlds: Sequence[str]) -> dict[str, State]:
    """Of each world: its talks, its cases, whose they are and how they stand, what became of our letter, and where the parcel is."""
    with tenancy.brand(brand_id):
        talks = _by_world(_TALKS, lambda row: (row[1], row[2]))
        cases = _by_world(_CASES, lambda row: row[1:])
        letters = _by_world(_LETTERS, lambda row: row[1:])
        sent = _by_world(_PARCELS, lambda row: row[1:])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM channels_rawitem WHERE state <> 'parsed'")
            assert cursor.fetchone() == (0,), "everything was read"
            cursor.execute("SELECT kind, count(*) FROM platform_work WHERE kind = ANY(%s) GROUP BY kind", [list(_DONE)])
            assert cursor.fetchall() == [], "nothing is left to do"
    return {
        world: (_together(talks[world]), _together(cases[world]), sorted(letters[world]), sorted(sent[world])) for world in worlds
    }


def _by_world(statement: str, keep: Callable[[Sequence[Any]], Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for row in cursor.fetchall():
            found[str(row[0])].append(keep(row))
    return found


def _together(rows: Iterable[Sequence[Any]]) -> list[tuple[object, ...]]:
    """Rows of (group, token, more …): for each group its tokens and what more is said of it; the groups' own names are forgotten."""
    groups: dict[Any, tuple[list[str], set[tuple[object, ...]]]] = defaultdict(lambda: ([], set()))
    for group, token, *more in rows:
        groups[group][0].append(token)
        groups[group][1].add(tuple(more))
    return sorted((tuple(sorted(tokens)), tuple(sorted(more, key=str))) for tokens, more in groups.values())


_WORLD = "substring(m.text from '\\[(s[0-9]+w[0-9]+) ')"
_TOKEN = "substring(m.text from '\\[s[0-9]+w[0-9]+ ([mp][0-9]+)\\]')"
_TALKS = f"SELECT {_WORLD}, m.conversation_id, {_TOKEN} FROM channels_message m WHERE m.direction = 'in' AND m.automatic = ''"
_CASES = (
    f"SELECT {_WORLD}, cm.case_id, {_TOKEN}, c.state, c.turn, replace(i.value, {_WORLD}, '') "
    "FROM channels_message m JOIN cases_casemessage cm ON cm.message_id = m.id JOIN cases_case c ON c.id = cm.case_id "
    "JOIN people_identity i ON i.id = c.identity_id WHERE m.direction = 'in' AND m.automatic = ''"
)
_LETTERS = "SELECT substring(key from 5), state, failure FROM channels_outgoing WHERE key LIKE 'out-%'"
_PARCELS = (
    "SELECT substring(p.order_number from 3), p.state, p.delivered_at::text, o.service, o.id IS NOT NULL, "
    "(SELECT count(*) FROM orders_parcelevent e WHERE e.parcel_id = p.id)::int "
    "FROM orders_parcel p LEFT JOIN orders_order o ON o.id = p.order_id"
)
