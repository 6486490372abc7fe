"""Readings are kept once per message and version, and a member's correction holds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.channels.actions import connecting, intake
from makegood.channels.types import Envelope
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy
from makegood.understanding import actions as understanding
from makegood.understanding import models, queries, registry
from makegood.understanding.types import Act, Reading, TextIn
from tests import cast

TORCH = "The torch does not switch on. Not a big thing, just wanted you to know. Tom"


def stored(texts: Sequence[str], at: datetime) -> list[UUID]:
    """The ids of messages with these words."""
    address = f"web-{uuid4().hex[:8]}"
    channel_id = connecting.add_channel(kind="webhook", name="Web form", address=address, settings={}, by=actors.SYSTEM, at=at)
    envelopes = [
        Envelope(external_id=f"m{number}", author=cast.TOM_BY_EMAIL, text=text, visible=text, sent_at=at)
        for number, text in enumerate(texts)
    ]
    return list(intake.store_messages(channel_id=channel_id, envelopes=envelopes, at=at))


def read(ids: Sequence[UUID], texts: Sequence[str], at: datetime) -> list[Reading]:
    return understanding.read(texts=[TextIn(str(key), "", text) for key, text in zip(ids, texts, strict=True)], at=at)


def test_readings_are_kept_in_order_and_come_back_the_same(brightside: Brand, at: datetime) -> None:
    texts = [TORCH, "Are you open on Monday?", "Thank you, the lamps look wonderful!"]
    ids = stored(texts, at)
    readings = read(ids, texts, at)
    assert [reading.act.label for reading in readings] == [Act.COMPLAINT, Act.QUESTION, Act.PRAISE]
    assert queries.readings(message_ids=ids) == dict(zip(ids, readings, strict=True))
    assert readings == registry.reader().read([TextIn(str(key), "", text) for key, text in zip(ids, texts, strict=True)])


def test_reading_twice_keeps_one_row(brightside: Brand, at: datetime) -> None:
    ids = stored([TORCH], at)
    assert read(ids, [TORCH], at) == read(ids, [TORCH], cast.later(minutes=5))
    assert models.StoredReading.objects.count() == 1


def test_a_mail_that_was_parsed_again_is_read_anew(brightside: Brand, at: datetime) -> None:
    ids = stored([TORCH], at)
    read(ids, [TORCH], at)
    again = read(ids, ["Are you open on Monday?"], cast.later(minutes=5))
    assert again[0].act.label == Act.QUESTION
    assert queries.readings(message_ids=ids)[ids[0]].act.label == Act.QUESTION


def test_any_number_of_texts_needs_the_same_few_queries(brightside: Brand, at: datetime) -> None:
    texts = [TORCH] * 120
    ids = stored(texts, at)
    with CaptureQueriesContext(connection) as few:
        read(ids[:1], texts[:1], at)
    with CaptureQueriesContext(connection) as many:
        read(ids, texts, at)
    assert len(many) == len(few) == 2


def test_a_text_that_the_database_could_not_hold_is_kept(brightside: Brand, at: datetime) -> None:
    ids = stored(["odd"], at)
    odd = "\x00 order #12\x0034567 is broken \ud800 https://x.example/\x00a"
    assert read(ids, [odd], at)[0].version == registry.reader().version


def test_nothing_to_read_reads_nothing(brightside: Brand, at: datetime) -> None:
    assert understanding.read(texts=[], at=at) == []
    assert queries.readings(message_ids=[]) == {}


def test_a_correction_holds_also_after_reading_again(brightside: Brand, mara: Member, at: datetime) -> None:
    ids = stored([TORCH], at)
    read(ids, [TORCH], at)
    understanding.correct(message_id=ids[0], field="happened", now="lost", by=actors.member(mara.id), at=at)
    assert [found.label for found in read(ids, [TORCH], cast.later(minutes=5))[0].happened] == ["lost"]
    assert queries.readings(message_ids=ids)[ids[0]].happened[0].probability == 1.0


def test_a_correction_is_told_once_and_may_be_changed(brightside: Brand, mara: Member, at: datetime) -> None:
    ids = stored([TORCH], at)
    read(ids, [TORCH], at)
    for now in ("question", "question", "request"):
        understanding.correct(message_id=ids[0], field="act", now=now, by=actors.member(mara.id), at=at)
    told = journal.latest(limit=10, kinds=["understanding.ReadingCorrected"])
    assert [(entry.data["was"], entry.data["now"]) for entry in told] == [("question", "request"), ("complaint", "question")]
    assert models.Correction.objects.get().now == "request"


def test_a_correction_of_a_message_that_was_never_read_is_refused(brightside: Brand, mara: Member, at: datetime) -> None:
    ids = stored([TORCH], at)
    with pytest.raises(Refusal) as refused:
        understanding.correct(message_id=ids[0], field="act", now="praise", by=actors.member(mara.id), at=at)
    assert refused.value.code == "not_read"
    assert models.Correction.objects.count() == 0


def test_a_refused_correction_changes_nothing(brightside: Brand, mara: Member, at: datetime) -> None:
    ids = stored([TORCH], at)
    before = read(ids, [TORCH], at)
    with pytest.raises(Refusal):
        understanding.correct(message_id=ids[0], field="act", now="shouting", by=actors.member(mara.id), at=at)
    assert queries.readings(message_ids=ids) == {ids[0]: before[0]}
    assert models.Correction.objects.count() == 0


def test_another_brand_sees_no_reading(pageturner: UUID, committed_brightside: UUID, at: datetime) -> None:
    with tenancy.brand(committed_brightside):
        ids = stored([TORCH], at)
        read(ids, [TORCH], at)
    with tenancy.brand(pageturner):
        assert queries.readings(message_ids=ids) == {}
