"""Codes that people take at a brand's public page of coupons. One code for everybody is shown at once; a code of one's own goes by mail to the
address that was typed, so that nobody sees somebody else's.

A letter with a code leaves once a claim, however often it is asked for: nobody is mailed by strangers again and again.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelId
from makegood.coupons import queries as coupons
from makegood.coupons.actions import claiming
from makegood.coupons.rules import zones
from makegood.coupons.types import Claim, Pool
from makegood.flows import brand_colour, speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind, Purpose

_LETTERS = {
    "en": (
        "Your code: {pool}",
        (
            "Hello,\n\nhere is your code:\n\n    {code}\n\n{worth}. Type it in when you order. It is good until {end}, and whoever orders first gets one: a code "
            "sets nothing aside.\n\nIf you did not ask for it, somebody else typed your address. Then please forget this letter.\n\n{brand}"
        ),
    ),
    "de": (
        "Ihr Gutschein-Code: {pool}",
        (
            "Guten Tag,\n\nhier ist Ihr Code:\n\n    {code}\n\n{worth}. Geben Sie ihn beim Bestellen ein. Er gilt bis {end}, und wer zuerst bestellt, bekommt einen: "
            "der Code allein hebt keinen auf.\n\nWenn Sie nicht darum gebeten haben, hat jemand anders Ihre Adresse getippt. Dann vergessen Sie diesen Brief bitte.\n\n{brand}"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A pool as the public page shows it. `open` False: over, closed, or the last was used. `colour` is the brand's."""

    pool: Pool
    worth: str
    end: str
    left: int | None
    open: bool
    colour: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`code` is '' where it is on its way by mail."""

    code: str


def offered(*, slug: str, language: str, at: datetime) -> Offered | None:
    """The pool at this place, in the open brand, said in this language; None where there is none."""
    pool = coupons.pool_at(slug=slug)
    if pool is None:
        return None
    (told,) = coupons.standings([pool], at=at)
    over = pool.state != "open" or at >= pool.terms.valid_until or (told.counts.left == 0 and told.counts.reserved == 0)
    return Offered(
        pool=pool,
        worth=coupons.worth_in_words(pool.terms, language),
        end=zones.end_in_words(pool.terms, language),
        left=told.counts.left,
        open=not over,
        colour=brand_colour.colour(),
    )


def take(*, pool_id: UUID, email: str, at: datetime) -> Taken:
    """A code for whoever has this address: shown where everybody has the same, else mailed. May be repeated. Refuses as `claiming.claim` does, and
    "no_mailbox" where codes of one's own cannot be sent."""
    pool = coupons.pool_of(pool_id=pool_id)
    mailbox = speaking.mail_channel() if pool.terms.one_code is None else None
    if pool.terms.one_code is None and mailbox is None:
        raise Refusal("no_mailbox", "Codes go by e-mail, and no mailbox is connected. Connect one first.")
    claim = claiming.claim(pool_id=pool_id, address=email, at=at)
    if mailbox is None:
        return Taken(claim.code)
    _send(pool, claim, mailbox, email, at)
    return Taken("")


def _send(pool: Pool, claim: Claim, mailbox: ChannelId, email: str, at: datetime) -> None:
    to = people.find_identity(address=Address(IdentityKind.EMAIL, email))
    if to is None:
        raise Refusal("no_identity", "email: nobody has this address.", {"email": "unknown"})
    brand = brands.current()
    subject, text = _LETTERS.get(brand.language, _LETTERS["en"])
    told = {
        "pool": pool.name,
        "code": claim.code,
        "worth": coupons.worth_in_words(pool.terms, brand.language),
        "end": zones.end_in_words(pool.terms, brand.language),
        "brand": brand.name,
    }
    speech = Speech(
        key=f"coupon:{claim.id}",
        channel_id=mailbox,
        to_identity_id=to.id,
        purpose=Purpose.SERVICE,
        subject=subject.format(**told),
        text=text.format(**told),
        automatic=True,
        acknowledges=True,
    )
    outbox.queue(speech=speech, by=SYSTEM, at=at)
