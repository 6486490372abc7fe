"""Who stands beside the person of a case: whom the brand asked, and who is in copy. Looks only, beside `queries`."""

from collections.abc import Sequence
from uuid import UUID

from makegood.cases import models
from makegood.cases.types import CaseId, SideKind, SideParty
from makegood.platform import asking


def side_parties(
    *, case_ids: Sequence[UUID] | None = None, conversation_ids: Sequence[UUID] | None = None
) -> tuple[SideParty, ...]:
    """Who stands beside the persons of these cases, or in these conversations, as they were first asked. One query."""
    return ask_side_parties(case_ids=case_ids, conversation_ids=conversation_ids).answer


def ask_side_parties(
    *, case_ids: Sequence[UUID] | None = None, conversation_ids: Sequence[UUID] | None = None
) -> asking.Question[tuple[SideParty, ...]]:
    """`side_parties`, to be asked together with others."""
    rows = models.SideParty.objects.order_by("asked_at", "id")
    if case_ids is not None:
        rows = rows.filter(case_id__in=list(case_ids))
    if conversation_ids is not None:
        rows = rows.filter(conversation_id__in=list(conversation_ids))
    return asking.Question(lambda found: tuple(_side_party(row) for row in found), rows)


def ask_side_contacts(*, limit: int = 50) -> asking.Question[tuple[UUID, ...]]:
    """Whom the brand asked beside a case, the latest first: identities, each once. To be asked together with others."""
    asked = models.SideParty.objects.filter(kind=SideKind.SIDE).order_by("-asked_at").values_list("identity_id", flat=True)
    return asking.Question(lambda found: tuple(dict.fromkeys(found))[:limit], asked[: limit * 10])


def _side_party(row: models.SideParty) -> SideParty:
    return SideParty(
        case_id=CaseId(row.case_id),
        conversation_id=row.conversation_id,
        identity_id=row.identity_id,
        kind=SideKind(row.kind),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        noted_at=row.noted_at,
    )
