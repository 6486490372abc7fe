"""The webhook of Pingdom's checks ("state change"): one check went down, or came up again. Parses; never stores.

A check is what is watched, by its id; DOWN begins and UP ends, at `state_changed_timestamp` (seconds since 1970, UTC). Everything that we do not
know is passed over: the form belongs to others and grows.
"""

from datetime import UTC, datetime

from makegood.kernel.refusals import Refusal
from makegood.platform import strict_json
from makegood.signals.types import SignalKind, Word

NAME = "pingdom"
_BEGINS = {"DOWN": True, "UP": False, "FAILING": True, "SUCCESS": False}  # the latter two: checks of whole transactions
_LATEST = 7_258_118_400  # the year 2200


def read(body: bytes, *, source: str) -> list[Word]:
    """The one word in a change of state. Refuses ("invalid", "not_json") what is no such change, naming the field."""
    told = strict_json.load(body)
    if not isinstance(told, dict):
        raise _no("body", "must be an object, as Pingdom sends it")
    check, name, state, when = (told.get(f) for f in ("check_id", "check_name", "current_state", "state_changed_timestamp"))
    if not isinstance(check, int | str) or isinstance(check, bool) or not str(check).strip():
        raise _no("check_id", "is missing")
    if state not in _BEGINS:
        raise _no("current_state", f"must be one of {', '.join(_BEGINS)}")
    if not isinstance(when, int) or isinstance(when, bool) or not 0 < when < _LATEST:
        raise _no("state_changed_timestamp", "must be whole seconds since 1970")
    title = " ".join(name.split())[:200] if isinstance(name, str) else ""
    return [Word(source, str(check).strip()[:200], _BEGINS[state], datetime.fromtimestamp(when, UTC), title, SignalKind.OUTAGE)]


def _no(field: str, why: str) -> Refusal:
    return Refusal("invalid", f"{field}: {why}.", {field: why})
