"""What a candidate is called: words of several people in a row, else what most of them complain of; nobody's own words."""

from makegood.incidents.rules import titles

THREE = (
    "Hello, your checkout is down. I have a lamp in the basket, my number is 1007.",
    "Is it me, or is it true that your checkout is down? ana.duarte@example.net",
    "your checkout is down again!",
)


def test_words_that_three_people_used_in_a_row_are_the_sentence() -> None:
    assert titles.sentence(THREE, ("checkout", "basket")) == "People say: your checkout is down"


def test_of_two_people_no_words_are_shown() -> None:
    assert titles.sentence(THREE[:2], ("checkout", "basket")) == "People write of checkout, basket"


def test_without_common_words_it_is_called_by_what_most_complain_of() -> None:
    apart = ("Nothing loads.", "The page is blank.", "I get an error at the till.")
    assert titles.sentence(apart, ("page",), happened=("outage", "outage", "outage", "billing")) == (
        "The shop does not work for people: page"
    )
    assert titles.sentence(apart, ("page",), happened=("outage", "billing", "late")) == "People write of page"
    assert titles.sentence(apart, (), happened=()) == titles.IN_MANY_WORDS


def test_numbers_and_addresses_never_stand_in_it() -> None:
    texts = ["the code spring08 does not work at all"] * 4
    said = titles.sentence(texts, ("work",))
    assert "spring08" not in said
    assert not any(sign.isdigit() for sign in said)


def test_what_a_machine_counts_keeps_its_name() -> None:
    assert titles.plainly(("refused checkouts",)) == "Refused checkouts"
