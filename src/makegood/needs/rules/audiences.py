"""Who may see what somebody needs: few words of the brand's own, and what each of them is shown. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from makegood.kernel.refusals import Refusal
from makegood.needs.types import DESK, PICK_LIST, Audience, Need

MOST, LONGEST = 12, 60
USUAL = (
    Audience(DESK, "The desk"),
    Audience(PICK_LIST, "Kitchen and pick list"),
    Audience("courier", "The courier"),
    Audience("counter", "The counter"),
    Audience("visit", "Whoever comes to the house"),
)


def shown_to(audience: str, needs: Sequence[Need], *, touchpoint: str = "") -> tuple[Need, ...]:
    """Those that this audience may see at this touchpoint ('' for all of them). Why is for the desk alone: whoever packs a parcel needs to
    know what, and never why."""
    seen = [
        one for one in needs if audience in one.audiences and (not touchpoint or touchpoint in (one.touchpoints or [touchpoint]))
    ]
    return tuple(seen) if audience == DESK else tuple(replace(one, why="") for one in seen)


def named(names: Sequence[str], before: Sequence[Audience]) -> tuple[Audience, ...]:
    """The audiences as a brand names them, one a line. Who had a name keeps the key; the desk is always among them. Refuses two alike, more than
    12, and a name that is too long."""
    told = [name.strip() for name in names if name.strip()]
    keys = {one.name.casefold(): one.key for one in (*USUAL, *before)}
    found = [Audience(keys.get(name.casefold()) or _key(name), name) for name in told]
    wrong = ""
    if len({one.key for one in found}) < len(found):
        wrong = "two of these are the same"
    elif len(found) > MOST:
        wrong = f"at most {MOST}"
    elif any(len(name) > LONGEST or not name.isprintable() or not _key(name) for name in told):
        wrong = f"each a line of 1 to {LONGEST} characters"
    if wrong:
        raise Refusal("audiences_malformed", f"audiences: {wrong}.", {"audiences": wrong})
    desk = next((one for one in before if one.key == DESK), USUAL[0])
    return tuple(found) if any(one.key == DESK for one in found) else (desk, *found)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
