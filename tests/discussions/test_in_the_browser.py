"""A discussion as people use it: two who watch, one who answers; nothing is loaded again, nothing moves away; axe finds nothing in any look."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from makegood.brands import queries as brands
from makegood.desk import entry
from makegood.discussions import queries
from makegood.discussions.actions import taking_part
from makegood.discussions.types import Discussion, QuestionState, Why
from makegood.flows import discussing, discussion_plans
from makegood.gestures.types import Occasion
from makegood.kernel.ids import new_id
from makegood.platform import clock, tenancy
from tests import cast
from tests.browser import chromium
from tests.browser.member import signed_in
from tests.browser.serving import Pages
from tests.desk.conftest import account
from tests.discussions.given import member, opened

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]
expect.set_options(timeout=20_000)  # a busy machine


@dataclass
class Square:
    """The discussion, served: its address, and the clock of the pages."""

    brand_id: UUID
    path: str
    discussion: Discussion
    pages: Pages

    def answers(self, number: int, text: str) -> None:
        with tenancy.brand(self.brand_id):
            question = queries.by_number(discussion_id=self.discussion.id, number=number)
            discussing.answer(
                question_id=question.id, text=text, key=uuid4().hex, member=member("Joe Okafor"), at=cast.later(minutes=6)
            )

    def asks(self, text: str, *, name: str = "", doubtful: bool = False) -> UUID:
        with tenancy.brand(self.brand_id):
            told = {"participant_id": new_id(), "name": name, "email": "", "key": uuid4().hex, "doubtful": doubtful}
            return discussing.ask(discussion=self.discussion, text=text, at=cast.later(minutes=5), **told).id


@pytest.fixture
def square(pages: Pages, committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Square:
    """Five minutes into the hour, with two questions and an answer."""
    ahead = pages.turn_to(cast.later(minutes=5))
    monkeypatch.setattr(clock, "offset", lambda: ahead)
    with tenancy.brand(committed_brightside):
        about = Occasion("incident", new_id())
        made, slug = opened(ends_at=cast.later(hours=2), occasion=about), brands.current().slug
    square = Square(committed_brightside, f"/talks/{slug}/{made.slug}/", made, pages)
    square.asks("What happened to the lights on Monday morning?", name="Ana")
    square.asks("Does the code still count on sale prices?")
    square.answers(
        1, "A fuse in the cellar, and nobody was there who knew where the others are.\nThere are two people with a key now."
    )
    return square


def comes(browser: Browser, square: Square, *, script: bool = True, language: str = "en-GB") -> Page:
    context = browser.new_context(
        locale=language, java_script_enabled=script, reduced_motion="reduce", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(square.pages.url + square.path)
    return page


def test_what_is_asked_voted_and_answered_appears_before_everybody_who_watches(square: Square, chrome: Browser) -> None:
    ana, ben = comes(chrome, square), comes(chrome, square)
    for page in (ana, ben):
        expect(page.locator("#liveness")).to_have_text("Live: answers appear by themselves.")
    ana.locator("#q-2 .vote").click()
    expect(ben.locator("#q-2 .vote__n")).to_have_text("2")
    expect(ana.locator("#q-2 .vote")).to_have_attribute("aria-pressed", "true")
    expect(ben.locator("#q-2 .vote")).to_have_attribute("aria-pressed", "false")
    square.answers(2, "Yes, on top of them.")
    expect(ben.locator("#q-2 .a")).to_contain_text("Joe Okafor engineer")
    expect(ben.locator("#q-2 .a__text")).to_have_text("Yes, on top of them.")
    square.asks("<b>Will</b> it happen again?", name="Cy")
    expect(ben.locator("#q-3 .q__text")).to_have_text("<b>Will</b> it happen again?")
    ben.locator("#q-3 .vote").click()
    expect(ana.locator("#q-3 .vote__n")).to_have_text("2")
    ana.locator("#q-2 .vote").click()
    expect(ben.locator("#q-2 .vote__n")).to_have_text("1")


def test_what_a_member_hides_goes_from_open_pages(square: Square, chrome: Browser) -> None:
    page = comes(chrome, square)
    expect(page.locator("#liveness")).to_have_text("Live: answers appear by themselves.")
    rude = square.asks("Who is the idiot at the switch?")
    expect(page.locator("#q-3")).to_be_visible()
    with tenancy.brand(square.brand_id):
        mara = member("Mara Lindqvist")
        discussing.hide(
            question_id=rude, why=Why.RUDE, because="", seen=QuestionState.SHOWN, member=mara, at=cast.later(minutes=6)
        )
    expect(page.locator("#q-3")).to_have_count(0)


def test_without_script_everything_works_by_forms(square: Square, chrome: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    page = comes(chrome, square, script=False, language="de-DE")
    expect(page.locator("#standing")).to_contain_text("Offen bis heute um 12:00 Uhr")
    page.locator("#q-2 .vote").click()
    expect(page.locator("#q-2 .vote__n")).to_have_text("2")
    page.locator(".ask summary").click()
    page.get_by_label("Ihre Frage").fill("Kommt das noch einmal vor?")
    page.wait_for_timeout(3_100)  # quicker than anybody types is asked to look it over
    page.get_by_role("button", name="Fragen", exact=True).click()
    expect(page.locator(".said")).to_have_text("Danke. Ihre Frage steht hier.")
    expect(page.locator("#q-3 .q__text")).to_have_text("Kommt das noch einmal vor?")


def test_every_look_of_the_pages(square: Square, chrome: Browser) -> None:
    square.asks("Look at https://lamps.example for cheaper ones!", doubtful=True)
    with tenancy.brand(square.brand_id):
        for _ in range(11):
            first = queries.by_number(discussion_id=square.discussion.id, number=1)
            taking_part.vote(question_id=first.id, participant_id=new_id(), at=cast.later(minutes=5))
    folder = chromium.SCREENSHOTS / "discussions"
    context = chrome.new_context(locale="en-GB", reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    for name, path in (("page", ""), ("transcript", "transcript/"), ("list", "../")):
        page.goto(square.pages.url + square.path + path)
        for look, (width, height) in chromium.SIZES.items():
            page.emulate_media(color_scheme="dark" if look == "dark" else "light")
            page.set_viewport_size({"width": width, "height": height})
            chromium.picture(page, folder / f"{name}-{look}.png", whole=True)
            assert chromium.violations(page, colours_alone=look == "dark") == [], f"{name} ({look})"
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), f"{name} ({look}) is too wide"
            narrow = "[...document.querySelectorAll('.q__text, .a__text')].filter((one) => one.offsetWidth < 200).length"
            assert page.evaluate(narrow) == 0, f"{name} ({look}): words in a column as wide as a letter"


def test_it_closes_before_the_eyes_of_those_who_watch(square: Square, chrome: Browser) -> None:
    page = comes(chrome, square)
    expect(page.locator("#liveness")).to_have_text("Live: answers appear by themselves.")
    with tenancy.brand(square.brand_id):
        discussion_plans.close(discussion_id=square.discussion.id, member=member("Mara Lindqvist"), at=cast.later(minutes=1))
    expect(page.locator("#standing")).to_have_text("Closed. What was asked and answered stays here.")
    expect(page.locator("#q-1 .vote")).to_be_disabled()


def test_members_work_the_queue_and_answer_in_every_look(square: Square, chrome: Browser) -> None:
    """Mara's desk: what waits, a question answered, the plan's form, and how people speak."""
    square.asks("Look at https://lamps.example for cheaper ones!", doubtful=True)
    with tenancy.brand(square.brand_id):
        for question in queries.for_members(discussion_id=square.discussion.id):
            taking_part.note_mood(question_id=question.id, mood="kind" if question.number > 1 else "angry", wishes_to_buy=False)
        mara = member("Mara Lindqvist")
    account(mara.user_id)
    link = entry.make_link(user_id=mara.user_id, at=datetime.now(UTC))
    folder = chromium.SCREENSHOTS / "discussions"
    with signed_in(chrome, url=square.pages.url, link=link, shots=folder) as mara_sees:
        home = f"/b/{square.path.split('/')[2]}/discussions/"
        mara_sees.goes_to(home)
        mara_sees.looks("desk-list")
        page = mara_sees.goes_to(f"{home}{square.discussion.id}/")
        page.locator("#q-2 .fold summary", has_text="Answer").click()
        mara_sees.looks("desk-discussion")
        page.locator("#q-2 textarea").fill("Yes, on top of them.")
        page.get_by_role("button", name="Answer in public").locator("visible=true").click()
        expect(page.locator("#q-2 .talk-a")).to_contain_text("Yes, on top of them.")
        page.locator("#q-3").get_by_role("button", name="Show it with its link").click()
        expect(page.get_by_role("heading", name="To look at")).to_have_count(0)
        mara_sees.goes_to(f"{home}{square.discussion.id}/changes/")
        mara_sees.looks("desk-plan")
        assert mara_sees.wrong == []
