"""Somebody sent a contact form: it is kept once, and the page says when they hear. Nothing is mailed: a typed address is anybody's.

What they agreed to is kept as a fact, with its exact words.
"""

from datetime import datetime

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.channels import registry
from makegood.channels.actions import intake
from makegood.channels.adapters.contact_form import adapter as contact_form
from makegood.channels.adapters.contact_form import settings as form_settings
from makegood.channels.types import ChannelConfig, MessageId
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityKind, Sighting


def take(*, channel: ChannelConfig, filled: contact_form.Filled, agreed_to: str, at: datetime) -> MessageId:
    """Keeps it, once per key, in the open transaction; the worker does the rest. `agreed_to` is the text whose box they ticked, or ''."""
    envelopes = registry.adapter(channel.kind).parse(contact_form.written(filled), channel=channel)
    (message_id,) = intake.store_messages(channel_id=channel.id, envelopes=envelopes, at=at)
    if agreed_to:
        address = Address(IdentityKind.EMAIL, filled.email, filled.name)
        (who,) = recognising.recognise(sightings=[Sighting((address,), source="contact form")], at=at)
        value: dict[str, object] = {"text_version": form_settings.text_version(agreed_to), "text": agreed_to}
        noting.note_fact(facts=[Fact(who.identity_id, "agreed_to_text", str(message_id), at, value)])
    return message_id


def hears_by(*, at: datetime) -> datetime:
    """By when somebody who writes now hears from us, by the brand's promise and in its business time."""
    brand = brands.current()
    return brand_rules.add_business_time(start=at, minutes=brand.first_reply_minutes, hours=brand.hours)
