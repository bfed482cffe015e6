"""A wrong key is put right: who would be marked otherwise, and the act that does it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from people.roles import Role
from quizzes.models import Act, Attempt, FixedQuestion, Section
from quizzes.paper import paper
from quizzes.regrading import differs, mark_that_counts, preview, regrade
from quizzes.services import Refused, submit_attempt
from tests.factories import UserFactory

from .conftest import statements
from .corrections import WRONG, act, correct, marks, sat, wrong_question
from .factories import NOW, make_question, make_quiz, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(person):
    return person(Role.CHIEF_TRAINER)


@pytest.fixture
def wrong():
    return wrong_question()


def test_the_preview_says_whose_mark_would_change_and_writes_nothing(wrong, person):
    quiz = make_quiz([wrong])
    first, second, third = (sat(person(), quiz, text) for text in "甲乙丙")
    fixed = correct()
    found = preview(fixed, fixed.live_revision)
    assert found.people == 3
    assert [(c.attempt, c.percent_before, c.percent_after) for c in found.moving] == [(first, 100, 0), (second, 0, 100)]
    assert [change.attempt for change in found.losing] == [first]
    assert [change.attempt for change in found.gaining] == [second]
    assert marks(first) == (1, True)
    assert marks(third) == (0, False)


def test_marking_anew_changes_marks_keeps_answers_and_leaves_an_act_on_each_attempt(wrong, person, chief):
    quiz = make_quiz([wrong])
    attempts = [sat(person(), quiz, text) for text in "甲乙丙"]
    keys = [attempt.questions.get().answer_key for attempt in attempts]
    fixed = correct()
    act(fixed, chief)
    assert [marks(attempt) for attempt in attempts] == [(0, False), (1, True), (0, False)]
    assert [attempt.questions.get().answer_key for attempt in attempts] == keys
    assert {attempt.questions.get().marked_by_id for attempt in attempts} == {fixed.live_revision_id}
    kept = attempts[0].acts.get()
    assert (kept.by, kept.reason, kept.at, kept.kind) == (chief, "答案印错了", NOW, Act.Kind.REGRADE)
    assert kept.facts == {
        "question": fixed.pk,
        "revision": fixed.live_revision_id,
        "from": attempts[0].questions.get().revision_id,
        "position": 1,
        "points": ["1.00", "0.00"],
        "total": ["1.00", "0.00"],
        "passed": [True, False],
    }


def test_marking_anew_twice_changes_nothing_the_second_time(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "甲")
    fixed = correct()
    act(fixed, chief)
    again = act(fixed, chief)
    assert again.is_empty
    assert attempt.acts.count() == 1


def test_marking_by_the_old_revision_brings_the_old_marks_back(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "甲")
    fixed = correct()
    act(fixed, chief)
    act(fixed, chief, revision=attempt.questions.get().revision, now=NOW + minutes(1))
    assert marks(attempt) == (1, True)
    assert attempt.questions.get().marked_by is None
    assert [kept.facts["passed"] for kept in attempt.acts.all()] == [[True, False], [False, True]]


def test_it_needs_a_reason(wrong, chief):
    with pytest.raises(Refused):
        regrade(question=wrong, revision=wrong.live_revision, by=chief, reason="  ", now=NOW)


def test_only_those_who_are_passed_now_are_told_above(wrong, person, chief):
    quiz = make_quiz([wrong])
    _loses, gains = sat(person(), quiz, "甲"), sat(person(), quiz, "乙")
    told = []
    act(correct(), chief, after=lambda attempt, now: told.append((attempt.pk, attempt.passed)))
    assert told == [(gains.pk, True)]


def test_an_attempt_under_way_is_marked_by_the_corrected_key_when_it_ends(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "乙", hand_in=False)
    fixed = correct()
    found = act(fixed, chief)
    assert [change.attempt for change in found.still_open] == [attempt]
    assert marks(attempt) == (None, None)
    assert act(fixed, chief).is_empty
    submit_attempt(attempt=attempt, now=NOW)
    assert marks(attempt) == (1, True)
    assert attempt.acts.get().facts["open"] is True


def test_what_practice_has_explained_already_gets_its_new_mark_at_once(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong], mode="practice"), "甲", hand_in=False)
    attempt.questions.update(revealed_at=NOW, points=1, is_correct=True)
    act(correct(), chief)
    asked = attempt.questions.get()
    assert (asked.points, asked.is_correct) == (0, False)
    assert marks(attempt) == (None, None)


def test_the_result_shows_what_is_right_now(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "甲")
    act(correct(explanation="更正：应选乙。"), chief)
    line = paper(Attempt.objects.get(pk=attempt.pk))[0]
    assert (line.right, line.asked.explanation) == (["乙"], "更正：应选乙。")


def test_a_voided_attempt_stays_as_it_is(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "甲")
    Attempt.objects.filter(pk=attempt.pk).update(voided_at=NOW)
    assert act(correct(), chief).is_empty


def test_a_section_below_its_minimum_takes_the_pass_away(wrong, person, chief):
    quiz = make_quiz([wrong, *(make_question(f"q-{n}") for n in range(9))])
    Section.objects.create(quiz=quiz, title="必考", minimum=100)
    Section.objects.create(quiz=quiz, title="其余")
    FixedQuestion.objects.filter(quiz=quiz).exclude(question=wrong).update(section=2)
    attempt = sat(person(), quiz, "甲", *9 * ["对的"])
    change = act(correct(), chief).losing[0]
    assert (change.percent_after, change.short) == (90, (1,))
    assert marks(attempt) == (9, False)


def test_an_attempt_that_waits_for_a_person_gets_its_mark_and_still_waits(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong, make_question("q-other")]), "乙", "对的")
    attempt.questions.filter(position=2).update(points=None, is_correct=None)
    Attempt.objects.filter(pk=attempt.pk).update(points=None, passed=None)
    act(correct(), chief)
    assert marks(attempt) == (None, None)
    assert attempt.questions.get(position=1).points == 1


def test_what_no_key_can_mark_is_left_with_the_reason(wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "甲")
    fixed = make_question("q-key", "true_false")
    found = act(fixed, chief)
    assert [left.attempts for left in found.left] == [(attempt,)]
    assert not differs(fixed, fixed.live_revision)
    assert not Act.objects.exists()


def test_the_mark_that_counts_follows_the_rule_of_the_quiz(wrong, person):
    quiz, clerk = make_quiz([wrong], counting="mean"), person()
    sat(clerk, quiz, "乙")
    sat(clerk, quiz, "丙", now=NOW + minutes(1))
    fixed = correct()
    change = preview(fixed, fixed.live_revision).moving[0]
    assert (change.counts_before, change.counts_after) == (0, 50)
    assert [mark_that_counts(rule, [50, 90, 60]) for rule in ("best", "last", "first", "mean")] == [90, 60, 50, 66]
    assert mark_that_counts("last", []) is None


def test_somebody_who_passes_in_another_attempt_is_said_to(wrong, person):
    quiz, clerk = make_quiz([wrong]), person()
    sat(clerk, quiz, "甲")
    ended(clerk, quiz)
    fixed = correct()
    assert [change.passed_otherwise for change in preview(fixed, fixed.live_revision).losing] == [True]


def test_after_publishing_it_is_asked_only_when_the_marks_could_differ(wrong, person):
    assert not differs(wrong, wrong.live_revision)
    sat(person(), make_quiz([wrong]), "甲")
    explained = correct(WRONG, explanation="新的解析")
    assert explained.live_revision != wrong.live_revision
    assert not differs(explained, explained.live_revision)
    fixed = correct()
    assert differs(fixed, fixed.live_revision)


def test_a_preview_asks_as_few_questions_for_many_attempts_as_for_one(wrong, person):
    quiz = make_quiz([wrong])
    first = sat(person(), quiz, "甲")
    fixed = correct()
    counts = []
    for more in (0, 20):
        for _number in range(more):
            another_like(first)
        with statements() as made:
            assert len(preview(fixed, fixed.live_revision).moving) == more + 1
        counts.append(len(made))
    assert counts[0] >= counts[1] <= 4


def another_like(attempt):
    """Somebody else's, drawn from the same revision."""
    asked = attempt.questions.get()
    asked.pk, asked.attempt = None, ended(UserFactory(), attempt.quiz)
    asked.save()


def ended(user, quiz):
    times = {"started_at": NOW, "ended_at": NOW, "ending": "submitted"}
    return Attempt.objects.create(user=user, quiz=quiz, points=1, max_points=1, pass_mark=80, passed=True, **times)


class Totals(TestCase):
    """Whatever was chosen and whichever key is right."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=4), st.sampled_from("甲乙丙"), st.integers(1, 100))
    def test_totals_are_the_sum_again_and_back_is_where_one_began(self, chosen, right, pass_mark):
        chief, question = UserFactory(roles=[Role.CHIEF_TRAINER]), wrong_question()
        quiz = make_quiz([question, make_question("q-other")], pass_mark=pass_mark)
        attempts = [sat(UserFactory(), quiz, text, "对的") for text in chosen]
        before = [marks(attempt) for attempt in attempts]
        first = question.live_revision
        fixed = correct([(text, text == right) for text in "甲乙丙"])
        act(fixed, chief)
        for attempt, text in zip(attempts, chosen, strict=True):
            points, passed = marks(attempt)
            assert points == sum(attempt.questions.values_list("points", flat=True)) == 1 + (text == right)
            assert passed == (points * 100 >= pass_mark * Decimal(2))
        assert act(fixed, chief).is_empty
        act(fixed, chief, revision=first)
        assert [marks(attempt) for attempt in attempts] == before
