"""Where the quote begins and ends: which lines of a text are the writer's own.

Pure. Four signs say that somebody else's words follow: `>` before a line, a line such as "On … wrote:", a block of From/Sent/Subject
lines, and a separator such as "-----Original Message-----". What has no sign is theirs.
"""

import re

from makegood.channels.adapters.email.visible import phrases
from makegood.channels.providers.html_letter import MARK

LONGEST_LINE = 500  # of a line, what is looked at
_QUOTED = re.compile(r"[\s\u200b]{0,4}[>＞]")
RULER = re.compile(r"[\s>]*[-_=*~–—•·.]{3,}[\s]*$")
_WHEN = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}|\d+[年月日]|\d{1,2}\.? \w{3,}")
_DAY = re.compile(r"\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d+年|\d{1,2}\.? \w{3,} ")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_MAIL = re.compile(r"[^\s<>]+@[^\s<>]+|<\s*$|&lt;")
_MYSELF = re.compile(r"\b(?:I|I'm|we|my|our|ich|wir|mein|je|nous|mon|yo|mi|nosotros|io|noi|ik|wij|eu)\b")
_ATTRIBUTED = re.compile(
    "|".join(rf"(?:{start})(?:[\s,.:]|(?<=[^\x00-\x7f])).{{2,400}}?(?<!\w)(?:{end})" for start, end in phrases.ATTRIBUTIONS)
    + "$",
    re.IGNORECASE,
)


def _words(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WROTE = re.compile(rf"(?<![a-zà-ÿ])(?:{_words(phrases.WROTE)})(?![a-zà-ÿ])", re.IGNORECASE)
_LABELS = {"from": phrases.FROM, "when": phrases.WHEN, "to": phrases.TO, "subject": phrases.SUBJECT, "other": phrases.OTHER}
_LABEL = re.compile(
    r"[\s>*_|]{0,12}(?:"
    + "|".join(rf"(?P<{name}>{_words(words)})" for name, words in _LABELS.items())
    + r")[*_]{0,2}[\s\xa0]{0,3}[:：]",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    rf"[\s>*]*(?:[-_=*#]{{2,}}\s*(?:{_words(phrases.ORIGINAL + phrases.FORWARDED)})\b.{{0,60}}"
    rf"|(?:{_words(phrases.ORIGINAL + phrases.FORWARDED)})\s*(?:[:：]|processed by .{{0,40}}|[-_=]{{3,}})\s*)[*\s]*$",
    re.IGNORECASE,
)
_ABOVE = re.compile(_words(phrases.ABOVE), re.IGNORECASE)
_LINE_WORDS = ("this line", "your reply above", "dieser linie", "cette ligne", "esta línea", "deze lijn")
_SAYS_SOMETHING = re.compile(r"[^\W_]|[☀-➿\U0001f000-\U0001faff]")
_ENDINGS = (":", "：", *(word.lower() for word in phrases.WROTE))
_CAN_BE_SEPARATOR = re.compile(r"[\s>*]*[-_=#]|.*(?:[:：]|processed by|[-_=]{3,}\s*)")


def own_blocks(lines: list[str]) -> list[list[str]]:
    """The writer's own lines, cut into blocks wherever somebody else's stood between. Blocks without a word are left out."""
    blocks: list[list[str]] = [[]]
    signs = _suspicious(lines)
    position, wrote = 0, False
    if lines and lines[0].startswith("-----BEGIN PGP SIGNED"):
        position = next((i for i, line in enumerate(lines) if not line), 0)  # past the armour's head
    while position < len(lines):
        line = lines[position][:LONGEST_LINE]
        if is_quoted(line):
            position = _end_of_quote(lines, position)
            blocks.append([])
            continue
        after, rest_is_theirs = _theirs_from(lines, position) if signs[position] else (0, False)
        if after and rest_is_theirs and wrote:
            break
        if after:
            position = after
            blocks.append([])
            continue
        blocks[-1].append(lines[position])
        wrote = wrote or _SAYS_SOMETHING.search(line) is not None
        position += 1
    return [block for block in map(trimmed, blocks) if block]


def is_quoted(line: str) -> bool:
    return _QUOTED.match(line) is not None


def trimmed(lines: list[str]) -> list[str]:
    """Without empty lines and rulers at the end, and without empty lines at the beginning."""
    start, end = 0, len(lines)
    while end > start and (not lines[end - 1].strip() or RULER.match(lines[end - 1][:LONGEST_LINE])):
        end -= 1
    while start < end and not lines[start].strip():
        start += 1
    return lines[start:end]


def _theirs_from(lines: list[str], position: int) -> tuple[int, bool]:
    """(the line after a sign that somebody else's words follow, whether everything from there is theirs); (0, False) for no sign."""
    line = lines[position][:LONGEST_LINE]
    if not line.strip():
        return 0, False
    if line == MARK or _is_separator(line[:150]):
        following = _next_with_words(lines, position + 1)
        return _header_block(lines, following) or position + 1, True
    block = _header_block(lines, position)
    if block:
        return block, True
    attribution = _attribution(lines, position)
    if attribution:
        following = _next_with_words(lines, attribution)
        return attribution, following >= len(lines) or not is_quoted(lines[following][:LONGEST_LINE])
    return 0, False


def _suspicious(lines: list[str]) -> list[bool]:
    """A cheap look at every line before the dear ones: could a sign begin here?"""
    ends = [_can_end_attribution(line) for line in lines]
    about = any(word in line.lower() for line in lines[:400] if len(line) < 120 for word in _LINE_WORDS)
    return [
        bool(line) and (line[0] in "-_=#*> \t\ufdd0" or ":" in line or "：" in line or True in ends[i : i + 4] or about)
        for i, line in enumerate(lines)
    ]


def _is_separator(line: str) -> bool:
    if _CAN_BE_SEPARATOR.match(line) and _SEPARATOR.match(line[:120]):
        return True
    small = line.lower()
    return len(line) < 120 and any(word in small for word in _LINE_WORDS) and _ABOVE.search(line) is not None


def _end_of_quote(lines: list[str], position: int) -> int:
    """The line after this quoted one, past the rest of it that some program wrapped onto a line of its own."""
    after = position + 1
    if after >= len(lines) or is_quoted(lines[after][:LONGEST_LINE]):
        return after
    sandwiched = after + 1 < len(lines) and is_quoted(lines[after + 1][:LONGEST_LINE])
    torn = lines[position].endswith("=") or (sandwiched and len(lines[position]) >= 50 and lines[after][:1].islower())
    return after + 1 if torn else after


def _next_with_words(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _attribution(lines: list[str], position: int) -> int:
    """The line after "On … wrote:" that begins here and may run over four lines; 0 when there is none."""
    if not any(map(_can_end_attribution, lines[position : position + 4])):
        return 0
    text = ""
    dated = bool(re.search(r"\d", lines[position][:30])) or "<" in lines[position][:80]
    for end in range(position, min(position + 4, len(lines))):
        line = lines[end][:LONGEST_LINE].strip()
        if not line or line == MARK or (end > position and is_quoted(line) and not line.startswith(">:")):
            return 0
        text = text[:-1] + line if text.endswith("=") else f"{text} {line}".strip()
        if len(text) > 600:
            return 0
        following = _next_with_words(lines, end + 1)
        quoted_next = following < len(lines) and is_quoted(lines[following][:LONGEST_LINE])
        if _is_attribution(text, quoted_next=quoted_next, one_line=end == position, dated=dated):
            return end + 1
    return 0


def _can_end_attribution(line: str) -> bool:
    """Does the line end like "… wrote:"?"""
    end = line[-60:].rstrip(" \t*_-]>\u200b").lower()
    return end.endswith(_ENDINGS)


def _is_attribution(text: str, *, quoted_next: bool, one_line: bool, dated: bool) -> bool:
    bare = text.strip(" \t-*_[]\ufeff\u200b").replace("\xa0", " ").replace("\u202f", " ")
    colon = bare.endswith((":", "："))
    body = bare.rstrip(" :：*-")
    if not colon and not _WROTE.search(body[-40:]):
        return False
    named = bool(_MAIL.search(body))
    timed = bool(_WHEN.search(body))
    if (named or timed) and _ATTRIBUTED.match(body):
        return quoted_next or named or (len(body) < 200 and not _MYSELF.search(body))
    if not colon or not (one_line or dated):
        return False
    if _WROTE.search(body) and len(body) < 300 and (named or (timed and (quoted_next or not _MYSELF.search(body)))):
        return named or quoted_next or bool(_DAY.search(body))
    if named and _CLOCK.search(body) and _DAY.search(body) and len(body) < 250:
        return True
    return quoted_next and len(body) < 150 and bool(_WROTE.search(body))


def _header_block(lines: list[str], position: int) -> int:
    """The line after a block of From/Sent/To/Subject lines that begins here; 0 when there is none."""
    line = lines[position][:LONGEST_LINE] if position < len(lines) else ""
    first = _LABEL.match(line) if ":" in line[:60] or "：" in line[:60] else None
    if first is None or first.lastgroup not in ("from", "when", "subject"):
        return 0
    seen: dict[str, str] = {}
    after, strangers, end, label = position, 0, position, ""
    while after < len(lines) and after < position + 14 and strangers < 3:
        line = lines[after][:LONGEST_LINE]
        match = _LABEL.match(line) if ":" in line or "：" in line else None
        if match is not None:
            label, strangers, end = match.lastgroup or "", 0, after + 1
            seen.setdefault(label, line[match.end() :])
        elif not line.strip():
            if len(seen) > 2 or ("from" in seen and "subject" in seen):
                break
            strangers += 1
        else:
            strangers += 1
            seen[label] = seen.get(label, "") + " " + line.strip()
        after += 1
    return end if _is_header(seen) else 0


def _is_header(seen: dict[str, str]) -> bool:
    """A booking has "From: London" too: an address or a date tells a mail's header from it."""
    if "from" not in seen and not ("when" in seen and "to" in seen and "subject" in seen):
        return False
    addressed = (
        "@" in seen.get("from", "") or "mailto" in seen.get("from", "") or ("@" in seen.get("to", "") and "subject" in seen)
    )
    dated = bool(_WHEN.search(seen.get("when", "")))
    return len(seen) > 1 and (
        (addressed and ("when" in seen or "subject" in seen or "to" in seen)) or (dated and "subject" in seen)
    )
