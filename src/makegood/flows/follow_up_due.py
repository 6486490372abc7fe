"""The follow-up is due: ask whether it is right now, once, in the person's hours. Nothing else is asked with it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.cases.types import Case
from makegood.channels.actions import outbox
from makegood.flows import own_page_links, speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.makegoods.actions import steps
from makegood.makegoods.types import Makegood, Step
from makegood.platform import tenancy


def ask(brand_id: UUID, makegood: Makegood, step: Step, at: datetime) -> None:
    """Queues the follow-up (it waits for the morning at the gate) and finishes the step. A case that was opened again meanwhile is with a
    person already: then nothing is asked; nor where they may not or cannot be asked, which is no failure of the plan."""
    with tenancy.brand(brand_id):
        case = case_queries.case(case_id=makegood.occasion.id)
        if case.resolved_at is None:
            steps.finish_step(step_id=step.id, outcome="They are in touch with us anyway.", reference="", at=at)
            return
        try:
            outgoing_id = _queue(case, makegood, step, at)
        except Refusal as no:
            steps.finish_step(step_id=step.id, outcome=f"They were not asked: {no.sentence}", reference="", at=at)
            return
        own_page_links.enclose(outgoing_id, asks=True, at=at)
        speaking.keep_with_case(case, outgoing_id, by=SYSTEM, at=at)
        cases.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=SYSTEM, at=at, automatic=True)
        steps.finish_step(step_id=step.id, outcome="We asked whether it is right now.", reference=str(outgoing_id), at=at)


def _queue(case: Case, makegood: Makegood, step: Step, at: datetime) -> UUID:
    way = replace(speaking.private_way(case), in_reply_to=None)  # it answers nothing
    speech = way.speech(step.params["text"], key=f"step:{step.id}", by_member_id=makegood.approved_by_member, automatic=True)
    return outbox.queue(speech=speech, by=SYSTEM, at=at)
