"""The house in which a newcomer comes, and what the shop tells of them."""

from tests.flows.conftest import house as house
