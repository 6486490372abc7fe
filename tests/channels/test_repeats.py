"""Sent again after a crash, a message is the same one to whoever can tell: for every channel that speaks, by its provider's own way."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.channels import registry
from makegood.channels.adapters.bluesky import server as bluesky_sessions
from makegood.channels.adapters.email import smtp
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.adapters.email.compose import Mail
from makegood.channels.adapters.mail_provider import sending
from makegood.channels.adapters.webchat.adapter import WebchatAdapter
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.types import ChannelConfig, OutgoingLetter
from makegood.config import environment
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import http
from tests import cast
from tests.channels import contract, graph, stand_in
from tests.channels.bluesky import standin as bluesky
from tests.channels.mail_provider.test_calls import channel as carried_by
from tests.channels.mastodon import payloads as mastodon_posts
from tests.channels.mastodon.server import TOKEN, MastodonServer
from tests.channels.messenger import payloads as messenger_payloads
from tests.channels.sms import provider as sms
from tests.channels.test_contract import MAIL
from tests.channels.x.server import KEYS, XServer

SECRET = "whsec_" + "A" * 43 + "="  # 32 bytes
US, TOM = "brightside.example", "tom.example"


@dataclass
class There:
    """A place to speak in: its channel, a letter, how many of ours stand there, and how an answer gets lost."""

    channel: ChannelConfig
    letter: OutgoingLetter
    said: Callable[[], int]
    lose: Callable[[], None] | None = None


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Iterator["Places"]:
    with ExitStack() as stack:
        yield Places(stack, monkeypatch)


@dataclass
class Places:
    """Stand-ins of the providers, opened as they are asked for."""

    stack: ExitStack
    monkeypatch: pytest.MonkeyPatch

    def bluesky_post(self) -> There:
        network, channel = self._bluesky()
        question = network.post(TOM, f"@{US} it is broken", mentions=(US,))
        ours = f"at://{network.did(US)}/"
        to = Address(IdentityKind.HANDLE, f"bluesky:{network.did(TOM)}")
        letter = _letter(to, in_reply_to=question, public=True)
        return There(channel, letter, lambda: sum(uri.startswith(ours) for uri in network.posts))

    def bluesky_message(self) -> There:
        network, channel = self._bluesky()
        asked = network.tell(TOM, US, "It is broken")
        letter = _letter(Address(IdentityKind.HANDLE, f"bluesky:{network.did(TOM)}"), in_reply_to=asked)
        network.now = datetime.now(UTC)  # what is said is said after it was written
        return There(channel, letter, lambda: len(network.letters) - 1)

    def mastodon(self) -> There:
        server = self._standing(MastodonServer())
        asked = server.mention(103_270_115_826_048_975)
        channel = stand_in.channel(registry.adapter("mastodon"), {"base_url": server.url, "access_token": TOKEN})
        to = Address(IdentityKind.HANDLE, f"mastodon:{mastodon_posts.ACCOUNT['acct']}")
        letter = _letter(to, in_reply_to=str(asked["id"]), public=True)
        return There(channel, letter, lambda: server.posted, _loses(server))

    def x_post(self) -> There:
        return self._x(public=True, in_reply_to="1700000000000000001", held="mine")

    def x_message(self) -> There:
        return self._x(public=False, in_reply_to="dm:7001:5", held="messages")

    def sms(self) -> There:
        server = self._standing(sms.SmsProvider())
        channel = stand_in.channel(registry.adapter("sms"), {**sms.SETTINGS, "base_url": server.url})
        return There(channel, _letter(cast.TOM_BY_PHONE), lambda: len(server.sent), _loses(server))

    def messenger_message(self) -> There:
        return self._meta("messenger", "page_id", f"messenger:{messenger_payloads.PSID}", "m_A")

    def messenger_comment(self) -> There:
        return self._meta("messenger", "page_id", "facebook:7001", "comment 1_55", public=True)

    def instagram_message(self) -> There:
        return self._meta("instagram", "account_id", "instagram:9001", "m_A")

    def instagram_comment(self) -> There:
        return self._meta("instagram", "account_id", "instagram:9001", "comment 1780", public=True)

    def _bluesky(self) -> tuple[bluesky.StandIn, ChannelConfig]:
        bluesky_sessions.forget_sessions()
        network = self.stack.enter_context(bluesky.StandIn())
        known = environment.settings()
        allowed = replace(known, http_allow=known.http_allow | {network.host})
        self.monkeypatch.setattr(environment, "settings", lambda: allowed)
        for handle in (US, TOM):
            network.join(handle)
        settings = {"handle": US, "app_password": bluesky.PASSWORD, "service": network.url}
        return network, stand_in.channel(registry.adapter("bluesky"), settings, address=US)

    def _x(self, *, public: bool, in_reply_to: str, held: str) -> There:
        server = self._standing(XServer())
        channel = stand_in.channel(registry.adapter("x"), {**KEYS, "base_url": server.url})
        letter = _letter(Address(IdentityKind.HANDLE, "x:tomarden"), in_reply_to=in_reply_to, public=public)
        return There(channel, letter, lambda: len(getattr(server, held)), _loses(server))

    def _meta(self, kind: str, named: str, to: str, in_reply_to: str, *, public: bool = False) -> There:
        server = self._standing(graph.GraphServer())
        settings = {**graph.SETTINGS, named: graph.OURS, "base_url": server.url}
        letter = _letter(Address(IdentityKind.HANDLE, to), in_reply_to=in_reply_to, public=public)

        def said() -> int:
            return len(server.said) + sum(map(len, server.comments.values()))

        return There(stand_in.channel(registry.adapter(kind), settings), letter, said, _loses(server))

    def _standing(self, server: Any) -> Any:
        return self.stack.enter_context(stand_in.standing(server, self.monkeypatch))


def _letter(to: Address, **more: Any) -> OutgoingLetter:
    now = datetime.now(UTC)
    return OutgoingLetter(str(new_id()), to, "", "A new one is on its way.", heard_at=now, queued_at=now, **more)


def _loses(server: stand_in.StandIn) -> Callable[[], None]:
    def lose() -> None:
        server.lose_answers = 1

    return lose


ONCE = {
    "bluesky": ("bluesky_post", "bluesky_message"),
    "mastodon": ("mastodon",),
    "x": ("x_post", "x_message"),
    "sms": ("sms",),
    "messenger": ("messenger_message", "messenger_comment"),
    "instagram": ("instagram_message", "instagram_comment"),
}
BY_NAME = {"email", "mail_provider", "webhook", "webchat"}
CALLS = {"whatsapp"}  # takes no key for repeats, but says by a call what it took: tests/flows/test_said_to_be_taken.py
SILENT = {"counter", "contact_form", "own_page", "feed", "reviews", "webmention"}  # nobody is answered there


def test_of_every_channel_it_is_known_what_a_repeat_is() -> None:
    assert set(ONCE) | BY_NAME | CALLS | SILENT == set(registry.ADAPTERS)


@pytest.mark.parametrize("place", [one for several in ONCE.values() for one in several])
def test_a_repeat_is_said_once_where_the_network_can_tell(places: Places, place: str) -> None:
    there: There = getattr(places, place)()
    adapter = registry.adapter(there.channel.kind)
    contract.check_said_once(adapter, channel=there.channel, letter=there.letter, said=there.said, lose_the_answer=there.lose)


def test_whatsapp_itself_can_not_tell_but_both_carry_our_mark_by_which_it_calls_us(places: Places) -> None:
    server = places._standing(graph.GraphServer())
    adapter = registry.adapter("whatsapp")
    settings = {**graph.SETTINGS, "phone_number_id": graph.OURS, "base_url": server.url}
    channel, letter = stand_in.channel(adapter, settings), _letter(cast.TOM_BY_PHONE)
    for _ in range(2):
        adapter.send(letter, channel=channel)
    marks = [one["value"]["biz_opaque_callback_data"] for one in server.said]
    assert marks == [letter.message_key] * 2, "both carry our key, so that what is told of either finds the one message"


def test_a_mail_carries_the_same_message_id(monkeypatch: pytest.MonkeyPatch) -> None:
    mails: list[Mail] = []
    monkeypatch.setattr(smtp, "hand_over", lambda mail, server: mails.append(mail) or "taken")
    contract.check_repeat(
        EmailAdapter(), settings=MAIL, to=cast.TOM_BY_EMAIL, heard=lambda: [_header(mail.raw, b"Message-ID") for mail in mails]
    )


def test_a_mail_by_a_provider_carries_the_same_message_id(monkeypatch: pytest.MonkeyPatch) -> None:
    mails: list[Any] = []
    monkeypatch.setattr(sending, "hand_over", lambda mail, **_: mails.append(mail) or "taken")
    contract.check_repeat(
        registry.adapter("mail_provider"),
        settings=carried_by("postmark").settings,
        to=cast.TOM_BY_EMAIL,
        heard=lambda: [_header(mail.raw, b"Message-ID") for mail in mails],
    )


def test_a_webhook_carries_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def heard(method: str, url: str, *, headers: dict[str, str], **_: object) -> http.Answer:
        asked.append(headers["webhook-id"])
        return http.Answer(200, {}, b"")

    monkeypatch.setattr(http, "request", heard)
    settings = {"reply_url": "https://chat.example/replies", "reply_secret": SECRET}
    contract.check_repeat(WebhookAdapter(), settings=settings, to=cast.TOM_BY_EMAIL, heard=lambda: asked)


def test_a_chat_window_is_shown_the_same_line(places: Places) -> None:
    adapter = WebchatAdapter()
    channel = contract.config(adapter, {"origins": "https://shop.example", "identity_secret": "x" * 40})
    letter = _letter(Address(IdentityKind.HANDLE, "webchat:visitor-7k3fq2x9mw"))
    assert {adapter.send(letter, channel=channel).external_id for _ in range(2)} == {letter.message_key}


def test_where_nobody_is_answered_nothing_is_said_even_once() -> None:
    for kind in sorted(SILENT):
        adapter = registry.adapter(kind)
        channel = ChannelConfig(contract.ChannelId(new_id()), new_id(), kind, kind, kind, {})
        with pytest.raises(Refusal):
            adapter.send(_letter(cast.TOM_BY_EMAIL), channel=channel)


def _header(raw: bytes, name: bytes) -> str:
    return next(line for line in raw.split(b"\r\n") if line.startswith(name)).decode()
