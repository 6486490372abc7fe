"""A statement about an evening on which the checkout was down, and people whom it concerns."""

from collections.abc import Sequence
from uuid import UUID

from makegood.brands.types import Member
from makegood.channels.actions import connecting, intake
from makegood.channels.types import Envelope
from makegood.flows import telling_statement
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind
from makegood.platform.work import Taken
from makegood.statements import models, queries
from makegood.statements.actions import writing
from makegood.statements.types import FactsForDraft, Recipient, StatementId, Told
from tests import cast

INCIDENT = Occasion("incident", UUID("01900000-0000-7000-8000-000000000007"))
BEGAN, ENDED = cast.later(hours=-3), cast.later(hours=-1, minutes=-30)
FACTS = FactsForDraft(
    what="The checkout refused every payment",
    began_at=BEGAN,
    ended_at=ENDED,
    zone="Europe/London",
    people=2,
    cause="we changed a certificate and did not try it",
)


def mailbox() -> UUID:
    return connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


def posts() -> UUID:
    return connecting.add_channel(kind="webhook", name="Posts", address="posts", settings={}, by=SYSTEM, at=cast.AT)


def somebody(n: int, *, channel: UUID | None = None) -> UUID:
    """P`n`, known by a mail address; where a channel is given, they wrote to us there."""
    who = Address(IdentityKind.EMAIL, f"p{n}@example.org", f"Pat {n}")
    return wrote(who, channel) if channel else seen(who)


def poster(n: int, channel: UUID) -> UUID:
    """Somebody who only ever wrote in public."""
    return wrote(Address(IdentityKind.HANDLE, f"posts:pat{n}", f"pat{n}"), channel, public=True)


def seen(who: Address) -> UUID:
    return recognising.recognise(sightings=[cast.seen(who)], at=cast.AT)[0].identity_id


def wrote(who: Address, channel: UUID, *, public: bool = False, text: str = "I cannot pay!", minutes: int = 0) -> UUID:
    """They wrote this to us, and were recognised."""
    from makegood.channels import models as channel_models

    identity_id = seen(who)
    at = cast.later(minutes=-60 + minutes)
    external_id = f"{who.value} {minutes}"
    said = Envelope(
        external_id=external_id, author=who, text=text, visible=text, sent_at=at, thread_key=external_id, public=public
    )
    intake.store_messages(channel_id=channel, envelopes=[said], at=at)
    channel_models.Message.objects.filter(external_id=external_id).update(identity_id=identity_id)
    return identity_id


def draft(*, facts: FactsForDraft = FACTS, languages: tuple[str, ...] = ()) -> StatementId:
    return writing.draft(occasion=INCIDENT, facts=facts, languages=languages, by=SYSTEM, at=cast.AT)


def published(mara: Member, *, languages: tuple[str, ...] = ()) -> StatementId:
    """Drafted, approved by Mara and published by her."""
    statement_id = draft(languages=languages)
    by = actors.member(mara.id)
    writing.approve(statement_id=statement_id, version=1, by=by, at=cast.AT)
    writing.publish(statement_id=statement_id, by=by, at=cast.AT)
    return statement_id


def begins(statement_id: UUID, mara: Member, identity_ids: Sequence[UUID]) -> int:
    cohort = [Recipient(one) for one in identity_ids]
    return telling_statement.begin(statement_id=statement_id, cohort=cohort, member=mara, at=cast.AT)


def leaves(*told_ids: UUID) -> None:
    """The worker takes these up, or whatever waits."""
    ids = told_ids or tuple(models.Told.objects.filter(state="waiting").order_by("id").values_list("id", flat=True))
    telling_statement.say([Taken(one, one, telling_statement.WORK, str(one), {}, 1, one) for one in ids], cast.AT)


def rows(statement_id: UUID) -> list[Told]:
    return list(queries.told_rows(statement_id=statement_id))
