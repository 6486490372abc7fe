"""The page on which a member finds their address for a case, and says what they want by mail."""

import pytest

from makegood.channels.actions import connecting
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.channels.email.conftest import SETTINGS
from tests.desk.conftest import Door


@pytest.fixture
def case(door: Door) -> str:
    """A case of Tom's in Brightside's mailbox: the path of its page."""
    from makegood.channels import queries as channels
    from makegood.channels.actions import intake
    from makegood.channels.types import Envelope
    from makegood.flows import message_arrived

    with tenancy.brand(door.brand_id):
        mail = connecting.add_channel(
            kind="email", name="Mail", address=cast.HELP_EMAIL, settings=SETTINGS, by=SYSTEM, at=cast.AT
        )
        letter = Envelope("m1", cast.TOM_BY_EMAIL, "Do you open on Sunday?", "Do you open on Sunday?", cast.AT, subject="Sunday")
        ids = intake.store_messages(channel_id=mail, envelopes=[letter], at=cast.AT)
        message_arrived._take_in(list(channels.messages(message_ids=ids)), cast.AT)
    return door.at("cases/1/by-mail/")


def test_each_member_has_an_address_of_their_own(door: Door, case: str) -> None:
    pages = [door.signed_in(user_id).get(case).content.decode() for user_id in (2, 3)]
    found = [page.partition("mailto:")[2].partition('"')[0] for page in pages]
    assert all(address.startswith("help+") and address.endswith("@brightside.example") for address in found)
    assert found[0] != found[1]


def test_the_choice_is_kept_and_the_signature_too(door: Door, case: str) -> None:
    browser = door.signed_in(2)
    answer = browser.post(f"{case}choice/", {"by_mail": "yes", "signature": "Mara\r\nLamps"})
    assert (answer.status_code, answer["Location"]) == (303, case)
    with tenancy.brand(door.brand_id):
        from makegood.brands import queries as brands

        mara = brands.member_of_user(user_id=2)
    assert mara is not None
    assert (mara.by_mail, mara.signature) == (True, "Mara\nLamps")


def test_an_endless_signature_is_refused_and_stays_in_the_field(door: Door, case: str) -> None:
    answer = door.signed_in(2).post(f"{case}choice/", {"signature": "x" * 1_001})
    assert answer.status_code == 422
    assert "x" * 1_001 in answer.content.decode()
    with tenancy.brand(door.brand_id):
        from makegood.brands import queries as brands

        assert brands.member_of_user(user_id=2).signature == ""  # type: ignore[union-attr]


def test_a_viewer_has_none(door: Door, case: str) -> None:
    assert door.signed_in(4).get(case).status_code == 403
