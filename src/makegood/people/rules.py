"""Who is whom: how addresses are compared, what evidence weighs, and when two identities may become one person's. Pure.

The dangerous mistake is to show one person another's order, so in doubt two identities stay apart: weak evidence asks a member, a name
alone does not even ask, and who imitates an address gains nothing by it.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

from makegood.kernel.refusals import Refusal
from makegood.people.types import (
    Address,
    Evidence,
    EvidenceKind,
    Identity,
    IdentityKind,
    LinkState,
    NameSource,
    Person,
    Sighting,
)

Key = tuple[IdentityKind, str]  # kind and normalised value
Pair = tuple[UUID, UUID]  # two identities, the lower id first

LONGEST = 320  # characters of an address: 64 + @ + 255 (RFC 5321, 4.5.3.1)
LONGEST_NAME, LONGEST_SOURCE = 200, 120
MOST_IDENTITIES = 12  # per person, without a member's word (over-merged people grow: see the bands below)

# Fellegi and Sunter's sum (JASA 64, 1969): log-odds that two records are one person's = prior + the bits of each piece of evidence.
# The prior is one in a thousand: an unknown account that writes about a small shop, against one given customer.
PRIOR_BITS = -10.0
SAME_NAME_BITS, SIMILAR_NAME_BITS, SINGLE_NAME_BITS = 7.0, 4.0, 2.0
LOOKALIKE_BITS = -20.0
STRONG_BITS = 20.0  # a source that knows: one such edge suffices
SHARED_BITS = 9.0  # an order names a telephone that somebody else is known by: a household, or the same person
ASK_FROM, ASK_BELOW = 0.20, 0.995  # below: apart; the rest asks a member; weak evidence is never sure enough to link by itself
STRONG = frozenset({EvidenceKind.SAME_ORDER, EvidenceKind.SIGNED_TOKEN, EvidenceKind.MEMBER_SAYS})
MEMBER_SAYS = Evidence(EvidenceKind.MEMBER_SAYS, STRONG_BITS, "A member of the team said so.")
_NAMES = frozenset({EvidenceKind.SAME_NAME, EvidenceKind.SIMILAR_NAME})

_NETWORK = re.compile(r"[a-z0-9-]{1,30}")
# What a hurried eye takes for the first letter of each group (Unicode's confusables, UTS 39, cut to what handles are made of).
_SIMILAR = "aаɑα b8в cсϲ dԁ e3еє g9ɡ hһн iіıιɩ jј kкκ l1|!ӏ mм o0оο pрρ s5$ѕ t7тτ vνѵ wԝω xхχ yуγү"
_GLYPHS = {ord(glyph): group[0] for group in _SIMILAR.split() for glyph in group[1:]}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))


@dataclass(frozen=True, slots=True)
class Said:
    """All that the sightings of one call say about one address."""

    shown: str
    source: str
    name: str = ""
    name_source: NameSource = NameSource.DISPLAY
    verified: bool = False


# Addresses -----------------------------------------------------------------------------------------------------------


def normalise(kind: IdentityKind, value: str, *, region: str) -> str:
    """The form in which addresses of this kind are compared. Refuses ("address_malformed") what is none.

    E-mail: all small letters, domain in ASCII (IDNA 2008), plus-tags kept. Phone: E.164, read as a number of `region` (two capital
    letters, '' for none) where it has no country code. Handle: `network:name`, NFKC and case-folded, without @ and invisible letters.
    Customer number: trimmed.
    """
    text = "".join(letter for letter in value if unicodedata.category(letter) != "Cf").strip()
    if not text or len(text) > LONGEST or any(unicodedata.category(letter) == "Cc" for letter in text):
        raise _malformed(kind, value)
    if kind is IdentityKind.EMAIL:
        return _email(text)
    if kind is IdentityKind.PHONE:
        return _phone(text, region)
    return _handle(text) if kind is IdentityKind.HANDLE else text


def clean_name(name: str, *, value: str = "") -> str:
    """A name as it may be shown: no invisible letters, single spaces, at most 200 letters; '' where it is only the address again."""
    visible = "".join(" " if unicodedata.category(c) == "Cc" else c for c in name if unicodedata.category(c) != "Cf")
    text = " ".join(visible.split()).strip("\"'")[:LONGEST_NAME].strip()
    return "" if "@" in text or text.casefold() in (value.casefold(), value.partition(":")[2].casefold()) else text


def _email(text: str) -> str:
    local, _, domain = text.rpartition("@")
    try:
        name = validate_email(f"{local}@example.org", check_deliverability=False, allow_quoted_local=True).local_part
        return f"{name.lower()}@{idna.encode(domain.rstrip('.'), uts46=True).decode().lower()}"
    except (EmailNotValidError, idna.IDNAError) as trouble:
        raise _malformed(IdentityKind.EMAIL, text) from trouble


def _phone(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException as trouble:
        raise _malformed(IdentityKind.PHONE, text) from trouble
    if not phonenumbers.is_possible_number(number):
        raise _malformed(IdentityKind.PHONE, text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _handle(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    network, name = (part.strip() for part in folded.partition(":")[::2])
    name = name.lstrip("@ ")
    if not _NETWORK.fullmatch(network) or not name or any(letter.isspace() for letter in name):
        raise _malformed(IdentityKind.HANDLE, text)
    return f"{network}:{name}"


def _malformed(kind: IdentityKind, value: str) -> Refusal:
    like = {
        IdentityKind.EMAIL: "a mail address like tom@example.org",
        IdentityKind.PHONE: "a telephone number like +44 7700 900123",
        IdentityKind.HANDLE: "an account like bluesky:tom.example",
        IdentityKind.CUSTOMER_NUMBER: "a customer number of one line",
    }[kind]
    return Refusal("address_malformed", f"{kind}: “{value[:60]}” is not {like}.", {str(kind): f"not {like}"})


# Imitations ----------------------------------------------------------------------------------------------------------


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


# Names and evidence --------------------------------------------------------------------------------------------------


def person_name(identities: Sequence[Identity]) -> str:
    """What a person is called: a member's word before an order's before a display name, the longest among equals; and only where no
    name is known the address of the identity that was seen first, as it was written."""
    named = [one for one in identities if one.name]
    if named:
        return max(named, key=lambda one: (one.name_source, len(one.name), one.name)).name
    first = min(identities, key=lambda one: one.id)
    return first.shown.partition(":")[2].strip() if first.kind is IdentityKind.HANDLE else first.shown


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


def evidence_of_source(source: str, *, alone: bool) -> Evidence:
    """What a source that knows ("order 1007") says by naming two addresses; `alone` where that suffices to link them."""
    name = source[:1].upper() + source[1:] or "A source that knows"
    if not alone:
        return Evidence(
            EvidenceKind.SEEN_TOGETHER, SHARED_BITS, f"{name} names both, and we know one of them from somebody else."
        )
    kind = EvidenceKind.SAME_ORDER if source.startswith("order") else EvidenceKind.SIGNED_TOKEN
    return Evidence(kind, STRONG_BITS, f"{name} names both.")


def imitations(unknown: Identity, known: Person) -> list[Evidence]:
    """What speaks against: the unknown account looks like one of the known person's."""
    return [
        Evidence(EvidenceKind.LOOKALIKE, LOOKALIKE_BITS, f"{unknown.shown} looks like {one.shown}, but it is another account.")
        for one in known.identities
        if one.kind is unknown.kind is IdentityKind.HANDLE and looks_alike(unknown.value, one.value)
    ][:1]


def weigh(evidence: Iterable[Evidence], *, prior_bits: float = PRIOR_BITS) -> float:
    """The probability (0 to 1) that both are one person's: log-odds from the prior, plus the strongest bits for and against of each
    kind, because two of a kind are not independent."""
    bits: dict[tuple[EvidenceKind, bool], float] = {}
    for piece in evidence:
        key = (piece.kind, piece.bits > 0)
        bits[key] = max(bits.get(key, 0.0), piece.bits, key=abs)
    odds = max(-60.0, min(60.0, prior_bits + sum(bits.values())))
    return float(2.0**odds / (1.0 + 2.0**odds))


def is_worth_asking(evidence: Sequence[Evidence]) -> bool:
    """Should a member be asked? Only from ASK_FROM on, and never about a name alone."""
    return any(piece.bits > 0 and piece.kind not in _NAMES for piece in evidence) and weigh(evidence) >= ASK_FROM


def shown_probability(evidence: Sequence[Evidence]) -> float:
    """The probability shown with a question, which is never surer than weak evidence can be."""
    return min(weigh(evidence), ASK_BELOW)


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


# What sightings say --------------------------------------------------------------------------------------------------


def addresses_of(sighting: Sighting, *, region: str) -> list[tuple[Key, Address]]:
    """The well-formed addresses of a sighting with what they are compared by. Refuses ("nobody_named") when there is none."""
    found: list[tuple[Key, Address]] = []
    wrong: dict[str, str] = {}
    for address in sighting.addresses:
        try:
            found.append(((address.kind, normalise(address.kind, address.value, region=region)), address))
        except Refusal as refusal:
            wrong |= refusal.fields
    if not found:
        sentence = f"addresses: {sighting.source or 'this sighting'} names nobody whom we could recognise."
        raise Refusal("nobody_named", sentence, wrong or {"addresses": "none given"})
    return found


def what_is_said(sightings: Sequence[Sighting], keyed: Sequence[list[tuple[Key, Address]]]) -> dict[Key, Said]:
    """All that is said about each address that is to be recognised: every one of a strong sighting, the first of a weak one."""
    said: dict[Key, Said] = {}
    for sighting, keys in zip(sightings, keyed, strict=True):
        for key, address in keys if sighting.strong else keys[:1]:
            one = said.get(key, Said(shown=address.value.strip()[:LONGEST], source=sighting.source[:LONGEST_SOURCE]))
            source = NameSource.ORDER if sighting.strong else NameSource.DISPLAY
            name = clean_name(address.name, value=key[1])
            if is_better_name(name, source, than=one.name, than_source=one.name_source):
                one = replace(one, name=name, name_source=source)
            said[key] = replace(one, verified=one.verified or sighting.strong)
    return said


def is_better_name(name: str, source: int, *, than: str, than_source: int) -> bool:
    """Is this name to be shown rather than the other? The better source wins, then the longer name; the order of hearing does not count."""
    return bool(name) and (not than or (source, len(name), name) > (than_source, len(than), than))


# Who belongs together ------------------------------------------------------------------------------------------------


def ordered(a: UUID, b: UUID) -> Pair:
    return (a, b) if a < b else (b, a)


def may_join_alone(left: Sequence[IdentityKind], right: Sequence[IdentityKind], *, by_phone: bool) -> bool:
    """May a source that knows join two persons without a member? `left` and `right` are the kinds of their identities.

    Not into more than MOST_IDENTITIES; and a telephone is a household's: it joins two persons only where one of them is nothing but
    telephones so far.
    """
    if len(left) + len(right) > MOST_IDENTITIES:
        return False
    return not by_phone or any(set(side) <= {IdentityKind.PHONE} for side in (left, right))


def plan_joins(
    *, identities: Sequence[Identity], ties: Iterable[Pair], links: Mapping[Pair, LinkState]
) -> list[tuple[Pair, LinkState]]:
    """New links for what strong sightings tie together: live, or a question to a member beyond the guards of `may_join_alone`.

    `identities` are all those of the persons concerned, `links` all links among them. Nothing new for a pair that has a link of any
    state, nor between two persons across whom a member refused or undid one.
    """
    kinds: dict[UUID, IdentityKind] = {one.id: one.kind for one in identities}
    part = _persons(identities)
    barred = [pair for pair, state in links.items() if state in (LinkState.REFUSED, LinkState.UNDONE)]
    plan: list[tuple[Pair, LinkState]] = []
    for pair in ties:
        left, right = (part[one] for one in pair)
        if pair in links or (left is not right and any(crosses(one, left, right) for one in barred)):
            continue
        by_phone = IdentityKind.PHONE in (kinds[pair[0]], kinds[pair[1]])
        alone = left is right or may_join_alone([kinds[i] for i in left], [kinds[i] for i in right], by_phone=by_phone)
        plan.append((pair, LinkState.LIVE if alone else LinkState.SUGGESTED))
        if alone and left is not right:
            left |= right
            part.update(dict.fromkeys(right, left))
    return plan


def _persons(identities: Iterable[Identity]) -> dict[UUID, set[UUID]]:
    by_person: dict[UUID, set[UUID]] = {}
    for one in identities:
        by_person.setdefault(one.person_id, set()).add(one.id)
    return {one: part for part in by_person.values() for one in part}


def crosses(pair: Pair, left: Container[UUID], right: Container[UUID]) -> bool:
    """Does the pair go from one side to the other?"""
    return (pair[0] in left and pair[1] in right) or (pair[0] in right and pair[1] in left)


def components(nodes: Iterable[UUID], edges: Iterable[Pair]) -> list[set[UUID]]:
    """The connected parts of a graph, whatever the order of its edges."""
    part = {node: {node} for node in nodes}
    for a, b in edges:
        if part[a] is not part[b]:
            small, large = sorted((part[a], part[b]), key=len)
            large |= small
            part.update(dict.fromkeys(small, large))
    return list({id(found): found for found in part.values()}.values())
