"""What the figures of “What people do for us” mean."""

from django.utils.translation import gettext_lazy as lazy

from makegood.desk.defined.shape import Defined, Group

_SOURCE = lazy("The house’s notes on measuring, section 1: advocates by what they do, within 84 days.")

GROUP = Group(
    lazy("What people do for us"),
    page="advocacy",
    figures=(
        Defined(
            "advocacy-praise",
            lazy("Praise in public"),
            lazy(
                "Kind words in public that name us or answer us, read as praise with .9 at least (or said to be by a member), of somebody whom we know. "
                "Left out: what says itself that it was paid for, whoever took part in a contest of ours within 28 days before, and whoever took a coupon "
                "within 14 days before. An incident’s own coupons were owed, and are none."
            ),
            _SOURCE,
        ),
        Defined(
            "advocacy-unasked",
            lazy("Of their own accord"),
            lazy(
                "Praise that counts, where no words of ours to them in the 14 days before had asked for a review or to be recommended. Only this makes "
                "somebody an advocate."
            ),
            _SOURCE,
        ),
        Defined(
            "advocacy-referral",
            lazy("Brought somebody who bought"),
            lazy(
                "Newcomers who said by whom they came (a code, a link, or words that a member understood) and bought for the first time within 84 days "
                "after. Nobody brings themselves, somebody at the same postal address, or a customer of old; the first name that a newcomer says counts."
            ),
            _SOURCE,
        ),
        Defined(
            "advocacy-help",
            lazy("Helped somebody"),
            lazy(
                "Answers to another’s question, in public, that the team marked as helpful. Two within 84 days make an advocate."
            ),
            _SOURCE,
        ),
        Defined(
            "advocacy-reach",
            lazy("People reached"),
            lazy(
                "The sum of the followers that came with each praise that counts, each taken as at most the brand’s 99th percentile of all of them, so that "
                "one celebrity does not decide. It stands apart from every count, and decides nothing."
            ),
            _SOURCE,
        ),
        Defined(
            "advocacy-tied",
            lazy("After something of ours"),
            lazy(
                "What came within 84 days after something was given or put right for the same person. That one came after the other is all it says."
            ),
        ),
    ),
)
