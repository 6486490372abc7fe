"""A brand's status page, written as files on each change: what is wrong now and how far we are, what was before, feeds, and for the chat window and
the contact form the one line that says that we know.

Written from what is published and from nothing else, in each language that it was written in; the brand's own is at the page's own address. A piece
of work writes it after the commit, so that whoever is killed in between leaves it to be done; written again, it is the same.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.discussions import queries as discussions
from makegood.flows import brand_colour, status_links
from makegood.flows.status_words import WORDS
from makegood.gestures.types import Occasion
from makegood.platform import embedding, published, work
from makegood.platform.work import Item, Taken
from makegood.statements import queries
from makegood.statements.rules import letters, when
from makegood.statements.types import Phase, Statement, Wording

WORK, KEY = "status_page", "page"
SHOWN, RECENT = 200, 5  # statements that have a page at all; those put right that stand on the first one
A_DAY = timedelta(days=1)  # so long after its last word what was put right stands there whole: people look the next morning
NOTICE = "notice.json"


@dataclass(frozen=True, slots=True)
class Said:
    """One word about it, as the page shows it: the latest first."""

    phase: str
    mark: str
    text: str
    at: datetime
    shown_at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One statement on a page. `language` is the one that it stands in, which may be another than the page's."""

    number: int
    link: str
    language: str
    title: str
    phase: str
    mark: str
    is_open: bool
    began: str
    last_at: datetime
    published_at: datetime
    paragraphs: tuple[str, ...]
    said: tuple[Said, ...]
    talks: tuple["Talk", ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A live discussion about it: where people ask, and where all that was asked and answered stays."""

    title: str
    link: str


Talks = Mapping[Occasion, Sequence[Talk]]


def leave(*, at: datetime) -> None:
    """The page of the open brand is to be written anew."""
    work.leave(WORK, [Item(key=KEY, due_at=at)])


def write(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - there is one page of a brand
    """Writes the open brand's page."""
    write_now(at=at)


def write_now(*, at: datetime) -> int:
    """The files of the open brand's page, as things stand. → how many changed. May be repeated."""
    brand, there = brands.current(), queries.published(limit=SHOWN)
    aging = {one.number: one.last_at + A_DAY for one in there if _is_fresh(one, at)}
    work.leave(WORK, [Item(key=f"{number} a day later", due_at=due_at) for number, due_at in aging.items()])
    return published.write(
        f"status/{brand.slug}", files(brand, there, colour=brand_colour.colour(), talks=_talks(there, brand), at=at)
    )


def known_already(*, slug: str) -> dict[str, str]:
    """What we know already, with where it stands, by language, the one it was written in first: for whoever is about to write to this brand. Empty
    where nothing is wrong. Asks a file and no database."""
    found = published.read(f"status/{slug}/{NOTICE}")
    try:
        told: dict[str, Any] = json.loads(found.content) if found else {}
        lines = {str(language): str(said) for language, said in told["lines"].items()}
        return {str(told["language"]): lines[told["language"]], **lines}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def line(*, slug: str, language: str) -> str:
    """`known_already` in one language, or in that in which it was written; '' where nothing is wrong."""
    told = known_already(slug=slug)
    return told.get(when.known(language)) or next(iter(told.values()), "")


def lines(there: Sequence[Statement], brand: Brand) -> dict[str, str]:
    """That line by language, of the statement that is open and was published last; nothing where none is open."""
    now = next((one for one in there if one.is_open), None)
    if now is None:
        return {}
    link = status_links.statement(brand.slug, now.number)
    return {language: letters.line(wording, language, now.phase, link=link) for language, wording in now.wordings.items()}


def frame(*, language: str) -> dict[str, Any]:
    """What a page beside it needs to look like it (the letter's button, "look into your mailbox"). Its sheet is there afterwards."""
    brand = brands.current()
    language = when.known(language)
    css, dressed = _look(brand_colour.colour())
    published.write(f"status/{brand.slug}", {css: dressed})
    return _frame(brand, language, css, [])


def files(brand: Brand, there: Sequence[Statement], *, colour: str, talks: Talks | None = None, at: datetime) -> dict[str, bytes]:
    """Everything below the brand's folder, by name: what is led to before what leads there. Pure but for the templates that it reads."""
    css, dressed = _look(colour)
    own = when.known(brand.language)
    languages = list(dict.fromkeys([own, *(one for each in there for one in each.wordings)]))
    found = {css: dressed}
    for language in languages:
        found |= _pages(brand, there, language=language, languages=languages, css=css, talks=talks or {}, at=at)
    told = lines(there, brand)
    now = next((one for one in there if one.is_open), None)
    notice = {"language": now.language, "lines": told} if now else {}
    found[NOTICE] = json.dumps(notice, ensure_ascii=False).encode()
    return found


# ---------------------------------------------------------------------------------------------------------------------

_MARKS = {
    Phase.INVESTIGATING: "broken",
    Phase.IDENTIFIED: "risk",
    Phase.MONITORING: "risk",
    Phase.RESOLVED: "kept",
}


def _pages(
    brand: Brand, there: Sequence[Statement], *, language: str, languages: Sequence[str], css: str, talks: Talks, at: datetime
) -> dict[str, bytes]:
    words = WORDS[language]
    below = "" if language == when.known(brand.language) else f"{language}/"
    shown = [replace(_shown(one, brand, language, below), talks=tuple(talks.get(one.occasion, ()))) for one in there]
    now, before = [one for one in shown if one.is_open], [one for one in shown if not one.is_open]
    fresh = [one for one, each in zip(shown, there, strict=True) if _is_fresh(each, at)]
    older = [one for one in before if one not in fresh]
    frame = {
        **_frame(brand, language, css, languages),
        "now": now,
        "written_at": at,
        "written_words": words["written"].format(when=_local(at, brand, language)),
        "last_at": max((one.last_at for one in shown), default=at),
    }
    found = {
        f"{below}{one.number}/index.html": _render("statement", {**frame, "one": one, "here": f"{one.number}/"}) for one in shown
    }
    found[f"{below}history/index.html"] = _render("history", {**frame, "before": shown, "here": "history/"})
    found[f"{below}feed.atom"] = render_to_string("status/feed.atom", {**frame, "all": shown, "base": _base(brand)}).encode()
    found[f"{below}feed.json"] = _json_feed(brand, shown, words, below)
    found[f"{below}index.html"] = _render("page", {**frame, "fresh": fresh, "before": older[:RECENT], "here": ""})
    return found


def _is_fresh(one: Statement, at: datetime) -> bool:
    """Put right, and its last word is younger than a day."""
    return not one.is_open and at < one.last_at + A_DAY


def _frame(brand: Brand, language: str, css: str, languages: Sequence[str]) -> dict[str, Any]:
    """What the frame of every page of it needs."""
    words, top = WORDS[language], f"/status/{brand.slug}/"
    own = when.known(brand.language)
    return {
        "brand": brand,
        "told": words,
        "language": language,
        "title": words["title"].format(brand=brand.name),
        "history": words["history"].format(brand=brand.name),
        "css": f"{top}{css}",
        "home": top if language == own else f"{top}{language}/",
        "feeds": top if language == own else f"{top}{language}/",
        "subscribe": f"{top}subscribers/",
        "languages": [(one, top if one == own else f"{top}{one}/", WORDS[one]["name"]) for one in languages],
    }


def _render(name: str, context: Mapping[str, Any]) -> bytes:
    return render_to_string(f"status/{name}.html", dict(context)).encode()


def _shown(one: Statement, brand: Brand, language: str, below: str) -> Shown:
    spoken, wording = one.in_language(language)
    phases = letters.PHASES[when.known(spoken)]
    assert one.published_at is not None  # only what is published comes here  # noqa: S101
    said = [
        Said(
            phases[each.phase],
            _MARKS[each.phase],
            each.words.get(spoken) or each.words[one.language],
            each.at,
            _local(each.at, brand, spoken),
        )
        for each in reversed(one.updates)
    ]
    return Shown(
        number=one.number,
        link=f"/status/{brand.slug}/{below}{one.number}/",
        language=spoken,
        title=wording.title,
        phase=phases[one.phase],
        mark=_MARKS[one.phase],
        is_open=one.is_open,
        began=_local(one.began_at, brand, spoken),
        last_at=one.last_at,
        published_at=one.published_at,
        paragraphs=_paragraphs(wording),
        said=tuple(said),
    )


def _talks(there: Sequence[Statement], brand: Brand) -> Talks:
    """The discussions about each, the first first."""
    found = discussions.about(occasions={one.occasion for one in there})
    return {occasion: [Talk(one.title, f"/talks/{brand.slug}/{one.slug}/") for one in each] for occasion, each in found.items()}


def _paragraphs(wording: Wording) -> tuple[str, ...]:
    parts = wording.parts
    return tuple(one for one in (parts.sorry, parts.what_happened, parts.what_we_do, parts.what_comes_next) if one)


def _local(instant: datetime, brand: Brand, language: str) -> str:
    return when.day_and_time(instant, brand.zone, language)


def _base(brand: Brand) -> str:
    return status_links.page(brand.slug).removesuffix(f"/status/{brand.slug}/")


def _json_feed(brand: Brand, shown: Sequence[Shown], words: Mapping[str, str], below: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org), the times with their offsets."""
    base, zone = _base(brand), ZoneInfo(brand.zone)
    items = [
        {
            "id": f"{base}{one.link}",
            "url": f"{base}{one.link}",
            "title": one.title,
            "language": one.language,
            "summary": one.phase,
            "content_text": "\n\n".join(
                [*(f"{each.shown_at} – {each.phase}\n{each.text}" for each in one.said), *one.paragraphs]
            ),
            "date_published": one.published_at.astimezone(zone).isoformat(),
            "date_modified": one.last_at.astimezone(zone).isoformat(),
        }
        for one in shown
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words["title"].format(brand=brand.name),
        "home_page_url": f"{base}/status/{brand.slug}/{below}",
        "feed_url": f"{base}/status/{brand.slug}/{below}feed.json",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _look(colour: str) -> tuple[str, bytes]:
    """The sheet with the brand's colour in each of its uses, and its name, which holds a digest of it."""
    sheet = resources.files("makegood.flows").joinpath("templates/status/look.css").read_bytes()
    light, dark = embedding.readable(colour, on="#ffffff"), embedding.readable(colour, on="#211d1a")
    tokens = (
        f":root{{--brand:{colour};--on-brand:{embedding.ink_on(colour)};--mark:{light}}}\n"
        f"@media(prefers-color-scheme:dark){{:root{{--mark:{dark}}}}}\n"
    )
    dressed = tokens.encode() + sheet
    return f"look-{hashlib.blake2s(dressed, digest_size=8).hexdigest()}.css", dressed
