"""The words that two texts have in common, as far as they say something. Pure."""

import re

MOST = 4
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")
# What stands in nearly every letter and says nothing of its matter: English, German, French, Spanish, Portuguese.
_EMPTY_WORDS = """
the and for you your yours our ours are was were has have had not but with this that these those from they them their there then than when what
which who whom why how all any can could will would shall should may might must been being its it's i'm i've don't didn't isn't wasn't
doesn't can't won't hasn't haven't did does done get got just like about into over under again still also only very more most some such out off
now here her his him she one two too yet because been before after while where much many lot even well back way due per via dear hello hey thanks
arrived arrive came come received ordered order complaint thank please kind regards best sincerely yours day days today yesterday tomorrow week weeks time please let know want wanted need needed help would
der die das den dem des ein eine einen einem einer und oder aber nicht kein keine mit von vom zum zur für auf aus bei nach seit über unter wie was wer
wann warum ich sie wir ihr ihre ihren mein meine meinen mir mich uns euch ist sind war waren bin habe haben hat hatte hatten wird werden wurde kann
können soll auch noch nur schon sehr mehr dass wenn weil als dann hier dort bitte danke hallo guten tag liebe lieber grüße grüßen freundlichen
les des une est pas que qui dans sur pour avec vous nous mon mes votre vos cette bonjour merci los las una para con por que del este esta pero muy mis
gracias hola uma com não meu minha seu sua isso esse essa para obrigado olá
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def words_in_common(one: str, other: str, *, most: int = MOST) -> tuple[str, ...]:
    """Words of `one`, as they stand there, that `other` has as well; the longest first, because long words say more, each once."""
    there = {_plain(word) for word in _WORD.findall(other)}
    found: dict[str, str] = {}
    for word in _WORD.findall(one):
        plain = _plain(word)
        if plain in there and plain not in _EMPTY:
            found.setdefault(plain, word.lower() if word.isupper() or word.istitle() else word)
    return tuple(sorted(found.values(), key=lambda word: -len(word))[:most])


def says_nothing(word: str) -> bool:
    """Whether a word stands in nearly every letter and says nothing of its matter."""
    return _plain(word) in _EMPTY


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")
