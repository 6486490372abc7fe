"""Says one answer by short message. The provider takes no key for repeats: before each message our last ones to that number are looked at."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from makegood.channels.adapters.sms import messages, segments
from makegood.channels.adapters.sms.settings import SmsSettings
from makegood.channels.providers import calls, reading
from makegood.channels.types import OutgoingLetter, SendReceipt
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import IdentityKind

WHOM = "The short message provider"
CLOCKS = timedelta(seconds=5)  # that two clocks may differ
_NO_NUMBER = frozenset({21211, 21214, 21217, 21408, 21612, 21614})


def say(letter: OutgoingLetter, settings: SmsSettings) -> SendReceipt:
    """Sends it. Raises Refusal and Trouble."""
    if letter.attachments:
        raise Refusal("no_attachments", "Short messages carry no files from here.", {"attachments": "not possible here"})
    if letter.to.kind is not IdentityKind.PHONE:
        raise Refusal("wrong_address", f"{letter.to.value} is no telephone number.", {"to": "no telephone number"})
    counted = segments.count(letter.text)
    if counted.messages > settings.most_segments:
        sentence = f"text: {counted.messages} short messages ({counted.alphabet}); this channel takes {settings.most_segments}."
        raise Refusal("too_long", sentence, {"text": "too long"})
    said = _said_already(letter, settings) or _sent(letter, settings)
    detail = f"{counted.messages} short message{'s' if counted.messages > 1 else ''}, {counted.alphabet}"
    return SendReceipt(reading.needed(said, "sid"), datetime.now(UTC), detail)


def greet(settings: SmsSettings) -> str:
    """Says as which account the provider lets us in. Raises Trouble."""
    account = _ask(settings, "GET", ".json").value
    return f"Speaking works: the provider let us in as {reading.name(account, 'friendly_name') or settings.account_sid}."


def _sent(letter: OutgoingLetter, settings: SmsSettings) -> dict[str, Any]:
    sender = {"MessagingServiceSid": settings.sender} if settings.sender.startswith("MG") else {"From": settings.sender}
    told = {"To": _number(letter), **sender, "Body": letter.text}
    if settings.callback_url:
        told["StatusCallback"] = settings.callback_url
    reply = _ask(settings, "POST", "/Messages.json", form=told)
    return reply.value if isinstance(reply.value, dict) else {}


def _said_already(letter: OutgoingLetter, settings: SmsSettings) -> dict[str, Any] | None:
    """The very message, where an earlier try brought it out: with our words, and not older than the letter."""
    if letter.queued_at is None:
        return None
    since = (letter.queued_at - CLOCKS).astimezone(UTC)
    query = {"To": _number(letter), "DateSent>": f"{since:%Y-%m-%d}", "PageSize": "50"}
    for one in reading.many(_ask(settings, "GET", "/Messages.json", query=query).value, "messages"):
        outward = reading.text(one, "direction").startswith("outbound")
        if outward and reading.text(one, "body") == letter.text and _made_at(one) >= since.replace(microsecond=0):
            return one
    return None


def _made_at(one: dict[str, Any]) -> datetime:
    try:
        return parsedate_to_datetime(reading.needed(one, "date_created"))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _number(letter: OutgoingLetter) -> str:
    return "+" + "".join(sign for sign in letter.to.value if sign.isdigit())


def _ask(
    settings: SmsSettings,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> calls.Reply:
    entry = base64.b64encode(f"{settings.account_sid}:{settings.auth_token}".encode()).decode()
    url = f"{settings.base_url}/2010-04-01/Accounts/{settings.account_sid}{path}"
    reply = calls.ask(method, url, whom=WHOM, headers={"authorization": f"Basic {entry}"}, query=query, form=form)
    if reply.fine:
        return reply
    if reply.status in (401, 403):
        raise Trouble(f"{WHOM} does not let us in ({reply.status}): check the account SID and the auth token.", lasting=True)
    raise _refused(reading.number(reply.value, "code"), " ".join(reading.text(reply.value, "message").split())[:200])


def _refused(code: int | None, said: str) -> Refusal:
    if code == 21610:
        return Refusal("opted_out", messages.WHY["21610"], {"to": "told the provider to stop"})
    if code in _NO_NUMBER:
        return Refusal("unreachable", f"{WHOM} cannot write to this number: {said} ({code})", {"to": "cannot be reached"})
    return Refusal("not_taken", f"{WHOM} does not take this: {said or 'no reason given'} ({code})", {"text": "not taken"})
