"""Asks people whether it was put right, once per case, after the follow-up; hears the answer; and where it is "not yet", makes the case our turn
again. Nobody is asked who could not answer on a page of their own.

The question rides on the follow-up letter where there was one; else a short letter brings it. It is answered on the page, by a button: that a link
in a letter was opened is no answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import Case, CaseState
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.channels.adapters.own_page import settings as own_page
from makegood.channels.types import AttachmentIn, ChannelConfig
from makegood.flows import offering, own_page_links, own_page_talk, speaking
from makegood.gestures import queries as gestures
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, StepKind, StepState
from makegood.own_pages import queries as own_pages
from makegood.people import queries as people
from makegood.people.types import Identity, IdentityKind, Person
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.questions import actions, queries, rules
from makegood.questions.types import Circumstances, Question, QuestionKind

ASK, OVER, OVERTAKEN = "question_ask", "question_over", "question_overtaken"
_LIVE = (MakegoodState.RUNNING, MakegoodState.STUCK, MakegoodState.DONE)
_LETTER = {
    "en": (
        "Hello {name}",
        "Hello",
        (
            "{hello},\n\nwe closed what you wrote to us about, and would like to know: was it put right? Your page has a button for each answer. If it is not right yet, we go "
            "on.\n\n{brand}"
        ),
    ),
    "de": (
        "Guten Tag {name}",
        "Guten Tag",
        (
            "{hello},\n\nwir haben abgeschlossen, worum Sie uns geschrieben haben, und wüssten gern: Ist es in Ordnung gebracht? Auf Ihrer Seite ist für jede Antwort ein Knopf. "
            "Wenn es noch nicht stimmt, machen wir weiter.\n\n{brand}"
        ),
    ),
}


def ask(items: Sequence[Taken], at: datetime) -> None:
    """These cases were resolved: asks whoever is to be asked, and looks again where it is too early."""
    here = own_page_links.channel()
    if here is None or not own_page.is_on(here.settings, "asks"):
        return
    for item in items:
        found = cases.cases(case_ids=[UUID(item.key)])
        if found:
            _ask(item, found[0], at)


def over(items: Sequence[Taken], at: datetime) -> None:
    """The time of these questions is over."""
    actions.end_unanswered(question_ids=sorted(UUID(item.key) for item in items), at=at)


def overtaken(items: Sequence[Taken], at: datetime) -> None:
    """These cases were opened again: what was asked about them is not asked any more."""
    actions.overtake(case_ids=sorted(UUID(item.key) for item in items), at=at)


def answer(
    *,
    channel: ChannelConfig,
    identity: Identity,
    identity_ids: Sequence[UUID],
    question_id: UUID,
    given: str,
    text: str,
    files: tuple[AttachmentIn, ...] = (),
    key: str,
    at: datetime,
) -> Question:
    """Hears an answer, and what they write with it, under the case. After "not yet" it is our turn there. May be repeated, and raced: it counts
    once. Refuses what `questions.actions.answer` and `own_page_talk.say` refuse; then nothing was changed."""
    by = actors.person(identity.id)
    found, is_new = actions.answer(question_id=question_id, identity_ids=identity_ids, answer=given, by=by, at=at)
    if (text.strip() or files) and is_new:
        message_id = own_page_talk.say(
            channel=channel,
            identity=identity,
            identity_ids=identity_ids,
            case_id=found.case_id,
            text=text,
            files=files,
            key=key,
            at=at,
        )
        actions.note_message(question_id=found.id, message_id=message_id)
    if is_new and found.case_id is not None:
        offering.followed_up(case_id=found.case_id, well=not rules.wants_somebody(found), by=by, at=at)
    if is_new and rules.wants_somebody(found) and found.case_id is not None:
        working.reopen(case_id=found.case_id, by=by, at=at)
    return found


# ---------------------------------------------------------------------------------------------------------------------


def _ask(item: Taken, case: Case, at: datetime) -> None:
    kind, person = QuestionKind.PUT_RIGHT, people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    plan = makegoods.for_occasion(occasion=Occasion("case", case.id))
    verdict = rules.may_ask(kind, _circumstances(case, person, plan), at=at)
    if verdict.later is not None:
        work.postpone(item, due_at=verdict.later)
    if not verdict.ask:
        return
    if not _is_brought(case, person, plan, at):
        return  # nothing brings it to them: then they are not asked either
    asked = actions.ask(kind=kind, identity_id=case.identity_id, case_id=case.id, key=f"case {case.id}", at=at)
    work.leave(OVER, [Item(key=str(asked.id), due_at=asked.closes_at)])


def _circumstances(case: Case, person: Person, plan: Makegood | None) -> Circumstances:
    ids = [one.id for one in person.identities]
    others = [one for one in cases.heads(case_ids=cases.case_ids_of(identity_ids=ids)) if one.id != case.id]
    away = not cases.heads(case_ids=[case.id])
    return Circumstances(
        harm=case.harm,
        resolved_at=None if away else case.resolved_at,
        due_at=_due(case, plan),
        asked_before=bool(queries.of_cases(case_ids=[case.id])),
        other_open=any(one.state != CaseState.RESOLVED for one in others),
        reachable=any(one.kind is IdentityKind.EMAIL for one in person.identities) and not person.is_company,
        last_asked_at=queries.last_asked(kind=QuestionKind.PUT_RIGHT, identity_ids=ids),
    )


def _due(case: Case, plan: Makegood | None) -> datetime | None:
    """When the follow-up is due, or was done; as long after the case was resolved where there is none. None where it has no hour yet."""
    step = next((one for one in plan.steps if one.kind is StepKind.FOLLOW_UP), None) if plan and plan.state in _LIVE else None
    if step is not None and step.state in (StepState.WAITING, StepState.DOING):
        return step.due_at + timedelta(minutes=5) if step.due_at else None
    if step is not None and step.state is StepState.DONE:
        return step.done_at
    return case.resolved_at + timedelta(hours=gestures.policy().follow_up_hours) if case.resolved_at else None


def _is_brought(case: Case, person: Person, plan: Makegood | None, at: datetime) -> bool:
    """Whether a letter brings it that names their page: the follow-up where there was one, else a short one of its own."""
    steps = [one for one in plan.steps if one.kind is StepKind.FOLLOW_UP] if plan and plan.state in _LIVE else []
    if not steps or steps[0].state is not StepState.DONE:
        return _write(case, person, at)
    reference = steps[0].reference
    return bool(reference) and own_pages.is_enclosed(outgoing_id=UUID(reference))


def _write(case: Case, person: Person, at: datetime) -> bool:
    """A short letter that brings the question. False where they may not, or cannot, be written to by mail."""
    brand = brands.current()
    try:
        way = speaking.private_way(case)
        if not own_page_links.carries_mail(channels.channel(channel_id=way.channel_id)):
            return False
        alone = replace(way, in_reply_to=None)  # it answers nothing
        speech = alone.speech(_letter(brand, person), key=f"put-right:{case.id}", by_member_id=None, automatic=True)
        outgoing_id = outbox.queue(speech=speech, by=SYSTEM, at=at)
    except Refusal:
        return False
    own_page_links.enclose(outgoing_id, asks=True, at=at)
    speaking.keep_with_case(case, outgoing_id, by=SYSTEM, at=at)
    working.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=SYSTEM, at=at, automatic=True)
    return True


def _letter(brand: Brand, person: Person) -> str:
    named, plain, text = _LETTER.get(brand.language, _LETTER["en"])
    is_name = person.name and "@" not in person.name and not person.name.startswith("+")
    return text.format(hello=named.format(name=person.name) if is_name else plain, brand=brand.name)
