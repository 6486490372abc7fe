"""Bytes to text, whatever the sender's program claimed about them.

Never raises and never returns what PostgreSQL cannot hold (NUL, lone surrogates). A wrong label is common: bytes that are valid
UTF-8 are UTF-8 whatever they are called, and what is called Latin-1 is Windows-1252 (as browsers do, WHATWG Encoding Standard).
"""

import codecs
import re
from functools import lru_cache

_LATIN = {"ascii", "iso8859-1", "cp1252", "latin_1", "iso8859-15"}
_STATEFUL = ("iso2022", "utf-7", "utf-16", "utf-32", "hz")
_ALIASES = {
    "utf8mb4": "utf-8", "unicode": "utf-8", "unicode-1-1-utf-7": "utf-7", "unicode-1-1-utf-8": "utf-8", "cp-850": "cp850", "ansi": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "chinesebig5": "big5", "big5": "big5hkscs", "x-sjis": "cp932",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "windows-874": "cp874", "tis-620": "cp874", "iso-2022-jp": "iso2022_jp_ext",
    "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "x-user-defined": "cp1252", "windows-31j": "cp932", "iso-8859-9": "cp1254",
}  # fmt: skip
_NO_TEXT = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
}  # codecs of Python, charsets of nobody
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def decode(raw: bytes, declared: str = "") -> str:
    """The text of these bytes. `declared` is the charset that the sender named, or ''. Line ends become `\\n`."""
    codec = known(declared)
    if raw.isascii() and not codec.startswith(_STATEFUL):
        return clean(raw.decode("ascii"))
    return clean(_by_mark(raw) or _by_claim(raw, codec) or _by_look(raw))


def clean(text: str) -> str:
    """The same text without NUL, lone surrogates and a byte order mark, with `\\n` line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSTORABLE.sub("", text).removeprefix("\ufeff")


@lru_cache(maxsize=512)
def known(declared: str) -> str:
    """Python's name of a charset, or '' where the name means nothing or is no charset."""
    name = declared.strip().strip("\"'").lower()[:60]
    try:
        info = codecs.lookup(_ALIASES.get(name, name)) if name and name.isprintable() else None
    except (LookupError, ValueError, UnicodeError):
        return ""
    if info is None or info.name in _NO_TEXT or not getattr(info, "_is_text_encoding", True):
        return ""
    return info.name


def _by_mark(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    return ""


def _by_claim(raw: bytes, codec: str) -> str:
    """By the sender's claim, where the claim can be true; '' where the bytes must speak for themselves."""
    if not codec or codec in _LATIN or codec == "utf-8":
        return ""
    if (
        not codec.startswith(_STATEFUL)
        and _strict(raw, "utf-8")
        and _strict(raw, codec).count("\ufffd") == 0
        and _many_bytes(raw)
    ):
        return _strict(raw, "utf-8")
    text = raw.decode(codec, "replace")
    return "" if text.count("\ufffd") * 20 > len(text) and _strict(raw, "utf-8") else text


def _by_look(raw: bytes) -> str:
    text = _strict(raw, "utf-8")
    if text:
        return text
    loose = raw.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    sound = len(loose.encode()) - len(loose) - 2 * broken  # a broken place counts two bytes more than letters
    if 0 < 4 * broken < sound:
        return loose  # UTF-8 with a few wounds
    return _cyrillic(raw) or _strict(raw, "cp1252") or raw.decode("latin-1")


def _many_bytes(raw: bytes) -> bool:
    """UTF-8 under a false single-byte or Asian label: at least two sequences of three bytes or four of two make it no accident."""
    return (
        len(re.findall(rb"[\xe2-\xef][\x80-\xbf]{2}", raw[:20000])) > 1
        or len(re.findall(rb"[\xc3-\xdf][\x80-\xbf]", raw[:20000])) > 3
    )


def _cyrillic(raw: bytes) -> str:
    """KOI8-R or Windows-1251, where most letters are high bytes; which one shows by where the lower case lies."""
    low, high = len(re.findall(rb"[\xc0-\xdf]", raw)), len(re.findall(rb"[\xe0-\xff]", raw))
    if low + high < 20 or low + high < 2 * len(re.findall(rb"[A-Za-z]", raw)):
        return ""
    return raw.decode("koi8-r" if low > high else "cp1251", "replace")


def _strict(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeError:
        return ""
