"""People who said something that a finding quotes."""

from uuid import UUID

from makegood.cases import queries as cases
from makegood.people.types import Address, IdentityKind
from makegood.touchpoints.types import VoiceIn
from tests import cast
from tests.cases import telling

WORDS = "It came late, and nobody told me."


def voice(channel: UUID, n: int, *, words: str = WORDS, public: bool = False) -> VoiceIn:
    """Somebody of their own, with a case of their own, quoted with all they wrote."""
    who = Address(IdentityKind.EMAIL, f"p{n}@example.org", f"P{n} Nobody")
    arrival = telling.arrives(words, channel_id=channel, who=who, thread=f"v{n}", happened=("late",), public=public)
    case_id = telling.place(arrival).case_id
    assert case_id is not None
    assert cases.case(case_id=case_id).identity_id == arrival.identity_id
    return VoiceIn(case_id, arrival.identity_id, arrival.message_id, 0, len(words), cast.AT)
