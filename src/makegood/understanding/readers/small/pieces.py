"""Writes a tidy text as the small transformer was taught to see it: no addresses of people or pages, pictures as words. Pure."""

import re
import unicodedata

HEAD, TAIL = 64, 32  # word pieces that are kept of a long text: its beginning and its end
MOST = 1_500  # characters that are looked at, from the beginning and from the end
_LINK = re.compile(r"https?://\S+|www\.\S+")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")
_NAME = re.compile(r"@\w+|__\w+__")
_LONG_NUMBER = re.compile(r"\d{5,}")
_REPEATED = re.compile(r"(.)\1{3,}")
_SPACE = re.compile(r"\s+")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAMED = rf"(?:{_CAPITAL}\.|{_CAPITAL}[\w'’-]*[a-zß-öø-ÿ][\w'’-]*)"
_SIGNED = re.compile(rf"(?<=\S)\s*\n\s*{_NAMED}(?:[ ]{_NAMED}){{1,3}}\s*$")  # two to four words that are written like a name
_INTRODUCED = re.compile(
    r"(?i:\b(my name is|my name's|mein name ist|ich hei(?:ß|ss)e|je m['’]appelle|mon nom est|me llamo|mi nombre es|meu nome é|me chamo|chamo-me))"
    rf"\s+{_NAMED}(?:[ ]{_NAMED}){{0,3}}"
)
_PICTURES = frozenset(("So", "Sk"))  # Unicode categories of emoji and their modifiers


def written(text: str) -> str:
    """Links, mail addresses and names of accounts as one word each, long numbers as 00000, emoji by their Unicode names.

    Who somebody is says nothing of what they mean: a name alone in the last line is left out, and one that is introduced is "someone".
    """
    short = text if len(text) <= 2 * MOST else f"{text[:MOST]} {text[-MOST:]}"
    short = _INTRODUCED.sub(r"\1 someone", _SIGNED.sub("", short))
    plain = _NAME.sub(" @user ", _ADDRESS.sub(" e-mail ", _LINK.sub(" http ", short)))
    plain = _REPEATED.sub(r"\1\1\1", _LONG_NUMBER.sub("00000", plain))
    if not plain.isascii():
        plain = "".join(_named(letter) for letter in plain)
    return _SPACE.sub(" ", plain).strip()


def _named(letter: str) -> str:
    if ord(letter) < 0x2000 or unicodedata.category(letter) not in _PICTURES:
        return letter
    return f" {unicodedata.name(letter, '').lower().removesuffix(' sign')} "
