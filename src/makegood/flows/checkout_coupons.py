"""A coupon at the checkout of a shop, as its machine asks for it: who types wrong codes is slowed, and nobody else.

Guesses are counted by the address given at checkout and, where the shop hands it on, by whatever it knows of the browser; both are kept as keyed
hashes of which nobody can read the address. A wrong code is answered, not raised, so that its count is kept.
"""

import hashlib
import hmac
from datetime import datetime

from makegood.config import environment
from makegood.coupons.actions import reserving
from makegood.coupons.types import Basket, Reservation
from makegood.kernel.refusals import Refusal
from makegood.visitors import actions as visitors
from makegood.visitors.types import Rate

TRIES = Rate(most=20, seconds=600)  # of one address, and of one browser: a person who mistypes needs three


def reserve(*, code: str, who: str, basket: Basket, client: str, key: str, at: datetime) -> Reservation | Refusal:
    """As `reserving.reserve`; a wrong code comes back as the Refusal that it is, for the door to keep the count and answer. Refuses
    ("too_many_tries") whoever tried more often than TRIES allows, right code or not."""
    wishes = {f"coupon a {_hidden(who.strip().casefold())}": TRIES}
    if client:
        wishes[f"coupon c {_hidden(client)}"] = TRIES
    if not visitors.count(wishes=wishes):
        minutes = TRIES.seconds // 60
        sentence = f"Too many codes were tried from here. Wait {minutes} minutes, then try again."
        raise Refusal("too_many_tries", sentence, {"code": "too many tries"})
    try:
        return reserving.reserve(code=code, who=who, basket=basket, key=key, at=at)
    except Refusal as no:
        if no.code == "no_such_code":
            return no
        raise


def _hidden(word: str) -> str:
    key = environment.settings().secret_key.encode()
    return hmac.new(key, f"makegood.coupons {word}".encode(), hashlib.sha256).hexdigest()[:32]
