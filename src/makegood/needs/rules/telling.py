"""May this be kept, and from when to when? Pure: no need is kept without consent, and none that nobody may see."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.kernel.refusals import Refusal
from makegood.needs.types import NeedIn

WHAT_LENGTH, WHY_LENGTH, HOW_LENGTH = 200, 500, 200
USUALLY = timedelta(
    days=182
)  # half a year: what is asked where nobody says until when; most wrists heal, most boilers are mended
LONGEST = timedelta(days=5 * 366)  # a last day further ahead is a slip of the pen: "for good" can be said
SOON = timedelta(days=14)  # a need that lapses within these is shown as lapsing soon
TEXT_VERSION = "needs-1"  # what is said on the forms: that it is kept until then, seen by those named, and gone when they say so
_PLACES = {"what": WHAT_LENGTH, "why": WHY_LENGTH}


def usual_until(today: date) -> date:
    """The last day where nothing else is said."""
    return today + USUALLY


def check(need: NeedIn, *, audiences: Collection[str], today: date) -> None:
    """Refuses ("need_malformed") an empty need, one without consent, one for nobody, and days that cannot be; `fields` names each."""
    wrong = {name: problem for name, problem in _problems(need, audiences, today) if problem}
    if wrong:
        sentence = " ".join(f"{name}: {problem}." for name, problem in wrong.items())
        raise Refusal("need_malformed", sentence, wrong)


def today(at: datetime, zone: str) -> date:
    """The brand's local day at an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def starts_at(day: date, zone: str) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def ends_at(day: date | None, zone: str) -> datetime | None:
    """The first instant after a local day: of two midnights the later. None for good."""
    return datetime.combine(day + timedelta(days=1), time(fold=1), ZoneInfo(zone)).astimezone(UTC) if day else None


def key(what: str) -> str:
    """The words as they are compared."""
    return " ".join(what.casefold().split()).strip(" .!")[:WHAT_LENGTH]


def _problems(need: NeedIn, audiences: Collection[str], today: date) -> list[tuple[str, str]]:
    unknown = [one for one in need.audiences if one not in audiences]
    texts = [
        (name, f"at most {most} characters" if len(getattr(need, name)) > most else "")
        for name, most in _PLACES.items()
        if getattr(need, name).strip()
    ]
    return [
        *texts,
        ("what", "" if key(need.what) else "say it in a few words"),
        ("agreed", "" if need.agreed.how.strip() else "say how they agreed that we keep this; without that it is not kept"),
        ("audiences", "" if need.audiences else "choose who may see it"),
        *([("audiences", f"“{unknown[0]}” is nobody here")] if unknown else []),
        ("until_on", _until(need, today)),
        *([("message_id", "name the message with their words")] if need.source == "words" and need.message_id is None else []),
    ]


def _until(need: NeedIn, today: date) -> str:
    if need.until_on is None:
        return ""
    if need.until_on < max(need.from_on, today):
        return "this day is past" if need.until_on < today else "this is before it begins"
    return "more than five years ahead; say “for good” instead" if need.until_on - today > LONGEST else ""
