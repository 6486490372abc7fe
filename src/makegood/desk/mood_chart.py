"""How the mood is drawn and said: three strips over the hours (kind, angry, wish to buy), each step a mark with its interval, a line where we spoke; a
table with the same numbers; and sentences in front. Presentation only: values in, words and places out.

An interval is a band, and a step in which fewer than ten people spoke is drawn hollow: it says little. Readable in grey, because each strip carries its
own name.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.moods.types import Mood, Shares, Source, Step
from makegood.touchpoints.rules.rates import Difference, Share

LEFT, RIGHT, TOP, HIGH, GAP, FOOT = 44.0, 712.0, 20.0, 64.0, 30.0, 22.0
WIDTH = 720
_LETTER, _APART = 6.6, 16.0  # about the width of one letter at 12 px, and what stands between two labels


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of a strip: the middle, its interval from `low` to `high`, and whether it says little."""

    x: str
    y: str
    low: str
    high: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """One share over the hours. `path` joins the marks whose steps stand beside each other."""

    kind: str
    name: str
    name_y: str
    top: str
    middle: str
    base: str
    marks: tuple[Mark, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """A step in the table."""

    when: str
    n: int
    kind: str
    angry: str
    buying: str
    unsure: str
    after: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The mood for a template."""

    sentences: tuple[str, ...]
    says: str
    strips: tuple[Strip, ...]
    rows: tuple[Row, ...]
    labels: tuple[tuple[str, str], ...]
    turn_x: str
    turn_words: str
    turn_anchor: str
    turn_y: str  # below the first strip's name where both stand at the left
    before: Shares
    after: Shares
    compared: tuple[tuple[str, str, str, str], ...]  # what, before, after, the difference in words
    sources: tuple[tuple[str, int], ...]
    step_hours: int
    width: int
    height: int


def shown(mood: Mood, *, zone: str) -> Shown:
    """The picture, the table and the sentences."""
    there = ZoneInfo(zone)
    strips = tuple(_strip(n, kind, name, mood) for n, (kind, name) in enumerate(_strips()))
    base = TOP + len(strips) * (HIGH + GAP)
    turn = _turn_x(mood)
    return Shown(
        sentences=tuple(_sentences(mood)),
        says=_(
            "Three strips over the hours: of those who spoke, how many were kind, angry, or wished to buy. The table below says the same."
        ),
        strips=strips,
        rows=tuple(_row(step, mood, there) for step in mood.steps),
        labels=tuple(_labels(mood, there)),
        turn_x=f"{turn:.1f}" if turn is not None else "",
        turn_words=_("we said it"),
        turn_anchor="end" if turn is not None and turn > WIDTH * 0.8 else "start",
        turn_y="28" if turn is not None and turn < WIDTH * 0.2 else "12",
        before=mood.turn.before,
        after=mood.turn.after,
        compared=tuple(_compared(mood)),
        sources=tuple((_source(source), count) for source, count in mood.by_source),
        step_hours=mood.step_hours,
        width=WIDTH,
        height=round(base + FOOT - GAP + 8),
    )


def _strips() -> tuple[tuple[str, str], ...]:
    return (("kind", _("kind")), ("angry", _("angry")), ("buying", _("wish to buy")))


def _strip(place: int, kind: str, name: str, mood: Mood) -> Strip:
    top = TOP + place * (HIGH + GAP)
    base = top + HIGH
    marks, path, joined = [], [], False
    for n, step in enumerate(mood.steps):
        share: Share = getattr(step.shares, kind)
        if not share.n:
            joined = False
            continue
        x, y = _x(n + 0.5, len(mood.steps)), base - HIGH * share.rate
        marks.append(
            Mark(f"{x:.1f}", f"{y:.1f}", f"{base - HIGH * share.low:.1f}", f"{base - HIGH * share.high:.1f}", not share.is_enough)
        )
        path.append(f"{'L' if joined else 'M'}{x:.1f} {y:.1f}")
        joined = True
    return Strip(kind, name, f"{top - 6:.1f}", f"{top:.1f}", f"{top + HIGH / 2:.1f}", f"{base:.1f}", tuple(marks), "".join(path))


def _x(place: float, steps: int) -> float:
    return LEFT + (RIGHT - LEFT) * place / max(steps, 1)


def _turn_x(mood: Mood) -> float | None:
    """Where on the picture we spoke; None where we did not, or outside of it."""
    if mood.said_at is None or not mood.steps:
        return None
    first, length = mood.steps[0].begins_at, mood.steps[0].ends_at - mood.steps[0].begins_at
    place = (mood.said_at - first) / length
    return _x(place, len(mood.steps)) if 0 <= place <= len(mood.steps) else None


def _labels(mood: Mood, zone: ZoneInfo) -> list[tuple[str, str]]:
    """(x, words) below the strips, so far apart that they do not touch; a new day says its date."""
    found: list[tuple[str, str]] = []
    free, day = LEFT, None
    for n, step in enumerate(mood.steps):
        x, local = _x(n, len(mood.steps)), step.begins_at.astimezone(zone)
        words = f"{local:%H:%M}" if day == local.date() else date_format(local, "j M, H:i")
        end = x + len(words) * _LETTER
        if x < free or end > WIDTH:
            continue
        found.append((f"{x:.1f}", words))
        free, day = end + _APART, local.date()
    return found


def _row(step: Step, mood: Mood, zone: ZoneInfo) -> Row:
    shares = step.shares
    kind, angry, buying, unsure = (
        percent(one) if shares.n else "" for one in (shares.kind, shares.angry, shares.buying, shares.unsure)
    )
    after = mood.said_at is not None and step.begins_at >= mood.said_at
    return Row(date_format(step.begins_at.astimezone(zone), "j M, H:i"), shares.n, kind, angry, buying, unsure, after=after)


def percent(share: Share) -> str:
    """ "61 of 84 (62 to 81 %)"."""
    named = {"hits": share.hits, "n": share.n, "low": round(share.low * 100), "high": round(share.high * 100)}
    return _("%(hits)d of %(n)d (%(low)d to %(high)d %%)") % named


def _sentences(mood: Mood) -> list[str]:
    now = mood.turn.after if mood.said_at else mood.turn.before
    if not now.n:
        return [_("Nobody has answered yet.")]
    named = {"kind": now.kind.hits, "angry": now.angry.hits, "unsure": now.unsure.hits}
    ranges = {"low": round(now.kind.low * 100), "high": round(now.kind.high * 100), "n": now.n}
    many = (
        ngettext(
            "Of %(n)d person who answered, %(kind)d was kind (%(low)d to %(high)d %%).",
            "Of %(n)d people who answered, %(kind)d were kind (%(low)d to %(high)d %%).",
            now.n,
        )
        if mood.said_at
        else ngettext(
            "Of %(n)d person who spoke, %(kind)d was kind (%(low)d to %(high)d %%).",
            "Of %(n)d people who spoke, %(kind)d were kind (%(low)d to %(high)d %%).",
            now.n,
        )
    )
    told = [many % {**named, **ranges}]
    told.append(_("%(angry)d were angry; of %(unsure)d the reader is not sure.") % named)
    if mood.wished:
        wish = {"wished": mood.wished, "bought": mood.bought}
        told.append(
            ngettext(
                "%(wished)d said that they would buy; %(bought)d did.",
                "%(wished)d said that they would buy; %(bought)d did.",
                mood.wished,
            )
            % wish
        )
    if mood.said_at and mood.turn.before.n:
        told.append(_turned(mood.turn.angry, mood.turn.kind))
    return told


def _turned(angry: Difference | None, kind: Difference | None) -> str:
    if angry is None or kind is None:
        return _("Too few spoke before or since to say whether the mood has turned.")
    if angry.is_better and kind.is_worse:
        return _("Fewer are angry and more are kind than before, and not by chance alone.")
    if angry.is_better:
        return _("Fewer are angry than before, and not by chance alone.")
    if angry.is_worse:
        return _("More are angry than before, and not by chance alone.")
    if kind.is_worse:
        return _("More are kind than before, and not by chance alone.")
    return _("That may be as before: the intervals overlap.")


def _compared(mood: Mood) -> list[tuple[str, str, str, str]]:
    if mood.said_at is None:
        return []
    before, after, turn = mood.turn.before, mood.turn.after, mood.turn
    return [
        (name, _or_nobody(getattr(before, kind)), _or_nobody(getattr(after, kind)), _difference(getattr(turn, kind)))
        for kind, name in _strips()
    ]


def _or_nobody(share: Share) -> str:
    return percent(share) if share.n else _("nobody spoke")


def _difference(more: Difference | None) -> str:
    if more is None:
        return _("too little to say")
    named = {"more": round(more.more * 100), "low": round(more.low * 100), "high": round(more.high * 100)}
    return _("%(more)+d points (%(low)+d to %(high)+d)") % named


def _source(source: Source) -> str:
    return {
        Source.BEFORE: _("what belongs to it, from before"),
        Source.THREAD: _("answers under our public post"),
        Source.LETTER: _("answers to our letter"),
        Source.DISCUSSION: _("questions in the live discussion"),
        Source.LATER: _("whatever else they wrote since"),
    }[source]
