"""Tells English, German, Spanish, French and Portuguese apart by their small words and letters; anything else is "" (unknown). Never
guesses from names."""

from collections.abc import Sequence

from makegood.understanding.readers.first.memory import Memory

_SMALL_WORDS = {
    "en": """the a an and or but if of to in on at by for with from is are was were be been am have has had do does did will would can could should
        not no this that these those it its i my me we our us you your he she his her they them their there here what when where who how why which
        just please thanks thank all any some so as than then too very still again never ever only new get got one out up about into after before
        because im dont hello hi dear service order love best worst great good bad help need want""",
    "de": """der die das den dem des ein eine einen einem einer und oder aber wenn von zu in im am an auf mit für aus bei nach ist sind war waren sein
        habe hat haben hatte wird werden wurde kann können nicht kein keine ich mein meine meinen mir mich wir unser uns sie ihr ihre ihnen er es du
        dein was wann wo wer wie warum welche bitte danke alle auch noch schon nur sehr mehr immer nie wieder so als dann hallo guten liebe grüße
        vielen dass daß zum zur vom bis seit fuer gruesse koennen alles gern gerne jetzt heute""",
    "es": """el la los las lo un una unos unas y o pero de del que en es no por para con sin se su sus mi mis me te le les nos ya al está están
        estoy este esta esto ese esa son ser fue ha han he hay muy más mas como cuando donde dónde cuándo cómo qué porque todo toda todos nada
        nunca también tambien hola gracias buenos buenas días tardes usted ustedes yo pedido tengo tiene llegó llego quiero buen bueno buena mal""",
    "fr": """le la les l un une des du de d et ou mais où que qui ne pas plus pour dans sur avec sans est sont était ce cette ces c j je tu il elle
        nous vous ils on mon ma mes votre vos notre nos son sa ses au aux en y à a ai avez ont été être très bien tout tous jamais toujours encore
        n qu est-ce comment quand pourquoi combien merci bonjour bonsoir commande colis reçu rien depuis chez si""",
    "pt": """o a os as um uma uns umas e ou mas de do da dos das no na nos nas em que é não nao por para com sem se seu sua meu minha me eu você
        voce vocês nós ao à pelo pela foi ser está esta estão são ha há muito mais como quando onde porque tudo todo nada nunca também tambem ainda
        já ja só bom boa bem ruim ótimo otimo olá ola oi obrigado obrigada produto chegou recebi veio comprei entrega prazo antes""",
    "other": """il lo gli che di non per sono mio grazie ciao ma molto della questo
        het een van niet ik mijn dat met voor zijn dit op maar naar geen heb bedankt
        jest nie na się jak dla mój dziękuję proszę och att det som inte jag har tack på til ikke jeg mit tak""",
}
LANGUAGES = tuple(_SMALL_WORDS)
_LETTERS = {"de": "äöüß", "es": "ñ¿¡", "fr": "çèêëîïôûœ", "pt": "ãõçâê"}
_FIELD = 12  # bits of one language's votes in a number that holds all of them
_WORD, _LETTER = 2, 1
LOOKED_AT = 120  # words


def _votes() -> dict[str, int]:
    votes: dict[str, int] = {}
    for place, text in enumerate(_SMALL_WORDS.values()):
        for word in set(text.split()):
            votes[word] = votes.get(word, 0) + (_WORD << _FIELD * place)
    return votes


_OF_SMALL_WORDS = _votes()
_OF_LETTERS = {
    letter: sum(_LETTER << _FIELD * LANGUAGES.index(code) for code in _LETTERS if letter in _LETTERS[code])
    for letter in "".join(_LETTERS.values())
}


def _vote(word: str) -> int:
    found = _OF_SMALL_WORDS.get(word, 0)
    if not word.isascii():
        found += sum(_OF_LETTERS.get(letter, 0) for letter in set(word[:40]))
    return found


_known: Memory[int] = Memory(_vote)


def language(words: Sequence[str]) -> str:
    """One of LANGUAGES, or ""; the words are lower case. A tie, or no small word at all, is ""."""
    total = sum(map(_known.__getitem__, words[:LOOKED_AT]))
    votes = [total >> _FIELD * place & (1 << _FIELD) - 1 for place in range(len(LANGUAGES))]
    most = max(votes)
    best = LANGUAGES[votes.index(most)]
    return best if most and votes.count(most) == 1 and best != "other" else ""
