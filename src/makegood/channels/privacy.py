"""What has no place in public: who somebody is, where they live, what they bought and paid, by which numbers they are known.

Pure: words in, places in them out. Errs towards asking once too often: whoever wrote it can say it in private, or in other words. Decides
nothing about what is said in private, and keeps nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_I = re.IGNORECASE
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w{2,}")
_PHONE = re.compile(r"(?<![\w/.,:-])\+?\(?\d[\d ()/.-]{7,}\d(?![\w%])")
_FREE_PHONE = re.compile(
    r"(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}|(?:0|44)(?:800|808|3\d\d|845|844|870|871)\d{6,7}|0?0?800\d{6,9}"
)  # nobody's own
_AMOUNT = re.compile(
    r"(?:[£$€¥]|\b(?:GBP|EUR|USD|CHF|BRL|R\$)\s?)\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:[£€]|(?:GBP|EUR|USD|CHF|BRL|pounds?|euros?|dollars?|d[óo]lares|libras|reais)\b)",
    _I,
)
_ORDER = re.compile(
    r"\b(?:order|booking|reservation|invoice|customer|account|case|ref(?:erence)?|tracking|parcel|shipment|policy|ticket"
    r"|bestellung|bestell|auftrags?|rechnungs?|kunden|buchungs?|sendungs?|paket|konto"
    r"|pedido|reserva|factura|fatura|env[íi]o|encomenda|conta|cuenta|seguimiento|rastreamento|rastreio"
    r"|commande|facture|r[ée]servation|colis|suivi|dossier|compte)[\s-]*"
    r"(?:(?:is|are|confirmation|code|locator|id|no\.?|num(?:ber|éro|ero|mer)?|n[úu]mero|nummer|nr\.?|n\.?[º°o]\.?|de|da|do|del|ist|lautet)[\s:#-]*)*"
    r"(?=[\w-]*\d)(?:[A-Z]{1,6}-?)?\d[\dA-Z-]{3,}\b",
    _I,
)
_PARCEL = re.compile(r"\b(?:1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}|JJ?D\d{14,20})\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?\b", _I)
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iyrg]|ju[nl]|jui|aug|ago|août|sep|set|o[ck]t|out|nov|de[cz]|di[cz]|f[ée]v|ene|abr|avr|d[ée]c)[a-zéûç]*\.?"
_DATE = rf"(?:\d{{1,2}}[./ -]+\d{{1,2}}[./ -]+\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th|\.|º)?\s*(?:de\s|of\s)?\s*{_MONTH}\s*(?:de\s)?,?\s*\d{{2,4}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})"
_BIRTH = re.compile(
    rf"\b(?:born|birth\s?da(?:y|te)|date\s+of\s+birth|d\.?o\.?b\.?|geb(?:oren|urtsdatum|urtstag|\.)|nacid[oa]|nacimiento|nascid[oa]|nascimento|n[ée]e?s?|naissance)\b.{{0,20}}?{_DATE}",
    _I,
)
_STREETS = (
    # 12 Mill Lane, 221b Baker Street
    re.compile(
        r"\b\d{1,5}[a-z]?,?\s+(?:[A-Z][\w’'.-]*\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Terrace|Gardens|Grove"
        r"|Square|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Mews|Hill|Row)\b\.?"
    ),
    # Hauptstraße 12, Am Alten Weg 3a
    re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]*(?:stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|damm|ufer|ring|chaussee)\s+\d{1,4}\s?[a-z]?\b"),
    re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]*\s+(?:Stra(?:ß|ss)e|Str\.|Weg|Gasse|Allee|Platz|Damm|Ufer|Ring)\s+\d{1,4}\s?[a-z]?\b"),
    # calle Mayor, 5 · rua das Flores 12 · avenida da Liberdade, nº 3
    re.compile(
        r"\b(?:calle|c/|avenida|avda?\.|plaza|paseo|camino|rua|pra[çc]a|travessa|alameda|largo|estrada)\s+(?:[\wÀ-ÿ’'.-]+\s+){0,4}?[\wÀ-ÿ’'.-]+,?\s*"
        r"(?:n[º°o.]*\s*)?\d{1,5}\b",
        _I,
    ),
    # 12 rue de la Paix, 3 bis avenue Foch
    re.compile(
        r"\b\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|place|chemin|impasse|all[ée]e|quai|route)\s+(?:(?:de\s+la|du|des|de)\s+|de\s+l[’'])?[\wÀ-ÿ’'-]+",
        _I,
    ),
    # SW1A 1AA · CA 94110 · D-10115 Berlin
    re.compile(r"\b(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?)\s\d[ABD-HJLNP-UW-Z]{2}\b"),
    re.compile(
        r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s\d{5}(?:-\d{4})?\b"
    ),
    re.compile(r"\b(?:D|A|CH|F|E|P|L|B|NL|BR)-\d{4,5}(?:-\d{3})?\s+[A-ZÄÖÜÉ][\wäöüßéãç-]+"),
)
_ORDER_OF_NAMES = (
    "an e-mail address",
    "a bank account",
    "a card number",
    "a date of birth",
    "a postal address",
    "a number of theirs",
    "an order number",
    "a telephone number",
    "something they need",
    "an amount of money",
    "their name",
)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the person who is answered: `names` that they do not use in public themselves, `numbers` of their orders and parcels,
    `ours`: addresses and numbers of the brand itself, which everybody may know, and `needs`: groups of words' beginnings, of which one is
    found where all of it stand."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A private thing in a text, from `start` (included) to `end` (excluded), named for whoever wrote it."""

    what: str
    start: int
    end: int


def find(text: str, about: About | None = None) -> tuple[Found, ...]:
    """What in these words has no place in public, in the order of the text; where two overlap, the more telling one."""
    about = about or About()
    found = sorted(_all(text, about), key=lambda one: (_ORDER_OF_NAMES.index(one.what), one.start, -one.end))
    kept: list[Found] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def names_to_keep(*, names: Sequence[str], public: Sequence[str]) -> tuple[str, ...]:
    """The parts of somebody's names that they do not use in public themselves: what stands in neither a public name nor a public handle. A
    given name alone, used in public, may be said; the family name beside it may not."""
    said = " ".join(_plain(one) for one in public)
    words = {word for name in names for word in re.split(r"[\s,]+", name) if "@" not in name}
    return tuple(sorted(word for word in words if len(_plain(word)) > 2 and _plain(word) not in said and not word.isdigit()))


def in_words(found: Sequence[Found]) -> str:
    """“an amount of money and an order number”: each once."""
    names = list(dict.fromkeys(one.what for one in found))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def without_addresses(text: str) -> str:
    """The same words with e-mail addresses taken out."""
    return _EMAIL.sub("…", text)


def _all(text: str, about: About) -> Iterator[Found]:
    ours = {_bare(one) for one in about.ours}
    for what, pattern in (
        ("an e-mail address", _EMAIL),
        ("a date of birth", _BIRTH),
        ("an order number", _ORDER),
        ("an order number", _PARCEL),
    ):
        yield from (Found(what, *one.span()) for one in pattern.finditer(text) if _bare(one[0]) not in ours)
    yield from (Found("an amount of money", *one.span()) for one in _AMOUNT.finditer(text))
    yield from (Found("a postal address", *one.span()) for pattern in _STREETS for one in pattern.finditer(text))
    yield from (Found("a bank account", *one.span()) for one in _IBAN.finditer(text) if _is_iban(one[0]))
    yield from (Found("a card number", *one.span()) for one in _CARD.finditer(text) if _is_card(one[0]))
    yield from (Found("a telephone number", *one.span()) for one in _PHONE.finditer(text) if _is_somebodys_phone(one[0], ours))
    yield from _by_value(text, "a number of theirs", [number for number in about.numbers if len(number) > 2])
    yield from _by_value(text, "their name", about.names)
    yield from _of_needs(text, about.needs)


def _by_value(text: str, what: str, values: Sequence[str]) -> Iterator[Found]:
    for value in values:
        for one in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, _I):
            yield Found(what, *one.span())


def _of_needs(text: str, groups: Sequence[tuple[str, ...]]) -> Iterator[Found]:
    for group in groups:
        places = [list(re.finditer(rf"(?<!\w){re.escape(beginning)}\w*", text, _I)) for beginning in group]
        if all(places):
            yield from (Found("something they need", *one.span()) for found in places for one in found)


def _is_somebodys_phone(written: str, ours: set[str]) -> bool:
    digits = re.sub(r"\D", "", written)
    if not 9 <= len(digits) <= 15 or re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.*", written.strip()):
        return False  # a date, or too long for a telephone
    return digits not in ours and not _FREE_PHONE.fullmatch(digits)


def _is_iban(written: str) -> bool:
    """ISO 13616: the letters as numbers, the first four characters last, leave 1 over 97."""
    bare = written.replace(" ", "").upper()
    return 15 <= len(bare) <= 34 and int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def _is_card(written: str) -> bool:
    """ISO/IEC 7812: Luhn's sum."""
    digits = [int(c) for c in written if c.isdigit()]
    doubled = [d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


def _bare(written: str) -> str:
    """An address or number as it is compared: small letters, of a number its digits alone."""
    if "@" in written:
        return written.casefold()
    digits = re.sub(r"\D", "", written)
    return digits or written.casefold()


def _plain(written: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", written.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
