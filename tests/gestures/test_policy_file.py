"""The policy file: what a shopkeeper writes is what the rules use, and each mistake is named."""

import pytest

from makegood.gestures.queries import default_policy
from makegood.gestures.rules.policy_file import read_policy
from makegood.gestures.types import GestureKind
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from tests.gestures.given import policy, pounds


def refusal(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_policy(text, currency="GBP")
    assert caught.value.code == "policy_unreadable"
    return caught.value


def test_the_policy_that_is_shipped_says_what_the_paper_says() -> None:
    shipped = policy()
    assert (shipped.surprise_every_days, shipped.same_surprise_days) == (90, 365)
    assert (shipped.cap_share, shipped.surprise_share, shipped.surprise_floor) == (15_000, 500, pounds(100))
    assert (shipped.kept_from_share, shipped.kept_to_share, shipped.human_from_failure) == (500, 2_000, 3)
    assert (shipped.no_return_below, shipped.return_cost) == (pounds(1_000), pounds(400))
    assert (shipped.first_reply_minutes, shipped.replacement_hours, shipped.follow_up_hours) == (60, 48, 2)
    assert (shipped.fix_approval_above, shipped.fix_approved_by) == (pounds(10_000), ("lead", "owner"))
    assert shipped.automatic_fix_up_to is None
    assert [rule.name for rule in shipped.rules] == [
        "Something small from stock",
        "Sorry that it was late",
        "Sorry for the trouble",
        "A way or a wait spared",
        "Something for the trouble",
    ]


def test_the_rungs_that_are_shipped_are_those_of_the_paper() -> None:
    assert [(rung.name, rung.share) for rung in policy().make_ups] == [
        ("An hour or more", 500),
        ("A day or more", 1_000),
        ("Three days or more", 2_000),
        ("A day that mattered", 2_000),
        ("Kept with its flaw", 1_500),
        ("The second time", 1_000),
        ("The third time", 2_000),
    ]
    assert (policy().least_worth, policy().many_share, policy().pay_as) == (pounds(100), 6_000, "refund")
    assert (policy().claims_times_peers, policy().claims_sure, policy().without_share) == (3, 9_500, 0)


def test_a_rule_holds_each_of_its_words() -> None:
    late = policy().rules[1]
    assert late.kinds == (GestureKind.MONEY, GestureKind.TIME, GestureKind.PRODUCT)
    assert (late.harms, late.roles) == (("late", "outage"), ("agent", "lead", "owner"))
    assert (late.up_to, late.up_to_share, late.floor) == (pounds(2_500), 2_000, pounds(100))
    assert (late.approval_above, late.approved_by, late.automatic) == (pounds(1_000), ("lead", "owner"), False)


@pytest.mark.parametrize("currency", ["GBP", "EUR", "JPY", "KWD", "CHF"])
def test_the_shipped_policy_can_be_read_in_every_kind_of_currency(currency: str) -> None:
    assert read_policy(default_policy(), currency=currency).rules[0].up_to == Money(
        {"JPY": 3, "KWD": 3_000}.get(currency, 300), currency
    )


def test_the_version_is_the_number_and_the_digest_of_the_text() -> None:
    first, second = policy(), policy(default_policy() + "\n")
    assert first.version.startswith("0 (")
    assert len(first.version) == len("0 (9f2c41d0)")
    assert first.version != second.version
    assert read_policy(default_policy(), currency="GBP", number=3).version == first.version.replace("0 (", "3 (")


def test_without_a_word_on_surprises_one_pound_is_always_allowed() -> None:
    assert policy("[promises]\n").surprise_floor == pounds(100)
    assert read_policy("[promises]\n", currency="JPY").surprise_floor == Money(1, "JPY")


RULE = '[[rule]]\nname = "A"\ngive = ["money"]\nwho = ["agent"]\n'


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("", None, "text", "is empty"),
        ("x" * 100_001, None, "text", "longer than 100,000"),
        ("[surprises\n", 1, "line 1", "cannot be read"),
        ('[returns]\n\nnever_below = "5.00\n', 3, "line 3", "cannot be read"),
        ("[surprises]\n[surprises]\n", 2, "line 2", "cannot be read"),
        ("[surprises]\nwhich_by_lot = true\n", 2, "surprises.which_by_lot", "nobody is counted"),
        ("[returns]\n# free\nnever_below = 5.00\n", 3, "returns.never_below", "in quotes"),
        ('[returns]\nnever_below = "-5.00"\n', 2, "returns.never_below", "not below zero"),
        ('[returns]\nnever_below = "5.001"\n', 2, "returns.never_below", "finer than GBP"),
        ('[returns]\nnever_below = "five"\n', 2, "returns.never_below", "is not an amount"),
        ('[returns]\nnever_below = "NaN"\n', 2, "returns.never_below", "is not an amount"),
        ('[returns]\nnever_belo = "5.00"\n', 2, "returns.never_belo", "Did you mean never_below?"),
        ("[surprise]\n", 1, "surprise", "Did you mean surprises?"),
        ("\nup_to = 3\n", 2, "up_to", "there is no part called [up_to]"),
        ('[extras]\nall_together = "150"\n', 2, "extras.all_together", "is not a share"),
        ("[extras]\nall_together = 150\n", 2, "extras.all_together", "is not a share"),
        ('[extras]\nlate_but_kept_from = "30 %"\n', 2, "extras.late_but_kept_from", "more than late_but_kept_to"),
        ('[surprises]\none_every = "90"\n', 2, "surprises.one_every", "is not a time"),
        ('[surprises]\none_every = "36 hours"\n', 2, "surprises.one_every", "whole days"),
        ('[surprises]\none_every = "0 days"\n', 2, "surprises.one_every", "at least one"),
        ("[letters]\na_person_writes_from_failure = 1\n", 2, "letters.a_person_writes_from_failure", "from 2 to 100"),
        ("[statements]\ntwo_read_above = -1\n", 2, "statements.two_read_above", "from 0 to 1000000"),
        ("[letters]\na_person_writes_from_failure = true\n", 2, "letters.a_person_writes_from_failure", "whole number"),
        ('[fixes]\nask_above = "100"\n', 1, "fixes.ask", "is missing"),
        ('[fixes]\nask = ["lead"]\n', 1, "fixes.ask_above", "is missing"),
        ('[fixes]\nask_above = "1"\nask = ["lead"]\nby_itself_up_to = "2"\n', 4, "fixes.by_itself_up_to", "more than ask_above"),
        ('[rule]\nname = "A"\n', 1, "rule", "double brackets"),
        ('rule = "A"\n', 1, "rule", "double brackets"),
        ('[[rule]]\ngive = ["money"]\nwho = ["agent"]\n', 1, "rule 1.name", "is missing"),
        (RULE + RULE.replace('name = "A"\n', 'name = ""\n'), 6, "rule 2.name", "1 to 120 characters"),
        (RULE + RULE, 6, "rule 2.name", "two rules are called “A”"),
        (RULE.replace('["money"]', '["cash"]'), 3, "rule 1.give", "none of money, product, time, surprise"),
        (RULE.replace('["money"]', '["fix"]'), 3, "rule 1.give", "what is owed has no limit"),
        (RULE.replace('["money"]', '"money"'), 3, "rule 1.give", "is not a list"),
        (RULE.replace('["money"]', "[]"), 3, "rule 1.give", "is not a list"),
        (RULE.replace('["money"]', '[["money"]]'), 3, "rule 1.give", "none of"),
        (RULE.replace('["money"]', '["money", "money"]'), 3, "rule 1.give", "twice"),
        (RULE.replace('["agent"]', '["viewer"]'), 4, "rule 1.who", "a viewer only looks"),
        (RULE + 'when = ["bored"]\n', 5, "rule 1.when", "none of late, lost, faulty"),
        (RULE + 'at_least = "1.00"\n', 5, "rule 1.at_least", "means nothing without"),
        (RULE + 'up_to = "1.00"\nup_to_share = "5 %"\nat_least = "2.00"\n', 7, "rule 1.at_least", "more than up_to"),
        (RULE + 'ask_above = "1.00"\n', 1, "rule 1.ask", "is missing"),
        (RULE + 'ask = ["lead"]\n', 1, "rule 1.ask_above", "is missing"),
        (RULE + 'up_to = "1"\nask_above = "1"\nask = ["lead"]\n', 6, "rule 1.ask_above", "nobody would ever be asked"),
        (RULE + 'by_itself = "yes"\n', 5, "rule 1.by_itself", "neither true nor false"),
        (RULE + "by_itself = true\n", 5, "rule 1.by_itself", "must have a limit"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_its_field(text: str, line: int | None, field: str, words: str) -> None:
    why = refusal(text)
    assert field in why.fields
    assert words in why.sentence
    if line:
        assert why.sentence.startswith(f"Line {line} ")


def test_all_mistakes_are_named_at_once_and_the_first_one_leads() -> None:
    why = refusal('[returns]\nnever_below = "x"\n[surprises]\none_every = "y"\n[extras]\nall_together = "z"\n')
    assert why.sentence.startswith("Line 2 of the policy file, returns.never_below:")
    assert why.sentence.endswith("There are 2 more mistakes.")
    assert set(why.fields) == {"returns.never_below", "surprises.one_every", "extras.all_together"}
