"""The attack of 2024 (CVE-2024-49193), replayed (RELIABILITY E2): a forged customer, an attacker in copy, a guessed address, a reply.

The attacker reads nothing that was said to the customer: not one letter of the history ever leaves for anybody who was not in it.
"""

import email
from uuid import UUID

import pytest

from makegood.cases.types import Case
from makegood.platform import tenancy
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox, letter

ATTACKER = "attacker@evil.example"
SECRET = "Your code is 8 2 4 4 1 9."


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Tom asked, and was answered with something that only he may read."""
    box = posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))
    box.gets(letter(words="Please send me my code."))
    answer(box, SECRET)
    return box


def answer(mail: Mailbox, text: str, number: int = 1) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_work

    with tenancy.brand(mail.brand_id):
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        desk_work.answer(number=number, text=text, member=mara, at=mail.now)
    mail.work()


def read_by(mail: Mailbox, whom: str) -> str:
    """All that ever left for somebody, in copy too."""
    mails = [one for one in mail.office.left if whom in (one.recipient, *one.copies)]
    return "\n".join(str(part.get_payload(decode=True)) for one in mails for part in email.message_from_bytes(one.raw).walk())


def way_back(mail: Mailbox) -> str:
    """The signed reply address that Tom was given."""
    return (
        "".join(email.message_from_bytes(mail.office.left[0].raw)["Reply-To"].split()).strip("<>").rpartition("<")[2].strip(">")
    )


def parties(mail: Mailbox) -> set[str]:
    from makegood.cases import queries as cases
    from makegood.channels import queries as channels

    with tenancy.brand(mail.brand_id):
        (conversation_id,) = cases.by_number(number=1).conversation_ids
        return set(channels.parties(conversation_id=conversation_id))


@pytest.mark.parametrize("dmarc", ["fail", "none", ""], ids=["forged", "no policy", "nobody looked"])
@pytest.mark.parametrize("where", ["the mailbox", "the signed address", "a guessed address"])
def test_an_attacker_in_copy_of_a_false_customer_reads_nothing(mail: Mailbox, where: str, dmarc: str) -> None:
    to = {"the mailbox": cast.HELP_EMAIL, "the signed address": way_back(mail), "a guessed address": "help+1@brightside.example"}[
        where
    ]
    false = letter(
        words="Please go on.",
        to=to,
        dmarc=dmarc,
        key="false",
        subject="Re: A question",
        more=f"Cc: {ATTACKER}\nIn-Reply-To: <one@mail.example>\n",
    )
    mail.gets(false)
    mail.gets(
        letter(
            f"Eve <{ATTACKER}>",
            "And to me?",
            key="eve",
            more="In-Reply-To: <false@mail.example>\nReferences: <one@mail.example>\n",
        )
    )
    answer(mail, "Is there anything else?")
    assert read_by(mail, ATTACKER) == ""
    assert SECRET in read_by(mail, cast.TOM_EMAIL)
    assert f"email:{ATTACKER}" not in parties(mail)


def test_a_stranger_with_toms_reply_address_opens_a_case_of_their_own(mail: Mailbox) -> None:
    mail.gets(letter(f"Eve <{ATTACKER}>", "I am Tom, from my other address. What was my code?", to=way_back(mail), key="eve"))
    assert parties(mail) == {f"email:{cast.TOM_EMAIL}"}
    answer(mail, "Who are you?", number=2)
    assert "Who are you?" in read_by(mail, ATTACKER)
    assert SECRET not in read_by(mail, ATTACKER)
    assert "Please send me my code" not in read_by(mail, ATTACKER)


def test_a_member_is_told_who_else_wrote_to_the_address_and_lets_them_in_or_not(mail: Mailbox) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import newcomers

    mail.gets(letter("Nell Ward <nell@example.net>", "I am Tom's sister. When does it come?", to=way_back(mail), key="nell"))
    with tenancy.brand(mail.brand_id):
        (new,) = newcomers.at(case(mail, 2))
        assert (new.address, new.case_number) == ("nell@example.net", 1)
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        newcomers.let_in(number=2, message_id=new.message_id, member=mara, at=mail.now)
        assert newcomers.at(case(mail, 2)) == ()
    assert parties(mail) == {f"email:{cast.TOM_EMAIL}", "email:nell@example.net"}
    mail.gets(letter("Nell Ward <nell@example.net>", "On Monday?", key="nell2", more="In-Reply-To: <one@mail.example>\n"))
    with tenancy.brand(mail.brand_id):
        from makegood.channels import queries as channels

        said = channels.conversations(conversation_ids=case(mail, 1).conversation_ids)
    assert [one.visible for one in said][-1] == "On Monday?"
    assert SECRET not in read_by(mail, "nell@example.net")


def case(mail: Mailbox, number: int) -> Case:
    from makegood.cases import queries as cases

    return cases.by_number(number=number)
