"""Who was woken for a case at night and who took it, in sentences. Presentation only."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from makegood.flows.types import CasePage


def context(page: CasePage) -> dict[str, Any]:
    """One sentence for each who was woken, in that order, and one for whoever took it."""
    names: dict[UUID, str] = {member.id: member.name for member in page.members}
    said = []
    for one in page.woken:
        told = {"name": names.get(one.member_id, _("Somebody")), "at": f"{timezone.localtime(one.at):%H:%M}"}
        said.append(
            _("%(name)s could not be woken at %(at)s.") % told if one.failed else _("%(name)s was woken at %(at)s.") % told
        )
    taken = next(((one.taken_by, one.taken_at) for one in page.woken if one.taken_by and one.taken_at), None)
    if taken and taken[1]:
        told = {"name": names.get(taken[0], _("Somebody")), "at": f"{timezone.localtime(taken[1]):%H:%M}"}
        said.append(_("%(name)s took it at %(at)s.") % told)
    return {"woken": said}
