"""Words for the public on the desk: what is private in them is marked, refused with a sentence, and said in private in the same case."""

from django.test import Client

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.platform import clock, tenancy
from tests import cast
from tests.desk.conftest import account
from tests.flows.conftest import House, house  # noqa: F401  # the morning of the torch

WORDS = "Sorry, Tom. £1.99 goes back for order 1007, and it went to 12 Mill Lane."


def test_what_is_private_is_marked_refused_and_said_in_private(house: House, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    monkeypatch.setattr(clock, "now", lambda: cast.AT)
    client = Client()
    client.force_login(account(cast.MARA["user_id"]))  # type: ignore[arg-type]
    with tenancy.brand(house.brand_id):
        slug = brands.current().slug
    house.hears(cast.TOM_WORDS)
    house.hears("And nobody answers me! @brightside", by=cast.TOM_BY_HANDLE, channel=house.posts, public=True)
    with tenancy.brand(house.brand_id):
        public = next(one for one in channels.page(before=None, since=None, limit=9) if one.public)
        (number,) = (case.number for case in cases.cases_of_conversation(conversation_id=public.conversation_id))
    where = f"/b/{slug}/cases/{number}/"
    assert f'hx-post="{where}answers/check/"' in client.get(where).text
    told = client.post(f"{where}answers/check/", {"text": WORDS}).text
    assert told.count("<mark title") == 3
    assert (
        client.post(f"{where}answers/check/", {"text": "We are sorry. Please write to us in private."}).text.count("<mark title")
        == 0
    )
    refused = client.post(f"{where}answers/", {"text": WORDS, "key": "k1"})
    assert refused.status_code == 422
    assert "everybody can read this, and it holds an amount of money, an order number and a postal address" in refused.text
    assert refused.text.count("<mark title") == 3
    said = client.post(f"{where}answers/private/", {"text": WORDS, "key": "k1"})
    with tenancy.brand(house.brand_id):
        ours = [one for one in channels.page(before=None, since=None, limit=20) if one.direction is Direction.OUT]
    if said.status_code == 422:  # nobody knows yet that both are Tom: then the way out is to ask him
        assert "can only be reached in public" in said.text
        assert ours == []
    else:
        assert [(one.public, one.text) for one in ours] == [(False, WORDS)]
