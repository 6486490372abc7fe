"""HTML that a stranger wrote, made safe to show: no script, no form, no style, and nothing that is loaded from elsewhere.

A remote image keeps its address in `data-remote-src`, so that a person may ask for it; pictures inside the mail keep their `cid:`.
Cleaning what is clean changes nothing. The page still shows it in a sandboxed frame: this is the first wall, not the only one.
"""

import hashlib
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import nh3

from makegood.channels.providers import lenient_base64
from makegood.channels.types import AttachmentIn

LONGEST, DEEPEST = 600_000, 1_000
_TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div",
    "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
    "var", "wbr",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"alt", "width", "height", "src", "data-remote-src"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
    "ol": {"start", "type"},
    "font": {"color"},
}
GONE_WITH_CONTENT = {
    "applet", "embed", "frame", "frameset", "head", "iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script",
    "select", "style", "svg", "template", "textarea", "title", "xml", "xmp",
}  # fmt: skip
_LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_REMOTE = re.compile(r"https?://[^\s<>\"'`\\]{1,4000}", re.IGNORECASE)
_CONTENT_ID = re.compile(r"cid:[\w.@!$+=%/~-]{1,250}", re.IGNORECASE)
_PICTURE = re.compile(r"(?<=[\"'=])data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s%]{8,})", re.IGNORECASE)
_IMAGE_FROM_ELSEWHERE = re.compile(r'<img((?: [a-z-]+="[^"]*")*?) src="(https?://[^"]*)"((?: [a-z-]+="[^"]*")*)>', re.IGNORECASE)
_NESTING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_NEVER_NEST = {
    "br",
    "hr",
    "img",
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "meta",
    "link",
    "input",
    "col",
    "option",
    "area",
    "base",
    "wbr",
}


def clean(html: str) -> str:
    """The safe HTML; '' where the HTML is nested so deep that only an attacker writes it (its text is read all the same)."""
    html = html[:LONGEST]
    if too_deep(html):
        return ""
    safe = _clean(html, _keep_all)
    if _IMAGE_FROM_ELSEWHERE.search(safe):
        safe = _clean(_IMAGE_FROM_ELSEWHERE.sub(_moved, safe), _keep_here)
    return safe


def pictures_out(html: str) -> tuple[str, tuple[AttachmentIn, ...]]:
    """The HTML with each picture that was written into it as `data:` referred to by `cid:` instead, and these pictures."""
    pictures: dict[str, AttachmentIn] = {}

    def put_out(match: re.Match[str]) -> str:
        content = lenient_base64.read(unquote_to_bytes(match[2]))
        kind = match[1].lower().replace("jpg", "jpeg")
        content_id = f"{hashlib.sha256(content).hexdigest()[:24]}@written-in"
        pictures[content_id] = AttachmentIn(f"picture-{len(pictures) + 1}.{kind}", f"image/{kind}", content, content_id)
        return f"cid:{content_id}"

    return _PICTURE.sub(put_out, html), tuple(pictures.values())


def too_deep(html: str) -> bool:
    """Whether elements lie so deep in one another that a browser's parser takes quadratic time over them."""
    depth = 0
    for match in _NESTING.finditer(html):
        if match[2].lower() in _NEVER_NEST:
            continue
        depth += -1 if match[1] else 1
        if depth > DEEPEST:
            return True
    return False


def _clean(html: str, keep: Callable[[str, str, str], str | None]) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
    )


def _moved(match: re.Match[str]) -> str:
    """One image tag as the cleaner writes it, its remote address moved to where nothing loads it."""
    before, address, after = match.groups()
    taken = " data-remote-src=" in before or " data-remote-src=" in after
    return f"<img{before}{after}>" if taken else f'<img{before} data-remote-src="{address}"{after}>'


def _keep_all(tag: str, attribute: str, value: str) -> str | None:
    """What may stay, a remote picture's address for the moment among it."""
    value = value.strip()
    if attribute == "src":
        return value if _CONTENT_ID.fullmatch(value) or _REMOTE.fullmatch(value) else None
    return _keep_here(tag, attribute, value)


def _keep_here(tag: str, attribute: str, value: str) -> str | None:
    value = value.strip()
    if tag == "a" and attribute == "href":
        return value if _LINK.match(value) and len(value) <= 4000 else None
    if attribute == "data-remote-src":
        return value if _REMOTE.fullmatch(value) else None
    if attribute == "src":
        return value if _CONTENT_ID.fullmatch(value) else None
    return value if len(value) <= 500 else None
