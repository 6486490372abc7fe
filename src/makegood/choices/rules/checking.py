"""May this be offered? Two or three other ways, each said, none twice; and a letter that does not begin with a rule. Pure."""

import re
from collections.abc import Sequence

from makegood.choices.types import FEWEST, MOST, AlternativeIn
from makegood.kernel.refusals import Refusal

REQUEST_LENGTH, STANDARD_LENGTH, LINE_LENGTH, TEXT_LENGTH = 400, 400, 300, 20_000
_BEGINNING = 240  # characters: what is read before they decide whether we are on their side
_STIFF = {
    "policy": re.compile(r"\b(?:policy|policies|richtlinien?|vorschrift\w*)\b", re.IGNORECASE),
    "unfortunately": re.compile(r"\b(?:unfortunately|regrettably|we regret|leider)\b", re.IGNORECASE),
    "not possible": re.compile(r"\b(?:not possible|unable to|cannot offer|nicht möglich|außerstande)\b", re.IGNORECASE),
    "terms": re.compile(r"\b(?:terms and conditions|t&cs?|geschäftsbedingungen|agb)\b", re.IGNORECASE),
    "valued customer": re.compile(r"\bvalued (?:customer|guest)|\bdear (?:customer|guest)|\bsehr geehrte[rs]? (?:kunde|kundin|gast)", re.IGNORECASE),
}  # fmt: skip


def check(*, request: str, standard: str, alternatives: Sequence[AlternativeIn]) -> None:
    """Refuses ("offer_malformed") what lacks the request, the standard or two different ways; `fields` names each."""
    titles = [one.title.strip().casefold() for one in alternatives]
    problems = [
        ("request", "" if request.strip() else "say what they asked for"),
        ("request", f"at most {REQUEST_LENGTH} characters" if len(request) > REQUEST_LENGTH else ""),
        ("standard", "" if standard.strip() else "say what we promise there"),
        ("standard", f"at most {STANDARD_LENGTH} characters" if len(standard) > STANDARD_LENGTH else ""),
        ("alternatives", "" if FEWEST <= len(alternatives) <= MOST else f"offer {FEWEST} or {MOST} other ways"),
        ("alternatives", "two of them are the same" if len(set(titles)) < len(titles) else ""),
        *((f"title_{n}", "" if title else "say what happens") for n, title in enumerate(titles, 1)),
        *((f"title_{n}", f"at most {LINE_LENGTH} characters each") for n, one in enumerate(alternatives, 1) if _too_long(one)),
        *(
            (f"cost_{n}", "cannot be less than nothing")
            for n, one in enumerate(alternatives, 1)
            if one.cost and one.cost.minor < 0
        ),
    ]
    _refuse(problems)


def check_letter(*, subject: str, text: str) -> None:
    """Refuses ("offer_malformed") an empty letter, and one that begins with a policy: first the person, then what we can do."""
    beginning = text.strip()[:_BEGINNING]
    problems = [
        ("text", "" if text.strip() else "write the letter first"),
        ("text", f"at most {TEXT_LENGTH:,} characters" if len(text) > TEXT_LENGTH else ""),
        ("text", "it begins with a policy; begin with them" if _STIFF["policy"].search(beginning) else ""),
        ("subject", "" if subject.strip() and len(subject) <= LINE_LENGTH and subject.isprintable() else "one line of words"),
    ]
    _refuse(problems)


def stiff(text: str) -> tuple[str, ...]:
    """Words that sound like a counter window, by name: shown to whoever writes, never refused."""
    return tuple(name for name, pattern in _STIFF.items() if pattern.search(text))


def _too_long(one: AlternativeIn) -> bool:
    return max(len(one.title), len(one.keeps_wish), len(one.keeps_standard)) > LINE_LENGTH


def _refuse(problems: Sequence[tuple[str, str]]) -> None:
    wrong: dict[str, str] = {}
    for name, problem in problems:
        if problem:
            wrong.setdefault(name, problem)
    if wrong:
        raise Refusal("offer_malformed", " ".join(f"{name}: {problem}." for name, problem in wrong.items()), wrong)
