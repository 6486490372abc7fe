"""A contest: who came of it with what they agreed to, who counts, what each of them did, and the next step through the gate."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.brands.types import Brand, Member
from makegood.channels import contacts, models
from makegood.channels.actions import contacts as discipline
from makegood.contests import actions, queries
from makegood.contests.rules import sheet, sorting
from makegood.contests.types import Aside, ContestId, Entry, EntryId, EntryIn, Group, How
from makegood.flows import contest_steps, typed_accounts
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Address, Consent, Fact, IdentityId, IdentityKind, Purpose, Sighting
from makegood.platform import journal
from makegood.platform.work import Taken
from tests import cast

TEXT = "I agree that Brightside Lights writes to me about this contest and its lights. I can end this at any time."


@pytest.fixture
def contest(brightside: Brand, mara: Member) -> ContestId:
    return actions.open_contest(name="Win a lamp", text=TEXT, text_version="lamp-1", by=actors.member(mara.id), at=cast.AT)


def entry(who: str, *, minutes: int = 0, **more: Any) -> EntryIn:
    at = cast.later(minutes=minutes)
    address = Address(IdentityKind.EMAIL, f"{who}@example.org", who.title())
    return replace(EntryIn(f"{who} {minutes}", How.ENTERED, (address,), at, agreed=True, proof=f"row {who}"), **more)


def take(contest: ContestId, *entries: EntryIn) -> int:
    return actions.take(contest_id=contest, entries=entries, by=SYSTEM, at=cast.later(hours=2))


def seen(value: str, kind: IdentityKind = IdentityKind.EMAIL) -> IdentityId:
    return recognising.recognise(sightings=[cast.seen(Address(kind, value, "Tom"))], at=cast.AT)[0].identity_id


def aside(contest: ContestId) -> dict[str, Aside | None]:
    return {one.key: one.aside for one in queries.entries(contest_id=contest) if one.aside}


def test_a_contest_without_the_words_that_people_agree_to_is_refused(brightside: Brand, mara: Member, joe: Member) -> None:
    told: dict[str, Any] = {"name": "Win a lamp", "text": TEXT, "text_version": "1", "by": actors.member(mara.id), "at": cast.AT}
    for wrong, code in (
        ({"text": " "}, "no_consent_text"),
        ({"text_version": ""}, "no_consent_text"),
        ({"name": ""}, "contest_named"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.open_contest(**told | wrong)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        actions.open_contest(**told | {"by": actors.member(joe.id)})
    assert queries.contests() == ()


def test_what_they_agreed_to_is_kept_with_text_and_proof_and_who_did_not_agree_has_none(contest: ContestId) -> None:
    assert take(contest, entry("ada"), entry("ben", agreed=False)) == 2
    ada, ben = seen("ada@example.org"), seen("ben@example.org")
    said = people.consent(identity_id=ada, channel="email", purpose=Purpose.RELATIONSHIP)
    assert said is not None
    assert (said.source, said.text_version, said.proof, said.at) == ("contest: Win a lamp", "lamp-1", "row ada", cast.AT)
    assert people.consent(identity_id=ben, channel="email", purpose=Purpose.RELATIONSHIP) is None
    assert people.consent(identity_id=ada, channel="email", purpose=Purpose.MARKETING) is None


def test_taken_in_again_nothing_changes(contest: ContestId) -> None:
    assert take(contest, entry("ada"), entry("ada")) == 1
    assert take(contest, entry("ada")) == 0
    assert len(queries.entries(contest_id=contest)) == 1


def test_that_they_entered_stands_on_their_own_timeline_at_its_hour(contest: ContestId) -> None:
    follower = EntryIn("f", How.FOLLOWS, (Address(IdentityKind.HANDLE, "bluesky:did:plc:nell", "Nell"),), cast.AT)
    for _ in range(2):
        take(contest, entry("ada", minutes=5), follower)
    (told,) = journal.of_identities(identity_ids=[seen("ada@example.org")], limit=9, kinds=["contests.ContestEntered"])
    assert (told.at, told.data["name"]) == (cast.later(minutes=5), "Win a lamp")
    assert journal.latest(limit=9, kinds=["contests.ContestEntered"]) == (told,)


def test_a_no_that_was_said_later_is_not_undone_by_an_import(contest: ContestId) -> None:
    ada = seen("ada@example.org")
    no = Consent(ada, "email", Purpose.RELATIONSHIP, False, "the link in a letter", "", cast.later(hours=1))
    noting.note_consent(consent=no, by=SYSTEM)
    take(contest, entry("ada"))
    said = people.consent(identity_id=ada, channel="email", purpose=Purpose.RELATIONSHIP)
    assert said is not None
    assert not said.granted


def test_groups_are_by_what_they_did(contest: ContestId) -> None:
    bought, complained, praised, later = (seen(f"{who}@example.org") for who in ("buyer", "hurt", "fan", "late"))
    for who, kind, days in (
        (bought, "order_placed", -9),
        (complained, "complained", -3),
        (praised, "praised", -2),
        (later, "order_placed", 1),
    ):
        noting.note_fact(facts=[Fact(who, kind, "1", cast.later(days=days))])
    follower = EntryIn("f", How.FOLLOWS, (Address(IdentityKind.HANDLE, "bluesky:did:plc:nell", "Nell"),), cast.AT)
    take(
        contest,
        *(entry(who) for who in ("buyer", "hurt", "fan", "late", "new")),
        entry("curious", answer="When is it drawn?"),
        follower,
    )
    by_group = {group: len(those) for group, those in queries.in_groups(queries.placed(contest_id=contest)).items()}
    assert by_group == {Group.ASKED: 2, Group.BOUGHT: 1, Group.PRAISED: 1, Group.ENTERED: 2, Group.FOLLOWED: 1}


def test_a_customer_is_known_by_a_link_and_never_by_a_likeness(contest: ContestId, mara: Member) -> None:
    customer = seen("tom.arden@example.org")
    noting.note_fact(facts=[Fact(customer, "order_placed", "1007", cast.later(days=-9))])
    handle = Address(IdentityKind.HANDLE, "bluesky:did:plc:tom", "Tom")
    typed = Address(IdentityKind.EMAIL, "tom.arden@example.org")
    take(
        contest,
        EntryIn("t", How.ENTERED, (handle, typed), cast.AT),
        EntryIn("u", How.ENTERED, (replace(handle, value="bluesky:did:plc:other"),), cast.AT),
    )
    assert [one.customer for one in queries.placed(contest_id=contest)] == [False, False]
    (asked,) = linked.suggestions()
    assert {asked.unknown.value, asked.known.value} == {"bluesky:did:plc:tom", "tom.arden@example.org"}
    linking.confirm_link(link_id=asked.id, by=actors.member(mara.id), at=cast.AT)
    assert sorted(one.customer for one in queries.placed(contest_id=contest)) == [False, True]


def test_the_same_person_counts_once_by_mailbox_or_link(contest: ContestId) -> None:
    take(contest, entry("ada"), entry("ada+2", minutes=5), entry("ben"))
    assert aside(contest) == {"ada+2 5": Aside.DUPLICATE}
    (twice,) = queries.aside(contest_id=contest)
    assert twice.because == "The same person is in it already."


def test_bots_are_set_apart_by_written_marks_and_a_member_brings_one_back(contest: ContestId, mara: Member) -> None:
    same = [entry(f"{name}x", minutes=n, answer="Light is what makes a home a home for me") for n, name in enumerate("abcde")]
    trapped = entry("robo", minutes=20, trap="http://buy.example")
    row = [entry(f"user{n:03}", minutes=30 + n) for n in range(5)]
    rush = [entry(who, at=cast.later(minutes=60)) for who in ("ka", "kb", "kc", "kd", "ke", "kf", "kg", "kh")]
    take(contest, *same, trapped, *row, *rush, entry("human", minutes=90))
    assert [one.name for one in queries.placed(contest_id=contest)] == ["Human"]
    assert queries.aside_counts(contest_id=contest) == {Aside.BOT: 19}
    reasons = {one.because for one in queries.aside(contest_id=contest)}
    assert reasons == {
        "5 entries say the very same.",
        "A field that people do not see was filled in.",
        "5 addresses that only a number tells apart.",
        "8 entries or more within 2 seconds.",
    }
    robo = seen("robo@example.org")
    assert people.consent(identity_id=robo, channel="email", purpose=Purpose.RELATIONSHIP) is None
    entry_id = next(one.id for one in queries.aside(contest_id=contest) if one.identity_id == robo)
    for _ in range(2):
        actions.bring_back(contest_id=contest, entry_id=entry_id, by=actors.member(mara.id), at=cast.AT)
    actions.sort_again(contest_id=contest)
    assert sorted(one.name for one in queries.placed(contest_id=contest)) == ["Human", "Robo"]
    assert people.consent(identity_id=robo, channel="email", purpose=Purpose.RELATIONSHIP) is not None


@pytest.fixture
def mail(brightside: Brand) -> UUID:
    return models.Channel.objects.create(kind="email", name="E-mail", address="help@brightside.example", settings={}).id


def approve(contest: ContestId, mail: UUID, mara: Member, group: Group = Group.ENTERED) -> UUID:
    by = actors.member(mara.id)
    return actions.approve_step(
        contest_id=contest, group=group, channel_id=mail, subject="Your lamp", text="Dear {name}, …", by=by, at=cast.AT
    )


def carry(step_id: UUID, brand: Brand, at: datetime = cast.AT) -> None:
    item = Taken(
        id=new_id(), brand_id=brand.id, kind="contest_step", key=str(step_id), payload={}, attempts=1, lease=new_id(), abandoned=0
    )
    contest_steps.carry([item], at)


def test_the_preview_is_what_the_step_then_does(contest: ContestId, mail: UUID, mara: Member, brightside: Brand) -> None:
    take(contest, *(entry(f"p{letter}") for letter in "abcdef"), entry("nobody", agreed=False))
    hurt = seen("pa@example.org")
    discipline.hold(identity_ids=[hurt], because="Open.", cause=contacts.HoldCause.COMPLAINT, subject="case 1")
    words = {"contest_id": contest, "group": Group.ENTERED, "channel_id": mail, "subject": "Your lamp", "text": "Dear {name}, …"}
    shown = contest_steps.preview(**words, at=cast.AT)  # type: ignore[arg-type]
    assert (shown.people, shown.now, shown.later, shown.no_address, shown.reasons) == (7, 5, 1, 0, (("no_consent", 1),))
    assert shown.words.startswith("Dear ")
    assert models.Outgoing.objects.count() == 0
    assert contacts.suppressed() == ()
    step = approve(contest, mail, mara)
    for _ in range(2):
        carry(step, brightside)
    (done,) = queries.steps(contest_id=contest)
    assert (done.queued, done.not_sent) == (6, 1)
    assert sorted(models.Outgoing.objects.values_list("state", flat=True)) == ["held"] + ["queued"] * 5
    assert [one.reason for one in contacts.suppressed_for(occasion=f"contest {contest}")] == ["no_consent"]


def test_followers_who_never_agreed_are_not_written_to(contest: ContestId, mail: UUID, mara: Member, brightside: Brand) -> None:
    take(contest, EntryIn("f", How.FOLLOWS, (Address(IdentityKind.HANDLE, "bluesky:did:plc:nell", "Nell"),), cast.AT))
    carry(approve(contest, mail, mara, Group.FOLLOWED), brightside)
    (done,) = queries.steps(contest_id=contest)
    assert (done.queued, done.not_sent) == (0, 1)


def test_three_hundred_are_taken_in_in_as_many_queries_as_thirty(contest: ContestId) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    for count in (30, 300):
        many = [entry(f"{chr(97 + n % 26)}{chr(97 + n // 26)}{count}z", at=cast.later(minutes=n)) for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            assert take(contest, *many) == count
        taken.append(len(asked))
    assert taken[1] <= taken[0] + 2, taken


def test_a_file_says_who_agreed_where_and_what_is_wrong_with_a_row() -> None:
    text = (
        "\ufeffE-Mail;Name;Date;Einwilligung;Quelle;Website\n"
        "ada@example.org;Ada;2026-03-01 18:05;ja;https://brightside.example/win;\n"
        ";Nobody;2026-03-01;ja;;\n"
        "ben@example.org;Ben;soon;ja;;\n"
        "cleo@example.org;Cleo;2026-03-01T18:06:00+01:00;nein;;http://spam.example\n"
    )
    found = sheet.read(text, name="entrants.csv", network="bluesky", region="GB", zone="Europe/London", at=cast.AT)
    ada, cleo = found.entries
    assert (ada.agreed, ada.proof) == (True, "row 2 of entrants.csv; https://brightside.example/win")
    assert (cleo.agreed, cleo.trap, cleo.at.hour) == (False, "http://spam.example", 17)
    assert found.wrong == (
        (3, "it names no e-mail, telephone or account"),
        (4, "its time is none: write it as in 2026-03-01 18:05"),
    )
    with pytest.raises(Refusal, match="must name a column"):
        sheet.read("colour\nred\n", name="x.csv", network="bluesky", region="", zone="UTC", at=cast.AT)


ENTRIES = st.lists(
    st.builds(
        Entry,
        id=st.integers(1, 10**9).map(lambda n: EntryId(UUID(int=n))),
        contest_id=st.just(ContestId(UUID(int=1))),
        key=st.integers(1, 10**9).map(str),
        how=st.sampled_from(list(How)),
        identity_id=st.integers(1, 6).map(lambda n: IdentityId(UUID(int=n))),
        at=st.integers(0, 20).map(lambda n: cast.AT + timedelta(seconds=n)),
        agreed=st.just(value=True),
        proof=st.just(""),
        answer=st.sampled_from(["", "Light is what makes a home a home"]),
        trap=st.sampled_from(["", "", "x"]),
        kept_by_member=st.booleans(),
    ),
    max_size=14,
    unique_by=(lambda one: one.key, lambda one: one.id),
)


@given(entries=ENTRIES, order=st.randoms(use_true_random=False))
def test_who_counts_does_not_depend_on_the_order_in_which_they_came_in(entries: list[Entry], order: Any) -> None:
    boxes = {UUID(int=n): f"p{chr(96 + n)}@example.org" for n in range(1, 7)}
    persons = {UUID(int=n): UUID(int=(n + 1) // 2) for n in range(1, 7)}
    mixed = list(entries)
    order.shuffle(mixed)
    found = sorting.sort(entries, mailboxes=boxes, persons=persons)
    assert sorting.sort(mixed, mailboxes=boxes, persons=persons) == found
    assert not any(one.kept_by_member for one in entries if one.id in found)
    counted = [persons[one.identity_id] for one in entries if one.id not in found and not one.kept_by_member]
    assert len(counted) == len(set(counted))


def test_an_account_that_was_typed_on_the_form_is_a_claim_put_to_a_member(contest: ContestId, mara: Member) -> None:
    """Whatever comes first, the form or the account; a refusal is remembered, and other accounts are asked about no more than before."""
    typed = Address(IdentityKind.HANDLE, "bluesky:@Ada.Example")
    take(contest, entry("ada", addresses=(Address(IdentityKind.EMAIL, "ada@example.org", "Ada"), typed)))
    take(contest, entry("ben", minutes=5, addresses=(Address(IdentityKind.HANDLE, "bluesky:ben.example"),)))
    accounts = [account("bluesky:did:plc:ada", "bluesky:ada.example"), account("bluesky:did:plc:ben", "bluesky:ben.example")]
    late = account("bluesky:did:plc:cleo", "bluesky:cleo.example")
    for _ in range(2):
        typed_accounts.seen(
            [Taken(cast.NOBODY, cast.NOBODY, "", str(one), {}, 1, cast.NOBODY) for one in (*accounts, late)], cast.AT
        )
    take(contest, entry("cleo", minutes=9, addresses=(Address(IdentityKind.EMAIL, "cleo@example.org", "Cleo"),
                                                        Address(IdentityKind.HANDLE, "bluesky:cleo.example"))))  # fmt: skip
    asked = {one.unknown.value: one for one in linked.suggestions()}
    assert {name: one.known.value for name, one in asked.items()} == {
        "bluesky:did:plc:ada": "ada@example.org",
        "bluesky:did:plc:ben": "bluesky:ben.example",
        "bluesky:did:plc:cleo": "cleo@example.org",
    }
    assert [piece.words for piece in asked["bluesky:did:plc:ada"].evidence] == [actions.TYPED.words]
    who = people.persons_of(identity_ids=[*accounts, late])
    assert len({person.id for person in who.values()}) == 3  # nothing was linked by it
    linking.refuse_link(link_id=asked["bluesky:did:plc:ada"].id, by=actors.member(mara.id), at=cast.AT)
    typed_accounts.seen([Taken(cast.NOBODY, cast.NOBODY, "", str(accounts[0]), {}, 1, cast.NOBODY)], cast.AT)
    assert {one.unknown.value for one in linked.suggestions()} == {"bluesky:did:plc:ben", "bluesky:did:plc:cleo"}


def account(did: str, shown: str) -> IdentityId:
    """An account that speaks for the first time leaves the work of looking whether somebody gave it as theirs."""
    (found,) = recognising.recognise(
        sightings=[Sighting((Address(IdentityKind.HANDLE, did, "", shown),), source="bluesky")], at=cast.AT
    )
    assert found.is_new
    return found.identity_id
