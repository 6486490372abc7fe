"""The pages of touchpoints and findings, as a member uses them: looked at, changed, filed from a case, carried to a change, and told."""

import html
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.flows import finding_checks
from makegood.orders.types import ParcelState
from makegood.people.types import Address, IdentityKind
from makegood.platform import clock, jobs, tenancy
from makegood.platform.work import Taken
from makegood.touchpoints import queries, raised
from makegood.touchpoints.actions import recording
from makegood.touchpoints.types import Contact, Finding, FindingState, ToldState, Where
from makegood.views import actions as views
from tests import cast
from tests.cases import telling
from tests.desk.conftest import Door
from tests.desk.test_page_queries import asked
from tests.promises import telling as promised

WORDS = "Hello.\nMy book did not come. There is no point in ordering ahead without a guarantee.\nNell"
NELL = Address(IdentityKind.EMAIL, "nell@example.net", "Nell Ward")


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def joe(door: Door) -> Client:
    return door.signed_in(cast.JOE["user_id"])


@pytest.fixture
def mail(door: Door) -> UUID:
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM

    with tenancy.brand(door.brand_id):
        return connecting.add_channel(
            kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.later(days=-1)
        )


def complains(door: Door, channel: UUID, *, who: Address = NELL, words: str = WORDS, public: bool = False, n: int = 0) -> int:
    """Somebody complains at pre-order delivery; the number of the case."""
    with tenancy.brand(door.brand_id):
        arrival = telling.arrives(words, channel_id=channel, who=who, public=public, happened=("late",), thread=f"{who.value}{n}")
        case_id = telling.place(arrival).case_id
        assert case_id is not None
        place = Where("pre-order-delivery", "read", {"harm": "late"})
        recording.record(contacts=[Contact(case_id, place, cast.AT, complaint=True, harm="late")])
        views.refresh_cases(case_ids=[case_id])
        return cases.case(case_id=case_id).number


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def the_finding(door: Door) -> Finding:
    with tenancy.brand(door.brand_id):
        (found,) = raised.findings(limit=5)
        return raised.finding(finding_id=found.id)


def filed(door: Door, client: Client, number: int, **more: str) -> Finding:
    with tenancy.brand(door.brand_id):
        (message_id,) = cases.messages_of_cases(case_ids=[cases.by_number(number=number).id]).popitem()[1]
    form = {
        "touchpoint": "pre-order-delivery",
        "sentence": "Say a week before the launch whether it will come.",
        "quote": str(message_id),
        f"words-{message_id}": "There is no point in ordering ahead without a guarantee.",
        "due_on": "2026-03-20",
        "watched": "complaints",
        **more,
    }
    assert client.post(door.at(f"cases/{number}/finding/"), form).status_code == 303
    return the_finding(door)


def test_the_list_says_what_is_promised_how_it_goes_and_that_it_is_too_little(door: Door, mara: Client, mail: UUID) -> None:
    complains(door, mail)
    with tenancy.brand(door.brand_id):
        promised.take(promised.order("1007"), promised.order("1008"))
        arrived = promised.event(ParcelState.DELIVERED, cast.AT, number="1007")
        promised.moves(arrived, at=cast.AT)
    jobs.do_all_due(door.brand_id, at=cast.AT)
    page = text(mara, door.at("touchpoints/"))
    assert "What was ordered comes on the day, and in the hours, that were said." in page
    assert "0 of 1 promise broken (0 to 79 %) 0 of 1 who were there complained (0 to 79 %)" in page
    assert "1 of 1 who were there complained (21 to 100 %) too little to say whether it changed" in page
    assert page.index("Pre-order delivery") < page.index("Job interview")


def test_the_pages_ask_as_much_for_three_as_for_twenty(door: Door, mara: Client, mail: UUID) -> None:
    addresses = [door.at("touchpoints/?days=30"), door.at("touchpoints/pre-order-delivery/"), door.at("findings/")]
    for n in range(3):
        complains(door, mail, who=Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P {n}"), n=n)
    filed(door, mara, 1)
    few = [asked(mara, address) for address in addresses]
    for n in range(3, 20):
        complains(door, mail, who=Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P {n}"), n=n)
    assert [asked(mara, address) for address in addresses] == few


def test_where_three_complain_of_the_same_their_cases_are_offered_to_file_from(door: Door, mara: Client, mail: UUID) -> None:
    for n in range(3):
        assert "complained of the same" not in text(mara, door.at("touchpoints/pre-order-delivery/"))
        complains(door, mail, who=Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P {n}"), n=n)
    page = text(mara, door.at("touchpoints/pre-order-delivery/"))
    assert "3 people complained of the same within 30 days (late). File it from one of these cases: No. " in page


def test_a_lead_words_a_standard_anew_and_an_agent_may_not(door: Door, mara: Client, joe: Client) -> None:
    address = door.at("touchpoints/delivery/standards/1/")
    form = {"words": "It comes in its hour.", "measure": "kept", "target": "97"}
    assert joe.post(address, form).status_code == 422
    assert mara.post(address, form | {"target": "1.5"}).status_code == 422
    assert mara.post(address, form).status_code == 303
    page = text(mara, door.at("touchpoints/delivery/"))
    assert "It comes in its hour." in page
    assert "What it said before It comes in its hour." in page
    with tenancy.brand(door.brand_id):
        assert [(one.words, one.target) for one in queries.standards()["delivery"]] == [("It comes in its hour.", 97)]
    assert mara.post(address, {"_method": "DELETE"}).status_code == 303
    assert "Nothing yet. Say in one sentence" in text(mara, door.at("touchpoints/delivery/"))


def test_a_place_is_added_and_a_name_that_is_there_is_refused_with_what_was_typed(door: Door, mara: Client) -> None:
    assert mara.post(door.at("touchpoints/"), {"name": "At the table", "words": "It is served whole."}).status_code == 303
    again = mara.post(door.at("touchpoints/"), {"name": "at the TABLE", "words": "Once more."})
    assert again.status_code == 422
    said = again.content.decode()
    assert "is on the list already" in said
    assert "Once more." in said
    assert "It is served whole." in text(mara, door.at("touchpoints/at-the-table/"))
    assert text(mara, door.at("touchpoints/moon/"), 404)


def test_a_case_says_where_it_was_and_a_member_sets_it_right(door: Door, joe: Client, mail: UUID) -> None:
    number = complains(door, mail)
    page = joe.get(door.at(f"cases/{number}/")).content.decode()
    assert f'<a data-key="f" href="{door.at(f"cases/{number}/finding/")}">Pre-order delivery</a>' in page
    assert joe.post(door.at(f"cases/{number}/place/"), {"touchpoint": "moon"}).status_code == 404
    assert joe.post(door.at(f"cases/{number}/place/"), {"touchpoint": "bill"}).status_code == 303
    form = text(joe, door.at(f"cases/{number}/finding/"))
    assert "The bill A member said so." in form


def test_a_finding_is_filed_from_a_case_with_their_words_preselected(door: Door, joe: Client, mail: UUID) -> None:
    number = complains(door, mail)
    form = joe.get(door.at(f"cases/{number}/finding/")).content.decode()
    assert ">My book did not come.</textarea>" in form
    assert 'name="due_on" type="date" required value="2026-03-16"' in form
    found = filed(door, joe, number)
    assert (found.key, found.state, found.due_on.isoformat(), found.voices) == (
        "pre-order-delivery",
        FindingState.OPEN,
        "2026-03-20",
        1,
    )
    page = text(joe, door.at(f"findings/{found.id}/"))
    assert "“There is no point in ordering ahead without a guarantee.” Nell Ward" in page
    assert "filed by Joe Okafor" in page
    assert "Say a week before the launch whether it will come." in text(joe, door.at("touchpoints/pre-order-delivery/"))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"sentence": " "}, "say what should be otherwise"),
        ({"due_on": "2026-02-30"}, "write the day as 2026-03-31"),
        ({"due_on": "2026-03-01"}, "this day is past"),
        ({"touchpoint": "moon"}, "there is no such touchpoint"),
        ({"owner": "nobody"}, "choose somebody from the list"),
        ({"owner": str(cast.NOBODY)}, "choose somebody of the team"),
        ({"quote": str(cast.NOBODY)}, "this message is not in any case"),
    ],
)
def test_a_bad_filing_is_refused_in_words_and_nothing_is_filed(
    door: Door, joe: Client, mail: UUID, wrong: dict[str, str], word: str
) -> None:
    number = complains(door, mail)
    form = {"touchpoint": "delivery", "sentence": "Say so.", "due_on": "2026-03-20", **wrong}
    answer = joe.post(door.at(f"cases/{number}/finding/"), form)
    assert answer.status_code == 422
    assert word in html.unescape(answer.content.decode())
    with tenancy.brand(door.brand_id):
        assert raised.findings(limit=5) == ()


def test_words_that_nobody_wrote_are_no_quote(door: Door, joe: Client, mail: UUID) -> None:
    number = complains(door, mail)
    with tenancy.brand(door.brand_id):
        (message_id,) = cases.messages_of_cases(case_ids=[cases.by_number(number=number).id]).popitem()[1]
    form = {"touchpoint": "delivery", "sentence": "Say so.", "quote": str(message_id), f"words-{message_id}": "I hate you."}
    answer = joe.post(door.at(f"cases/{number}/finding/"), form)
    assert answer.status_code == 422
    assert "“I hate you.” is not what they wrote" in html.unescape(answer.content.decode())


def changed(door: Door, client: Client, found: Finding, **more: str) -> None:
    form = {
        "change": "We tell you a week before the launch.",
        "on": "2026-03-02",
        "check_on": "2026-04-01",
        "watched": "complaints",
        **more,
    }
    assert client.post(door.at(f"findings/{found.id}/change/"), form).status_code == 303


def others(door: Door, hits: int, n: int, *, days: int, first: int) -> None:
    """So many more turned to us about pre-order delivery; the first of them complained."""
    with tenancy.brand(door.brand_id):
        recording.record(
            contacts=[
                Contact(
                    UUID(int=first + i),
                    Where("pre-order-delivery", "read"),
                    cast.later(days=days),
                    i < hits,
                    "late" if i < hits else "",
                )
                for i in range(n)
            ]
        )


def comes(door: Door, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """So many days later, with all that was due by then."""
    later = cast.later(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    with tenancy.brand(door.brand_id):
        (found,) = raised.findings(limit=5)
        finding_checks.check_due(
            [Taken(cast.NOBODY, cast.NOBODY, finding_checks.CHECK, str(found.id), {}, 1, cast.NOBODY)], later
        )


def test_it_is_carried_to_a_change_and_its_planned_check_closes_it_with_both_figures(
    door: Door, mara: Client, mail: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = filed(door, mara, complains(door, mail))
    steps = door.at(f"findings/{found.id}/steps/")
    assert mara.post(steps, {"state": "accepted"}).status_code == 303
    assert mara.post(steps, {"state": "checked"}).status_code == 422
    assert mara.post(door.at(f"findings/{found.id}/check/"), {"check_on": "2026-04-01"}).status_code == 422
    assert mara.post(door.at(f"findings/{found.id}/change/"), {"change": ""}).status_code == 422
    others(door, 60, 200, days=-30, first=1_000)
    changed(door, mara, found, aim="15", least="50")
    page = text(mara, door.at(f"findings/{found.id}/"))
    assert "What is different now We tell you a week before the launch." in page
    assert (
        "On 1 April: complaints, of those who were there. Before: 60 of 200 (24 to 37 %). Hoped for: 15 %, of 50 or more." in page
    )
    assert "Whether it worked is said on the day of the check, not before." in page
    others(door, 4, 99, days=10, first=5_000)
    comes(door, monkeypatch, 30)
    page = text(mara, door.at(f"findings/{found.id}/"))
    assert "It worked: 5 of 100 (2 to 11 %). Against before: −25 points (" in page
    done = the_finding(door)
    assert (done.state, done.worked) == (FindingState.CHECKED, True)
    assert done.before is not None
    assert done.after is not None
    assert (done.before.hits, done.before.n, done.before.until) == (60, 200, cast.AT - timedelta(hours=10))
    assert (done.after.hits, done.after.n, done.after.until) == (5, 100, cast.later(days=30))


def test_of_too_few_it_cannot_be_said_and_another_check_is_planned(
    door: Door, mara: Client, mail: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = filed(door, mara, complains(door, mail))
    changed(door, mara, found)
    assert "Of so few before, no check can say anything." in text(mara, door.at(f"findings/{found.id}/"))
    comes(door, monkeypatch, 30)
    page = text(mara, door.at(f"findings/{found.id}/"))
    assert "It cannot be said: 1 of 1 (21 to 100 %). Fewer were there than was planned (10)." in page
    assert the_finding(door).state is FindingState.CHANGED
    check = door.at(f"findings/{found.id}/check/")
    assert mara.post(check, {"check_on": "2026-03-31"}).status_code == 422
    assert mara.post(check, {"check_on": "2026-05-01", "least": "20"}).status_code == 303
    assert mara.post(check, {"check_on": "2026-06-01"}).status_code == 422
    assert "On 1 May: complaints" in text(mara, door.at(f"findings/{found.id}/"))


def test_one_that_is_changed_again_and_set_aside_says_why(door: Door, mara: Client, mail: UUID) -> None:
    found = filed(door, mara, complains(door, mail))
    changed(door, mara, found)
    steps = door.at(f"findings/{found.id}/steps/")
    assert mara.post(steps, {"state": "changing", "because": "It is as before."}).status_code == 303
    assert the_finding(door).state is FindingState.CHANGING
    assert mara.post(steps, {"state": "aside", "because": " "}).status_code == 422
    assert mara.post(steps, {"state": "aside", "because": "The publisher sets the day."}).status_code == 303
    page = text(mara, door.at(f"findings/{found.id}/"))
    assert "The publisher sets the day." in page
    assert "It is as before." in page


def test_what_is_past_its_day_stands_in_its_owners_letter(
    door: Door, mara: Client, joe: Client, mail: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = filed(door, joe, complains(door, mail))
    with tenancy.brand(door.brand_id):
        from makegood.brands import queries as brands

        owner = next(one.id for one in brands.members() if one.name == cast.MARA["name"])
    assert joe.post(door.at(f"findings/{found.id}/owner/"), {"owner": str(owner), "due_on": "2026-03-06"}).status_code == 303
    monkeypatch.setattr(clock, "now", lambda: cast.later(days=4))
    assert "Past their day" not in text(mara, door.at(""))
    monkeypatch.setattr(clock, "now", lambda: cast.later(days=5))
    assert "Past their day Say a week before the launch whether it will come. · to be looked at, was due 6 March" in text(
        mara, door.at("")
    )
    assert "Past their day" not in text(joe, door.at(""))


def test_those_who_raised_it_are_told_once_and_who_is_not_is_said(door: Door, mara: Client, joe: Client, mail: UUID) -> None:
    number = complains(door, mail)
    found = filed(door, mara, number)
    public = complains(
        door, mail, who=Address(IdentityKind.HANDLE, "posts:rob", "Rob"), words="No guarantee, no order.", public=True
    )
    with tenancy.brand(door.brand_id):
        (theirs,) = cases.messages_of_cases(case_ids=[cases.by_number(number=public).id]).popitem()[1]
    form = {"quote": str(theirs), f"words-{theirs}": "No guarantee, no order.", "finding": str(found.id)}
    assert mara.post(door.at(f"cases/{public}/finding/"), form).status_code == 303
    changed(door, mara, found)
    address = door.at(f"findings/{found.id}/telling/")
    page = mara.get(door.at(f"findings/{found.id}/")).content.decode()
    assert "They can only be reached in public." in page
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    letter = html.unescape(re.findall(r'name="letter_en"[^>]*>([^<]+)<', page)[0])
    assert "We tell you a week before the launch." in letter
    assert joe.post(address, {"shown": shown, "tell": shown, "letter_en": letter}).status_code == 422
    assert mara.post(address, {"shown": shown, "tell": shown, "letter_en": "Dear {who}"}).status_code == 422
    for _ in range(2):
        assert mara.post(address, {"shown": shown, "tell": shown, "letter_en": letter}).status_code == 303
        jobs.do_all_due(door.brand_id, at=cast.later(minutes=1))
    with tenancy.brand(door.brand_id):
        (told,) = raised.tellings(finding_id=found.id)
        assert (told.state, told.text) == (ToldState.TOLD, "")
        assert told.outgoing_id is not None
        (said,) = channels.messages(message_ids=[told.outgoing_id])
        case = cases.by_number(number=number)
    assert said.conversation_id in case.conversation_ids
    assert said.text.startswith(
        "Dear Nell,\n\nOn 2 March you wrote to us:\n\n“There is no point in ordering ahead without a guarantee.”\n\nYou were right"
    )
    assert "told" in text(mara, door.at(f"findings/{found.id}/"))
    person = text(mara, door.at(f"people/{_person(door)}/"))
    assert "told Nell Ward what we changed at pre-order delivery because of their words." in person


def _person(door: Door) -> UUID:
    from makegood.people import queries as people

    with tenancy.brand(door.brand_id):
        found = people.find_identity(address=NELL)
        assert found is not None
        return found.person_id
