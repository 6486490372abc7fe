"""What the first reader makes of the mails and posts of the stories, and of anything at all."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.understanding import registry
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import UNSURE, Act, Feeling, Reading, TextIn, Urgency

TORCH = (
    "Hello, I ordered dimmer switches and added a small torch for £1.99. It arrived on time today but the torch does not switch on, "
    "even with new batteries. Not a big thing, just wanted you to know. Tom"
)
POST = "My £1.99 torch from @brightside was faulty. Next day a new one at my door with a bag of sweets. That's how you keep a customer."


@pytest.fixture(scope="module")
def reader() -> FirstReader:
    return FirstReader()


def read(reader: FirstReader, text: str, subject: str = "") -> Reading:
    return reader.read([TextIn("1", subject, text)])[0]


def labels(findings: tuple) -> list[str]:  # type: ignore[type-arg]
    return [finding.label for finding in findings]


def test_the_torch_mail_is_a_calm_complaint_about_a_faulty_thing(reader: FirstReader) -> None:
    reading = read(reader, TORCH, "Torch")
    assert reading.act.label == Act.COMPLAINT
    assert reading.feeling.best in (Feeling.NEGATIVE, Feeling.NEUTRAL)
    assert labels(reading.happened) == ["faulty"]
    assert reading.happened[0].words == ("not switch on",)
    assert reading.asked == ()
    assert reading.urgency.label == Urgency.NORMAL
    assert reading.strength < 0.3
    assert reading.language == "en"
    assert [(named.kind, named.value) for named in reading.named] == [("amount", "GBP 1.99")]
    assert reading.spam < 0.1


def test_praise_of_a_repair_is_praise_although_it_tells_of_the_fault(reader: FirstReader) -> None:
    reading = read(reader, POST)
    assert reading.act.label == Act.PRAISE
    assert reading.act.probability > 0.9
    assert reading.feeling.label == Feeling.POSITIVE
    assert labels(reading.happened) == ["faulty"]
    assert "That's how you" in " ".join(reading.act.words)


def test_a_replacement_that_is_broken_too_is_a_complaint_although_it_gives_thanks(reader: FirstReader) -> None:
    reading = read(reader, "Thanks for the quick replacement, but the new torch is broken as well.")
    assert reading.act.label == Act.COMPLAINT
    assert labels(reading.happened) == ["faulty"]
    assert labels(reading.asked) == []


def test_an_angry_mail_is_strong_and_a_threat_of_law_is_urgent(reader: FirstReader) -> None:
    reading = read(reader, "THIS IS A DISGRACE!!! Third time I write. I want my money back NOW or you hear from my lawyer.")
    assert (reading.act.label, reading.feeling.label, reading.urgency.label) == (Act.COMPLAINT, Feeling.NEGATIVE, Urgency.LEGAL)
    assert labels(reading.asked) == ["refund"]
    assert reading.strength > 0.8


def test_a_question_asks_for_information_and_complains_of_nothing(reader: FirstReader) -> None:
    reading = read(reader, "Hi, do the LED-60 bulbs work with an ordinary dimmer, or do I need a special one? Thanks, Ruth")
    assert (reading.act.label, labels(reading.asked), reading.happened) == (Act.QUESTION, ["information"], ())
    assert ("product", "LED-60") in [(named.kind, named.value) for named in reading.named]


def test_spam_is_called_spam_and_no_complaint(reader: FirstReader) -> None:
    reading = read(
        reader, "We offer SEO services with guaranteed first page ranking. Click here, special offer! Unsubscribe anytime."
    )
    assert reading.spam > 0.9
    assert reading.act.best != Act.COMPLAINT


def test_an_out_of_office_note_informs_and_is_not_urgent(reader: FirstReader) -> None:
    reading = read(
        reader, "I am out of the office until 14 March. In urgent matters write to Ann.", "Automatic reply: Your order"
    )
    assert (reading.act.label, reading.urgency.label, reading.asked) == (Act.INFORMATION, Urgency.NORMAL, ())


def test_a_german_complaint_is_read_in_german(reader: FirstReader) -> None:
    reading = read(reader, "Guten Tag, die Taschenlampe ist leider defekt angekommen. Können Sie mir bitte eine neue schicken?")
    assert (reading.language, reading.act.label) == ("de", Act.COMPLAINT)
    assert (labels(reading.happened), labels(reading.asked)) == (["faulty"], ["replacement"])


def test_umlauts_may_be_written_out(reader: FirstReader) -> None:
    spelled = read(reader, "Das Paket ist beschädigt und kam viel zu spät, das ist eine Unverschämtheit.")
    written_out = read(reader, "Das Paket ist beschaedigt und kam viel zu spaet, das ist eine Unverschaemtheit.")
    assert set(labels(spelled.happened)) == set(labels(written_out.happened)) == {"faulty", "late", "staff"}


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("The charger caught fire and burnt the table, and my solicitor will write to you tomorrow.", Urgency.SAFETY),
        ("I am stranded at the station and need it by tomorrow.", Urgency.STRANDED),
        ("I need the lamps by Friday please.", Urgency.DEADLINE),
        ("The smoke detector arrived, thank you.", Urgency.NORMAL),
    ],
)
def test_the_most_urgent_thing_decides(reader: FirstReader, text: str, urgency: Urgency) -> None:
    assert read(reader, text).urgency.label == urgency


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, where is my parcel?", "en"),
        ("Guten Tag, wo ist mein Paket?", "de"),
        ("Bonjour, je vous écris pour la commande que je n'ai pas reçue, merci.", "fr"),
        ("Hola, mi pedido todavía no ha llegado y nadie me contesta.", "es"),
        ("Olá, comprei há duas semanas e ainda não recebi o produto.", "pt"),
        ("Ho ordinato una lampada e non è arrivata, grazie.", ""),
        ("Oslo 4711", ""),
    ],
)
def test_five_languages_are_told_apart_and_others_are_unknown(reader: FirstReader, text: str, language: str) -> None:
    assert read(reader, text).language == language


def test_an_empty_text_is_unsure_and_not_wrong(reader: FirstReader) -> None:
    reading = read(reader, "")
    assert reading.act.label == UNSURE
    assert "act" in reading.unsure_about
    assert (reading.happened, reading.asked, reading.named, reading.language) == ((), (), (), "")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=300), max_size=6))
def test_no_text_makes_it_raise_and_every_probability_is_one(texts: list[str]) -> None:
    readings = registry.reader().read([TextIn(str(number), text[:20], text) for number, text in enumerate(texts)])
    assert len(readings) == len(texts)
    for reading in readings:
        findings = (reading.act, reading.feeling, reading.urgency, *reading.happened, *reading.asked)
        assert all(0 <= finding.probability <= 1 for finding in findings)
        assert 0 <= reading.spam <= 1
        assert 0 <= reading.strength <= 1


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "a" * 100_000, "£" * 5_000, "?!" * 9_000, "not " * 9_000, "ﬀ" * 9_000, "\n\n" * 9_000]
)
def test_hostile_texts_are_read_in_good_time(reader: FirstReader, text: str) -> None:
    assert read(reader, text).version == reader.version


def test_readings_keep_the_order_and_do_not_depend_on_their_neighbours(reader: FirstReader) -> None:
    texts = [
        TextIn("a", "", TORCH),
        TextIn("b", "", POST),
        TextIn("c", "", ""),
        TextIn("d", "", "Are you open on Easter Monday?"),
    ] * 200
    together = reader.read(texts)
    alone = [reader.read([text])[0] for text in texts[:4]]
    assert together == alone * 200


def test_the_version_names_weights_tables_and_rules(reader: FirstReader) -> None:
    assert reader.version.startswith("first-3-")
    assert len(reader.version.split("-")) == 4


def test_reading_needs_no_training_library() -> None:
    code = (
        "import sys; from makegood.understanding.readers.first.reader import FirstReader; from makegood.understanding.types import TextIn; "
        "FirstReader().read([TextIn('1', '', 'hello')]); print([name for name in ('sklearn', 'scipy', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"})
    assert done.stdout.strip() == "[]"
