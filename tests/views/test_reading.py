"""The journal read aloud: it holds facts, and what somebody said about them stands beside in rows that can be erased."""

from typing import Any
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.makegoods import queries as makegoods
from makegood.platform import journal
from makegood.views import reading
from tests import cast

DECLINED, STEP = new_id(), new_id()


def fact(kind: str, **data: Any) -> journal.Entry:
    return journal.Entry(
        id=new_id(),
        at=cast.AT,
        kind=kind,
        actor=SYSTEM,
        identity_id=None,
        case_id=None,
        data={"makegood_id": str(DECLINED), **data},
        sentence=journal.sentence_of(kind),
    )


def aloud(*facts: journal.Entry) -> list[tuple[str, str]]:
    return [(one.sentence, one.detail) for one in reading.read_aloud(facts)]


def test_why_and_how_are_read_from_the_rows_that_hold_them(brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[UUID], list[UUID]]] = []

    def words_of(*, makegood_ids: list[UUID], step_ids: list[UUID]) -> dict[UUID, str]:
        asked.append((makegood_ids, step_ids))
        return {DECLINED: "She only wants to know how it works.", STEP: "Carried over by hand."}

    monkeypatch.setattr(makegoods, "words_of", words_of)
    told = aloud(
        fact("makegoods.MakegoodDeclined"),
        fact("makegoods.StepDone", step_id=str(STEP), step_kind="give", title="A card"),
        fact("makegoods.MakegoodDone"),
    )
    assert [detail for _, detail in told] == ["She only wants to know how it works.", "Carried over by hand.", ""]
    assert told[1][0] == "Done: A card."
    assert asked == [([DECLINED], [STEP])]


def test_of_an_old_fact_its_own_words_are_still_read(brightside: Brand) -> None:
    told = aloud(
        fact("makegoods.MakegoodDeclined", reason="I rang him."),
        fact("makegoods.StepFailed", step_id=str(STEP), title="A card", reason="The shop is closed."),
    )
    assert [detail for _, detail in told] == ["I rang him.", "The shop is closed."]
    assert told[1][0] == "This did not work: A card."
