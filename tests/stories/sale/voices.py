"""How what is said comes in: as a mail, as a post, as a filled form, or as an adapter would have read it; and how it is known again. Values only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import takewhile

from makegood.channels.types import Envelope
from makegood.people.types import Address, IdentityKind
from tests.stories import letters
from tests.stories.sale.evening import Said

TO = "help@tandemtees.example"
LEAST_ALIKE = 12  # letters in which what was heard and what was said begin alike


def address(one: Said) -> Address:
    """Who they are on the channel by which they speak."""
    visitor = one.visitor
    if one.door == "posts":
        return Address(IdentityKind.HANDLE, f"bluesky:{visitor.handle}", visitor.name)
    return Address(IdentityKind.EMAIL, visitor.email, visitor.name)


def envelope(one: Said) -> Envelope:
    key = f"{one.key}@{one.door}"
    return Envelope(
        external_id=key,
        author=address(one),
        text=one.words.text,
        visible=one.words.text,
        sent_at=one.at,
        subject=one.words.subject if one.door != "posts" else "",
        thread_key=key if one.door == "mail" else "",
        public=one.door == "posts",
    )


def mail(one: Said) -> bytes:
    """As their program writes it."""
    by = (one.visitor.name, one.visitor.email)
    return letters.written(one.words.text, subject=one.words.subject or "(no subject)", at=one.at, key=one.key, by=by, to=TO)


def form(one: Said) -> Mapping[str, str]:
    """As the shop's own page posts it."""
    return {"name": one.visitor.name, "email": one.visitor.email, "subject": one.words.subject, "text": one.words.text}


def known_again(heard: Iterable[tuple[str, str]], said: Iterable[Said]) -> list[Said]:
    """What each heard message (its author's name, its words) was when it was said, whichever way it went: a greeting may be cut from a mail, a form writes
    its reference below. By who says it and how it begins; each counts once. ValueError where nobody said anything like it."""
    theirs: defaultdict[str, list[Said]] = defaultdict(list)
    for one in said:
        theirs[one.visitor.name.casefold()].append(one)
    found = []
    for name, text in heard:
        of_them = theirs[name.casefold()]
        alike = [_begins_alike(_run_on(text), _run_on(one.words.text)) for one in of_them]
        best = alike.index(max(alike)) if alike else -1
        if best < 0 or alike[best] < min(LEAST_ALIKE, len(_run_on(of_them[best].words.text))):
            raise ValueError(f"{name} never said: {text}")
        found.append(of_them.pop(best))
    return found


def _run_on(text: str) -> str:
    """Without how the lines break."""
    return "".join(text.split())


def _begins_alike(one: str, other: str) -> int:
    """In how many letters."""
    return sum(1 for _ in takewhile(bool, (a == b for a, b in zip(one, other, strict=False))))
