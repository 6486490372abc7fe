"""Cards on the desk: set aside, addressed, printed as one file, posted with proof; and what is refused leaves everything as it was."""

import re
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.gestures import queries as gestures
from makegood.gestures.actions import shelf
from makegood.gestures.types import GestureKind
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.letters import actions, queries
from makegood.letters.types import LetterIn, LetterState
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, Purpose
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import VERA, Door

LINE = "Happy birthday, Tom. May every torch shine."
ADDRESS = {"lines": "12 Mill Lane\nLondon SE1 2AB", "country": "gb"}


@pytest.fixture
def joe(door: Door) -> Client:
    return door.signed_in(cast.JOE["user_id"])


@pytest.fixture
def card(door: Door) -> UUID:
    """A card for Tom, asked for by a programme."""
    with tenancy.brand(door.brand_id):
        shelf.add_item(
            code="birthday-card", kind=GestureKind.SURPRISE, name="Birthday card", face_value=Money(200, "GBP"),
            real_cost=Money(90, "GBP"), stock=5, by=SYSTEM, at=cast.AT,
        )  # fmt: skip
        tom = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0]
        yes = Consent(tom.identity_id, "post", Purpose.RELATIONSHIP, True, "told us", "", cast.AT)
        noting.note_consent(consent=yes, by=SYSTEM)
        wanted = LetterIn(tom.identity_id, "birthday-card", LINE, "birthday", arrive_on=date(2026, 3, 5))
        return actions.ask(letter=wanted, by=SYSTEM, at=cast.AT).id


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def state(door: Door, letter_id: UUID) -> LetterState:
    with tenancy.brand(door.brand_id):
        return queries.letter(letter_id=letter_id).state


def test_a_card_without_an_address_says_so_and_cannot_be_ticked(door: Door, joe: Client, card: UUID) -> None:
    page = joe.get(door.at("letters/"))
    assert "No address yet: ask them for it." in text(page)
    assert re.search(rf'value="{card}" form="print" disabled', page.content.decode())


def test_from_the_address_to_the_postbox(door: Door, joe: Client, card: UUID) -> None:
    assert joe.post(door.at(f"letters/{card}/address/"), ADDRESS).status_code == 303
    assert joe.post(door.at(f"letters/{card}/line/"), {"line": "To many more torches, Tom."}).status_code == 303
    for _ in range(2):
        printed = joe.post(door.at("letters/printing/"), {"letter": str(card), "key": "k"})
        assert printed.status_code == 303
    sheets = joe.get(printed.headers["Location"])
    assert (sheets.headers["Content-Type"], sheets.content[:5]) == ("application/pdf", b"%PDF-")
    assert joe.get(printed.headers["Location"]).content == sheets.content
    assert state(door, card) is LetterState.PRINTED
    photo = SimpleUploadedFile("box.png", b"\x89PNG a picture", "image/png")
    posted = joe.post(door.at("letters/posting/"), {"letter": str(card), "tracking": "RR 1", "photo": photo})
    assert posted.status_code == 303
    assert state(door, card) is LetterState.POSTED
    assert "RR 1" in text(joe.get(door.at("letters/")))
    picture = joe.get(door.at(f"letters/{card}/photo/"))
    assert (picture.content, picture.headers["Content-Type"]) == (b"\x89PNG a picture", "image/png")
    with tenancy.brand(door.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
    assert tom is not None
    assert "Joe Okafor posted “Birthday card” to Tom Arden." in text(joe.get(door.at(f"people/{tom.person_id}/")))


def test_how_it_looks_is_shown_before_it_is_printed(door: Door, joe: Client, card: UUID) -> None:
    looked = joe.get(door.at(f"letters/{card}/"))
    assert looked.content[:5] == b"%PDF-"
    assert state(door, card) is LetterState.ASKED


def test_what_is_not_sent_goes_back_to_the_shelf(door: Door, joe: Client, card: UUID) -> None:
    joe.post(door.at(f"letters/{card}/cancellation/"), {"because": "She moved"})
    with tenancy.brand(door.brand_id):
        assert next(one.stock for one in gestures.catalogue() if one.code == "birthday-card") == 5
    assert "She moved" in text(joe.get(door.at("letters/")))


def test_signs_that_no_paper_shows_are_refused_by_name(door: Door, joe: Client, card: UUID) -> None:
    answer = joe.post(door.at(f"letters/{card}/line/"), {"line": "Happy birthday 🎂"})
    assert answer.status_code == 422
    assert "🎂" in text(answer)
    with tenancy.brand(door.brand_id):
        assert queries.letter(letter_id=card).line == LINE


def test_a_program_is_no_proof_of_posting(door: Door, joe: Client, card: UUID) -> None:
    joe.post(door.at(f"letters/{card}/address/"), ADDRESS)
    joe.post(door.at("letters/printing/"), {"letter": str(card), "key": "k"})
    bad = SimpleUploadedFile("a.html", b"<script>", "text/html")
    assert joe.post(door.at("letters/posting/"), {"letter": str(card), "photo": bad}).status_code == 422
    assert state(door, card) is LetterState.PRINTED


def test_nothing_ticked_is_said(door: Door, joe: Client, card: UUID) -> None:
    for address in ("letters/printing/", "letters/posting/"):
        assert "tick at least one card" in text(joe.post(door.at(address), {}))


def test_a_member_sends_somebody_a_card(door: Door, joe: Client, card: UUID) -> None:
    with tenancy.brand(door.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
    assert tom is not None
    form = {"who": cast.TOM_EMAIL, "card": "birthday-card", "line": "Thank you, Tom.", "key": "k"}
    assert "Tom Arden" in text(joe.post(door.at("letters/"), form))
    for _ in range(2):
        assert joe.post(door.at("letters/"), {**form, "person": str(tom.person_id)}).status_code == 303
    with tenancy.brand(door.brand_id):
        assert len(queries.of_identities(identity_ids=[tom.id])) == 2


def test_whoever_may_only_look_prints_nothing(door: Door, card: UUID) -> None:
    vera = door.signed_in(VERA["user_id"])
    assert vera.get(door.at("letters/")).status_code == 403
    assert vera.get(door.at(f"letters/{card}/")).status_code == 403
    assert vera.post(door.at("letters/printing/"), {"letter": str(card)}).status_code in (403, 422)
    assert state(door, card) is LetterState.ASKED
