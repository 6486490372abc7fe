"""What another system can be told of is named in a shopkeeper's words, not by the names of our packages."""

from makegood.desk import vocabulary
from makegood.webhooks import queries


def test_every_area_of_what_happens_has_words_of_its_own() -> None:
    areas = {kind.partition(".")[0] for kind in queries.known_kinds()}
    assert areas - {key for key, _ in vocabulary.options("area")} == set()
