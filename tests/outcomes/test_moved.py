"""How the same people moved: each once, by what was known of them last, whatever was linked since."""

from datetime import timedelta
from uuid import UUID

from makegood.brands.types import Brand
from makegood.flows import standing_moves
from makegood.outcomes import actions, rules
from makegood.outcomes.types import PastStanding, Standing, StoodAt
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import tenancy
from tests import cast

EARLY, LATE = cast.later(days=-40), cast.later(days=-3)
ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))
P, D, A, U = Standing.PASSIVE, Standing.DETRACTOR, Standing.ADVOCATE, Standing.UNKNOWN


def test_of_several_identities_the_last_word_counts_on_either_day() -> None:
    stood = [
        StoodAt(ONE, P, EARLY, P, EARLY, "bought"),
        StoodAt(TWO, D, EARLY + timedelta(days=1), A, LATE, "praised"),
        StoodAt(THREE, U, None, P, LATE, "wrote"),
    ]
    found = rules.moved(stood, {ONE: ONE, TWO: ONE, THREE: THREE})
    assert [(one.person_id, one.identity_id, one.was, one.now) for one in found] == [(THREE, THREE, U, P), (ONE, TWO, D, A)]


def test_what_belongs_to_nobody_any_more_moves_nobody() -> None:
    assert rules.moved([StoodAt(ONE, P, EARLY, A, LATE, "praised")], {}) == ()


def test_the_page_counts_the_same_people_then_and_now_and_those_of_whom_nothing_is_known(brightside: Brand) -> None:
    with tenancy.brand(brightside.id):
        seen = [Sighting((Address(IdentityKind.EMAIL, f"n{n}@example.net", f"N {n}"),)) for n in range(5)]
        who = [one.identity_id for one in recognising.recognise(sightings=seen, at=EARLY)]
        actions.keep_standings(
            steps=[
                PastStanding(who[0], U, P, EARLY, "bought"),
                PastStanding(who[0], P, A, LATE, "praised us in public"),
                PastStanding(who[1], U, P, EARLY, "bought"),
                PastStanding(who[2], U, D, LATE, "complained in public"),
                PastStanding(who[3], U, A, cast.later(days=1), "tomorrow"),
            ]
        )
        page = standing_moves.page(days=28, at=cast.AT)
        year = standing_moves.page(days=365, at=cast.AT)
    assert page.counted == {(P, A): 1, (P, P): 1, (U, D): 1}
    assert page.unknown == 2, "one of whom nothing is known, one whose step is of tomorrow"
    named = sorted((one.identity_id, one.was, one.now, person.name) for one, person in page.named)
    assert named == sorted([(who[0], P, A, "N 0"), (who[2], U, D, "N 2")])
    assert year.counted == {(U, A): 1, (U, P): 1, (U, D): 1}
