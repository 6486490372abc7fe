"""What a look brings: threads whole and each post once, an outage of a week, pages that shift, limits, ends of sessions."""

from datetime import timedelta

import pytest

from makegood.channels.adapters.bluesky import place as places
from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.types import Automatic
from makegood.kernel.refusals import Trouble
from tests.channels.bluesky.conftest import ANA, CARRIER, TOM, US, Account, make_account
from tests.channels.bluesky.standin import Answer, StandIn

MINUTE = timedelta(minutes=1)


def complaint(network: StandIn, text: str = "my torch arrived broken", **more: object) -> str:
    return network.post(TOM, f"@{US} {text}", mentions=(US,), **more)  # type: ignore[arg-type]


def test_a_mention_brings_the_whole_thread_each_post_once_and_in_order(network: StandIn, account: Account) -> None:
    first = network.post(TOM, "Which torch would you buy?", at=network.now - 9 * MINUTE)
    second = network.post(ANA, "Not that one", answers=first, at=network.now - 8 * MINUTE)
    third = network.post(CARRIER, "Handed over whole", answers=first, at=network.now - 7 * MINUTE)
    named = network.post(TOM, f"@{US} look at this", answers=second, mentions=(US,), at=network.now - 6 * MINUTE)
    ours = network.post(US, "We are looking into it", answers=named, at=network.now - 5 * MINUTE)
    heard = account.hear()
    assert [one.external_id for one in heard] == [first, second, third, named, ours]
    assert [one.overheard for one in heard] == [True, True, True, False, False]
    assert {key for one in heard for key in one.thread_keys} <= {first, second, third, named}
    assert heard[-1].automatic is Automatic.OWN
    assert account.hear() == []


def test_reach_is_how_many_follow_them(network: StandIn, account: Account) -> None:
    complaint(network)
    (heard,) = account.hear()
    assert heard.reach == 4_200


def test_mentions_answers_and_quotes_are_heard_and_nothing_else(network: StandIn, account: Account) -> None:
    ours = network.post(US, "New torches are in", at=network.now - 5 * MINUTE)
    answer = network.post(TOM, "Mine is broken", answers=ours, at=network.now - 4 * MINUTE)
    quote = network.post(ANA, "They say so", quotes=ours, at=network.now - 3 * MINUTE)
    network.post(CARRIER, "We drive torches about", at=network.now - 2 * MINUTE)
    assert [one.external_id for one in account.hear()] == [ours, answer, quote]


def test_an_outage_of_more_than_a_week_loses_nothing_and_brings_the_oldest_first(network: StandIn, account: Account) -> None:
    begun = network.now - timedelta(days=8)
    known = complaint(network, "before the outage", at=begun)
    before = places.Place(since=begun)
    before.note(known, begun)
    account.cursor = before.write()
    missed = [
        complaint(network, f"number {n}", at=begun + n * timedelta(minutes=27)) for n in range(1, 421)
    ]  # 7 days and 21 hours
    assert [one.external_id for one in account.hear()] == missed
    assert account.looks < 40


def test_pages_that_shift_while_they_are_read_lose_nothing(network: StandIn, account: Account) -> None:
    network.page = 10
    complaint(network, at=network.now - timedelta(hours=3))
    account.hear()
    missed = [complaint(network, f"number {n}", at=network.now - timedelta(minutes=120 - n)) for n in range(60)]
    heard: list[str] = []
    for look in range(200):
        fetched = account.look(limit=7)
        heard += [key for key, _ in fetched.items]
        if look in (2, 5, 9, 12):  # one comes meanwhile, and one in the midst of what was not read yet is deleted
            missed.append(complaint(network, f"meanwhile {look}", at=network.now + look * timedelta(seconds=1)))
            gone = missed.pop(30)
            network.delete(gone)
            heard = [key for key in heard if key != gone]
        if not fetched.more:
            break
    assert sorted(set(heard)) == sorted(missed)
    assert len(heard) == len(set(heard))


def test_a_post_that_claims_an_earlier_time_than_the_last_one_is_still_heard(network: StandIn, account: Account) -> None:
    complaint(network)
    account.hear()
    late = complaint(network, "my clock is slow", at=network.now - 14 * MINUTE)
    assert [one.external_id for one in account.hear()] == [late]


def test_a_thread_of_three_thousand_posts_is_bounded_and_holds_what_concerns_us(network: StandIn, account: Account) -> None:
    root = network.post(TOM, "Which torch would you buy?", at=network.now - timedelta(hours=5))
    for n in range(3_000):
        network.post(ANA, f"Answer {n}", answers=root, at=network.now - timedelta(hours=4))
    above = network.post(CARRIER, "Any", answers=root, at=network.now - timedelta(hours=1))
    named = network.post(ANA, f"@{US} yours?", answers=above, mentions=(US,))
    heard = account.hear()
    assert len(heard) == 100
    assert {root, above, named} <= {one.external_id for one in heard}


def test_an_answer_too_large_to_take_leaves_the_post_itself(
    network: StandIn, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.platform import http

    root = network.post(TOM, "Which torch?", at=network.now - timedelta(hours=2))
    for n in range(200):
        network.post(ANA, f"Answer {n}", answers=root, at=network.now - timedelta(hours=1))
    named = network.post(ANA, f"@{US} yours?", answers=root, mentions=(US,))
    monkeypatch.setattr(http, "LARGEST_ANSWER", 20_000)
    assert [one.external_id for one in account.hear()] == [root, named]


def test_a_thread_that_is_out_of_order_over_there_stops_no_other(network: StandIn, account: Account) -> None:
    one = complaint(network, "first", at=network.now - 2 * MINUTE)
    other = complaint(network, "second", at=network.now - MINUTE)
    broken: Answer = (500, {"error": "InternalServerError", "message": "Internal Server Error"}, {})
    network.faults["app.bsky.feed.getPostThread"] = [broken] * 3
    assert [each.external_id for each in account.hear()] == [one, other]


def test_a_server_that_is_down_is_passing_trouble_and_nothing_is_passed_over(network: StandIn, account: Account) -> None:
    complaint(network)
    down = (503, {"error": "Unavailable"}, {"retry-after": "30"})
    network.always = {"app.bsky.feed.getPostThread": down, "com.atproto.server.describeServer": down}
    with pytest.raises(Trouble) as trouble:
        account.look()
    assert (trouble.value.lasting, trouble.value.retry_after_s) == (False, 30.0)
    network.always = {}
    assert len(account.hear()) == 1


def test_deleted_posts_and_those_of_who_shut_us_out_are_not_heard_and_stop_nothing(network: StandIn, account: Account) -> None:
    root = network.post(TOM, "Which torch?", at=network.now - 5 * MINUTE)
    gone = network.post(CARRIER, "Any", answers=root, at=network.now - 4 * MINUTE)
    named = network.post(ANA, f"@{US} yours?", answers=gone, mentions=(US,), at=network.now - 3 * MINUTE)
    deleted = complaint(network)
    network.after["app.bsky.notification.listNotifications"] = lambda: network.delete(deleted)
    network.delete(gone)
    network.blocked.add((network.did(TOM), network.did(US)))
    assert [one.external_id for one in account.hear()] == [named]


def test_a_search_finds_who_speaks_of_us_without_telling_us(network: StandIn) -> None:
    account = make_account(network, words="brightside lights, pocket torch")
    found = network.post(ANA, "Brightside Lights sent me a broken pocket torch", at=network.now - MINUTE)
    network.post(US, "Our pocket torch is back")
    (heard,) = account.hear()
    assert (heard.external_id, heard.overheard) == (found, True)
    assert account.hear() == []
    later = [network.post(ANA, f"pocket torch {n}", at=network.now + n * MINUTE) for n in range(230)]
    assert [one.external_id for one in account.hear()] == later


def test_a_server_that_cannot_search_stops_nothing(network: StandIn) -> None:
    account = make_account(network, words="torch")
    network.always["app.bsky.feed.searchPosts"] = (
        501,
        {"error": "MethodNotImplemented", "message": "Method Not Implemented"},
        {},
    )
    complaint(network)
    assert len(account.hear()) == 1
    network.always["app.bsky.feed.searchPosts"] = (400, {"error": "InvalidRequest", "message": "No search here"}, {})
    assert account.hear() == []


def test_a_session_that_ended_is_renewed_and_one_that_cannot_be_begins_anew(network: StandIn, account: Account) -> None:
    account.hear()
    network.tokens.clear()
    complaint(network)
    assert len(account.hear()) == 1
    network.tokens.clear()
    network.faults["com.atproto.server.refreshSession"] = [(400, {"error": "ExpiredToken", "message": "Token has expired"}, {})]
    complaint(network, "again")
    assert len(account.hear()) == 1
    assert [call.method for call in network.calls].count("com.atproto.server.createSession") == 2


def test_a_wrong_password_is_lasting_trouble_that_says_what_to_do_and_never_the_password(network: StandIn) -> None:
    account = make_account(network, app_password="not-the-one")
    with pytest.raises(Trouble) as trouble:
        account.look()
    assert trouble.value.lasting
    assert trouble.value.sentence == (
        "127.0.0.1 does not let @brightside.example in (Invalid identifier or password): give a new app password."
    )
    assert "not-the-one" not in repr(trouble.value)


def test_being_asked_to_slow_down_is_heeded_to_the_second(network: StandIn, account: Account) -> None:
    network.faults["app.bsky.notification.listNotifications"] = [(429, {"error": "RateLimitExceeded"}, {"retry-after": "42"})]
    with pytest.raises(Trouble) as trouble:
        account.look()
    assert (trouble.value.lasting, trouble.value.retry_after_s) == (False, 42.0)
    network.headers = {"ratelimit-remaining": "3", "ratelimit-reset": "99999999999"}
    assert account.look().again_after_s == 3_600.0


def test_when_the_limit_is_nearly_spent_the_rest_waits_and_nothing_is_lost(network: StandIn, account: Account) -> None:
    said = [complaint(network, f"number {n}", at=network.now - n * MINUTE) for n in range(20)]
    network.headers = {"ratelimit-remaining": "3", "ratelimit-reset": "99999999999"}
    fetched = account.look(limit=5)
    assert (len(fetched.items), fetched.more, fetched.again_after_s) == (5, False, 3_600.0)
    network.headers = {}
    heard = [key for key, _ in fetched.items] + [one.external_id for one in account.hear()]
    assert heard == list(reversed(said))


def test_what_lies_too_far_back_to_be_read_is_said(network: StandIn, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_PAGES", 2)
    network.page = 10
    for n in range(50):
        complaint(network, f"number {n}", at=network.now - timedelta(hours=1) + n * timedelta(seconds=30))
    gaps = [account.look().gap for _ in range(4)]
    assert [bool(gap) for gap in gaps] == [False, False, True, False]
    assert gaps[2] == "Of who turned to us, only the latest 100 can be read: older ones were passed over."


def test_what_the_network_no_longer_shows_is_said(network: StandIn, account: Account) -> None:
    known = complaint(network, "before the outage", at=network.now - timedelta(days=7))
    before = places.Place(since=network.now - timedelta(days=7))
    before.note(known, network.now - timedelta(days=7))
    account.cursor = before.write()
    missed = [complaint(network, f"number {n}", at=network.now - timedelta(days=1) + n * MINUTE) for n in range(3)]
    network.delete(known)
    first = account.look()
    assert [key for key, _ in first.items] == missed
    assert (
        first.gap == "Bluesky no longer shows who turned to us right after we last looked: some of it may have been passed over."
    )
    assert account.look().gap == ""


def test_direct_messages_are_private_and_tell_who_wrote_by_their_did(network: StandIn) -> None:
    account = make_account(network, private_messages="yes")
    ours = network.tell(US, TOM, "Please tell us your order number.")
    theirs = network.tell(TOM, US, "It is 1007.")
    network.tell(TOM, ANA, "Not for us.")
    said = account.hear()
    assert [(one.external_id, one.visible, one.public) for one in said] == [
        (ours, "Please tell us your order number.", False),
        (theirs, "It is 1007.", False),
    ]
    assert (said[0].automatic, said[1].automatic) == (Automatic.OWN, None)
    assert (said[1].author.value, said[1].author.name) == (f"bluesky:{network.did(TOM)}", "Tom Arden")
    assert ours in said[1].thread_keys  # by it the conversation is known that we began
    assert all(call.proxy == "did:web:api.bsky.chat#bsky_chat" for call in network.calls if call.method.startswith("chat."))
    assert account.hear() == []


def test_direct_messages_that_we_may_not_see_are_a_trouble_in_words_and_stop_nothing(network: StandIn) -> None:
    account = make_account(network, private_messages="yes")
    network.always["chat.bsky.convo.getLog"] = (400, {"error": "InvalidToken", "message": "Bad token method"}, {})
    complaint(network)
    assert len(account.look().items) == 1
    with pytest.raises(Trouble, match="did not let us see direct messages: Bad token method"):
        account.look()


def test_greeting_says_what_can_be_heard(network: StandIn) -> None:
    account = make_account(network, private_messages="yes", words="torch")
    assert BlueskyAdapter().greet(channel=account.channel) == (
        "Signed in as @brightside.example. It can search. Direct messages are heard."
    )


def test_a_cursor_that_is_none_of_ours_begins_a_day_back() -> None:
    from tests import cast

    for odd in ("", "x", "[]", '{"since": 1}', '{"since": "2026-03-02"}'):
        assert places.read(odd, now=cast.AT).since == cast.AT - timedelta(days=1)
