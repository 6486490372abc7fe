"""Every page drawn from the samples into plain HTML, so that it can be looked at: no storage, no server of ours."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from makegood.brands.types import Member, Membership, Role
from makegood.channels.types import MessageId
from makegood.desk import advocacy, card, frame, given, letter, lifeline, listing, readings, vocabulary
from makegood.desk.door import DeskRequest
from makegood.desk.going import Going
from makegood.desk.pages.people import Joint
from makegood.flows.types import CasePage
from makegood.kernel.refusals import Refusal
from makegood.views.types import Counters, Inbox, PersonPage, Today
from tests import cast
from tests.desk import samples, samples_advocacy

NO_COUNTERS = samples.EMPTY_INBOX.counters


def pages() -> dict[str, str]:
    """Name → whole HTML page."""
    with timezone.override(ZoneInfo("Europe/London")):
        return {
            "login": _porch("account/login.html", form=_login_form()),
            "enter": _porch("desk/enter.html", good=True),
            "spent": _porch("desk/enter.html", good=False),
            "brands": _porch("desk/brands.html", memberships=_memberships()),
            "404": _porch("404.html"),
            "today": _today(samples.TODAY),
            "today-quiet": _today(samples.QUIET_DAY, counters=NO_COUNTERS),
            "inbox": _inbox(samples.INBOX, "ours"),
            "inbox-empty": _inbox(samples.EMPTY_INBOX, "ours"),
            "inbox-late-empty": _inbox(replace(samples.EMPTY_INBOX), "late"),
            "case": _case(samples.OPEN_PAGE),
            "case-running": _case(samples.RUNNING_PAGE),
            "case-done": _case(samples.DONE_PAGE),
            "case-stuck": _case(samples.STUCK_PAGE),
            "case-going": _case(samples.GOING_PAGE, going=samples.GOING),
            "case-did-not-arrive": _case(samples.FAILED_PAGE, going=samples.FAILED),
            "case-long": _case(replace(samples.OPEN_PAGE, earlier="x", stops_before=True)),
            "case-bare": _case(samples.BARE_PAGE),
            "case-doubted": _case(_doubted(samples.OPEN_PAGE)),
            "reading": _reading(samples.OPEN_PAGE),
            "large-model": _page("desk/large_model.html", "large_model", **samples.LARGE_MODEL),
            "large-model-off": _page("desk/large_model.html", "large_model", state=None, lines=[]),
            "case-refused": _case(
                samples.OPEN_PAGE, refusal=Refusal("empty_answer", "text: write something first.", {"text": "empty"})
            ),
            "case-approval": _case(_above(samples.OPEN_PAGE), member=samples.JOE),
            "case-viewer": _case(samples.OPEN_PAGE, member=replace(samples.JOE, role=Role.VIEWER)),
            "person": _person(samples.PERSON_PAGE),
            "person-long": _person(replace(samples.PERSON_PAGE, cases_count=23, cases_cursor="x"), marks=5),
            "who": _page("desk/who.html", "who", suggestions=(samples.SUGGESTION, samples.LOOKALIKE)),
            "who-empty": _page("desk/who.html", "who", suggestions=()),
            "praise": _page("desk/praise.html", "praise", page=samples.PRAISE, unseen_thanks=True),
            "advocacy": _page("desk/advocacy.html", "praise", **_ledger()),
            "policy": _page("desk/policy.html", "policy", page=samples.POLICY),
            "given": _page("desk/given.html", "policy", page=given.shown(samples.GIVEN)),
            "troubles": _page("desk/troubles.html", "troubles", page=samples.TROUBLES),
        }


def _ledger() -> dict[str, Any]:
    kinds, counted = advocacy.choices()
    page = samples_advocacy.LEDGER
    about = {"page": page, "shown": advocacy.shown(page), "kinds": kinds, "counted": counted, "spans": (28, 84, 365)}
    return {**about, "chosen": {"kind": "", "counted": ""}, "query": "", "typed": {}}


def a_request(*, member: Member = samples.MARA, refusal: Refusal | None = None, path: str = "/b/brightside/") -> DeskRequest:
    request: Any = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=True, pk=member.user_id)
    request.htmx = False
    request.brand, request.member, request.at, request.refusal = samples.BRIGHTSIDE, member, cast.AT, refusal
    return request


def _page(
    template: str, here: str, *, request: DeskRequest | None = None, counters: Counters = samples.COUNTERS, **context: Any
) -> str:
    answer: HttpResponse = frame.show(request or a_request(), template, context, here=here, counters=counters)
    return answer.content.decode()


def _today(today: Today, *, counters: Counters = samples.COUNTERS) -> str:
    return _page(
        "desk/today.html",
        "today",
        counters=counters,
        greeting=vocabulary.greeting(10, "Mara"),
        paragraphs=letter.paragraphs(today, slug="brightside"),
        next=letter.next_step(today, slug="brightside"),
        beginning=letter.is_beginning(today),
    )


def _list(inbox: Inbox, which: str) -> dict[str, Any]:
    lists = [(name, words, getattr(inbox.counters, name)) for name, words in vocabulary.options("list")]
    rows = listing.shown(inbox.rows, cases="/b/brightside/cases/", which=which, at=cast.AT)
    return {"inbox": inbox, "rows": rows, "which": which, "search": "", "lists": lists}


def _inbox(inbox: Inbox, which: str) -> str:
    return _page("desk/inbox.html", "inbox", counters=inbox.counters, **_list(inbox, which))


def _case(
    page: CasePage,
    *,
    member: Member = samples.MARA,
    refusal: Refusal | None = None,
    going: Mapping[MessageId, Going] = MappingProxyType({}),
) -> str:
    address = "/b/brightside/cases/7/"
    wrong = refusal.fields if refusal else {}
    drawn = card.card(page, address=address, role=member.role, wrong=wrong)
    return _page(
        "desk/case.html",
        "inbox",
        request=a_request(member=member, refusal=refusal, path=address),
        page=page,
        card=drawn,
        draft={},
        open_number=7,
        address=address,
        answer_key="k",
        going=going,
        **readings.context(page),
        **_list(samples.INBOX, "ours"),
    )


def _doubted(page: CasePage) -> CasePage:
    """Tom may leave, and nobody is sure whether he complains."""
    said = tuple(replace(line, reading=samples.DOUBTED) if line.reading else line for line in page.said)
    return replace(page, said=said)


def _reading(page: CasePage) -> str:
    message = next(line.message for line in page.said if line.message and line.reading)
    questions = readings.sheet(page, message.id)
    about = {"questions": questions, "message_id": message.id, "title": page.case.title, "words": message.visible}
    return _page("desk/reading.html", "inbox", address="/b/brightside/cases/7/", **about)


def _above(page: CasePage) -> CasePage:
    made = page.makegood
    assert made is not None
    return replace(page, makegood=replace(made, needs_approval=True, approved_by=("lead", "owner")))


def _person(page: PersonPage, *, marks: int = 50) -> str:
    days: list[dict[str, Any]] = []
    for entry in page.timeline:
        if not days or timezone.localdate(days[-1]["at"]) != timezone.localdate(entry.at):
            days.append({"at": entry.at, "entries": []})
        days[-1]["entries"].append(entry)
    now = cast.later(days=3)
    request = a_request()
    request.at = now
    because = tuple(piece.words for piece in samples.SUGGESTION.evidence)
    joints = [Joint(samples.SUGGESTION.id, cast.TOM_EMAIL, "@tomarden.example", because)]
    line = lifeline.draw(page.marks, first=page.first_seen_at, at=now)
    return _page(
        "desk/person.html",
        "",
        request=request,
        page=page,
        addresses=[(shown, False) for _, shown in page.identities],
        days=days,
        line=line,
        joints=joints,
        marks=page.marks[-marks:],
    )


def _porch(template: str, **context: Any) -> str:
    request: Any = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    with patch.object(timezone, "now", lambda: cast.AT):
        return render_to_string(template, context, request=request)


def _login_form() -> Any:
    from allauth.account.forms import LoginForm

    request = RequestFactory().get("/")
    return LoginForm(request=request)


def _memberships() -> tuple[Membership, ...]:
    brand = samples.BRIGHTSIDE
    return (
        Membership(brand.id, "brightside", "Brightside Lights", samples.MARA.id, Role.LEAD),
        Membership(brand.id, "pageturner", "Pageturner Books", samples.MARA.id, Role.VIEWER),
    )
