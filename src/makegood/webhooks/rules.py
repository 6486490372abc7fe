"""The rules of telling others: what they are told of, in what shape, and when a delivery is tried again or given up.

Pure: values in, verdict out. Knows neither addresses of the network nor secrets.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.webhooks.types import Fact, Outcome

LARGEST = 20_000  # bytes of a payload: what Standard Webhooks asks for
TIMEOUT_S = 15.0  # of one try, from the first byte to the last
GIVEN_UP_AFTER = timedelta(days=5)  # of nothing but failures: then the webhook is switched off, and a person is told
KEPT_FOR = timedelta(days=30)  # a delivery and its tries, in the log
OLD_SECRET_GOOD_FOR = timedelta(hours=24)  # after a rotation both secrets sign
MOST_KINDS, MOST_WEBHOOKS = 200, 20
LONGEST_WAIT_S = 86_400.0  # that a receiver may ask for
TEST_KIND = "webhooks.Test"
PAUSES = tuple(
    timedelta(seconds=s) for s in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)  # between two tries of one delivery: 5 s, 1 min, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; then it has failed (3 days and 3 h)
_RESTS = tuple(
    timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 1_800, 3_600)
)  # between two looks at a receiver that fails, one delivery each
_PATTERN = re.compile(r"\*|[a-z_]+\.(?:\*|[A-Za-z]+)")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is there."""


@dataclass(frozen=True, slots=True)
class Again:
    """It is tried again, not before `after`."""

    after: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """It was tried for long enough."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The receiver says that it wants no more (410): the webhook is switched off."""


Verdict = Delivered | Again | Failed | Gone


def is_wanted(kind: str, *, kinds: Collection[str]) -> bool:
    """Whether a webhook for these kinds is told of this one. `cases.*` is every fact about cases, `*` every fact."""
    return "*" in kinds or kind in kinds or f"{kind.partition('.')[0]}.*" in kinds


def checked_kinds(kinds: Sequence[str], *, known: Collection[str]) -> tuple[str, ...]:
    """The kinds in order, each once. Refuses none at all, and those that do not exist, naming them."""
    wanted = tuple(dict.fromkeys(kind.strip() for kind in kinds if kind.strip()))
    if not wanted:
        raise Refusal("no_kinds", "kinds: choose at least one thing to be told of.", {"kinds": "none chosen"})
    if len(wanted) > MOST_KINDS:
        raise Refusal("too_many_kinds", f"kinds: at most {MOST_KINDS}; cases.* stands for all of cases.", {"kinds": "too many"})
    packages = {kind.partition(".")[0] for kind in known}
    wrong = [k for k in wanted if not _PATTERN.fullmatch(k) or not (k == "*" or k in known or _all_of(k) in packages)]
    if wrong:
        shown = ", ".join(f"“{kind[:60]}”" for kind in wrong[:5])
        raise Refusal("unknown_kinds", f"kinds: there is no {shown}.", {"kinds": "unknown"})
    return wanted


def checked_name(name: str) -> str:
    """The name on one line. Refuses an empty one and one of more than 120 letters."""
    line = " ".join(name.split())
    if not 0 < len(line) <= 120:
        raise Refusal("bad_name", "name: give it a name of at most 120 letters: “Data warehouse”.", {"name": "1 to 120 letters"})
    return line


def body(fact: Fact, *, brand: str) -> bytes:
    """What is sent of a fact: type, time, ids and links, and never a word of anybody. The same bytes on every try, below LARGEST."""
    whole = {"id": str(fact.id), "brand": brand, **fact.ids, "links": fact.links}
    written = _written(fact, whole)
    if len(written) < LARGEST:
        return written
    return _written(fact, {"id": str(fact.id), "brand": brand, "links": fact.links, "shortened": True})


def ids_in(data: Mapping[str, object]) -> dict[str, object]:
    """What may be told of a fact's values: ids, whole numbers, yes and no. Words stay here, whoever they may be of."""
    return {name: value for name, value in data.items() if _is_plain(value)}


def verdict(outcome: Outcome, *, tries: int, chance: float, at: datetime) -> Verdict:
    """What follows from the `tries`-th try. Only 2xx is success; a redirect is not followed and is none. `chance` (0 to 1) makes each pause up to
    a fifth longer, so that what failed together does not come back together; the receiver's own wish counts where it is longer."""
    if outcome.status is not None and 200 <= outcome.status < 300:
        return Delivered()
    if outcome.status == 410:
        return Gone()
    if tries > len(PAUSES):
        return Failed()
    pause = PAUSES[max(tries, 1) - 1] * (1 + chance / 5)
    wished = timedelta(seconds=min(outcome.retry_after_s or 0.0, LONGEST_WAIT_S))
    return Again(at + max(pause, wished))


def rest(failures: int, *, wished_s: float | None, chance: float) -> timedelta:
    """How long a receiver is left alone that failed so many times in a row: 5 s, 15 s, 1 min, 5 min, 15 min, 30 min, then every hour."""
    wished = timedelta(seconds=min(wished_s or 0.0, LONGEST_WAIT_S))
    return max(_RESTS[min(max(failures, 1), len(_RESTS)) - 1] * (1 + chance / 5), wished)


def is_given_up(*, failing_since: datetime | None, at: datetime) -> bool:
    """Whether a receiver has failed for so long that it is switched off."""
    return failing_since is not None and at - failing_since >= GIVEN_UP_AFTER


def _all_of(pattern: str) -> str:
    package, _, rest_of_it = pattern.partition(".")
    return package if rest_of_it == "*" else ""


def _written(fact: Fact, data: Mapping[str, object]) -> bytes:
    whole = {"type": fact.kind, "timestamp": fact.at.isoformat(), "data": data}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, bool | int | UUID):
        return True
    if isinstance(value, list):
        return len(value) <= 100 and all(_is_plain(one) for one in value)
    return isinstance(value, str) and bool(_UUID.fullmatch(value))
