"""`makegood reader judge`: figures on anybody's labelled file, reckoned as the textbooks say, and clear words where the file does not fit."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from makegood.commands import main
from makegood.commands.judging import answers, figures, judgement
from makegood.commands.judging.answers import ONE_OF
from makegood.kernel.refusals import Refusal
from makegood.understanding.readers.small.encoder import WIDTH
from makegood.understanding.types import Finding, Happened, Reading, TextIn
from tests.understanding.small_models import LABELS, cascade

EVEN = figures.even


def reading(feeling: str, chance: float, *, happened: Sequence[str] = (), complains: float | None = None) -> Reading:
    found = Finding(feeling, feeling, chance)
    normal, complaint = Finding("normal", "normal", 0.9), Finding("complaint", "complaint", 0.8)
    told = tuple(Finding(each, each, 0.9) for each in happened)
    return Reading(found, complaint, told, (), normal, "en", (), 0.0, "written", complains=complains)


class Written:
    """A reader that says what was written down for it."""

    version = "written"

    def __init__(self, readings: list[Reading]) -> None:
        self._readings = readings

    def read(self, texts: list[TextIn]) -> list[Reading]:
        return [self._readings[int(text.key)] for text in texts]


def ints(*values: int) -> figures.Ints:
    return np.array(values, dtype=np.int64)


def test_accuracy_recall_and_f1_are_those_of_the_confusion() -> None:
    truth, said = ints(0, 0, 0, 1, 1, 2), ints(0, 0, 1, 1, 1, 0)
    assert figures.accuracy(truth, said, EVEN(6)) == pytest.approx(4 / 6)
    assert figures.recalls(truth, said, 3, EVEN(6)).tolist() == pytest.approx([2 / 3, 1, 0])
    assert figures.f1s(truth, said, 3, EVEN(6)).tolist() == pytest.approx([4 / 6, 4 / 5, 0])
    assert figures.macro_f1(truth, said, 3, EVEN(6)) == pytest.approx((4 / 6 + 4 / 5) / 3)


def test_a_text_of_weight_three_counts_as_three_texts() -> None:
    truth, said = ints(0, 1, 1), ints(0, 0, 1)
    weighed = figures.macro_f1(truth, said, 2, np.array([1.0, 1.0, 3.0]))
    assert weighed == pytest.approx(figures.macro_f1(ints(0, 1, 1, 1, 1), ints(0, 0, 1, 1, 1), 2, EVEN(5)))


def test_an_answer_that_is_none_of_the_labels_is_wrong_and_stands_in_a_column_of_its_own() -> None:
    assert figures.confusion(ints(0, 1), ints(0, -1), 2, EVEN(2)).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert figures.accuracy(ints(0, 1), ints(0, -1), EVEN(2)) == 0.5


def test_the_calibration_error_is_the_gap_between_stated_and_right() -> None:
    chance, right = np.array([0.9, 0.9, 0.9, 0.9, 0.5, 0.5]), np.array([True, True, True, False, True, False])
    assert figures.calibration_error(chance, right, EVEN(6)) == pytest.approx(4 / 6 * 0.15)


def test_coverage_takes_equal_probabilities_together_and_never_picks_the_right_ones_among_them() -> None:
    right = np.array([True, True, False, True])
    assert figures.coverage(np.array([0.9, 0.8, 0.8, 0.7]), right, EVEN(4), 0.95) == 0.25
    assert figures.coverage(np.array([0.9, 0.8, 0.7, 0.6]), right, EVEN(4), 0.95) == 0.5
    assert figures.coverage(np.array([0.9, 0.9, 0.9, 0.9]), right, EVEN(4), 0.95) == 0.0


def test_flags_stay_within_the_share_and_find_what_stands_highest() -> None:
    score, wanted = np.array([0.9, 0.8, 0.3, 0.2, 0.1]), np.array([True, False, True, False, False])
    assert figures.flagged_recall(score, wanted, EVEN(5), 0.4) == pytest.approx((0.4, 0.5))
    assert figures.flagged_recall(score, wanted, EVEN(5), 0.6) == pytest.approx((0.6, 1.0))
    assert figures.flagged_recall(score, wanted, EVEN(5), 0.1) == (0.0, 0.0)


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    right = np.array([1.0] * 80 + [0.0] * 20)
    whole = np.zeros(100, dtype=np.int64)
    found = figures.interval(lambda rows: float(right[rows].mean()), whole)
    assert found == figures.interval(lambda rows: float(right[rows].mean()), whole)
    assert found.value == 0.8
    assert 0.70 < found.low < 0.75  # ±1.96 × √(.8 × .2 / 100) = ±.078
    assert 0.85 < found.high < 0.90


def test_a_reader_that_does_not_say_whether_somebody_complains_is_judged_by_its_act() -> None:
    assert answers.complains(reading("negative", 0.9)) == 0.8
    assert answers.complains(reading("negative", 0.9, complains=0.3)) == 0.3
    glad = reading("positive", 0.9)
    praise = Reading(glad.feeling, Finding("praise", "praise", 0.7), (), (), glad.urgency, "en", (), 0.0, "written")
    assert answers.complains(praise) == pytest.approx(0.3)


def test_a_label_that_is_not_the_likeliest_shares_what_is_left() -> None:
    told = answers.Told(Written([reading("negative", 0.8)]), ["a"])
    assert answers.weight_of(told, "feeling", ("negative",)).tolist() == pytest.approx([0.8])
    assert answers.weight_of(told, "feeling", ("neutral",)).tolist() == pytest.approx([0.1])
    assert answers.weight_of(told, "feeling", ("negative", "neutral")).tolist() == pytest.approx([0.9])


def test_a_question_of_several_labels_is_judged_label_by_label() -> None:
    told = answers.Told(
        Written([reading("negative", 0.9, happened=["late"]), reading("negative", 0.9, happened=["late", "lost"])]), ["a", "b"]
    )
    judged = judgement.judge(told, "happened", [frozenset({"late"}), frozenset({"lost"})])
    assert isinstance(judged, judgement.SeveralJudgement)
    assert [each[0] for each in judged.by_label] == [Happened.LATE, Happened.LOST]
    assert judged.macro_f1.value == pytest.approx((2 / 3 + 1) / 2)
    assert judged.exact.value == 0.5


ROWS = [
    {"words": "My parcel never arrived and nobody answers. Terrible service!", "mood": "0"},
    {"words": "Thank you so much, wonderful shop, I love it!", "mood": "2"},
    {"words": "When do you open on Monday?", "mood": "1"},
]


def write(path: Path) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".jsonl":
        path.write_text("\n".join(map(json.dumps, ROWS)) + "\n", "utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["words", "mood"])
            table.writeheader()
            table.writerows(ROWS)
    return path


def judge(path: Path, *words: str) -> int:
    return main.main(["reader", "judge", str(path), "--text", "words", "--label", "mood", "--question", "feeling", *words])


@pytest.mark.parametrize("name", ["moods.csv", "moods.parquet", "moods.jsonl"])
def test_a_labelled_file_of_any_kind_is_judged(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(write(tmp_path / name), "--map", "0=negative,1=neutral", "--map", "2=positive") == 0
    said = capsys.readouterr().out
    assert f"{name}: 3 texts; question: feeling" in said
    assert "accuracy            100.0 %" in said
    assert "negative                     1              0              0    100.0  100.0" in said


def test_labels_that_are_no_answers_are_named_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(write(tmp_path / "moods.csv"), "--map", "0=negative") == 2
    said = capsys.readouterr().err
    assert "moods.csv has labels that are not answers to this question: 2 (1 rows), 1 (1 rows)." in said
    assert "The answers are negative, neutral, positive. Say which is which with --map THEIRS=OURS" in said


def test_rows_mapped_to_a_dash_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(write(tmp_path / "moods.csv"), "--map", "0=negative,1=-,2=positive") == 0
    assert "2 texts, 1 left out" in capsys.readouterr().out


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "moods.csv")
    assert main.main(["reader", "judge", str(path), "--text", "body", "--label", "mood", "--question", "feeling"]) == 2
    assert "text: the file has no column 'body'; it has words, mood." in capsys.readouterr().err


def test_a_map_that_says_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(write(tmp_path / "moods.csv"), "--map", "negative") == 2
    assert "map: 'negative' is not THEIRS=OURS" in capsys.readouterr().err


def test_intents_and_chances_are_taken_from_a_reader_that_tells_them() -> None:
    arrays = {
        "heads": np.array([*LABELS, "intents"]),
        "w_intents": np.eye(WIDTH)[:, :3],
        "b_intents": np.zeros(3),
        "labels_intents": np.array(list("xyz")),
    }
    reader = cascade(**arrays)
    assert answers.labels_of(reader, "intent") == ("x", "y", "z")
    told = answers.Told(reader, ["Where is my card?", "Thanks!"])
    assert answers.answers(told, "intent").chance.min() > 1 / 3
    assert answers.weight_of(told, "urgency", ONE_OF["urgency"]).tolist() == pytest.approx([1, 1])
    top = answers.weight_of(told, "urgency", ("safety", "legal"))
    assert top.tolist() == pytest.approx([each["urgency"]["safety"] + each["urgency"]["legal"] for each in told.chances])
    assert answers.complains(told.readings[0]) == pytest.approx(told.chances[0]["complains"]["complains"], abs=1e-4)


def test_a_cascade_without_such_a_head_knows_no_intents() -> None:
    with pytest.raises(Refusal, match="knows no intents"):
        answers.labels_of(cascade(), "intent")


def test_intents_are_refused_by_a_reader_that_knows_none() -> None:
    with pytest.raises(Refusal, match="knows no intents"):
        answers.labels_of(Written([reading("negative", 0.9)]), "intent")
