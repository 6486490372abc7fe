"""Which words of a need must not be read in public. Pure: words in, groups of words out; a group is found where all of its words stand.

Errs towards asking once too often: whoever wrote it can say it in private, or in other words.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "about after again also always before because been being both cannot could does doing dont each else every from have having here into just "
    "like little make more most much must need needs never only other over please same should since some soon such take than that their them then "
    "there they thing things this those time until very want wants well were what when where which while will with without would your yours able "
    "aber alle allem allen alles also andere auch beim bitte dann dass dein denn derzeit diese dieser dieses doch durch eine einem einen einer eines "
    "etwas ganz gerade habe haben hier immer jetzt kann kein keine keinen können lieber mehr mein meine meinen muss nach nicht nichts noch oder ohne "
    "schon sehr sein seine seit sich sind soll sonst über unser unter viel vom vorher weil wenn werden wieder wird wollen "
    "dinner lunch food meal serve served order parcel delivery help call calls phone ring door house home "
    "essen abendessen paket lieferung hilfe anruf anrufe anrufen telefon haus"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_TELLING = re.compile(  # one of these alone says what nobody else should read
    r"wrist|broken|injur|surger|operat|allerg|gluten|coeliac|celiac|diabet|wheelchair|pregnan|deaf|blind|cancer|illness|disab|dement|depress|anxi"
    r"|gebroch|handgelenk|verletz|zöliak|rollstuhl|schwanger|gehörlos|krank|behinder|demenz|krebs",
    re.IGNORECASE,
)


def groups(needs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The words to watch for of each (what, why), as stems: those of `why` and those that tell of health alone; of `what` two together, or the
    only one."""
    found: list[tuple[str, ...]] = []
    for what, why in needs:
        found += [(stem(word),) for word in _words(why)]
        plain = []
        for word in _words(what):
            if _TELLING.search(word):
                found.append((stem(word),))
            else:
                plain.append(stem(word))
        found += [(one, other) for n, one in enumerate(plain) for other in plain[n + 1 :]] if len(plain) > 1 else []
        found += [(plain[0],)] if len(plain) == 1 and len(_words(what)) == 1 else []
    return tuple(dict.fromkeys(found))


def stem(word: str) -> str:
    """A word without its ending, as far as this needs it: “allergic” and “allergy” are one."""
    plain = word.casefold()
    return plain[: max(4, len(plain) - 3)]


def _words(text: str) -> list[str]:
    return [word for word in dict.fromkeys(_WORD.findall(text.casefold())) if word not in _COMMON]
