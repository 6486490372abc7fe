"""How codes and addresses of pools are written. Pure: chance is handed in.

A code of one's own has 16 letters of an alphabet of 31 without look-alikes (no 0, O, 1, I or L): 31 ** 16 is more than 2 ** 79, so that ten
thousand guesses at a million codes hit one with a chance below 10 ** -13. One code for everybody is as easy as it was made: its guesses are
counted at the doors.
"""

import re
import unicodedata
from collections.abc import Sequence

from makegood.kernel.refusals import Refusal

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LETTERS, GROUP = 16, 4
SHORTEST_SHARED, LONGEST_SHARED = 4, 40
LONGEST_TYPED = 80
_SHARED = re.compile(r"[A-Z0-9]+(?:[._-][A-Z0-9]+)*")
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2010-\u2015-]+")


def own_code(chances: Sequence[int]) -> str:
    """A code of somebody's own, in groups of four, from LETTERS numbers below len(ALPHABET)."""
    letters = [ALPHABET[chance] for chance in chances]
    if len(letters) != LETTERS:
        raise ValueError(f"{LETTERS} chances make a code, not {len(letters)}")
    return "-".join("".join(letters[start : start + GROUP]) for start in range(0, LETTERS, GROUP))


def as_typed(text: str) -> str:
    """What a typed code is compared by: capitals, without blanks and dashes of any kind; '' for what can be none."""
    folded = unicodedata.normalize("NFKC", text[: LONGEST_TYPED * 2]).upper()
    plain = _BETWEEN.sub("", folded)
    return plain if len(plain) <= LONGEST_TYPED and plain.isprintable() else ""


def check_shared(code: str) -> None:
    """Refuses ("pool_malformed") a code for everybody that cannot be typed."""
    why = f"{SHORTEST_SHARED} to {LONGEST_SHARED} letters and digits, such as spring08"
    fits = SHORTEST_SHARED <= len(code) <= LONGEST_SHARED and code.isascii() and _SHARED.fullmatch(code.upper())
    if not fits or len(as_typed(code)) < SHORTEST_SHARED:
        raise Refusal("pool_malformed", f"one_code: {why}.", {"one_code": why})


def slug(name: str) -> str:
    """A pool's name as it stands in an address: “Spring sale” is spring-sale; `coupons` where nothing of it can be written so."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "coupons"
