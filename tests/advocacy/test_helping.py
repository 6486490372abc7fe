"""Somebody helped somebody else in public, and a member says so: two helps make an advocate, and one that is taken back makes none."""

from typing import Any
from uuid import UUID

import pytest

from makegood.advocacy import queries as advocacy
from makegood.advocacy.types import Kind, Wanted
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.flows import helping
from makegood.kernel.refusals import Refusal
from makegood.outcomes import queries as outcomes
from makegood.outcomes.types import Standing
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.advocacy.conftest import mara_of
from tests.flows.conftest import House

HELPER = Address(IdentityKind.HANDLE, "bluesky:mia.example", "Mia Sand")


def test_two_helps_marked_by_a_member_make_an_advocate_and_one_taken_back_makes_none(house: House) -> None:
    post: dict[str, Any] = {"channel": house.posts, "public": True}
    house.hears("My Brightside dimmer hums all day. It is broken, and nobody answers!", at=cast.AT, external_id="t", **post)
    for n in range(2):
        house.hears(
            f"Try to turn the little screw, that helped me. {n}",
            by=HELPER,
            at=cast.later(minutes=5 + n),
            thread_keys=("t",),
            **post,
        )
    mara = mara_of(house)
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=1)
        said = channels.conversations(conversation_ids=case.conversation_ids)
        helper = people.find_identity(address=HELPER)
        assert helper is not None
        theirs = [one.id for one in said if one.identity_id == helper.id]
        his = next(one.id for one in said if one.identity_id == case.identity_id)

        def mark(message_id: UUID, *, helped: bool = True) -> Standing:
            at = cast.later(hours=1)
            helping.mark_message(number=case.number, message_id=message_id, helped=helped, member=mara, at=at)
            return outcomes.standing(identity_ids=[helper.id]).standing

        assert len(theirs) == 2
        assert mark(theirs[0]) is not Standing.ADVOCATE, "once is not yet often"
        assert mark(theirs[1]) is Standing.ADVOCATE
        assert mark(theirs[1]) is Standing.ADVOCATE
        assert [one.kind for one in advocacy.entries(wanted=Wanted(), limit=9)] == [Kind.HELP, Kind.HELP]
        with pytest.raises(Refusal, match="no answer of somebody else"):
            mark(his)
        assert mark(theirs[0], helped=False) is not Standing.ADVOCATE
        assert advocacy.counts(wanted=Wanted()).helps == 1
