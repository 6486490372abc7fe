"""What a finding may become next, what must be said for it, and what of their words it quotes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from makegood.kernel.refusals import Refusal
from makegood.touchpoints.types import FindingState

USUAL_DUE = timedelta(days=14)
USUAL_CHECK = timedelta(days=30)
LONGEST_AHEAD = timedelta(days=731)
LONGEST_QUOTE, LONGEST_SENTENCE, LONGEST_TEXT = 600, 300, 2_000
_NEXT: Mapping[FindingState, Sequence[FindingState]] = {
    FindingState.OPEN: (FindingState.ACCEPTED, FindingState.CHANGING, FindingState.CHANGED, FindingState.ASIDE),
    FindingState.ACCEPTED: (FindingState.CHANGING, FindingState.CHANGED, FindingState.ASIDE),
    FindingState.CHANGING: (FindingState.CHANGED, FindingState.ASIDE),
    FindingState.CHANGED: (FindingState.CHECKED, FindingState.CHANGING),  # back where it did not work
    FindingState.CHECKED: (FindingState.CHANGING,),
    FindingState.ASIDE: (FindingState.OPEN,),
}


def may_become(state: FindingState) -> tuple[FindingState, ...]:
    """What can follow. Nothing is closed by saying so: `changed` takes what changed and the plan of a check, `checked` is what the check says, `aside` takes
    a reason."""
    return tuple(_NEXT[state])


def check_step(state: FindingState, to: FindingState) -> None:
    """Refuses (`finding_step`) what cannot follow."""
    if to not in _NEXT[state]:
        raise Refusal("finding_step", "This finding has gone on meanwhile. Look at it again.", {"state": f"is {state.value}"})


def check_day(day: date, *, field: str, today: date) -> None:
    """Refuses (`bad_day`) a day that is past, or years away."""
    if day < today:
        raise Refusal("bad_day", f"{field}: this day is past. Choose today or a later one.", {field: "is past"})
    if day - today > LONGEST_AHEAD:
        raise Refusal("bad_day", f"{field}: this is more than two years away. Choose an earlier day.", {field: "is too far away"})


def some_words(text: str, *, field: str, way_out: str, longest: int = LONGEST_TEXT) -> str:
    """The words in order, or a refusal (`words_missing`, `words_too_long`) that names the field."""
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise Refusal("words_missing", f"{field}: {way_out}", {field: "missing"})
    if len(words) > longest:
        raise Refusal("words_too_long", f"{field}: at most {longest:,} letters.", {field: "too long"})
    return words


def one_line(text: str) -> str:
    """As quotes are counted: blanks and line ends are one blank."""
    return " ".join(text.split())


def place_of(quote: str, *, text: str) -> tuple[int, int] | None:
    """Where a quote stands in somebody's words: the first letter and how many; None where they did not write that."""
    wanted = one_line(quote).strip('“”"„ ')[:LONGEST_QUOTE].strip()
    start = one_line(text).find(wanted) if wanted else -1
    return (start, len(wanted)) if start >= 0 else None


def best_of(text: str, *, telling: Sequence[str]) -> str:
    """The sentence of these words that says most of the matter: the one with most of the words that carried the reading, else the first
    ones, at most two hundred letters."""
    line = one_line(text)
    sentences = [one.strip() for one in _sentences(line) if one.strip()]
    if not sentences:
        return line[:LONGEST_QUOTE]
    scored = [sum(word.lower() in one.lower() for word in telling if word) for one in sentences]
    best = max(range(len(sentences)), key=lambda i: (scored[i], len(sentences[i]) > 15, -i))
    return sentences[best][:LONGEST_QUOTE]


def _sentences(line: str) -> list[str]:
    found, start = [], 0
    for i, letter in enumerate(line):
        if letter in ".!?" and (i + 1 == len(line) or line[i + 1] == " "):
            found.append(line[start : i + 1])
            start = i + 1
    return [*found, line[start:]]
