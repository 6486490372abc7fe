"""Tells the open pages of a case to look again, where something around it moved that is no fact of the case itself."""

from collections.abc import Sequence
from uuid import UUID

from makegood.cases import queries as cases
from makegood.gestures.types import Occasion
from makegood.platform import live


def of_cases(case_ids: Sequence[UUID]) -> None:
    """The pages of these cases."""
    if case_ids:
        live.announce(*topics_of(case_ids))


def topics_of(case_ids: Sequence[UUID]) -> list[str]:
    """What the pages of these cases watch, for who announces more with it. One query."""
    return [f"case:{number}" for number in cases.numbers(case_ids=case_ids)]


def of_conversation(conversation_id: UUID) -> None:
    """The pages of the cases that hold this conversation, if any do."""
    of_cases(cases.case_ids_of_conversations(conversation_ids=[conversation_id]).get(conversation_id, ()))


def of_occasion(occasion: Occasion) -> None:
    """The page of the case that something is given for; nothing where it is given for something else."""
    of_cases([occasion.id] if occasion.kind == "case" else [])
