"""The parts of somebody's own page, in the order in which they stand on it. A new part is a file under `parts/` and a line here."""

from makegood.portal.mine.parts.consents import Consents
from makegood.portal.mine.seam import Part

PARTS: tuple[Part, ...] = (Consents(),)
BY_KEY = {part.key: part for part in PARTS}
