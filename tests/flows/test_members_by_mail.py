"""A member answers by mail with three proofs; anything less is a note, and a machine's word is neither (RELIABILITY, CVE-2026-47123)."""

import email
from uuid import UUID

import pytest

from makegood.brands.types import Member
from makegood.cases.types import Case
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox, letter

TOM = "tom.arden@example.org"
PRIVATE = "mara.private@example.net"


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    box = posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))
    box.gets(letter())
    return box


def mara(mail: Mailbox, name: str = "Mara Lindqvist") -> Member:
    from makegood.brands import queries as brands

    return next(one for one in brands.members() if one.name == name)


def case(mail: Mailbox) -> Case:
    from makegood.cases import queries as cases

    with tenancy.brand(mail.brand_id):
        return cases.by_number(number=1)


def address(mail: Mailbox, name: str = "Mara Lindqvist") -> str:
    from makegood.flows import member_addresses

    with tenancy.brand(mail.brand_id):
        return member_addresses.address_for(case_id=case(mail).id, member=mara(mail, name))


def from_mara(mail: Mailbox, words: str = "We open at ten on Sunday.", **more: str) -> bytes:
    told = {"author": "Mara <mara@brightside.example>", "to": address(mail), "key": "mara"} | more
    return letter(told.pop("author"), words, **told)  # type: ignore[arg-type]


def notes(mail: Mailbox) -> list[str]:
    return [note.text for note in case(mail).notes]


def test_an_answer_by_mail_reaches_the_person_in_the_members_name(mail: Mailbox) -> None:
    (left,) = mail.gets(from_mara(mail, "We open at ten on Sunday.\n\nOn Monday, Tom wrote:\n> Do you open on Sunday?\n"))
    said = email.message_from_bytes(left.raw)
    assert left.recipient == TOM
    assert said.get_payload(decode=True).decode().strip() == "We open at ten on Sunday."
    assert said["In-Reply-To"] == "<one@mail.example>"
    assert said["From"] == "Mail <help@brightside.example>"
    assert (case(mail).turn, case(mail).owner_id, notes(mail)) == ("theirs", mara_id(mail), [])
    assert case(mail).segments[-1].first_replied_at is not None


def mara_id(mail: Mailbox) -> UUID:
    with tenancy.brand(mail.brand_id):
        return mara(mail).id


def test_the_same_mail_twice_is_one_answer(mail: Mailbox) -> None:
    from makegood.channels import models
    from makegood.platform import work
    from makegood.platform.work import Item

    assert len(mail.gets(from_mara(mail))) == 1
    with tenancy.brand(mail.brand_id):
        message_id = models.Message.objects.get(author_value="mara@brightside.example").id
        for kind in ("message_arrived", "member_wrote"):
            work.leave(kind, [Item(key=str(message_id), due_at=cast.AT)])
    mail.work()
    assert len(mail.office.left) == 1


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"dmarc": "none"}, "their domain does not vouch for it"),
        ({"dmarc": ""}, "their domain does not vouch for it"),
        ({"author": f"Mara <{PRIVATE}>"}, "not written from the address that we know"),
        ({"author": "Joe <joe@brightside.example>"}, "not written from the address that we know"),
    ],
    ids=["no policy", "nobody looked", "another address", "another member"],
)
def test_anything_less_is_a_note_that_says_so(more: dict[str, str], because: str, mail: Mailbox) -> None:
    assert mail.gets(from_mara(mail, **more)) == []
    (note,) = notes(mail)
    assert because in note
    assert note.endswith("We open at ten on Sunday.")
    assert case(mail).turn == "ours"


def test_a_forged_member_is_kept_apart(mail: Mailbox) -> None:
    from makegood.channels import queries as channels

    assert mail.gets(from_mara(mail, dmarc="fail")) == []
    assert notes(mail) == []
    with tenancy.brand(mail.brand_id):
        assert [one.author.value for one in channels.set_aside(limit=9)] == ["mara@brightside.example"]


@pytest.mark.parametrize(
    "headers",
    ["Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "List-Id: <a.example>\n", "X-Loop: x\n", "Return-Path: <>\n"],
)
def test_a_machines_word_is_never_an_answer(headers: str, mail: Mailbox) -> None:
    assert mail.gets(from_mara(mail, more=headers)) == []
    assert (notes(mail), case(mail).turn) == ([], "ours")


def test_an_address_with_one_letter_changed_opens_nothing(mail: Mailbox) -> None:
    good = address(mail)
    place = good.index("@") - 1
    changed = good[:place] + ("a" if good[place] != "a" else "b") + good[place + 1 :]
    assert mail.gets(from_mara(mail, to=changed)) == []
    assert notes(mail) == []


def test_somebody_who_left_the_team_answers_nobody(mail: Mailbox) -> None:
    from makegood.brands import actions as brands

    where = address(mail)
    with tenancy.brand(mail.brand_id):
        brands.remove_member(member_id=mara(mail).id, by=SYSTEM, at=cast.AT)
    assert mail.gets(letter("Mara <mara@brightside.example>", "Hello.", to=where, key="mara")) == []
    assert notes(mail) == []


def test_what_is_written_in_their_case_goes_to_the_member_who_wants_it_and_the_answer_back(mail: Mailbox) -> None:
    from makegood.brands import actions as brands
    from makegood.cases.actions import working

    more = letter(words="Is there parking?", key="two", subject="Re: A question", more="In-Reply-To: <one@mail.example>\n")
    with tenancy.brand(mail.brand_id):
        brands.set_own_mail(member_id=mara(mail).id, by_mail=True, signature="", by=SYSTEM, at=cast.AT)
        working.assign(case_id=case(mail).id, member_id=mara(mail).id, by=SYSTEM, at=cast.AT)
    (left,) = mail.gets(more)
    told = email.message_from_bytes(left.raw)
    assert (left.sender, left.recipient) == ("", "mara@brightside.example")
    assert address(mail) in "".join(told["Reply-To"].split())
    assert "Is there parking?" in told.get_payload(decode=True).decode()
    assert "Do you open on Sunday?" not in told.get_payload(decode=True).decode()
    assert told["Auto-Submitted"] == "auto-generated"


def test_nobody_is_mailed_who_did_not_ask_for_it(mail: Mailbox) -> None:
    from makegood.cases.actions import working

    with tenancy.brand(mail.brand_id):
        working.assign(case_id=case(mail).id, member_id=mara(mail).id, by=SYSTEM, at=cast.AT)
    assert mail.gets(letter(words="Is there parking?", key="two", more="In-Reply-To: <one@mail.example>\n")) == []


def test_a_signature_stands_under_letters_the_members_own_first(mail: Mailbox) -> None:
    from makegood.brands import actions as brands

    with tenancy.brand(mail.brand_id):
        brands.set_signature(signature="{name}\nBrightside Lights", by=SYSTEM, at=cast.AT)
        brands.set_own_mail(member_id=mara(mail, "Joe Okafor").id, by_mail=False, signature="Joe, lamps", by=SYSTEM, at=cast.AT)
    (by_mara,) = mail.gets(from_mara(mail))
    joes = letter("Joe <joe@brightside.example>", "And at nine on Monday.", to=address(mail, "Joe Okafor"), key="joe")
    (by_joe,) = mail.gets(joes)
    said = [
        email.message_from_bytes(one.raw).get_payload(decode=True).decode().replace("\r\n", "\n") for one in (by_mara, by_joe)
    ]
    assert said[0].strip() == "We open at ten on Sunday.\n\n-- \nMara Lindqvist\nBrightside Lights"
    assert said[1].strip() == "And at nine on Monday.\n\n-- \nJoe, lamps"
