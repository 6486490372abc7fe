"""All pages: nobody builds a page that nobody finds, and nobody is shown one that is not theirs to open."""

import re

from django.test import Client
from django.urls import reverse

from makegood.desk import directory
from tests import cast
from tests.desk.conftest import VERA, Door
from tests.tenancy.test_addresses import PARAMETERS

ELSEWHERE = {  # pages without a place of their own: parts, deeds, files, and what another page opens
    "desk:directory", "desk:ticket", "desk:thanks_seen", "desk:contact_rules", "desk:segment_count", "desk:letter_printing", "desk:letter_posting",
    "desk:paid_file", "desk:rhythm_preview", "desk:sale_reading", "desk:rota_changes", "desk:rota_contact", "desk:rota_feed", "desk:need_audiences", "desk:sender_block",
    "desk:overview_file", "desk:advocacy_file", "desk:moved_file", "desk:advocacy_shop",
    "desk:owner_letter_wish",  # on the page of the letter
    "desk:webhook_adding", "desk:large_model_off", "desk:survey_preview", "desk:survey_quiet",
}  # fmt: skip


def test_every_page_that_one_goes_to_of_ones_own_accord_is_listed_once() -> None:
    listed = [f"desk:{way.address}" for group in directory.GROUPS for way in group.ways]
    assert len(listed) == len(set(listed))
    reachable = {name for name, parameters in PARAMETERS.items() if not parameters and name.startswith("desk:")}
    missing = reachable - set(listed) - ELSEWHERE - {"desk:home", "desk:density", "desk:enter"}
    assert missing == set(), "list it in desk/directory.py, or say here why it has no place of its own"
    assert set(listed) <= reachable


def test_each_listed_page_opens_for_whoever_sees_it_listed(door: Door) -> None:
    for user_id in (cast.MARA["user_id"], VERA["user_id"]):
        browser: Client = door.signed_in(user_id)
        page = browser.get(door.at("pages/")).content.decode()
        main = page.partition('<div class="directory">')[2]
        ways = re.findall(r'<a href="([^"]+)"><strong>', main)
        assert reverse("desk:promises", args=[door.slug]) in ways
        for way in ways:
            assert browser.get(way).status_code == 200, way


def test_a_viewer_is_not_shown_what_members_do(door: Door) -> None:
    page = door.signed_in(VERA["user_id"]).get(door.at("pages/")).content.decode()
    assert reverse("desk:needs", args=[door.slug]) not in page
    assert reverse("desk:webhooks", args=[door.slug]) not in page
