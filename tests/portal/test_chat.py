"""The chat window's door: what is kept, who sees it, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.types import Authenticity, Direction
from makegood.flows import channel_health, desk_pages, desk_work, out_of_sight
from makegood.flows.leaving import Leaving
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import clock, tenancy
from makegood.visitors import queries as visitors
from makegood.watch import queries as watch
from tests import cast
from tests.flows.conftest import TOM
from tests.portal import signed
from tests.portal.conftest import SECRET, SHOP, Corner, Window, answer, told


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.AT)


def test_a_first_message_becomes_a_case_like_any_other(corner: Corner, window: Window) -> None:
    kept = told(window.says("Do your torches float?", key="first-message"))
    assert [(one["from"], one["text"], one["key"]) for one in kept["messages"]] == [
        ("you", "Do your torches float?", "first-message")
    ]
    assert kept["ticket"]
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        case = cases.by_number(number=1)
        (said,) = channels.conversations(conversation_ids=case.conversation_ids)
        person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    assert (said.channel_kind, said.visible, said.authentic) == ("webchat", "Do your torches float?", Authenticity.CLAIMED)
    assert person.name.startswith("Visitor ")
    assert not person.identities[0].verified


def test_said_twice_under_one_key_it_is_one_message(window: Window) -> None:
    for _ in range(3):
        assert window.says("Hello?", key="one-and-the-same").status_code == 200
    assert len(window.sees()) == 1


def test_an_answer_from_the_desk_appears_with_the_first_name_of_who_wrote_it(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    answer(corner, "They do, for an hour.")
    mine, theirs = window.sees()
    assert (mine["from"], theirs["from"], theirs["who"], theirs["text"]) == ("you", "us", "Mara", "They do, for an hour.")


def test_what_has_not_left_yet_is_not_shown(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        mara = brands.members()[0]
        desk_work.answer(number=1, text="Not yet said.", member=mara, at=cast.AT, key="k")
    assert [one["from"] for one in window.sees()] == ["you"]


def test_a_secret_that_nobody_has_opens_nothing(window: Window) -> None:
    window.says("A private matter.")
    stranger = Window(window.slug)
    refused = stranger.post("talk/")
    assert (refused.status_code, told(refused)["code"]) == (404, "no_talk")
    assert b"private" not in refused.content


def test_a_malformed_secret_begins_no_talk(corner: Corner, window: Window) -> None:
    for bad in ("", "short", "x" * 42, "x" * 44, "*" * 43):
        window.secret = bad
        assert window.says("Hello").status_code == 422
    with tenancy.brand(corner.brand_id):
        assert channels.page(before=None, since=None, limit=5) == ()


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", SHOP + ".evil.example", SHOP.replace("https", "http")])
def test_a_page_that_is_not_listed_may_neither_speak_nor_read(window: Window, origin: str) -> None:
    window.says("Mine.")
    window.origin = origin
    for refused in (window.post("talk/"), window.says("Theirs.")):
        assert (refused.status_code, told(refused)["code"]) == (403, "not_from_here")
        assert "Access-Control-Allow-Origin" not in refused.headers


def test_a_browser_asks_first_and_is_told_which_page_may(window: Window) -> None:
    path = f"/chat/{window.slug}/shop/messages/"
    good = Client().options(path, HTTP_ORIGIN=SHOP)
    assert (good.status_code, good.headers["Access-Control-Allow-Origin"], good.headers["Access-Control-Allow-Headers"]) == (
        204,
        SHOP,
        "authorization",
    )
    assert "Access-Control-Allow-Origin" not in Client().options(path, HTTP_ORIGIN="https://evil.example").headers


def test_no_cookie_is_ever_set(window: Window) -> None:
    said = window.says("Hello")
    script = Client().get(f"/chat/{window.slug}/shop/widget.js")
    page = Client().get(f"/chat/{window.slug}/shop/")
    assert [dict(one.cookies) for one in (said, script, page)] == [{}, {}, {}]


def test_files_go_both_ways_under_harmless_names(corner: Corner, window: Window) -> None:
    hostile = SimpleUploadedFile("../../etc/pa\u202essgpj.exe\u200b", b"MZ bytes", content_type="text/html; x")
    (mine,) = told(window.says("Look", files=[hostile]))["messages"]
    (file,) = mine["files"]
    assert (file["name"], file["size"]) == ("passgpj.exe", 8)
    got = window.post(f"files/{file['id']}/")
    assert (got.content, got.headers["Content-Type"], got.headers["X-Content-Type-Options"]) == (
        b"MZ bytes",
        "application/octet-stream",
        "nosniff",
    )
    assert got.headers["Content-Disposition"] == 'attachment; filename="passgpj.exe"'
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    other = Window(window.slug)
    other.says("Hello")
    assert told(other.post(f"files/{file['id']}/"))["code"] == "no_attachment"


def test_too_many_and_too_large_files_are_refused_by_name_and_nothing_is_kept(corner: Corner, window: Window) -> None:
    many = [SimpleUploadedFile(f"{i}.txt", b"x") for i in range(6)]
    assert told(window.says("Look", files=many))["fields"] == {"files": "too many"}
    large = SimpleUploadedFile("large.bin", b"x" * 10_000_001)
    assert told(window.says("Look", files=[large]))["fields"] == {"files": "too large"}
    assert window.post("talk/").status_code == 404


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(window: Window) -> None:
    refused = window.says("Look", files=[SimpleUploadedFile("huge.bin", b"x" * 11_100_000)])
    assert (refused.status_code, told(refused)["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("fields", "field"), [({"text": "  "}, "text"), ({"text": "x" * 5001}, "text"), ({"text": "x", "key": "k"}, "key")]
)
def test_what_is_wrong_is_named(window: Window, fields: dict[str, str], field: str) -> None:
    refused = window.post("messages/", **{"key": uuid4().hex, **fields})
    assert refused.status_code == 422
    assert list(told(refused)["fields"]) == [field]


def test_hostile_words_come_back_as_they_are_for_a_window_that_only_sets_text(corner: Corner, window: Window) -> None:
    words = "<script>alert(1)</script> \u202e {{ 7*7 }} ${7*7} \x00'; DROP TABLE people;--"
    window.says(words)
    (mine,) = window.sees()
    assert mine["text"] == words.replace("\x00", "")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        assert cases.by_number(number=1).conversation_ids


def test_a_flood_of_one_visitor_gets_a_calm_sentence_and_loses_nothing(window: Window) -> None:
    answers = [window.says(f"{i}", language="de") for i in range(25)]
    kept = [one for one in answers if one.status_code == 200]
    assert 20 <= len(kept) <= 22
    calm = next(one for one in answers if one.status_code == 429)
    assert told(calm)["sentence"] == "Das war viel auf einmal. Nichts geht verloren: es wird gleich gesendet."
    assert len(window.sees()) == len(kept)


def test_one_address_begins_only_so_many_talks(window: Window) -> None:
    answers = [Window(window.slug).says("Hello").status_code for _ in range(18)]
    assert answers.count(429) >= 2
    assert answers.count(200) in (15, 16)
    assert Window(window.slug, asked_from="198.51.100.9").says("Hello").status_code == 200


def test_a_forwarded_address_is_believed_only_of_a_listed_proxy(window: Window) -> None:
    headers = {"HTTP_ORIGIN": SHOP, "REMOTE_ADDR": "203.0.113.7"}
    codes = []
    for i in range(18):
        secret = Window(window.slug).secret
        sent = Client().post(
            f"/chat/{window.slug}/shop/messages/",
            {"key": uuid4().hex, "text": "x"},
            HTTP_AUTHORIZATION=f"Bearer {secret}",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{i}",
            **headers,
        )
        codes.append(sent.status_code)
    assert 429 in codes


# Who they are ---------------------------------------------------------------------------------------------------------


def identity(**claims: object) -> str:
    return signed.token({"sub": "C-2041", "email": cast.TOM_EMAIL, "name": cast.TOM_NAME, "exp": signed.soon(), **claims}, SECRET)


def test_a_signed_identity_is_vouched_for_and_links(corner: Corner, window: Window) -> None:
    corner.house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    corner.house.turn_to(cast.AT)
    kept = told(window.says("My torch is dead.", identity=identity()))
    assert (kept["vouched"], kept["email"]) == (True, "t…@example.org")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        case = cases.by_number(number=1)
        person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
        (said,) = [m for m in channels.conversations(conversation_ids=case.conversation_ids) if m.direction is Direction.IN]
    assert person.name == cast.TOM_NAME
    assert {one.kind for one in person.identities} >= {IdentityKind.EMAIL, IdentityKind.HANDLE}
    assert said.authentic is Authenticity.VOUCHED


def test_a_typed_address_links_nothing_and_shows_no_history(corner: Corner, window: Window) -> None:
    corner.house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    kept = told(window.says("I am Tom, tell me all.", email=cast.TOM_EMAIL, name=cast.TOM_NAME))
    assert [one["text"] for one in kept["messages"]] == ["I am Tom, tell me all."]
    assert kept["vouched"] is False
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        tom = people.find_identity(address=Address(IdentityKind.EMAIL, cast.TOM_EMAIL))
        assert tom is not None
        theirs = people.persons_of(identity_ids=[tom.id])[tom.id]
        assert [one.kind for one in theirs.identities] == [IdentityKind.EMAIL]


@pytest.mark.parametrize("bad", ["nonsense", "another secret", "expired", "for ever", "none", "no sub"])
def test_a_bad_identity_is_said_and_vouches_for_nobody(window: Window, bad: str) -> None:
    tokens = {
        "nonsense": "a.b.c",
        "another secret": signed.token({"sub": "1", "exp": signed.soon()}, "x" * 40),
        "expired": identity(exp=signed.soon() - 7200),
        "for ever": identity(exp=signed.soon() + 40 * 24 * 3600),
        "none": signed.token({"sub": "1", "exp": signed.soon()}, "", algorithm="none"),
        "no sub": signed.token({"exp": signed.soon()}, SECRET),
    }
    kept = told(window.says("Hello", identity=tokens[bad]))
    assert kept["vouched"] is False
    assert kept["identity"].startswith("identity: ")


def test_another_person_on_the_same_browser_begins_another_talk(window: Window) -> None:
    window.says("Hello", identity=identity())
    refused = window.says("Hello too", identity=identity(sub="C-9", email="ana@example.org", name="Ana"))
    assert (refused.status_code, told(refused)["code"]) == (409, "another_person")


def test_a_copy_by_mail_goes_only_where_the_shop_vouches(corner: Corner, window: Window) -> None:
    window.says("<b>my own words</b>", email="victim@example.org")
    refused = window.post("transcript/")
    assert told(refused)["code"] == "not_vouched"
    window.says("It is me", identity=identity())
    assert window.post("transcript/").status_code == 200
    with tenancy.brand(corner.brand_id):
        (mail,) = [m for m in channels.page(before=None, since=None, limit=9) if m.direction is Direction.OUT]
    assert mail.subject == "Your chat with Brightside Lights"
    assert "<b>my own words</b>" in mail.text


# Going on by e-mail ---------------------------------------------------------------------------------------------------


def mails(corner: Corner) -> list[tuple[str, str, str]]:
    """(address, subject, words) of what went out by mail."""
    with tenancy.brand(corner.brand_id):
        found = channels.page(before=None, since=None, limit=50)
        out = [m for m in found if m.direction is Direction.OUT and m.channel_id == corner.house.mail]
        who = {m.id: people.identity(identity_id=m.identity_id).value for m in out if m.identity_id}
    return [(who[m.id], m.subject, m.text) for m in reversed(out)]


def test_an_answer_that_nobody_saw_goes_on_by_mail_with_nothing_of_theirs_in_it(corner: Corner, window: Window) -> None:
    window.says("Does <i>it</i> float?")
    told(window.post("address/", email="ana@example.org", name="Ana"))
    corner.house.turn_to(cast.AT)
    answer(corner, "It does.")
    answer(corner, "For an hour.")
    corner.house.turn_to(cast.later(minutes=9))
    assert mails(corner) == []
    corner.house.turn_to(cast.later(minutes=12))
    ((to, subject, words),) = mails(corner)
    assert (to, subject) == ("ana@example.org", "Our answer to your chat with Brightside Lights")
    assert words == (
        "It does.\n\nFor an hour.\n\nYou wrote to us in the chat on 02/03/2026. You had left when we answered, so this comes by "
        "e-mail. Just reply to go on here.\n\nBrightside Lights"
    )
    assert [one["mailed"] for one in window.sees()] == [False, True, True]
    with tenancy.brand(corner.brand_id):
        (case,) = (cases.by_number(number=1),)
        assert len(case.conversation_ids) == 2
    corner.house.turn_to(cast.later(hours=2))
    assert len(mails(corner)) == 1


def test_an_answer_that_was_seen_is_not_mailed(corner: Corner, window: Window) -> None:
    window.says("Does it float?", email="ana@example.org")
    corner.house.turn_to(cast.AT)
    answer(corner, "It does.")
    ours = [one["id"] for one in window.sees() if one["from"] == "us"]
    window.sees(seen=",".join(ours))
    corner.house.turn_to(cast.later(hours=2))
    assert mails(corner) == []


def test_without_an_address_nothing_is_mailed_and_the_answer_waits_in_the_window(corner: Corner, window: Window) -> None:
    window.says("Does it float?")
    corner.house.turn_to(cast.AT)
    answer(corner, "It does.")
    corner.house.turn_to(cast.later(hours=2))
    assert mails(corner) == []
    assert [one["text"] for one in window.sees()] == ["Does it float?", "It does."]


def test_seen_ids_of_others_count_for_nobody(corner: Corner, window: Window) -> None:
    window.says("Does it float?", email="ana@example.org")
    corner.house.turn_to(cast.AT)
    answer(corner, "It does.")
    ours = next(one["id"] for one in window.sees() if one["from"] == "us")
    other = Window(window.slug)
    other.says("Me too")
    other.sees(seen=f"{ours},nonsense,,{uuid4()}")
    corner.house.turn_to(cast.later(minutes=12))
    assert len(mails(corner)) == 1


def test_a_malformed_address_is_named_and_keeps_the_talk_as_it_was(window: Window) -> None:
    window.says("Hello")
    refused = window.post("address/", email="nobody")
    assert (refused.status_code, list(told(refused)["fields"])) == (422, ["email"])
    assert told(window.post("talk/"))["email"] == ""


# The border between brands -----------------------------------------------------------------------------------------------


def test_a_secret_of_one_brand_opens_nothing_at_another(
    corner: Corner, window: Window, new_brightside: Callable[[], UUID]
) -> None:
    """The same channel address and the same origin at another brand: its door knows nothing of this talk, and nothing is changed."""
    from makegood.brands import queries as brands
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM

    (mine,) = told(window.says("A private matter.", files=[SimpleUploadedFile("a.txt", b"mine")]))["messages"]
    other = new_brightside()
    with tenancy.brand(other):
        connecting.add_channel(kind="webchat", name="Chat", address="shop", settings={"origins": SHOP}, by=SYSTEM, at=cast.AT)
        slug = brands.current().slug
    stranger = Window(slug, secret=window.secret)
    for path in ("talk/", "transcript/", "address/", f"files/{mine['files'][0]['id']}/"):
        answer = stranger.post(path, email="x@example.org")
        assert answer.status_code in (404, 429), path
        assert b"private" not in answer.content
    stranger.says("Hello there")
    assert [one["text"] for one in stranger.sees()] == ["Hello there"]
    assert [one["text"] for one in window.sees()] == ["A private matter."]
    assert Window(slug).post(f"files/{mine['files'][0]['id']}/").status_code == 404


# In front of the window, or gone -------------------------------------------------------------------------------------


def _answered(corner: Corner, text: str) -> None:
    """Mara answers as the desk does: with ten seconds to take it back; all that is due at this very instant is done."""
    with tenancy.brand(corner.brand_id):
        mara = brands.members()[0]
        moment = Leaving(undo=timedelta(seconds=10))
        desk_work.answer(number=1, text=text, member=mara, at=cast.AT, key=uuid4().hex, leaving=moment)
    corner.house.turn_to(cast.AT)


def test_whoever_is_in_front_of_the_window_is_answered_at_once(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        reply = desk_pages.case_page(number=1, at=cast.AT).reply
    assert reply is not None
    assert reply.here
    _answered(corner, "They do.")
    assert [one["text"] for one in window.sees()] == ["Do your torches float?", "They do."]


def test_whoever_has_gone_is_answered_after_the_moment_in_which_it_can_be_taken_back(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    assert window.post("here/", here="0").status_code == 204
    with tenancy.brand(corner.brand_id):
        reply = desk_pages.case_page(number=1, at=cast.AT).reply
    assert reply is not None
    assert not reply.here
    _answered(corner, "They do.")
    assert [one["from"] for one in window.sees()] == ["you"]
    corner.house.turn_to(cast.AT + timedelta(seconds=10))
    assert [one["from"] for one in window.sees()] == ["you", "us"]


def test_a_window_that_says_nothing_for_a_minute_counts_as_left(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id), connection.cursor() as cursor:
        case = cases.by_number(number=1)
        assert visitors.is_here(conversation_id=case.conversation_ids[0])
        cursor.execute("UPDATE visitors_visitor SET here_until = here_until - make_interval(secs => 60)")
        assert not visitors.is_here(conversation_id=case.conversation_ids[0])
    assert window.post("here/", here="1").status_code == 204
    with tenancy.brand(corner.brand_id):
        assert visitors.is_here(conversation_id=case.conversation_ids[0])


def test_words_put_off_to_another_day_wait_for_it_whoever_is_here(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        later = Leaving(later=cast.AT + timedelta(days=1), undo=timedelta(seconds=10))
        said = desk_work.answer(number=1, text="They do.", member=brands.members()[0], at=cast.AT, leaving=later)
        (one,) = channels.messages(message_ids=[said])
    assert one.going is not None
    assert one.going.leaves_at == cast.AT + timedelta(days=1)


def test_nobody_can_say_for_somebody_else_that_they_are_here(window: Window) -> None:
    window.says("Do your torches float?")
    assert told(Window(window.slug).post("here/", here="0"))["code"] == "no_talk"


def test_a_look_asks_the_database_six_times_and_a_message_ten(window: Window) -> None:
    """Each look of each open window, and each message: a thousand windows ask all the time (benchmarks.chat_sessions)."""
    window.says("Hello?")
    assert [asked_by(lambda: window.post("talk/")), asked_by(lambda: window.says("Anybody?"))] == [6, 10]


def asked_by(act: Callable[[], HttpResponse]) -> int:
    """How many messages to the database carry questions."""
    asked: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert act().status_code == 200
    return len(asked)


def test_a_window_shows_files_and_both_sides_and_nothing_that_was_put_away(corner: Corner, window: Window) -> None:
    window.says("Look at this.", files=SimpleUploadedFile("torch.txt", b"dark", content_type="text/plain"))
    corner.house.turn_to(cast.AT)
    answer(corner, "We see it.")
    window.says("And this, which I should not have said.", key="regretted-words")
    corner.house.turn_to(cast.later(minutes=1))
    with tenancy.brand(corner.brand_id):
        case = cases.by_number(number=1)
        last = channels.conversations(conversation_ids=case.conversation_ids)[-1]
        out_of_sight.put_message_away(message_id=last.id, why="trash", member=brands.members()[0], at=cast.later(minutes=2))
    shown = [(one["from"], one["who"], one["text"], [(f["name"], f["size"]) for f in one["files"]]) for one in window.sees()]
    assert shown == [("you", "", "Look at this.", [("torch.txt", 4)]), ("us", "Mara", "We see it.", [])]


def test_whoever_connects_a_window_and_tries_it_sees_at_once_that_it_listens(corner: Corner, window: Window) -> None:
    with tenancy.brand(corner.brand_id):
        assert watch.due_of(channel_ids=[corner.chat], at=cast.AT, every=channel_health.EVERY) == [corner.chat]
    window.says("Is this thing on?")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        assert watch.watched(channel_ids=[corner.chat])[corner.chat].last_heard_at == cast.AT
        assert watch.due_of(channel_ids=[corner.chat], at=cast.AT, every=channel_health.EVERY) == []
        later = cast.AT + channel_health.EVERY
        assert watch.due_of(channel_ids=[corner.chat], at=later, every=channel_health.EVERY) == [corner.chat]


def test_of_a_visitor_who_did_not_say_who_they_are_nobody_says_that_they_typed_it(corner: Corner, window: Window) -> None:
    window.says("Do your torches float?")
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        unknown = desk_pages.case_page(number=1, at=cast.AT).reply
    window.says("It is me.", name="Ana Roth", email="ana@example.org")
    corner.house.turn_to(cast.later(minutes=1))
    with tenancy.brand(corner.brand_id):
        named = desk_pages.case_page(number=1, at=cast.later(minutes=1)).reply
    assert unknown is not None
    assert named is not None
    assert [(one.unconfirmed, one.nameless) for one in (unknown, named)] == [(True, True), (True, False)]
