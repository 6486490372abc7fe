"""What the figures of surveys mean. Keys are `survey-` and the figure's name."""

from django.utils.translation import gettext_lazy as lazy

from makegood.desk.defined.shape import Defined, Group

_WILSON = lazy("Interval of a share, 95 %: Wilson, 1927.")

GROUP = Group(
    lazy("Surveys"),
    page="surveys",
    figures=(
        Defined(
            "survey-rate",
            lazy("Answered"),
            lazy(
                "Of those who were asked within twelve weeks and whose time to answer is over: those who answered by the button. That a link was opened is no "
                "answer. Who answers at once is counted on the same day as who stays silent: else a young survey would look better than it is."
            ),
            _WILSON,
        ),
        Defined(
            "survey-csat",
            lazy("Satisfied"),
            lazy("The share of the answers that are 4 or 5 of 5. An answer that was changed within a day counts as it is now."),
            _WILSON,
        ),
        Defined(
            "survey-ces",
            lazy("Easy"),
            lazy("The share of the answers that are 5, 6 or 7 of 7."),
            _WILSON,
        ),
        Defined(
            "survey-nps",
            lazy("Would recommend us, less who would not"),
            lazy(
                "Answers of 9 and 10 less answers of 0 to 6, in points of a hundred. It is an alarm and no measure of what pays; nobody is owed more or less for it."
            ),
            lazy(
                "Interval, 95 %: the variance is p + d − (p − d)² over n. Reichheld, 2003; Keiningham and others, 2007, found it no better than others."
            ),
        ),
        Defined(
            "survey-silence",
            lazy("Who did not answer"),
            lazy(
                "The share who answered among those alike in one thing. Two groups are said to differ only where their intervals do not meet and each has ten people or "
                "more. The bounds suppose nothing: everybody who did not answer would have said the worst, or the best."
            ),
            lazy("Manski, American Economic Review 80, 1990."),
        ),
    ),
)
