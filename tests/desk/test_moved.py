"""How people moved: the picture's bands, the table and the list say the same."""

import csv
import re
from io import StringIO

import pytest
from django.test import Client

from makegood.outcomes import actions
from makegood.outcomes.types import PastStanding, Standing
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import Door


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def stood(door: Door) -> None:
    with tenancy.brand(door.brand_id):
        seen = [Sighting((Address(IdentityKind.EMAIL, f"n{n}@example.net", f"N {n}"),)) for n in range(12)]
        who = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.later(days=-40))]
        first = [
            PastStanding(one, Standing.UNKNOWN, Standing.PASSIVE, cast.later(days=-40), "Has bought here.") for one in who[:10]
        ]
        then = [PastStanding(one, Standing.PASSIVE, Standing.ADVOCATE, cast.later(days=-3), "Praised us.") for one in who[:4]]
        actions.keep_standings(steps=[*first, *then])


def test_before_anything_is_known_it_says_so(door: Door, mara: Client) -> None:
    page = mara.get(door.at("moved/")).content.decode()
    assert "Nothing is known yet" in page
    assert '<svg viewBox="0 0 720' not in page


def test_the_table_the_picture_and_the_list_say_the_same(door: Door, mara: Client) -> None:
    stood(door)
    page = mara.get(door.at("moved/")).content.decode()
    assert "4 people moved." in page
    assert "6 stand where they stood." in page
    assert "Of 2 more nothing is known" in page
    (row,) = re.findall(r"<tr><th scope=\"row\">content, and quiet about it</th>(.*?)</tr>", page)
    assert re.findall(r">(\d+)<", row) == ["4", "0", "6", "0", "0", "10"]
    wide = {name: float(width) for name, width in re.findall(r"moved__band moved__(\w+)\"[^>]*stroke-width=\"([0-9.]+)\"", page)}
    assert wide == {"advocate": 104.0, "passive": 156.0}, "260 high for ten people"
    assert page.count("Praised us.") == 4


def test_another_span_is_asked_for_by_its_days(door: Door, mara: Client) -> None:
    stood(door)
    page = mara.get(door.at("moved/?days=84")).content.decode()
    assert "10 people moved." in page
    assert "4 people moved." in mara.get(door.at("moved/?days=9")).content.decode()


def test_the_file_says_what_the_page_says(door: Door, mara: Client) -> None:
    stood(door)
    page = mara.get(door.at("moved/?days=84")).content.decode()
    told = list(csv.reader(StringIO(mara.get(door.at("moved/file/?days=84")).content.decode())))
    heads = re.findall(r"<th(?: class=\"number\")?>([^<]+)</th>", page)
    rows = re.findall(r"<tr><th scope=\"row\">([^<]+)</th>(.*?)</tr>", page)
    on_the_page = [[name, *re.findall(r">([\d,]+)<", cells)] for name, cells in rows]
    assert (told[0], told[1:6]) == (heads, on_the_page[:5])
    assert told[6][:6] == on_the_page[5]
    assert told[7] == ["nothing is known of", "", "", "", "", "", "2"]
