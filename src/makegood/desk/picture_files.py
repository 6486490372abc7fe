"""Whether a file is a picture that may be shown in a letter: by its own first bytes, never by what a sender called it. Pure.

PNG, JPEG, GIF and WebP; never SVG, which can hold a script. A picture whose head promises more points than a screen bears is none.
"""

import struct

LARGEST_BYTES = 3_000_000  # of one picture in a letter
LARGEST_SIDE, MOST_POINTS = 10_000, 40_000_000
_NO_FRAME = (0xC4, 0xC8, 0xCC)  # JPEG markers among the frames' that are none


def kind(content: bytes) -> str:
    """Its media type, or '' where it is no picture that may be shown."""
    if len(content) > LARGEST_BYTES:
        return ""
    for name, size in (("image/png", _png), ("image/gif", _gif), ("image/webp", _webp), ("image/jpeg", _jpeg)):
        try:
            width, height = size(content)
        except (struct.error, IndexError):
            continue
        if width:
            fits = 0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE and width * height <= MOST_POINTS
            return name if fits else ""
    return ""


def _png(content: bytes) -> tuple[int, int]:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return 0, 0
    return struct.unpack(">II", content[16:24])


def _gif(content: bytes) -> tuple[int, int]:
    return struct.unpack("<HH", content[6:10]) if content[:6] in (b"GIF87a", b"GIF89a") else (0, 0)


def _webp(content: bytes) -> tuple[int, int]:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return 0, 0
    if content[12:16] == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if content[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _jpeg(content: bytes) -> tuple[int, int]:
    """The size in the first frame's head: markers are walked over by their lengths."""
    if content[:3] != b"\xff\xd8\xff":
        return 0, 0
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return 0, 0
