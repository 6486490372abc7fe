"""Reads what a shop tells of its checkout (docs/signals.md) through its signed door, strictly: the same as the API takes. Pure: nothing is stored or
looked up."""

from makegood.flows.checkout_heard import Happened
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import Address, IdentityKind
from makegood.platform import strict_json
from makegood.platform.strict_json import Fields, Problems
from makegood.signals.types import CheckoutIn, CheckoutKind

MOST = 1_000
_KINDS = tuple(one.value for one in CheckoutKind)
_HIGHEST = 10**12


def read(body: bytes, *, region: str = "") -> tuple[Happened, ...]:
    """1 to 1,000 things out of `{"events": [...]}`. Refuses (`not_json`, `invalid`) and names every field that is wrong. `region` is whose
    telephone numbers may lack their country code."""
    problems = Problems()
    fields = Fields(strict_json.load(body), "", problems)
    found = fields.many("events", lambda one: _event(one, region), most=MOST)
    fields.end()
    problems.refuse()
    return found


def _event(fields: Fields, region: str) -> Happened:
    minor = fields.optional_whole("amount_minor", lowest=0, highest=_HIGHEST)
    told = CheckoutIn(
        key=fields.text("id", longest=200, required=True),
        session=fields.text("session", longest=200, required=True),
        kind=CheckoutKind(fields.choice("kind", _KINDS)),
        at=fields.instant("at"),
        minor=minor,
        currency=fields.currency("currency") if minor is not None else "",
    )
    return Happened(told, _who(fields, region))


def _who(fields: Fields, region: str) -> Address | None:
    """The address that was typed, `{"email": …}` or one of another kind, with a name or without; None where none was."""
    if not fields.has("who"):
        return None
    told = fields.one("who")
    given = {kind: told.text(kind.value, longest=addresses.LONGEST) for kind in IdentityKind}
    name = told.text("name", longest=200)
    told.end()
    typed = [(kind, value) for kind, value in given.items() if value]
    if len(typed) != 1:
        fields.wrong("who", "must have exactly one address")
        return None
    kind, value = typed[0]
    try:
        addresses.normalise(kind, value, region=region)
    except Refusal as malformed:
        told.wrong(kind.value, f"is {malformed.fields[kind]}")
    return Address(kind, value, name)
