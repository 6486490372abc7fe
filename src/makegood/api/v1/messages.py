"""Messages: what people wrote, put in by the hundred, and what was said to them. Whatever leaves goes through the one gate."""

from typing import Annotated
from uuid import UUID, uuid4

from ninja import Query, Router

from makegood.api.v1 import cursors, idempotency, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import messages as shapes
from makegood.api.v1.shapes.messages import AnswerIn, AnswerOut, ChannelsOut, MessageOut, MessagesIn, MessagesTaken
from makegood.api.v1.shapes.values import CaseNumber, Cursor, Limit, OfPerson, Page, Since
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.adapters.webhook import adapter as webhook
from makegood.channels.messages import Message
from makegood.flows import desk_work, machine_work
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityKind

router = Router(tags=["Messages"])
NUMBER = Annotated[int, Query(ge=1, le=2**31 - 1, description="Only what belongs to the case of this number.")]


@route(router, "GET", "/channels", scope="messages:read", answers={200: ChannelsOut}, summary="List channels")
def list_channels(request: ApiRequest) -> ChannelsOut:  # noqa: ARG001 - the shape of a route
    """Where the brand listens and speaks."""
    return ChannelsOut(data=[shapes.channel(one) for one in channels.channels()])


@route(
    router,
    "POST",
    "/channels/{channel_id}/messages",
    scope="messages:write",
    answers={202: MessagesTaken},
    summary="Put 1 to 500 messages into a webhook channel",
)
def put_messages(request: ApiRequest, channel_id: UUID, body: MessagesIn) -> MessagesTaken:
    """All or none. A message is stored once by its `id`; within seconds it is understood and in its case."""
    if channels.channel(channel_id=channel_id).kind != webhook.WebhookAdapter.kind:
        raise Refusal("not_webhook", "Messages are put into webhook channels only. GET /channels names them.")
    envelopes = webhook.read_messages(request.body, region=people.region_for([IdentityKind.PHONE]))
    taken = intake.store_messages(channel_id=channel_id, envelopes=envelopes, by=request.by, at=request.at)
    return MessagesTaken(taken=len(body.messages), ids=list(taken))


@route(router, "GET", "/messages", scope="messages:read", answers={200: Page[MessageOut]}, summary="List messages")
def list_messages(
    request: ApiRequest,
    conversation: Annotated[UUID | None, Query(description="Only what was said in this conversation.")] = None,
    case: NUMBER | None = None,
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[MessageOut]:
    """The one stored last first, either way."""
    before = cursors.read("messages", cursor)
    found = channels.page(
        before=before,
        since=first_id_at(since) if since else None,
        conversation_ids=_conversations(conversation, case),
        identity_ids=naming.identities_of(person),
        limit=limit + 1,
    )
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.message(one) for one in seen], next_cursor=naming.next_cursor("messages", found, limit))


@route(router, "GET", "/messages/{message_id}", scope="messages:read", answers={200: MessageOut}, summary="One message")
def get_message(request: ApiRequest, message_id: UUID) -> MessageOut:  # noqa: ARG001 - the shape of a route
    """One message, either way; of one of ours, also when it leaves, and why it waits or did not arrive."""
    return shapes.message(_message(message_id))


@route(
    router,
    "POST",
    "/cases/{number}/answers",
    scope="messages:write",
    answers={202: AnswerOut},
    summary="Answer the person of a case",
)
def answer(request: ApiRequest, number: CaseNumber, body: AnswerIn) -> AnswerOut:
    """Through the one gate: consent, quiet hours, caps, nothing private in public. 409 says what it refused, and why."""
    key = f"api:{request.caller.token_id}:{idempotency.key_of(request) or uuid4()}"[:120]
    if body.member is None:
        outgoing_id = machine_work.answer_as_machine(number=number, text=body.text.strip(), key=key, by=request.by, at=request.at)
    else:
        member = naming.member_for(request, body.member, "answered", case_id=cases.by_number(number=number).id)
        seen = str(body.seen) if body.seen else None
        outgoing_id = desk_work.answer(number=number, text=body.text, member=member, at=request.at, key=key, seen=seen)
    return shapes.answer(_message(outgoing_id))


def _message(message_id: UUID) -> Message:
    found = channels.messages(message_ids=[message_id])
    if not found:
        raise Refusal("no_such_message", "There is no message of this id.")
    return found[0]


def _conversations(conversation: UUID | None, case: int | None) -> list[UUID] | None:
    """Those of a case, or the one, or those that are both; nothing where nothing is asked for."""
    if case is None:
        return None if conversation is None else [conversation]
    try:
        held: list[UUID] = list(cases.by_number(number=case).conversation_ids)
    except Refusal:
        return []
    return held if conversation is None else [one for one in held if one == conversation]
