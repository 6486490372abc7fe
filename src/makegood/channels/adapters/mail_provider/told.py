"""What a provider tells of a mail that we sent: that it can never arrive, or that its receiver called it spam or wants no more.

Pure. That a mail arrived, was opened or clicked is heard and forgotten: nobody is watched here.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from anymail.signals import EventType

from makegood.channels.adapters.mail_provider import calls
from makegood.channels.adapters.mail_provider.calls import Kept
from makegood.channels.adapters.mail_provider.mailed import NOT_ONE
from makegood.channels.adapters.mail_provider.providers import Provider
from makegood.channels.types import Automatic, Bounce, Envelope
from makegood.people.types import Address, IdentityKind

OUR_ID = "makegood_id"  # what each mail carries along at the provider, so that what is told of it finds it again
_UNKNOWN_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
_LOST = {EventType.BOUNCED: "5.0.0", EventType.REJECTED: "5.7.0", EventType.FAILED: "5.0.0"}
_UNWANTED = (EventType.COMPLAINED, EventType.UNSUBSCRIBED)


def envelopes(kept: Kept, *, provider: Provider, settings: Mapping[str, str]) -> tuple[Envelope, ...]:
    """One report for each mail of ours that can never arrive or is not wanted; () for all other news. ValueError for what is no news."""
    try:
        events = calls.view(provider, kept.what, settings).parse_events(calls.as_request(kept))
    except NOT_ONE as wrong:
        raise ValueError(f"not news as {provider.name} tells it") from wrong
    told = [event for event in events if event.event_type in _LOST or event.event_type in _UNWANTED]
    return tuple(_report(event, provider) for event in told)


def _report(event: Any, provider: Provider) -> Envelope:
    kind, ours, recipient = event.event_type, _ours(event, provider), str(event.recipient or "")[:320]
    lasting = kind in _LOST
    said = " ".join(str(event.mta_response or event.description or event.reject_reason or kind).split())[:500].replace("\x00", "")
    sentence = f"{provider.name}: {said}" if lasting else f"{provider.name}: the receiver wants no such mail ({kind})."
    named = hashlib.sha256("\n".join([provider.name, kind, ours, recipient, str(event.event_id or "")]).encode()).hexdigest()
    return Envelope(
        external_id=f"told {named[:40]}",
        author=Address(IdentityKind.EMAIL, f"mailer-daemon@{provider.name.lower()}.invalid", provider.name),
        text=sentence,
        visible=sentence,
        sent_at=event.timestamp or _UNKNOWN_SINCE,
        subject=f"What {provider.name} tells of a mail of ours",
        automatic=Automatic.BOUNCE if lasting else Automatic.REPORT,
        bounce=Bounce(recipient, lasting, _LOST.get(kind, ""), sentence, ours, unwanted=not lasting),
    )


def _ours(event: Any, provider: Provider) -> str:
    """The Message-ID that we gave it; the provider's own name of it where ours did not come back."""
    carried = event.tags if provider.by_tag else [(event.metadata or {}).get(OUR_ID)]
    return next((str(one) for one in carried or [] if one), str(event.message_id or ""))[:400].strip("<>")
