"""How addresses and names are compared and shown. Pure.

Two spellings of one address are one address; two names are never compared here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, Identity, IdentityKind, NameSource, Sighting

Key = tuple[IdentityKind, str]  # kind and normalised value
LONGEST = 320  # characters of an address: 64 + @ + 255 (RFC 5321, 4.5.3.1)
LONGEST_NAME, LONGEST_SOURCE = 200, 120
# How nearly every address is written: nothing in it but ASCII letters, digits and the signs that need no quotes (RFC 5321 and 1123).
_USUAL = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:-?[A-Za-z0-9]){0,30}\.)+[A-Za-z](?:-?[A-Za-z0-9]){1,30}"
)
_LONGEST_USUAL = 250
_NETWORK = re.compile(r"[a-z0-9-]{1,30}")


@dataclass(frozen=True, slots=True)
class Said:
    """All that the sightings of one call say about one address."""

    shown: str
    source: str
    name: str = ""
    name_source: NameSource = NameSource.DISPLAY
    verified: bool = False


@lru_cache(maxsize=8192)
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


def as_reached(identity: Identity) -> Address:
    """Where somebody is written to: their address as it was first written; the address itself where what is shown is another one (a handle
    for a DID), so that nobody who takes over a name gets what was meant for them."""
    where = identity.shown
    if identity.kind is IdentityKind.HANDLE and where.strip().casefold() != identity.value.casefold():
        where = identity.value
    return Address(identity.kind, where, identity.name)


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
            one = said.get(
                key, Said(shown=(address.shown or address.value).strip()[:LONGEST], source=sighting.source[:LONGEST_SOURCE])
            )
            source = NameSource.ORDER if sighting.strong else NameSource.DISPLAY
            name = clean_name(address.name, value=key[1])
            if is_better_name(name, source, than=one.name, than_source=one.name_source):
                one = replace(one, name=name, name_source=source)
            said[key] = replace(one, verified=one.verified or sighting.strong)
    return said


def clean_name(name: str, *, value: str = "") -> str:
    """A name as it may be shown: no invisible letters, single spaces, at most 200 letters; '' where it is only the address again."""
    visible = "".join(" " if unicodedata.category(c) == "Cc" else c for c in name if unicodedata.category(c) != "Cf")
    text = " ".join(visible.split()).strip("\"'")[:LONGEST_NAME].strip()
    return "" if "@" in text or text.casefold() in (value.casefold(), value.partition(":")[2].casefold()) else text


def is_better_name(name: str, source: int, *, than: str, than_source: int) -> bool:
    """Is this name to be shown rather than the other? The better source wins, then the longer name; the order of hearing does not count."""
    return bool(name) and (not than or (source, len(name), name) > (than_source, len(than), than))


def is_another_handle(key: Key, shown: str, *, than: str) -> bool:
    """Is this what people are shown of an account now, rather than `than`? Only where the network's own name for the account is another one (a DID): its
    handle may change, the account stays."""
    kind, value = key
    if kind is not IdentityKind.HANDLE or shown in (than, value):
        return False
    try:
        return normalise(kind, shown, region="") not in (value, normalise(kind, than, region=""))
    except Refusal:
        return False


def person_name(identities: Sequence[Identity]) -> str:
    """What a person is called: a member's word before an order's before a display name, the longest among equals; and only where no
    name is known the address of the identity that was seen first, as it was written."""
    named = [one for one in identities if one.name]
    if named:
        return max(named, key=lambda one: (one.name_source, len(one.name), one.name)).name
    first = min(identities, key=lambda one: one.id)
    return first.shown.partition(":")[2].strip() if first.kind is IdentityKind.HANDLE else first.shown


def _email(text: str) -> str:
    if len(text) <= _LONGEST_USUAL and _USUAL.fullmatch(text):
        return text.lower()  # as what follows says too, at a twentieth of its cost
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
