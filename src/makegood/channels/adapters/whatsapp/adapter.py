"""The WhatsApp channel: one number of a business account on the Cloud API. README.md beside this file is what it does, and its limits.

Never stores, and writes outside the reply window by an approved template alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from makegood.channels.adapters.whatsapp import messages
from makegood.channels.providers import meta, reading
from makegood.channels.providers import settings as checking
from makegood.channels.types import (
    Abilities,
    Call,
    CallAnswer,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
    WasTaken,
)
from makegood.kernel.refusals import Refusal
from makegood.people.types import IdentityKind

LONGEST, LONGEST_IN_TEMPLATE = 4_096, 1_024  # characters of a text, and of a template's variable
_WHOM = "WhatsApp"
_TEMPLATE = Setting(
    "template",
    "Template for later answers",
    "The name of an approved template with one variable, in which your words stand. Empty: after 24 hours nothing can be said here.",
)


class WhatsAppAdapter:
    """One number."""

    kind: ClassVar[str] = "whatsapp"
    calls_within_s: ClassVar[float] = 15.0  # it says that it sent something within a second or two, when all is well
    name: ClassVar[str] = "WhatsApp"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=False, public=False, private=True, max_length=LONGEST, reply_window_hours=meta.WINDOW_HOURS
    )
    form: ClassVar[tuple[Setting, ...]] = (
        Setting(
            "phone_number_id",
            "Number of your number",
            "In Meta's developer console: WhatsApp, API setup. It is not the telephone number.",
            required=True,
        ),
        meta.ACCESS_TOKEN,
        meta.APP_SECRET,
        meta.VERIFY_TOKEN,
        _TEMPLATE,
        Setting("template_language", "Its language", "As Meta writes it: en, en_GB, de.", default="en"),
        meta.VERSION,
        Setting("base_url", "Address of the API", "Leave it as it is.", default="https://graph.facebook.com"),
    )

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return checking.checked(settings, self.form, _CHECKS)

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        """With a template, the window closes nothing."""
        return replace(self.abilities, reply_window_hours=None) if channel.settings.get("template") else self.abilities

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The messages of one call, and which of ours failed. ValueError where it is no call for a business account."""
        return messages.read(raw, number_id=channel.settings.get("phone_number_id", ""))

    def taken(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[WasTaken]:
        """Whatever WhatsApp says was taken: it repeats the mark that each message of ours carries."""
        return messages.taken(raw, number_id=channel.settings.get("phone_number_id", ""))

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """What Meta signed, once; its question whether we are there is answered."""
        return meta.take(
            call, channel.settings, lambda: (*self.parse(call.body, channel=channel), *self.taken(call.body, channel=channel))
        )

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: Meta calls us."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Writes to them: words within the window, the template outside it. Raises Refusal and Trouble.

        WhatsApp neither takes a key for repeats nor shows what was sent. It calls us with our mark (`taken`): where that call does not come
        either, what was killed between sending and writing down is said twice."""
        if letter.attachments:
            raise Refusal("no_attachments", f"{channel.name} carries no files from here.", {"attachments": "not possible here"})
        value = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **_recipient(letter),
            **_content(letter, channel.settings, is_open=_is_open(letter)),
            "biz_opaque_callback_data": letter.message_key,
        }
        told = meta.ask(channel.settings, "POST", f"{channel.settings['phone_number_id']}/messages", whom=_WHOM, value=value)
        wamid = reading.needed(next(reading.many(told, "messages"), {}), "id")
        return SendReceipt(wamid, datetime.now(UTC), str(value["type"]))

    def greet(self, *, channel: ChannelConfig) -> str:
        """Says as whom Meta lets us in. Raises Trouble."""
        number = channel.settings["phone_number_id"]
        told = meta.ask(channel.settings, "GET", number, whom=_WHOM, query={"fields": "verified_name"})
        return f"Speaking works: Meta let us in as {reading.name(told, 'verified_name')}."


_CHECKS = {
    **meta.CHECKS,
    "phone_number_id": checking.matching(r"\d{1,30}", "is no number"),
    "template": checking.matching(r"[a-z0-9_]{1,512}", "is no template's name: small letters, digits and _"),
    "template_language": checking.matching(r"[a-z]{2,3}(_[A-Z]{2})?", "is no language such as en or en_GB"),
}


def _recipient(letter: OutgoingLetter) -> dict[str, str]:
    if letter.to.kind is IdentityKind.PHONE:
        return {"to": "".join(sign for sign in letter.to.value if sign.isdigit())}
    network, _, user = letter.to.value.partition(":")
    if letter.to.kind is IdentityKind.HANDLE and network == "whatsapp" and user:
        return {"recipient": user}
    raise Refusal("wrong_address", f"{letter.to.value} is nobody on WhatsApp.", {"to": "no telephone number"})


def _is_open(letter: OutgoingLetter) -> bool:
    return letter.heard_at is not None and datetime.now(UTC) - letter.heard_at <= timedelta(hours=meta.WINDOW_HOURS)


def _content(letter: OutgoingLetter, settings: dict[str, str], *, is_open: bool) -> dict[str, Any]:
    if is_open:
        answers = {"context": {"message_id": letter.in_reply_to}} if letter.in_reply_to.startswith("wamid.") else {}
        return {"type": "text", "text": {"body": letter.text, "preview_url": False}, **answers}
    if not settings.get("template"):
        raise meta.window_closed(_WHOM)
    words = " ".join(letter.text.split())  # a variable takes no line breaks
    if len(words) > LONGEST_IN_TEMPLATE:
        sentence = f"text: {len(words)} characters; after 24 hours WhatsApp takes {LONGEST_IN_TEMPLATE}, by your template."
        raise Refusal("too_long", sentence, {"text": "too long"})
    body = {"type": "body", "parameters": [{"type": "text", "text": words}]}
    language = {"code": settings.get("template_language") or "en"}
    return {"type": "template", "template": {"name": settings["template"], "language": language, "components": [body]}}
