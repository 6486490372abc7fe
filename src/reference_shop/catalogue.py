"""What the reference shop sells and how it delivers. Invented goods; amounts are whole pence."""

from dataclasses import dataclass

CURRENCY = "GBP"
CARRIER = "Swiftline"
COURIER_SLOT = "24-hour courier, one-hour slot"
STANDARD = "standard delivery"


@dataclass(frozen=True, slots=True)
class Product:
    """`price_minor` is what a customer pays, `cost_minor` what the shop paid."""

    sku: str
    title: str
    price_minor: int
    cost_minor: int
    stock: int


PRODUCTS = (
    Product("TORCH-01", "Pocket torch", 199, 85, 40),
    Product("DIM-04", "Rotary dimmer switch", 2450, 1190, 25),
    Product("LED-60", "LED bulb, warm white, 60 W equivalent", 320, 140, 400),
    Product("LED-SPOT", "LED spot, GU10", 280, 120, 300),
    Product("LED-E14", "LED candle bulb, E14", 290, 120, 250),
    Product("BULB-VINT", "Vintage filament bulb", 690, 310, 120),
    Product("PEND-02", "Grey glass pendant", 6400, 2900, 14),
    Product("DESK-01", "Brass desk lamp", 3900, 1720, 18),
    Product("SENSOR-1", "Motion sensor light", 2190, 980, 30),
    Product("STRIP-5M", "LED strip", 1850, 790, 35),
    Product("FAIRY-20", "String of fairy lights", 1290, 520, 60),
    Product("NIGHT-1", "Plug-in night light", 450, 190, 40),
    Product("FLOOR-01", "Linen floor lamp", 8900, 4100, 16),
    Product("TABLE-03", "Ceramic table lamp", 5200, 2300, 22),
    Product("CEIL-02", "Round ceiling light", 4590, 2050, 20),
    Product("WALL-01", "Garden wall light", 2990, 1340, 28),
    Product("SOLAR-4", "Set of four solar path lights", 3490, 1510, 26),
    Product("BOOK-01", "Hardback “The Tide House”", 2000, 1150, 60),
    Product("SWEETS-S", "Small bag of sweets", 150, 60, 30),
    Product("TEA-6", "Six bags of good tea", 200, 85, 30),
    Product("CARD-1", "Card written by hand", 100, 45, 60),
)

_DELIVERY_MINOR = {COURIER_SLOT: 395}
_OTHER_DELIVERY_MINOR = 290


def delivery_minor(service: str) -> int:
    """What one delivery costs, in pence; a service that the shop does not know costs as much as the standard one."""
    return _DELIVERY_MINOR.get(service, _OTHER_DELIVERY_MINOR)
