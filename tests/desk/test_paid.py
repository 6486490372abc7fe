"""Did it pay: the page says what may be said and where nothing can be; its file says the same, to the digit."""

import csv
import html
import re
from dataclasses import replace
from io import StringIO
from uuid import UUID

import pytest
from django.test import Client

from makegood.experiments import actions, queries
from makegood.experiments.types import Entering, EntryId, Followed, Lot, Thing
from makegood.gestures.actions import policies
from makegood.gestures.queries import default_policy
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import Door


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def tried(door: Door, *, treated: int, held_out: int, won: int, answers: int | None = None) -> None:
    """So many people in each group; of the first `won` of those who could have a surprise each came back and became an advocate."""
    with tenancy.brand(door.brand_id):
        trial, _ = actions.draw(persons={}, without_share=1_000, at=cast.AT)
        assert trial is not None
        seen = [Sighting((Address(IdentityKind.EMAIL, f"n{n}@example.net", f"N {n}"),)) for n in range(treated + held_out)]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]
        entering = [_entering(one, held_out=n >= treated) for n, one in enumerate(ids)]
        entries = actions.enter(trial=trial, entering=entering, at=cast.AT)
        by_identity = {entry.identity_id: entry.id for entry in queries.drawn(trial_id=trial.id)}
        assert len(entries) == treated + held_out
        actions.follow(
            followed=[
                _followed(by_identity[one], n < won, (answers if n < treated else 0) if answers is not None else None)
                for n, one in enumerate(ids)
            ]
        )


def _entering(identity_id: UUID, *, held_out: bool) -> Entering:
    lot = Lot(held_out, 0.1 if held_out else 0.9)
    return Entering(identity_id, lot, "case", new_id(), "sweets-small", "faulty", "GBP", 1, 2_000, "passive")


def _followed(entry_id: EntryId, won: bool, answers: int | None) -> Followed:
    """`answers` None: counted before anybody kept that."""
    brought = None if answers is None else int(won)
    standing = "advocate" if won else "passive"
    calls = None if answers is None else 0
    return Followed(entry_id, 28, int(won), 5_000 * won, won, False, standing, 60, brought, 0, answers, calls)


def cells(page: str) -> list[list[str]]:
    """The rows of the page as they are read: figure, both groups, the difference with its interval, what may be said."""
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    return [[html.unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split())) for cell in row] for row in rows if row]


def plain(page: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_where_nobody_is_held_out_the_page_says_what_to_do(door: Door, mara: Client) -> None:
    page = mara.get(door.at("did-it-pay/")).content.decode()
    assert "Nobody is held out now." in page
    assert "5 to 10 %" in page
    assert not cells(page)


def test_of_few_people_it_says_how_many_more_it_takes(door: Door, mara: Client) -> None:
    tried(door, treated=90, held_out=10, won=20)
    page = mara.get(door.at("did-it-pay/")).content.decode()
    assert "Too few to say: 20 more held out are needed." in page
    assert "cannot be said yet" in page
    assert "It is too early: nobody was drawn so long ago." in page


def test_what_may_be_said_is_said_with_its_interval_and_what_it_cost(door: Door, mara: Client) -> None:
    tried(door, treated=500, held_out=50, won=250)
    page = mara.get(door.at("did-it-pay/")).content.decode()
    rows = {row[0]: row for row in cells(page)}
    _, with_it, without, difference, says = rows["Stands as an advocate"]
    assert (with_it, without) == ("50.0 % n = 500", "0.0 % n = 50")
    middle, low, high = map(float, re.findall(r"[+-][0-9.]+", difference))
    assert (middle, round(low + high, 1)) == (50.0, 100.0)
    assert 5.9 < high - middle < 14.7, (
        "no narrower than one look at the end, no wider than the plan's sequence: 3.0 points times 1.96, 4.88"
    )
    assert says == "More, and not by chance alone."
    assert rows["Was failed again"][4] == "Nothing can be claimed yet: it may be more, less or the same."
    assert "One advocate won cost about £1.32" in page
    assert rows["Faulty or damaged"][4] == (
        "More, and not by chance alone. One advocate won cost about £1.32 (between £1.09 and £1.68)."
    )
    assert rows["Faulty or damaged: ordered again"][1] == "50.0 % n = 500"
    assert "what is there tells as much as 91 would" in page, "2 / (1/500 + 1/50) = 90.9"
    assert "It is asked from 10,000 counted people on; there are 550." in page
    assert "What came back for it cannot be said yet." in page, "the policy does not say what an hour costs"


def test_nothing_is_read_where_the_groups_are_not_as_drawn(door: Door, mara: Client) -> None:
    tried(door, treated=200, held_out=100, won=100)
    page = mara.get(door.at("did-it-pay/")).content.decode()
    assert "less than one chance in a thousand explains it" in page
    assert {row[4] for row in cells(page)} == {"Not to be read: see above."}


def test_the_file_says_what_the_page_says_to_the_digit(door: Door, mara: Client) -> None:
    tried(door, treated=500, held_out=50, won=250)
    shown = cells(mara.get(door.at("did-it-pay/")).content.decode())
    told = list(csv.DictReader(StringIO(mara.get(door.at("did-it-pay/file/")).content.decode())))
    as_shown = [
        [
            one["what"],
            f"{one['with']} n = {one['people_with']}",
            f"{one['without']} n = {one['people_without']}",
            f"{one['difference']} {one['interval']}",
            one["says"],
        ]
        for one in told
        if int(one["people_with"])
    ]
    assert as_shown == shown


def test_what_came_back_is_said_once_the_policy_says_what_an_hour_costs(door: Door, mara: Client) -> None:
    """Each of 500 cost 60 and half of them spent 50.00 more, of which 30 % stay: 7.50 each for .60, less 24.00 an hour for 12 minutes of each."""
    with tenancy.brand(door.brand_id):
        text = default_policy().replace('# an_hour_costs = "24.00"', 'an_hour_costs = "24.00"')
        policies.set_policy(text=text, by=SYSTEM, at=cast.AT)
    tried(door, treated=500, held_out=50, won=250, answers=2)
    page = mara.get(door.at("did-it-pay/")).content.decode()
    assert "For each £100.00 of that, £450.00 came back" in page, "(7.50 − 4.80) / .60"
    assert "It paid for itself." in page
    rows = {row[0]: row for row in cells(page)}
    assert rows["Took of our time, each"][1:3] == ["12.0 min n = 500", "0.0 min n = 50"]
    assert rows["Brought somebody who bought"][1:3] == ["50.0 % n = 500", "0.0 % n = 50"]


def test_another_brands_trial_is_none(door: Door, mara: Client) -> None:
    assert mara.get(door.at(f"did-it-pay/{new_id()}/")).status_code == 404


def by_lot(door: Door) -> None:
    """The policy lets the lot choose; of four hundred people half got a card, of whom half came back, half sweets, of whom nobody did."""
    with tenancy.brand(door.brand_id):
        text = default_policy().replace('# none_by_lot_for    = "10 %"', 'none_by_lot_for    = "10 %"')
        policies.set_policy(text=text.replace("# which_by_lot ", "which_by_lot "), by=SYSTEM, at=cast.AT)
        trial = queries.running(key="surprise")
        assert trial is not None
        among = {"sweets-small": 0.5, "card": 0.5}
        seen = [Sighting((Address(IdentityKind.EMAIL, f"w{n}@example.net", f"W {n}"),)) for n in range(400)]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]
        told = [
            replace(_entering(one, held_out=n % 10 == 0), drawn=("sweets-small", "card")[n % 2], among=among)
            for n, one in enumerate(ids)
        ]
        actions.enter(trial=trial, entering=told, at=cast.AT)
        by_identity = {entry.identity_id: entry.id for entry in queries.drawn(trial_id=trial.id)}
        actions.follow(followed=[_followed(by_identity[one], n % 4 == 1, None) for n, one in enumerate(ids)])
        today = [Thing("card", cast.AT.date(), 0.5, 200, 0.5), Thing("sweets-small", cast.AT.date(), 0.5, 160, 0.0)]
        for _ in range(2):
            actions.keep_things(trial_id=trial.id, things=today)


def test_what_another_choice_would_have_brought_is_said_only_where_the_lot_chose(door: Door, mara: Client) -> None:
    tried(door, treated=500, held_out=50, won=250)
    page = plain(mara.get(door.at("did-it-pay/")).content.decode())
    assert "Which of the things that fit is given follows the order of the catalogue." in page
    assert "So nothing can be said of what another choice would have brought." in page
    by_lot(door)
    page = mara.get(door.at("did-it-pay/")).content.decode()
    read = plain(page)
    assert "drawn by lot: evenly until each was tried 200 times" in read
    assert "card: drawn for 50 of 100 whom it fits; 200 were counted, of whom 50.0 % came back." in read
    rows = {row[0]: row for row in cells(page)}
    assert rows["card for everybody whom it fitted"][1:2] == ["400 (rests on 200)"]
    assert rows["card for everybody whom it fitted"][2].startswith("50.0 % ")
    assert rows["card for everybody whom it fitted"][3:] == ["25.0 %", "More would have come back."]
    file = {one["what"]: one for one in csv.DictReader(StringIO(mara.get(door.at("did-it-pay/file/")).content.decode()))}
    told_so = file["card for everybody whom it fitted"]
    assert (told_so["people_with"], told_so["with"], told_so["without"]) == ("400", "50.0 %", "25.0 %")
    assert told_so["says"] == "More would have come back. (rests on 200)"


def test_of_many_people_the_figures_that_were_kept_are_shown_with_their_instant_until_the_policy_is_another(
    door: Door, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.flows import did_it_pay
    from makegood.platform import jobs

    monkeypatch.setattr(did_it_pay, "MANY", 100)
    tried(door, treated=500, held_out=50, won=250)
    address, file = door.at("did-it-pay/"), door.at("did-it-pay/file/")
    live, rows = cells(mara.get(address).content.decode()), mara.get(file).content
    with tenancy.brand(door.brand_id):
        trial = queries.running(key="surprise")
        assert trial is not None
        did_it_pay.leave_keeping(queries.drawn(trial_id=trial.id)[:3], at=cast.AT)
    jobs.do_all_due(door.brand_id, at=cast.later(hours=1))
    page = mara.get(address).content.decode()
    assert "Worked out" in plain(page)
    assert (cells(page), mara.get(file).content) == (live, rows), "to the digit"
    with tenancy.brand(door.brand_id):
        policies.set_policy(text=default_policy().replace('"6 minutes"', '"7 minutes"'), by=SYSTEM, at=cast.AT)
    assert "Worked out" not in plain(mara.get(address).content.decode()), "under another policy they are worked out anew"
