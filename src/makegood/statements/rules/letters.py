"""The words in which a statement reaches one person: a letter, a short message, an answer in public; and the letters to subscribers. Pure.

In public nothing stands that only concerns the one who is answered. Every text is a whole in its language.
"""

from collections.abc import Mapping

from makegood.statements.rules import when
from makegood.statements.types import Phase, Wording

PHASES: Mapping[str, Mapping[Phase, str]] = {
    "en": {
        Phase.INVESTIGATING: "We are looking into it",
        Phase.IDENTIFIED: "We know the cause",
        Phase.MONITORING: "It works again, and we are watching it",
        Phase.RESOLVED: "Put right",
    },
    "de": {
        Phase.INVESTIGATING: "Wir suchen den Grund",
        Phase.IDENTIFIED: "Wir kennen den Grund",
        Phase.MONITORING: "Es funktioniert wieder, und wir behalten es im Auge",
        Phase.RESOLVED: "In Ordnung gebracht",
    },
}
_LETTER = {
    "en": (
        "Hello {name},\n\n",
        "Hello,\n\n",
        "{hello}{text}\n\nEverything we know, and what comes next, is here: {link}\n\n{brand}",
    ),
    "de": (
        "Guten Tag {name},\n\n",
        "Guten Tag,\n\n",
        "{hello}{text}\n\nAlles, was wir wissen, und wie es weitergeht, steht hier: {link}\n\n{brand}",
    ),
}
_SHORT = {
    "en": "We are sorry: {title}. What happened, what we do for you and what comes next: {link}",
    "de": "Es tut uns leid: {title}. Was geschehen ist, was wir für Sie tun und wie es weitergeht: {link}",
}
_PUBLIC = {
    "en": "You are right, and we are sorry. We wrote down what happened and what we do about it: {link}",
    "de": "Sie haben recht, und es tut uns leid. Was geschehen ist und was wir tun, steht hier: {link}",
}
_POST = {
    "en": "{title}. {phase}. We are sorry. What happened, what we do and what comes next: {link}",
    "de": "{title}. {phase}. Es tut uns leid. Was geschehen ist, was wir tun und wie es weitergeht: {link}",
}
_POST_UPDATE = {"en": "{title}: {words} {link}", "de": "{title}: {words} {link}"}
_LINE = {
    "en": "We know about it: {title}. {phase}. You need not write to us to be told; what we do is here: {link}",
    "de": "Wir wissen davon: {title}. {phase}. Sie müssen uns nicht schreiben, um davon zu hören; was wir tun, steht hier: {link}",
}
_UPDATE = {
    "en": "{hello}there is news about “{title}”: {phase}.\n\n{words}\n\nEverything so far: {link}\n\n{brand}",
    "de": "{hello}es gibt Neues zu „{title}“: {phase}.\n\n{words}\n\nAlles bisher: {link}\n\n{brand}",
}
_FOOT = {
    "en": "\n\n--\nYou asked us to tell you what {brand}’s status page says. No more of these letters: {stop}",
    "de": "\n\n--\nSie haben uns gebeten, Ihnen zu sagen, was auf der Statusseite von {brand} steht. Keine solchen Briefe mehr: {stop}",
}
_CONFIRM = {
    "en": (
        "Shall we tell you what {brand}’s status page says?",
        (
            "Hello,\n\nsomebody, probably you, asked us to write to this address whenever {brand}’s status page says something new.\n\n"
            "If that was you, open this page and press the button: {link}\n\n"
            "If it was not you, do nothing: then we write no more.\n\n{brand}"
        ),
    ),
    "de": (
        "Sollen wir Ihnen sagen, was auf der Statusseite von {brand} steht?",
        (
            "Guten Tag,\n\njemand, wahrscheinlich Sie, hat uns gebeten, an diese Adresse zu schreiben, sobald auf der Statusseite von {brand} etwas Neues steht.\n\n"
            "Wenn Sie das waren, öffnen Sie diese Seite und drücken Sie auf den Knopf: {link}\n\n"
            "Wenn nicht, tun Sie nichts: dann schreiben wir nicht mehr.\n\n{brand}"
        ),
    ),
}


def letter(wording: Wording, language: str, *, name: str, brand: str, link: str) -> str:
    """The whole statement to one person. `name` '' where we know none."""
    named, plain, whole = _LETTER[when.known(language)]
    hello = named.format(name=name) if name else plain
    return whole.format(hello=hello, text=wording.parts.as_text(), link=link, brand=brand)


def short(wording: Wording, language: str, *, link: str) -> str:
    """The same for a place with little room: what it is, and where the rest stands."""
    return _SHORT[when.known(language)].format(title=wording.title.rstrip("."), link=link)


def answer_in_public(language: str, *, link: str) -> str:
    """Under what somebody wrote in public: nothing of them in it."""
    return _PUBLIC[when.known(language)].format(link=link)


def post(wording: Wording, language: str, phase: Phase, *, link: str) -> str:
    """For everybody, on a network."""
    language = when.known(language)
    return _POST[language].format(title=wording.title.rstrip("."), phase=PHASES[language][phase], link=link)


def post_of_update(wording: Wording, language: str, words: str, *, link: str, most: int | None) -> str:
    """An update for everybody, cut to what the network takes at the end of a word."""
    frame = _POST_UPDATE[when.known(language)]
    title = wording.title.rstrip(".")
    whole = frame.format(title=title, words=words.strip(), link=link)
    if most is None or len(whole) <= most:
        return whole
    room = most - len(frame.format(title=title, words="", link=link)) - 1
    return frame.format(title=title, words=f"{words.strip()[: max(room, 0)].rpartition(' ')[0]}…", link=link)


def line(wording: Wording, language: str, phase: Phase, *, link: str) -> str:
    """For whoever is about to write to us: that we know."""
    language = when.known(language)
    return _LINE[language].format(title=wording.title.rstrip("."), phase=PHASES[language][phase], link=link)


def update(wording: Wording, language: str, phase: Phase, words: str, *, name: str, brand: str, link: str) -> str:
    """What is new, to one person."""
    language = when.known(language)
    named, plain, _whole = _LETTER[language]
    hello = named.format(name=name) if name else plain
    return _UPDATE[language].format(
        hello=hello, title=wording.title.rstrip("."), phase=PHASES[language][phase], words=words.strip(), link=link, brand=brand
    )


def foot(language: str, *, brand: str, stop: str) -> str:
    """Below what a subscriber gets: why, and the way out."""
    return _FOOT[when.known(language)].format(brand=brand, stop=stop)


def confirmation(language: str, *, brand: str, link: str) -> tuple[str, str]:
    """The subject and the text of the letter that asks whether it was them."""
    subject, text = _CONFIRM[when.known(language)]
    return subject.format(brand=brand), text.format(brand=brand, link=link)
