"""The kinds of channels there are: one line each. A new channel is a folder under `adapters/` and a line here."""

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.seam import Adapter
from makegood.kernel.refusals import Refusal

ADAPTERS: dict[str, Adapter] = {adapter.kind: adapter for adapter in (EmailAdapter(), WebhookAdapter())}


def adapter(kind: str) -> Adapter:
    """The adapter of a kind. Refuses an unknown kind, naming those there are."""
    if kind not in ADAPTERS:
        raise Refusal("unknown_channel", f"kind: “{kind}” is no channel. There are: {', '.join(ADAPTERS)}.", {"kind": "unknown"})
    return ADAPTERS[kind]
