"""Where the letter ends and the signature begins: farewells, names, cards, devices, disclaimers, list footers.

Pure. In doubt a line stays: a signature too many disturbs, a sentence too few is lost.
"""

import re

from makegood.channels.adapters.email.visible import phrases
from makegood.channels.adapters.email.visible.quotes import LONGEST_LINE, RULER, trimmed

_DELIMITER = re.compile(r"(?:- )?(?:--|—|–|__)[\s\xa0]*$|- -- \S")
_NAME_WORD = r"[^\W\d_a-z][\w.'’-]*"
_NAME = rf"{_NAME_WORD}(?: (?:[a-z]{{2,3}} )?{_NAME_WORD}){{0,3}}"
_ANY_NAME = re.compile(rf"{_NAME}[.,!]?$|[a-z]{{2,15}}[.!]?$|[A-Z][.]?$")
_DASHED_NAME = re.compile(rf"(?:[-–—~]{{1,2}}|//?) ?{_NAME}[.]?$")
_SOME_WORDS = r"[^\s,;!?]{1,40}(?:[ \t]{1,3}[^\s,;!?]{1,40}){0,6}"
_SENT_FROM = re.compile(
    r"[\s*_<\[(]*(?:"
    + "|".join(phrase.replace("X?", "X").replace("X", _SOME_WORDS) for phrase in phrases.SENT_FROM)
    + r")[ \t]{0,3}(?:[<(\[]\S{0,300})?[ \t.*_>\])]{0,5}$",
    re.IGNORECASE,
)
_SENT_HINTS = (
    "sent ", "outlook", "envoy", "gesendet", "enviad", "inviat", "verzonden", "verstuurd", "skickat", "sendt", "lähetet", "wysłan", "отправлено",
    "надіслано", "odesláno", "odoslané", "elküldve", "gönderildi", "发自", "傳送", "送信", "보냄", "στάλθηκε", "trimis", "provenance",
)  # fmt: skip
_RULERS = "-–—_=*~•·."
_FAREWELL = re.compile(rf"[\s*_]*(?:{'|'.join(phrases.FAREWELLS)})[\s,.!;:*_–—☀-➿\U0001f000-\U0001faff-]*$", re.IGNORECASE)
_FAREWELL_NAMED = re.compile(rf"(?i:[\s*_]*(?:{'|'.join(phrases.FAREWELLS + phrases.THANKS)})[,.!]? +)[-–—]? ?{_NAME}[.]?$")
_THANKS = re.compile(rf"[\s*_]*(?:{'|'.join(phrases.THANKS)})[\s,.!;:*_–—☀-➿\U0001f000-\U0001faff-]*$", re.IGNORECASE)
_DISCLAIMER = re.compile(rf"[\s*_#|\[<]*(?:{'|'.join(phrases.DISCLAIMERS)})", re.IGNORECASE)
_LIST_FOOTER = re.compile(rf"[\s*_#|\[<-]*(?:{'|'.join(phrases.LIST_FOOTERS)})", re.IGNORECASE)
_WARNING = re.compile(rf"[\s*_#|\[<]*(?:{'|'.join(phrases.WARNINGS)})", re.IGNORECASE)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|https?://|www\.|\+?\(?\d[\d ()/.-]{6,}\d|\b(?:tel|fax|phone|mobile?|mob|cell|direct|fon|telefon|tél|skype|linkedin|twitter)\b"
    r"|\b(?:gmbh|ltd|inc|llc|corp|s\.a\.|b\.v\.|ag)\b|mailing list|^[@#]\w+",
    re.IGNORECASE,
)
_PROSE = re.compile(r"(?:\S+\s+){9,}\S+[.?!]|[?]$")
_PGP = re.compile(r"-----BEGIN PGP SIGNATURE-----")


def without_signature(lines: list[str], author_name: str) -> list[str]:
    """The same lines without what the writer's program, company and habit put around them; all of them where nothing else is there."""
    kept = _without_warning(trimmed(lines))
    for start in _ends(kept):
        if _has_words(kept[:start]):
            kept = kept[:start]
            break
    for _ in range(3):
        end = _leave(kept, author_name)
        if end is None or not _has_words(kept[:end]):
            break
        kept = trimmed(kept[:end])
    kept = trimmed(kept)
    return kept if _has_words(kept) else trimmed(lines)


def _without_warning(lines: list[str]) -> list[str]:
    """Without a mail filter's banner."""
    if lines and _WARNING.match(" ".join(lines[:3])[:LONGEST_LINE]):
        rest = trimmed(lines[_paragraph_end(lines, 0) :])
        return rest if _has_words(rest) else lines
    return lines


def _ends(lines: list[str]) -> list[int]:
    """Where a signature surely begins: delimiter, device, disclaimer, list footer, ruler over a card; earliest first."""
    found, code = [], False
    whole = "\n".join(lines).lower()
    devices = any(hint in whole for hint in _SENT_HINTS)
    for i, full in enumerate(lines):
        line = full[:LONGEST_LINE]
        code ^= line.lstrip().startswith("```")
        if code or not line.strip():
            continue
        alone = i == 0 or not lines[i - 1].strip() or i + 1 == len(lines)
        if _is_end(line, alone=alone, devices=devices) or (
            line.lstrip()[:1] in _RULERS and RULER.match(line) and _is_card(lines[i + 1 :])
        ):
            found.append(i)
    return found


def _is_end(line: str, *, alone: bool, devices: bool) -> bool:
    if line[0] in _RULERS and (_DELIMITER.match(line) or _PGP.match(line)):
        return True
    if devices and len(line) < 160 and _SENT_FROM.match(line):
        return True
    return alone and bool(_DISCLAIMER.match(line) or _LIST_FOOTER.match(line))


def _is_card(tail: list[str]) -> bool:
    """Whether what follows a ruler is a card, a list's footer or a disclaimer, and no more of the letter."""
    words = [line.strip() for line in tail if line.strip()]
    if words and (_DISCLAIMER.match(words[0]) or _LIST_FOOTER.match(words[0])):
        return True
    return (
        0 < len(words) <= 12
        and any(_CONTACT.search(w) for w in words)
        and all(len(w) < 100 and not _PROSE.match(w) for w in words)
    )


def _leave(lines: list[str], author_name: str) -> int | None:
    """Where the writer takes leave at the end of these lines, or None."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for i in filled[-14:]:
        tail = [lines[j].strip() for j in filled if j > i]
        line = lines[i][:LONGEST_LINE].strip()
        if len(line) > 130 or len(tail) > 11 or any(len(t) > 90 or _PROSE.match(t) for t in tail):
            continue
        if _FAREWELL.match(line) or (_THANKS.match(line) and tail and _is_name(tail[0], author_name)):
            return i
        if _FAREWELL_NAMED.match(line) and len(tail) <= 8:
            return i
        if _is_authors(line, author_name, titled=bool(tail)) and (
            not tail or all(_CONTACT.search(t) or len(t) < 45 for t in tail)
        ):
            return i
    if filled and _DASHED_NAME.match(lines[filled[-1]].strip()) and not _in_a_list(lines, filled):
        return filled[-1]
    return None


def _in_a_list(lines: list[str], filled: list[int]) -> bool:
    return len(filled) > 1 and bool(re.match(r"\s*[-–—~*•]", lines[filled[-2]]))


def _is_name(line: str, author_name: str) -> bool:
    return bool(_ANY_NAME.match(line)) or _is_authors(line, author_name)


def _is_authors(line: str, author_name: str, *, titled: bool = False) -> bool:
    """Whether the line is the author's own name, its first word or that word's short form; `titled`: with a title after it."""
    said = re.findall(r"[^\W\d_]+", line.lower())
    name = re.findall(r"[^\W\d_]+", author_name.lower())
    if not said or not name or len(line) > 70:
        return False
    if titled and len(name) > 1 and set(name) <= set(said[: len(name) + 1]):
        return True
    plain = re.fullmatch(r"[\W_]*[\w.'’ -]+[\W_]*", line) is not None
    short = len(said) == 1 and len(said[0]) > 2 and name[0].startswith(said[0])
    return plain and len(said) <= 4 and (sorted(said) == sorted(name) or said == name[:1] or short)


def _paragraph_end(lines: list[str], start: int) -> int:
    while start < len(lines) and lines[start].strip():
        start += 1
    return start


def _has_words(lines: list[str]) -> bool:
    return any(re.search(r"\w|[☀-➿\U0001f000-\U0001faff]", line) for line in lines)


def begins_signature(first: str, lines: list[str], author_name: str) -> bool:
    """Whether a block that begins with this line is a signature as a whole."""
    line = first[:LONGEST_LINE]
    if (
        _DELIMITER.match(line)
        or _SENT_FROM.match(line)
        or _PGP.match(line)
        or _LIST_FOOTER.match(line)
        or _DISCLAIMER.match(line)
    ):
        return True
    ruled = bool(RULER.match(line)) and _is_card(lines[1:])
    return ruled or (_leave(lines, author_name) == lines.index(first))
