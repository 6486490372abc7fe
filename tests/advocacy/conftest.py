"""The house in which a newcomer comes, and what the shop tells of them."""

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.conftest import house as house


def mara_of(house: House) -> Member:
    """Mara, who leads the team."""
    with tenancy.brand(house.brand_id):
        return next(one for one in brands.members() if one.email == cast.MARA["email"])
