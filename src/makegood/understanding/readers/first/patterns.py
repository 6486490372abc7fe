"""Finds what is certain by its shape: order numbers, amounts, dates, links; and how loud a text is. Never judges."""

import re
from collections.abc import Sequence

from makegood.understanding.readers.first.memory import Memory
from makegood.understanding.types import Named

MOST_NAMED = 20
LONGER = 4  # letters of a word whose capitals count
_FIGURE = re.compile(r"\d")
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?:order|orders|bestellung|bestellnummer|auftrag|auftragsnummer|auftragsnr|order\s?(?:number|no)|pedido|encomenda|commande)\b[\s:.]*(?:number|no|nr|nummer|id|número|numero|numéro|nº|n°)?[\s:.]*#?\s*([A-Z]{0,4}-?\d[\dA-Z-]{2,19})\b|(?<![\w&])#(\d{3,12})\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?P<sign>R\$|[£$€])\s?(?P<before>\d{1,3}(?:[.,\s]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?!\d)"
    r"|(?<![\d.,])(?P<after>\d{1,3}(?:[.\s]\d{3})*(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s?(?P<word>€|EUR|GBP|USD|BRL|euros?|pounds?|dollars?|d[óo]lares|quid|reais|libras?)(?!\w)",
    re.IGNORECASE,
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|januar|februar|märz|maerz|mai|juni|juli|oktober|dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|janvier|février|fevrier|mars|avril|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
    "|janeiro|fevereiro|março|marco|maio|junho|julho|setembro|outubro|novembro|dezembro"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec|dez"
)
_DATE = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s(?:of\s|de\s)?(?:{_MONTHS})\b(?:\s(?:de\s)?\d{{4}}\b)?|\b(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
# A place is only what stands behind a word that says so; streets and towns without one are not guessed.
_PLACE = re.compile(
    r"\b(?:[Ss]tore|[Ss]hop|[Bb]ranch|[Aa]irport|[Ss]tation|[Ww]arehouse|[Ff]iliale|[Ll]aden|[Ff]lughafen|[Bb]ahnhof|[Tt]ienda|[Aa]eropuerto|[Ee]stación|[Mm]agasin|[Aa]éroport|[Gg]are|[Ll]oja|[Aa]eroporto|[Ee]stação)"
    r"\s(?:in|at|on|near|of|im|am|en|de|du|da|do|à|em)\s((?:[A-ZÀ-Ý][\w'’-]+)(?:\s(?:[A-ZÀ-Ý][\w'’-]+)){0,2})"
)
_PRODUCT = re.compile(r"\b(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z][A-Z0-9]{1,9}-[A-Z0-9]{1,9}\b")
_SIGNS = {
    "£": "GBP",
    "$": "USD",
    "€": "EUR",
    "r$": "BRL",
    "brl": "BRL",
    "reais": "BRL",
    "libra": "GBP",
    "libras": "GBP",
    "dólares": "USD",
    "dolares": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "usd": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pound": "GBP",
    "pounds": "GBP",
    "dollar": "USD",
    "dollars": "USD",
    "quid": "GBP",
}
_ORDER_WORDS = ("order", "bestell", "auftrag", "#", "pedido", "encomenda", "commande")
_MONEY_WORDS = ("£", "$", "€", "eur", "gbp", "usd", "brl", "pound", "dollar", "quid", "reais", "libra", "lares")
_PLACE_WORDS = (
    "store", "shop", "branch", "airport", "station", "warehouse", "filiale", "laden", "flughafen", "bahnhof", "tienda", "aerop",
    "estaci", "magasin", "aéroport", "gare", "loja", "estaç",
)  # fmt: skip
_DATE_LIKE = re.compile(r"\d[./-]\d")
_MONTH_WORDS = tuple(dict.fromkeys(month[:3] for month in _MONTHS.replace("?", "").split("|")))


def named(text: str) -> tuple[Named, ...]:
    """Order numbers, amounts ("GBP 1.99"), dates, product codes, places and links as written, each once, at most MOST_NAMED. In English, German,
    Spanish, French and Portuguese. A product is only its code and a place only what stands behind "shop in …", "airport of …": names of
    goods and towns are not guessed."""
    found: list[Named] = []
    rest = text
    if "://" in text or "www." in text.lower():
        found = [Named("link", match.group().rstrip(".,;!?")) for match in _LINK.finditer(text)]
        rest = _LINK.sub(" ", text) if found else text
    lowered = rest.lower()
    if _any(_PLACE_WORDS, lowered):
        found += [Named("place", match.group(1)) for match in _PLACE.finditer(rest)]
    if not _FIGURE.search(rest):  # everything else holds a figure
        return tuple(dict.fromkeys(found))[:MOST_NAMED]
    orders = (
        [(match.group(1) or match.group(2)).upper() for match in _ORDER.finditer(rest)] if _any(_ORDER_WORDS, lowered) else []
    )
    found += [Named("order_number", order) for order in orders]
    if _any(_MONEY_WORDS, lowered):
        found += [Named("amount", _amount(match)) for match in _AMOUNT.finditer(rest)]
    if _any(_MONTH_WORDS, lowered) or _DATE_LIKE.search(rest):
        found += [Named("date", match.group()) for match in _DATE.finditer(rest)]
    if "-" in rest:
        found += [Named("product", match.group()) for match in _PRODUCT.finditer(rest) if match.group() not in orders]
    return tuple(dict.fromkeys(found))[:MOST_NAMED]


def shouting(words: Sequence[str]) -> float:
    """The share (0 to 1) of longer words written in capitals; 0 among fewer than three longer words."""
    counted = sum(map(_loud.__getitem__, words))
    longer, capitals = counted & _LOW, counted >> _HALF
    return capitals / longer if longer >= 3 else 0.0


def _loudness(word: str) -> int:
    """1 for a longer word, and 1 << _HALF more where it is in capitals: one sum counts both."""
    return 0 if len(word) < LONGER or not word.isalpha() else 1 + (int(word.isupper()) << _HALF)


_HALF = 24
_LOW = (1 << _HALF) - 1
_loud: Memory[int] = Memory(_loudness)


def _any(parts: Sequence[str], text: str) -> bool:
    for part in parts:  # noqa: SIM110 (a generator costs three times as much)
        if part in text:
            return True
    return False


def _amount(match: re.Match[str]) -> str:
    currency = _SIGNS[(match.group("sign") or match.group("word")).lower()]
    return f"{currency} {_decimal(match.group('before') or match.group('after'))}"


def _decimal(written: str) -> str:
    """Both "1.234,50" and "1,234.50" as "1234.50"; "1,234" is a thousand, because cents have two places."""
    digits = re.sub(r"\s", "", written)
    cents = re.fullmatch(r"(.*)[.,](\d{1,2})", digits)
    if not cents:
        return re.sub(r"[.,]", "", digits)
    return f"{re.sub(r'[.,]', '', cents.group(1))}.{cents.group(2):0<2}"
