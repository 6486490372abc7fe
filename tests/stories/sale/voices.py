"""How what is said comes in: as a mail, as a post, as a filled form, or as an adapter would have read it; and how it is known again. Values only."""

from collections.abc import Iterable, Mapping

from makegood.channels.types import Envelope
from makegood.people.types import Address, IdentityKind
from tests.stories import letters
from tests.stories.sale.evening import Said

TO = "help@tandemtees.example"


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


def mark(name: str, text: str) -> tuple[str, str]:
    """By what a message is known again whichever way it went: who says it, and what is said, without how the lines break."""
    return name.casefold(), "".join(text.split())[:200]


def by_mark(said: Iterable[Said]) -> dict[tuple[str, str], Said]:
    """Everything that was said, by its mark."""
    return {mark(one.visitor.name, one.words.text): one for one in said}
