"""What nobody writes in earnest, and somebody will send: an answer or *unsure*, within a second of the processor's time, never an error."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.understanding.readers.cascade import shipped
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.readers.small import encoder
from makegood.understanding.types import UNSURE, Act, Advocacy, Feeling, Leaving, Reader, TextIn, Urgency
from tests import pace
from tests.understanding.small_models import cascade

MOST_S = 1.0
in_use: Callable[[], Reader] = shipped.cascade if encoder.is_there() else FirstReader
READERS: dict[str, Callable[[], Reader]] = {"first": FirstReader, "cascade": cascade, "shipped": in_use}
TEXTS = {
    "ten megabytes of words": "my lamp is broken and nobody answers " * 280_000,
    "ten megabytes of one letter": "a" * 10_000_000,
    "ten megabytes of emoji": "👍🔥" * 1_250_000,
    "ten megabytes without a space": "a.b+c-" * 1_700_000,
    "half an address": "a" * 9_000 + "@",
    "many half addresses": "a@" * 5_000,
    "zalgo": "b" + "\u0301\u0323\u0489" * 3_000 + "roken",
    "scripts mixed": "Mein Пакет 包裹 باقة never пришёл 来 kaputt ∆ €20 " * 100,
    "empty": "",
    "spaces": " \n\t\u00a0\u2003 ",
    "only emoji": "😡😡😡",
    "only quotes": "> > > \n> \n>> ''\"\"”“«»",
    "only marks": "?!" * 5_000,
    "lone surrogates": "\ud800\udfff lamp \udc00",
    "NUL and controls": "\x00\x01\x1b[31m broken\x00 \u202e nekorb \u200b",
    "blank lines": "\n\n" * 50_000,
    "negations": "not " * 9_000,
    "gaps": "waiting for " * 4_000,
    "ligatures": "ﬀ" * 9_000,
    "capitals that grow": "İßŉǅ" * 3_000,
    "contractions": "n't'd've " * 3_000,
    "figures": "1.234,50 " * 4_000,
    "orders": "order no. #" * 4_000,
    "links": "http://www. https://x" * 2_000,
}


@pytest.fixture(scope="module")
def readers() -> dict[str, Reader]:
    return {name: make() for name, make in READERS.items()}


def sound(reader: Reader, text: str, subject: str = "") -> None:
    [found] = reader.read([TextIn("1", subject, text)])
    for finding, labels in (
        (found.act, Act),
        (found.feeling, Feeling),
        (found.urgency, Urgency),
        (found.leaving, Leaving),
        (found.advocacy, Advocacy),
    ):
        assert finding.label in {UNSURE, *labels}
        assert 0.0 <= finding.probability <= 1.0
    assert found.complains is not None
    assert 0.0 <= found.complains <= 1.0


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", TEXTS)
def test_a_hostile_text_is_read_within_a_second(readers: dict[str, Reader], reader: str, kind: str) -> None:
    readers[reader].read([TextIn("0", "", "hello, where is it")])  # what is loaded once is no part of it
    began = time.process_time()
    sound(readers[reader], TEXTS[kind], subject=TEXTS[kind][:300])
    assert pace.within(time.process_time() - began, MOST_S)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["empty", "spaces"])
def test_nothing_said_is_unsure_whoever_reads(readers: dict[str, Reader], reader: str, kind: str) -> None:
    [found] = readers[reader].read([TextIn("1", "", TEXTS[kind])])
    assert found.act.label == UNSURE
    assert (found.happened, found.asked, found.named) == ((), (), ())


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=400), st.text(st.characters(codec=None), max_size=60))
def test_no_text_is_an_error_for_the_reader_as_shipped(text: str, subject: str) -> None:
    sound(in_use(), text, subject)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abc den't .!?\n'👍é", max_size=60), min_size=1, max_size=5))
def test_neighbours_change_nothing_for_the_reader_as_shipped(texts: list[str]) -> None:
    reader = in_use()
    alone = [reader.read([TextIn("1", "", text)])[0] for text in texts]
    assert reader.read([TextIn("1", "", text) for text in texts]) == alone
