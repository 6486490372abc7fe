"""The pages of channels and webhooks: what a lead can do there, what an agent cannot, and that no secret is ever shown again."""

import html
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from makegood.channels import carried, registry
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, intake
from makegood.channels.types import ChannelId, Envelope
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from makegood.watch import actions as watching
from makegood.webhooks import queries as webhooks
from tests.cast import AT, JOE, MARA
from tests.desk.conftest import Door

MAIL = {
    "set-imap_host": "imap.brightside.example",
    "set-imap_user": "help",
    "set-imap_password": "open sesame 77",
    "set-imap_tls": "ssl",
    "set-smtp_host": "smtp.brightside.example",
    "set-smtp_tls": "starttls",
    "set-smtp_user": "help",
    "set-smtp_password": "open sesame 78",
    "name": "Help",
    "address": "help@brightside.example",
}


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(MARA["user_id"])


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the mailboxes out there were asked; whoever is told "shut" fails."""
    asked: list[str] = []
    adapter = registry.adapter("email")

    def fetch(*, channel: object, cursor: str, limit: int) -> object:
        assert tenancy.open_brand() is None  # never inside a transaction
        asked.append(channel.settings["imap_host"])  # type: ignore[attr-defined]
        if "shut" in asked[-1]:
            raise Trouble("The mail server let nobody in: the name or the password is wrong.")
        from makegood.channels.types import Fetched

        return Fetched((), "1:0", more=False)

    monkeypatch.setattr(adapter, "fetch", fetch, raising=False)
    monkeypatch.setattr(adapter, "greet", lambda *, channel: "The outgoing server answers.", raising=False)
    return asked


def the_channel(door: Door) -> ChannelId:
    with tenancy.brand(door.brand_id):
        (one,) = channels.channels()
        return one.id


def a_chat(door: Door) -> ChannelId:
    with tenancy.brand(door.brand_id):
        return connecting.add_channel(
            kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=AT - timedelta(days=60)
        )


def test_it_is_tried_before_it_is_kept_and_a_secret_is_not_shown_again(door: Door, mara: Client, outside: list[str]) -> None:
    tried = mara.post(door.at("settings/channels/new/email/connection/"), MAIL | {"do": "try"})
    assert tried.status_code == 200
    assert "Listening works: nothing waits to be read." in tried.text
    assert "The outgoing server answers." in tried.text
    assert "open sesame" not in tried.text
    with tenancy.brand(door.brand_id):
        assert channels.channels() == ()
    kept = mara.post(door.at("settings/channels/new/email/connection/"), MAIL | {"do": "save"})
    assert kept.status_code == 303
    page = mara.get(kept["Location"])
    assert page.status_code == 200
    assert "open sesame" not in page.text
    assert "imap.brightside.example" in page.text
    assert outside == ["imap.brightside.example"] * 2


def test_what_does_not_answer_is_not_kept_unless_one_says_so(door: Door, mara: Client, outside: list[str]) -> None:
    shut = MAIL | {"set-imap_host": "shut.brightside.example", "do": "save"}
    refused = mara.post(door.at("settings/channels/new/email/connection/"), shut)
    assert refused.status_code == 422
    assert "The mail server let nobody in: the name or the password is wrong." in refused.text
    assert 'value="help@brightside.example"' in refused.text
    with tenancy.brand(door.brand_id):
        assert channels.channels() == ()
    assert mara.post(door.at("settings/channels/new/email/connection/"), shut | {"untried": "yes"}).status_code == 303


def test_a_mailbox_asks_for_seven_things_and_keeps_the_rest_out_of_sight_until_something_is_wrong_there(
    door: Door, mara: Client, outside: list[str]
) -> None:
    page = mara.get(door.at("settings/channels/new/email/")).text
    first, _, rare = page.partition("More settings")
    assert (first.count('name="set-'), rare.count('name="set-')) == (7, 11)
    assert '<details class="fold"><summary>More settings' in page
    wrong = mara.post(door.at("settings/channels/new/email/connection/"), MAIL | {"set-imap_port": "ninety", "do": "save"}).text
    assert '<details class="fold" open><summary>More settings' in wrong


def test_each_wrong_setting_is_named_at_its_field(door: Door, mara: Client, outside: list[str]) -> None:
    refused = mara.post(
        door.at("settings/channels/new/email/connection/"), MAIL | {"set-imap_port": "ninety", "name": "", "do": "save"}
    )
    assert refused.status_code == 422
    assert 'id="set-imap_port-wrong"' in refused.text
    assert 'id="name-wrong"' in refused.text
    assert outside == []


def test_an_empty_secret_stays_as_it_was(door: Door, mara: Client, outside: list[str]) -> None:
    mara.post(door.at("settings/channels/new/email/connection/"), MAIL | {"do": "save"})
    channel_id = the_channel(door)
    changed = {**MAIL, "set-imap_password": "", "set-smtp_password": "new one 9", "set-from_name": "Brightside", "do": "save"}
    assert mara.post(door.at(f"settings/channels/{channel_id}/settings/"), changed).status_code == 303
    with tenancy.brand(door.brand_id):
        held = channels.channel(channel_id=channel_id).settings
    assert (held["imap_password"], held["smtp_password"], held["from_name"]) == ("open sesame 77", "new one 9", "Brightside")


def test_an_agent_looks_and_changes_nothing(door: Door) -> None:
    channel_id, joe = a_chat(door), door.signed_in(JOE["user_id"])
    assert joe.get(door.at("settings/channels/")).status_code == 200
    page = joe.get(door.at(f"settings/channels/{channel_id}/"))
    assert "Pause" not in page.text
    assert joe.get(door.at("settings/channels/new/email/")).status_code == 403
    assert joe.get(door.at("settings/webhooks/")).status_code == 403
    for path in ("pause/", "address/", "settings/", "test/"):
        assert joe.post(door.at(f"settings/channels/{channel_id}/{path}")).status_code in (403, 422)
    with tenancy.brand(door.brand_id):
        assert not carried.is_paused(channel_id=channel_id)


def test_it_pauses_and_goes_on(door: Door, mara: Client) -> None:
    channel_id = a_chat(door)
    mara.post(door.at(f"settings/channels/{channel_id}/pause/"))
    assert "It is paused." in mara.get(door.at(f"settings/channels/{channel_id}/")).text
    mara.post(door.at(f"settings/channels/{channel_id}/pause/"), {"_method": "DELETE"})
    with tenancy.brand(door.brand_id):
        assert not carried.is_paused(channel_id=channel_id)


def test_the_address_for_the_provider_is_shown_once_and_older_ones_are_closed(door: Door, mara: Client) -> None:
    channel_id = a_chat(door)
    where = door.at(f"settings/channels/{channel_id}/address/")
    first, second = mara.post(where), mara.post(where)
    assert first["Cache-Control"] == "no-store"
    assert "/in/" in first.text
    assert "whsec_" in first.text
    later = mara.get(door.at(f"settings/channels/{channel_id}/")).text
    assert 'class="token"' not in later
    assert "2 are open" in later
    mara.post(where, {"_method": "DELETE"})
    tokens = [re.findall(r"/in/([\w-]{20,})/messages", page.text)[0] for page in (first, second)]
    answers = [Client().post(f"/api/in/{token}/messages", b"{}", content_type="application/json").status_code for token in tokens]
    assert answers == [404, 401]  # the older one leads nowhere; the newer one asks who speaks


def test_a_secret_that_was_made_here_stands_beside_the_address_that_it_signs_for(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        cleaned = registry.adapter("reviews").check_settings({"site": "stars"})
        stars = connecting.add_channel(kind="reviews", name="Stars", address="stars", settings=cleaned, by=SYSTEM, at=AT)
    shown = mara.post(door.at(f"settings/channels/{stars}/address/"))
    assert cleaned["secret"].startswith("whsec_")
    assert f'<code class="token">{html.escape(cleaned["secret"])}</code>' in shown.text
    assert shown["Cache-Control"] == "no-store"
    assert cleaned["secret"] not in mara.get(door.at(f"settings/channels/{stars}/")).text


def test_a_chat_and_a_form_say_where_one_copies_them_from(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        settings = registry.adapter("webchat").check_settings({"origins": "https://shop.example"})
        chat = connecting.add_channel(kind="webchat", name="Window", address="shop", settings=settings, by=SYSTEM, at=AT)
    page = mara.get(door.at(f"settings/channels/{chat}/")).text
    (setup,) = re.findall(r'href="http://[^"/]+(/chat/[^"]+/shop/setup/)"', page)
    assert mara.get(setup).status_code == 200
    assert "In your own pages" not in mara.get(door.at(f"settings/channels/{a_chat(door)}/")).text


def test_a_silence_is_on_the_channel_on_today_and_among_the_troubles(door: Door, mara: Client) -> None:
    channel_id = a_chat(door)
    tom = Address(IdentityKind.EMAIL, "tom.arden@example.org", "Tom Arden")
    with tenancy.brand(door.brand_id):
        for day in range(5, 50):
            for hour in (0, 3):
                at = AT - timedelta(days=day, hours=hour)
                intake.store_messages(channel_id=channel_id, envelopes=[Envelope(f"m-{day}-{hour}", tom, "Hi", "Hi", at)], at=at)
        watching.look_after(channel_id=channel_id, zone="Europe/London", at=AT - timedelta(days=5))
        watching.look_after(channel_id=channel_id, zone="Europe/London", at=AT + timedelta(days=3))
    assert "unusually silent" in mara.get(door.at(f"settings/channels/{channel_id}/")).text
    assert "One channel</a> has been silent for unusually long." in mara.get(door.at("")).text
    assert "Channels that are unusually silent" in mara.get(door.at("troubles/")).text


def test_with_too_little_past_the_page_says_so(door: Door, mara: Client) -> None:
    channel_id = a_chat(door)
    assert (
        "What is usual here is not known yet: 0 messages in 0 days." in mara.get(door.at(f"settings/channels/{channel_id}/")).text
    )


def test_a_webhook_is_added_its_secret_shown_once_and_its_log_kept(door: Door, mara: Client) -> None:
    told = {"name": "Warehouse", "url": "https://warehouse.example/hook", "kinds": ["cases.*", "people.NameNoted"]}
    added = mara.post(door.at("settings/webhooks/new/"), told)
    assert added.status_code == 200
    assert added["Cache-Control"] == "no-store"
    assert "whsec_" in added.text
    with tenancy.brand(door.brand_id):
        (one,) = webhooks.webhooks()
    assert one.kinds == ("cases.*", "people.NameNoted")
    page = door.at(f"settings/webhooks/{one.id}/")
    assert "whsec_" not in mara.get(page).text
    assert mara.post(f"{page}test/").status_code == 303
    assert "webhooks.Test" in mara.get(page).text
    with tenancy.brand(door.brand_id):
        (delivery,) = webhooks.deliveries(webhook_id=one.id, limit=5)
    shown = mara.get(door.at(f"settings/webhooks/deliveries/{delivery.id}/"))
    assert delivery.message_id in shown.text
    assert "whsec_" in mara.post(f"{page}secret/").text
    assert mara.post(f"{page}switch/").status_code == 303
    assert mara.post(f"{page}test/").status_code == 422
    assert mara.post(f"{page}removal/").status_code == 303
    with tenancy.brand(door.brand_id):
        assert webhooks.webhooks() == ()


def test_a_refused_webhook_names_its_fields_and_keeps_what_was_typed(door: Door, mara: Client) -> None:
    refused = mara.post(
        door.at("settings/webhooks/new/"), {"name": "Warehouse", "url": "http://10.0.0.1/hook", "kinds": ["cases.*"]}
    )
    assert refused.status_code == 422
    assert 'value="Warehouse"' in refused.text
    assert "https" in refused.text
    assert 'value="cases.*" checked' in refused.text


def test_what_is_not_there_is_not_there(door: Door, mara: Client) -> None:
    nothing = UUID(int=7)
    for path in (
        f"settings/channels/{nothing}/",
        "settings/channels/new/pigeon/",
        f"settings/webhooks/{nothing}/",
        f"settings/webhooks/deliveries/{nothing}/",
    ):
        assert mara.get(door.at(path)).status_code == 404, path
