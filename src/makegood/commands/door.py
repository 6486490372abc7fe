"""`makegood door`: opens an address through which machines tell a brand something (docs/webhooks.md), and closes it again."""

import argparse
from uuid import UUID

from makegood.commands import asking
from makegood.config import environment
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    opening = parts.add_parser("open", help="open a door; its secret is shown once")
    opening.add_argument(
        "kind",
        help="shop (orders and parcels), messages (for one webhook channel), calls (for a provider that calls us) or "
        "signals (for monitoring systems)",
    )
    opening.add_argument("--channel", default="", metavar="NAME", help="whose messages come in; needed for messages and calls")
    closing = parts.add_parser("close", help="from now on the address leads nowhere")
    closing.add_argument("token", help="the last part of the door's address")
    for part in (opening, closing):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        return _open(arguments) if arguments.part == "open" else _close(arguments)


def _open(told: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils.module_loading import import_string

    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    channel_id = channel_named(told.channel) if told.channel else None
    door = import_string(settings.OPEN_DOOR)(kind=told.kind, channel_id=channel_id, by=SYSTEM, at=clock.now())
    print(f"address  {environment.settings().base_url}{door.url_path}")
    if told.kind == "calls" and channel_id is not None:
        _say_how_it_signs(channel_id)
        return 0
    print(f"secret   {door.secret}")
    print(_SIGNALS if told.kind == "signals" else "The secret is not shown again. docs/webhooks.md says how to sign with it.")
    return 0


_SIGNALS = (
    "Behind the address comes the form: /plain, /alertmanager (Grafana too) or /pingdom. The secret is not shown again. "
    "docs/signals.md says how to send it."
)


def _say_how_it_signs(channel_id: UUID) -> None:
    from makegood.channels import queries as channels
    from makegood.channels import registry

    config = channels.channel(channel_id=channel_id)
    if secret := registry.shared_secret(config):
        print(f"secret   {secret}")
        print("Give both to whoever calls: it signs with the secret. docs/webhooks.md says how.")
    elif any(setting.secret for setting in registry.adapter(config.kind).form):
        print("Give this address to the provider. It signs with what the channel's settings hold.")
    else:
        print("Give this address to whoever calls. Nothing has to be signed.")


def _close(told: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils.module_loading import import_string

    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    import_string(settings.CLOSE_DOOR)(token=told.token.rstrip("/").rpartition("/")[2], by=SYSTEM, at=clock.now())
    print("The door is closed. What came through it stays.")
    return 0


def channel_named(name: str) -> UUID:
    """The id of the open brand's channel of this name. Refuses an unknown one, naming those there are."""
    from makegood.channels import queries as channels

    there = {channel.name: channel.id for channel in channels.channels()}
    if name not in there:
        names = ", ".join(there) or "none yet"
        raise Refusal("no_such_channel", f"--channel: there is no “{name}”. There are: {names}.", {"channel": "unknown"})
    return there[name]
