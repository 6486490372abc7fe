"""Nothing of another person by any change of an address or a field: joined and taken apart, another's ids, another brand's link."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from makegood.kernel import actors
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.portal.mine.conftest import Page, connect, link, person, readable
from tests.tenancy.test_addresses import counts

ANA = cast.Address(cast.IdentityKind.EMAIL, cast.ANA_EMAIL, cast.ANA_NAME)
HERS = ("Is the reading lamp back in stock?", "reading lamp", cast.ANA_NAME)
HIS = ("Do you repair torches from 1998?", "torches from 1998")


@dataclass
class Two:
    """Tom and Ana with a case each, and a link each."""

    house: House
    tom: Page
    ana: Page
    his_case: UUID
    her_case: UUID


@pytest.fixture
def two(open_house: House) -> Two:
    from makegood.cases import queries as cases

    open_house.hears(HIS[0])
    open_house.hears(HERS[0], by=ANA)
    with tenancy.brand(open_house.brand_id):
        his, hers = (cases.by_number(number=n).id for n in (1, 2))
    return Two(open_house, link(open_house), link(open_house, ANA), his, hers)


def mara(house: House) -> actors.Actor:
    from makegood.brands import queries as brands

    return actors.member(next(one for one in brands.members() if one.name == "Mara Lindqvist").id)


def test_each_sees_their_own_and_nothing_of_the_other(two: Two) -> None:
    his, hers = two.tom.text(), two.ana.text()
    assert (HIS[0] in his, HERS[0] in hers) == (True, True)
    assert not [word for word in HERS if word in his]
    assert not [word for word in HIS if word in hers]


def test_every_address_of_the_page_with_anothers_ids_shows_nothing_and_changes_nothing(two: Two) -> None:
    """Every part and action, with Ana's ids and with her link's token in every field, by Tom's link. None is held back by how often one may press in a
    minute; to pass us on needs no id, and makes a link of his own."""
    from makegood.advocacy import queries as advocacy
    from makegood.portal.mine import registry
    from makegood.portal.mine.seam import Does
    from makegood.visitors.models import Allowance

    ids = (str(two.her_case), two.ana.token, str(uuid4()))
    fields = ("case", "question", "offer", "need", "id", "link", "person", "identity", "key")
    before, tried = counts(two.house.brand_id), 0
    for part in registry.PARTS:
        if not isinstance(part, Does):
            continue
        for action in sorted(part.actions):
            for id_ in ids:
                with tenancy.brand(two.house.brand_id):
                    Allowance.objects.all().delete()
                form = {**dict.fromkeys(fields, id_), "answer": "yes", "choice": "1", "text": ""}
                told = two.tom.post(part.key, action, **form)
                assert told.status_code in (303, 404, 422), f"{part.key}/{action}"
                assert not [word for word in HERS if word in readable(told)], f"{part.key}/{action}"
                tried += 1
    assert tried >= 12
    for query in (f"?case={two.her_case}", f"?token={two.ana.token}", f"?person={uuid4()}", f"?said=cases.{two.her_case}"):
        assert not [word for word in HERS if word in two.tom.text(query)]
    after = counts(two.house.brand_id)
    moved = {table: n - before[table] for table, n in after.items() if n != before[table] and table != "visitors_allowance"}
    assert moved == {"advocacy_link": 1, "platform_journal": 1}
    with tenancy.brand(two.house.brand_id):
        assert len(advocacy.links_of(identity_ids=[one.id for one in person(two.house).identities])) == 1


def test_words_under_anothers_case_are_refused_and_land_nowhere(two: Two) -> None:
    before = counts(two.house.brand_id)
    for case in (str(two.her_case), str(uuid4()), "1", "", "x" * 9000):
        told = two.tom.post("cases", "write", case=case, text="Give it to me.", key="a" * 32)
        assert told.status_code == 422
        assert "This is not here any more." in readable(told)
    after = counts(two.house.brand_id)
    assert {table: n for table, n in after.items() if n != before[table] and table != "visitors_allowance"} == {}


def test_one_person_now_one_page_and_two_again_two_pages_exactly(two: Two) -> None:
    """A link that is used while people are joined and taken apart shows at each moment what belongs to its address's person."""
    from makegood.people.actions import linking
    from makegood.people.types import Evidence, EvidenceKind

    tom, ana = person(two.house), person(two.house, ANA)
    with tenancy.brand(two.house.brand_id):
        said = [Evidence(EvidenceKind.MEMBER_SAYS, 40.0, "She said so on the phone.")]
        link_id = linking.suggest_link(
            unknown_identity_id=ana.identities[0].id, known_identity_id=tom.identities[0].id, evidence=said, at=two.house.now
        )
        assert link_id is not None
        linking.confirm_link(link_id=link_id, by=mara(two.house), at=two.house.now)
    for page in (two.tom, two.ana):
        assert (HIS[0] in page.text(), HERS[0] in page.text()) == (True, True)
    assert two.tom.post("cases", "write", case=str(two.her_case), text="Both are mine.", key="a" * 32).status_code == 303
    with tenancy.brand(two.house.brand_id):
        linking.unlink(link_id=link_id, by=mara(two.house), at=two.house.now)
    assert (HIS[0] in two.tom.text(), HERS[0] in two.tom.text()) == (True, False)
    assert (HIS[0] in two.ana.text(), HERS[0] in two.ana.text()) == (False, True)
    assert "Both are mine." not in two.ana.text()
    assert two.tom.post("cases", "write", case=str(two.her_case), text="And now?", key="b" * 32).status_code == 422


def test_consent_said_by_one_link_goes_with_its_address_when_people_are_taken_apart(two: Two) -> None:
    from makegood.people import queries as people
    from makegood.people.actions import linking
    from makegood.people.types import Evidence, EvidenceKind, Purpose

    tom, ana = person(two.house), person(two.house, ANA)
    with tenancy.brand(two.house.brand_id):
        said = [Evidence(EvidenceKind.MEMBER_SAYS, 40.0, "She said so.")]
        link_id = linking.suggest_link(
            unknown_identity_id=ana.identities[0].id, known_identity_id=tom.identities[0].id, evidence=said, at=two.house.now
        )
        assert link_id is not None
        linking.confirm_link(link_id=link_id, by=mara(two.house), at=two.house.now)
    two.tom.post("letters", "say", **{"marketing-email": "no"})
    assert "At another address of yours you said no" in two.ana.text()
    with tenancy.brand(two.house.brand_id):
        linking.unlink(link_id=link_id, by=mara(two.house), at=two.house.now)
        heard = {
            who: people.consent(identity_id=one.identities[0].id, channel="email", purpose=Purpose.MARKETING)
            for who, one in (("tom", tom), ("ana", ana))
        }
    assert (heard["tom"] is not None, heard["ana"]) == (True, None)


def test_a_link_of_another_brand_opens_only_that_brand(two: Two) -> None:
    from dataclasses import replace

    from makegood.brands import actions as brands

    other = replace(
        two.house, brand_id=brands.found(**{**cast.PAGETURNER, "slug": f"pt-{uuid4().hex[:8]}"}, at=cast.later(days=-9))
    )
    connect(other)
    theirs = link(other)
    said = theirs.text()
    assert "Pageturner Books" in said
    assert not [word for word in (*HIS, *HERS) if word in said]
    assert theirs.post("cases", "write", case=str(two.his_case), text="Mine?", key="a" * 32).status_code == 422
