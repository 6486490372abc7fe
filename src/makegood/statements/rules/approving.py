"""Who must say yes before a statement may be published. Pure."""

from collections.abc import Collection
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.statements.types import Statement, StatementState


def needed(people: int, *, two_above: int) -> int:
    """How many different members who may approve must say yes to what concerns so many people: two above as many as the policy says."""
    return 2 if people > two_above else 1


def is_enough(members: Collection[UUID], people: int, *, two_above: int) -> bool:
    """Whether these yeses are as many as it takes; a member counts once."""
    return len(set(members)) >= needed(people, two_above=two_above)


def require_changeable(statement: Statement) -> None:
    """Refuses (`already_published`) to change what people have read."""
    if statement.state is StatementState.PUBLISHED:
        raise Refusal(
            "already_published",
            "People have read this: it stays as it is. Say what is new, or was wrong, in an update.",
            {"statement": "published"},
        )


def require_publishable(statement: Statement, *, two_above: int) -> None:
    """Refuses (`not_approved`) to publish what too few members said yes to."""
    yes = [one.member_id for one in statement.approvals]
    if not is_enough(yes, statement.people, two_above=two_above):
        most = needed(statement.people, two_above=two_above)
        sentence = (
            f"It concerns more than {two_above:,} people: two members who may approve must say yes, and {len(set(yes))} did."
            if most == 2
            else "Nobody said yes to this version yet. It takes one member who may approve."
        )
        raise Refusal("not_approved", sentence, {"approval": f"{len(set(yes))} of {most}"})


def require_published(statement: Statement) -> None:
    """Refuses (`not_published`) to go on with what nobody has read."""
    if statement.state is not StatementState.PUBLISHED:
        raise Refusal("not_published", "Publish the statement first: nobody has read it yet.", {"statement": "not published"})
