"""Which questions are flagged: only where the figures exclude the innocent explanation."""

import random

import pytest

from quizzes.flags import LEAST_ANSWERS, MEANINGS, NAMES, flags, usual_seconds
from quizzes.item_analysis import Choice, Response, analyse

CHOICES = [Choice("a", "对的", True), Choice("b", "错一", False), Choice("c", "错二", False)]


def answers(n=200, chance=lambda rest: rest, wrong="bc", seconds=20.0, seed=1):
    """So many people of all strengths; `chance(strength)` to answer rightly, else one of `wrong` is taken."""
    rng, rows = random.Random(seed), []
    for _person in range(n):
        rest = rng.random()
        right = rng.random() < chance(rest)
        rows.append(Response(float(right), rest, ("a",) if right else (rng.choice(wrong),), seconds))
    return rows


def raised(rows, guess=1 / 3, usual=None):
    return [flag.code for flag in flags(analyse(rows, CHOICES, guess), usual)]


def test_a_question_that_works_is_not_flagged():
    assert raised(answers()) == []


def test_a_few_answers_raise_nothing_however_bad_they_look():
    rows = answers(LEAST_ANSWERS - 1, chance=lambda rest: 0)
    assert raised(rows) == ["too_few"]
    assert raised([*rows, rows[0]]) != ["too_few"]


def test_a_wrong_key_is_suspected_when_the_strong_miss_it():
    assert raised(answers(chance=lambda rest: 1 - rest))[0] == "key_suspect"


def test_a_wrong_key_is_suspected_when_the_best_prefer_another_choice():
    # Right is what the weak choose by chance; "b", which the strong take, is the true answer.
    rows = [Response(row.share, row.rest, row.chosen) for row in answers(chance=lambda rest: 0.2)]
    rows += [Response(0, 0.95, ("b",)) for _person in range(60)]
    found = flags(analyse(rows, CHOICES, 1 / 3))
    assert found[0].code == "key_suspect"
    assert found[0].grave


def test_a_hard_question_whose_best_are_split_by_chance_has_no_suspect_key():
    rows = answers(400, chance=lambda rest: 0.25 + 0.1 * rest)
    assert "key_suspect" not in raised(rows)


def test_worse_than_guessing_needs_the_whole_interval_below():
    assert "worse_than_guessing" in raised(answers(200, chance=lambda rest: 0.2 * rest))
    assert "worse_than_guessing" not in raised(answers(40, chance=lambda rest: 0.3), guess=1 / 3)
    assert "worse_than_guessing" not in raised(answers(200, chance=lambda rest: 0.01), guess=0)


def test_too_hard_is_said_of_what_hardly_anybody_knows():
    assert "too_hard" in raised(answers(300, chance=lambda rest: 0.05 * rest), guess=0)


def test_too_easy_is_said_of_what_nearly_everybody_has():
    assert raised(answers(200, chance=lambda rest: 0.99)) == ["too_easy"]
    assert raised(answers(LEAST_ANSWERS, chance=lambda rest: 1)) == []


def test_a_question_of_luck_tells_little():
    assert raised(answers(400, chance=lambda rest: 0.6)) == ["tells_little"]


def test_a_wrong_choice_nobody_takes_is_idle():
    found = flags(analyse(answers(wrong="b"), CHOICES, 1 / 3))
    assert [flag.code for flag in found] == ["idle_distractor"]
    assert "错二" in found[0].because


def test_where_nearly_all_are_right_no_wrong_choice_is_called_idle():
    assert "idle_distractor" not in raised(answers(100, chance=lambda rest: 0.9, wrong="b"))


def test_slow_is_measured_by_what_is_usual():
    assert raised(answers(seconds=61), usual=30) == ["slow"]
    assert raised(answers(seconds=59), usual=30) == []
    assert raised(answers(seconds=None), usual=30) == []
    assert raised(answers(seconds=61)) == []


def test_what_is_usual_is_the_middle_of_five_questions_at_least():
    assert usual_seconds([10, 20, 30, 1000, 5]) == 20
    assert usual_seconds([10, 20, 30, 40, 1000, 5]) == 25
    assert usual_seconds([10, 20, 30, 40]) is None


@pytest.mark.parametrize("seed", range(8))
def test_good_questions_of_small_halls_are_left_alone(seed):
    assert raised(answers(60, chance=lambda rest: 0.15 + 0.8 * rest, seed=seed)) == []


def test_every_flag_has_a_name_and_a_meaning():
    assert set(NAMES) == set(MEANINGS)
    flag = flags(analyse([], CHOICES))[0]
    assert flag.name
    assert flag.meaning
    assert not flag.grave
