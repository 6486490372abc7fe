"""Who is stuck now: a connection in danger, an hour held in a plane or a train, nowhere to sleep. Named phrases over the text as it stands. Pure.

A trained reader knows the word "stuck" and little of airports and stations, where people say it without the word. Only what is told as being so
now counts: what was yesterday, what was mended and what one asks while planning does not. English in full, four more languages in short.
"""

import re
from collections.abc import Sequence

CHANCE = 0.7  # that somebody is stranded where such words stand: 58 of 69 on messages looked at while the words were chosen (docs/model-card.md)
LONGEST = 1_200  # characters that are looked at: who is stuck says so early
MOST_SHOWN = 60
LEAST_HELD = 55  # minutes; the guide says "from about an hour"

_CONNECTION = r"(?:connect\w*|cnx\w*|conx\w*|onward (?:flight|train)|next (?:flight|train|leg)|last (?:flight|train|bus|ferry)(?: out| home)?)"
_DANGER = re.compile(
    rf"\b(?:(?:will|gonna|going to|might|may|about to|probably|likely|if i|do i|not|to not|just) (?:\w+ ){{0,3}}?miss(?:ing)?\b.{{0,30}}?\b{_CONNECTION}"
    rf"|(?:making (?:me|us)|make (?:me|us)|having|making) miss\w*\b.{{0,25}}?\b{_CONNECTION}"
    rf"|(?:make|making|catch|get to|reach)\b.{{0,12}}?\b(?:my|our|the|their|her|his)\b.{{0,12}}?\b{_CONNECTION}"
    rf"|{_CONNECTION}\b.{{0,40}}?\b(?:tight|iffy|at risk|in danger|in doubt|in jeopardy|going to be close|will be close|be a close|missed by|not looking good)"
    rf"|(?:tight|short|close)\b.{{0,10}}?\b{_CONNECTION}\b.{{0,60}}?\b(?:hold|wait|today|tonight|now|late|delay\w*|make it|land\w*)"
    rf"|missed\b.{{0,20}}?\b{_CONNECTION}\b.{{0,60}}?\b(?:now|tonight|stuck|what|where|no one|nobody|help|rebook))",
    re.IGNORECASE,
)
_HOLD = re.compile(
    r"\b(?:please|pls|plz|can you|could you|can u|try to|any chance (?:you can|of)|will you|will they|try and|won't you)\b.{0,25}?\b(?:hold(?:ing)?|wait(?:ing)?)\b(?! times?\b| music\b| luggage\b| bags?\b| baggage\b)"
    r".{0,25}?(?:\b(?:flight|plane|train|bus|ferry|gate|door|connection|that|it|for (?:us|me))\b|\d)|\bhold the (?:gate|door|plane|flight|bus)\b|\bdon'?t (?:leave|go) without (?:us|me)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:sat|sit|sitting|stuck|held|trapped|parked|locked in|stood|chilling|waiting)\b.{0,25}?\b(?:in|on|inside|at|aboard)\b.{0,20}?\b(?:plane|aircraft|flight|tarmac|runway|taxiway|apron|board|train|tube|coach|bus|lift|elevator|gate|cabin|[a-z]{2}\d{3,4})\b"
    r"|\b(?:still|been|now) (?:\w+ )?(?:in|on|inside) (?:the|this|a|my|our|your)\b.{0,15}?\b(?:plane|aircraft|tarmac|runway|taxiway|apron|train|tube|coach|bus|lift|elevator|cabin)\b"
    r"|\b(?:passengers|people|we're|we are) (?:\w+ )?(?:still )?(?:on|inside) (?:the|this|a) (?:plane|train|bus|coach|aircraft)\b|\binside the (?:plane|train|bus)\b|\bsince (?:we )?board\w*",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(\d{2,3})\s*\+?\s*(?:more )?-?(?:min(?:ute)?s?)\b", re.IGNORECASE)
_HOURS = re.compile(
    r"\b(\d{1,2}(?:\.\d)?|an|one|two|three|four|five|six|seven|eight|nine|ten|couple(?: of)?)\s*\+?\s*(?:more )?-?(?:h|hrs?|hours?)\b",
    re.IGNORECASE,
)
_ABANDONED = re.compile(
    r"\bno (?:hotel|bed|room|place to sleep|way home)\b|\bnowhere to (?:sleep|stay|go)\b|\bsleep(?:ing)? (?:at|in|on) the (?:airport|floor|station|terminal)\b"
    r"|\bspend(?:ing)? the night (?:at|in|on) (?:the |this |an? )?(?:airport|floor|station|terminal|bench)\b"
    r"|\bmissed (?:my |our |the |their )?flights?\b.{0,60}?\b(?:no ?one|nobody|help|stuck|now what|no agent)"
    r"|\b(?:no ?one|nobody|no attendant|no staff|no agents?)\b.{0,25}?\b(?:at|in|on|manning) (?:the |your )?(?:check[- ]?in|desk|counter|bag drop)\b"
    r"|\b(?:check[- ]?in|bag drop)(?: desk| counter)?\b.{0,60}?\b(?:no[- ]?one|nobody)(?: is)? (?:here|there)\b"
    r"|\b(?:on |put (?:me|us) on |go on )stand ?by\b.{0,40}?\b(?:now|tonight|today|full|third|fourth|what)\b|\bstand ?by (?:is )?not working\b"
    r"|\b(?:stuck|stranded)\b.{0,30}?\b(?:airport|station|terminal|overnight|plane|train|tarmac|runway|roadside|motorway|abroad|here)\b"
    r"|\b(?:airport|terminal|station)\b.{0,30}?\b(?:since|for)\b.{0,12}?\b(?:\d{1,2} ?(?:am|pm|hours|hrs)|yesterday|last night|this morning|entire day|all day)\b"
    r"|\bentire day (?:at|in) the airport\b",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"\b(?:anschluss|anschlusszug|anschlussflug)\b.{0,30}?\b(?:verpass\w*|warten|schaff\w*|noch)\b|\bschaffe? (?:ich|wir)\b.{0,20}?\banschluss"
    r"|\b(?:stehen|sitzen|sitze|steht|sitzt|stecken|steckt)\b.{0,60}?\b(?:fest|auf freier strecke|flughafen|bahnhof)\b|\bwo (?:sollen|soll) (?:wir|ich)\b.{0,20}?\b(?:schlafen|übernachten)"
    r"|\bliegen geblieben\b|\bkommen? nicht (?:mehr )?(?:nach hause|heim|weiter)\b"
    r"|\b(?:pierd\w*|perd\w*|llego a|llegamos a) (?:a )?(?:la|mi|nuestra|el) (?:conexión|enlace)\b|\besper\w+ a los de la conexión\b|\b(?:tirad|atrapad|varad)[oa]s? en\b|\bdónde (?:dormimos|duermo|vamos a dormir)\b"
    r"|\b(?:rater|rate|louper|aurai|aura|attendre)\b.{0,15}?\b(?:ma|notre|la) correspondance\b|\b(?:bloqu|coinc)é(?:e|s|es)? (?:à|au|dans|en|sur)\b|\boù (?:dormir|dormons|on dort)\b|\bon dort où\b"
    r"|\b(?:perder|perco|segur\w+)\b.{0,15}?\b(?:a|minha|nossa) conexão\b|\b(?:pres[oa]s?|parad[oa]s?) (?:no|na|em) (?:aeroporto|avião|trem|comboio|estrada|elevador)\b|\bonde (?:a gente dorme|vamos dormir|durmo)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|night|time|summer|winter|spring|autumn|fall)|\w+ (?:days|weeks|months|years) ago|the other day|next (?:week|month|year)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|i booked for|planning|for my trip|thank you for (?:\w+ )?(?:getting|helping)|got (?:me|us) (?:home|there)|made it|rebooked (?:me|us)|gestern|letzte[nrs]? (?:woche|monat|jahr)|ayer|la semana pasada|hier\b|la semaine dernière|ontem|semana passada)\b",
    re.IGNORECASE,
)
# A pattern is tried where one of its keys stands: nearly all texts hold none, and the reader is quick.
_NOW = (
    (
        (
            "connect",
            "cnx",
            "conx",
            "onward",
            "next flight",
            "next train",
            "next leg",
            "last flight",
            "last train",
            "last bus",
            "last ferry",
        ),
        _DANGER,
    ),
    (("hold", "wait", "without us", "without me"), _HOLD),
    (
        (
            "hotel",
            "nowhere",
            "sleep",
            "the night",
            "missed",
            "no bed",
            "no room",
            "no way home",
            "one",
            "nobody",
            "no staff",
            "no a",
            "standby",
            "stand by",
            "stuck",
            "strand",
            "airport",
            "terminal",
            "station",
        ),
        _ABANDONED,
    ),
    (
        (
            "anschlu",
            "fest",
            "freier",
            "schlafen",
            "übernachten",
            "liegen geblieben",
            "nicht",
            "conex",
            "enlace",
            "tirad",
            "atrapad",
            "varad",
            "dormi",
            "duermo",
            "durmo",
            "correspondance",
            "bloqu",
            "coinc",
            "conexão",
            "pres",
            "parad",
            "dorme",
        ),
        _ABROAD,
    ),
)
_HELD_KEYS = (
    "plane",
    "aircraft",
    "flight",
    "tarmac",
    "runway",
    "taxiway",
    "apron",
    "board",
    "train",
    "tube",
    "coach",
    "bus",
    "lift",
    "elevator",
    "gate",
    "cabin",
)
_WORDS = {"an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def phrase(text: str) -> str:
    """The words that say that somebody is stuck now, or soon will be; "" where none do. A text without any may be of somebody stuck all the same."""
    seen = text[:LONGEST].replace("’", "'")
    lower = seen.lower()
    found = next((each for keys, pattern in _NOW if _any(keys, lower) and (each := pattern.search(seen))), None) or _held(
        seen, lower
    )
    return " ".join(found.group().split())[:MOST_SHOWN] if found and not _PAST.search(seen) else ""


def _held(text: str, lower: str) -> re.Match[str] | None:
    """An hour or so in a plane, a train or the like."""
    return _HELD.search(text) if _any(_HELD_KEYS, lower) and longest_wait(text) >= LEAST_HELD else None


def _any(keys: Sequence[str], text: str) -> bool:
    return any(key in text for key in keys)


def longest_wait(text: str) -> float:
    """The longest time that the text names, in minutes; 0 where none."""
    minutes = [float(each.group(1)) for each in _MINUTES.finditer(text)]
    hours = [60.0 * _hours(each.group(1).lower()) for each in _HOURS.finditer(text)]
    return max([*minutes, *hours, 0.0])


def _hours(word: str) -> float:
    return float(_WORDS.get(word.split()[0], 2)) if word[0].isalpha() else float(word)
