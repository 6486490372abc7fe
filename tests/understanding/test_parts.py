"""The parts of the first reader: what has a shape, phrases, hashed grams, the shipped file."""

from importlib import resources

import numpy as np
import pytest

from makegood.understanding.readers.cascade import features
from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first import linear, patterns
from makegood.understanding.readers.first.lexicon import Lexicon
from makegood.understanding.readers.first.reader import look
from makegood.understanding.readers.first.words import cut, tidy


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("My order BL-20931 is late", "order_number", "BL-20931"),
        ("Order no. 48213, please", "order_number", "48213"),
        ("meine Bestellung Nr. 10233", "order_number", "10233"),
        ("about #55018 again", "order_number", "55018"),
        ("It cost £1.99.", "amount", "GBP 1.99"),
        ("It cost 1.234,50 €", "amount", "EUR 1234.50"),
        ("It cost $1,234.50", "amount", "USD 1234.50"),
        ("only 20 pounds", "amount", "GBP 20"),
        ("nur 49,90 EUR", "amount", "EUR 49.90"),
        ("$1,500,000 for you", "amount", "USD 1500000"),
        ("on 14 March I left", "date", "14 March"),
        ("bis zum 20. März", "date", "20. März"),
        ("on 2026-03-02", "date", "2026-03-02"),
        ("am 3.4.2026", "date", "3.4.2026"),
        ("the TORCH-01 is dead", "product", "TORCH-01"),
        ("mi pedido número 48213 no llega", "order_number", "48213"),
        ("ma commande n° BL-20931 est en retard", "order_number", "BL-20931"),
        ("o pedido 77120 não chegou", "order_number", "77120"),
        ("paguei R$ 1.234,50", "amount", "BRL 1234.50"),
        ("paguei 49,90 reais", "amount", "BRL 49.90"),
        ("me cobraron 20 euros", "amount", "EUR 20"),
        ("j'ai payé 49,90 €", "amount", "EUR 49.90"),
        ("el 3 de marzo de 2026", "date", "3 de marzo de 2026"),
        ("le 1er février dernier", "date", "1er février"),
        ("em 15 de dezembro", "date", "15 de dezembro"),
        ("le 03/04/2026", "date", "03/04/2026"),
        ("at your shop in Green Park yesterday", "place", "Green Park"),
        ("en la tienda de Sevilla", "place", "Sevilla"),
        ("in der Filiale am Markt", "place", "Markt"),
        ("see https://example.org/a?b=1.", "link", "https://example.org/a?b=1"),
    ],
)
def test_what_has_a_shape_is_named(text: str, kind: str, value: str) -> None:
    assert (kind, value) in [(named.kind, named.value) for named in patterns.named(text)]


def test_plain_words_name_nothing() -> None:
    assert patterns.named("In order to sleep I need a lamp. May I? It may rain.") == ()


def test_capitals_count_only_among_enough_words() -> None:
    assert patterns.shouting(["WHERE", "IS", "MY", "ORDER", "NUMBER", "TWELVE"]) == pytest.approx(1.0)
    assert patterns.shouting(["HELLO", "there"]) == 0.0


def found(table: dict[str, list[str]], text: str) -> list[tuple[str, str]]:
    return [(hit.signal, hit.words) for hit in Lexicon(table).hits(cut(text))]


def test_the_longest_phrase_wins_and_hides_what_lies_in_it() -> None:
    table = {"negative": ["problem"], "soft": ["no problem"]}
    assert found(table, "no problem, but a problem") == [("soft", "no problem"), ("negative", "problem")]


def test_a_phrase_may_skip_up_to_four_words_of_its_sentence() -> None:
    table = {"late": ["waiting … weeks"]}
    assert found(table, "waiting for more than two weeks") == [("late", "waiting for more than two weeks")]
    assert found(table, "waiting for it. Two weeks") == []
    assert found(table, "waiting a b c d e weeks") == []


def test_contractions_and_beginnings_are_understood() -> None:
    assert found({"faulty": ["not work*"]}, "It doesn't working") == [("faulty", "doesn't working")]
    assert found({"faulty": ["not work*"]}, "it dont work") == [("faulty", "dont work")]


def test_a_not_before_and_an_if_with_a_question_are_marked() -> None:
    lexicon = Lexicon({"faulty": ["broken"]})
    assert [hit.negated for hit in lexicon.hits(cut("It is not at all broken"))] == [True]
    assert [hit.supposed for hit in lexicon.hits(cut("What if it is broken?"))] == [True]
    assert [hit.supposed for hit in lexicon.hits(cut("Tell me if it is broken."))] == [False]


def test_grams_hide_names_links_and_digits() -> None:
    assert hashed.plain("See @brightside, a.b@c.de or https://x.example 12") == " see \x03, \x04 or \x02 00 "


def test_grams_of_a_text_do_not_depend_on_the_batch() -> None:
    texts = ["A torch that fails", "", "👍👍", "Zweite Lampe kaputt"]
    together = hashed.grams(texts)
    for row, text in enumerate(texts):
        alone = hashed.grams([text])
        assert sorted(together.ids[together.rows == row].tolist()) == sorted(alone.ids.tolist())


def test_the_same_text_has_the_same_numbers_on_every_machine() -> None:
    ids = hashed.grams(["Torch"]).ids
    assert (len(ids), int(ids[0]), int(ids.sum())) == (19, 140299, 2476087)


def test_words_carry_what_their_grams_add() -> None:
    weights = linear.shipped()
    found_grams = hashed.grams(["this is terrible service"])
    _, parts, _ = weights.scores(found_grams)
    carried = linear.per_word(parts[:, weights.head("negative")], found_grams)
    assert carried.sum() == pytest.approx(float(parts[:, weights.head("negative")].sum()), rel=1e-4)
    assert linear.top_words(carried, found_grams)[0][0] == "terrible"


def test_the_shipped_weights_are_small_and_plain_numbers() -> None:
    stored = resources.files("makegood.understanding.readers.first") / "weights.npz"
    assert len(stored.read_bytes()) <= 4_000_000
    assert linear.shipped().weights.shape == (hashed.SIZE, 6)
    assert bool(np.isfinite(linear.shipped().weights).all())


def test_a_text_is_cut_and_cleaned_of_what_cannot_be_written() -> None:
    assert len(tidy("a" * 10_000)) == 8_000
    assert tidy("it’s \ud800 ﬁne") == "it's ? fine"


def talked(text: str) -> dict[str, list[str]]:
    return {signal: [hit.words for hit in hits] for signal, hits in look(text).talk.items()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cancel my account, I'm switching to another shop.", {"going": ["Cancel my account", "switching to"]}),
        ("Do you ship to Malta? I'd take two.", {"buying": ["Do you ship to", "I'd take"]}),
        ("Ich empfehle euch allen weiter.", {"recommends": ["empfehle"]}),
        ("I'd never recommend them.", {"warns": ["recommend"]}),
        ("Je ne recommande pas, plus jamais !", {"warns": ["Je ne recommande pas"], "going": ["plus jamais"]}),
        ("Não recomendo, nunca mais compro.", {"warns": ["Não recomendo"], "going": ["nunca mais"]}),
        ("I'm not leaving you.", {}),
    ],
)
def test_staying_buying_and_telling_others_are_found_beside_the_other_signals(text: str, said: dict[str, list[str]]) -> None:
    assert talked(text) == said


def test_the_row_of_the_first_step_has_a_number_for_each_of_its_columns() -> None:
    row = features.first_step(look("Cancel my account, never again. Order 12 is late, late, late!"))
    assert len(row) == len(features.FIRST)
    assert row[features.FIRST.index("going")] == 2.0
