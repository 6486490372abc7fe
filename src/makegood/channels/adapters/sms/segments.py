"""How many short messages a text takes (3GPP TS 23.038 and 23.040). Pure.

The plain alphabet (GSM-7) has 160 letters to a message, 153 where several are joined; one letter outside it turns the whole text into UCS-2
with 70 and 67. Some plain signs (^ { } [ ] ~ | \\ €) take two places.
"""

from dataclasses import dataclass
from math import ceil

_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
JOINED, JOINED_WIDE = 153, 67


@dataclass(frozen=True, slots=True)
class Segments:
    """`places` of the alphabet, and how many messages they fill."""

    alphabet: str  # "GSM-7" or "UCS-2"
    places: int
    messages: int


def count(text: str) -> Segments:
    """The segments of a text; an empty one takes one."""
    if all(letter in _PLAIN or letter in _DOUBLE for letter in text):
        places = len(text) + sum(letter in _DOUBLE for letter in text)
        return Segments("GSM-7", places, 1 if places <= 160 else ceil(places / JOINED))
    places = len(text.encode("utf-16-be", "surrogatepass")) // 2
    return Segments("UCS-2", places, 1 if places <= 70 else ceil(places / JOINED_WIDE))


def weight(text: str) -> int:
    """The length in plain letters that a text of this many messages has: so a limit in letters is a limit in messages."""
    counted = count(text)
    return counted.places if counted.alphabet == "GSM-7" else ceil(counted.places * JOINED / JOINED_WIDE)
