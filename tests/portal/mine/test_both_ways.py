"""What went both ways, on their own page and at the desk: the same counts, from the same records, and nothing of anybody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

import makegood
from makegood.both_ways.types import Line, Ways
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import account
from tests.flows.conftest import TOM, House
from tests.portal.mine.conftest import connect, link, person


@pytest.fixture
def torch(now: House) -> House:
    """Tom's order came in its slot, the torch in it is broken, he wrote twice, and it was put right with sweets."""
    from makegood.brands import queries as brands
    from makegood.flows import desk_pages, desk_work

    connect(now)
    now.shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    now.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    now.turn_to(cast.AT)
    now.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="first")
    now.hears("Any news of my torch?", external_id="second", thread_keys=("first",), at=cast.later(minutes=20))
    with tenancy.brand(now.brand_id):
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        made = desk_pages.case_page(number=1, at=now.now).makegood
        assert made is not None
        desk_work.approve(number=1, makegood_id=made.id, member=mara, at=now.now)
    now.turn_to(now.now + timedelta(minutes=1))
    return now


def test_both_lists_are_counted_from_the_records(torch: House) -> None:
    from makegood.flows import both_ways

    with tenancy.brand(torch.brand_id):
        tom = person(torch)
        found = both_ways.look(identity_ids=[one.id for one in tom.identities], at=torch.now)
    gave, got = found.gave, found.got
    assert (gave.orders, gave.effort.times, gave.effort.messages) == (1, 1, 2)
    assert (got.promises.kept, got.promises.broken, got.gifts, got.money) == (1, 0, 1, Money(0, "GBP"))


def test_their_own_page_says_it_in_their_language(torch: House) -> None:
    said = link(torch).text()
    assert "What went both ways" in said
    assert "something of ours went wrong once, and you wrote 2 messages about it" in said
    assert "A promise kept" in said
    assert "One thing from us on top" in said
    assert "Was hin und her ging" in _german(torch)


def test_the_desk_reads_the_same_with_how_each_is_counted(torch: House) -> None:
    browser = Client()
    browser.force_login(account(cast.MARA["user_id"]))
    with tenancy.brand(torch.brand_id):
        tom = person(torch)
    page = browser.get(f"/b/{slug(torch)}/people/{tom.id}/both-ways/").content.decode()
    rows = _rows(page)
    assert rows["Messages that took them"] == "2"
    assert rows["Promises kept"] == "1 of 1"
    assert rows["Things on top"] == "1"
    assert "no score" in page


def test_before_anything_went_either_way_there_is_no_section(open_house: House) -> None:
    assert "What went both ways" not in link(open_house).text()


def _rows(page: str) -> dict[str, str]:
    """What the desk says of each line."""
    return dict(
        re.findall(r'<td data-name="What"><a[^>]*>(.*?)</a></td><td class="number" data-name="How much">(.*?)</td>', page)
    )


def test_the_team_sets_which_lines_there_are_and_how_far_back_they_count(torch: House) -> None:
    browser = Client()
    browser.force_login(account(cast.MARA["user_id"]))
    with tenancy.brand(torch.brand_id):
        tom = person(torch)
    desk = f"/b/{slug(torch)}"
    rules = f"{desk}/both-ways/rules/"
    everything = ["orders", "spent", "put-right", "money", "spared", "time", "minded"]  # all that may be hidden but the gifts
    for _ in range(2):
        assert browser.post(rules, {"shown": everything, "days": "365", "message_minutes": "5"}).status_code == 303
    rows = _rows(browser.get(f"{desk}/people/{tom.id}/both-ways/").content.decode())
    assert rows["Messages that took them"] == "2, about 10 minutes"
    assert "Things on top" not in rows
    said = link(torch).text()
    assert "about 10 minutes of yours" in said
    assert "One thing from us on top" not in said
    told = browser.get(rules).content.decode()
    assert told.count("a message about a failure counts as 5 minutes of theirs") == 1, "the same rules again are no version"
    torch.turn_to(torch.now + timedelta(days=400))
    with tenancy.brand(torch.brand_id):
        from makegood.flows import both_ways

        found = both_ways.look(identity_ids=[one.id for one in tom.identities], at=torch.now)
    assert (found.gave.orders, found.gave.effort.times, found.gave.effort.messages, found.got.promises.kept) == (0, 0, 0, 0)


def test_what_speaks_against_us_cannot_be_hidden_and_wrong_numbers_are_refused(torch: House) -> None:
    from makegood.both_ways import queries
    from makegood.brands import queries as brands
    from makegood.flows import both_ways

    browser = Client()
    browser.force_login(account(cast.MARA["user_id"]))
    rules = f"/b/{slug(torch)}/both-ways/rules/"
    assert browser.post(rules, {"days": "36500"}).status_code == 422
    assert browser.post(rules, {"days": "ten"}).status_code == 422
    with tenancy.brand(torch.brand_id):
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        with pytest.raises(Refusal, match="speaks against us is always shown"):
            both_ways.set_rules(ways=Ways(hidden=(Line.FAILED,)), member=mara, at=torch.now)
        assert queries.versions() == ()
    assert browser.post(rules, {"shown": [], "days": ""}).status_code == 303
    with tenancy.brand(torch.brand_id):
        assert set(queries.current().hidden) == set(Line) - {Line.FAILED, Line.MESSAGES, Line.PROMISES}


def test_nothing_that_proposes_or_gives_can_read_what_went_both_ways() -> None:
    source = Path(makegood.__file__).parent
    readers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "weights" not in path.parts and re.search(r"makegood\.both_ways|flows(\.| import .*)both_ways", path.read_text())
    }
    assert {one for one in readers if not one.startswith("both_ways/")} == {
        "config/settings.py", "flows/both_ways.py", "desk/pages/both_ways.py", "portal/mine/parts/both_ways.py",
    }  # fmt: skip


def slug(house: House) -> str:
    from makegood.brands import queries as brands

    with tenancy.brand(house.brand_id):
        return brands.current().slug


def _german(house: House) -> str:
    page = link(house)
    page.language = "de"
    return page.text()
