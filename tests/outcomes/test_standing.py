"""Where somebody stands, by what they did: the rule on values alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.outcomes import rules
from makegood.outcomes.types import PersonEvidence, Standing
from tests import cast

NOTHING = PersonEvidence(0, None, 0, 0, 0, 0, 0)
BOUGHT = replace(NOTHING, orders=5, first_order_at=cast.later(days=-120))


@pytest.mark.parametrize(
    ("evidence", "standing"),
    [
        (NOTHING, Standing.UNKNOWN),
        (BOUGHT, Standing.PASSIVE),
        (replace(BOUGHT, open_complaints=1), Standing.PASSIVE),
        (replace(NOTHING, open_complaints=1), Standing.PASSIVE),
        (replace(BOUGHT, private_thanks=1), Standing.PROMOTER),
        (replace(BOUGHT, private_thanks=3, open_complaints=1), Standing.PASSIVE),
        (replace(BOUGHT, public_praises=1), Standing.ADVOCATE),
        (replace(BOUGHT, referrals=1), Standing.ADVOCATE),
        (replace(BOUGHT, public_praises=1, open_complaints=1), Standing.ADVOCATE),
        (replace(BOUGHT, public_complaints=1), Standing.DETRACTOR),
        (replace(BOUGHT, public_complaints=1, private_thanks=2), Standing.DETRACTOR),
        (replace(BOUGHT, public_complaints=2, public_praises=1), Standing.DETRACTOR),
        (replace(BOUGHT, public_complaints=1, public_praises=1), Standing.ADVOCATE),
    ],
)
def test_behaviour_decides_where_somebody_stands(evidence: PersonEvidence, standing: Standing) -> None:
    assert rules.standing_of(evidence) is standing


def test_of_public_praise_and_public_complaint_the_later_word_counts() -> None:
    both = replace(
        BOUGHT, public_praises=1, public_complaints=5, last_public_praise_at=cast.AT, last_public_complaint_at=cast.later(days=-2)
    )
    assert rules.standing_of(both) is Standing.ADVOCATE
    assert rules.standing_of(replace(both, last_public_complaint_at=cast.later(days=2))) is Standing.DETRACTOR


def test_the_man_with_the_torch_goes_from_passive_to_advocate() -> None:
    assert rules.standing_of(rules.before_praise(replace(BOUGHT, public_praises=1))) is Standing.PASSIVE
    assert rules.standing_of(replace(BOUGHT, public_praises=1)) is Standing.ADVOCATE
    assert rules.because_of(replace(BOUGHT, public_praises=1)) == "Praised us in public without being asked."


@given(
    st.builds(
        PersonEvidence,
        orders=st.integers(0, 3),
        first_order_at=st.none(),
        public_praises=st.integers(0, 3),
        public_complaints=st.integers(0, 3),
        open_complaints=st.integers(0, 3),
        private_thanks=st.integers(0, 3),
        referrals=st.integers(0, 3),
    )
)
def test_one_more_public_praise_never_lowers_anybody(evidence: PersonEvidence) -> None:
    order = list(Standing)
    more = replace(evidence, public_praises=evidence.public_praises + 1)
    before, after = rules.standing_of(evidence), rules.standing_of(more)
    assert after is Standing.ADVOCATE or (before is Standing.DETRACTOR and after is Standing.DETRACTOR)
    assert rules.because_of(more)
    assert order.index(after) >= order.index(Standing.DETRACTOR)
