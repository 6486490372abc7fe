"""Cards on paper: set aside, printed once with the address as it then stands, posted with proof, put back when nobody sends them."""

from datetime import date, datetime

import pytest

from makegood.brands.types import Brand, Member
from makegood.channels.actions import outbox
from makegood.gestures import queries as gestures
from makegood.gestures.actions import shelf
from makegood.gestures.types import GestureKind
from makegood.kernel import actors
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.letters import actions, models, queries, rules
from makegood.letters.types import Letter, LetterIn, LetterState, Postal
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, Purpose, Recognised
from makegood.platform import journal
from tests import cast

HOME = Postal(("12 Mill Lane", "London SE1 2AB"), "GB")
LINE = "Happy birthday, Tom. May every torch shine."


@pytest.fixture
def tom(brightside: Brand, mara: Member) -> Recognised:
    by = actors.member(mara.id)
    shelf.add_item(
        code="birthday-card", kind=GestureKind.SURPRISE, name="Birthday card", face_value=Money(200, "GBP"),
        real_cost=Money(90, "GBP"), stock=2, by=by, at=cast.AT,
    )  # fmt: skip
    found = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0]
    said = Consent(found.identity_id, "post", Purpose.RELATIONSHIP, True, "told us", "", cast.AT)
    noting.note_consent(consent=said, by=actors.SYSTEM)
    return found


def ask(who: Recognised, key: str = "birthday 2026", at: datetime = cast.AT, **other: object) -> Letter:
    wanted = {"card": "birthday-card", "line": LINE, "key": key, **other}
    return actions.ask(letter=LetterIn(who.identity_id, **wanted), by=actors.SYSTEM, at=at)  # type: ignore[arg-type]


def live_at(who: Recognised, postal: Postal = HOME, at: datetime = cast.AT) -> None:
    actions.note_address(identity_id=who.identity_id, postal=postal, source="member", by=actors.SYSTEM, at=at)


def printed(letter: Letter, member: Member, key: str = "a batch") -> Letter:
    actions.print_batch(letter_ids=[letter.id], key=key, by=actors.member(member.id), at=cast.AT)
    return queries.letter(letter_id=letter.id)


def stock() -> int | None:
    return next(one.stock for one in gestures.catalogue() if one.code == "birthday-card")


def kinds() -> list[str]:
    return [one.kind.partition(".")[2] for one in journal.latest(limit=30) if one.kind.startswith("letters.")][::-1]


def test_a_card_is_set_aside_once_however_often_it_is_asked_for(tom: Recognised) -> None:
    assert ask(tom).id == ask(tom).id
    assert stock() == 1
    assert kinds() == ["LetterAsked"]


def test_the_last_card_is_not_promised_twice(tom: Recognised) -> None:
    ask(tom), ask(tom, "b")
    with pytest.raises(Refusal) as told:
        ask(tom, "c")
    assert told.value.code == "none_left"
    assert stock() == 0
    assert models.Letter.objects.count() == 2


def test_without_their_yes_to_post_nothing_is_set_aside(tom: Recognised) -> None:
    no = Consent(tom.identity_id, "post", Purpose.RELATIONSHIP, False, "told us", "", cast.later(minutes=1))
    noting.note_consent(consent=no, by=actors.SYSTEM)
    with pytest.raises(Refusal) as told:
        ask(tom)
    assert told.value.code == "consent_withdrawn"
    assert stock() == 2


def test_it_is_printed_early_enough_for_the_post() -> None:
    monday = date(2026, 3, 2)
    assert rules.print_on(date(2026, 3, 12), today=monday) == date(2026, 3, 9)
    assert rules.print_on(date(2026, 3, 10), today=monday) == date(2026, 3, 6)  # a Sunday lies between
    assert rules.print_on(date(2026, 3, 3), today=monday) == monday
    assert rules.print_on(None, today=monday) == monday


def test_printing_keeps_the_address_as_it_is_then_and_uses_the_card(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    letter = printed(ask(tom), joe)
    live_at(tom, Postal(("1 New Road", "Bath BA1 1AA"), "GB"), at=cast.later(days=1))
    after = queries.letter(letter_id=letter.id)
    assert (after.state, after.name, after.postal) == (LetterState.PRINTED, "Tom Arden", HOME)
    assert stock() == 1
    assert kinds() == ["PostalAddressNoted", "LetterAsked", "LetterPrinted", "PostalAddressNoted"]


def test_a_batch_is_printed_once_however_often_it_is_pressed(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    first, second = ask(tom), ask(tom, "b")
    batch = actions.print_batch(letter_ids=[first.id], key="k", by=actors.member(joe.id), at=cast.AT)
    assert actions.print_batch(letter_ids=[first.id, second.id], key="k", by=actors.member(joe.id), at=cast.AT) == batch
    assert [one.id for one in queries.of_batch(batch_id=batch)] == [first.id]


def test_without_an_address_it_waits_and_says_so(tom: Recognised, joe: Member) -> None:
    letter = ask(tom)
    with pytest.raises(Refusal) as told:
        printed(letter, joe)
    assert told.value.code == "nothing_to_print"
    assert queries.letter(letter_id=letter.id).state is LetterState.ASKED


def test_a_complaint_meanwhile_holds_the_greeting_back(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    letter = ask(tom)
    outbox.hold(
        identity_id=tom.identity_id, purpose=Purpose.RELATIONSHIP, because="A complaint is open.", until=cast.later(days=3)
    )
    with pytest.raises(Refusal):
        printed(letter, joe)
    assert queries.letter(letter_id=letter.id).state is LetterState.ASKED


def test_cancelled_before_printing_the_card_goes_back_and_afterwards_it_is_used(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    one, other = ask(tom), ask(tom, "b")
    for _ in range(2):
        actions.cancel(letter_id=one.id, because="She moved", by=actors.member(joe.id), at=cast.AT)
    assert stock() == 1
    actions.cancel(letter_id=printed(other, joe).id, because="A blot", by=actors.member(joe.id), at=cast.AT)
    assert stock() == 1


def test_posting_keeps_who_and_when_and_the_number_of_the_post(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    letter = printed(ask(tom), joe)
    for at in (cast.AT, cast.later(days=1)):
        actions.post(letter_ids=[letter.id], tracking=" RR 123 ", by=actors.member(joe.id), at=at)
    proof = queries.letter(letter_id=letter.id).proof
    assert proof is not None
    assert (proof.at, proof.by_member_id, proof.tracking) == (cast.AT, joe.id, "RR 123")
    with pytest.raises(Refusal) as told:
        actions.cancel(letter_id=letter.id, because="", by=actors.member(joe.id), at=cast.AT)
    assert told.value.code == "letter_posted"


def test_what_the_post_brings_back_says_so(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    letter = printed(ask(tom), joe)
    with pytest.raises(Refusal):
        actions.came_back(letter_id=letter.id, because="unknown", by=actors.member(joe.id), at=cast.AT)
    actions.post(letter_ids=[letter.id], by=actors.member(joe.id), at=cast.AT)
    assert actions.came_back(letter_id=letter.id, because="unknown", by=actors.member(joe.id), at=cast.AT).state == "returned"


def test_a_member_writes_the_line_until_it_is_printed(tom: Recognised, joe: Member) -> None:
    live_at(tom)
    letter = ask(tom)
    assert (
        actions.reword(letter_id=letter.id, line=" To  the next ten years! ", by=actors.member(joe.id)).line
        == "To the next ten years!"
    )
    printed(letter, joe)
    with pytest.raises(Refusal) as told:
        actions.reword(letter_id=letter.id, line="Too late", by=actors.member(joe.id))
    assert told.value.code == "letter_printed"


@pytest.mark.parametrize("line", ["", "  \n ", "x" * 601, "a\x07b"])
def test_a_line_that_no_card_can_hold_is_refused(line: str) -> None:
    with pytest.raises(Refusal) as told:
        rules.check_line(line)
    assert told.value.code == "letter_malformed"


def test_an_address_is_what_stands_on_an_envelope() -> None:
    assert rules.check_postal([" Hauptstraße  5", "", "10115 Berlin"], "de") == Postal(("Hauptstraße 5", "10115 Berlin"), "DE")
    assert rules.on_envelope(Postal(("Hauptstraße 5", "10115 Berlin"), "DE"), home="GB")[-1] == "GERMANY"
    assert rules.on_envelope(HOME, home="GB") == HOME.lines
    for lines, country in (([], "GB"), (["one"], "GB"), (["a"] * 6, "GB"), (["a", "b"], "England"), (["a" * 61, "b"], "GB")):
        with pytest.raises(Refusal):
            rules.check_postal(lines, country)
