"""How well the visible reply is found, on the fixtures of three other projects. Says it per set, and each miss.

    python -m benchmarks.visible_reply [folder of mails]

Core: every line that the writer wrote is there, and no word of a quote is. Exact: that and nothing else, white space aside.
Goals: core 93 %, exact 80 %.
"""

import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import report
from makegood.channels.adapters.email.visible.reply import visible

MAILS = Path(__file__).parents[2] / "shared" / "data" / "mails"
EXPECTED = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True)
class Result:
    fixture: str
    core: bool
    exact: bool
    seconds: float

    @property
    def set(self) -> str:
        return self.fixture.partition("/")[0]


def measure(mails: Path = MAILS) -> list[Result]:
    """One result per fixture."""
    texts = dict(_texts(mails))
    return [
        _judge(fixture, texts[fixture], wanted, forgiven) for fixture, wanted, forgiven in _expectations() if fixture in texts
    ]


def _expectations() -> Iterator[tuple[str, set[int], set[int]]]:
    for line in EXPECTED.read_text().splitlines():
        if line and not line.startswith("#"):
            fixture, _, lines = line.partition(": ")
            wanted, _, forgiven = lines.partition("~")
            yield fixture, _numbers(wanted), _numbers(forgiven)


def _numbers(ranges: str) -> set[int]:
    bounds = [part.partition("-") for part in ranges.split()]
    return {n for first, _, last in bounds for n in range(int(first), int(last or first) + 1)}


def _texts(mails: Path) -> Iterator[tuple[str, str]]:
    for archive in sorted(mails.glob("*.tar.gz")):
        with tarfile.open(archive) as files:
            for member in files:
                stored = files.extractfile(member) if member.isfile() and member.name.endswith(".txt") else None
                if stored is not None:
                    text = stored.read().decode("utf-8", "replace").replace("\r\n", "\n")
                    yield f"{archive.name.removesuffix('.tar.gz')}/{Path(member.name).stem}", text


def _judge(fixture: str, text: str, wanted: set[int], forgiven: set[int]) -> Result:
    lines = [_bare(line) for line in text.split("\n")]
    start = time.perf_counter()
    found = [_bare(line) for line in visible(text).split("\n") if _bare(line)]
    took = time.perf_counter() - start
    right = [lines[number - 1] for number in sorted(wanted) if lines[number - 1]]
    allowed = {lines[number - 1] for number in forgiven} | set(right)
    core = all(line in found for line in right) and all(line in allowed for line in found)
    return Result(fixture, core, found == right, took)


def _bare(line: str) -> str:
    return "".join(line.split()).replace("\u200b", "").replace("\ufeff", "")


def main() -> int:
    results = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else MAILS)
    said = report.start("visible_reply")
    for name in ["", *dict.fromkeys(result.set for result in results)]:
        some = [result for result in results if name in ("", result.set)]
        for kind, right, goal in (("core", sum(r.core for r in some), "≥ 93"), ("exact", sum(r.exact for r in some), "≥ 80")):
            share = 100 * right / len(some)
            said.figure(f"{kind}, {name or 'all'}", share, f"% of {len(some)}", goal=f"{goal} %" if not name else "")
    said.figure("slowest", max(result.seconds for result in results), "s")
    for result in results:
        if not result.exact:
            said.note(f"{'Core only' if result.core else 'Missed'}: {result.fixture}")
    return said.end()


if __name__ == "__main__":
    sys.exit(main())
