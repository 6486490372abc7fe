"""How long a post is by X's own count (developer docs, “Counting characters”, configuration version 3). Pure.

Letters of Latin, Greek, Cyrillic, Arabic, Hebrew and their like weigh 1, others (Chinese, Japanese, Korean) 2; a link 23 whatever its length;
an emoji 2 however many signs it is put together of.
"""

import re
import unicodedata

LINK = 23
_LIGHT = ((0, 4_351), (8_192, 8_205), (8_208, 8_223), (8_242, 8_247))
_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s]*)?(?![\w@])", re.IGNORECASE)
_PICTURE = "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\u00a9\u00ae\u203c\u2049\u2122\u2139]"
_ONE = f"{_PICTURE}(?:\ufe0f|[\U0001f3fb-\U0001f3ff])?"
_EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007f]+|{_ONE}(?:\u200d{_ONE})*"
)
_NEEDS_SIGN = re.compile("[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff]$")


def weight(text: str) -> int:
    """The length that X holds against 280. A bare address (“brightside.example/help”) may be taken for a link or not: the heavier counts."""
    text = unicodedata.normalize("NFC", text)
    text, links = _WEB.subn("", text)
    bare = 0
    for found in _BARE.finditer(text):
        bare += max(LINK - len(found[0]), 0)
    emojis = sum(not _NEEDS_SIGN.search(found[0]) for found in _EMOJI.finditer(text))
    text = _EMOJI.sub(lambda found: found[0] if _NEEDS_SIGN.search(found[0]) else "", text)
    return links * LINK + bare + emojis * 2 + sum(_weighs(letter) for letter in text)


def _weighs(letter: str) -> int:
    return 1 if any(low <= ord(letter) <= high for low, high in _LIGHT) else 2
