"""Picks a letter in the person's language and fills its places. Chooses words only: nothing here knows what anything costs.

Never builds a sentence from pieces: a place holds a whole line, a whole sentence or a bare value.
"""

from collections.abc import Sequence

from makegood.kernel.money import Money
from makegood.makegoods.rules import losses
from makegood.makegoods.rules.letters_de import GERMAN
from makegood.makegoods.rules.letters_en import ENGLISH
from makegood.makegoods.rules.words import Words
from makegood.makegoods.types import FaultyLine, Situation

LANGUAGES: dict[str, Words] = {"en": ENGLISH, "de": GERMAN}
_TITLES = frozenset(["dr", "prof", "mr", "mrs", "ms", "mx", "sir", "dame", "lady", "lord", "rev"])


Also = Sequence[tuple[str, Money | None]]


def letter(name: str, situation: Situation, *, amount: Money | None = None, gift: str = "", also: Also = ()) -> str:
    """The letter `name` ("replace", "follow_up_replaced", …) as plain text, with the paragraphs `also` before its signature. An unknown
    language is answered in English."""
    words = _words(situation.language)
    line = situation.line
    places = {
        "greeting": _greeting(words, situation.person_name),
        "what_failed": _what_failed(words, situation),
        "own": words.own_ours if losses.owned(situation) else words.own_not_ours,
        "way": _way(words, line),
        "item": item_in_sentence(line, words) if line else "",
        "order": line.order_number if line else "",
        "amount": str(amount) if amount is not None else "",
        "gift": gift,
        "signature": signature(brand=situation.brand_name, member=situation.member_name),
    }
    body, _, end = words.letters[name].rpartition("\n\n")
    more = [words.paragraphs[one].format_map(places | {"amount": str(sum_)}) for one, sum_ in also]
    return "\n\n".join([*([body.format_map(places)] if body else []), *more, end.format_map(places)])


def gift_name(name: str, amount: Money | None, situation: Situation) -> str:
    """What a gift is called in a letter: money of no catalogue in the letter's language, anything else as the brand calls it."""
    return _words(situation.language).paragraphs[f"money_{situation.policy.pay_as}"].format(amount=amount) if amount else name


def gifts(names: Sequence[str], situation: Situation) -> str:
    """Several gifts as one says them inside a sentence: "£6.40 back and free delivery"; '' for none."""
    words = _words(situation.language)
    said = [name[0].lower() + name[1:] if words.lower_titles and name[1:2].islower() else name for name in names]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {'und' if words is GERMAN else 'and'} {said[-1]}"


def greeting(language: str, person_name: str) -> str:
    """The first line of a letter in that language."""
    return _greeting(_words(language), person_name)


def subject(situation: Situation) -> str:
    """An answer keeps their subject; a letter without one names the order."""
    theirs = _one_line(situation.subject)
    if theirs:
        return theirs if theirs.lower().startswith(("re:", "aw:")) else f"Re: {theirs}"
    words = _words(situation.language)
    return words.subject_order.format(order=situation.line.order_number) if situation.line else words.subject


def signature(*, brand: str, member: str) -> str:
    return f"{member}\n{brand}" if member else brand


def sign(text: str, *, brand: str, member: str) -> str:
    """A letter that only the brand signed, signed by the member who sends it. A text that ends otherwise stays as it is."""
    closing = f"\n\n{brand}"
    return (
        f"{text.removesuffix(closing)}\n\n{signature(brand=brand, member=member)}" if member and text.endswith(closing) else text
    )


def item_in_sentence(line: FaultyLine, words: Words = ENGLISH) -> str:
    """What went wrong as it stands inside a sentence: "torch", "LED bulb E27", "3 × dimmer switch"."""
    title = _one_line(line.title) or line.sku
    if words.lower_titles and title[1:2].islower():
        title = title[0].lower() + title[1:]
    return title if line.quantity == 1 else words.several.format(quantity=line.quantity, item=title)


def first_name(name: str) -> str:
    """What to call somebody of whom we know one line: the first word, unless it is a title, an initial or a family name first."""
    first, _, rest = name.partition(" ")
    plain = rest and "," not in name and first.lower().rstrip(".") not in _TITLES and len(first.rstrip(".")) > 1
    return first if plain else name


def _words(language: str) -> Words:
    return LANGUAGES.get(language[:2].lower(), ENGLISH)


def _greeting(words: Words, person_name: str) -> str:
    name = _one_line(person_name)
    if not name:
        return words.greeting_nameless
    return words.greeting.format(name=first_name(name) if words.first_names else name)


def _what_failed(words: Words, situation: Situation) -> str:
    if situation.line is None:
        return words.failed_somewhere.get(situation.harm, words.failed_somewhere["other"])
    sentence = words.failed.get(situation.harm, words.failed["other"])
    first = sentence.format(item=item_in_sentence(situation.line, words), order=situation.line.order_number)
    return " ".join(
        [first, *(words.failed_too[harm] for harm in situation.happened if harm != situation.harm and harm in words.failed_too)]
    )


def _way(words: Words, line: FaultyLine | None) -> str:
    service = _one_line(line.service) if line else ""
    return words.way_service.format(service=service) if service else words.way_plain


def _one_line(text: str) -> str:
    return " ".join(text.split())
