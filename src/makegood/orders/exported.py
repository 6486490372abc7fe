"""Parcels for analysis. Looks."""

from makegood.kernel.exports import Column, Export

PARCELS = Export(
    "parcels",
    (("order_key", Column.WHOLE), ("carrier", Column.WORD)),
    "SELECT uuid_hash_extended(order_id, 0), carrier FROM orders_parcel WHERE order_id IS NOT NULL",
)
