"""The small HTML of posts (paragraphs, breaks, links, lists, quotes) as plain text. Pure, linear, and never keeps markup.

Links are shown as they read; servers hide the beginning and end of long addresses by style alone, so the whole address is in their text.
"""

import re
from html.parser import HTMLParser

_PARAGRAPHS = frozenset({"p", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "div"})
_SILENT = frozenset({"script", "style", "template"})
_EMPTY_LINES = re.compile(r"\n{3,}")
_BLANKS = re.compile(r"[ \t\r\f\v]+")


def plain(html: str) -> str:
    """The text, paragraphs parted by an empty line, list items on lines of their own."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(reader.parts).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own shape
        if tag in _SILENT:
            self._silent += 1
        self._break(tag)
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
