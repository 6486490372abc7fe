"""What rules understand of a need: a few labels, read from its words in English and German. Pure. A need without a label is kept and shown as
well; it only moves no plan of ours."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_I = re.IGNORECASE
_NOT = r"(?:can(?:no|['’]?)t|can not|unable to|not able to|may not|must not|should not|shouldn['’]t|kann (?:gerade |derzeit )?(?:nicht|nichts|keine?n?)|darf (?:nicht|nichts|keine?n?))"
_NONE = r"(?:no|without|free of|free from|allerg\w* (?:to|gegen)|intoleran\w* (?:to|gegen)|ohne|keine?n?)"
_LABELS: tuple[tuple[str, "re.Pattern[str]"], ...] = (
    ("no_lifting", re.compile(rf"\b{_NOT}\b.{{0,30}}\b(?:lift|carry|heben|tragen)|\bno (?:lifting|carrying|heavy)|\bnichts schweres", _I)),
    ("no_pickup", re.compile(rf"\b{_NOT}\b.{{0,30}}\b(?:go out|leave the house|collect|pick (?:it )?up|get out|aus dem haus|abholen)|\bhousebound", _I)),
    ("no_driving", re.compile(rf"\b{_NOT}\b.{{0,20}}\b(?:drive|auto fahren|fahren)\b|\bno driving", _I)),
    ("no_phone", re.compile(rf"\b{_NOT}\b.{{0,30}}\b(?:phone|telephone|hear|make calls|telefonieren)\b|\b(?:no|never) (?:phone )?calls?\b(?! (?:before|after|until|at|in|vor|nach))|\bdo(?:n['’]t| not) (?:call|ring|phone)\b(?! (?:before|after|until|at|in))|\b(?:deaf|gehörlos|taub)\b|\bkeine anrufe\b(?! (?:vor|nach))|\bnicht anrufen\b(?! (?:vor|nach))", _I)),
    ("no_sugar", re.compile(rf"\b{_NONE}\s+(?:\w+\s+)?(?:sugar|zucker|sweets)|\bsugar.?free|\bzuckerfrei|\bdiabet", _I)),
    ("no_gluten", re.compile(r"\bgluten|\bco?eliac|\bzöliakie", _I)),
    ("no_nuts", re.compile(r"\bnuts?\b|\bpeanuts?\b|\bn[uü]sse?\b|\berdn[uü]ss|\bnut allergy|\bnussallergie", _I)),
    ("no_meat", re.compile(r"\bvegetari|\bvegan|\bno meat|\bkein fleisch", _I)),
    ("no_alcohol", re.compile(rf"\b{_NONE}\s+(?:alcohol|alkohol)|\balkoholfrei|\balcohol.?free", _I)),
    ("step_free", re.compile(r"\bwheelchair|\brollstuhl|\bstep.?free|\bno (?:steps|stairs)|\bstufenlos|\bkeine (?:treppen|stufen)", _I)),
    ("large_print", re.compile(r"\blarge print|\bgro(?:ß|ss)e schrift|\bgro(?:ß|ss)druck|\b(?:blind|sehbehindert|poor sight)", _I)),
)  # fmt: skip
LABELS = tuple(label for label, _ in _LABELS)
_FROM = re.compile(
    r"\b(?:calls?|ring|phone|anrufen?|anrufe|telefon\w*)\b.{0,20}?\b(?:before|vor)\s+(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|uhr)?\b",
    _I,
)


def read(what: str) -> tuple[str, ...]:
    """The labels in these words, in their order; () where there is none. “No calls before 10” is `calls_from_1000`, and no `no_phone`."""
    found = [label for label, pattern in _LABELS if pattern.search(what)]
    hour = _FROM.search(what)
    if hour and (minutes := _minutes(hour)) is not None:
        found.append(f"calls_from_{minutes // 60:02d}{minutes % 60:02d}")
    return tuple(found)


def earliest_call(labels: tuple[str, ...], *, at: datetime, zone: str) -> datetime:
    """The first instant from `at` on at which these needs allow a call: `at` itself where they say nothing of hours."""
    hours = [one.removeprefix("calls_from_") for one in labels if one.startswith("calls_from_")]
    if not hours:
        return at
    local, latest = at.astimezone(ZoneInfo(zone)), max(hours)
    begins = datetime.combine(local.date(), time(int(latest[:2]), int(latest[2:])), ZoneInfo(zone))
    return at if local >= begins else begins.astimezone(UTC)


def lapses_within(ends_at: datetime | None, *, at: datetime, within: timedelta) -> bool:
    """Whether a need ends soon, and has not ended."""
    return ends_at is not None and at < ends_at <= at + within


def _minutes(found: "re.Match[str]") -> int | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half == "pm" and hour < 12:
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None
