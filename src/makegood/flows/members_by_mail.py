"""Members who answer by mail: what they write to their address of a case is said to the person in their name.

Only with all three proofs: the address is sealed for this case and this member, the mail comes from the address that we know of them, and
their domain vouches for it (DMARC). Anything less becomes a note that says so. What a machine wrote, and what comes back, is never an answer.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Brand, MemberId, Permission
from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import intake
from makegood.channels.messages import Message
from makegood.channels.types import Authenticity, ChannelConfig, OutgoingLetter
from makegood.config import environment
from makegood.flows import desk_work, member_addresses
from makegood.flows.member_addresses import Written
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy, work
from makegood.platform.work import Taken


def wrote(items: Sequence[Taken], at: datetime) -> None:
    """Says what members wrote by mail, or keeps it as a note. May be repeated."""
    for one in member_addresses.written(channels.messages(message_ids=[UUID(item.key) for item in items])):
        _answer(one, at)


def mail(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - every consumer is handed the instant
    """Mails one message to one member, outside any transaction. The answer goes to the member's address of the case."""
    (item,) = items
    message_id, _, member_id = item.key.partition(":")
    with tenancy.brand(item.brand_id):
        letter, config = _letter(UUID(message_id), UUID(member_id), item.key)
    if letter is not None and config is not None:
        registry.adapter(config.kind).send(letter, channel=config)
    with tenancy.brand(item.brand_id):
        work.finish([item])


# ---------------------------------------------------------------------------------------------------------------------


def _answer(one: Written, at: datetime) -> None:
    words = one.message.visible.strip()
    if one.message.automatic is not None or not words:
        intake.set_aside(message_ids=[one.message.id])
        return
    why_not = _why_not(one)
    if not why_not:
        try:
            with transaction.atomic():
                desk_work.answer(number=one.case.number, text=words, member=one.member, at=at, key=f"mail-{one.message.id.hex}")
        except Refusal as no:
            why_not = no.sentence
    left = len(one.message.attachments)
    if why_not:
        _note(
            one,
            f"Came by mail to {one.member.name}’s address of this case, from {one.message.author.value}. Nobody was told: {why_not}\n\n{words}",
            at,
        )
    elif left:
        _note(
            one,
            f"{left} {'file' if left == 1 else 'files'} came with {one.member.name}’s answer by mail and did not go along.",
            at,
        )


def _why_not(one: Written) -> str:
    """Why it is no answer; '' where it is one."""
    if one.message.author.value.casefold() != one.member.email.casefold():
        return "it was not written from the address that we know of them."
    if one.message.authentic is not Authenticity.VOUCHED:
        return "their domain does not vouch for it."
    return "" if brand_rules.may(one.member.role, Permission.ANSWER) else "they may not answer here."


def _note(one: Written, text: str, at: datetime) -> None:
    if all(note.text != text for note in one.case.notes):
        cases.note(case_id=one.case.id, text=text, by=actors.member(one.member.id), at=at)


def _letter(message_id: UUID, member_id: UUID, key: str) -> tuple[OutgoingLetter | None, ChannelConfig | None]:
    """What is mailed to a member; nothing where the case is somebody else's by now, or they do not want it any more."""
    found, messages = member_addresses.mailbox(), channels.messages(message_ids=[message_id])
    member = brands.member(member_id=member_id)
    held = case_queries.cases_of_conversation(conversation_id=messages[0].conversation_id) if messages else ()
    case = next((one for one in held if one.owner_id == MemberId(member_id)), None)
    if found is None or case is None or not (member.active and member.by_mail):
        return None, None
    brand = brands.current()
    letter = OutgoingLetter(
        message_key=f"member:{key}",
        to=Address(IdentityKind.EMAIL, member.email, member.name),
        subject=f"No. {case.number}: {case.title}",
        text=_text(messages[0], case, brand),
        automatic=True,
        reply_to=member_addresses.address_for(case_id=case.id, member=member),
    )
    return letter, found[0]


def _text(message: Message, case: Case, brand: Brand) -> str:
    name = message.author.name or message.author.value
    page = f"{environment.settings().base_url}/b/{brand.slug}/cases/{case.number}/"
    return (
        f"{name} wrote to {brand.name}:\n\n{message.said}\n\n--\nAnswer to this mail and it goes to them in your name, "
        f"without what you quote. To see it all: {page}\n"
    )
