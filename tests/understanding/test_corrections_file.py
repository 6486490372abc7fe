"""What members set right is taken into the training as it left: only texts that may leave, only what was set right, never among what measures."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from makegood.kernel.refusals import Refusal

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The training tools, as `make train` sees them; nothing stays imported."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    pytest.importorskip("pandas")
    before = set(sys.modules)
    import reader_corrections

    yield reader_corrections
    for name in set(sys.modules) - before:
        if name.startswith("reader_"):
            del sys.modules[name]


def line(text: str, corrected: list[str], **labels: object) -> str:
    plain: dict[str, object] = {
        "id": "1",
        "act": "complaint",
        "feeling": "negative",
        "happened": [],
        "asked": [],
        "urgency": "normal",
    }
    return json.dumps(plain | {"text": text, "corrected": corrected} | labels)


def test_only_what_was_set_right_counts_and_only_where_there_is_a_text(tools: Any, tmp_path: Path) -> None:
    file = tmp_path / "corrections.jsonl"
    lines = [
        line("The lamp of [NAME 1] hums again", ["act"], act="leaving"),
        line("", ["act"]),
        line("Not set right at all", []),
        line(
            "Could you send two more of them?",
            ["act", "feeling", "happened"],
            act="request",
            feeling="neutral",
            happened=["late", "lost"],
        ),
    ]
    file.write_text("\n".join(lines))
    found = tools.read(file)
    assert [one.said for one in found] == [
        {"act": "leaving"},
        {"act": "request", "feeling": "neutral", "happened": "late, lost"},
    ]


def test_they_stand_beside_the_public_data_and_not_among_what_measures(tools: Any, tmp_path: Path) -> None:
    empty = tools.Labelled([], np.array([], dtype=np.int64), [])
    test = tools.Labelled(["this very text measures the feeling of the reader"], np.array([0]), ["test"])
    pool = tools.Pool(empty, empty, empty, test, empty, empty, empty)
    corrected = [
        tools.Corrected("the lamp hums again", {"act": "leaving"}),
        tools.Corrected("could you send two more of them", {"act": "request", "feeling": "neutral"}),
        tools.Corrected("this very text measures the feeling of the reader", {"feeling": "positive"}),
    ]
    grown = tools.with_corrections(pool, corrected)
    assert list(grown.besides.labels) == [1, 0]
    assert (grown.feeling.texts, list(grown.feeling.labels), grown.feeling.groups) == (
        ["could you send two more of them"],
        [1],
        ["train"],
    )
    assert list(grown.request.labels) == [1]
    assert grown.feeling_test == test


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '{"text": "x"}',
        '{"text": "x", "corrected": ["act"], "act": "shouting"}',
        '{"text": "x", "corrected": ["mood"], "mood": "x"}',
    ],
)
def test_a_line_of_another_form_is_refused_by_its_number(tools: Any, tmp_path: Path, bad: str) -> None:
    file = tmp_path / "corrections.jsonl"
    file.write_text(line("The lamp hums", ["act"]) + "\n" + bad)
    with pytest.raises(Refusal) as refused:
        tools.read(file)
    assert refused.value.code in ("bad_line", "unknown_label", "unknown_question")


def test_what_was_set_right_teaches_the_joins_that_question_alone(tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools/small_reader"))
    before = set(sys.modules)
    import material
    import sets as told

    marks = {
        question: np.zeros((1, len(labels)), np.float32)
        for question, labels in material.LABELS.items()
        if question not in ("complains", material.KIND)  # what follows from the others
    }
    own = told.Set("own", ["My lamp is broken."], marks, np.zeros(1, np.int8), np.zeros(1, np.int8), ["en"])
    corrected = [
        tools.Corrected("Ma commande est arrivée en retard et il manque une vis", {"happened": "late, wrong_item"}),
        tools.Corrected("My lamp is broken!", {"act": "complaint"}),  # resembles one of ours
    ]
    together, known = material.with_corrections(own, corrected)
    for name in set(sys.modules) - before:
        if name in ("material", "sets", "vectors", "variants", "places"):
            del sys.modules[name]
    assert together.texts == ["My lamp is broken.", corrected[0].text]
    assert {question: each.tolist() for question, each in known.items() if each[1]} == {"happened": [True, True]}
    labels = material.LABELS["happened"]
    assert {label for label, mark in zip(labels, together.marks["happened"][1], strict=True) if mark} == {"late", "wrong_item"}
    assert together.group == ["en", "fr"]
