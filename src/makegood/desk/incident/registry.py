"""The sections that other packages add to an incident's page, in the order in which they stand on it. A new one is a file under `sections/` and a
line here."""

from makegood.desk.incident.seam import Section
from makegood.desk.incident.sections.coupons import Coupons
from makegood.desk.incident.sections.discussion import Discussion
from makegood.desk.incident.sections.machines import Machines
from makegood.desk.incident.sections.mood import TheMood
from makegood.desk.incident.sections.sales import Sales
from makegood.desk.incident.sections.statement import StatementSection

SECTIONS: tuple[Section, ...] = (
    Machines(),
    StatementSection(),
    Coupons(),
    Sales(),
    Discussion(),
    TheMood(),
)
