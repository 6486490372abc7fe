"""`makegood channel`: connects a mailbox or another place where a brand listens and speaks. Tries it first and says what it saw."""

import argparse
import sys
from uuid import UUID

from makegood.commands import asking
from makegood.kernel.refusals import Refusal

_PAGES = {"webchat": "portal:chat-setup", "contact_form": "portal:form-setup"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    add = parts.add_parser("add", help="connect a channel")
    change = parts.add_parser("set", help="change a channel's settings; those not given stay")
    listing = parts.add_parser("list", help="the channels, and how they are")
    add.add_argument("kind", help="email, webhook, mastodon, sms and so on: docs/channels has a page for each")
    change.add_argument("name", help="the channel's name")
    add.add_argument("--name", required=True, help="what the team calls it")
    add.add_argument("--address", required=True, help="our address there: help@shop.example")
    for part in (add, change):
        part.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="one setting; may be given again")
        part.add_argument(
            "--set-file", action="append", default=[], metavar="NAME=FILE", help="a setting out of a file: for passwords"
        )
        part.add_argument("--untried", action="store_true", help="keep it without trying whether it answers")
    for part in (add, change, listing):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.platform import tenancy

        if arguments.part == "list":
            with tenancy.brand(brand_id):
                return _list()
        return _add(brand_id, arguments) if arguments.part == "add" else _change(brand_id, arguments)


def _add(brand_id: UUID, told: argparse.Namespace) -> int:
    from makegood.brands import queries as brands
    from makegood.channels import registry
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock, tenancy

    registry.adapter(told.kind)
    cleaned = _checked(told.kind, _given(told))
    if not told.untried:
        _try_out(brand_id, told.kind, told.name, told.address, cleaned)
    with tenancy.brand(brand_id):
        connecting.add_channel(kind=told.kind, name=told.name, address=told.address, settings=cleaned, by=SYSTEM, at=clock.now())
        page = _page(told.kind, brands.current().slug, told.address)
    print(f"{told.name} is connected. The worker listens to it from now on.")
    if page:
        print(f"What to copy into your own pages: {page}")
    return 0


def _page(kind: str, slug: str, address: str) -> str:
    """Where it says how a channel is put into one's own pages; '' for channels that are not."""
    from django.urls import NoReverseMatch, reverse

    from makegood.config import environment

    try:
        return environment.settings().base_url + reverse(_PAGES[kind], args=[slug, address]) if kind in _PAGES else ""
    except NoReverseMatch:
        return ""


def _change(brand_id: UUID, told: argparse.Namespace) -> int:
    from makegood.channels import queries as channels
    from makegood.channels.actions import connecting
    from makegood.commands.door import channel_named
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock, tenancy

    with tenancy.brand(brand_id):
        held = channels.channel(channel_id=channel_named(told.name))
    cleaned = _checked(held.kind, {**held.settings, **_given(told)})
    if not told.untried:
        _try_out(brand_id, held.kind, held.name, held.address, cleaned)
    with tenancy.brand(brand_id):
        connecting.change_settings(channel_id=held.id, settings=cleaned, by=SYSTEM, at=clock.now())
    print(f"{held.name} has its new settings.")
    return 0


def _list() -> int:
    from makegood.channels import queries as channels

    for channel in channels.channels():
        heard = f"last listened to {channel.last_heard_at:%Y-%m-%d %H:%M}" if channel.last_heard_at else "not listened to yet"
        print(f"{channel.name}  {channel.kind}  {channel.address}  {channel.last_trouble or heard}")
    return 0


def _given(told: argparse.Namespace) -> dict[str, str]:
    files = asking.pairs(told.set_file, option="--set-file")
    return asking.pairs(told.set, option="--set") | {
        name: asking.text_of(path, field=name).rstrip("\r\n") for name, path in files.items()
    }


def _checked(kind: str, settings: dict[str, str]) -> dict[str, str]:
    """The settings as the adapter cleans them. A password that is missing is asked for where somebody sits at the keyboard."""
    from makegood.channels import registry

    while True:
        try:
            return registry.adapter(kind).check_settings(settings)
        except Refusal as refusal:
            secrets = [one.name for one in registry.adapter(kind).form if one.secret]
            missing = [name for name in refusal.fields if name in secrets and not settings.get(name)]
            if not missing or not sys.stdin.isatty():
                raise
            settings = settings | {name: asking.secret(name, file="") for name in missing}


def _try_out(brand_id: UUID, kind: str, name: str, address: str, settings: dict[str, str]) -> None:
    """Looks in, and greets the way out, without leaving a trace on either side."""
    from makegood.channels.types import ChannelConfig, ChannelId
    from makegood.flows import channel_work
    from makegood.kernel.ids import new_id

    for sentence in channel_work.try_out(ChannelConfig(ChannelId(new_id()), brand_id, kind, name, address, settings)):
        print(sentence)
