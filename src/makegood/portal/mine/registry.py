"""The parts of somebody's own page, in the order in which they stand on it. A new part is a file under `parts/` and a line here."""

from makegood.portal.mine.parts.advocacy import Advocacy
from makegood.portal.mine.parts.both_ways import Ways
from makegood.portal.mine.parts.cases import Cases
from makegood.portal.mine.parts.choices import Choices
from makegood.portal.mine.parts.consents import Consents
from makegood.portal.mine.parts.counter import Counter
from makegood.portal.mine.parts.coupons import Coupons
from makegood.portal.mine.parts.gifts import Gifts
from makegood.portal.mine.parts.needs import Needs
from makegood.portal.mine.parts.post import Post
from makegood.portal.mine.parts.promises import Promises
from makegood.portal.mine.parts.questions import Questions
from makegood.portal.mine.parts.rhythms import Rhythms
from makegood.portal.mine.parts.talks import Talks
from makegood.portal.mine.parts.visits import Visits
from makegood.portal.mine.parts.where import Where
from makegood.portal.mine.parts.write import Write
from makegood.portal.mine.seam import Part

PARTS: tuple[Part, ...] = (
    Choices(),
    Questions(),
    Cases(),
    Visits(),
    Promises(),
    Gifts(),
    Coupons(),
    Needs(),
    Counter(),
    Rhythms(),
    Post(),
    Talks(),
    Ways(),
    Advocacy(),
    Write(),
    Where(),
    Consents(),
)
BY_KEY = {part.key: part for part in PARTS}
