"""What the figures of the year at a look mean. Keys are `overview-` and the part's name."""

from django.utils.translation import gettext_lazy as lazy

from makegood.desk.defined.shape import Defined, Group

_WILSON = lazy("Interval of a share, 95 %: Wilson, 1927.")

GROUP = Group(
    lazy("The year at a look"),
    page="overview",
    figures=(
        Defined(
            "overview-happened",
            lazy("What happened"),
            lazy(
                "Cases by the month in which they were opened and by what had happened. What was put away as spam or trash is none."
            ),
        ),
        Defined(
            "overview-right",
            lazy("Put right in time"),
            lazy(
                "Of the stretches of cases that were put right: those within the time that the brand promises itself, in its business hours, waiting for the "
                "person not counted. A case that was opened again counts again. They belong to the month in which they began; what is open is in no share."
            ),
            _WILSON,
        ),
        Defined(
            "overview-answered",
            lazy("The first answer"),
            lazy(
                "From the first word of a stretch to our first answer, by the clock, nights and weekends with it; in time is judged in business hours. The "
                "median is read from classes and is right within 19 %."
            ),
            lazy("Interval of the median by order statistics: Conover, 1999."),
        ),
        Defined(
            "overview-kept",
            lazy("Promises kept"),
            lazy(
                "Of the promises that were kept or broken: those kept. What runs still or was withdrawn is in no share. They belong to the month in which they "
                "were made."
            ),
            _WILSON,
        ),
        Defined(
            "overview-cost",
            lazy("What it cost, and who pays"),
            lazy(
                "What was booked as spent in the purses, at its cost to us, by who pays according to the catalogue; what is owed and stands in no catalogue is "
                "ours. Codes that a sponsor pays are settled with the sponsor and not in here."
            ),
        ),
        Defined(
            "overview-even",
            lazy("Whether people alike got alike"),
            lazy(
                "Differences between people who had the same harm and a like price, larger than chance, in the last 90 days, as of last night."
            ),
        ),
        Defined(
            "overview-moved",
            lazy("How people moved"),
            lazy(
                "Steps between standings (advocate, promoter, passive, detractor) by what people did. That somebody bought for the first time is no step. It "
                "says nothing of why: that only a comparison by lot can tell."
            ),
        ),
        Defined(
            "overview-praise",
            lazy("Kind words"),
            lazy(
                "Kind words whose author was confirmed. The reach of public ones is as their channel told it; one that reached more than the 99th percentile "
                "of all counts as that one."
            ),
            lazy("Winsorised within the class of a quarter of a doubling."),
        ),
    ),
)
