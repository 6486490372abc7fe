"""The coupons that were opened because of an incident, and who pays for them."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.coupons import queries
from makegood.coupons.types import Occasion, Standing
from makegood.desk.incident.seam import Around, Figure, Moment


class Coupons:
    key: ClassVar[str] = "coupons"
    title: ClassVar[str | Promise] = gettext_lazy("Coupons")
    template: ClassVar[str] = "desk/parts/incident_coupons.html"

    def look(self, around: Around, /) -> tuple[tuple[Standing, str], ...]:
        """Each pool with what one is worth; also without any, because one may be opened here."""
        return tuple((one, queries.worth_in_words(one.pool.terms)) for one in _of(around))

    def figures(self, around: Around, /) -> Sequence[Figure]:
        """Claimed, used, and what each payer pays, pool by pool."""
        return [figure for one in _of(around) for figure in _figures(one)]

    def moments(self, around: Around, /) -> Sequence[Moment]:
        """When each was opened, and when its last was used."""
        found = []
        for one in _of(around):
            name = one.pool.name
            found.append(Moment(one.pool.opened_at, _("The coupons “%(name)s” were opened.") % {"name": name}))
            if one.pool.sold_out_at:
                found.append(Moment(one.pool.sold_out_at, _("The last of the coupons “%(name)s” was used.") % {"name": name}))
        return found


def _of(around: Around) -> tuple[Standing, ...]:
    return queries.pools_for(occasion=Occasion("incident", around.incident.id), at=around.at)


def _figures(one: Standing) -> list[Figure]:
    pool, counts = one.pool, one.counts
    called = {"name": pool.name}
    found = [
        Figure(
            _("Coupons “%(name)s” claimed") % called, f"{counts.claimed:,}", _("People who took a code; it sets nothing aside.")
        ),
        Figure(_("… used"), f"{counts.used:,}", _("Confirmed with an order, less those that came back.")),
        Figure(_("… taken off in all"), str(counts.money), _("The sum of the ledger of these coupons.")),
    ]
    if pool.sponsor:
        share = _("Their share of each coupon that was used, rounded once for each.")
        found.append(Figure(_("… paid by %(who)s") % {"who": pool.sponsor.name}, str(counts.sponsor), share))
    return [*found, Figure(_("… paid by us"), str(counts.brand), _("What no sponsor pays."))]
