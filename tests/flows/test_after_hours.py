"""After hours: the truth at once and once, whoever is on call is woken by their way, the next where nobody answers, and a look takes nothing."""

import email
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from makegood.brands.types import Role
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox, letter

NIGHT = datetime.fromisoformat("2026-03-02T22:40:00+00:00")  # Monday
STRANDED = (
    "We are stranded on the highway, the radiator has burst and the car is standing on the hard shoulder. Please help us now!"
)
DO_NOW = "Stay behind the barrier. Call us on +44 20 7946 0999: the line is open all night."


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    from makegood.brands import actions as brands
    from makegood.brands import queries as look
    from makegood.channels.actions import acknowledging
    from makegood.rota.actions import planning
    from makegood.rota.types import LayerIn

    house = posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))
    with tenancy.brand(committed_brightside):
        brands.add_member(user_id=21, name="Ruth", email="ruth@brightside.example", role=Role.AGENT, by=SYSTEM, at=cast.AT)
        ids = {one.name: one.id for one in look.members()}
        nights = LayerIn("Nights", (ids["Ruth"], ids[cast.JOE["name"]]), date(2026, 3, 2), time(9))
        planning.set_layer(layer=nights, by=SYSTEM, at=cast.AT)
        planning.set_after_hours(
            on=True, wait_minutes=10, texts={"stranded": DO_NOW, "any": "We read it first thing."}, by=SYSTEM, at=cast.AT
        )
        acknowledging.switch(on=True, by=SYSTEM, at=cast.AT)
    return house


def at(minutes: int) -> datetime:
    return NIGHT + timedelta(minutes=minutes)


def left(mail: Mailbox) -> list[tuple[str, str]]:
    found = []
    for one in mail.office.left:
        said = email.message_from_bytes(one.raw)
        found.append((one.recipient.partition("@")[0], said.get_payload(decode=True).decode()))
    return found


def goes_on(mail: Mailbox, when: datetime) -> list[str]:
    """Everything that is due by then is done. → to whom something left meanwhile."""
    before, mail.now = len(mail.office.left), when
    mail.work()
    return [to for to, _ in left(mail)[before:]]


def said_on_the_case(mail: Mailbox) -> list[str]:
    from makegood.cases import queries as cases
    from makegood.views import queries as views

    with tenancy.brand(mail.brand_id):
        entries, _ = views.case_timeline(case_id=cases.by_number(number=1).id)
    told = ("was woken", "not be woken", "took it")
    return [one.sentence for one in reversed(entries) if any(word in one.sentence for word in told)]


def test_who_writes_at_night_hears_at_once_when_a_person_is_back_and_what_to_do_now(mail: Mailbox) -> None:
    mail.gets(letter(words=STRANDED), at=NIGHT)
    words = dict(left(mail))["tom.arden"]
    assert "a person is back on Tuesday, 3 March, 09:00 (London time)" in words
    assert "we are waking the person on call now" in words
    assert DO_NOW in words
    assert [to for to, _ in left(mail)].count("tom.arden") == 1


def test_who_wishes_it_is_woken_by_a_short_message_that_takes_it_by_its_link(
    mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.brands import queries as look
    from makegood.channels.actions import connecting
    from makegood.rota.actions import planning
    from makegood.rota.types import Way
    from tests.channels import stand_in
    from tests.channels.sms import provider

    with stand_in.standing(provider.SmsProvider(), monkeypatch) as sms:
        settings = {**provider.SETTINGS, "base_url": sms.url, "callback_url": provider.URL}
        with tenancy.brand(mail.brand_id):
            connecting.add_channel(kind="sms", name="SMS", address=provider.NUMBER, settings=settings, by=SYSTEM, at=cast.AT)
            ruth = next(one.id for one in look.members() if one.name == "Ruth")
            planning.set_contact(member_id=ruth, way=Way.SMS, address="+447700900555")
        mail.gets(letter(words=STRANDED), at=NIGHT)
        (woken,) = [one for one in sms.sent if one["to"] == "+447700900555"]
        assert f"/b/{cast.BRIGHTSIDE['slug']}" in woken["body"]
        assert "/on-call/" in woken["body"]
        assert [to for to, _ in left(mail)] == ["tom.arden"]  # by mail nobody of the team
        assert said_on_the_case(mail) == ["Ruth was woken (by SMS)."]
        sms.stopped.add("+447700900555")
        mail.gets(letter("Ana <ana.duarte@example.net>", STRANDED, key="two"), at=at(120))
        assert len(sms.sent) == 1
        assert any("could not be woken" in one or "not be woken" in one for one in _of_case(mail, 2))


def _of_case(mail: Mailbox, number: int) -> list[str]:
    from makegood.cases import queries as cases
    from makegood.views import queries as views

    with tenancy.brand(mail.brand_id):
        entries, _ = views.case_timeline(case_id=cases.by_number(number=number).id)
    return [one.sentence for one in entries]


def test_a_question_at_night_wakes_nobody_and_by_day_nothing_is_said_of_hours(mail: Mailbox) -> None:
    mail.gets(letter(), at=NIGHT)
    ((to, words),) = left(mail)
    assert to == "tom.arden"
    assert "a person is back on Tuesday" in words
    assert "waking" not in words
    assert "We read it first thing." in words
    mail.gets(letter("Ana <ana.duarte@example.net>", STRANDED, key="two"), at=cast.later(days=1))
    assert "a person is back" not in left(mail)[-1][1]
    assert goes_on(mail, cast.later(days=1, hours=1)) == []  # nobody was woken by day


def test_nobody_answers_so_the_next_is_woken_and_then_all_leads(mail: Mailbox) -> None:
    mail.gets(letter(words=STRANDED), at=NIGHT)
    assert sorted(to for to, _ in left(mail)) == ["ruth", "tom.arden"]
    assert goes_on(mail, at(9)) == []
    assert goes_on(mail, at(10)) == ["joe"]
    assert sorted(goes_on(mail, at(20))) == ["mara", "priya"]
    assert goes_on(mail, at(31)) == []
    assert said_on_the_case(mail) == [
        "Ruth was woken (by e-mail).",
        "Joe Okafor was woken (by e-mail).",
        "Mara Lindqvist was woken (by e-mail).",
        "Priya Raman was woken (by e-mail).",
        "Everybody on call and every lead was woken, and nobody took it.",
    ]


def link_of(mail: Mailbox, who: str) -> str:
    words = dict(left(mail))[who]
    return next(word for word in words.split() if "/on-call/" in word).partition("//")[2].partition("/")[2]


def test_a_link_scanner_takes_nothing_and_the_button_takes_it_once(mail: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    from makegood.platform import clock

    mail.gets(letter(words=STRANDED), at=NIGHT)
    monkeypatch.setattr(clock, "now", lambda: at(12))
    page, path = Client(), f"/{link_of(mail, 'ruth')}"
    for _ in range(3):  # a scanner follows it, again and again
        assert "I take it" in page.get(path).content.decode()
        page.head(path)
    assert goes_on(mail, at(10)) == ["joe"]
    answer = page.post(path)
    assert answer.status_code == 303
    shown = page.get(path).content.decode()
    assert "Ruth" in shown
    assert "/cases/1/" in shown
    assert page.post(path).status_code == 303
    assert goes_on(mail, at(20)) == []  # the lead sleeps on
    assert said_on_the_case(mail)[-1] == "Ruth took it."
    assert Client().get(path.replace("/on-call/", "/on-call/x")).status_code == 404
    assert Client().get(path[:-8] + "aaaaaaa/").status_code == 404


def test_more_of_the_same_night_in_one_case_rings_no_second_time(mail: Mailbox) -> None:
    mail.gets(letter(words=STRANDED), at=NIGHT)
    mail.gets(letter(words=f"{STRANDED} Is anybody there?", key="two", more="In-Reply-To: <one@mail.example>\n"), at=at(2))
    assert [to for to, _ in left(mail)].count("ruth") == 1


def test_in_the_morning_who_was_on_call_and_the_leads_hear_what_came(mail: Mailbox) -> None:
    from makegood.rota import queries as rota
    from makegood.rota.actions import waking

    mail.gets(letter(words=STRANDED), at=NIGHT)
    with tenancy.brand(mail.brand_id):
        (alarm,) = rota.alarms(since=NIGHT, until=at(1))
        (ring,) = rota.rings(alarm_ids=[alarm.id])
        waking.take(alarm_id=alarm.id, member_id=ring.member_id, at=at(3))
    assert sorted(goes_on(mail, datetime.fromisoformat("2026-03-03T09:00:00+00:00"))) == ["mara", "priya", "ruth"]
    note = left(mail)[-1][1]
    assert "since 17:00" in note
    assert "woke Ruth 22:40, taken by Ruth 22:43" in note


def test_a_member_is_woken_by_their_webhook_and_the_next_at_once_where_it_fails(
    mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    from makegood.brands import queries as brands
    from makegood.flows import after_hours
    from makegood.platform import http, signatures
    from makegood.rota.actions import planning
    from makegood.rota.types import Way

    called: list[tuple[str, dict[str, str], bytes]] = []
    statuses = [500]

    def request(_method: str, url: str, *, headers: dict[str, str], content: bytes, **_: object) -> http.Answer:
        called.append((url, headers, content))
        return http.Answer(statuses[0], {}, b"")

    monkeypatch.setattr(http, "request", request)
    with tenancy.brand(mail.brand_id):
        ruth = next(one.id for one in brands.members() if one.name == "Ruth")
        planning.set_contact(member_id=ruth, way=Way.WEBHOOK, address="https://phone.example/ruth")
    mail.gets(letter(words=STRANDED), at=NIGHT)
    ((url, headers, body),) = called
    assert url == "https://phone.example/ruth"
    signatures.verify(
        secrets=[after_hours.webhook_secret(ruth)], headers=headers, body=body, now_s=int(headers["webhook-timestamp"])
    )
    assert json.loads(body)["why"] == "stranded"
    assert "joe" in [to for to, _ in left(mail)]  # nobody waits ten minutes for a telephone that is dead
    assert said_on_the_case(mail)[:2] == [
        "Ruth could not be woken (by a program of the team).",
        "Joe Okafor was woken (by e-mail).",
    ]
