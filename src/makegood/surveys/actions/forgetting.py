"""Takes what somebody was asked off them when they are forgotten: the counts stay, what tells about whom they were does not.

Never for a customer: whoever calls it has asked.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from makegood.surveys import models
from makegood.surveys.types import InvitationState

_KEY = "forgotten "


def forget(*, identity_ids: Sequence[UUID]) -> int:
    """What these identities were asked, or were to be. → how many askings were touched.

    What waits for its hour is deleted. Of the others the instants, the score, by which way, and why somebody was not asked stay, so that figures that were
    read stay as they were; the key (another system's reference may stand in it), what it was about, case, words, letters, language, harm and standing
    are taken off, and one that is open is over. That they did not want to be asked is forgotten, too. May be repeated.
    """
    theirs = models.Invitation.objects.filter(identity_id__in=list(identity_ids))
    models.Spared.objects.filter(identity_id__in=list(identity_ids)).delete()
    never, _ = theirs.filter(state=InvitationState.WAITING.value).delete()
    theirs.filter(state=InvitationState.ASKED.value).update(state=InvitationState.UNANSWERED.value)
    return never + theirs.exclude(key__startswith=_KEY).update(
        key=Concat(Value(_KEY), Cast("id", CharField())),
        about="",
        case_id=None,
        message_id=None,
        outgoing_id=None,
        reminder_id=None,
        language="",
        harm="",
        standing="",
    )
