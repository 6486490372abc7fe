"""Voices into shares: people and not texts, the intervals, before and after."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from makegood.moods.rules import counting
from makegood.moods.types import Feeling, Source, Voice
from tests import cast


def voice(who: int, feeling: Feeling, minutes: int, *, buys: bool = False) -> Voice:
    return Voice(cast.later(minutes=minutes), UUID(int=who), feeling, buys, Source.THREAD)


def test_of_84_who_answered_61_are_kind_and_the_interval_is_wilsons() -> None:
    voices = [voice(n, Feeling.KIND if n < 61 else Feeling.CALM, n) for n in range(84)]
    shares = counting.shares(voices)
    assert (shares.n, shares.kind.hits) == (84, 61)
    assert (round(shares.kind.low, 4), round(shares.kind.high, 4)) == (0.6225, 0.8101)


def test_somebody_who_writes_ten_times_is_one_by_their_last_word() -> None:
    voices = [voice(1, Feeling.ANGRY, n) for n in range(9)] + [voice(1, Feeling.KIND, 9), voice(2, Feeling.ANGRY, 3)]
    shares = counting.shares(sorted(voices, key=lambda one: one.said_at))
    assert (shares.n, shares.kind.hits, shares.angry.hits) == (2, 1, 1)


def test_a_wish_to_buy_counts_though_a_later_word_does_not_repeat_it() -> None:
    shares = counting.shares([voice(1, Feeling.KIND, 0, buys=True), voice(1, Feeling.CALM, 5)])
    assert (shares.n, shares.buying.hits) == (1, 1)


def test_what_the_reader_could_not_tell_is_a_group_of_its_own() -> None:
    shares = counting.shares([voice(1, Feeling.UNSURE, 0), voice(2, Feeling.KIND, 1)])
    assert (shares.n, shares.unsure.hits, shares.kind.hits, shares.angry.hits) == (2, 1, 1, 0)


def test_the_turn_is_the_difference_between_before_our_word_and_since() -> None:
    before = [voice(n, Feeling.ANGRY if n < 27 else Feeling.CALM, n) for n in range(30)]
    after = [voice(100 + n, Feeling.KIND if n < 20 else Feeling.ANGRY, 60 + n) for n in range(30)]
    mood = counting.mood([*before, *after], said_at=cast.later(minutes=60), zone="Europe/London")
    assert (mood.turn.before.angry.hits, mood.turn.after.angry.hits) == (27, 10)
    assert mood.turn.angry is not None
    assert mood.turn.angry.is_better
    assert mood.turn.kind is not None
    assert mood.turn.kind.is_worse  # more of them: Difference speaks of what goes wrong
    assert [step.shares.n for step in mood.steps] == [30, 30]


def test_too_few_before_say_nothing_about_a_turn() -> None:
    voices = [voice(1, Feeling.ANGRY, 0), *(voice(10 + n, Feeling.KIND, 60 + n) for n in range(30))]
    mood = counting.mood(voices, said_at=cast.later(minutes=30), zone="Europe/London")
    assert mood.turn.angry is None


def test_an_hour_in_which_nobody_spoke_is_there_with_nothing_in_it() -> None:
    mood = counting.mood([voice(1, Feeling.CALM, 5), voice(2, Feeling.CALM, 150)], said_at=None, zone="Europe/London")
    assert [(step.begins_at, step.shares.n) for step in mood.steps] == [
        (cast.AT, 1),
        (cast.later(hours=1), 0),
        (cast.later(hours=2), 1),
    ]


def test_hours_are_full_ones_on_the_clocks_of_the_place() -> None:
    mood = counting.mood([voice(1, Feeling.CALM, 5)], said_at=None, zone="Asia/Kolkata")  # 15:35 there
    assert mood.steps[0].begins_at == cast.later(minutes=-30)


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(list(Feeling)), st.integers(0, 60 * 24 * 20), st.booleans()), max_size=60
    ),
    st.integers(0, 60 * 24 * 20),
)
def test_nobody_is_lost_and_nobody_is_counted_twice(told: list[tuple[int, Feeling, int, bool]], turn: int) -> None:
    voices = [voice(who, feeling, minutes, buys=buys) for who, feeling, minutes, buys in told]
    mood = counting.mood(voices, said_at=cast.later(minutes=turn), zone="America/New_York")
    assert len(mood.steps) <= counting.MOST_STEPS + 1
    for step in mood.steps:
        assert step.ends_at - step.begins_at == timedelta(hours=mood.step_hours)
        inside = {one.speaker for one in voices if step.begins_at <= one.said_at < step.ends_at}
        shares = step.shares
        assert shares.n == len(inside)
        assert shares.kind.hits + shares.angry.hits + shares.calm.hits + shares.unsure.hits == shares.n
    assert mood.turn.before.n == len({one.speaker for one in voices if one.said_at < cast.later(minutes=turn)})
    assert mood.turn.after.n == len({one.speaker for one in voices if one.said_at >= cast.later(minutes=turn)})
