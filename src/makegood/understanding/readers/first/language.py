"""Tells English from German by their small words; anything else is "" (unknown). Never guesses from names."""

_SMALL_WORDS = {
    "en": """the a an and or but if of to in on at by for with from is are was were be been am have has had do does did will would can could should
        not no this that these those it its i my me we our us you your he she his her they them their there here what when where who how why which
        just please thanks thank all any some so as than then too very still again never ever only new get got one out up about into after before
        because im dont hello hi dear service order love best worst great good bad help need want""",
    "de": """der die das den dem des ein eine einen einem einer und oder aber wenn von zu in im am an auf mit für aus bei nach ist sind war waren sein
        habe hat haben hatte wird werden wurde kann können nicht kein keine ich mein meine meinen mir mich wir unser uns sie ihr ihre ihnen er es du
        dein was wann wo wer wie warum welche bitte danke alle auch noch schon nur sehr mehr immer nie wieder so als dann hallo guten liebe grüße
        vielen dass daß zum zur vom bis seit fuer gruesse koennen alles gern gerne jetzt heute""",
    "other": """le la les des du et est une un que qui pas pour dans sur avec je vous nous mon ma mes votre bonjour merci
        el los las y es no que en por para con una mi su gracias hola pero muy
        il lo gli che di non per sono mio grazie ciao ma molto
        het de een en van niet ik mijn dat met voor zijn dit op maar naar geen heb bedankt
        o os as um uma não que com meu minha obrigado
        jest nie na się jak dla mój dziękuję proszę och att det som inte jag har tack på til ikke jeg har mit tak""",
}
_LANGUAGE_OF: dict[str, list[str]] = {}
for _code, _text in _SMALL_WORDS.items():
    for _word in dict.fromkeys(_text.split()):
        _LANGUAGE_OF.setdefault(_word, []).append(_code)
_GERMAN_LETTERS = frozenset("äöüß")
LOOKED_AT = 120  # words


def language(words: tuple[str, ...]) -> str:
    """ "en", "de" or ""; the words are lower case. A tie, or no small word at all, is ""."""
    votes = {"en": 0.0, "de": 0.0, "other": 0.0}
    for word in words[:LOOKED_AT]:
        for code in _LANGUAGE_OF.get(word, ()):
            votes[code] += 1.0
        if not word.isascii() and not _GERMAN_LETTERS.isdisjoint(word):
            votes["de"] += 0.5
    best = max(votes, key=lambda code: votes[code])
    rest = max(score for code, score in votes.items() if code != best)
    return best if best != "other" and votes[best] > rest else ""
