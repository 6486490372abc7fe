"""What members do with channels: try one out, connect it, change it, let it pause and go on, send themselves a test.

What talks to the outside (`try_out`, `send_test`) is called with no brand open and leaves nothing behind here; the rest is called inside it.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.channels import carried, registry
from makegood.channels import queries as channels
from makegood.channels.actions import connecting
from makegood.channels.seam import Greets, TakesCalls
from makegood.channels.types import ChannelConfig, ChannelId, OutgoingLetter
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy

LONGEST_NAME = 120


def try_out(channel: ChannelConfig) -> tuple[str, ...]:
    """Looks in, and greets the way out, without leaving a trace on either side; sentences that say what it saw, none where there is nothing outside
    to ask. Raises Trouble or Refusal where the other side, or a setting, is not right. Never inside a brand's transaction."""
    adapter = registry.adapter(channel.kind)
    looked = adapter.fetch(channel=channel, cursor="", limit=1)
    said = []
    if looked.cursor or looked.items:
        said.append(f"Listening works: {'there is something to read' if looked.items else 'nothing waits to be read'}.")
    elif isinstance(adapter, TakesCalls):
        said.append("Its provider calls us: give it the address of this channel, which is made once it is connected.")
    if isinstance(adapter, Greets):
        said.append(adapter.greet(channel=channel))
    return tuple(said)


def planned(*, brand_id: UUID, kind: str, name: str, address: str, settings: Mapping[str, str]) -> ChannelConfig:
    """A channel as it would be, checked: refuses a missing name or address and malformed settings, naming each. Needs no network."""
    wrong = {}
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        wrong["name"] = f"give it a name of at most {LONGEST_NAME} letters"
    if not 0 < len(address.strip()) <= 320:
        wrong["address"] = "say what our address is there"
    adapter = registry.adapter(kind)
    try:
        cleaned = adapter.check_settings({key: value for key, value in settings.items() if value.strip()})
    except Refusal as refusal:
        if not wrong:
            raise
        wrong |= refusal.fields
    brand_rules.refuse_wrong("bad_settings", wrong)
    return ChannelConfig(ChannelId(new_id()), brand_id, kind, name.strip(), address.strip(), cleaned)


def changed(*, held: ChannelConfig, given: Mapping[str, str]) -> ChannelConfig:
    """A channel as it would be with other settings: a secret that is left empty stays as it is, anything else becomes what was given."""
    secret = {setting.name for setting in registry.adapter(held.kind).form if setting.secret}
    kept = {
        name: value for name, value in held.settings.items() if name not in given or (name in secret and not given[name].strip())
    }
    told = {name: value for name, value in given.items() if value.strip()}
    return planned(brand_id=held.brand_id, kind=held.kind, name=held.name, address=held.address, settings=kept | told)


def connect(*, channel: ChannelConfig, member: Member, at: datetime) -> ChannelId:
    """Connects it. Refuses an address that is connected already."""
    brand_rules.require(member.role, Permission.CONNECT)
    return connecting.add_channel(
        kind=channel.kind,
        name=channel.name,
        address=channel.address,
        settings=channel.settings,
        by=actors.member(member.id),
        at=at,
    )


def change(*, channel_id: UUID, settings: dict[str, str], member: Member, at: datetime) -> None:
    """Gives it these settings, all of them anew."""
    brand_rules.require(member.role, Permission.CONNECT)
    connecting.change_settings(channel_id=channel_id, settings=settings, by=actors.member(member.id), at=at)


def pause(*, channel_id: UUID, member: Member, at: datetime) -> None:
    """Nothing is fetched there and nothing leaves until it goes on."""
    brand_rules.require(member.role, Permission.CONNECT)
    connecting.pause(channel_id=channel_id, by=actors.member(member.id), at=at)


def resume(*, channel_id: UUID, member: Member, at: datetime) -> None:
    """It goes on from where it was left."""
    brand_rules.require(member.role, Permission.CONNECT)
    connecting.resume(channel_id=channel_id, by=actors.member(member.id), at=at)


def can_test(channel: ChannelConfig) -> bool:
    """Whether a member can send themselves something there: only where an e-mail address can be written to."""
    return "@" in channel.address.strip("@") and registry.adapter(channel.kind).abilities.private


def send_test(*, brand_id: UUID, channel_id: UUID, member: Member) -> str:
    """Sends the member a letter through the channel; a sentence that says where to look. Refuses a channel that is paused, and where no letter
    can be sent; raises Trouble where the other side fails. Never inside a brand's transaction."""
    with tenancy.brand(brand_id):
        brand_rules.require(member.role, Permission.CONNECT)
        channel, paused = channels.channel(channel_id=channel_id), carried.is_paused(channel_id=channel_id)
    if paused:
        raise Refusal("channel_paused", "This channel is paused: nothing leaves by it. Let it go on first.")
    if not can_test(channel):
        raise Refusal("no_test", "Nobody can be written to at will there. Write to us from an account of your own instead.")
    letter = OutgoingLetter(
        message_key=str(new_id()),
        to=Address(IdentityKind.EMAIL, member.email, member.name),
        subject=f"A test from {channel.name}",
        text=f"This is a test of {channel.name}. It reached you, so letters leave there as they should.\n\nNobody else was written to.",
    )
    receipt = registry.adapter(channel.kind).send(letter, channel=channel)
    return f"It was handed over and goes to {member.email}. {receipt.detail}".strip()
