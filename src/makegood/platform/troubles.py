"""How often work is tried again, and after what pause, by what went wrong. Pure but for the formatting of a traceback; stores nothing."""

import traceback

from django.db import InterfaceError, OperationalError

from makegood.kernel.refusals import Refusal, Trouble

BUG_TRIES = 3  # a poison item is parked after so many tries (RELIABILITY A7)
TROUBLE_TRIES = 40  # passing trouble: with the pauses below about three days
GROUND_TRIES = 500  # the ground gave way (database gone, disk full, deadlock): with the pause below about eight hours
GROUND_PAUSE = 60.0  # seconds: once the ground is back, so are we
ABANDONED_TRIES = 5  # a worker died, or was ended because it got no further, so many times with this in its hands
ABANDONED = (
    f"{ABANDONED_TRIES} times a worker took this up and died, or was ended because it got no further. "
    "It was left out so that the rest goes on. Look at what it is, then let it be tried again."
)
GROUND_GONE = "The database or the disk was out of reach. Once it is back this is tried again."
OUR_MISTAKE = "A mistake in our own program stopped this; its log says where. What came in is kept, and can be tried again."
_PAUSES = (5, 15, 60, 300, 900, 3600, 10800)  # seconds between tries; the last one repeats
_TAKES_NOBODY = ("57P01", "57P02", "57P03", "53300")  # going down (two ways), coming up, and as many as it lets in
_GROUND = (OperationalError, InterfaceError, OSError)  # neither a bug of ours nor the item's fault


def tries(trouble: Exception) -> int:
    """After how many tries such work is parked."""
    if isinstance(trouble, _GROUND):
        return GROUND_TRIES
    if isinstance(trouble, Trouble) and not trouble.lasting:
        return TROUBLE_TRIES
    return 1 if isinstance(trouble, Refusal | Trouble) else BUG_TRIES


def pause(attempts: int, trouble: Exception) -> float:
    """Seconds until the next try, after so many of them."""
    wished = trouble.retry_after_s if isinstance(trouble, Trouble) else None
    found = max(wished or 0, _PAUSES[min(attempts, len(_PAUSES)) - 1])
    return min(found, GROUND_PAUSE) if isinstance(trouble, _GROUND) else found


def told(trouble: Exception) -> str:
    """What is kept of it for a person, in their words. Of a mistake of ours nothing of its own: its words may be somebody's, and the log has its kind
    and where it happened."""
    if isinstance(trouble, Refusal | Trouble):
        return trouble.sentence[:2000].replace("\x00", "?")
    return GROUND_GONE if isinstance(trouble, _GROUND) else OUR_MISTAKE


def is_away(trouble: Exception) -> bool:
    """Whether it says that the database cannot be reached or takes nobody in just now; not that it refused one thing (a deadlock, a full disk)."""
    cause = trouble.__cause__
    code = getattr(cause, "sqlstate", None) if cause is not None else None
    return code is None or code.startswith("08") or code in _TAKES_NOBODY


def kind(trouble: Exception) -> str:
    """What may be logged of it: its kinds, without its words."""
    cause = trouble.__cause__
    return f"{type(trouble).__name__}, {type(cause).__name__}" if cause is not None else type(trouble).__name__


def without_words(bug: Exception) -> str:
    """What may be logged of a bug: its kind and where it happened. Its words may be somebody's (a database shows the values)."""
    return f"{type(bug).__name__}\n{''.join(traceback.format_tb(bug.__traceback__))}"
