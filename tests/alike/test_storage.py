"""Vectors in the database: kept once, found by likeness, never across the border of brands, forgotten with their words."""

from uuid import UUID

import numpy as np
import pytest

from makegood.alike import actions as alike
from makegood.alike import held, queries
from makegood.alike.rules import codes
from makegood.brands.types import Brand
from makegood.platform import tenancy
from tests import cast
from tests.cases import telling

TORCH = "The little torch arrived this morning and does not switch on, with new batteries either."
TORCH_TOO = "My torch does not switch on. I put new batteries in and the torch stays dark."
LATE = "The parcel was promised for Monday and still nobody has come to my door."
SWEETS = "Somebody wrote a poem about marmalade and elephants."

needs_pgvector = pytest.mark.usefixtures("with_pgvector")


@pytest.fixture(params=["here", "pgvector"])
def way(request: pytest.FixtureRequest, brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to the near ones; pgvector's only where this server has it."""
    held.let_go()
    if request.param == "pgvector" and not queries.has_index():
        pytest.skip("this server has no pgvector")
    if request.param == "here":
        monkeypatch.setattr(queries, "has_index", lambda: False)
    return str(request.param)


def said(*texts: str) -> list[UUID]:
    channel_id = telling.web_channel()
    return [telling.says(text, channel_id=channel_id, thread=text)[0] for text in texts]


def learned(*texts: str) -> list[UUID]:
    ids = said(*texts)
    assert alike.learn(texts=dict(zip(ids, texts, strict=True))) == len(texts)
    return ids


def near(text: str, **more: object) -> list[UUID]:
    wanted = alike.vector_of(text=text)
    found, all_seen = queries.nearest(codes=wanted.codes, version=wanted.version, most=10, **more)  # type: ignore[arg-type]
    assert all_seen
    return [one.message_id for one in found]


def test_the_most_alike_come_first_and_the_same_text_is_the_same(way: str) -> None:
    torch, too, late, sweets = learned(TORCH, TORCH_TOO, LATE, SWEETS)
    wanted = alike.vector_of(text=TORCH)
    found, _ = queries.nearest(codes=wanted.codes, version=wanted.version, most=10, least=-1.0)
    assert [one.message_id for one in found][:2] == [torch, too]
    assert {one.message_id for one in found} == {torch, too, late, sweets}
    assert found[0].likeness == pytest.approx(1.0, abs=1e-6)
    assert near(TORCH)[:2] == [torch, too]
    assert sweets not in near(TORCH)
    assert near(TORCH, besides=[torch])[0] == too


def test_what_is_learned_twice_is_there_once_and_a_new_text_replaces_the_old(way: str) -> None:
    (one,) = learned(TORCH)
    alike.learn(texts={one: TORCH})
    assert sum(queries.how_many().values()) == 1
    assert near(TORCH) == [one]
    alike.learn(texts={one: LATE})
    assert near(LATE) == [one]
    assert near(TORCH) == []


def test_what_is_forgotten_is_not_found_though_its_bits_are_still_held(way: str) -> None:
    torch, too = learned(TORCH, TORCH_TOO)
    assert near(TORCH) == [torch, too]
    assert alike.forget(message_ids=[torch]) == 1
    assert near(TORCH) == [too]
    assert queries.vectors(message_ids=[torch, too]).keys() == {too}


def test_vectors_of_another_version_are_never_compared_and_can_be_thrown_away(way: str) -> None:
    torch, too = learned(TORCH, TORCH_TOO)
    version = alike.version()
    queries.models.StoredVector.objects.filter(id=torch).update(version="older-1")
    assert near(TORCH) == [too]
    assert queries.known(message_ids=[torch, too], version=version) == {too}
    assert queries.how_many() == {"older-1": 1, version: 1}
    assert alike.forget_other_versions(than=version) == 1
    assert queries.how_many() == {version: 1}


@pytest.mark.django_db
def test_another_brand_finds_nothing_and_nobody_finds_anything_without_one(pageturner: UUID, brightside: Brand) -> None:
    learned(TORCH)
    assert len(near(TORCH)) == 1
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(pageturner)])
        cursor.execute("SELECT count(*) FROM alike_vector")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brightside.id)])


def test_what_was_held_for_one_brand_is_not_shown_to_another(
    new_brightside: object, monkeypatch: pytest.MonkeyPatch, committed_brightside: UUID
) -> None:
    other = new_brightside()  # type: ignore[operator]
    monkeypatch.setattr(queries, "has_index", lambda: False)
    held.let_go()
    with tenancy.brand(committed_brightside):
        learned(TORCH)
        assert len(near(TORCH)) == 1
    with tenancy.brand(other):
        assert near(TORCH) == []
    with tenancy.brand(committed_brightside):
        (torch_too,) = learned(TORCH_TOO)  # written after the brand was held: found all the same
        assert torch_too in near(TORCH_TOO)


def test_a_small_bound_keeps_the_latest_and_says_so(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "pgvector":
        return
    ids = learned(*(f"{TORCH} Number {n}." for n in range(6)))
    monkeypatch.setattr(held, "MOST", 4)
    monkeypatch.setattr(held, "_PIECE", 2)
    wanted = alike.vector_of(text=TORCH)
    found, all_seen = queries.nearest(codes=wanted.codes, version=wanted.version, most=10)
    assert {one.message_id for one in found} == set(sorted(ids)[-4:])
    assert not all_seen


def test_a_large_brand_is_asked_through_the_index_and_finds_the_same(brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    if not queries.has_index():
        pytest.skip("this server has no pgvector")
    texts = [f"{TORCH} {word}" for word in ("red", "green", "blue", "loud", "late")]
    ids = learned(*texts, LATE, SWEETS)
    exact = near(texts[0], least=-1.0)
    monkeypatch.setattr(queries, "EXACT_UP_TO", 2)
    assert near(texts[0], least=-1.0)[:5] == exact[:5]
    assert exact[0] == ids[0]
    queries._many.clear()


def test_bits_and_bytes_are_written_as_they_are_read() -> None:
    rows = np.random.default_rng(7).normal(size=(5, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = codes.codes_of(rows)
    exact = rows @ rows[0]
    assert np.abs(np.array(codes.cosines(kept, kept[0])) - exact).max() < 0.01
    bits = codes.bits_of(kept)
    assert [len(one) for one in bits] == [384] * 5
    apart = codes.differing(np.concatenate([codes.packed(one)[None] for one in bits]), codes.packed(bits[0]))
    assert apart.tolist() == [sum(a != b for a, b in zip(one, bits[0], strict=True)) for one in bits]
    assert cast.AT is not None
