"""Aiken is strict, and says what it misses."""

import pytest

from quizzes.exchange.aiken import read

GOOD = "电费怎么交？\nA. 网上\nB) 窗口\nC. 都行\nANSWER: C\n"


def test_a_question_with_its_options_and_answer():
    (found,) = read(GOOD.encode("gb18030"))
    assert (found.place, found.item.kind, found.item.stem) == ("line 1", "single", "电费怎么交？")
    assert [(one["text"], one["right"]) for one in found.item.body["options"]] == [
        ("网上", False),
        ("窗口", False),
        ("都行", True),
    ]


def test_blank_lines_part_questions_but_need_not():
    assert [one.item.stem for one in read(("\n" + GOOD + GOOD + "\n\n" + GOOD).encode())] == ["电费怎么交？"] * 3


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("A. a\nB. b\nANSWER: A", "no question"),
        ("Q\nmore\nA. a\nB. b\nANSWER: A", "more than one line"),
        ("Q\nA. a\nANSWER: A", "fewer than two"),
        ("Q\na. a\nb. b\nANSWER: A", "more than one line"),
        ("Q\nA. a\nC. b\nANSWER: A", "in order"),
        ("Q\nA. a\nB.\nANSWER: A", "no text"),
        ("Q\nA. a\nB. b", "missing"),
        ("Q\nA. a\nB. b\nANSWER: AB", "one letter"),
        ("Q\nA. a\nB. b\nANSWER:", "one letter"),
        ("Q\nA. a\nB. b\nANSWER: a", "not the letter"),
        ("Q\nA. a\nB. b\nANSWER: D", "not the letter"),
    ],
)
def test_each_slip_has_its_sentence(source, word):
    (found,) = read(source.encode())
    assert found.item is None
    assert word in found.refusal


def test_a_missing_answer_line_costs_only_its_own_question():
    found = read(f"Q\nA. a\nB. b\n{GOOD}".encode())
    assert [(one.place, bool(one.item)) for one in found] == [("line 1", False), ("line 4", True)]
