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
                "Those who had praised us in public unasked, or brought somebody who bought, or helped others twice, within the 84 days "
                "before the day of counting."
            ),
        ),
        Defined("paid-praised", lazy("Praised us in public"), lazy("Those whose public praise was confirmed to be theirs.")),
        Defined(
            "paid-failed-again",
            lazy("Was failed again"),
            lazy("Those for whom a case with a harm was opened again. Fewer is better."),
        ),
        Defined(
            "paid-referred",
            lazy("Brought somebody who bought"),
            lazy(
                "Those by whose link, code or word at least one newcomer bought for the first time within these days; nobody of their own household."
            ),
        ),
        Defined(
            "paid-served",
            lazy("Took of our time, each"),
            lazy(
                "Minutes for the answers that members wrote to them and the calls they made, averaged over everybody. Nobody is timed: an answer and a "
                "call count as many minutes as the policy says. Fewer is better."
            ),
            lazy("[service] in the policy: an_answer_takes, a_call_takes."),
        ),
        Defined(
            "paid-each",
            lazy("What one of those won cost"),
            lazy(
                "All that those who could have it were given because of it, over the people it won: their number times the difference. At best and at "
                "worst by the ends of the interval. It is said only where the interval leaves nothing out."
            ),
        ),
        Defined(
            "paid-back",
            lazy("What came back"),
            lazy(
                "The margin of what they spent, and of what those spent whom they brought, less what answering and calling them took at the policy’s "
                "wage: the difference between the groups, over what the extra cost for each who could have it. One is break-even."
            ),
            lazy(
                "A ratio of means, its interval by the delta method over people, as wide as the interval that holds at every look."
            ),
        ),
        Defined(
            "paid-plan",
            lazy("The plan"),
            lazy(
                "How many people in each of two equal groups the trial was laid out for before anybody was counted, and how many such people would tell "
                "as much as those who are there: twice the product of the groups’ sizes over their sum."
            ),
        ),
        Defined(
            "paid-whom",
            lazy("Whom it does more good"),
            lazy(
                "Whether an order of people by what a model foretells of them is better than chance, and than the plain rule “bought before”. Asked of "
                "one outcome, whether they ordered again. Where it is no better than the rule, the rule is named; where nothing is found, that."
            ),
            lazy("DR learner, best linear predictor and Qini over 20 splits; from 10,000 counted people on."),
        ),
        Defined(
            "paid-which",
            lazy("Which thing is given"),
            lazy(
                "Where the policy lets the lot choose: of the small things that fit somebody without another yes, one is drawn by a hash of the person, each "
                "with its share. Shares are laid at night from what followed; a thing’s share is how often it would be the best of what may be believed. "
                "What is owed is never among them."
            ),
            lazy("Thompson’s rule (Biometrika 25:285, 1933), with floors and guards of the house."),
        ),
        Defined(
            "paid-ways",
            lazy("What another way of choosing would have brought"),
            lazy(
                "The share that would have come back within 28 days, from those who happened to get what the other way would have given them, each weighed by "
                "how unlikely that was. Only of people for whom the lot had a choice. It rests on as many people as the weights leave; below thirty, or a "
                "tenth of them, nothing is said. The best for each harm is learned on every other person and replayed on those between them."
            ),
            lazy("Self-normalised inverse propensity; effective sample size (Σw)² / Σw²."),
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
