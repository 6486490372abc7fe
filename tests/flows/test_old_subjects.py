"""An answer carries the subject of what it answers; what it says is in its words alone."""

import pytest

from tests import cast
from tests.flows.conftest import TOM, House


@pytest.mark.parametrize("subject", ["Re: Torch doesn't work", "AW: Torch doesn't work"])
def test_thanks_under_the_old_subject_open_nothing_again(house: House, subject: str) -> None:
    from makegood.brands import queries as brands
    from makegood.cases import queries as cases
    from makegood.cases.types import CaseState
    from makegood.flows import desk_work
    from makegood.platform import tenancy

    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    house.shop.move_parcel("1007", "delivered", at=cast.later(minutes=-30))  # in its slot, from 9 to 10
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="torch-1")
    with tenancy.brand(house.brand_id):
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        desk_work.resolve(number=1, how="", member=mara, at=cast.later(hours=1))
    house.hears("Thanks, all fine now.", subject=subject, at=cast.later(hours=2), thread_keys=("torch-1",))
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=1)
        assert (case.state, len(case.segments), len(cases.case_ids(after=None, limit=10))) == (CaseState.RESOLVED, 1, 1)
