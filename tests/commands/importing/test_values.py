"""Amounts are exact, whatever they look like; instants are what the file means."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.commands.importing import values
from makegood.commands.importing.rows import as_text
from makegood.commands.importing.values import Amounts, Times
from makegood.kernel.money import Money


@given(minor=st.integers(-(10**14), 10**14), decimal=st.sampled_from(".,"), thousands=st.sampled_from(["", " ", "'"]))
def test_every_amount_comes_back_to_the_penny(minor: int, decimal: str, thousands: str) -> None:
    whole, pence = divmod(abs(minor), 100)
    text = f"{'-' if minor < 0 else ''}{whole:,}".replace(",", thousands) + f"{decimal}{pence:02}"
    assert values.amount(text, "GBP", Amounts("GBP", decimal, thousands)) == Money(minor, "GBP")


@given(st.integers(0, 10**9))
def test_a_column_of_floats_loses_no_penny(minor: int) -> None:
    assert values.amount(as_text(float(Decimal(minor) / 100)), "GBP", Amounts("GBP")) == Money(minor, "GBP")


@pytest.mark.parametrize("text", ["0.001", "1,99", "NaN", "1e999", "--1", "", "12.345", "1 2", "٣", "9" * 30])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is (no|finer|more)"):
        values.amount(text, "GBP", Amounts("GBP"))


def test_the_smallest_coin_is_the_currencys_own() -> None:
    assert values.amount("199", "JPY", Amounts("JPY")) == Money(199, "JPY")
    assert values.amount("1.234", "KWD", Amounts("KWD")) == Money(1234, "KWD")
    assert values.amount("199", "GBP", Amounts("GBP", unit="minor")) == Money(199, "GBP")
    assert values.amount("£1.99", "GBP", Amounts("GBP")) == Money(199, "GBP")


@pytest.mark.parametrize(
    ("text", "formats", "expected"),
    [
        ("2024-07-01 10:00:00", (), datetime(2024, 7, 1, 9, tzinfo=UTC)),
        ("2024-07-01T10:00:00+02:00", (), datetime(2024, 7, 1, 8, tzinfo=UTC)),
        ("01/07/2024 10:00", ("%d/%m/%Y %H:%M",), datetime(2024, 7, 1, 9, tzinfo=UTC)),
        ("1719828000", ("iso", "unix"), datetime(2024, 7, 1, 10, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_the_zone_that_the_file_means(text: str, formats: tuple[str, ...], expected: datetime) -> None:
    assert values.instant(text, Times("Europe/London", formats)) == expected


def test_a_promised_day_lasts_until_its_midnight_also_when_the_clock_changes() -> None:
    spring = values.instant("2024-03-31", Times("Europe/London"))
    assert values.end_of_day(spring, "Europe/London") == datetime(2024, 3, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"), [(17850.0, "17850"), (2.55, "2.55"), (None, ""), (True, "true"), (float("nan"), ""), (12, "12")]
)
def test_a_value_is_written_as_whoever_wrote_it_would(value: object, text: str) -> None:
    assert as_text(value) == text
