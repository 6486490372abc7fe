"""Mails broken on purpose: seeded mutations of our own letters, read one after another. Says what failed, and the slowest.

    python -m benchmarks.fuzz_mail [how many] [seed]

Goal (RELIABILITY D2): of 100,000 mutations none raises anything but ValueError, none takes longer than 10 s; each is read twice to
the same envelope.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import report
from makegood.channels.adapters.email import letter, settings

QUICK, FULL = ("10000", "1"), ("100000", "1")
LETTERS = Path(__file__).parents[1] / "tests" / "channels" / "email" / "letters"
SETTINGS = settings.read({"imap_host": "127.0.0.1", "smtp_host": "127.0.0.1", "reply_secret": "x" * 40})
OURS = "help@brightside.example"
CHARSETS = [
    b"utf-8",
    b"utf-16",
    b"utf-7",
    b"iso-2022-jp",
    b"x-nonsense",
    b"idna",
    b"rot13",
    b"hz",
    b"big5",
    b"\x00",
    b"unicode_escape",
]
HEADER_NAMES = [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"References", b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"Received", b"Return-Path", b"Auto-Submitted", b"X-Failed-Recipients"]  # fmt: skip
WORDS = [b'"', b"<", b">", b"(", b",", b";", b"=?utf-8?B?", b"?=", b"=", b"--alt", b"--mix--", b"\r", b"\n", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<blockquote>", b"<!--", b"On 1 ", b" wrote:", b"> ", b"\n\n", b"boundary=", b"*0*=", b"%", b"@", b"a" * 3000, b"Regards,\n"]  # fmt: skip


@dataclass
class Outcome:
    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    failures: list[tuple[int, str]] = field(default_factory=list)


def originals() -> list[bytes]:
    return [path.read_bytes() for path in sorted(LETTERS.glob("*.eml"))]


def mutations(mails: list[bytes], *, count: int, seed: int) -> Iterator[bytes]:
    """`count` broken mails: the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        raw = bytearray(chance.choice(mails))
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            chance.choice(MUTATIONS)(raw, chance, mails)
        yield bytes(raw)


def run(mails: list[bytes], *, count: int, seed: int) -> Outcome:
    """Reads every mutation; the outcome names the number of each that failed."""
    outcome = Outcome()
    for number, raw in enumerate(mutations(mails, count=count, seed=seed)):
        outcome.tried += 1
        start = time.process_time()
        try:
            first = letter.read(raw, ours=OURS, settings=SETTINGS)
            words = "".join(
                (first.text, first.visible, first.subject, first.html, first.author.value, first.author.name, first.external_id)
            )
            words.encode()
            if number % 10 == 0 and letter.read(raw, ours=OURS, settings=SETTINGS) != first:
                outcome.failures.append((number, "read differently the second time"))
            if "\x00" in words:
                outcome.failures.append((number, "holds a NUL"))
        except ValueError as refused:
            outcome.refused += 1
            if type(refused) is not ValueError:
                outcome.failures.append((number, repr(refused)))
        except Exception as failure:
            outcome.failures.append((number, repr(failure)))
        outcome.slowest = max(outcome.slowest, time.process_time() - start)
    return outcome


def _cut(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    del raw[chance.randrange(len(raw) + 1) :]


def _flip(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    for _ in range(chance.randrange(1, 20)):
        if raw:
            raw[chance.randrange(len(raw))] = chance.randrange(256)


def _insert(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    for _ in range(chance.randrange(1, 10)):
        at = chance.randrange(len(raw) + 1)
        raw[at:at] = chance.choice(WORDS)


def _remove(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    at = chance.randrange(len(raw) + 1)
    del raw[at : at + chance.randrange(200)]


def _repeat(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    at = chance.randrange(len(raw) + 1)
    raw[at:at] = raw[at : at + chance.randrange(300)] * chance.randrange(1, 30)


def _header(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    value = chance.choice(WORDS) * chance.randrange(1, 40) + chance.randbytes(chance.randrange(30)).replace(b"\n", b"")
    raw[0:0] = chance.choice(HEADER_NAMES) + b": " + value.replace(b"\n", b" ") + b"\n"


def _splice(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    other = chance.choice(mails)
    at = chance.randrange(len(raw) + 1)
    raw[at:] = other[chance.randrange(len(other) + 1) :]


def _charset(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    raw[:] = raw.replace(b"utf-8", chance.choice(CHARSETS)).replace(b"iso-8859-1", chance.choice(CHARSETS))


def _line_ends(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    raw[:] = raw.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\r\r\n", b"\n\r")))


def _nest(raw: bytearray, chance: random.Random, mails: list[bytes]) -> None:
    depth = chance.randrange(1, 100)
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="n%d"\n\n--n%d\n' % (n, n) for n in range(depth))
    raw[:] = heads + raw


MUTATIONS: tuple[Callable[[bytearray, random.Random, list[bytes]], None], ...] = (_cut, _flip, _insert, _remove, _repeat, _header, _splice, _charset, _line_ends, _nest)  # fmt: skip


def main() -> int:
    count, seed = (int(a) for a in (sys.argv[1:] + ["100000", "1"][len(sys.argv) - 1 :])[:2])
    said = report.start("fuzz_mail")
    start = time.process_time()
    outcome = run(originals(), count=count, seed=seed)
    said.figure("failures", len(outcome.failures), f"of {outcome.tried:,} mutations", goal="= 0")
    said.figure("slowest mail", outcome.slowest, "s CPU", goal="< 10")
    said.figure("no mail, and refused as such", outcome.refused, "mutations")
    said.figure("read", outcome.tried / (time.process_time() - start), "mails per CPU second")
    said.note(f"Seed {seed}; every tenth is read twice to the same envelope.")
    for number, what in outcome.failures[:50]:
        said.note(f"{number}: {what}")
    return said.end()


if __name__ == "__main__":
    sys.exit(main())
