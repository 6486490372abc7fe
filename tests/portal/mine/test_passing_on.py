"""Somebody's own link on their own page: asked for, not given unasked; how many came by it; and who had told them of us."""

from makegood.advocacy import queries as advocacy
from makegood.advocacy.types import Place
from makegood.people import queries as people
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.portal.mine.conftest import link


def test_a_link_is_asked_for_and_says_how_many_came_and_a_newcomer_says_by_whom_once(open_house: House) -> None:
    page = link(open_house)
    assert "Nobody has come by it yet." not in page.text(), "unasked, nobody has one"
    for _ in range(2):
        assert page.post("pass-on", "link", key="k1").status_code == 303
    with tenancy.brand(open_house.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        (own,) = advocacy.links_of(identity_ids=[tom.id])
    shown = page.text()
    assert own.code in shown
    assert "Nobody has come by it yet." in shown

    newcomer = link(open_house, cast.ANA_BY_EMAIL)
    newcomer.language = "de"
    assert "Wer hat Ihnen von uns erzählt?" in newcomer.text()
    assert newcomer.post("pass-on", "told-by", key="k2", told_by=" ").status_code == 422
    for key in ("k3", "k3", "k4"):
        assert newcomer.post("pass-on", "told-by", key=key, told_by=own.code.lower()).status_code == 303
    assert "Sie haben uns gesagt, wer Ihnen von uns erzählt hat." in newcomer.text()
    with tenancy.brand(open_house.brand_id):
        (said,) = advocacy.referrals(limit=5)
    assert (said.place, said.advocate_id, said.said) == (Place.OWN_PAGE, tom.id, "")
