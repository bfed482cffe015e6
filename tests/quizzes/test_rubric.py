"""What levels chosen come to, for any rubric."""

import uuid

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.rubric import Criterion, Level, Rubric, Unfit, as_json, is_drawn, problems, rubric_from, verdict


@st.composite
def rubrics(draw):
    criteria = []
    for number in range(draw(st.integers(1, 6))):
        points = draw(st.lists(st.integers(0, 10), min_size=2, max_size=5, unique=True))
        critical = draw(st.booleans())
        if critical and 0 not in points:
            points[0] = 0
        assume(max(points) > 0)
        levels = tuple(Level(f"{number}-{each}", each, "名", anchor="看到") for each in points)
        criteria.append(Criterion(str(number), "项", "", critical, draw(st.integers(1, 5)), levels))
    return Rubric(draw(st.integers(1, 100)), tuple(criteria))


@st.composite
def marked(draw):
    rubric = draw(rubrics())
    return rubric, {row.id: draw(st.sampled_from(row.levels)).id for row in rubric.criteria}


@given(marked())
def test_a_verdict_says_passed_exactly_when_the_points_suffice_and_nothing_critical_failed(given_marks):
    rubric, chosen = given_marks
    found = verdict(rubric, chosen)
    points = [(row, row.level(chosen[row.id]).points) for row in rubric.criteria]
    assert found.points == sum(row.weight * each for row, each in points)
    assert set(found.failed) == {row.id for row, each in points if row.critical and each == 0}
    assert found.passed == (not found.failed and found.points / found.most >= rubric.pass_percent / 100)
    assert 0 <= found.points <= found.most


@given(marked())
def test_a_percentage_shown_as_enough_is_enough(given_marks):
    rubric, chosen = given_marks
    found = verdict(rubric, chosen)
    assert (found.percent >= rubric.pass_percent) == (found.points * 100 >= rubric.pass_percent * found.most)


@given(marked(), st.data())
def test_a_better_level_never_makes_a_verdict_worse(given_marks, data):
    rubric, chosen = given_marks
    row = data.draw(st.sampled_from(rubric.criteria))
    better = max(row.levels, key=lambda level: level.points)
    before, after = verdict(rubric, chosen), verdict(rubric, {**chosen, row.id: better.id})
    assert after.points >= before.points
    assert after.passed >= before.passed


@given(marked(), st.data())
def test_a_critical_criterion_at_no_points_fails_whatever_the_rest(given_marks, data):
    rubric, _chosen = given_marks
    critical = [row for row in rubric.criteria if row.critical]
    assume(critical)
    row = data.draw(st.sampled_from(critical))
    best = {each.id: max(each.levels, key=lambda level: level.points).id for each in rubric.criteria}
    zero = next(level for level in row.levels if level.points == 0)
    assert not verdict(rubric, {**best, row.id: zero.id}).passed


@given(marked(), st.data())
def test_a_sheet_with_a_criterion_left_out_or_a_level_of_another_is_refused(given_marks, data):
    rubric, chosen = given_marks
    row = data.draw(st.sampled_from(rubric.criteria))
    for wrong in ("", "nobody's"):
        with pytest.raises(Unfit):
            verdict(rubric, {**chosen, row.id: wrong})


@given(rubrics())
def test_what_is_stored_is_read_back_equal(rubric):
    assert rubric_from(as_json(rubric)) == rubric


@given(rubrics())
def test_a_sound_rubric_has_no_problems(rubric):
    assert problems(rubric) == []


@given(rubrics())
def test_places_lie_between_the_lowest_and_the_highest_level(rubric):
    for row in rubric.criteria:
        ranked = sorted(row.levels, key=lambda level: level.points)
        places = [row.place(level.id) for level in ranked]
        assert places[0] == 0
        assert places[-1] == 1
        assert places == sorted(places)


def test_what_is_wrong_with_a_rubric_is_said_by_number():
    level = Level("a", 1, "名", anchor="看到")
    rows = [
        (Criterion("1", "项", "", False, 1, (level,)), "give 2 to 6"),
        (Criterion("1", "项", "", False, 1, (level, Level("b", 1, "名", anchor="x"))), "same points"),
        (Criterion("1", "项", "", False, 1, (Level("a", 0, "名"), Level("b", 1, "名", anchor="x"))), "anchor"),
        (Criterion("1", "项", "", True, 1, (level, Level("b", 2, "名", anchor="x"))), "0 points"),
    ]
    with translation.override("en"):
        for row, words in rows:
            (sentence,) = problems(Rubric(80, (row,)))
            assert sentence.startswith("Criterion 1")
            assert words in sentence
        assert problems(Rubric(80, ())) == ["Write 1 to 20 criteria."]


@given(st.uuids(), st.integers(0, 100))
def test_a_draw_is_the_same_whoever_asks_and_grows_with_the_share(number, percent):
    assert is_drawn(number, percent) == is_drawn(uuid.UUID(str(number)), percent)
    assert not is_drawn(number, 0)
    assert is_drawn(number, 100)
    assert is_drawn(number, percent) <= is_drawn(number, min(100, percent + 1))


def test_about_the_share_that_is_wanted_is_drawn():
    numbers = [uuid.uuid5(uuid.NAMESPACE_URL, str(number)) for number in range(4000)]
    share = sum(is_drawn(number, 20) for number in numbers) / len(numbers)
    assert 0.17 < share < 0.23
