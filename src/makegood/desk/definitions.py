"""What every figure of the desk means: one place for screen, file, API and letter. Words alone; nothing is counted here.

Each page's figures are in a file of their own under `defined/`, and its group stands in `GROUPS`. A figure links to its definition with
`{% definition "key" %}` (templatetags/definitions). Keys are unique over all groups and stay: people keep links to them.
"""

from makegood.desk.defined import advocacy, both_ways, health, overview, paid, surveys
from makegood.desk.defined.shape import Defined, Group

GROUPS: tuple[Group, ...] = (overview.GROUP, paid.GROUP, both_ways.GROUP, health.GROUP, surveys.GROUP, advocacy.GROUP)


def of(key: str) -> Defined:
    """What this figure means. Refuses (KeyError) a key that nobody defined."""
    return _BY_KEY[key]


_BY_KEY = {one.key: one for group in GROUPS for one in group.figures}
