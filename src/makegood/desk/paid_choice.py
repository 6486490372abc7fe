"""Which of the small things that fit is given, and what another way of choosing would have brought, in words. Pure presentation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from makegood.experiments.rules.choosing import LEAST_TRIED
from makegood.experiments.rules.ways import Way
from makegood.experiments.types import Thing
from makegood.flows.did_it_pay import Choice
from makegood.flows.which_fits import AFTER


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way of choosing which thing, as it is read; `rests` says on how many people it rests."""

    name: str
    people: int
    rests: str
    value: str
    interval: str
    was: str
    says: str

    @property
    def cells(self) -> tuple[object, ...]:
        """For the file of the page, in the order of its columns."""
        return (self.name, self.people, "", self.value, self.was, "", self.interval, f"{self.says} {self.rests}".strip())


def sentences(choice: Choice | None) -> tuple[str, ...]:
    """Whether the lot chooses which thing, and how often each is given."""
    if choice is None:
        return ()
    if not choice.by_lot:
        said = _("Which of the things that fit is given follows the order of the catalogue.")
        if choice.ways:
            return (said,)
        return (
            said,
            _(
                "So nothing can be said of what another choice would have brought. The policy can let the lot choose "
                "(which_by_lot under [surprises]); what is owed is never drawn."
            ),
        )
    said = _(
        "Which of the things that fit is given is drawn by lot: evenly until each was tried %(least)d times, then more often what brought more people "
        "back within %(days)d days. None is drawn less than once in twenty, and no share moves by more than a tenth a day."
    ) % {"least": LEAST_TRIED, "days": AFTER}
    things = tuple(_thing(one, choice) for one in choice.things)
    return (said, *things) if things else (said, _("Nothing was counted yet: all are drawn alike."))


def rows(choice: Choice | None) -> tuple[WayRow, ...]:
    """What other ways of choosing would have brought; nothing where the lot never chose."""
    return tuple(_way(one, choice) for one in choice.ways) if choice else ()


def _thing(one: Thing, choice: Choice) -> str:
    told = {"name": choice.names.get(one.code, one.code), "share": f"{one.share * 100:.0f}", "n": f"{one.tried:,}"}
    if one.came_back is None:
        return _("%(name)s: drawn for %(share)s of 100 whom it fits; too few were counted yet.") % told
    words = _("%(name)s: drawn for %(share)s of 100 whom it fits; %(n)s were counted, of whom %(back)s %% came back.")
    return words % {**told, "back": f"{one.came_back * 100:.1f}"}


def _way(one: Way, choice: Choice) -> WayRow:
    name = (
        _("%(name)s for everybody whom it fitted") % {"name": choice.names.get(one.thing, one.thing)}
        if one.thing
        else _("For each harm what did most, for the same money")
    )
    rests = _("(rests on %(n)s)") % {"n": f"{one.effective:,}"}
    was = f"{one.was * 100:.1f} %" if one.people else ""
    if not one.enough:
        return WayRow(name, one.people, rests, "", "", was, _("Nothing can be said: it rests on too few people."))
    interval = _("%(low)s to %(high)s") % {"low": f"{one.low * 100:.1f}", "high": f"{one.high * 100:.1f}"}
    if one.low > one.was:
        says = _("More would have come back.")
    elif one.high < one.was:
        says = _("Fewer would have come back.")
    else:
        says = _("Nothing can be claimed yet: it may have been more, fewer or as many.")
    return WayRow(name, one.people, rests, f"{one.value * 100:.1f} %", interval, was, says)
