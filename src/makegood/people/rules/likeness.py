"""Which handles imitate one another, and what two names say. Pure.

A likeness of handles speaks against, because who imitates an address must gain nothing by it; a likeness of names is weak.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from makegood.people.rules.weighing import LOOKALIKE_BITS, RIVAL_BITS, SAME_NAME_BITS, SIMILAR_NAME_BITS, SINGLE_NAME_BITS
from makegood.people.types import Evidence, EvidenceKind, Identity, IdentityKind, Person

# What a hurried eye takes for the first letter of each group (Unicode's confusables, UTS 39, cut to what handles are made of).
_SIMILAR = "aаɑα b8в cсϲ dԁ e3еє g9ɡ hһн iіıιɩ jј kкκ l1|!ӏ mм o0оο pрρ s5$ѕ t7тτ vνѵ wԝω xхχ yуγү"
_GLYPHS = {ord(glyph): group[0] for group in _SIMILAR.split() for glyph in group[1:]}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))


def looks_alike(handle: str, other: str) -> bool:
    """Might a hurried eye take one of these handles for the other? Never true of a handle and itself.

    On one network also where only dots, underscores, doubled letters or one letter differ; on two networks only where letters were
    swapped for similar ones, because the same name with another dot is common there.
    """
    (network, name), (other_network, other_name) = (
        h.casefold().split(":", 1) if ":" in h else ("", h.casefold()) for h in (handle, other)
    )
    if name == other_name:
        return False
    eye, other_eye = _as_the_eye_reads(name), _as_the_eye_reads(other_name)
    if eye == other_eye:
        return True
    if network != other_network:
        return False
    bare, other_bare = _bare(eye), _bare(other_eye)
    return bare == other_bare or (min(len(bare), len(other_bare)) >= 6 and distance(bare, other_bare) <= 1)


def imitations(unknown: Identity, known: Person) -> list[Evidence]:
    """What speaks against: the unknown account looks like one of the known person's."""
    return [
        Evidence(EvidenceKind.LOOKALIKE, LOOKALIKE_BITS, f"{unknown.shown} looks like {one.shown}, but it is another account.")
        for one in known.identities
        if one.kind is unknown.kind is IdentityKind.HANDLE and looks_alike(unknown.value, one.value)
    ][:1]


def rivals(unknown: Identity, others: Iterable[Identity]) -> list[Evidence]:
    """What speaks against while several are asked about: another unknown account looks like this one, and one of them may imitate."""
    return [
        Evidence(EvidenceKind.LOOKALIKE, RIVAL_BITS, f"{other.shown} looks like it: at most one of the two can be theirs.")
        for other in others
        if other.kind is unknown.kind is IdentityKind.HANDLE and looks_alike(unknown.value, other.value)
    ][:1]


def name_evidence(a: str, b: str) -> Evidence | None:
    """What two names say about being one person's: weak at most, None when they say nothing. Case, accents and order do not count."""
    one, other = _words(a), _words(b)
    if not one or not other:
        return None
    if sorted(one) == sorted(other) and len(one) > 1:
        return Evidence(EvidenceKind.SAME_NAME, SAME_NAME_BITS, f"Both are called {a.strip()}.")
    if one == other:
        return Evidence(EvidenceKind.SIMILAR_NAME, SINGLE_NAME_BITS, f"Both call themselves {a.strip()}.")
    if _similar(one, other):
        return Evidence(EvidenceKind.SIMILAR_NAME, SIMILAR_NAME_BITS, f"“{a.strip()}” and “{b.strip()}” are similar names.")
    return None


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, sorted, without case and accents: two names for which this is the same have the same words."""
    return tuple(sorted(_words(name)))


def distance(a: str, b: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        further = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, further[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            further.append(cost)
        before, row = row, further
    return row[-1]


def _as_the_eye_reads(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold().translate(_GLYPHS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text


def _bare(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[\W_]+", "", text))


def _words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)


def _similar(one: list[str], other: list[str]) -> bool:
    """Written as one word, an initial for the first name, or one letter off."""
    joined, other_joined = "".join(one), "".join(other)
    if joined == other_joined or (len(joined) >= 6 and len(other_joined) >= 6 and distance(joined, other_joined) <= 1):
        return True
    same_last = one[-1] == other[-1] and min(len(one), len(other)) > 1
    return same_last and one[0][0] == other[0][0] and 1 in (len(one[0]), len(other[0]))
