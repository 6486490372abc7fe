"""Every operation of the API, out of its own description, with a body that it takes: a new route is tested by all that enumerates."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.platform import clock
from tests.api.v1.conftest import DOCUMENT, World, a_visit_at, at_the_till, complaint, coupon_pool, order, parcel_event, sale

MEMBER = "mara@brightside.example"


@dataclass(frozen=True)
class Operation:
    """One operation. `path` has its places in braces and no prefix."""

    name: str
    method: str
    path: str
    scope: str
    has_body: bool

    def at(self, world: World) -> str:
        """Its address for what is there in a world."""
        places = world.places
        if f"/api/v1{self.path}" in places:
            places = {"number": places[f"/api/v1{self.path}"]}
        return self.path.format_map(places)

    def __str__(self) -> str:
        return self.name


OPERATIONS = tuple(
    Operation(told["operationId"], method.upper(), path.removeprefix("/api/v1"), told["x-makegood-scope"], "requestBody" in told)
    for path, methods in DOCUMENT["paths"].items()
    for method, told in methods.items()
)
READING = tuple(one for one in OPERATIONS if one.method == "GET")
WRITING = tuple(one for one in OPERATIONS if one.method != "GET")
WITH_BODY = tuple(one for one in OPERATIONS if one.has_body)
OF_SOMETHING = tuple(one for one in OPERATIONS if "{" in one.path)


def body_of(operation: Operation, world: World) -> dict[str, Any] | None:
    """A body that the operation takes for what is there in a world."""
    now = clock.now()
    bodies: dict[str, dict[str, Any]] = {
        "put_person": {"email": "new@example.org", "name": "New Person"},
        "name_person": {"name": "Thomas Arden", "member": MEMBER},
        "add_identity": {"customer_number": "C-9", "evidence": "known", "source": "till 4"},
        "confirm_link": {"member": MEMBER},
        "refuse_link": {"member": MEMBER},
        "note_consent": {
            "identity_id": str(world.identity),
            "channel": "email",
            "purpose": "marketing",
            "granted": True,
            "source": "newsletter form",
            "at": now.isoformat(),
        },
        "put_orders": {"orders": [order(now, "2001")]},
        "put_parcel_events": {"events": [parcel_event(now, raw_code="D2")]},
        "put_messages": {"messages": [complaint(now, "m-99")]},
        "answer": {"text": "We are looking into it.", "member": MEMBER},
        "change_case": {"title": "The torch that stays dark", "owner": MEMBER},
        "resolve_case": {"how": "A new torch was sent."},
        "tell_referral": {"reference": "n-1", "newcomer": {"email": "new@example.org"}, "told_by": "Tom from work"},
        "note_case": {"text": "Called him.", "member": MEMBER},
        "approve_makegood": {"member": MEMBER},
        "file_finding": {"touchpoint": "goods", "sentence": "Try every torch before it is packed."},
        "choose_makegood": {"member": MEMBER, "name": alternative_of(world)},
        "decline_makegood": {"member": MEMBER, "reason": "He asked us not to."},
        "add_webhook": {"name": "Ledger", "url": "https://ledger.example/hook", "kinds": ["cases.*"]},
        "change_webhook": {"name": "The warehouse"},
        **{
            one: {}
            for one in ("make_page_link", "rotate_webhook_secret", "send_test_delivery", "resend_failed", "resend_delivery")
        },
        "write_down_incident": {"title": "Torches flicker", "began_at": now.isoformat(), "member": MEMBER},
        "confirm_incident": {"member": MEMBER},
        "dismiss_incident": {"member": MEMBER, "because": "Two lamps, two causes."},
        "end_incident": {"member": MEMBER},
        "bring_into_incident": {"case": world.case, "member": MEMBER},
        "take_out_of_incident": {"member": MEMBER, "because": "Another lamp."},
        "update_statement": {"phase": "monitoring", "words": {"en": "It works again, and we are watching it."}, "member": MEMBER},
        "announce_sale": sale(now, reference="summer"),
        "move_sale": {"ends": {"local": f"{now + timedelta(days=5):%Y-%m-%d}", "zone": "CST"}, "because": "The shop was down."},
        "widen_sale": {"scope": {"words": "all bulbs and lamps", "skus": ["bulb-1", "lamp-2"]}, "because": "The shop was down."},
        "end_sale": {"ended_at": now.isoformat()},
        "note_sale_place": {"kind": "newsletter", "name": "Newsletter of March", "reference": "march"},
        "set_sale_place_terms": {"terms": 1},
        "open_coupon_pool": coupon_pool(now, one_code=None),
        "move_coupon_pool": {"valid_until": (now + timedelta(days=4)).isoformat(), "zone": "UTC-6"},
        "close_coupon_pool": {},
        "claim_coupon": {"pool_id": str(world.pool), "email": "ana@example.org"},
        "reserve_coupon": at_the_till(email="ana@example.org"),
        "confirm_reservation": {"order_reference": "1007"},
        "refund_coupon": {"order_reference": "1007", "refunded_minor": 6_000, "currency": "GBP"},
        "note_sale_told": {"people": [{"email": "ana@example.org"}], "where": "post"},
        "book_visit": {
            "reference": "v-2",
            "person_id": str(world.person),
            "resource_id": str(world.resource),
            "from_at": a_visit_at(now, days=12).isoformat(),
            "about": "The boiler",
            "where": "ours",
        },
        "move_visit": {"from_at": a_visit_at(now, days=13).isoformat()},
        "cancel_visit": {"because": "It rains."},
        "complete_visit": {"at": now.isoformat(), "km": 60_210, "spared": {"words": "A second tow", "minutes": 90}},
        "end_call": {"result": "fine", "member": MEMBER},
        "invite_to_survey": {"reference": "lease 7", "email": "tom.arden@example.org"},
        "tell_signals": {"signals": [{"id": "checkout", "state": "began", "at": now.isoformat()}]},
        "tell_checkout": {
            "events": [
                {
                    "id": "c-1",
                    "session": "v-1",
                    "kind": "checkout_refused",
                    "at": now.isoformat(),
                    "who": {"email": "tom.arden@example.org"},
                }
            ]
        },
        "tell_events": {
            "events": [{"id": "v-1", "who": {"email": "tom.arden@example.org"}, "kind": "visited", "at": now.isoformat()}]
        },
    }
    return bodies[operation.name] if operation.has_body else None


def alternative_of(world: World) -> str:
    """The name of something else that was proposed in a world."""
    alternatives = world.machine.get(f"/makegoods/{world.makegood}").json["alternatives"]
    return str(alternatives[0]["name"])
