"""What an occasion is called: a number that people know stands in it, an id of ours never."""

from datetime import date

import pytest

from makegood.relationships.rules import sentences
from makegood.relationships.types import About, Rhythm


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("1007", "How does it run? (1007)"),
        ("", "How does it run?"),
        ("visit:01a20686-9c26-7290-a9a8-ea8e5597fea1", "How does it run?"),
        ("01a20686-9c26-7290-a9a8-ea8e5597fea1", "How does it run?"),
    ],
)
def test_an_occasion_after_something_names_what_people_know_it_by(of: str, said: str) -> None:
    assert sentences.occasion(Rhythm.AFTER, About(of=of), date(2026, 5, 16), "How does it run?") == said
