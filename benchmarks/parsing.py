"""How fast each channel reads: every adapter of the registry on the examples with which it passes the contract, on one core.

    python -m benchmarks.parsing [--seconds 1] [--only KIND …]

The examples are those of `tests/channels`: recorded payloads of each kind, each read again and again in turn. A payload is one raw item as it is
stored (a mail, a post, a call of a provider, which may hold several messages). What a channel reads before it stores anything is measured beside
it: a feed's whole document and a file of reviews, by entry and by row, and a page that mentions us. Rates are by CPU
time of this process, so that what else runs on the machine matters little; nothing is stored and nothing is asked outside. Goal (issue 4): 500
payloads a second on one core.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

from benchmarks import ground, report

if TYPE_CHECKING:
    from makegood.channels.seam import Adapter
    from makegood.channels.types import ChannelConfig

QUICK, FULL = ("--seconds", "0.5"), ("--seconds", "5")
GOAL = "≥ 500"
_AT_A_TIME = 20
_HELD = 50  # entries of a feed, rows of a file


def main() -> int:
    """0 when every channel reads as fast as it should."""
    parser = argparse.ArgumentParser(description="How fast each channel reads.")
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds for each channel")
    parser.add_argument("--only", nargs="+", metavar="KIND", help="only these channels")
    told = parser.parse_args()
    said = report.start("parsing")
    with ground.folder() as home:
        os.environ.setdefault("MAKEGOOD_HOME", str(home))  # adapters read settings: a private, empty home
        home.mkdir()
        _measure(said, told.only, told.seconds)
    said.note("Payloads by CPU time of one process; the examples are those of tests/channels, read again and again.")
    return said.end()


def _measure(said: report.Report, only: list[str] | None, seconds: float) -> None:
    from makegood.channels import registry
    from tests.channels import contract
    from tests.channels.test_contract import EXAMPLES

    for what, (read, holds) in _before_storing().items():
        if not only or what.partition(":")[0] in only:
            rate, _ = _rate(read, seconds)
            said.figure(what, round(rate * holds), "payloads/s", goal=GOAL, reference=f"{holds} in one document")
    for kind in only or sorted(registry.ADAPTERS):
        if kind not in EXAMPLES:
            said.note(f"{kind}: tests/channels/test_contract.py has no examples of it, so nothing was measured.")
            continue
        settings, examples, _ = EXAMPLES[kind]
        adapter = registry.ADAPTERS[kind]
        channel = contract.config(adapter, settings)
        turn = cycle(examples)
        rate, messages = _rate(partial(_parse, adapter, channel, turn), seconds)
        largest = max(len(example) for example in examples)
        what = f"{len(examples)} examples, up to {largest:,} bytes, {messages:.1f} messages each"
        said.figure(kind, round(rate), "payloads/s", goal=GOAL, reference=what)


def _parse(adapter: "Adapter", channel: "ChannelConfig", turn: Iterator[bytes]) -> int:
    return len(adapter.parse(next(turn), channel=channel))


def _rate(read: Callable[[], int], seconds: float) -> tuple[float, float]:
    """How often that can be done in a second of CPU, and what it returns on average."""
    count = total = 0
    begun = time.process_time()
    while (used := time.process_time() - begun) < seconds:
        for _ in range(_AT_A_TIME):
            total += read()
        count += _AT_A_TIME
    return count / used, total / count


def _before_storing() -> dict[str, tuple[Callable[[], int], int]]:
    """What is read of the outside's own formats before it is stored, item by item, or in one piece: how, and how many payloads it holds."""
    from makegood.channels.adapters.feed import reading as feed
    from makegood.channels.adapters.reviews import reading as reviews
    from makegood.channels.adapters.webmention import page
    from tests.channels.feed import payloads as feeds
    from tests.channels.reviews import payloads as stars
    from tests.channels.webmention import payloads as mentions

    item = feeds.RSS[feeds.RSS.index(b"<item>") : feeds.RSS.rindex(b"</item>") + 7]
    document = feeds.RSS.replace(item, item * _HELD)
    head, _, row = stars.CSV.partition(b"\n")
    table = head + b"\n" + b"".join(row.replace(b"r-1", b"r-%d" % number) for number in range(_HELD))
    pages = [
        (mentions.REPLY, "https://ines.example/1"),
        (mentions.PLAIN, "https://ana.example/1"),
        (mentions.LIKE, "https://joe.example/1"),
    ]
    turn = cycle(pages)

    def look() -> int:
        content, url = next(turn)
        page.links_to(content, media_type="text/html", url=url, target=mentions.TARGET)
        return len([page.read(content, url=url)])

    held = len(feed.articles(document, url="https://lampworld.example/feed.xml"))
    return {
        "feed: its document": (lambda: len(feed.articles(document, url="https://lampworld.example/feed.xml")), held),
        "reviews: a file, by row": (lambda: len(reviews.reviews(table)), len(reviews.reviews(table))),
        "webmention: the page that mentions us": (look, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
