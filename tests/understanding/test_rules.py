"""The rules on plain evidence: negation, repair, sarcasm, doubt, corrections."""

import pytest

from makegood.kernel.refusals import Refusal
from makegood.understanding.rules import acts, corrections, evidence, feelings, matters, urgencies
from makegood.understanding.rules.doubt import decide
from makegood.understanding.rules.evidence import Evidence, Hit
from makegood.understanding.types import UNSURE, Act, Finding, Reading, Urgency


def weighed(*signals: str, asks: frozenset[int] = frozenset(), **shape: int) -> Evidence:
    """Evidence of signals in this order, one sentence each."""
    hits = [Hit(signal, f"<{signal}>", position, position) for position, signal in enumerate(signals)]
    return evidence.gather(
        hits=hits,
        asks=asks,
        sentences=len(signals),
        exclamations=shape.get("exclamations", 0),
        shouting=0.0,
        length=20,
        language="en",
    )


def finding(label: str) -> Finding:
    return Finding(label, label, 0.9)


def test_not_happy_is_turned_and_not_broken_is_nothing() -> None:
    kept = evidence.settle([Hit("positive", "happy", 2, 0, negated=True), Hit("faulty", "broken", 5, 0, negated=True)])
    assert {signal: [hit.words for hit in hits] for signal, hits in kept.items()} == {"turned": ["happy"]}


def test_harm_that_is_only_supposed_is_no_harm() -> None:
    assert evidence.settle([Hit("faulty", "broken", 5, 0, supposed=True)]) == {}


def test_thanks_that_close_a_request_are_courtesy() -> None:
    assert "thanks" not in weighed("request", "cancel", "thanks").hits
    assert "thanks" in weighed("thanks", "recovered").hits


def test_one_word_of_praise_before_nothing_but_harm_is_sarcasm() -> None:
    assert "sarcasm" in weighed("strong_positive", "lost").hits
    assert "sarcasm" not in weighed("strong_positive", "lost", "recovered").hits
    assert "sarcasm" not in weighed("thanks", "lost").hits


def test_repair_counts_as_praised_only_when_the_kind_words_come_last() -> None:
    assert feelings.praised_repair(weighed("faulty", "recovered", "loyalty"))
    assert not feelings.praised_repair(weighed("recovered", "contrast", "faulty"))
    assert not feelings.praised_repair(weighed("recovered", "loyalty"))


def test_praised_repair_makes_a_complaint_unlikely_and_the_writer_glad() -> None:
    told = weighed("faulty", "recovered", "loyalty")
    assert acts.complaint(told) < 0.05
    assert feelings.probabilities(told)[2] >= 0.9


def test_probabilities_of_acts_and_feelings_sum_to_one() -> None:
    for signals in ((), ("faulty",), ("sarcasm", "late"), ("automatic",), ("request", "refund"), ("faulty", "thanks", "loyalty")):
        assert sum(acts.probabilities(weighed(*signals)).values()) == pytest.approx(1.0)
        assert sum(feelings.probabilities(weighed(*signals))) == pytest.approx(1.0)


def test_soft_words_halve_the_strength() -> None:
    loud = feelings.strength(weighed("faulty", "furious", "negative"))
    assert feelings.strength(weighed("faulty", "furious", "negative", "soft")) < 0.6 * loud


def test_a_question_about_a_bill_alone_is_no_complaint() -> None:
    assert acts.complaint(weighed("billing", asks=frozenset({0}))) < 0.1
    assert acts.complaint(weighed("billing")) > 0.5


def test_a_label_below_its_threshold_is_unsure_and_keeps_its_best() -> None:
    assert decide("positive", 0.6, ("good",), {"feeling.positive": 0.7}, "feeling") == Finding(UNSURE, "positive", 0.6, ("good",))
    assert decide("positive", 0.7, ("good",), {"feeling.positive": 0.7}, "feeling").label == "positive"


def test_a_complaint_of_nothing_named_is_about_something_else() -> None:
    assert [each.label for each in matters.happened(weighed("negative"), finding(Act.COMPLAINT), {})] == ["other"]
    assert matters.happened(weighed("negative"), finding(Act.QUESTION), {}) == ()


def test_a_replacement_that_came_is_not_asked_for() -> None:
    assert matters.asked(weighed("faulty", "replacement", "recovered", "thanks"), {}) == ()
    assert [each.label for each in matters.asked(weighed("faulty", "replacement"), {})] == ["replacement"]


def test_two_phrases_for_a_harm_are_surer_than_one_and_the_likeliest_comes_first() -> None:
    found = matters.happened(weighed("late", "faulty", "faulty"), finding(Act.COMPLAINT), {})
    assert [(each.label, each.probability) for each in found] == [("faulty", 0.86), ("late", 0.8)]


def test_safety_stands_before_law_and_law_before_a_deadline() -> None:
    assert urgencies.read(weighed("deadline", "legal", "safety")).label == Urgency.SAFETY
    assert urgencies.read(weighed("deadline", "legal")).label == Urgency.LEGAL
    assert urgencies.read(weighed("deadline")).label == Urgency.DEADLINE
    assert urgencies.read(weighed("faulty")).label == Urgency.NORMAL


READING = Reading(
    feeling=finding("neutral"), act=Finding(UNSURE, "question", 0.4), happened=(finding("late"), finding("faulty")), asked=(),
    urgency=finding("normal"), language="en", named=(), spam=0.0, version="v", unsure_about=("act",),
)  # fmt: skip


def test_a_correction_is_certain_and_closes_the_question() -> None:
    after = corrections.corrected(READING, "act", "complaint")
    assert after.act == Finding("complaint", "complaint", 1.0)
    assert after.unsure_about == ()
    assert after.happened == READING.happened


def test_several_labels_are_corrected_with_commas_and_none_with_nothing() -> None:
    assert corrections.checked("happened", " lost ,late, lost") == "lost, late"
    assert [each.label for each in corrections.corrected(READING, "happened", "lost, late").happened] == ["lost", "late"]
    assert corrections.corrected(READING, "happened", corrections.checked("happened", "")).happened == ()
    assert corrections.said(READING, "happened") == "late, faulty"


@pytest.mark.parametrize(
    ("field", "now", "code"),
    [
        ("mood", "negative", "unknown_question"),
        ("version", "v2", "unknown_question"),
        ("act", "shouting", "unknown_label"),
        ("act", "", "unknown_label"),
        ("act", "praise, question", "unknown_label"),
        ("feeling", "unsure", "unknown_label"),
        ("happened", "faulty, bad", "unknown_label"),
    ],
)
def test_a_correction_in_unknown_words_is_refused(field: str, now: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        corrections.checked(field, now)
    assert refused.value.code == code
    assert refused.value.fields
