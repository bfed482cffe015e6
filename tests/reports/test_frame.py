"""What follows from rows alone: narrowing, counting, sorting."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from reports.frame import Column, Crossing, Facet, Found, Kind, Report, Row, Word

values = st.sampled_from(["a", "b", "c"])
rows_of_two = st.lists(
    st.builds(
        lambda one, two, amount: Row({"n": amount}, {"one": (one, one.upper()), "two": (two, two.upper())}, amount),
        values, values, st.integers(0, 9),
    ),
    max_size=30,
)  # fmt: skip
REPORT = Report(
    slug="r",
    title="r",
    question="?",
    columns=(Column("n", "n", Kind.NUMBER),),
    rows=lambda asked: [],
    form=object,
    facets=(Facet("one", "One"), Facet("two", "Two", (("c", "C"), ("a", "A")))),
    crossings=(Crossing("both", "one", "two"),),
)


@given(rows_of_two)
def test_every_figure_is_the_sum_of_the_rows_it_leads_to(rows):
    for block in Found(REPORT, rows, {}).blocks():
        for line in (*block.lines, block.total):
            for figure in (*line.cells, line.total):
                assert figure.amount == sum(row.amount for row in Found(REPORT, rows, figure.drill).rows)


@given(rows_of_two, values, values)
def test_options_add_up_to_what_the_other_filters_leave(rows, one, two):
    found = Found(REPORT, rows, {"one": one, "two": two})
    options = {option.value: option.amount for option in found.options(REPORT.facets[0])}
    left = Found(REPORT, rows, {"two": two}).rows
    assert sum(options.values()) == sum(row.amount for row in left)
    assert options[one] == sum(row.amount for row in found.rows)


@given(rows_of_two)
def test_the_summary_does_not_change_when_a_filter_is_chosen(rows):
    whole, narrowed = Found(REPORT, rows, {}), Found(REPORT, rows, {"one": "a"})
    amounts = [[line.total.amount for line in block.lines] for block in whole.blocks()]
    assert [[line.total.amount for line in block.lines] for block in narrowed.blocks()] == amounts


def test_known_values_come_in_their_order_and_others_by_pinyin():
    facet = Facet("x", "x", (("b", "B"), ("a", "A")))
    assert [value for value, _ in facet.in_order({"a": "A", "z": "张", "y": "安", "b": "B"})] == ["b", "a", "y", "z"]


def test_what_is_empty_comes_last_either_way():
    days = [datetime.date(2026, 1, 2), None, datetime.date(2026, 1, 1)]
    report = Report("r", "r", "?", (Column("d", "d", Kind.DATE),), lambda asked: [], object)
    rows = [Row({"d": day}) for day in days]
    assert [row.cells["d"] for row in Found(report, rows, {}, "d").rows] == [days[2], days[0], None]
    assert [row.cells["d"] for row in Found(report, rows, {}, "-d").rows] == [days[0], days[2], None]


def test_states_are_sorted_by_their_order():
    report = Report("r", "r", "?", (Column("s", "s", Kind.STATE),), lambda asked: [], object)
    rows = [Row({"s": Word("valid", "a", 2)}), Row({"s": Word("expired", "b", 1)})]
    assert [row.cells["s"].order for row in Found(report, rows, {}, "s").rows] == [1, 2]
