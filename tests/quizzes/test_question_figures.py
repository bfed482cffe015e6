"""The figures of one question, as people answered it."""

import datetime

import pytest
from django.core.management import call_command

from quizzes.counting import count, count_all, usual_for
from quizzes.flags import LEAST_ANSWERS
from quizzes.models import Answer, AttemptQuestion, QuestionFigures
from quizzes.question_figures import report_of
from quizzes.tasks import count_figures_if_old
from tests.factories import UserFactory

from .factories import NOW, make_question, make_quiz, minutes
from .sittings import sit

pytestmark = pytest.mark.django_db
OPTIONS = [("对的", True), ("错一", False), ("错二", False)]


def people(count):
    return [UserFactory() for _person in range(count)]


def first_wrong(rng, wrong, place):
    return wrong[0]


def test_what_was_chosen_is_told_by_the_authors_options(django_assert_num_queries):
    question = make_question("q1")
    sit(make_quiz([question]), [question], people(6), at=NOW, chance=lambda s, p: 0, pick=first_wrong, seconds=30)
    with django_assert_num_queries(2):
        live = report_of(question).live
    assert [(found.choice.text, found.choice.right, found.count) for found in live.figures.choices] == [
        ("对的", True, 0),
        ("错一", False, 6),
        ("错二", False, 0),
    ]
    assert live.figures.facility.value == 0
    assert live.figures.guess == pytest.approx(1 / 3)
    assert 15 <= live.figures.times.median <= 45
    assert live.figures.discrimination is None  # a quiz of one question has no rest


def test_rows_from_before_keys_told_the_authors_ids_are_read_by_their_texts():
    question = make_question("q1")
    sit(make_quiz([question]), [question], people(3), at=NOW, chance=lambda s, p: 1)
    for row in AttemptQuestion.objects.all():
        del row.answer_key["of"]
        row.save()
    assert report_of(question).live.figures.choices[0].count == 3


def test_of_each_person_the_first_answer_counts_wherever_it_was_given():
    question, staff = make_question("q1"), people(2)
    sit(make_quiz([question]), [question], staff, at=NOW, chance=lambda s, p: 0)
    sit(make_quiz([question], title="另一"), [question], staff, at=NOW + minutes(99), chance=lambda s, p: 1)
    whole = report_of(question).whole
    assert (whole.n, whole.facility.value) == (2, 0)


def test_the_last_answer_of_an_attempt_counts_and_the_longest_look_at_it():
    question = make_question("q1")
    (attempt,) = sit(make_quiz([question]), [question], people(1), at=NOW, chance=lambda s, p: 1, seconds=10)
    asked = attempt.questions.get()
    wrong = next(one["id"] for one in asked.shown["options"] if one["id"] not in asked.answer_key["options"])
    later = {"given_at": NOW + minutes(60), "received_at": NOW + minutes(60), "seconds": 44}
    Answer.objects.create(attempt=attempt, position=1, sequence=9, value={"options": [wrong]}, **later)
    figures = report_of(question).live.figures
    assert figures.choices[0].count == 0
    assert figures.times.median == 44


def test_voided_attempts_and_those_still_to_be_marked_are_left_out():
    question = make_question("q1")
    attempts = sit(make_quiz([question]), [question], people(3), at=NOW)
    type(attempts[0]).objects.filter(pk=attempts[0].pk).update(voided_at=NOW)
    type(attempts[1]).objects.filter(pk=attempts[1].pk).update(points=None, passed=None)
    assert report_of(question).whole.n == 1


def test_a_new_wording_is_a_new_version_and_a_corrected_explanation_is_none():
    question = make_question("q1", options=OPTIONS)
    quiz = make_quiz([question])
    sit(quiz, [question], people(2), at=NOW, chance=lambda s, p: 0)
    question = make_question("q1", options=OPTIONS, explanation="更清楚的解析")
    sit(quiz, [question], people(3), at=NOW, chance=lambda s, p: 0)
    question = make_question("q1", options=[*OPTIONS, ("错三", False)])
    sit(quiz, [question], people(4), at=NOW, chance=lambda s, p: 1)
    report = report_of(question)
    assert [(v.number, v.is_live, v.figures.n, len(v.choices)) for v in report.versions] == [
        (2, True, 4, 4),
        (1, False, 5, 3),
    ]
    assert report.whole.n == 9
    assert report.versions[1].figures.choices[0].count == 0


def test_other_kinds_are_counted_too():
    for kind in ("true_false", "fill_in"):
        question = make_question(f"q-{kind}", kind)
        report = report_of(question)
        assert report.live.figures.n == 0
        assert len(report.live.choices) == (2 if kind == "true_false" else 0)


def test_counting_keeps_figures_and_flags_of_what_was_answered():
    good, unasked = [make_question(f"good-{n}") for n in range(6)], make_question("unasked")
    bad = make_question("bad")
    asked = [*good, bad]
    sit(make_quiz(asked), asked, people(60), at=NOW, chance=lambda s, place: s if place < 6 else 1 - s)
    assert count_all(now=NOW) == 7
    assert not QuestionFigures.objects.filter(question=unasked).exists()
    kept = QuestionFigures.objects.get(question=bad)
    assert (kept.answers, kept.counted_at, kept.codes) == (60, NOW, " key_suspect ")
    assert kept.discrimination < 0
    assert kept.level.low <= kept.facility <= kept.level.high
    assert [flag.code for flag in kept.raised] == ["key_suspect"]
    assert QuestionFigures.objects.flagged().get() == kept
    assert QuestionFigures.objects.get(question=good[0]).codes == ""


def test_counting_again_writes_over_and_forgets_what_is_no_longer_published():
    question = make_question("q1")
    sit(make_quiz([question]), [question], people(2), at=NOW)
    count_all(now=NOW)
    count_all(now=NOW + minutes(5))
    assert QuestionFigures.objects.get().counted_at == NOW + minutes(5)
    assert QuestionFigures.objects.get().raised == []  # too few answers are no flag
    question.unpublish()
    count_all(now=NOW)
    assert not QuestionFigures.objects.exists()


def test_a_new_wording_is_not_accused_by_the_answers_to_the_old_one():
    question = make_question("q1")
    other = make_question("q2")
    sit(make_quiz([question, other]), [question, other], people(60), at=NOW, chance=lambda s, p: 1 - s if p else s)
    count_all(now=NOW)
    assert QuestionFigures.objects.flagged().exists()
    for key in ("q1", "q2"):
        make_question(key, stem="新的问法")
    assert not QuestionFigures.objects.flagged().exists()


def test_what_is_usual_comes_from_the_other_questions():
    questions = [make_question(f"q{n}") for n in range(7)]
    quiz = make_quiz(questions)
    attempts = sit(quiz, questions, people(LEAST_ANSWERS), at=NOW, chance=lambda s, p: 0.15 + 0.75 * s, seconds=20)
    # Append-only as it is, a test may make somebody slow before anything was counted.
    Answer.objects.filter(attempt__in=attempts, position=7)._raw_delete("default")
    Answer.objects.bulk_create(
        Answer(attempt=a, position=7, sequence=7, value={}, given_at=NOW, received_at=NOW, seconds=90) for a in attempts
    )
    count(questions, now=NOW)
    assert 15 <= usual_for(questions[6]) <= 25
    assert "slow" in QuestionFigures.objects.get(question=questions[6]).codes
    assert "slow" not in QuestionFigures.objects.get(question=questions[0]).codes


def test_the_command_counts(capsys):
    question = make_question("q1")
    sit(make_quiz([question]), [question], people(1), at=NOW)
    call_command("count_question_figures")
    assert "1 questions counted." in capsys.readouterr().out


def test_old_figures_are_counted_anew_when_somebody_looks_and_fresh_ones_are_not():
    question = make_question("q1")
    sit(make_quiz([question]), [question], people(1), at=NOW)
    count_all(now=NOW)
    count_figures_if_old(NOW + datetime.timedelta(hours=23))
    assert QuestionFigures.objects.get().counted_at == NOW
    count_figures_if_old(NOW + datetime.timedelta(hours=25))
    assert QuestionFigures.objects.get().counted_at != NOW
