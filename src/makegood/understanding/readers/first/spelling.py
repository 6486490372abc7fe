"""Writes a tidy text plainly before anything learned looks at it: without who signs, without greetings, in one spelling. Pure; never judges.

Who somebody is, how politely they begin and how they spell "you" says nothing of what they mean, and must not change how they are read.
The tables read the text as it stands; what is shown to people is never changed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from functools import cache

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAMED = rf"(?:{_CAPITAL}\.|{_CAPITAL}[\w'’-]*[a-zß-öø-ÿ][\w'’-]*)"
_SMALL = r"(?:[ ](?:da|das|de|del|della|der|di|do|dos|du|la|van|von|bin|ibn|el|al|ter|zu))*"  # "João da Silva"
_SIGNED = re.compile(
    rf"(?<=\S)\s*\n\s*{_NAMED}(?:{_SMALL}[ ]{_NAMED}){{1,3}}\s*$"
)  # two to four words that are written like a name
_SIGNED_SHORT = re.compile(rf"(?<=\S)\s*\n\s*\n\s*({_NAMED})\s*$")
_INTRODUCED = re.compile(
    r"(?i:\b(my name is|my name's|mein name ist|ich hei(?:ß|ss)e|je m['’]appelle|mon nom est|me llamo|mi nombre es|meu nome é|me chamo|chamo-me))"
    rf"\s+{_NAMED}(?:{_SMALL}[ ]{_NAMED}){{0,3}}(?:\.\s|[.,]?$|,)?"
)
_INTRODUCING = frozenset(
    ("name", "name's", "heiße", "heisse", "appelle", "m'appelle", "nom", "llamo", "nombre", "nome", "chamo", "chamo-me")
)
_BETWEEN = str.maketrans(dict.fromkeys('.,!?;:()"\n\r…', " "))
_MONEY_SIGNS = frozenset("£$€₹₦¥")
_MONEY = re.compile(
    r"(?:R\$|US\$|[£$€₹₦¥]|\b(?:CHF|AED|EUR|USD|GBP|BRL|INR))\s?\d+(?:[.,]\d+)*"
    r"|\b\d+(?:[.,]\d+)*\s?(?:[£€₹₦¥]|(?:eur|euros?|usd|gbp|brl|chf|aed|kr|zł|quid|pounds?|dollars?|reais|libras?|pesos?|rupees)\b)",
    re.IGNORECASE,
)
_MONEY_WORDS = (
    "chf",
    "aed",
    "eur",
    "usd",
    "gbp",
    "brl",
    "kr",
    "zł",
    "quid",
    "pound",
    "dollar",
    "reais",
    "libra",
    "peso",
    "rupee",
)
_DIGIT = re.compile(r"\d")
_PART = re.compile(r"[^.!?,\n]+[.!?,]*|[.!?,]+|\n+")
_MARKS = re.compile(r"[^\w\s]+")
_SHOUTED = re.compile(r"[!?.]{2,}")
_WORD = re.compile(r"@\w+|[^\W_]+(?:'[^\W\d_]+)*'?")
_DROPPED_G = re.compile(r"\b([a-z]{2,})in'(?!\w)")
_NOT_NAMES = frozenset(
    [
        "thanks",
        "cheers",
        "danke",
        "merci",
        "gracias",
        "obrigado",
        "obrigada",
        "help",
        "please",
        "bitte",
        "hilfe",
        "regards",
        "love",
        "hello",
        "bye",
        "goodbye",
        "sorry",
    ]
)
# A whole sentence, or what stands before the first comma, that only greets, excuses or takes its leave.
_FRAMES = """
hello|hi|hi there|hello there|hey|hey there|hi all|hi team|hello team|dear sir or madam|dear sir madam|dear sirmadam|dear sir|dear madam|dear sirs|dear team|dear all|dear customer service
good morning|good afternoon|good evening|good day|greetings|i hope you are well|hope you are well|i hope you are doing well|i hope this finds you well|hope this finds you well
hope all is well|i hope all is well|kind regards|best regards|warm regards|regards|best wishes|yours sincerely|yours faithfully|sincerely|yours truly|yours
thanks in advance|thank you in advance|many thanks in advance|thank you very much in advance|thank you very much for your time|thank you for your time|thanks for your time
thank you for your help in advance|thank you for your attention|thanks for reading|sorry to bother you|sorry to bother you again|i am sorry to bother you|i am sorry to bother you again|i'm sorry to bother you again
i am sure that you are busy|i am sure you are busy|i know you are busy|no hurry at all|no hurry|no rush|no rush at all|take your time|kindly do the needful|kindly do the needful at the earliest|please do the needful|please do the needful at the earliest
guten tag|guten morgen|guten abend|hallo|hallo zusammen|hallo liebes team|liebes team|moin|servus|grüß gott|sehr geehrte damen und herren|ich hoffe es geht ihnen gut|vielen dank im voraus|danke im voraus|besten dank im voraus|herzlichen dank im voraus
vielen dank für ihre mühe|danke für ihre mühe|mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|liebe grüße|beste grüße|schöne grüße|herzliche grüße|mfg|lg|vg|gruß
bonjour|bonsoir|salut|bonjour madame|bonjour monsieur|bonjour madame monsieur|madame monsieur|madame|monsieur|cordialement|bien cordialement|bien à vous|sincères salutations|salutations|merci d'avance|merci par avance|j'espère que vous allez bien|bonne journée
hola|buenos días|buenos dias|buenas tardes|buenas noches|buenas|buen día|estimados|estimados señores|estimado equipo|saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|gracias de antemano|muchas gracias de antemano|espero que estén bien
olá|ola|oi|bom dia|boa tarde|boa noite|prezados|prezado|caros|olá pessoal|att|at te|atenciosamente|cordialmente|cumprimentos|abraço|abraços|desde já agradeço|desde já obrigado|desde já obrigada|obrigado desde já|obrigada desde já|grato|grata|espero que estejam bem|espero que esteja bem
"""
_COURTEOUS = re.compile(r"thank|dank|merci|gracias|obrigad|agrade|hope|hoffe|espero|espère|sorry|hurry|rush|busy|your time")
_SPELLED = """
u you|ur your|r are|ya you|yer your|ye you|pls please|plz please|plse please|thx thanks|thnx thanks|thanx thanks|tmrw tomorrow|tmr tomorrow|tmw tomorrow|tomoz tomorrow|2moro tomorrow|2morrow tomorrow|cuz because|coz because|bcoz because|ppl people
hv have|n and|wat what|wut what|gonna going to|gotta got to|wanna want to|finna going to|lemme let me|gimme give me|kinda kind of|dunno do not know|b4 before|gr8 great|no1 nobody|sum1 someone|msg message|msgs messages|acct account|yr year|yrs years|hrs hours|hr hour|mins minutes|wks weeks|wk week
isnae is not|wasnae was not|wisnae was not|cannae can not|couldnae could not|dinnae do not|disnae does not|doesnae does not|didnae did not|hasnae has not|huvnae have not|havnae have not|arenae are not|willnae will not|wouldnae would not
wis was|huv have|tae to|fae from|wi' with|o' of|ken know|hoose house|bairns children|gaun going|naebody nobody|aboot about|oot out|noo now|wee small|nowt nothing|owt anything|summat something|t' the|y'all you all|ain't is not|aint is not|ya'll you all
cannot can not|can't can not|cant can not|won't will not|wont will not|shan't shall not|dont do not|doesnt does not|didnt did not|isnt is not|wasnt was not|arent are not|werent were not|hasnt has not|havent have not|hadnt had not|couldnt could not|wouldnt would not|shouldnt should not
im i am|ive i have|youre you are|theyre they are|thats that is|whats what is|wheres where is|it's it is|that's that is|what's what is|where's where is|there's there is|here's here is|who's who is|how's how is|he's he is|she's she is|let's let us|im' i am
vc você|vcs vocês|pq porque|mto muito|mt muito|mtos muitos|tb também|tbm também|td tudo|qdo quando|qnd quando|hj hoje|msm mesmo|blz beleza|obg obrigado|obgd obrigado|cmg comigo|ñ não|naum não|eh é|
xq porque|tmb también|tb también|slt salut|svp s'il vous plaît|stp s'il te plaît|pb problème|bcp beaucoup|tjs toujours|tjrs toujours|qqn quelqu'un|nich nicht|ned nicht|nix nichts|isses ist es
"""
_AMERICAN = "colour color|colours colors|grey gray|cancelled canceled|cancelling canceling|favourite favorite|mum mom"
_ENDINGS = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am"}


def plainly(text: str) -> str:
    """The text as anything learned reads it; never empty where the text was not. The same for a text that is plain already."""
    kept = _unsigned(text) if "\n" in text else text
    words = set(kept.lower().translate(_BETWEEN).split())
    if not _INTRODUCING.isdisjoint(words):
        kept = _INTRODUCED.sub(" ", kept)
    if not _framing().isdisjoint(words):
        kept = _without(_frames(), kept, at_once=(1,))
    if _DIGIT.search(kept) and _has_money(kept):
        kept = _MONEY.sub("$00", kept)
    return _respelled(kept, words) or text


def unframed(text: str) -> str:
    """The text without the sentences that thank, wish or excuse by custom alone, also those that a comma divides ("Ich hoffe, es geht Ihnen gut."): by
    them the tables would hear somebody glad. All of it where nothing else is there; what only greets or takes its leave stays."""
    words = text.lower().translate(_BETWEEN).split()
    return text if _framing().isdisjoint(words) else _without(_courtesies(), text, at_once=(2, 1))


def folded(text: str) -> str:
    """Lower case, and letters without their marks: "não" as "nao", "ß" as "ss"."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text.lower().replace("ß", "ss"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _unsigned(text: str) -> str:
    kept = _SIGNED.sub("", text)
    short = _SIGNED_SHORT.search(kept)
    return kept[: short.start()] if short and short.group(1).lower() not in _NOT_NAMES else kept


def _has_money(text: str) -> bool:
    if not _MONEY_SIGNS.isdisjoint(text):
        return True
    lowered = text.lower()
    return any(word in lowered for word in _MONEY_WORDS)


def _without(frames: Set[str], text: str, at_once: Sequence[int]) -> str:
    """Without these sentences, looked for in so many parts between commas at once; all of it where nothing else is there."""
    parts, kept = _PART.findall(text), list[str]()
    place = 0
    while place < len(parts):
        framed = next((count for count in at_once if _is_one(frames, parts[place : place + count])), 0)
        if not framed:
            kept.append(parts[place])
        place += framed or 1
    rest = "".join(kept).strip(" \n,")
    return rest if len(kept) < len(parts) and rest.strip(".!\n ,") else text


def _is_one(frames: Set[str], parts: Sequence[str]) -> bool:
    part = "".join(parts)
    return len(part) <= _LONGEST and "\n" not in part and _key(part) in frames


def _key(part: str) -> str:
    return " ".join(_MARKS.sub(" ", part.replace("'", "’")).split()).lower().replace("’", "'")


def _respelled(text: str, among: Set[str]) -> str:
    """One spelling for what has several: short forms in full, "u" as "you", no "!!!"."""
    marked = _SHOUTED.sub(_one_mark, text) if _DOUBLED.search(text) else text
    words = _spelled()
    if "'" in marked or not words.keys().isdisjoint(among):
        marked = _DROPPED_G.sub(r"\1ing", marked) if "in'" in marked else marked
        marked = _WORD.sub(lambda found: _word(found.group(), words), marked)
    return _SPACE.sub(" ", marked).strip() if "  " in marked or "\t" in marked else marked.strip()


_SPACE = re.compile(r"[ \t]+")
_DOUBLED = re.compile(r"[!?.]{2}")


def _one_mark(found: "re.Match[str]") -> str:
    return "?" if "?" in found.group() else "!" if "!" in found.group() else "."


def _word(word: str, words: Mapping[str, str]) -> str:
    lowered = word.lower()
    known = words.get(lowered)
    if known is not None:
        return known
    if "'" in lowered:
        for ending, full in _ENDINGS.items():
            if lowered.endswith(ending) and len(lowered) > len(ending):
                return word[: -len(ending)] + full
    return word


@cache
def _frames() -> frozenset[str]:
    return frozenset(frame for line in _FRAMES.strip().splitlines() for frame in line.split("|"))


@cache
def _courtesies() -> frozenset[str]:
    """Those frames that say thanks, a wish or an excuse."""
    return frozenset(frame for frame in _frames() if _COURTEOUS.search(frame))


@cache
def _framing() -> frozenset[str]:
    """The words with which frames begin."""
    return frozenset(frame.split(" ")[0].partition("'")[0] for frame in _frames()) | {frame.split(" ")[0] for frame in _frames()}


@cache
def _spelled() -> dict[str, str]:
    pairs = [pair.partition(" ") for line in _SPELLED.strip().splitlines() for pair in line.split("|") if pair]
    return {spelled: full for spelled, _, full in pairs} | dict(pair.split(" ") for pair in _AMERICAN.split("|"))


def spelled(word: str) -> tuple[str, ...]:
    """A word in lower case as the tables know it: "u" is "you", "isnae" is "is", "not"; others stay as they are."""
    full = _short_forms().get(word)
    return tuple(full.split()) if full else (word,)


@cache
def _short_forms() -> dict[str, str]:
    british = {pair.partition(" ")[0] for pair in _AMERICAN.split("|")}
    return {short: full for short, full in _spelled().items() if short not in british and "'" not in short}


_LONGEST = 60  # letters of a greeting
