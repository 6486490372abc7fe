"""What they wrote now: a mail's text without quote, signature, disclaimer and banner. Pure; never raises; linear in the text."""

import re

from makegood.channels.adapters.email.visible import quotes, signatures
from makegood.channels.providers.html_letter import MARK, Texts

MOST_LINES = 4_000
_ODD_SPACES = re.compile("[\u200b\ufeff\u2060\u200e\u200f\u202a-\u202e]")


def visible(text: str, *, author_name: str = "") -> str:
    """What the writer says in this text. `author_name` as in the From line helps to tell a signature.

    Answers between quoted lines are all kept, without the quotes. '' where everything is quoted: they wrote nothing new.
    A mail that only passes another one on says what that one says.
    """
    lines = [line.rstrip() for line in _ODD_SPACES.sub("", text).replace("\xa0", " ").split("\n")[:MOST_LINES]]
    blocks = quotes.own_blocks(lines)
    if not blocks:
        return ""
    last = len(blocks) - 1
    stripped = [signatures.without_signature(b, author_name) if i in (0, last) else b for i, b in enumerate(blocks)]
    if last and _only_signature(blocks[last], author_name):
        stripped = stripped[:-1]
    return "\n\n".join("\n".join(block) for block in stripped if block).strip("\n")


def visible_of_both(plain: str, html: Texts | None, *, author_name: str = "") -> str:
    """The same for a mail with a text and an HTML body.

    The plain text speaks, unless it is a stub, or the HTML knows of a quote or a signature that leaves no trace in it.
    """
    if html is None:
        return visible(plain, author_name=author_name)
    by_html = visible(html.marked, author_name=author_name)
    if _is_stub(plain, html.whole):
        return by_html
    by_plain = visible(plain, author_name=author_name)
    knows = html.marked != html.whole or "\n>" in html.whole or MARK in html.marked
    if knows and _letters(by_html) and _letters(by_html) < 0.95 * _letters(by_plain):
        return by_html
    return by_plain


def _is_stub(plain: str, html: str) -> bool:
    return not plain.strip() or (_letters(html) > 100 and _letters(plain) * 6 < _letters(html))


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _only_signature(lines: list[str], author_name: str) -> bool:
    """Whether the last block is nothing but a signature: what is left under a quote by a program."""
    first = next((line for line in lines if line.strip()), "")
    return signatures.begins_signature(first, lines, author_name)
