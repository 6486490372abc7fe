"""What people do for us, on the desk: what counts and why, the file as the page, a member's word, thanks with one click, and links."""

import csv
import re
from html import unescape
from io import StringIO
from uuid import UUID

import pytest
from django.test import Client

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import bringing, ledger, linking
from makegood.advocacy.types import Earned, EntryIn, How, Kind, LeftOut, Place, ReferralIn, ReferralState, Tie, Wanted
from makegood.channels import models as channel_models
from makegood.channels.actions import connecting
from makegood.desk import advocacy as shape
from makegood.flows import advocacy_pages
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind
from makegood.platform import journal, tenancy
from tests import cast
from tests.desk.conftest import Door

MIA = Address(IdentityKind.EMAIL, "mia@example.org", "Mia Sand")


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(2)


def seen(address: Address) -> UUID:
    return recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)[0].identity_id


def deed(n: int, who: Address, **more: object) -> UUID:
    told: dict[str, object] = {
        "kind": Kind.PRAISE,
        "source": f"message {n}",
        "left_out": LeftOut.NOTHING,
        "because": "It names us.",
    }
    entry = EntryIn(identity_id=seen(who), at=cast.later(days=-n), **{**told, **more})  # type: ignore[arg-type]
    return ledger.note(entries=[entry])[0].id


@pytest.fixture
def lines(door: Door) -> list[UUID]:
    """A praise that counts, one of which nobody is sure, one for a contest, and somebody who was brought."""
    with tenancy.brand(door.brand_id):
        tied = Tie(gesture="sweets-small", because="It came 3 days after what was given in case 1.")
        found = [
            deed(1, cast.TOM_BY_EMAIL, reach=4200, tie=tied),
            deed(2, cast.ANA_BY_EMAIL, left_out=LeftOut.UNSURE, because="It was read as praise with 0.71.", reach=90_000),
            deed(3, cast.ANA_BY_EMAIL, left_out=LeftOut.CONTEST, because="They took part in a contest."),
            deed(4, cast.TOM_BY_EMAIL, kind=Kind.REFERRAL, source="referral 4", because="They brought somebody."),
        ]
        ledger.earn(entry_id=found[0], members=[Earned(mara_id(door), "Mara Lindqvist", "gave")], at=cast.AT)
    return found


def mara_id(door: Door) -> UUID:
    from makegood.brands import queries as brands

    return next(one.id for one in brands.members() if one.name == "Mara Lindqvist")


def text(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def test_the_page_counts_apart_from_reach_and_the_file_says_what_the_page_says(
    door: Door, mara: Client, lines: list[UUID]
) -> None:
    page = mara.get(door.at("advocacy/"))
    words = text(page.content)
    assert page.status_code == 200
    for said in ("4,200", "It came 3 days after what was given in case 1.", "earned by Mara Lindqvist (gave it)",
                 "Left out: 1 part of a contest, 1 not sure that it is praise."):  # fmt: skip
        assert said in words, said
    assert "90,000" in words, "the reach of a line that does not count is shown on its line,"
    with tenancy.brand(door.brand_id):
        since, until = advocacy_pages.span(84, cast.AT)
        told = shape.shown(advocacy_pages.page(wanted=Wanted(since=since, until=until), days=84))
    assert [(one.key, one.value) for one in told.figures] == [
        ("advocacy-praise", "1"),
        ("advocacy-unasked", "1"),
        ("advocacy-referral", "1"),
        ("advocacy-help", "0"),
        ("advocacy-tied", "1"),
    ]
    assert told.reach.value == "4,200", "and not in the sum"
    file = list(csv.reader(StringIO(mara.get(door.at("advocacy/file/")).content.decode())))
    assert file[0] == list(shape.HEAD)
    assert file[1:] == [list(shape.cells(one)) for one in told.rows]
    for row in file[1:]:
        for cell in row[1:]:
            assert cell in words, cell
    fewer = list(csv.reader(StringIO(mara.get(door.at("advocacy/file/?counted=no&kind=praise")).content.decode())))
    assert [row[3] for row in fewer[1:]] == ["not sure that it is praise", "part of a contest"]


def test_a_member_says_that_it_is_praise_and_never_of_what_was_paid_for(door: Door, mara: Client, lines: list[UUID]) -> None:
    assert mara.post(door.at(f"advocacy/entries/{lines[1]}/verdict/"), {"counts": "yes"}).status_code == 303
    assert mara.post(door.at(f"advocacy/entries/{lines[2]}/verdict/"), {"counts": "yes"}).status_code == 422
    assert door.signed_in(4).post(door.at(f"advocacy/entries/{lines[0]}/verdict/"), {"counts": "no"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert [advocacy.entry(entry_id=one).left_out for one in lines[:3]] == [LeftOut.NOTHING, LeftOut.NOTHING, LeftOut.CONTEST]


def test_what_nobody_is_sure_of_waits_for_one_key_and_either_answer_ends_it(door: Door, mara: Client, lines: list[UUID]) -> None:
    with tenancy.brand(door.brand_id):
        older = deed(200, cast.ANA_BY_EMAIL, left_out=LeftOut.UNSURE, because="It was read as praise with 0.62.")
    page = mara.get(door.at("advocacy/")).content.decode()
    assert text(page.encode()).count("Is it praise?") == 1
    keys = [(older, "yes", 1), (older, "no", 2)]
    for entry_id, counts, key in keys:
        form = re.search(rf'<form[^>]*entries/{entry_id}/verdict/">.*?</form>', page, re.S)
        assert form is not None
        assert f'value="{counts}" data-doubt="{key}"' in form[0], "the oldest has the keys"
    assert page.count("data-doubt=") == 2
    mara.post(door.at(f"advocacy/entries/{older}/verdict/"), {"counts": "no"})
    mara.post(door.at(f"advocacy/entries/{lines[1]}/verdict/"), {"counts": "yes"})
    with tenancy.brand(door.brand_id):
        assert [advocacy.entry(entry_id=one).left_out for one in (older, lines[1])] == [LeftOut.MEMBER, LeftOut.NOTHING]
        assert advocacy.waiting(limit=5) == ()
    assert "Is it praise?" not in mara.get(door.at("advocacy/")).content.decode()


def test_thanks_go_once_by_one_click_through_the_gate(door: Door, mara: Client, lines: list[UUID]) -> None:
    address = door.at(f"advocacy/entries/{lines[3]}/thanks/")
    assert mara.post(address).status_code == 422, "no mailbox is connected"
    with tenancy.brand(door.brand_id):
        assert advocacy.entry(entry_id=lines[3]).thanked_at is None, "a refused thank-you is none"
        connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
    assert [mara.post(address).status_code for _ in range(2)] == [303, 303]
    with tenancy.brand(door.brand_id):
        said = channel_models.Message.objects.filter(direction="out")
        assert [one.text for one in said] == [
            "Dear Tom Arden,\n\nthank you for telling others of us. That means a lot to us.\n\nMara Lindqvist, Brightside Lights"
        ]
        assert advocacy.entry(entry_id=lines[3]).thanked_at == cast.AT
        assert [one.kind for one in journal.latest(limit=50) if "Thanked" in one.kind] == ["advocacy.AdvocateThanked"]
    assert mara.post(door.at(f"advocacy/entries/{lines[2]}/thanks/")).status_code == 422, "what does not count"


def test_a_member_finds_out_who_was_meant_and_the_person_s_page_shows_both(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        newcomer, tom = seen(MIA), seen(cast.TOM_BY_EMAIL)
        told = ReferralIn("order 2001", newcomer, How.SAID, Place.ORDER, cast.AT, said="Tom from work")
        kept, _ = bringing.tell(told=told, by=SYSTEM, at=cast.AT)
        person = {one: people.person_ids_of(identity_ids=[one])[one] for one in (newcomer, tom)}
    assert "“Tom from work”" in text(mara.get(door.at("advocacy/")).content)
    refused = mara.post(door.at(f"advocacy/referrals/{kept.id}/who/"), {"who": "nobody@example.org"})
    assert refused.status_code == 422
    assert mara.post(door.at(f"advocacy/referrals/{kept.id}/who/"), {"who": cast.TOM_EMAIL}).status_code == 303
    with tenancy.brand(door.brand_id):
        now = advocacy.referral(referral_id=kept.id)
    assert (now.state, now.advocate_id) == (ReferralState.WAITING, tom)
    assert "They came by Tom Arden has not bought yet" in text(mara.get(door.at(f"people/{person[newcomer]}/")).content)
    assert "Whom they brought: 1 has not bought yet." in text(mara.get(door.at(f"people/{person[tom]}/")).content)
    for _ in range(2):
        assert mara.post(door.at(f"people/{person[tom]}/link/")).status_code == 303
        mara.post(door.at(f"people/{person[tom]}/told-by/"), {"told_by": "A friend", "key": "k1"})
    with tenancy.brand(door.brand_id):
        (link,) = advocacy.links_of(identity_ids=[tom])
        assert [one.said for one in advocacy.referrals_of_newcomers(identity_ids=[tom])] == ["A friend"]
    assert link.code in text(mara.get(door.at(f"people/{person[tom]}/")).content)


def test_a_link_leads_to_the_shop_by_its_button_alone_and_nothing_is_kept_of_whoever_looks(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        tom = seen(cast.TOM_BY_EMAIL)
        link = linking.give_link(identity_id=tom, identity_ids=[tom], by=SYSTEM, at=cast.AT)
    for wrong in ("http://shop.example/", "shop.example", "https://a:b@shop.example/", "javascript:alert(1)"):
        assert mara.post(door.at("advocacy/shop/"), {"shop_url": wrong}).status_code == 422, wrong
    assert mara.post(door.at("advocacy/shop/"), {"shop_url": "https://shop.example/start?a=1"}).status_code == 303
    anybody = Client()
    page = anybody.get(f"/by/{door.slug}/{link.code}/", headers={"Accept-Language": "de"})
    assert "Tom hat Ihnen von Brightside Lights erzählt" in text(page.content)
    assert cast.TOM_EMAIL not in page.content.decode()
    assert "Arden" not in page.content.decode()
    assert (page.cookies, anybody.head(f"/by/{door.slug}/{link.code}/").status_code) == ({}, 200)
    with tenancy.brand(door.brand_id):
        assert advocacy.links_of(identity_ids=[tom])[0].followed == 0, "a look, and a scanner’s, is no click"
    went = anybody.post(f"/by/{door.slug}/{link.code}/")
    assert (went.status_code, went["Location"]) == (302, f"https://shop.example/start?a=1&told_by={link.code}")
    assert went.cookies == {}
    with tenancy.brand(door.brand_id):
        assert advocacy.links_of(identity_ids=[tom])[0].followed == 1
    assert anybody.get(f"/by/{door.slug}/{'0' * 13}/").status_code == 404
    assert [anybody.get(f"/by/{door.slug}/{'1' * 13}/").status_code for _ in range(2)] == [404, 404]


def test_what_a_member_earned_is_told_to_them_until_they_have_read_it(door: Door, mara: Client, lines: list[UUID]) -> None:
    said = "Somebody praised us in public after what you did: you gave it."
    assert said in text(mara.get(door.at("praise/")).content)
    assert "thank" in text(mara.get(door.at("")).content).casefold()
    assert mara.post(door.at("praise/thanks/")).status_code == 303
    with tenancy.brand(door.brand_id):
        assert advocacy.unseen(member_id=mara_id(door)) == 0
    assert said not in text(door.signed_in(3).get(door.at("praise/")).content), "Joe did nothing for it"
