"""From a public talk into a private one: an address that we name in public, where whoever opens it writes to us in the brand's own chat.

Everybody can read it there, so it shows nothing and proves nothing: it opens an empty talk, whose words come to one case of one brand, for 14
days, as those of somebody whom nobody has confirmed. It is sealed for that case, brand and day: with a letter changed it leads nowhere.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels.adapters.webchat.adapter import KIND
from makegood.config import environment
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import linking, recognising
from makegood.people.types import Address, Evidence, EvidenceKind, Sighting
from makegood.platform import sealed, tenancy

LIFE = timedelta(days=14)  # as long as what they write in private belongs to the case without it (cases.rules.SAME_MATTER)
LABEL = b"makegood private talk"
LENGTH = sealed.LENGTH + 4
_FIRST_DAY = date(2020, 1, 1)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_OPENED_BITS = 9.0  # asks a member (one in three) and never links: whoever reads the thread can open it
_OPENED = "They opened the link that we gave this person in public. Anybody who reads it there can do that."


@dataclass(frozen=True, slots=True)
class Way:
    """Where a link leads: to this case, or, once it is `over`, nowhere any more."""

    case_id: CaseId
    identity_id: UUID
    over: bool


def address(*, case_id: UUID, slug: str, at: datetime) -> str:
    """The address to name in public; '' where the brand has no chat window that is open. The same all day."""
    chat = next((one for one in channels.channels() if one.kind == KIND and one.active), None)
    if chat is None:
        return ""
    return f"{environment.settings().base_url}/chat/{slug}/{chat.address}/with/{_token(case_id, (at.astimezone(UTC) + LIFE).date())}/"


def read(token: str, *, at: datetime) -> Way | None:
    """Where this link of the open brand leads; None for one that we never gave. Writes nothing."""
    ends, case_id = _ends(token[sealed.LENGTH :]), sealed.names(token[: sealed.LENGTH])
    if len(token) != LENGTH or ends is None or case_id is None:
        return None
    if not sealed.is_sealed(_key(), LABEL, token[: sealed.LENGTH], _whom(ends)):
        return None
    found = cases.openings(case_ids=[case_id]).get(case_id)
    return Way(CaseId(case_id), found.identity_id, over=at.astimezone(UTC).date() > ends) if found else None


def join(token: str, *, conversation_id: UUID, author: Address, at: datetime) -> None:
    """What is said in this talk belongs to the case that the link names, and a member is asked whether it is them. May be repeated.

    Refuses (`link_over`, `no_link`) a link that has ended or that we never gave, and a talk that belongs to another case.
    """
    way = read(token, at=at)
    if way is None:
        raise Refusal("no_link", "This link leads nowhere. Write to us in our usual chat.", {"with": "unknown"})
    if way.over:
        raise Refusal("link_over", "This link has ended. Write to us in our usual chat.", {"with": "over"})
    working.link_conversation(case_id=way.case_id, conversation_id=conversation_id, by=SYSTEM, at=at)
    (who,) = recognising.recognise(sightings=[Sighting((author,), source="chat")], at=at)
    evidence = [Evidence(EvidenceKind.RIGHT_TIME, _OPENED_BITS, _OPENED)]
    linking.suggest_link(unknown_identity_id=who.identity_id, known_identity_id=way.identity_id, evidence=evidence, at=at)


def _token(case_id: UUID, ends: date) -> str:
    return sealed.seal(_key(), LABEL, case_id, _whom(ends)) + _written(ends)


def _whom(ends: date) -> str:
    return f"{tenancy.current_brand()} {ends.isoformat()}"


def _written(day: date) -> str:
    number, letters = (day - _FIRST_DAY).days, ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        letters = _DIGITS[rest] + letters
    return letters


def _ends(letters: str) -> date | None:
    if len(letters) != 4 or not set(letters) <= set(_DIGITS):
        return None
    return _FIRST_DAY + timedelta(days=int(letters, 36))


def _key() -> bytes:
    return environment.settings().secret_key.encode()
