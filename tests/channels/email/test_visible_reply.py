"""What they wrote now: the goals on other projects' fixtures, and what must never be taken for a quote or a signature."""

import time

import pytest

from benchmarks import visible_reply
from makegood.channels.adapters.email.visible.reply import visible
from tests import pace

QUOTE = "\n\nOn Mon, 2 Mar 2026 at 10:12, Brightside Lights <help@brightside.example> wrote:\n> Does it work?\n"


@pytest.mark.skipif(
    not visible_reply.MAILS.exists(), reason="The fixtures of other projects are not beside this one (shared/data/mails)."
)
def test_the_reply_is_found_in_other_projects_fixtures() -> None:
    results = visible_reply.measure()
    assert len(results) > 140
    assert sum(result.core for result in results) >= 0.93 * len(results)
    assert sum(result.exact for result in results) >= 0.80 * len(results)
    assert max(result.seconds for result in results) < 1


@pytest.mark.parametrize(
    "text",
    [
        "On Friday I wrote to you about the torch:\nit is dark.",
        "I bought two things:\n- a torch\n- a dimmer",
        "From: London\nTo: Leeds\nDate: next week\nCan you deliver?",
        "The parcel was sent from my neighbour's house.",
        "It costs:\n--------\n£1.99 torch\n£24.50 dimmer",
        "Thanks for nothing.",
        "Best regards to Mara, she was lovely about it.",
        "Thank you!",
        "No.",
        "Regards,",
        "Hi Tom\n\nhttps://example.org/photo",
        "You wrote: it comes on Friday. It did not.",
        "My number is +44 7700 900123, please call.",
        "Am Montag um 10:00 Uhr war niemand da. Wann kommen Sie?",
        "Subject: the torch. It is dark.",
        "🎉",
    ],
)
def test_what_they_wrote_is_all_kept(text: str) -> None:
    assert visible(text) == text
    assert visible(text + QUOTE) == text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nTom\nArden & Sons",
        "--\nTom",
        "Tom",
        "Tom Arden",
        "- Tom",
        "Thanks,\nTom",
        "Many thanks, Tom",
        "Kind regards\nTom Arden\nElectrician",
        "Best,\n\nTom",
        "Cheers\nT.",
        "Yours sincerely,\nT. Arden\nArden & Sons Ltd\n1 High Street, Leeds\nTel. +44 7700 900123",
        "Sent from my iPhone",
        "Get Outlook for Android<https://aka.ms/x>",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Отправлено с iPhone",
        "Tom Arden\nArden & Sons Ltd\nt: +44 7700 900123\nwww.arden.example",
        "Sent with Proton Mail secure email.",
        "_______________________________________________\nLamps mailing list\nlamps@list.example",
        "This message contains confidential information and is intended only for the addressee.",
        "Viele Grüße aus Leeds\nTom",
        "Bien cordialement,\nTom Arden",
    ],
)
def test_a_signature_is_left_out_with_and_without_a_quote(signature: str) -> None:
    said = "The torch is dark.\n\nPlease send a new one"
    assert visible(f"{said}\n\n{signature}", author_name="Tom Arden") == said
    assert visible(f"{said}\n\n{signature}{QUOTE}", author_name="Tom Arden") == said


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "On 1 wrote " * 20_000,
        "From: a@b.example\n" * 20_000,
        "a" * 1_000_000,
        "- \n" * 50_000,
        "x\n\n" * 100_000,
        "sent from " * 50_000,
        "On 2 March 2026 at 10:12 x@y.example\n" * 5_000,
        "Regards,\n" * 20_000,
        ("_" * 60 + "\n") * 5_000,
        "Best regards " * 30_000,
        "<" * 300_000,
    ],
    ids=[
        "marks",
        "on wrote",
        "from",
        "letters",
        "dashes",
        "short",
        "sent",
        "dates",
        "regards",
        "rulers",
        "long regards",
        "brackets",
    ],
)
def test_absurd_text_costs_less_than_two_seconds(text: str) -> None:
    start = time.process_time()
    visible(text, author_name="Tom Arden")
    assert pace.within(time.process_time() - start, 2)
