"""What one text says of a mood: from its reading, and for the wish to buy from its words as well. Pure.

A reading names one act, the likeliest; a text that thanks us and says "I will order again" is praise. So the wish is also looked for in the
words, by patterns of our own: somebody says in the first person that they will buy, or have just bought, here, and does not deny it. Says too
little rather than too much: what is not among the patterns is no wish.
"""

import re

from makegood.moods.types import Feeling, Heard
from makegood.understanding.types import LET_DOWN, UNSURE, Act, Finding, Reading
from makegood.understanding.types import Feeling as Read

_I = re.IGNORECASE
_WISHES = (
    re.compile(
        r"\b(?:i|we)(?:['’]ll|\s+will|\s+shall|['’]m\s+going\s+to|\s+am\s+going\s+to|['’]re\s+going\s+to|\s+are\s+going\s+to|\s+can(?:['’]|no)?t\s+wait\s+to)"
        r"(?:\s+(?:definitely|certainly|surely|still|now|gladly|happily|just|probably|be))*\s+"
        r"(?:order|buy|shop|purchase|get\s+(?:one|some|two|a|the|my)|grab|come\s+back|be\s+back|back|buying|ordering)\b",
        _I,
    ),
    re.compile(r"\b(?:just|have|['’]ve)\s+(?:now\s+|just\s+|already\s+)?(?:ordered|bought|placed\s+(?:an|my|our)\s+order)\b", _I),
    re.compile(r"\b(?:placing|putting\s+in)\s+(?:an|my|our|another)\s+order\b", _I),
    re.compile(
        r"\b(?:ich|wir)\s+(?:werde[n]?\s+(?:\w+\s+){0,4}(?:bestellen|kaufen|zuschlagen)|bestellen?\s+(?:\w+\s+){0,3}(?:wieder|trotzdem|gleich|jetzt)|kaufen?\s+(?:\w+\s+){0,3}(?:wieder|trotzdem|gleich|jetzt))\b",
        _I,
    ),
    re.compile(r"\b(?:habe?n?\s+(?:\w+\s+){0,3}(?:bestellt|gekauft|zugeschlagen))\b", _I),
)
_DENIED = re.compile(
    r"\b(?:never|not|no\s+longer|nobody|neither|if|unless|would|could|should|might|tried|nie|nicht|niemals|kein\w*|wenn|falls)\b|n['’]t\b",
    _I,
)
_ELSEWHERE = re.compile(
    r"\b(?:elsewhere|somewhere\s+else|from\s+(?:others|somebody\s+else|someone\s+else|your\s+competitors?)|woanders|anderswo)\b",
    _I,
)
_EAGER = re.compile(r"\bcan(?:['’]|no)?t\s+wait\b", _I)  # the one denial that is none
_REACH = 40  # letters before a wish in which a denial takes it back
_PAST = re.compile(r"\b(?:last|yesterday|ago|week|month|year|before|gestern|letzte\w*|vor)\b", _I)


def of_reading(reading: Reading, text: str) -> Heard:
    """What it says. A text that is read as kind in what it does and unhappy in how it feels, or the other way round, is unsure: mockery reads so."""
    return Heard(_feeling(reading), reading.act.label == Act.BUYING or wishes_to_buy(text))


def wishes_to_buy(text: str) -> bool:
    """Whether somebody says in these words that they will buy here, or just have."""
    if _ELSEWHERE.search(text):
        return False
    return any(_stands(text, found) for pattern in _WISHES for found in pattern.finditer(text))


def _stands(text: str, found: re.Match[str]) -> bool:
    begin = max(text.rfind(mark, 0, found.start()) for mark in ".!?\n") + 1
    before, sentence = text[max(begin, found.start() - _REACH) : found.start()], text[begin : found.end() + _REACH]
    told_of_before = found.re is not _WISHES[0] and _PAST.search(sentence)
    denied = _DENIED.search(before) or _DENIED.search(_EAGER.sub("", found[0]))
    return not denied and not told_of_before


def _feeling(reading: Reading) -> Feeling:
    kind = _says(reading.act, Act.PRAISE) or _says(reading.feeling, Read.POSITIVE)
    angry = _says(reading.act, *LET_DOWN) or _says(reading.feeling, Read.NEGATIVE)
    if kind and angry:
        return Feeling.UNSURE
    if kind or angry:
        return Feeling.KIND if kind else Feeling.ANGRY
    return Feeling.UNSURE if reading.act.label == UNSURE or reading.feeling.label == UNSURE else Feeling.CALM


def _says(finding: Finding, *labels: str) -> bool:
    return finding.label in labels
