"""What the pages of channels show where it takes several packages: looks only. Never writes, and never shows a secret."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands.types import Brand
from makegood.channels import carried, registry, stuck
from makegood.channels import queries as channels
from makegood.channels.seam import TakesCalls
from makegood.channels.types import Abilities, ChannelState, Setting
from makegood.flows import channel_work
from makegood.kernel.refusals import Refusal
from makegood.watch import queries as watch
from makegood.watch.types import DayCount, Spell, Watched

DAYS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of channel that can be connected."""

    kind: str
    name: str
    form: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel in the list."""

    state: ChannelState
    kind_name: str
    watched: Watched


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """All about one channel. `door` says what comes in there by an address of its own: "calls", "messages" or ''. `values` are its settings
    without the secrets; `kept` names the secrets that it has. `line`: whether its provider says at once what comes; None where it never did."""

    state: ChannelState
    kind: Kind
    abilities: Abilities
    watched: Watched
    days: tuple[DayCount, ...]
    spells: tuple[Spell, ...]
    parked: int
    waiting: int
    door: str
    testable: bool
    line: carried.Line | None
    values: dict[str, str]
    kept: frozenset[str]


def kinds() -> tuple[Kind, ...]:
    """All that can be connected, in the order in which they are offered."""
    return tuple(Kind(one.kind, one.name, one.form) for one in registry.ADAPTERS.values())


def kind(name: str) -> Kind:
    """One of them. Refuses (`no_such_kind`) a name that is none."""
    found = next((one for one in kinds() if one.kind == name), None)
    if found is None:
        raise Refusal("no_such_kind", f"There is no kind of channel called “{name}”.", {"kind": "unknown"})
    return found


def channel_list() -> tuple[ChannelLine, ...]:
    """All channels of the brand, by name."""
    states = channels.channels()
    watched = watch.watched(channel_ids=[state.id for state in states])
    names = {one.kind: one.name for one in kinds()}
    return tuple(ChannelLine(state, names.get(state.kind, state.kind), watched.get(state.id, Watched())) for state in states)


def channel_page(*, channel_id: UUID, brand: Brand, at: datetime) -> ChannelPage:
    """Refuses (`no_channel`) an id that the brand does not have."""
    config = channels.channel(channel_id=channel_id)
    state = next(one for one in channels.channels() if one.id == channel_id)
    secret = {setting.name for setting in registry.adapter(config.kind).form if setting.secret}
    return ChannelPage(
        state=state,
        kind=kind(config.kind),
        abilities=registry.abilities(config),
        watched=watch.watched(channel_ids=[channel_id]).get(channel_id, Watched()),
        days=watch.days(channel_id=channel_id, zone=brand.zone, count=DAYS_SHOWN, at=at),
        spells=watch.spells(channel_id=channel_id),
        parked=sum(1 for raw in stuck.parked_raw() if raw.channel_name == state.name),
        waiting=carried.waiting_to_leave(channel_id=channel_id),
        door=door_kind(config.kind),
        testable=channel_work.can_test(config),
        line=carried.line(channel_id=channel_id),
        values={name: value for name, value in config.settings.items() if name not in secret},
        kept=frozenset(name for name, value in config.settings.items() if name in secret and value),
    )


def door_kind(kind_name: str) -> str:
    """Which door leads to channels of this kind: "calls" (the provider calls us), "messages" (a machine hands messages in), or ''."""
    if kind_name == "webhook":
        return "messages"
    return "calls" if isinstance(registry.adapter(kind_name), TakesCalls) else ""
