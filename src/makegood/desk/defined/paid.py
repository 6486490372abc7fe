"""What the figures of “Did it pay?” mean. Keys of metrics are `paid-` and the metric's name with hyphens."""

from django.utils.translation import gettext_lazy as lazy

from makegood.desk.defined.shape import Defined, Group

GROUP = Group(
    lazy("Did it pay?"),
    page="paid",
    figures=(
        Defined(
            "paid-came-back",
            lazy("Ordered again"),
            lazy("Those who placed at least one order after they were drawn; replacements are none."),
        ),
        Defined(
            "paid-spent",
            lazy("Spent, each"),
            lazy(
                "The sum of their orders less what was paid back, averaged over everybody, also those who bought nothing. What they bought in the "
                "84 days before is taken into account to make the interval sharper; it does not move what is found."
            ),
            lazy("CUPED: Deng, Xu, Kohavi and Walker, 2013."),
        ),
        Defined(
            "paid-advocate",
            lazy("Stands as an advocate"),
            lazy(
                "Those who had praised us in public unasked, or brought somebody who bought, within the 84 days before the day of counting."
            ),
        ),
        Defined("paid-praised", lazy("Praised us in public"), lazy("Those whose public praise was confirmed to be theirs.")),
        Defined(
            "paid-failed-again",
            lazy("Was failed again"),
            lazy("Those for whom a case with a harm was opened again. Fewer is better."),
        ),
        Defined(
            "paid-interval",
            lazy("The interval"),
            lazy(
                "It holds at every look, however often one looks and whenever one stops: over all looks together it leaves the truth out in one of "
                "twenty cases at most. Shares differ in points of a hundred."
            ),
            lazy(
                "The narrower of two sequences that share the error: a boundary up to the planned end (O’Brien and Fleming, 1979) and a normal "
                "mixture that holds for ever (Waudby-Smith and others, Annals of Statistics 2024, theorem 2.2)."
            ),
        ),
    ),
)
