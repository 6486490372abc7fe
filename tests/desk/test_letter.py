"""The morning letter: sentences that open their lists."""

import re

from makegood.desk import letter
from makegood.views.types import Today
from tests.desk import samples


def told(today: Today) -> list[str]:
    return [re.sub("<[^>]+>", "", line.sentence) for part in letter.paragraphs(today, slug="brightside") for line in part]


def test_a_full_morning_is_told_with_the_most_pressing_first() -> None:
    assert told(samples.TODAY) == [
        "Three people are waiting longer than we promise.",
        "One promise will break before noon.",
        "In all, it is our turn with nine.",
        "One address may belong to somebody we know: is it them?",
        "One thing needs a person’s eye.",
        "Somebody thanked you.",
        "Yesterday we put 14 right.",
        "Two people thanked us in public.",
    ]


def test_each_sentence_opens_its_list() -> None:
    found = " ".join(line.sentence for part in letter.paragraphs(samples.TODAY, slug="brightside") for line in part)
    assert re.findall('href="([^"]+)"', found) == [
        "/b/brightside/inbox/?list=late",
        "/b/brightside/inbox/",
        "/b/brightside/inbox/",
        "/b/brightside/who/",
        "/b/brightside/troubles/",
        "/b/brightside/praise/",
        "/b/brightside/inbox/?list=resolved",
        "/b/brightside/praise/",
    ]


def test_a_quiet_day_is_said_too_and_teaches() -> None:
    assert told(samples.QUIET_DAY) == ["Nobody is waiting for us."]
    assert letter.is_beginning(samples.QUIET_DAY)
    assert letter.next_step(samples.QUIET_DAY, slug="brightside") is None


def test_the_one_next_step_is_the_longest_wait() -> None:
    step = letter.next_step(samples.TODAY, slug="brightside")
    assert step == letter.Next("Begin with the longest wait", "/b/brightside/inbox/?list=late")
