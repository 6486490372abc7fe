"""Somebody gave an account as theirs when they entered a contest or filled in a form, and now that account speaks or follows us. Anybody could have typed it:
it is a claim, put to a member with its reason, and nothing is linked by it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.contests import actions as contests
from makegood.people import linked
from makegood.people.actions import linking
from makegood.platform.work import Taken

WORK = "typed_account"  # by the identity of an account that was seen for the first time
BATCH = 200


def seen(items: Sequence[Taken], at: datetime) -> None:
    """Asks whether these accounts are whose they were said to be. May be repeated; what a member refused is not asked again. Two queries where nobody
    ever typed one of them."""
    for account_id, claimed_by in linked.typed_as(identity_ids=[UUID(item.key) for item in items]):
        linking.suggest_link(unknown_identity_id=account_id, known_identity_id=claimed_by, evidence=[contests.TYPED], at=at)
