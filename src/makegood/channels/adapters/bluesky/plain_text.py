"""The words of a post as plain text: links that the post shows shortened are written out. Pure."""

from typing import Any

from makegood.channels.providers import reading

_LINK = "app.bsky.richtext.facet#link"


def plain(record: dict[str, Any]) -> str:
    """The text of a record with each link whole. Facets count bytes of UTF-8; one that lies outside the text, in the middle of a letter or
    over another is left alone, as the app does."""
    text = reading.text(record, "text")
    said = text.encode()
    pieces: list[bytes] = []
    done = 0
    for start, end, uri in sorted(_links(record, len(said))):
        if start < done or not _is_between_letters(said, start) or not _is_between_letters(said, end):
            continue
        pieces += [said[done:start], uri.encode()]
        done = end
    return (b"".join(pieces) + said[done:]).decode(errors="replace").strip()


def _links(record: dict[str, Any], length: int) -> list[tuple[int, int, str]]:
    found = []
    for facet in reading.many(record, "facets"):
        start, end = reading.number(facet, "index", "byteStart"), reading.number(facet, "index", "byteEnd")
        uris = [reading.text(one, "uri") for one in reading.many(facet, "features") if one.get("$type") == _LINK]
        if start is not None and end is not None and start < end <= length and uris and uris[0]:
            found.append((start, end, uris[0]))
    return found


def _is_between_letters(said: bytes, place: int) -> bool:
    return place == len(said) or said[place] & 0xC0 != 0x80
