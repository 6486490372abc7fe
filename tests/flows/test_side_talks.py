"""Talks beside a case: a supplier is asked, others are in copy; nothing they write counts as the person's word."""

from uuid import UUID

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import CaseState, Turn
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, intake, outbox
from makegood.channels.adapters.email import reply_tokens
from makegood.channels.types import AttachmentIn, Authenticity, Direction, Envelope
from makegood.flows import desk_work, side_talks
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.outcomes import queries as outcomes
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, tenancy
from makegood.views import queries as views
from tests import cast
from tests.flows.conftest import House

ANA = Address(IdentityKind.EMAIL, "ana@torchworks.example", "Ana Supplier")
MAIL = {"imap_host": "mail.brightside.example", "imap_user": "u", "imap_password": "p", "smtp_host": "smtp.brightside.example"}
OFFICE = "office@brightside.example"


@pytest.fixture
def mailbox(house: House) -> UUID:
    """A mailbox of the brand beside the channel on which Tom writes; nothing leaves it by itself."""
    with tenancy.brand(house.brand_id):
        return connecting.add_channel(kind="email", name="Office", address=OFFICE, settings=dict(MAIL), by=SYSTEM, at=cast.AT)


def mara() -> Member:
    return next(member for member in brands.members() if member.name == "Mara Lindqvist")


def torch(house: House) -> int:
    """Tom's case, with a picture in his letter."""
    photo = AttachmentIn("torch.png", "image/png", b"\x89PNG the torch")
    house.hears(cast.TOM_WORDS, subject="Order 1048", attachments=(photo,))
    return 1


def asked(house: House, number: int, **more: object) -> UUID:
    told = {"to": ANA.value, "subject": "A torch that does not switch on", "text": "Is this lot known to fail?", **more}
    with tenancy.brand(house.brand_id):
        return side_talks.ask(number=number, member=mara(), at=house.now, **told)  # type: ignore[arg-type]


def left(house: House, outgoing_id: UUID, name: str = "q1") -> str:
    """The letter left: its Message-ID is known, and answers name it."""
    with tenancy.brand(house.brand_id):
        outbox.mark_sent(outgoing_id=outgoing_id, external_id=f"{name}@brightside.example", at=house.now)
    return f"{name}@brightside.example"


def ana_answers(
    house: House, mailbox: UUID, to: str, text: str = "Yes, the switch of that lot is bad.", by: Address = ANA
) -> None:
    at = cast.later(hours=3)
    envelope = Envelope(
        external_id=f"a-{text}",
        author=by,
        text=text,
        visible=text,
        sent_at=at,
        subject="Re: A torch",
        thread_key=f"a-{text}",
        thread_keys=(to,),
    )
    with tenancy.brand(house.brand_id):
        intake.store_messages(channel_id=mailbox, envelopes=[envelope], at=at)
    house.now = at
    for _ in range(3):
        jobs.do_all_due(house.brand_id, at=at)


def test_a_supplier_is_asked_in_a_conversation_of_their_own(house: House, mailbox: UUID) -> None:
    number = torch(house)
    outgoing_id = asked(house, number)
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=number)
        (said,) = channels.messages(message_ids=[outgoing_id])
        letter = channels.departure(outgoing_id=outgoing_id)
        assert letter is not None
        assert said.conversation_id not in case.conversation_ids
        assert letter.letter.to.value == ANA.value
        assert letter.letter.text == "Is this lot known to fail?"
        assert (letter.letter.attachments, letter.letter.references, letter.letter.cc) == ((), (), ())
        assert cast.TOM_NAME not in str(letter.letter)
        assert cast.TOM_EMAIL not in str(letter.letter)
        assert [one.name for one in side_talks.of_case(case).talks] == [ANA.value]
        assert side_talks.contacts() == ((ANA.value, ANA.value),)


def test_what_a_member_chooses_goes_along_with_its_files_and_by_name_alone(house: House, mailbox: UUID) -> None:
    number = torch(house)
    with tenancy.brand(house.brand_id):
        (tom,) = channels.conversations(conversation_ids=cases.by_number(number=number).conversation_ids)
    outgoing_id = asked(house, number, forward=[tom.id])
    with tenancy.brand(house.brand_id):
        letter = channels.departure(outgoing_id=outgoing_id)
        assert letter is not None
        assert letter.letter.text == (
            f"Is this lot known to fail?\n\n---------- {cast.TOM_NAME}, 02 March 2026, 10:00 ----------\n\n{cast.TOM_WORDS}"
        )
        assert [(file.name, file.content) for file in letter.letter.attachments] == [("torch.png", b"\x89PNG the torch")]
        assert cast.TOM_EMAIL not in letter.letter.text


def test_the_answer_lands_beside_the_case_and_moves_nothing(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    with tenancy.brand(house.brand_id):
        before = cases.by_number(number=number)
        plans = len(makegoods.lately(since=cast.later(days=-30), states=tuple(makegoods_states())))
    ana_answers(house, mailbox, key, "Oh no, I am furious! It is all broken, thank you so much, wonderful!")
    with tenancy.brand(house.brand_id):
        after = cases.by_number(number=number)
        assert (after.state, after.turn, after.feeling, after.harm, after.segments, after.last_at) == (
            before.state,
            before.turn,
            before.feeling,
            before.harm,
            before.segments,
            before.last_at,
        )
        assert len(cases.case_ids(after=None, limit=10)) == 1
        assert len(makegoods.lately(since=cast.later(days=-30), states=tuple(makegoods_states()))) == plans
        assert outcomes.praise_list(limit=10) == ()
        (talk,) = side_talks.of_case(after).talks
        assert (talk.news, talk.answered, [m.direction for _, m in talk.said]) == (True, True, [Direction.OUT, Direction.IN])
        (row,) = views.inbox(which="all", owner_id=mara().id, search="", cursor="", limit=10, at=house.now).rows
        assert (row.side, row.last_words.startswith("Oh no"), row.last_at) == ("answered", False, cast.later(hours=3))


def makegoods_states() -> list[object]:
    from makegood.makegoods.types import MakegoodState

    return list(MakegoodState)


def test_an_answer_does_not_end_a_wait_nor_open_what_is_resolved(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    with tenancy.brand(house.brand_id):
        desk_work.resolve(number=number, how="Put right.", member=mara(), at=house.now)
    ana_answers(house, mailbox, key)
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=number)
        assert (case.state, case.turn, len(case.segments)) == (CaseState.RESOLVED, Turn.THEIRS, 1)


def test_taking_note_clears_the_news_until_they_write_again(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    ana_answers(house, mailbox, key)
    with tenancy.brand(house.brand_id):
        (talk,) = side_talks.of_case(cases.by_number(number=number)).talks
        for _ in range(2):
            side_talks.take_note(number=number, conversation_id=talk.conversation_id, member=mara(), at=cast.later(hours=4))
        assert not side_talks.of_case(cases.by_number(number=number)).talks[0].news
    jobs.do_all_due(house.brand_id, at=cast.later(hours=4))
    with tenancy.brand(house.brand_id):
        (row,) = views.inbox(which="all", owner_id=mara().id, search="", cursor="", limit=10, at=house.now).rows
        assert row.side == ""


def test_one_writes_to_them_again_in_their_thread_and_it_never_quotes(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    ana_answers(house, mailbox, key)
    with tenancy.brand(house.brand_id):
        (talk,) = side_talks.of_case(cases.by_number(number=number)).talks
        again = side_talks.answer(
            number=number, conversation_id=talk.conversation_id, text="Please send ten.", member=mara(), at=cast.later(hours=4)
        )
        letter = channels.departure(outgoing_id=again)
        assert letter is not None
        assert (letter.letter.text, letter.letter.to.value) == ("Please send ten.", ANA.value)
        assert letter.letter.subject == "Re: A torch that does not switch on"


def test_what_somebody_beside_wrote_never_reaches_the_person(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    ana_answers(house, mailbox, key, "The margin is 80 percent.")
    with tenancy.brand(house.brand_id):
        outgoing_id = desk_work.answer(number=number, text="Dear Tom, a new one.", member=mara(), at=cast.later(hours=4))
        letter = channels.departure(outgoing_id=outgoing_id)
        assert letter is not None
        assert letter.letter.to.value == cast.TOM_EMAIL
        assert "margin" not in str(letter.letter)
        assert key not in letter.letter.references


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"to": "not an address"}, "bad_address", "to"),
        ({"to": cast.TOM_EMAIL.upper()}, "is_the_person", "to"),
        ({"to": OFFICE}, "is_us", "to"),
        ({"text": "  "}, "empty_question", "text"),
        ({"subject": ""}, "empty_question", "subject"),
        ({"forward": [UUID(int=5)]}, "not_of_the_case", "forward"),
    ],
)
def test_a_question_that_is_wrong_is_refused_by_its_field(
    house: House, mailbox: UUID, more: dict[str, object], code: str, field: str
) -> None:
    number = torch(house)
    with pytest.raises(Refusal) as no:
        asked(house, number, **more)
    assert (no.value.code, list(no.value.fields)) == (code, [field])


def test_a_doubled_click_is_one_question(house: House, mailbox: UUID) -> None:
    number = torch(house)
    assert asked(house, number, key="k") == asked(house, number, key="k")


def test_without_a_mailbox_nobody_else_can_be_asked(house: House) -> None:
    number = torch(house)
    with tenancy.brand(house.brand_id):
        connecting.change_settings(channel_id=house.mail, settings={}, by=SYSTEM, at=house.now)
    outgoing_id = asked(house, number)  # the channel on which Tom writes carries mail for its address
    with tenancy.brand(house.brand_id):
        assert channels.messages(message_ids=[outgoing_id])[0].channel_id == house.mail


# Copies --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_mail(house: House, mailbox: UUID) -> UUID:
    """Tom writes to the mailbox itself."""
    house.hears(cast.TOM_WORDS, channel=mailbox, subject="Order 1048")
    return mailbox


def answered_with(house: House, cc: str) -> UUID:
    with tenancy.brand(house.brand_id):
        return desk_work.answer(number=1, text="Dear Tom, Ana will write to you.", member=mara(), at=house.now, cc=cc)


def test_those_in_copy_see_the_answer_and_nothing_else(house: House, by_mail: UUID) -> None:
    outgoing_id = answered_with(house, f"{ANA.value}; {ANA.value}\njoe@torchworks.example")
    with tenancy.brand(house.brand_id):
        letter = channels.departure(outgoing_id=outgoing_id)
        (said,) = channels.messages(message_ids=[outgoing_id])
        assert letter is not None
        assert [one.value for one in letter.letter.cc] == [ANA.value, "joe@torchworks.example"]
        assert [one.value for one in said.cc] == [ANA.value, "joe@torchworks.example"]
        assert letter.letter.text == "Dear Tom, Ana will write to you."
        assert side_talks.of_case(cases.by_number(number=1)).in_copy == f"{ANA.value}, joe@torchworks.example"


def test_somebody_in_copy_who_writes_is_shown_as_themselves_and_never_becomes_the_person(house: House, by_mail: UUID) -> None:
    key = left(house, answered_with(house, ANA.value))
    with tenancy.brand(house.brand_id):
        before = cases.by_number(number=1)
    ana_answers(house, by_mail, key, "I am angry, refund me everything!")
    with tenancy.brand(house.brand_id):
        after = cases.by_number(number=1)
        said = channels.conversations(conversation_ids=after.conversation_ids)
        assert [m.author.value for m in said if m.direction is Direction.IN] == [cast.TOM_EMAIL, ANA.value]
        assert (after.state, after.turn, after.feeling, after.identity_id) == (
            before.state,
            before.turn,
            before.feeling,
            before.identity_id,
        )
        assert side_talks.of_case(after).copies == ((ANA.name, after.conversation_ids[0]),)
        again = desk_work.answer(number=1, text="Dear Tom, again.", member=mara(), at=cast.later(hours=5))
        letter = channels.departure(outgoing_id=again)
        assert letter is not None
        assert (letter.letter.to.value, letter.letter.cc) == (cast.TOM_EMAIL, ())
        assert len(cases.case_ids(after=None, limit=10)) == 1


@pytest.mark.parametrize(("cc", "code"), [("nobody", "bad_address"), (cast.TOM_EMAIL, "is_the_person"), (OFFICE, "is_us")])
def test_a_copy_that_is_wrong_is_refused_and_nothing_leaves(house: House, by_mail: UUID, cc: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        answered_with(house, cc)
    assert (no.value.code, list(no.value.fields)) == (code, ["cc"])
    with tenancy.brand(house.brand_id):
        said = channels.conversations(conversation_ids=cases.by_number(number=1).conversation_ids)
        assert [m.direction for m in said] == [Direction.IN]


def test_eleven_in_copy_are_too_many(house: House, by_mail: UUID) -> None:
    with pytest.raises(Refusal) as no:
        answered_with(house, ", ".join(f"p{n}@torchworks.example" for n in range(11)))
    assert no.value.fields == {"cc": "too many"}


def test_a_channel_without_copies_says_so(house: House) -> None:
    torch(house)
    with pytest.raises(Refusal) as no:
        answered_with(house, ANA.value)
    assert no.value.code == "no_copies"


# Somebody new --------------------------------------------------------------------------------------------------------

BOB = Address(IdentityKind.EMAIL, "bob@torchworks.example", "Bob Depot")


def test_a_colleague_who_answers_the_letter_comes_into_the_talk_as_somebody_new(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    with tenancy.brand(house.brand_id):
        before = cases.by_number(number=number)
    ana_answers(house, mailbox, key, "Ana is away. The switch of that lot is bad.", by=BOB)
    ana_answers(house, mailbox, "a-Ana is away. The switch of that lot is bad.", "We send you ten new ones.", by=BOB)
    with tenancy.brand(house.brand_id):
        after = cases.by_number(number=number)
        assert len(cases.case_ids(after=None, limit=10)) == 1, "no case of his own"
        assert (after.turn, after.feeling, after.last_at, after.identity_id) == (
            before.turn,
            before.feeling,
            before.last_at,
            before.identity_id,
        )
        (talk,) = side_talks.of_case(after).talks
        heard = [m for _, m in talk.said if m.direction is Direction.IN]
        assert [m.author.value for m in heard] == [BOB.value, BOB.value]
        assert talk.new == {m.id for m in heard}
        assert (talk.name, talk.news) == (ANA.value, True)
        assert set(channels.parties(conversation_id=talk.conversation_id)) == {f"email:{BOB.value}", f"email:{ANA.value}"} or set(
            channels.parties(conversation_id=talk.conversation_id)
        ) == {f"email:{BOB.value}"}
        again = side_talks.answer(
            number=number, conversation_id=talk.conversation_id, text="Thank you.", member=mara(), at=cast.later(hours=5)
        )
        letter = channels.departure(outgoing_id=again)
        assert letter is not None
        assert (letter.letter.to.value, letter.letter.cc) == (ANA.value, ()), "nobody writes to somebody new by mistake"


def test_the_reply_address_alone_brings_a_colleague_in_and_a_made_up_one_nobody(house: House, mailbox: UUID) -> None:
    number = torch(house)
    outgoing_id = asked(house, number)
    left(house, outgoing_id)
    with tenancy.brand(house.brand_id):
        (said,) = channels.messages(message_ids=[outgoing_id])
        secret = channels.channel(channel_id=mailbox).settings["reply_secret"]
    good = reply_tokens.make_reply_token(secret, said.conversation_id, ANA.value)
    made_up = reply_tokens.make_reply_token("another secret", said.conversation_id, ANA.value)
    for_bob = reply_tokens.make_reply_token(secret, said.conversation_id, BOB.value)
    for n, token in enumerate((made_up, for_bob, good)):
        house.hears(
            f"The switch is bad, {n}.", by=BOB, channel=mailbox, addressed=token, subject="Torch", at=cast.later(hours=n + 1)
        )
    with tenancy.brand(house.brand_id):
        (talk,) = side_talks.of_case(cases.by_number(number=number)).talks
        assert [m.visible for _, m in talk.said if m.direction is Direction.IN] == ["The switch is bad, 2."]


def test_the_person_of_the_case_never_comes_into_the_talk_beside_it(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    ana_answers(house, mailbox, key, "My supplier showed me this. Where is my torch?", by=cast.TOM_BY_EMAIL)
    with tenancy.brand(house.brand_id):
        (talk,) = side_talks.of_case(cases.by_number(number=number)).talks
        assert [m.direction for _, m in talk.said] == [Direction.OUT]


def test_a_forged_colleague_stays_outside(house: House, mailbox: UUID) -> None:
    number = torch(house)
    key = left(house, asked(house, number))
    house.hears("Pay to this account.", by=BOB, channel=mailbox, thread_keys=(key,), authentic=Authenticity.FORGED)
    with tenancy.brand(house.brand_id):
        (talk,) = side_talks.of_case(cases.by_number(number=number)).talks
        assert [m.direction for _, m in talk.said] == [Direction.OUT]
