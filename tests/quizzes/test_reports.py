"""The results of a quiz: the same figures as from plain formulas over all rows, and only those one may see."""

import datetime
import random
import statistics
from decimal import Decimal

import pytest

from people.models import User
from quizzes.models import Attempt, AttemptQuestion, Section
from quizzes.reliability import alpha_of
from quizzes.reports import Scope, beside, marks_of, quizzes_of, sittings_of, summary
from quizzes.results_by_person import people_of, rows_of, voided_of
from quizzes.results_by_question import figures_of, sections_of
from tests.factories import HallFactory, UserFactory

from .factories import NOW, make_question, make_quiz, minutes
from .sittings import sit

pytestmark = pytest.mark.django_db
EVERYBODY = User.objects.all()


@pytest.fixture
def questions():
    return [make_question(f"q{n}") for n in range(5)]


@pytest.fixture
def quiz(questions):
    return make_quiz(questions, pass_mark=60)


def staff(count, **fields):
    return [UserFactory(**fields) for _person in range(count)]


def figures(scope):
    return figures_of(scope, marks_of(scope, sittings_of(scope)))


def matrix(quiz):
    """{question: points} of each attempt, read the slow way."""
    rows = {}
    for asked in AttemptQuestion.objects.filter(attempt__quiz=quiz, attempt__voided_at=None).order_by("pk"):
        rows.setdefault(asked.attempt_id, {})[asked.question_id] = float(asked.points)
    return list(rows.values())


def test_figures_by_question_are_those_of_the_plain_formulas(quiz, questions):
    sit(quiz, questions, staff(40), at=NOW)
    found, rows = figures(Scope(quiz, EVERYBODY)), matrix(quiz)
    assert [row.question.key for row in found.rows] == ["q0", "q1", "q2", "q3", "q4"]
    for row in found.rows:
        own = [each[row.question.pk] for each in rows]
        rest = [sum(each.values()) - each[row.question.pk] for each in rows]
        assert row.asked == 40
        assert row.facility.value == pytest.approx(statistics.fmean(own))
        assert row.discrimination.value == pytest.approx(statistics.correlation(own, rest))
    assert found.reliability.kind == "alpha"
    plain = alpha_of([list(each.values()) for each in rows], possible=5)
    assert found.reliability.coefficient.value == pytest.approx(plain.coefficient.value)
    assert found.reliability.error == pytest.approx(plain.error)


def test_partial_marks_and_questions_of_more_points_are_shares(quiz, questions):
    sit(quiz, questions, staff(30), at=NOW)
    rng = random.Random(2)
    AttemptQuestion.objects.filter(question=questions[0]).update(max_points=4)
    for attempt in Attempt.objects.all():
        asked = attempt.questions.get(question=questions[0])
        asked.points = Decimal(rng.choice(["0", "1.5", "4"]))
        asked.save()
        attempt.points, attempt.max_points = sum(each.points for each in attempt.questions.all()), 8
        attempt.save()
    found, rows = figures(Scope(quiz, EVERYBODY)), matrix(quiz)
    own = [each[questions[0].pk] for each in rows]
    rest = [sum(each.values()) - each[questions[0].pk] for each in rows]
    assert found.rows[0].facility.value == pytest.approx(statistics.fmean(own) / 4)
    assert found.rows[0].facility.method == "t"
    assert found.rows[0].discrimination.value == pytest.approx(statistics.correlation(own, rest))
    plain = alpha_of([list(each.values()) for each in rows], possible=8)
    assert found.reliability.coefficient.value == pytest.approx(plain.coefficient.value)


def test_different_papers_have_an_estimate_with_another_name(quiz, questions):
    clerks = staff(40)
    for number, clerk in enumerate(clerks):
        drawn = [questions[number % 5], questions[(number + 1) % 5], questions[(number + 2) % 5]]
        sit(quiz, drawn, [clerk], at=NOW, seed=number)
    found = figures(Scope(quiz, EVERYBODY)).reliability
    assert found.kind == "dependability"
    assert found.questions == pytest.approx(3)
    # The same from all rows as from the marks alone, which do where each question is right or wrong.
    AttemptQuestion.objects.filter(question=questions[0]).update(max_points=2)
    AttemptQuestion.objects.filter(question=questions[0], points=1).update(points=2)
    again = figures(Scope(quiz, EVERYBODY)).reliability
    assert again.coefficient.value == pytest.approx(found.coefficient.value)


def test_of_each_person_the_first_attempt_counts_or_all(quiz, questions):
    clerks = staff(3)
    sit(quiz, questions, clerks, at=NOW, chance=lambda s, p: 0)
    sit(quiz, questions, clerks, at=NOW + minutes(500), chance=lambda s, p: 1)
    first, both = Scope(quiz, EVERYBODY), Scope(quiz, EVERYBODY, first_only=False)
    assert summary(marks_of(first, sittings_of(first))).mean == 0
    assert summary(marks_of(both, sittings_of(both))).mean == pytest.approx(0.5)
    assert [row.asked for row in figures(first).rows] == [3] * 5
    assert [row.asked for row in figures(both).rows] == [6] * 5
    assert {mark.attempt for mark in marks_of(first, sittings_of(first))} == set(
        first.marked.values_list("pk", flat=True)
    )


def test_people_have_the_mark_that_counts_by_the_rule_of_the_quiz(quiz, questions):
    clerk = UserFactory(full_name="张三")
    for chance in (0, 1):
        sit(quiz, questions, [clerk], at=NOW + minutes(chance * 60), chance=lambda s, p, chance=chance: chance)
    for counting, expected in (("best", 1), ("last", 1), ("first", 0), ("mean", 0.5)):
        quiz.counting = counting
        scope = Scope(quiz, EVERYBODY)
        (row,) = rows_of(scope, people_of(sittings_of(scope)))
        assert (row.person.full_name, row.found.attempts, row.counts) == ("张三", 2, expected)
        assert row.found.outcome == "passed"
    assert people_of(sittings_of(scope), "failed") == []


def test_who_waits_to_be_marked_is_in_the_list_and_not_in_the_figures(quiz, questions):
    attempts = sit(quiz, questions, staff(2), at=NOW, chance=lambda s, p: 0)
    Attempt.objects.filter(pk=attempts[0].pk).update(points=None, passed=None)
    scope = Scope(quiz, EVERYBODY)
    sittings = sittings_of(scope)
    assert sorted(row.outcome for row in people_of(sittings)) == ["failed", "waiting"]
    assert summary(marks_of(scope, sittings)).attempts == 1
    assert (beside(scope).waiting, beside(scope).open, beside(scope).voided) == (1, 0, 0)


def test_voided_attempts_are_told_apart_with_their_reason(quiz, questions):
    attempts = sit(quiz, questions, staff(2), at=NOW)
    trainer = UserFactory(full_name="严冬梅")
    Attempt.objects.filter(pk=attempts[0].pk).update(voided_at=NOW)
    attempts[0].acts.create(kind="void", by=trainer, reason="误交", at=NOW)
    scope = Scope(quiz, EVERYBODY)
    assert len(sittings_of(scope)) == 1
    assert beside(scope).voided == 1
    assert [(row.by, row.reason) for row in voided_of(scope)] == [("严冬梅", "误交")]


def test_only_the_people_asked_for_and_the_days_asked_for_count(quiz, questions):
    hall = HallFactory()
    sit(quiz, questions, staff(3, hall=hall), at=NOW)
    sit(quiz, questions, staff(4), at=NOW)
    sit(quiz, questions, staff(5, hall=hall), at=NOW + datetime.timedelta(days=3))
    own, day = User.objects.filter(hall=hall), NOW.date()
    assert len(sittings_of(Scope(quiz, own))) == 8
    assert len(sittings_of(Scope(quiz, own, until=day))) == 3
    assert len(sittings_of(Scope(quiz, own, since=day + datetime.timedelta(days=1)))) == 5
    assert [row.asked for row in figures(Scope(quiz, own, until=day)).rows] == [3] * 5


def test_sections_are_told_where_there_are_some(quiz, questions):
    sit(quiz, questions, staff(4), at=NOW, chance=lambda s, p: p == 0)
    assert sections_of(Scope(quiz, EVERYBODY)) == []
    for place, title in enumerate(("业务", "服务")):
        Section.objects.create(quiz=quiz, title=title, sort_order=place)
    AttemptQuestion.objects.exclude(question=questions[0]).update(section=2)
    found = [(row.number, row.title, row.attempts, row.mean) for row in sections_of(Scope(quiz, EVERYBODY))]
    assert found == [(1, "业务", 4, 1), (2, "服务", 4, 0)]


def test_the_list_of_quizzes_counts_each_and_keeps_the_empty_ones(quiz, questions, django_assert_num_queries):
    empty = make_quiz(questions, title="还没人考")
    sit(quiz, questions, staff(3), at=NOW, chance=lambda s, p: 1)
    with django_assert_num_queries(2):
        rows = quizzes_of(EVERYBODY)
    assert [(row.quiz, row.people, row.attempts, row.pass_rate) for row in rows] == [
        (quiz, 3, 3, 1),
        (empty, 0, 0, None),
    ]


def test_marks_are_counted_in_tenths():
    found = summary([])
    assert (found.attempts, found.mean, found.pass_rate, found.bars) == (0, None, None, (0,) * 10)


def test_reading_a_report_costs_the_same_for_one_and_for_many(quiz, questions, django_assert_num_queries):
    for many in (1, 21):
        sit(quiz, questions, staff(many), at=NOW)
        scope = Scope(quiz, EVERYBODY)
        with django_assert_num_queries(6):
            sittings = sittings_of(scope)
            figures_of(scope, marks_of(scope, sittings))
            rows_of(scope, people_of(sittings))
