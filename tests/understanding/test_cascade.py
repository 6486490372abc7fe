"""The cascade and its small transformer: who is asked, what carries an answer, and that no text's reading depends on another's."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.understanding import queries
from makegood.understanding.readers.cascade import joins, verdicts
from makegood.understanding.readers.cascade.features import FIRST
from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.readers.small.encoder import WIDTH, Encoder, Seen, adds_exactly, is_there
from makegood.understanding.readers.small.heads import AlikeEmbedder, Head, Heads
from makegood.understanding.types import UNSURE, Act, Reading, TextIn, Urgency
from tests.understanding.small_models import LABELS, TINY, WORDINGS, cascade, drawn

TEXTS = [
    "Where is my order? It is late again, never again!",
    "Thanks, great lamp.",
    "broken",
    "",
    "👍👍",
    "my lamp is broken and nobody answers, please refund " * 20,
    "Das Paket ist kaputt angekommen.",
    "I am out of the office until Monday.",
]


@pytest.fixture(scope="module")
def first() -> FirstReader:
    return FirstReader()


@pytest.fixture(scope="module")
def reader(first: FirstReader) -> CascadeReader:
    return cascade(first=first)


def read(reader: CascadeReader, *texts: str) -> list[Reading]:
    return reader.read([TextIn(str(number), "", text) for number, text in enumerate(texts)])


def read_first(first: FirstReader, text: str) -> list[Reading]:
    return first.read([TextIn("1", "", text)])


def told(readings: list[Reading]) -> list[str]:
    return [queries.to_json(each) for each in readings]


def test_a_reading_is_the_same_alone_and_in_any_company(reader: CascadeReader) -> None:
    alone = [read(reader, text)[0] for text in TEXTS]
    assert told(read(reader, *TEXTS)) == told(alone)
    assert told(read(reader, *reversed(TEXTS))) == told(alone[::-1])
    assert told(read(reader, *(TEXTS * 40))) == told(alone * 40)


def test_a_glance_leaves_the_transformer_out_and_says_so(first: FirstReader) -> None:
    unsure = cascade(first=first)  # of everything
    never = cascade(first=first, band=0.0)
    texts = [TextIn(str(number), "", text) for number, text in enumerate(TEXTS)]
    glanced, whole, quick = unsure.glance(texts), unsure.read(texts), never.read(texts)
    assert {one.tier for one in whole} == {"small", "first"}, "what is certain is not asked about"
    assert [one.tier for one in quick] == ["first"] * len(TEXTS)
    for one, slow, sure in zip(glanced, whole, quick, strict=True):
        assert one == (slow if one.tier == "small" else replace(sure, tier=one.tier))
        assert (one.tier == "first") == (slow.tier == "first")
    assert "glance" in {one.tier for one in glanced}


@pytest.mark.parametrize(
    ("act", "complains", "tier"),
    [(Act.PRAISE, -3.0, "small"), (Act.QUESTION, -3.0, "glance"), (Act.PRAISE, -1.0, "glance")],  # logits: .05, .05, .27
)
def test_a_glance_reads_whole_what_is_rather_praise_and_hardly_a_complaint(
    first: FirstReader, act: Act, complains: float, tier: str
) -> None:
    acts, rows = LABELS["act"], 2 * (len(FIRST) + len(WORDINGS)) + 1
    towards, against = np.zeros((rows, len(acts))), np.zeros((rows, 1))
    towards[-1, acts.index(act)], against[-1, 0] = 9.0, complains
    reader = cascade(first=first, first_act=towards, first_complains=against)
    assert [one.tier for one in reader.glance([TextIn("1", "", "my lamp"), TextIn("2", "", "a lamp of yours")])] == [tier] * 2


def test_the_transformer_would_say_something_else_of_a_batch() -> None:
    """Why each text goes through alone: the 8-bit products of a batch share one scale."""
    encoder = Encoder(TINY)
    one, other = encoder.see("my order"), encoder.see("never again")
    session, _ = encoder._loaded()
    tokenizer = encoder._tokenizer
    assert tokenizer is not None
    ids = np.array([tokenizer.encode(seen.text).ids for seen in (one, other)], dtype=np.int64)
    together = session.run(["states"], {"ids": ids})[0]
    assert not np.array_equal(together, np.stack([one.states, other.states]))


def test_the_transformer_adds_exactly_whatever_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, sums overflow where a processor has no 8-bit ones of its own: there the same letter asked for a call at .27, elsewhere at .31."""
    monkeypatch.setattr("makegood.understanding.readers.small.encoder._processor", lambda: "flags\t\t: fpu avx2 avx512f\n")
    session, _ = Encoder(TINY)._loaded()
    assert session.get_session_options().get_session_config_entry("session.x64quantprecision") == "1"


def test_a_processor_with_sums_of_its_own_is_not_asked_to_be_exact_and_is() -> None:
    assert adds_exactly("processor\t: 0\nflags\t\t: fpu avx2 avx512_vnni avx512_bitalg\n")
    assert not adds_exactly("processor\t: 0\nflags\t\t: fpu avx512_vnni\nprocessor\t: 1\nflags\t\t: fpu avx2\n")
    assert not adds_exactly("processor\t: 0\nFeatures\t: asimd asimddp\n")
    assert not adds_exactly("")


@pytest.mark.skipif(not is_there(), reason="the transformer's weights are not here: make train-small")
def test_whether_asked_to_be_exact_or_not_this_processor_gives_the_same_states(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = "Mein Paket ist seit drei Wochen nicht angekommen, und niemand antwortet mir. Bitte rufen Sie mich an! " * 4
    as_is = Encoder().see(letter).states
    monkeypatch.setattr("makegood.understanding.readers.small.encoder._processor", lambda: "")
    assert np.array_equal(as_is, Encoder().see(letter).states)


def test_only_what_is_not_sure_reaches_the_transformer(first: FirstReader) -> None:
    assert {each.tier for each in read(cascade(band=0.0, first=first), *TEXTS)} == {"first"}
    tiers = [each.tier for each in read(cascade(band=1.0, first=first), *TEXTS)]
    assert tiers == ["small", "small", "small", "first", "small", "small", "small", "first"]


def test_certain_patterns_ask_nobody_and_say_what_the_first_reader_says(reader: CascadeReader, first: FirstReader) -> None:
    texts = [
        "I am out of the office until Monday.",
        "The torch was faulty. Next day a new one at my door, that's how you keep a customer.",
    ]
    for text, found in zip(texts, read(reader, *texts), strict=True):
        [alone] = read_first(first, text)
        assert (found.tier, found.act, found.feeling, found.urgency) == ("first", alone.act, alone.feeling, alone.urgency)
        assert found.version == reader.version


def test_who_thanks_and_wishes_by_custom_is_read_as_who_does_not(reader: CascadeReader) -> None:
    letter = "Ihr Mitarbeiter war sehr unhöflich zu meiner Mutter."
    assert read(reader, f"Ich hoffe, es geht Ihnen gut. {letter} Vielen Dank für Ihre Mühe.") == read(reader, letter)


def test_an_empty_text_is_unsure(reader: CascadeReader) -> None:
    [found] = read(reader, " \n ")
    assert (found.act.label, found.happened, found.asked, found.tier) == (UNSURE, (), (), "first")
    assert "act" in found.unsure_about


def test_the_version_names_the_rules_the_joins_and_the_first_step(reader: CascadeReader) -> None:
    assert reader.version.startswith("cascade-8-drawn-3-")


def test_a_reading_of_every_field_comes_back_from_json(reader: CascadeReader) -> None:
    import json

    for found in read(reader, *TEXTS):
        assert queries.from_json(json.loads(queries.to_json(found))) == found
        assert found.complains is not None
        assert {found.leaving.best, found.advocacy.best} <= {*LABELS["leaving"], *LABELS["advocacy"]}


def test_the_parts_of_the_pieces_and_the_bias_sum_to_the_score(reader: CascadeReader) -> None:
    heads = joins.load(drawn()).heads
    seen = Encoder(TINY).see("The lamp is late, and never again!")
    score = heads.scores(seen.pooled[None], ["act"])[0, LABELS["act"].index("leaving")]
    bias = float(heads.by_name["act"].bias[LABELS["act"].index("leaving")])
    assert heads.parts(seen, "act", "leaving").sum() + bias == pytest.approx(score, abs=1e-4)


def test_the_words_that_carried_a_label_are_whole_words_without_marks() -> None:
    """Three words of two pieces each; the head listens to the first number of a state."""
    states = np.zeros((6, WIDTH), dtype=np.float32)
    states[:, 0] = [0.0, 2.0, 1.0, 0.5, -1.0, 0.0]
    seen = Seen("Thanks, never-again!", ((0, 0), (8, 13), (14, 19), (0, 4), (4, 6), (0, 0)), states, states.mean(axis=0))
    ordered = Seen(seen.text, ((0, 0), (0, 4), (4, 6), (8, 13), (14, 19), (0, 0)), states[[0, 3, 4, 1, 2, 5]], seen.pooled)
    heads = Heads({"act": Head(("leaving",), np.eye(WIDTH, 1, dtype=np.float32), np.zeros(1, dtype=np.float32))})
    assert heads.words(ordered, "act", "leaving") == ("never-again",)
    assert heads.words(ordered, "act", "praise") == ()
    assert heads.words(ordered, "mood", "praise") == ()


def test_a_long_text_is_read_at_its_beginning_and_its_end() -> None:
    seen = Encoder(TINY).see("late " * 3_000 + "broken")
    assert len(seen.states) == 96
    assert seen.text[slice(*seen.spans[1])] == "late"
    assert seen.text[slice(*seen.spans[-2])] == "broken"


def test_let_go_gives_the_transformer_back_and_it_comes_again(first: FirstReader) -> None:
    reader = cascade(first=first)
    before = told(read(reader, *TEXTS))
    reader.let_go()
    assert reader._encoder._session is None
    assert told(read(reader, *TEXTS)) == before


def test_vectors_of_unit_length_say_which_texts_are_alike() -> None:
    embedder = AlikeEmbedder(Encoder(TINY), joins.load(drawn()).heads, "drawn")
    vectors = embedder.vectors(["my lamp is broken", "my lamp is broken!", "", "thanks"])
    assert vectors.shape == (4, WIDTH)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[3]
    assert embedder.vectors([]).shape == (0, WIDTH)


def test_weights_made_for_other_columns_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="“act” were made for another reader"):
        joins.load(drawn(first_act=np.zeros((7, 7))))


def test_the_most_urgent_step_whose_chance_is_enough_is_said_and_the_tables_halve_what_is_enough() -> None:
    labels = LABELS["urgency"]
    chances = np.array([[0.2, 0.0, 0.1, 0.1, 0.6], [0.2, 0.0, 0.1, 0.1, 0.6], [0.05, 0.0, 0.55, 0.3, 0.1]])
    said = verdicts.urgencies(chances, labels, {"urgency.safety": 0.3}, {"safety": [False, True, False]})
    assert [(each.label, each.chance) for each in said] == [
        (Urgency.NORMAL, 0.6),
        (Urgency.SAFETY, 0.2),
        (Urgency.STRANDED, 0.55),
    ]


def test_a_label_below_its_threshold_is_unsure_and_keeps_its_best() -> None:
    [answer] = verdicts.likeliest(np.array([[0.45, 0.55]]), ("complaint", "praise"), "act", {"act.praise": 0.6})
    assert (answer.label, answer.said) == (Act.PRAISE, False)


def test_several_labels_are_said_likeliest_first() -> None:
    [answers] = verdicts.several(np.array([[0.6, 0.2, 0.9]]), ("late", "lost", "faulty"), "happened", {})
    assert [(each.label, each.chance) for each in answers] == [("faulty", 0.9), ("late", 0.6)]


def test_without_weights_the_cascade_is_not_there() -> None:
    assert not is_there(TINY)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=200), max_size=4))
def test_no_text_makes_it_raise(texts: list[str]) -> None:
    found = read(SHARED, *texts)
    for one in found:
        findings = (one.act, one.feeling, one.urgency, one.leaving, one.advocacy, *one.happened, *one.asked)
        assert all(0 <= each.probability <= 1 for each in findings)


SHARED = cascade()


def test_whether_somebody_is_let_down_is_one_answer_of_the_act_and_of_the_question_itself() -> None:
    acts = tuple(map(str, (Act.COMPLAINT, Act.LEAVING, Act.PRAISE, Act.INFORMATION)))
    said = {"act": np.array([[0.3, 0.2, 0.25, 0.25]] * 2), joins.COMPLAINS: np.array([[0.5, 0.5], [0.9, 0.1]])}
    act = joins.settled(said, acts, glad=np.array([False, False]))["act"]
    assert act[0] == pytest.approx([0.3, 0.2, 0.25, 0.25])  # both said one half
    assert act[1] == pytest.approx([0.15, 0.1, 0.375, 0.375])  # odds of 1 and of 1 to 9: 1 to 3 together
    assert said[joins.COMPLAINS].tolist() == [[0.5, 0.5], [0.9, 0.1]]


def test_of_what_sounds_glad_and_is_rather_praise_the_join_that_knows_irony_answers() -> None:
    acts = tuple(map(str, (Act.COMPLAINT, Act.PRAISE)))
    chances = {name: np.array([[0.8, 0.2]] * 3) for name in (joins.COMPLAINS,)}
    chances |= {joins.KIND: np.array([[0.1, 0.9]] * 3), "act": np.array([[0.4, 0.6], [0.4, 0.6], [0.6, 0.4]])}
    found = joins.settled(chances, acts, glad=np.array([True, False, True]))
    assert found[joins.COMPLAINS][:, 1].tolist() == [0.9, 0.2, 0.2]
    assert found["act"][0, 0] > 0.5


def test_a_chance_of_nothing_and_of_everything_stays_a_chance() -> None:
    acts = tuple(map(str, (Act.COMPLAINT, Act.PRAISE)))
    found = joins.settled(
        {"act": np.array([[1.0, 0.0], [0.0, 1.0]]), joins.COMPLAINS: np.array([[1.0, 0.0], [0.0, 1.0]])}, acts, np.zeros(2, bool)
    )
    assert np.isfinite(found["act"]).all()
    assert found["act"].sum(axis=1).tolist() == pytest.approx([1.0, 1.0])
