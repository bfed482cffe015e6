"""Reading amounts: as many ways of writing one number as there are, and no number where there is none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.amounts import number_of, readings, span_of, tolerance_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("120", 120),
        ("１２０", 120),
        (" 1 200 ", 1200),
        ("1,200", 1200),
        ("１，２００", 1200),
        ("1、200", 1200),
        ("12,0000", 120000),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", 1234567),
        ("3,5", "3.5"),
        ("0,750", "0.75"),
        ("3。5", "3.5"),
        ("３．５", "3.5"),
        (".5", "0.5"),
        ("120。", 120),
        ("-5", -5),
        ("−5", -5),
        ("负五", -5),
        ("+5", 5),
        ("一百二十", 120),
        ("一百二", 120),
        ("壹佰贰拾", 120),
        ("一百一十五", 115),
        ("十五", 15),
        ("二十", 20),
        ("一千零二十", 1020),
        ("一万零二", 10002),
        ("两千七百六十", 2760),
        ("二七六〇", 2760),
        ("两万五", 25000),
        ("2万5千", 25000),
        ("1.2万", 12000),
        ("一点二万", 12000),
        ("一亿二千万", 120000000),
        ("一百二十点五", "120.5"),
        ("零点五", "0.5"),
    ],
)
def test_one_number_is_written_in_many_ways(text, number):
    assert number_of(text) == Fraction(number)


@pytest.mark.parametrize(
    "text", ["", "。", "abc", "百", "万", "12,34,5", "1.2.3", "三百二百", "一百二千", "1e5", "½½", "--5"]
)
def test_what_is_no_number_is_not_taken_for_one(text):
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("120 度", 120, "度"),
        ("一百二十千瓦时", 120, "千瓦时"),
        ("3千瓦", 3, "千瓦"),
        ("1.2万元", 12000, "元"),
        ("1.2万元", "1.2", "万元"),
        ("¥120", 120, "元"),
        ("约120元整", 120, "元"),
        ("百分之五", 5, "%"),
        ("三度半", "3.5", "度"),
        ("两个半小时", "2.5", "小时"),
        ("半小时", "0.5", "小时"),
        ("-5℃", -5, "°C"),
        ("12m³", 12, "m3"),
    ],
)
def test_an_amount_is_read_with_its_unit(text, number, unit):
    assert (Fraction(number), unit) in [(one.number, one.unit) for one in readings(text)]


def test_the_longest_number_is_read_first():
    assert [str(one.number) for one in readings("三千瓦")] == ["3000", "3"]


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_written_with_digits_is_read_exactly(number):
    assert number_of(f"{number:f}") == Fraction(number)
    assert number_of(f"{number:,f}") == Fraction(number)


SIGNS = "零一二三四五六七八九"


def in_chinese(number):
    """A whole number below 10,000 as it is said."""
    said, skipped = "", False
    for place, size in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said += ("零" if skipped and said else "") + SIGNS[digit] + size
        skipped = not digit
    return said


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_a_number_said_in_chinese_is_read(low, high):
    assert number_of(in_chinese(low)) == low
    gap = "零" if low < 1000 else ""
    if high:
        assert number_of(f"{in_chinese(high)}万{gap}{in_chinese(low)}") == high * 10**4 + low


@given(st.text(max_size=80))
def test_reading_never_fails(text):
    for one in readings(text):
        assert isinstance(one.number, Fraction)
    span_of(text)
    tolerance_of(text, Fraction(1))


@pytest.mark.parametrize("text", ["118..125", "118～125", "118 至 125", "118到125", "118–125", "118…125"])
def test_a_range_has_two_ends(text):
    assert span_of(text) == (118, 125)


def test_a_range_from_high_to_low_is_none():
    assert span_of("125..118") is None
    assert span_of("1..2..3") is None
    assert span_of("-5..-3") == (-5, -3)


def test_a_tolerance_is_absolute_or_a_share():
    assert tolerance_of("", Fraction(120)) == 0
    assert tolerance_of("±2", Fraction(120)) == 2
    assert tolerance_of("5%", Fraction(-120)) == 6
    assert tolerance_of("0.1％", Fraction(1)) == Fraction(Decimal("0.001"))
    assert tolerance_of("-2", Fraction(120)) is None
    assert tolerance_of("etwas", Fraction(120)) is None
