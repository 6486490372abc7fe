"""What the lines of “What went both ways” count."""

from django.utils.translation import gettext_lazy as lazy

from makegood.desk.defined.shape import Defined, Group

GROUP = Group(
    lazy("What went both ways"),
    figures=(
        Defined("ways-orders", lazy("Orders"), lazy("Sales; replacements are none.")),
        Defined("ways-spent", lazy("Spent with us"), lazy("The sum of these orders, in the brand’s currency.")),
        Defined(
            "ways-failed",
            lazy("Times we failed them"),
            lazy("Openings of a case with a harm; what was only foreseen is none."),
        ),
        Defined("ways-messages", lazy("Messages that took them"), lazy("What they wrote in those cases.")),
        Defined("ways-promises", lazy("Promises kept"), lazy("Of those promises to them that came to their end.")),
        Defined("ways-put-right", lazy("Things put right"), lazy("Makegoods carried out to their end.")),
        Defined(
            "ways-money",
            lazy("Money on top"),
            lazy("What was given in money beyond what they were owed, at what it cost us."),
        ),
        Defined("ways-gifts", lazy("Things on top"), lazy("Products, time and surprises that were given or are set aside.")),
        Defined(
            "ways-spared",
            lazy("Spared them"),
            lazy("Money that visits spared them, as it was written down at each."),
        ),
        Defined(
            "ways-time", lazy("Time spared them"), lazy("Minutes that visits spared them, as they were written down at each.")
        ),
        Defined("ways-minded", lazy("Needs kept in mind"), lazy("Each time that somebody acted on one.")),
    ),
)
