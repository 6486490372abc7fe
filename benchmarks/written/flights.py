"""Reservations as the airline's written policy speaks of them: what is right for each, and how it goes astray. Reads plain data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from makegood.gestures.types import Facts, Value
from makegood.kernel.money import Money

NOW = datetime.fromisoformat("2024-05-15T15:00:00")  # the policy's own “current time”


@dataclass(frozen=True)
class Ask:
    """What somebody asks for; `way` is '' where the written policy allows it, else what is wrong with it."""

    do: str
    facts: Facts
    way: str = ""


@dataclass(frozen=True)
class Case:
    """A reservation and who booked it."""

    reservation: Mapping[str, Any]
    user: Mapping[str, Any]
    known: Mapping[str, Value] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, Value]:
        """What the reservation itself says."""
        one = self.reservation
        return {
            "reservation is theirs": True,
            "membership": self.user["membership"],
            "cabin": one["cabin"].replace("_", " "),
            "insured": one["insurance"] == "yes",
            "hours since booking": int((NOW - datetime.fromisoformat(one["created_at"])).total_seconds() // 3600),
            "airline cancelled it": False,
            "delayed": False,
            "some of it is flown": False,
            "passengers": len(one["passengers"]),
            "new passengers": len(one["passengers"]),
            "origin": one["origin"],
            "new origin": one["origin"],
            "destination": one["destination"],
            "new destination": one["destination"],
            "trip": one["flight_type"].replace("_", " "),
            "new trip": one["flight_type"].replace("_", " "),
            "cabins asked for": 1,
            "bags": one["total_baggages"],
            "new bags": one["total_baggages"] + 1,
            "payment kind": "credit card",
            "payment is theirs": True,
            "every flight is available": True,
        }


def asks(case: Case) -> Iterator[Ask]:
    """What is right for this reservation by the written policy, and each of it once astray."""
    plain = case.plain
    yield from _cancelling(plain)
    yield from _certificates(plain)
    yield from _changing(plain)


def _cancelling(plain: dict[str, Value]) -> Iterator[Ask]:
    late = plain | {"hours since booking": 25, "reason": "change of plan"}
    economy = late | {"cabin": "economy"}
    yield Ask("cancel", plain | {"airline cancelled it": True, "reason": "airline cancelled flight"})
    yield Ask("cancel", plain | {"airline cancelled it": True, "some of it is flown": True}, "a part of it is flown")
    yield Ask("cancel", late | {"hours since booking": 24})
    yield Ask("cancel", economy, "not eligible: a change of plan after a day")
    yield Ask("cancel", economy | {"insured": True, "reason": "health"})
    yield Ask("cancel", economy | {"insured": False, "reason": "health"}, "no insurance")
    yield Ask("cancel", economy | {"insured": True, "reason": "change of plan"}, "insured, but for no reason that counts")
    yield Ask("cancel", late | {"cabin": "business"})
    yield Ask("cancel", late | {"cabin": "business", "reservation is theirs": False}, "somebody else's")


def _certificates(plain: dict[str, Value]) -> Iterator[Ask]:
    told = plain | {"they complained": True, "they asked for something": True, "facts are confirmed": True}
    entitled = plain["membership"] != "regular" or bool(plain["insured"]) or plain["cabin"] == "business"
    people = plain["passengers"]
    assert isinstance(people, int)
    for each, what in ((100, {"airline cancelled it": True}), (50, {"delayed": True, "it was changed or cancelled": True})):
        right = told | what | {"amount": Money(each * 100 * people, "USD")}
        yield Ask("certificate", right, "" if entitled else "not eligible: regular, not insured, economy")
        if entitled:
            yield Ask("certificate", right | {"amount": Money(each * 100 * people + 1, "USD")}, "wrong amount")
            yield Ask("certificate", right | {"they asked for something": False}, "nobody asked")
            yield Ask("certificate", right | {"facts are confirmed": False}, "facts not confirmed")
            nothing = {"membership": "regular", "insured": False, "cabin": "economy"}
            yield Ask("certificate", right | nothing, "no insurance")
    if entitled:
        early = told | {"delayed": True, "it was changed or cancelled": False, "amount": Money(5_000 * people, "USD")}
        yield Ask("certificate", early, "before it was changed or cancelled")


def _changing(plain: dict[str, Value]) -> Iterator[Ask]:
    basic = plain["cabin"] == "basic economy"
    yield Ask("change flights", plain, "basic economy cannot be changed" if basic else "")
    if not basic:
        yield Ask("change flights", plain | {"new destination": "XXX"}, "another destination")
        yield Ask("change flights", plain | {"payment kind": "certificate"}, "paid by certificate")
    yield Ask("change cabin", plain)
    yield Ask("change cabin", plain | {"cabins asked for": 2}, "only one of the flights")
    yield Ask("change bags", plain)
    yield Ask("change passengers", plain)
    many = plain["passengers"]
    assert isinstance(many, int)
    yield Ask("change passengers", plain | {"new passengers": many + 1}, "one more passenger")
    if plain["bags"]:
        yield Ask("change bags", plain | {"new bags": 0}, "bags taken off")
