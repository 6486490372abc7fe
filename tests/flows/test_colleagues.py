"""How long ago a colleague answered, as the second of two is told."""

from datetime import timedelta

import pytest

from makegood.flows import colleagues


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "a moment ago"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=12), "twelve minutes ago"),
        (timedelta(minutes=40), "40 minutes ago"),
        (timedelta(minutes=100), "two hours ago"),
        (timedelta(hours=20), "20 hours ago"),
        (timedelta(days=3), "three days ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(passed: timedelta, words: str) -> None:
    assert colleagues.ago(passed) == words
