"""Facts about coupons: ids, the pool's name and amounts. Never a code and never an address."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutPool(Event):
    sentence = "Something became of a pool of coupons."
    pool_id: UUID
    pool: str

    def work_key(self) -> str:
        return str(self.pool_id)


@dataclass(frozen=True, kw_only=True)
class PoolOpened(_AboutPool):
    sentence = "{by} opened the coupons “{pool}”, {worth} each."
    worth: str


@dataclass(frozen=True, kw_only=True)
class PoolMoved(_AboutPool):
    sentence = "{by} moved the end of the coupons “{pool}” from {was} to {until}."
    was: str
    until: str


@dataclass(frozen=True, kw_only=True)
class PoolClosed(_AboutPool):
    sentence = "{by} closed the coupons “{pool}”."


@dataclass(frozen=True, kw_only=True)
class PoolSoldOut(_AboutPool):
    sentence = "The last of the coupons “{pool}” was used."
    used: int


@dataclass(frozen=True, kw_only=True)
class PoolSettled(_AboutPool):
    sentence = "{by} settled the coupons “{pool}”: {used} used, {amount}, of which the sponsor pays {sponsor}."
    used: int
    amount: str
    sponsor: str


@dataclass(frozen=True, kw_only=True)
class CouponClaimed(_AboutPool):
    sentence = "{person} took a coupon of “{pool}”."
    claim_id: UUID

    def work_key(self) -> str:
        return str(self.claim_id)


@dataclass(frozen=True, kw_only=True)
class _AboutUse(_AboutPool):
    sentence = "Something became of a coupon."
    use_id: UUID
    amount: str
    order_reference: str

    def work_key(self) -> str:
        return str(self.use_id)


@dataclass(frozen=True, kw_only=True)
class CouponUsed(_AboutUse):
    sentence = "{person} used a coupon of “{pool}” over {amount} for order {order_reference}."


@dataclass(frozen=True, kw_only=True)
class CouponGivenBack(_AboutUse):
    sentence = "Order {order_reference} was paid back, and {amount} went back to the coupons “{pool}”."
