"""The public thread of several parties, from the network to the desk: customer, bystander, another company (the book of STORIES 2, with a torch)."""

from uuid import UUID

import pytest

from makegood.cases import queries as cases
from makegood.cases.types import Case, CaseState
from makegood.channels import queries as channels
from makegood.channels.actions import connecting
from makegood.channels.messages import Message, OutgoingState
from makegood.channels.types import Direction
from makegood.flows import desk_pages, desk_work, public_talks, speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from makegood.views import queries as views
from tests import cast
from tests.channels.bluesky.conftest import ANA, CARRIER, TOM, US
from tests.channels.bluesky.conftest import network as network
from tests.channels.bluesky.standin import PASSWORD, StandIn
from tests.flows.conftest import House
from tests.flows.test_message_arrived import mara

COMPLAINT = f"@{US} my pocket torch arrived broken, it does not switch on. I am really angry."


@pytest.fixture
def bluesky(house: House, network: StandIn, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """The brand's account, heard by the worker as any channel."""
    import dataclasses

    from makegood.config import environment

    both = dataclasses.replace(
        environment.settings(), http_allow=frozenset({network.host, house.shop.url.removeprefix("http://")})
    )
    monkeypatch.setattr(environment, "settings", lambda: both)
    settings = {"handle": US, "app_password": PASSWORD, "service": network.url, "private_messages": "yes"}
    with tenancy.brand(house.brand_id):
        return connecting.add_channel(kind="bluesky", name="Bluesky", address=US, settings=settings, by=SYSTEM, at=cast.AT)


def all_cases() -> list[Case]:
    return list(reversed(cases.page(before=None, since=None, limit=50)))


def thread(house: House, network: StandIn) -> dict[str, str]:
    """Tom complains; Ana takes his side; the carrier says its part; Ben has a broken one, too. Then we look."""
    network.join("ben.example", name="Ben Hale")
    said = {"tom": network.post(TOM, COMPLAINT, mentions=(US,))}
    said["ana"] = network.post(ANA, "Poor you, how sad! Mine is lovely.", answers=said["tom"])
    said["carrier"] = network.post(CARRIER, "We handed the parcel over on Monday.", answers=said["tom"])
    said["ben"] = network.post(
        "ben.example",
        f"@{US} mine arrived broken as well, the lamp is dead. Please help me.",
        answers=said["tom"],
        mentions=(US,),
    )
    house.turn_to(cast.later(hours=1))
    return said


def test_each_party_is_kept_apart(house: House, network: StandIn, bluesky: UUID) -> None:
    thread(house, network)
    with tenancy.brand(house.brand_id):
        toms, bens = all_cases()
        assert toms.conversation_ids == bens.conversation_ids  # one conversation, two cases
        page = desk_pages.case_page(number=toms.number, at=cast.later(hours=1))
        assert [(line.party, line.name) for line in page.said] == [
            ("person", "Tom Arden"),
            ("other", "Ana Reyes"),
            ("other", "Swift Van"),
            ("other", "Ben Hale"),
        ]
        assert page.reply is not None
        assert (page.reply.to_shown, page.reply.public) == (f"bluesky:{TOM}", True)
        his = desk_pages.case_page(number=bens.number, at=cast.later(hours=1))
        assert [line.party for line in his.said] == ["other", "other", "other", "person"]
        row = views.row(case_id=toms.id)
        assert row is not None
        assert row.last_words.startswith("@brightside.example my pocket torch")
        assert row.message_count == 1


def test_bystanders_and_companies_move_neither_clock_nor_feeling_nor_turn(house: House, network: StandIn, bluesky: UUID) -> None:
    said = thread(house, network)
    with tenancy.brand(house.brand_id):
        (before, _) = all_cases()
        desk_work.answer(number=before.number, text="We are sorry, Tom. We look into it.", member=mara(), at=cast.later(hours=1))
    house.turn_to(cast.later(hours=1))
    with tenancy.brand(house.brand_id):
        waiting = cases.case(case_id=before.id)
    ours = next(uri for uri in network.posts if network.did(US) in uri)
    network.post(ANA, "Well, that was quick of them!", answers=ours)
    network.post(CARRIER, "We are not at fault.", answers=said["tom"])
    house.turn_to(cast.later(hours=2))
    with tenancy.brand(house.brand_id):
        after = cases.case(case_id=before.id)
        assert after == waiting
        assert [case.number for case in all_cases()] == [1, 2]
        talk = desk_pages.case_page(number=before.number, at=cast.later(hours=2)).said
        assert [line.name for line in talk].count("Ana Reyes") == 2
        assert [line.party for line in talk].count("team") == 1  # our answer, once, though the network shows it to us as well


def test_a_company_is_marked_by_a_member_and_opens_nothing_from_then_on(house: House, network: StandIn, bluesky: UUID) -> None:
    said = thread(house, network)
    with tenancy.brand(house.brand_id):
        toms, _ = all_cases()
        words = of(toms, said["carrier"])
        public_talks.note_company(number=toms.number, message_id=words.id, company=True, member=mara(), at=cast.later(hours=1))
    network.post(CARRIER, f"@{US} your label was broken, the parcel is lost. We complain!", answers=said["tom"], mentions=(US,))
    house.turn_to(cast.later(hours=2))
    with tenancy.brand(house.brand_id):
        assert len(all_cases()) == 2
        page = desk_pages.case_page(number=toms.number, at=cast.later(hours=2))
        assert [line.company for line in page.said if line.name == "Swift Van"] == [True, True]
        with pytest.raises(Refusal) as refused:
            public_talks.note_company(
                number=toms.number, message_id=of(toms, said["tom"]).id, company=True, member=mara(), at=cast.later(hours=2)
            )
        assert refused.value.code == "whose_case"


def test_an_invitation_in_public_brings_what_they_write_in_private_to_the_same_case(
    house: House, network: StandIn, bluesky: UUID
) -> None:
    thread(house, network)
    with tenancy.brand(house.brand_id):
        toms, _ = all_cases()
        reply = desk_pages.case_page(number=toms.number, at=cast.later(hours=1)).reply
        assert reply is not None
        assert reply.invitation == (
            "Thank you for telling us, Tom. So that nothing private stands here, please send us a direct message. We will see to it there."
        )
        public_talks.invite(number=toms.number, text=reply.invitation, member=mara(), at=cast.later(hours=1), key="k")
        public_talks.invite(number=toms.number, text=reply.invitation, member=mara(), at=cast.later(hours=1), key="k")
    house.turn_to(cast.later(hours=1))
    ours = [post["record"]["text"] for uri, post in network.posts.items() if network.did(US) in uri]
    assert ours == [reply.invitation]
    network.tell(TOM, US, "Hello, here I am. Order 1007.")
    network.tell(ANA, US, "Hello, I only wanted to say hello.")
    house.turn_to(cast.later(hours=2))
    with tenancy.brand(house.brand_id):
        found = all_cases()
        assert len(found[0].conversation_ids) == 2
        page = desk_pages.case_page(number=toms.number, at=cast.later(hours=2))
        assert page.said[-1].message is not None
        assert (page.said[-1].message.visible, page.said[-1].message.public) == ("Hello, here I am. Order 1007.", False)
        assert page.reply is not None
        assert not page.reply.public
        desk_work.answer(
            number=toms.number, text="A new torch is on its way: £14.95 is back.", member=mara(), at=cast.later(hours=2)
        )
    house.turn_to(cast.later(hours=3))
    assert [one["message"]["text"] for one in network.letters if one["to"] == network.did(TOM)] == [
        "A new torch is on its way: £14.95 is back."
    ]


def test_the_private_way_of_who_only_wrote_in_public_is_a_direct_message_to_that_account(
    house: House, network: StandIn, bluesky: UUID
) -> None:
    thread(house, network)
    with tenancy.brand(house.brand_id):
        toms, _ = all_cases()
        way = speaking.private_way(toms)
        assert (way.channel_id, way.identity_id, way.conversation_id) == (bluesky, toms.identity_id, None)


def test_nothing_private_is_said_in_public_and_our_own_address_is_not_private(
    house: House, network: StandIn, bluesky: UUID
) -> None:
    thread(house, network)
    with tenancy.brand(house.brand_id):
        toms, _ = all_cases()

        def says(text: str) -> None:
            desk_work.answer(number=toms.number, text=text, member=mara(), at=cast.later(hours=1))

        for text in ("Your order 1007 is on its way.", "Is tom.arden@example.org right?", f"Write to x{cast.HELP_EMAIL}."):
            with pytest.raises(Refusal) as refused:
                says(text)
            assert refused.value.code == "private_in_public"
        says(f"Please write to {cast.HELP_EMAIL}.")


def test_a_deleted_post_cannot_be_answered_and_a_person_is_told(house: House, network: StandIn, bluesky: UUID) -> None:
    said = thread(house, network)
    network.delete(said["tom"])
    with tenancy.brand(house.brand_id):
        toms, _ = all_cases()
        outgoing_id = desk_work.answer(number=toms.number, text="We are sorry.", member=mara(), at=cast.later(hours=1))
    house.turn_to(cast.later(hours=2))
    with tenancy.brand(house.brand_id):
        (words,) = channels.messages(message_ids=[outgoing_id])
        assert words.state == OutgoingState.FAILED
        (failed,) = desk_pages.troubles_page().failed
        assert failed.case_number == toms.number
        assert "They deleted the post" in failed.reason
        assert cases.case(case_id=toms.id).state is CaseState.OPEN


def of(case: Case, uri: str) -> Message:
    said = channels.conversations(conversation_ids=case.conversation_ids)
    return next(message for message in said if message.external_id == uri and message.direction is Direction.IN)
