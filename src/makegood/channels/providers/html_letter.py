"""HTML to plain text, as somebody would have typed it: paragraphs, lists, tables, links, and `> ` before what is quoted.

The parser in nh3 first makes well-formed elements of whatever came; then one pass over its output writes the text, in linear time.
Two texts come out: one with everything, and one that knows where mail programs put their quotes and signatures (`MARK`).
"""

import html as entities
import re
from dataclasses import dataclass, field
from itertools import islice

import nh3

from makegood.channels.providers import html_clean

MARK = "\ufdd0"  # a Unicode noncharacter, alone on its line: from here on it is what they answered
MOST_TOKENS = 120_000
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>|([^<]+)', re.IGNORECASE)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_AIR = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre", "dl"}  # an empty line around
_INLINE = {"a", "b", "br", "code", "em", "i", "img", "span", "strong", "td", "th", "font", "u", "s", "q"}
_SIGNATURE = re.compile(
    r"gmail_signature\b|moz-signature|applemailsignature|(?:^|\s)signature(?:\s|$)|ms-outlook-mobile-signature|protonmail_signature_block"
    r"|yahoo_signature|mobile_signature|zmail_signature|(?:^|\s)x?_?signature(?:_\d+)?(?:\s|$)",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"divrplyfwdmsg|appendonsend|yahoo_quoted|protonmail_quote|mail-editor-reference-message|ms-outlook-mobile-reference-message"
    r"|outlookmessageheader|zmail_extra|zwchr|tutanota_quote"
    r"|(?:^|\s)quote(?:\s|$)|stopspelling|olk_src_body_section|isforwardcontent",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Page:
    """The text as it grows. `depth` counts quotes; `signature` counts open elements inside a signature."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    depth: int = 0
    pre: int = 0
    signature: int = 0
    lists: list[int] = field(default_factory=list)
    link: str = ""
    link_from: int = 0
    marked: bool = False

    def end_line(self) -> None:
        if self.line.strip():
            self._put(self.line.rstrip() if self.pre else self.line.strip())
        self.line = ""

    def air(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self._put("")
        elif self.lines:
            self.lines[-1] = ("> " * self.depth).rstrip()

    def mark(self) -> None:
        self.end_line()
        self.lines.append(MARK)
        self.marked = True

    def _put(self, text: str) -> None:
        self.lines.append(("> " * self.depth + text).rstrip() if self.depth else text)


@dataclass(frozen=True, slots=True)
class Texts:
    """`whole` is everything; `marked` leaves signatures out and has a `MARK` line where a mail program began its quote."""

    whole: str
    marked: str


def read(html: str) -> Texts:
    """The texts of an HTML body. HTML nested absurdly deep is read by taking its tags out."""
    html = html[: html_clean.LONGEST]
    if html_clean.too_deep(html):
        crude = entities.unescape(re.sub(r"<[^>]{0,2000}>", " ", html))
        return Texts(crude, crude)
    tidy = nh3.clean(
        html,
        tags=_BLOCKS | _INLINE,
        clean_content_tags=html_clean.GONE_WITH_CONTENT,
        attributes={"*": {"class", "id", "style", "name", "type", "data-smartmail"}, "a": {"href"}, "img": {"alt"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    marked, any_mark = _write(tidy, marks=True)
    return Texts(_write(tidy, marks=False)[0] if any_mark else marked, marked)


def _write(tidy: str, *, marks: bool) -> tuple[str, bool]:
    """The text, and whether a mark or a signature made it differ from the whole."""
    page = _Page()
    opened: list[tuple[str, bool, bool]] = []  # tag, is a quote, is a signature
    for match in islice(_TOKEN.finditer(tidy), MOST_TOKENS):
        if match[4] is not None:
            if not page.signature:
                _text(page, match[4])
        elif match[1]:
            while opened:
                tag, quote, signature = opened.pop()
                _close(page, tag, quote=quote, signature=signature)
                if tag == match[2]:
                    break
        else:
            _open(page, match[2], dict(_ATTRIBUTE.findall(match[3])), opened, marks=marks)
    page.end_line()
    text = re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", "\n".join(page.lines).replace("\u200b", "")).strip("\n")
    return text, page.marked


def _open(page: _Page, tag: str, attributes: dict[str, str], opened: list[tuple[str, bool, bool]], *, marks: bool) -> None:
    if tag == "br":
        page.line += "" if page.line.strip() or page.signature else "\u200b"  # an empty line that somebody meant
        page.end_line()
        return
    if tag in ("hr", "img"):
        _picture_or_rule(page, tag, attributes, marks=marks)
        return
    if tag in _BLOCKS:
        page.air() if tag in _AIR and page.depth < 20 else page.end_line()
    names = " ".join(attributes.get(name, "") for name in ("class", "id", "name", "data-smartmail"))
    quote = (
        tag == "blockquote" and not re.search(r"border(?:-left)?:\s*(?:none|0)", attributes.get("style", "")) and page.depth < 20
    )
    signature = marks and bool(names.strip()) and bool(_SIGNATURE.search(names)) and not page.depth
    if marks and names.strip() and _ANSWERED.search(names) and not page.depth:
        page.mark()
    page.marked |= signature
    page.depth += quote
    page.signature += signature
    page.pre += tag == "pre"
    if tag in ("ul", "ol"):
        page.lists.append(0 if tag == "ol" else -1)
    elif tag == "li":
        _bullet(page)
    elif tag == "a":
        page.link, page.link_from = attributes.get("href", ""), len(page.line)
    opened.append((tag, quote, signature))


def _close(page: _Page, tag: str, *, quote: bool, signature: bool) -> None:
    if tag == "a" and page.link:
        shown = page.line[page.link_from :].strip()
        target = entities.unescape(page.link).removeprefix("mailto:")
        if shown and target not in shown and shown.rstrip("/") not in target and len(target) < 500 and not page.signature:
            page.line += f" <{target}>"
        page.link = ""
    if tag in ("td", "th"):
        page.line += " " if page.line and not page.line.endswith(" ") else ""
    if tag in ("ul", "ol") and page.lists:
        page.lists.pop()
    if tag in _BLOCKS:
        page.end_line()
    page.depth -= quote
    page.signature -= signature
    page.pre -= tag == "pre"
    if tag in _AIR:
        page.air()


def _text(page: _Page, raw: str) -> None:
    text = entities.unescape(raw)
    if len(page.line) > 10_000:
        page.end_line()
    if not page.pre:
        text = re.sub(r"[ \t\r\n\f]+", " ", text)
        page.line += text.lstrip() if not page.line or page.line.endswith((" ", "\u200b")) else text
        return
    first, *rest = text.split("\n")
    page.line += first
    for line in rest:
        page.line = page.line or "\u200b"
        page.end_line()
        page.line = line


def _picture_or_rule(page: _Page, tag: str, attributes: dict[str, str], *, marks: bool) -> None:
    if tag == "img":
        alt = entities.unescape(attributes.get("alt", "")).strip()
        page.line += f"[{alt}]" if alt and not page.signature else ""
        return
    page.end_line()
    if marks and _ANSWERED.search(attributes.get("id", "")) and not page.depth:
        page.mark()
    elif not page.signature:
        page.line = "_" * 32
        page.end_line()


def _bullet(page: _Page) -> None:
    if page.lists and page.lists[-1] >= 0:
        page.lists[-1] += 1
        page.line = f"{page.lists[-1]}. "
    else:
        page.line = "- "
