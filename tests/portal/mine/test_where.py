"""Where somebody wants to be told: their choice on their own page, and the channel on which a statement then reaches them."""

from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.flows import own_page_ways, reaching
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Purpose
from makegood.platform import tenancy
from makegood.portal.mine.parts.where import Where
from makegood.statements import queries as statements
from tests import cast
from tests.flows.conftest import House
from tests.portal.mine.conftest import connect, link, person
from tests.statements.saying import begins, leaves, mailbox, published, seen, wrote

PAT = Address(IdentityKind.EMAIL, "pat@example.org", "Pat")


def whatsapp() -> UUID:
    from makegood.channels import models

    return models.Channel.objects.create(kind="whatsapp", name="W", address="w", settings={}).id


@pytest.fixture
def pat(brightside: Brand) -> UUID:
    """Known by mail, and wrote last in a messenger."""
    mailbox()
    wrote(PAT, whatsapp(), minutes=50)
    return seen(PAT)


def choose(who: UUID, channel: str, *, minutes: int = 0) -> bool:
    found = people.persons_of(identity_ids=[who])[who]
    return own_page_ways.choose(
        identity=people.identity(identity_id=who), person=found, channel=channel, at=cast.later(minutes=minutes)
    )


def ways(who: UUID) -> list[tuple[str, bool]]:
    return [(one.channel, one.chosen) for one in own_page_ways.of(person=people.persons_of(identity_ids=[who])[who])]


def test_a_statement_reaches_them_where_they_said_and_else_where_they_wrote_last(mara: Member, pat: UUID) -> None:
    assert ways(pat) == [("webhook", False), ("whatsapp", False)]
    first = published(mara)
    begins(first, mara, [pat])
    leaves()
    assert dict(statements.told(statement_id=first).by_channel) == {"whatsapp": 1}
    assert [choose(pat, "webhook"), choose(pat, "webhook")] == [True, False]
    assert ways(pat) == [("webhook", True), ("whatsapp", False)]
    second = published(mara)
    begins(second, mara, [pat])
    leaves()
    assert dict(statements.told(statement_id=second).by_channel) == {"webhook": 1}
    assert choose(pat, "whatsapp", minutes=5)  # the last word counts
    assert ways(pat) == [("webhook", False), ("whatsapp", True)]


def test_what_they_refused_is_no_way_and_cannot_be_chosen(mara: Member, pat: UUID) -> None:
    no = Consent(IdentityId(pat), "whatsapp", Purpose.SERVICE, granted=False, source="a word", text_version="1", at=cast.AT)
    noting.note_consent(consent=no, by=SYSTEM)
    assert ways(pat) == [("webhook", False)]
    for channel in ("whatsapp", "telegraph", ""):
        with pytest.raises(Refusal) as refused:
            choose(pat, channel)
        assert refused.value.code == "no_such_way"


def test_the_page_asks_where_there_is_a_choice_and_keeps_it_by_a_plain_form(now: House) -> None:
    connect(now)
    with tenancy.brand(now.brand_id):
        other = whatsapp()
    person(now)
    assert "Where we tell you" not in link(now).text()
    with tenancy.brand(now.brand_id):
        wrote(cast.TOM_BY_EMAIL, other)
    page = link(now)
    assert "Where we tell you" in page.text()
    assert "By WhatsApp" in page.text()
    assert page.post("where", "choose", channel="telegraph").status_code == 422
    for _ in range(2):
        assert page.post("where", "choose", channel="whatsapp").status_code == 303
    assert 'value="whatsapp" required checked' in page.open().content.decode()
    german = link(now)
    german.language = "de"
    assert "Wo wir es Ihnen sagen" in german.text()
    with tenancy.brand(now.brand_id):
        who = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert who is not None
        said = [one for one in people.consents_of(identity_ids=[who.id]) if one.source == reaching.CHOSEN]
    assert [(one.channel, one.purpose, one.granted) for one in said] == [("whatsapp", Purpose.SERVICE, True)]


def test_it_is_named_in_their_words_in_both_languages() -> None:
    assert set(Where.words["en"]) == set(Where.words["de"])
