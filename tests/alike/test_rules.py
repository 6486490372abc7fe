"""What is alike, in words; groups as they come in; one order out of several; which messages are worth a vector."""

from dataclasses import replace

import numpy as np
import pytest

from makegood.alike.rules import codes, degrees, groups, shared, worth
from makegood.alike.rules.mixed import mixed
from makegood.alike.types import Degree
from makegood.understanding import registry
from makegood.understanding.readers.first.alike import WordsEmbedder
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import Act, TextIn

TORCH = "The torch does not switch on, with new batteries either."


def test_each_likeness_has_its_word_and_a_low_one_has_none() -> None:
    assert degrees.degree(0.99, "words-1-x") is Degree.SAME
    assert degrees.degree(0.7, "words-1-x") is Degree.VERY
    assert degrees.degree(0.5, "words-1-x") is Degree.SOMEWHAT
    assert degrees.degree(0.3, "words-1-x") is None
    assert degrees.least("small-1") > degrees.least("words-1")
    assert degrees.least_for_search("words-1") < degrees.least("words-1")


def test_words_in_common_say_something_and_stand_as_they_were_written() -> None:
    found = shared.words_in_common(
        "My TORCH doesn’t switch on, and the batteries are new.", "The torch and the batteries: doesn't switch!"
    )
    assert found == ("batteries", "switch", "torch")
    assert shared.words_in_common("Please let me know when you can", "Let me know, please, when you can") == ()
    assert shared.words_in_common("Die Lampe flackert", "Unsere Lampe flackert seit gestern") == ("flackert", "Lampe".lower())
    assert shared.words_in_common("", TORCH) == ()


def test_what_stands_high_in_any_order_stands_high() -> None:
    assert mixed(["a", "b", "c"], ["c", "d"]) == ["c", "a", "b", "d"]
    assert mixed(["a", "a", "b"]) == ["a", "b"]
    assert mixed() == []


def test_alike_messages_come_together_one_after_another_and_the_rest_stands_alone() -> None:
    east, north = np.eye(384, dtype=np.float32)[:2]
    near_east = (east * 0.9 + north * np.sqrt(1 - 0.81)).astype(np.float32)
    assert groups.in_order(np.stack([east, near_east, north, east]), least=0.8) == [0, 0, 1, 0]
    assert groups.in_order(np.stack([east, near_east, north]), least=0.95) == [0, 1, 2]
    assert groups.in_order(np.zeros((0, 384), dtype=np.float32), least=0.5) == []
    held: list[groups.Group] = []
    for vector in (east, near_east, north, east):
        number = groups.nearest(vector, held, least=0.8)
        if number is None:
            held.append(groups.joined(vector, None))
        else:
            held[number] = groups.joined(vector, held[number])
    assert [group.size for group in held] == [3, 1]
    assert float(np.linalg.norm(held[0].centre)) == pytest.approx(1.0, abs=1e-6)


def test_complaints_farewells_and_requests_are_worth_it_and_so_is_what_a_case_began_with() -> None:
    (reading,) = FirstReader().read([TextIn("1", "", TORCH)])

    def said(act: Act, label: str = "") -> bool:
        return worth.is_worth(replace(reading, act=replace(reading.act, label=label or act, best=act)), opened_a_case=False)

    assert [act for act in Act if said(act)] == [Act.COMPLAINT, Act.REQUEST, Act.LEAVING]
    assert said(Act.COMPLAINT, "unsure")
    assert not said(Act.PRAISE, "unsure")
    assert not worth.is_worth(None, opened_a_case=False)
    assert worth.is_worth(None, opened_a_case=True)


def test_words_give_the_same_vector_alone_and_among_others_and_every_text_has_one() -> None:
    embedder = WordsEmbedder()
    texts = [TORCH, "", "\x00\ud800", "🙂🙂🙂", "x" * 50_000, "Die Lampe flackert.", "z̷̢̛a̶l̸g̵o̶"]
    together = embedder.vectors(texts)
    assert together.shape == (7, 384)
    assert together.dtype == np.float32
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5
    assert all((embedder.vectors([text])[0] == row).all() for text, row in zip(texts, together, strict=True))
    assert embedder.version.startswith("words-1-")
    assert embedder.vectors([]).shape == (0, 384)


def test_what_shares_rare_words_is_more_alike_than_what_shares_common_ones() -> None:
    torch, too, other = WordsEmbedder().vectors(
        [TORCH, "My torch won't switch on though the batteries are new", "The parcel is not here with the post either."]
    )
    assert float(torch @ too) > 0.4 > 0.3 > float(torch @ other)


def test_the_embedder_in_use_keeps_what_every_embedder_promises() -> None:
    embedder = registry.embedder()
    vectors = embedder.vectors([TORCH, "", "Hello there"])
    assert vectors.shape == (3, 384)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-4
    assert codes.codes_of(vectors[:1]) == codes.codes_of(embedder.vectors([TORCH]))
