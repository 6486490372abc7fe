"""Every door for people who are no members, tried with another brand's ids and with changed signatures: as if there were nothing, and nothing
changed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from makegood.advocacy.actions import linking
from makegood.brands import queries as brands
from makegood.coupons.actions import pools
from makegood.coupons.types import Terms
from makegood.discussions.actions import opening, taking_part
from makegood.discussions.types import AnswererIn
from makegood.flows import after_hours, own_page_links, private_links, rota_pages, status_links, survey_letters, unsubscribing
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.people import queries as people
from makegood.people.types import Purpose
from makegood.platform import clock, tenancy
from makegood.portal import live
from makegood.portal.pages import form
from makegood.rota.actions import waking
from makegood.statements.actions import subscribing
from makegood.surveys.actions import inviting
from makegood.surveys.actions import making as surveys
from makegood.surveys.types import After, InvitationIn, SurveyIn, SurveyKind
from tests import cast
from tests.flows.conftest import House
from tests.portal.conftest import SHOP, Window, furnish, told
from tests.portal.mine.conftest import connect
from tests.tenancy.conftest import TwoBrands
from tests.tenancy.conftest import house as house
from tests.tenancy.conftest import two as two
from tests.tenancy.test_addresses import counts, patterns

PARAMETERS = {name: parameters for name, parameters in patterns(get_resolver()) if name.startswith("portal:")}
SECRET_WORDS = ("Tom Arden", cast.TOM_EMAIL, "Pocket torch", "A patient man", "My own secret words", "mine.txt")
TALK = {
    "portal:chat-messages",
    "portal:chat-talk",
    "portal:chat-here",
    "portal:chat-address",
    "portal:chat-file",
    "portal:chat-transcript",
}
SIGNED = {
    "portal:form-thanks": "receipt",
    "portal:chat-private": "token",
    "portal:stop": "token",
    "portal:asked": "token",
    "portal:mine": "token",
    "portal:mine-again": "token",
    "portal:mine-act": "token",
    "portal:mine-preview": "ticket",
    "portal:status-confirmation": "token",
    "portal:status-stop": "token",
    "portal:on-call": "token",
    "portal:duty": "token",
    "portal:by": "code",
}
LEADS_HOME = {
    "portal:status-subscribers",
    "portal:mine-again",
    "portal:mine-act",
    "portal:talk-questions",
    "portal:talk-vote",
    "portal:talk-known",
}  # a look at where something is sent to


@dataclass
class Doors:
    """Brightside's chat and form with somebody's talk in them, and what their signed addresses hold; Pageturner has a chat and a form as well."""

    brands: TwoBrands
    window: Window
    attachment_id: str
    signed: dict[str, str]
    talk: str
    pool: str

    def url(self, name: str, slug: str, **changed: str) -> str:
        address = "contact" if name.startswith("portal:form") else "shop"
        held = {
            "slug": slug,
            "address": address,
            "attachment_id": self.attachment_id,
            "part": "letters",
            "talk": self.talk,
            "pool": self.pool,
            "number": "1",
            "action": "say",
            SIGNED.get(name, "-"): self.signed.get(name, ""),
        }
        lacking = PARAMETERS[name] - set(held)
        assert not lacking, f"{name} takes {lacking}, which this test does not know"
        return reverse(name, kwargs={**{key: held[key] for key in PARAMETERS[name]}, **changed})


@pytest.fixture
def doors(two: TwoBrands, house: House, monkeypatch: pytest.MonkeyPatch) -> Doors:
    monkeypatch.setattr(clock, "now", lambda: cast.AT)
    full = furnish(house)
    furnish(replace(house, brand_id=two.other))
    for brand_id in (two.full, two.other):
        connect(replace(house, brand_id=brand_id))
    window = Window(full.slug)
    kept = told(window.says("My own secret words", files=[SimpleUploadedFile("mine.txt", b"mine")]))
    (file,) = kept["messages"][0]["files"]
    with tenancy.brand(two.full):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        private = private_links.address(case_id=_case(), slug=full.slug, at=cast.AT)
        stop = unsubscribing.address(two.full, tom.id, "email", Purpose.MARKETING)
        whose = people.person(person_id=tom.person_id)
        mine = own_page_links.show(person=whose, by=SYSTEM, at=cast.AT).token
        ticket = own_page_links.ticket(person=whose)
        hears = subscribing.ask(identity_id=tom.id, language="en", at=cast.AT)
        ring, duty = _woken()
        own = linking.give_link(identity_id=tom.id, identity_ids=[tom.id], by=SYSTEM, at=cast.AT).code
    receipt = signing.dumps([full.form.hex, "ABCD-EFGH", "t…@example.org", int(cast.AT.timestamp())], salt=form._RECEIPT)
    signed = {
        "portal:form-thanks": receipt,
        "portal:chat-private": private.rstrip("/").rpartition("/")[2],
        "portal:stop": stop.rpartition("/")[2],
        "portal:asked": _survey(two),
        **dict.fromkeys(("portal:mine", "portal:mine-again", "portal:mine-act"), mine),
        "portal:mine-preview": ticket,
        "portal:status-confirmation": status_links.confirmation(full.slug, two.full, hears.id).rpartition("/")[2],
        "portal:on-call": ring,
        "portal:duty": duty,
        "portal:by": own,
        "portal:status-stop": status_links.ending(full.slug, two.full, hears.id).rpartition("/")[2],
    }
    return Doors(two, window, file["id"], signed, _talk(two), _pool(two))


def _talk(two: TwoBrands) -> str:
    """A discussion of the full brand's alone, with a question in it."""
    with tenancy.brand(two.full):
        host = brands.members()[0]
        made = opening.open(
            occasion=None,
            title="Only Brightside talks of this",
            starts_at=cast.AT,
            ends_at=cast.later(hours=1),
            host=AnswererIn(host.id, host.name, ""),
            zone="Europe/London",
            by=actors.member(host.id),
            at=cast.AT,
        )
        question = "My own secret words?"
        told = {"participant_id": uuid4(), "name": "", "text": question, "key": "one", "by": SYSTEM, "at": cast.AT}
        taking_part.ask(discussion_id=made.id, **told)
    return made.slug


def _woken() -> tuple[str, str]:
    """What a member who was woken holds, and the address of their calendar."""
    brand, member = brands.current(), brands.members()[0]
    tom = people.find_identity(address=cast.TOM_BY_EMAIL)
    assert tom is not None
    alarm = waking.raise_alarm(key="night", case_id=_case(), identity_id=tom.id, why="stranded", at=cast.AT)
    assert alarm is not None
    (ring, *_), _ = waking.ring_next(alarm_id=alarm.id, step=0, at=cast.AT)
    feed = rota_pages.feed_address(member_id=member.id, number=1, brand=brand)
    return after_hours.link(ring.id, brand=brand).rstrip("/").rpartition("/")[2], feed.rpartition("/")[2].removesuffix(".ics")


def _pool(two: TwoBrands) -> str:
    """Coupons of the full brand's alone."""
    terms = Terms(worth=Money(500, "GBP"), valid_until=cast.later(days=7), zone="Europe/London", one_code="ours")
    with tenancy.brand(two.full):
        pools.open_pool(name="Only Brightside gives these", terms=terms, by=SYSTEM, at=cast.AT)
    return "only-brightside-gives-these"


def _survey(two: TwoBrands) -> str:
    """What somebody holds who is asked by a survey of the full brand's alone."""
    with tenancy.brand(two.full):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        told = SurveyIn(name="Only Brightside asks this", kind=SurveyKind.CSAT, after=After.DELIVERY)
        survey = surveys.make(told=told, by=SYSTEM, at=cast.AT)
        (one,) = inviting.invite(invitations=[InvitationIn(survey.id, tom.id, "order 1007", cast.AT)])
    return survey_letters.address(two.full, one.id).rstrip("/").rpartition("/")[2]


def _case() -> Any:
    from makegood.cases import queries as cases

    return cases.by_number(number=1).id


def asked(address: str, method: str, secret: str = "", **fields: Any) -> HttpResponse:
    headers = {"HTTP_ORIGIN": SHOP, "REMOTE_ADDR": "203.0.113.9"} | ({"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {})
    answer: HttpResponse = getattr(Client(), method)(address, fields, **headers)
    return answer


def plain(answer: HttpResponse, *names: str) -> tuple[int, bytes]:
    """An answer without what is random or says where it was asked."""
    content = re.sub(rb'nonce="[^"]*"|name="stamp" value="[^"]*"|nonce-[\w-]+', b"", answer.content)
    for name in names:
        content = content.replace(name.encode(), b"")
    return answer.status_code, content


def changed(token: str) -> list[str]:
    """One letter changed at the beginning, the middle and the end; one taken away; and one more."""
    places = (0, len(token) // 2, len(token) - 2)
    swap: Callable[[str], str] = lambda one: "a" if one != "a" else "b"  # noqa: E731
    return [token[:n] + swap(token[n]) + token[n + 1 :] for n in places] + [token[:-1], token + "x"]


def test_there_are_doors_to_try_and_each_opens_for_whom_it_is_meant(doors: Doors) -> None:
    """Otherwise the tests below would prove nothing."""
    assert len(PARAMETERS) >= 13
    for name in sorted(set(PARAMETERS) - TALK):
        opened = 303 if name in LEADS_HOME else 200
        assert asked(doors.url(name, doors.brands.full_slug), "get").status_code == opened, name
    secret = doors.window.secret
    assert b"My own secret words" in asked(doors.url("portal:chat-talk", doors.brands.full_slug), "post", secret).content
    assert asked(doors.url("portal:chat-file", doors.brands.full_slug), "post", secret).content == b"mine"


def test_ids_and_links_of_one_brand_lead_nowhere_under_another(doors: Doors) -> None:
    before = counts(doors.brands.full)
    for name in sorted(PARAMETERS):
        if "slug" not in PARAMETERS[name]:
            continue
        theirs, nowhere = doors.url(name, doors.brands.other_slug), doors.url(name, "no-such-brand")
        for method in ("get", "post"):
            for secret in ("", doors.window.secret):
                answer = asked(theirs, method, secret, key=uuid4().hex, seen="")
                shown = answer.content.decode(errors="replace")
                assert not [word for word in SECRET_WORDS if word in shown], f"{method} {theirs}"
                assert answer.status_code < 500, f"{method} {theirs}"
                assert asked(nowhere, method, secret).status_code in (404, 405), f"{method} {nowhere}"
        if name in SIGNED or name == "portal:chat-file":
            assert asked(theirs, "get" if name in SIGNED else "post", doors.window.secret).status_code == 404, name
    assert counts(doors.brands.full) == before


def test_a_changed_signature_is_answered_as_one_that_never_was(doors: Doors) -> None:
    before = counts(doors.brands.full)
    for name, parameter in SIGNED.items():
        unknown = plain(asked(doors.url(name, doors.brands.full_slug, **{parameter: "never-was"}), "get"), "never-was")
        assert unknown[0] == 404
        for token in changed(doors.signed[name]):
            for method in ("get", "post"):
                answer = asked(doors.url(name, doors.brands.full_slug, **{parameter: token}), method)
                assert answer.status_code in (404, 405), f"{method} {name} {token}"
                if method == "get":
                    assert plain(answer, token) == unknown, name
    assert counts(doors.brands.full) == before


def test_a_ticket_for_live_news_opens_one_topic_of_one_brand_and_no_other(doors: Doors) -> None:
    ticket = live.make_ticket(brand_id=doors.brands.full, topic="talk:one", origin=SHOP)
    opened = live.read_ticket(ticket)
    assert opened is not None
    assert (opened.brand_id, opened.topic) == (doors.brands.full, "talk:one")
    assert [live.read_ticket(one) for one in changed(ticket)] == [None] * 5


def test_a_secret_with_a_letter_changed_opens_no_talk(doors: Doors) -> None:
    address = doors.url("portal:chat-talk", doors.brands.full_slug)
    assert {asked(address, "post", one).status_code for one in changed(doors.window.secret)} == {404}
