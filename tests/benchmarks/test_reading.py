"""The reader's benchmarks judge fairly: everybody on the same texts, weighed alike, and the card says what was measured and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import card, fairness, reading
from benchmarks.readers import contestants, sets
from makegood.commands.judging import shipped
from makegood.commands.judging.answers import Answers
from makegood.commands.judging.figures import Bools, Doubles, Interval
from makegood.understanding.types import Finding
from tests.understanding import otherwise


class Written:
    """Somebody who says what was written down, whatever is asked."""

    def __init__(self, said: Sequence[int], top: Sequence[float]) -> None:
        self._said, self._top = np.array(said, dtype=np.int64), np.array(top)

    def one(self, question: str) -> Answers | None:
        if question == "leaving":
            return None
        labels = sets.ONE_OF[question]
        return Answers(labels, self._said, np.full(len(self._said), 0.9), np.ones(len(self._said), bool))

    def several(self, question: str) -> Bools | None:
        return None

    def weight_of(self, question: str, labels: Sequence[str]) -> Doubles | None:
        return self._top


def urgent(*labels: str, weights: Sequence[float]) -> sets.Judged:
    found = {"urgency": [frozenset({label}) for label in labels]}
    return sets.Judged(list(labels), found, np.array(weights), np.arange(len(labels)) % 2)


def test_top_urgencies_are_judged_at_the_share_of_the_natural_mix() -> None:
    judged = urgent("safety", "normal", "legal", "normal", weights=[0.1, 0.9, 0.1, 8.9])
    ours = Written([0, 4, 4, 4], [0.9, 0.1, 0.6, 0.2])
    found = {row.what: row.ours for row in reading.urgencies(reading.On("here", judged, {"ours": ours}))}
    by_score, as_said = found["top urgencies, recall at ≤ 15 % flagged"], found["top urgencies, recall as said"]
    assert by_score is not None
    assert as_said is not None
    assert by_score.value == 100  # both stand highest, and weigh two in a hundred
    assert as_said.value == pytest.approx(50)
    flagged = found["top urgencies, share flagged as said"]
    assert flagged is not None
    assert flagged.value == pytest.approx(1)


def test_who_cannot_answer_stands_with_a_dash_and_not_with_a_figure() -> None:
    judged = sets.even(["a", "b"], leaving=["no", "yes"])
    ours = Written([0, 1], [0, 0])
    row = reading.On("here", judged, {"ours": ours, "theirs": ours}).row(
        "leaving", "", lambda said, rows: reading.macro_f1(said, "leaving", judged.truth("leaving"), judged.weights, rows)
    )
    assert row.beside == {}
    assert row.ours is None


def test_the_reference_learns_from_the_texts_it_is_given() -> None:
    texts = ["it is broken and useless", "broken again and late", "lovely and kind", "lovely people, kind and quick"] * 3
    labels = {"feeling": [frozenset({"negative"})] * 2 + [frozenset({"positive"})] * 2}
    taught = contestants.Linear(texts, {"feeling": labels["feeling"] * 3})
    said = taught.on(["broken, useless, late", "lovely kind people"]).one("feeling")
    assert said is not None
    assert [said.labels[each] for each in said.said] == ["negative", "positive"]
    assert taught.on(["broken"]).one("urgency") is None


def test_vader_and_textblob_call_a_low_score_a_complaint() -> None:
    for old in (contestants.Vader(), contestants.Blob()):
        said = old.on(["This is terrible, I hate it.", "This is wonderful, I love it."])
        complaint, feeling = said.one("complaint"), said.one("feeling")
        assert complaint is not None
        assert feeling is not None
        assert complaint.said.tolist() == [1, 0]
        assert [feeling.labels[each] for each in feeling.said] == ["negative", "positive"]
        assert said.one("urgency") is None


def test_a_table_of_the_card_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    begin, end = card.marks("somebody")
    place = tmp_path / "card.md"
    place.write_text(f"before\n{begin}\nold\n{end}\nafter\n", "utf-8")
    card.put("somebody", ["new"], place)
    card.put("somebody", ["newer"], place)
    assert place.read_text("utf-8") == f"before\n{begin}\nnewer\n{end}\nafter\n"
    with pytest.raises(ValueError, match="has no place for else"):
        card.put("else", ["x"], place)


def test_the_card_has_a_place_for_every_table() -> None:
    written = card.CARD.read_text("utf-8")
    for name in ("benchmarks.reading", "benchmarks.fairness", "tests.understanding.between_labellers"):
        begin, end = card.marks(name)
        assert written.count(begin) == written.count(end) == 1


def test_a_missed_goal_is_written_as_missed() -> None:
    row = reading.Row("here", "what", Interval(0.4, 0.3, 0.5), "≥ 95", {"VADER": 12.34})
    assert reading.as_card([row], "v", 10)[-1] == "| here | what | **0.4** (0.3 to 0.5) | ≥ 95: **not met** | 12.3 |"


def test_changed_pairs_are_listed_by_kind_with_what_changed() -> None:
    pairs = [pair for pair in otherwise.pairs() if pair.kind == "currencies"][:20]
    read = otherwise.read(shipped.reader(shipped.FIRST), pairs)
    calm = read[0].plain
    urgent = replace(calm, urgency=Finding("safety", "safety", 0.9))
    made = [*read[1:], otherwise.Read(pairs[0], calm, urgent)]
    lines = fairness.rows("v", made, fairness.by_kind(made))
    assert "normal → safety" in lines[-1]
    assert lines[-1].startswith("- currencies (")


def test_true_chances_show_an_error_where_texts_are_few_and_none_where_nothing_is_in_doubt() -> None:
    even, anything = np.ones(4_000), np.zeros(4_000, bool)
    assert reading.by_chance(np.ones(4_000), anything, even) == 0.0
    few, many = (reading.by_chance(np.full(n, 0.6), anything[:n], even[:n]) for n in (40, 4_000))
    assert 0.02 < few < 0.12  # a share of 40 lies some .06 from the truth
    assert many < 0.02
