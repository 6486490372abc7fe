"""What the figures of a touchpoint's health mean."""

from django.utils.translation import gettext_lazy as lazy

from makegood.desk.defined.shape import Defined, Group

GROUP = Group(
    lazy("How touchpoints do"),
    page="touchpoints",
    figures=(
        Defined(
            "health-promise",
            lazy("Broken promises"),
            lazy("Of the promises that ended at the place that day, those that broke."),
        ),
        Defined(
            "health-complaint",
            lazy("Complaints"),
            lazy(
                "Of those who were there that day (each case about the place, each promise that ended there without a word from the person, and at "
                "the goods each order that came), those who complained."
            ),
        ),
        Defined(
            "health-feeling",
            lazy("Anger"),
            lazy("Of the cases about the place that began that day and whose words were read, those in anger or disappointment."),
        ),
        Defined(
            "health-effort",
            lazy("Writing again"),
            lazy("How often people had to write again about the same matter, for each case that began that day."),
        ),
        Defined(
            "health-survey",
            lazy("Answers"),
            lazy(
                "What was answered that day to “was it put right?” and to surveys about the place, from 0 (the lowest of its scale) to 1 (the "
                "highest), averaged. An alarm counts the low ones."
            ),
        ),
        Defined(
            "health-speed",
            lazy("Late first answers"),
            lazy(
                "Of the cases about the place that began that day and were answered or should have been, those answered later than was promised."
            ),
        ),
        Defined(
            "health-usual",
            lazy("Usual, and its limits"),
            lazy(
                "The middle is the average of the weeks shown. A week outside of the limits is rare where nothing changed; limits are wider where "
                "weeks vary more than chance alone."
            ),
            lazy("Three standard errors: Shewhart 1931; widened as in Laney 2002; of single values 2.66 moving ranges."),
        ),
        Defined(
            "health-alarm",
            lazy("Alarm"),
            lazy(
                "More went wrong, day after day, than in the thirteen weeks before and than chance allows. A touchpoint in which nothing happens raises "
                "at most one in two years, over all of its figures together."
            ),
            lazy("Negative-binomial CUSUM; thresholds by simulation (benchmarks.health)."),
        ),
        Defined(
            "health-driver",
            lazy("What drives it"),
            lazy(
                "With this carrier, product, hour, channel or road it rose so many times more than elsewhere, measured by odds. Everything that was "
                "looked at counts: of twenty such lists in which nothing stands out, at most one says that something does."
            ),
            lazy("Ratio of odds ratios with Haldane’s correction; Holm 1979; intervals by Bonferroni."),
        ),
        Defined(
            "planned-check",
            lazy("Planned check"),
            lazy(
                "Written down before its figure is known, and looked at once, on its day. It worked where the interval of the difference to the ninety "
                "days before lies below nothing; it did not where what was hoped for lies outside of the interval; else it cannot be said."
            ),
            lazy("Newcombe 1998, method 10, 95 %; the chance to find it is exact (binomial)."),
        ),
    ),
)
