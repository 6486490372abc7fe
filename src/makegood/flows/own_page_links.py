"""Links to people's own pages: who gets one, by which letter, and how somebody asks for a new one.

A link belongs to a mail address, because whoever reads that mailbox is whom it is for; the page shows whoever is behind that address when it is
opened. A link is never named in public, nor in a letter that others read as well. Whoever asks for one is never told whether we know them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from makegood.brands import queries as brands
from makegood.brands.types import Brand, Member
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.channels.adapters.own_page import settings as own_page
from makegood.channels.adapters.own_page.adapter import KIND
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelConfig
from makegood.config import environment
from makegood.flows import speaking
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.own_pages import actions, queries
from makegood.own_pages.types import Given, Made
from makegood.people import queries as people
from makegood.people.types import Address, Identity, IdentityKind, Person, Purpose
from makegood.platform import tenancy, work
from makegood.platform.work import Item, Taken

ASKED = "own_page_asked"
TICKET_S = 600
_TICKET = "makegood.own_page.preview"
_LINE = {"en": "Your page with us: {link}", "de": "Ihre Seite bei uns: {link}"}
_LETTERS = {
    "en": (
        "Your page with {brand}",
        (
            "Hello,\n\nhere is your page with {brand}: what you wrote to us, where it stands, and what we promised you. You can write to us there, too.\n\n"
            "The link is for you alone; please do not pass it on.{asked}\n\n{brand}"
        ),
        "\n\nIf you did not ask for it, somebody else typed your address. Then nothing happened: please forget this letter.",
    ),
    "de": (
        "Ihre Seite bei {brand}",
        (
            "Guten Tag,\n\nhier ist Ihre Seite bei {brand}: was Sie uns geschrieben haben, wie es damit steht, und was wir Ihnen versprochen haben. Sie können uns dort auch "
            "schreiben.\n\nDer Link ist nur für Sie; bitte geben Sie ihn nicht weiter.{asked}\n\n{brand}"
        ),
        "\n\nWenn Sie nicht darum gebeten haben, hat jemand anders Ihre Adresse getippt. Dann ist nichts geschehen: bitte vergessen Sie diesen Brief.",
    ),
}


def channel() -> ChannelConfig | None:
    """The channel that gives the open brand's people own pages; None where it has none, or it rests."""
    there = next((one for one in channels.channels() if one.kind == KIND and one.active), None)
    return channels.channel(channel_id=there.id) if there else None


def address(token: str) -> str:
    """Where a token's page is."""
    return f"{environment.settings().base_url}/mine/{token}/"


def asking_address(brand: Brand) -> str:
    """Where somebody asks for a link to their page."""
    return f"{environment.settings().base_url}/mine/new/{brand.slug}/"


def carries_mail(config: ChannelConfig) -> bool:
    """Whether letters leave by it under a mail address of ours (as `speaking.mail_channel` has it)."""
    return "@" in config.address.strip("@")


# In letters -----------------------------------------------------------------------------------------------------------


def enclose(outgoing_id: UUID, *, asks: bool = False, at: datetime) -> None:
    """The letter names the page of whoever it goes to, where the brand wants that and nobody else reads it: a line under its words when it
    leaves. One that `asks` whether it was put right does so wherever the brand asks that, because it is answered there. May be repeated."""
    here = channel()
    if here is None or not (own_page.is_on(here.settings, "in_letters") or (asks and own_page.is_on(here.settings, "asks"))):
        return
    (said,) = channels.messages(message_ids=[outgoing_id])
    if said.public or said.cc or said.identity_id is None:
        return
    if people.identity(identity_id=said.identity_id).kind is IdentityKind.EMAIL:
        actions.enclose(outgoing_id=outgoing_id, identity_id=said.identity_id, at=at)


def with_page(departure: channels.Departure, *, at: datetime) -> channels.Departure:
    """The departure with the line that names the page, where one was enclosed; in the open transaction, after which it is sent. The token is
    made now and stands in no row of ours. One query where none was enclosed."""
    letter = departure.letter
    if letter.public or letter.cc or letter.to.kind is not IdentityKind.EMAIL or not carries_mail(departure.channel):
        return departure
    if not queries.is_enclosed(outgoing_id=UUID(letter.message_key)):
        return departure
    here = channel()
    life = timedelta(days=own_page.days(here.settings)) if here else timedelta()
    token = actions.key_of_letter(outgoing_id=UUID(letter.message_key), life=life, at=at) if here else ""
    if not token:
        return departure
    line = _LINE.get(brands.current().language, _LINE["en"]).format(link=address(token))
    return replace(departure, letter=replace(letter, text=f"{letter.text.rstrip()}\n\n{line}\n"))


# By hand, by a machine, and because they asked ---------------------------------------------------------------------------


def show(*, person: Person, by: Actor, how: Given = Given.SHOWN, at: datetime) -> Made:
    """A link for whoever asks on somebody's behalf (a member, the shop). Refuses `no_own_pages` and `no_mail_address`."""
    here = _must_have()
    return actions.give(identity_id=_whose(person).id, how=how, life=timedelta(days=own_page.days(here.settings)), by=by, at=at)


def send(*, person: Person, member: Member, key: str, at: datetime) -> Identity:
    """A letter with a link and nothing else, by a member. → to which address. May be repeated with the same key.

    Refuses `no_own_pages`, `no_mail_address`, `no_mailbox`, and what the gate refuses.
    """
    _must_have()
    to = _whose(person)
    _queue(to, f"own-page:{member.id}:{key}"[:200], Given.SENT, by=actors.member(member.id), member_id=member.id, at=at)
    return to


def end(*, person: Person, by: Actor, at: datetime) -> int:
    """Every link to their page ends now. → how many. May be repeated."""
    return actions.end(identity_ids=[one.id for one in person.identities], by=by, at=at)


def ask(*, email: str, key: str, at: datetime) -> None:
    """Somebody who typed this address wants a link. Whether we know it is found out later, by a worker: the answer to whoever asks is the same,
    and takes as long, either way."""
    work.leave(ASKED, [Item(key=key, due_at=at, payload={"email": email})])


def ask_again(*, identity_id: UUID, key: str, at: datetime) -> None:
    """Whoever holds a link that has ended wants a new one: it goes to the address to which that one belonged."""
    work.leave(ASKED, [Item(key=key, due_at=at, payload={"identity_id": str(identity_id)})])


def asked(items: Sequence[Taken], at: datetime) -> None:
    """Sends those who asked a link, where they are known, at once. May be repeated: one letter per asking."""
    for item in items:
        to = _asker(item)
        if to is None or channel() is None:
            continue
        try:
            _queue(to, f"own-page:{item.key}"[:200], Given.ASKED, by=SYSTEM, member_id=None, at=at)
        except Refusal:
            continue  # they do not want to hear from us, or heard enough today


# For a member who looks --------------------------------------------------------------------------------------------------


def ticket(*, person: Person) -> str:
    """What opens the page for a member as that person sees it, for ten minutes, with nothing that can be done. Refuses `no_own_pages`."""
    _must_have()
    whose = next((one for one in person.identities if one.kind is IdentityKind.EMAIL), person.identities[0])
    return signing.TimestampSigner(salt=_TICKET).sign_object([tenancy.current_brand().hex, whose.id.hex])


def read_ticket(given: str) -> tuple[UUID, UUID] | None:
    """The brand and the identity of a good ticket; None for one that is forged or too old."""
    try:
        brand_id, identity_id = signing.TimestampSigner(salt=_TICKET).unsign_object(given[:500], max_age=TICKET_S)
        return UUID(brand_id), UUID(identity_id)
    except (signing.BadSignature, ValueError, TypeError):
        return None


# ---------------------------------------------------------------------------------------------------------------------


def _queue(to: Identity, key: str, how: Given, *, by: Actor, member_id: UUID | None, at: datetime) -> None:
    mailbox = speaking.mail_channel()
    if mailbox is None:
        raise Refusal("no_mailbox", "Links go by e-mail, and no mailbox is connected. Connect one first.")
    brand = brands.current()
    subject, text, unasked = _LETTERS.get(brand.language, _LETTERS["en"])
    speech = Speech(
        key=key,
        channel_id=mailbox,
        to_identity_id=to.id,
        purpose=Purpose.SERVICE,
        subject=subject.format(brand=brand.name),
        text=text.format(brand=brand.name, asked=unasked if how is Given.ASKED else ""),
        automatic=member_id is None,
        acknowledges=member_id is None,
        by_member_id=member_id,
    )
    outgoing_id = outbox.queue(speech=speech, by=by, at=at)
    actions.enclose(outgoing_id=outgoing_id, identity_id=to.id, how=how, at=at)


def _asker(item: Taken) -> Identity | None:
    if "identity_id" in item.payload:
        try:
            return people.identity(identity_id=UUID(item.payload["identity_id"]))
        except Refusal:
            return None
    return people.find_identity(address=Address(IdentityKind.EMAIL, str(item.payload["email"])))


def _must_have() -> ChannelConfig:
    here = channel()
    if here is None:
        sentence = "People have no own pages here yet. Connect the channel “Own page” first, under Channels."
        raise Refusal("no_own_pages", sentence, {"channel": "not connected"})
    return here


def _whose(person: Person) -> Identity:
    """The mail address that belongs to them most surely."""
    found = [one for one in person.identities if one.kind is IdentityKind.EMAIL]
    if not found:
        sentence = f"We know no mail address of {person.name}. A link belongs to one: add it to them first."
        raise Refusal("no_mail_address", sentence, {"person_id": "has no mail address"})
    return min(found, key=lambda one: (not one.verified, one.id))
