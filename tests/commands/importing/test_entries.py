"""Who entered a contest and who follows, by `makegood import`: the same people, the same reasons, the same keys as by the page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from makegood.contests import queries
from makegood.contests.rules import sheet
from makegood.contests.types import Aside, ContestId, Group
from makegood.kernel import actors
from makegood.people import queries as people
from makegood.people.types import Purpose
from makegood.platform import tenancy
from tests import cast
from tests.commands.importing.conftest import LEFT_ALONE, Desk

TEXT = "I agree that Brightside Lights writes to me about this contest. I can end this at any time."
CROWD = 3_000
BEGAN = datetime(2026, 2, 1, 8, tzinfo=UTC)


@pytest.fixture
def contest(desk: Desk) -> ContestId:
    from makegood.brands import queries as brands
    from makegood.contests import actions

    with tenancy.brand(desk.brand_id):
        (lead,) = [one for one in brands.members() if one.role.value == "lead"][:1]
        return actions.open_contest(name="Win a lamp", text=TEXT, text_version="lamp-1", by=actors.member(lead.id), at=cast.AT)


def people_called(n: int) -> str:
    """Words of letters alone: only a number would make them a program's."""
    return "".join(chr(97 + n // 26**place % 26) for place in range(4))


def crowd() -> str:
    """3,000 rows: 2,900 people, 60 of them twice, 40 programs that say the very same; every third agreed to nothing."""
    lines = ["E-Mail,Name,Entered at,Opt-in,Page,Comment"]
    for n in range(CROWD - 100):
        agreed = "no" if n % 3 == 0 else "yes"
        lines.append(
            f"{people_called(n)}@example.org,Person {people_called(n)},{BEGAN + timedelta(minutes=n)},{agreed},/win,my corner {n}"
        )
    lines += [
        f"{people_called(n)}+again@example.org,Person {people_called(n)},{BEGAN + timedelta(days=4, minutes=n)},yes,/win,again {n}"
        for n in range(60)
    ]
    alike = "A corner is where the light goes"
    lines += [f"zz{people_called(n)}@bots.example,Bot,{BEGAN + timedelta(days=5, minutes=n)},yes,/win,{alike}" for n in range(40)]
    return "\n".join(lines)


def placed(desk: Desk, contest: UUID) -> tuple[queries.Placed, ...]:
    with tenancy.brand(desk.brand_id):
        return queries.placed(contest_id=contest)


def test_three_thousand_entrants_are_taken_in_once_and_only_looked_at_by_a_dry_run(desk: Desk, contest: ContestId) -> None:
    file = desk.file("entrants.csv", crowd() + "\n,Nobody,2026-02-03,yes,,\nno address,No,2026-02-03,yes,,\n")
    words = ("--contest", "Win a lamp", "--yes")
    before = desk.counts()
    assert desk.takes_in("entrants", file, *words, "--dry-run") == 3
    assert "3,002 rows: 3,000 entrants would be taken in." in desk.says
    assert desk.counts() == before
    assert desk.takes_in("entrants", file, *words) == 3
    assert "3,002 rows: 3,000 entrants taken in." in desk.says
    assert [line.split(",", 1)[1] for line in desk.bad()] == [
        '3002,,"it names no e-mail, telephone or account",',
        "3003,,its e-mail address is none,",
    ]
    with tenancy.brand(desk.brand_id):
        assert queries.aside_counts(contest_id=contest) == {Aside.DUPLICATE: 60, Aside.BOT: 40}
        there = queries.in_groups(queries.placed(contest_id=contest))
        assert {group: len(those) for group, those in there.items() if those} == {Group.ENTERED: 2_900}
        first = next(one.entry for one in there[Group.ENTERED] if one.name == f"Person {people_called(1)}")
        said = people.consent(identity_id=first.identity_id, channel="email", purpose=Purpose.RELATIONSHIP)
        assert said is not None
        assert (said.text_version, said.proof) == ("lamp-1", "row 3 of entrants.csv; /win")
    after = desk.counts()
    assert {name: after[name] for name in LEFT_ALONE} == {name: before[name] for name in LEFT_ALONE}
    assert desk.takes_in("entrants", file, *words, "--again") == 3
    assert "nothing was new, and nothing was changed. Known already: 3,000 entrants." in desk.says
    assert desk.counts()["people_consent"] == after["people_consent"]


def test_whoever_the_page_took_in_is_known_to_the_import(desk: Desk, contest: ContestId) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import contest_pages

    text = "email,date,consent\nana@example.org,2026-02-03 18:05,yes\ntom@example.org,,yes\n"
    with tenancy.brand(desk.brand_id):
        by = actors.member(brands.members()[0].id)
        taken, read = contest_pages.take_file(
            contest_id=contest, text=text, name="page.csv", brand=brands.current(), by=by, at=cast.AT
        )
        assert (taken, read.wrong) == (2, ())
    assert desk.takes_in("entrants", desk.file("e.csv", text), "--contest", "Win a lamp", "--yes") == 0
    assert "Known already: 2 entrants." in desk.says
    assert len(placed(desk, contest)) == 2


def test_followers_agree_to_nothing_and_are_theirs_alone(desk: Desk, contest: ContestId) -> None:
    file = desk.file("f.csv", "account,name,followed\nbluesky:nell.example,Nell,2025-05-01\n@ben,Ben,\n")
    assert desk.takes_in("followers", file, "--contest", "Win a lamp", "--yes") == 0
    assert "2 rows: 2 followers taken in." in desk.says
    assert {(one.name, one.group, one.entry.agreed) for one in placed(desk, contest)} == {
        ("Nell", Group.FOLLOWED, False),
        ("ben", Group.FOLLOWED, False),
    }
    assert desk.counts()["people_consent"] == 0


def test_without_a_contest_that_is_there_nobody_is_taken_in(desk: Desk, contest: ContestId) -> None:
    file = desk.file("e.csv", "email\nana@example.org\n")
    for words in ((), ("--contest", "Win a car")):
        assert desk.takes_in("entrants", file, *words, "--yes") == 2
        assert "say which contest they belong to, with --contest NAME. There are: “Win a lamp”." in desk.complains
    assert desk.counts()["people_identity"] == 0


def test_one_address_that_is_none_does_not_spoil_the_file() -> None:
    text = "email,phone,handle\nno address,+44 7700 900123,\nno address,,\n,,spaced name\n"
    found = sheet.read(text, name="x.csv", network="bluesky", region="GB", zone="Europe/London", at=cast.AT)
    assert [one.addresses[0].value for one in found.entries] == ["+44 7700 900123"]
    assert found.wrong == ((3, "its e-mail address is none"), (4, "its account is none"))
