"""An incident's row, held to the end of the transaction, and what every fact of it says. Decides nothing."""

from typing import Any
from uuid import UUID

from makegood.incidents import models
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal


def locked(incident_id: UUID) -> models.Incident:
    """The row, held. Refuses ("no_incident")."""
    row = models.Incident.objects.select_for_update(no_key=True).filter(id=incident_id).first()
    if row is None:
        raise no_incident("incident_id")
    return row


def about(row: models.Incident) -> dict[str, Any]:
    """What every fact of it says."""
    return {"incident_id": row.id, "number": row.number}


def member(by: Actor) -> UUID:
    """The member who does it. Refuses ("not_a_member") everybody else."""
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_a_member", "Only a member of the team does this.", {"by": "not a member"})
    return by.id


def no_incident(field: str) -> Refusal:
    return Refusal("no_incident", "There is no such incident here.", {field: "unknown"})
