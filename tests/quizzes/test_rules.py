"""The rules of a quiz: the blueprint, the window, which mark counts, sections, and what is shown afterwards."""

from collections import Counter
from decimal import Decimal

import pytest
from django.urls import reverse

from quizzes.models import Attempt, Draw, Question, Quiz, Section
from quizzes.reviewing import review_of
from quizzes.services import Refused, save_answer, start_attempt, submit_attempt
from quizzes.standing import standing

from .factories import NOW, make_question, make_quiz, make_topic, minutes, one_of_each, right_value, wrong_value


@pytest.fixture
def clerk(person):
    return person()


def sit(clerk, quiz, now, right=4):
    """Start, answer so many of the questions right and the others wrong, and hand in a minute later."""
    attempt = start_attempt(user=clerk, quiz=quiz, now=now)
    for number, asked in enumerate(attempt.questions.all()):
        value = right_value(asked) if number < right else wrong_value(asked)
        save_answer(attempt=attempt, position=asked.position, value=value, now=now)
    return submit_attempt(attempt=attempt, now=now + minutes(1))


# ---- the blueprint


@pytest.fixture
def bank(db):
    """400 questions of two topics and three difficulties, every fifth about safety."""
    topics = [make_topic("电费"), make_topic("安全")]
    template = make_question("q-template", topic=topics[0])
    rows = [
        Question(
            key=f"q{n}",
            topic=topics[n % 2],
            kind="single",
            stem=f"题目 {n}",
            body=template.body,
            difficulty=n % 3 + 1,
            live=True,
            live_revision=template.live_revision,
        )
        for n in range(399)
    ]
    Question.objects.bulk_create(rows)
    for question in Question.objects.filter(key__endswith="5"):
        question.tags.add("必考")
        question.save()
    return topics


def test_forty_questions_are_drawn_from_four_hundred_by_a_blueprint(clerk, bank):
    bills, safety = bank
    quiz = make_quiz(title="上岗考试")
    Draw.objects.create(quiz=quiz, topic=bills, difficulty=1, count=10, section=1)
    Draw.objects.create(quiz=quiz, topic=safety, difficulty=3, count=10, section=1, points=Decimal("1.5"))
    Draw.objects.create(quiz=quiz, tags="必考", count=10, section=2, points=2)
    Draw.objects.create(quiz=quiz, kind="single", count=10, section=2)
    first = start_attempt(user=clerk, quiz=quiz, now=NOW)
    asked = list(first.questions.select_related("question__topic"))
    assert [one.section for one in asked] == [1] * 20 + [2] * 20
    assert Counter((one.question.topic_id, one.question.difficulty) for one in asked[:20]) == {
        (bills.pk, 1): 10,
        (safety.pk, 3): 10,
    }
    assert all("必考" in one.question.tags.names() for one in asked[20:30])
    assert first.max_points == 10 + 15 + 20 + 10
    submit_attempt(attempt=first, now=NOW + minutes(1))
    second = start_attempt(user=clerk, quiz=quiz, now=NOW + minutes(2))
    seen = {one.question_id for one in asked}
    again = {one.question_id for one in second.questions.all()} & seen
    assert len({one.question_id for one in second.questions.all()}) == 40
    assert not again


def test_a_draw_that_cannot_be_served_is_named_to_its_author(client_as, bank):
    from people.roles import Role

    quiz = make_quiz(title="上岗考试")
    Draw.objects.create(quiz=quiz, topic=bank[0], tags="必考", difficulty=1, count=399)
    page = client_as(Role.TRAINER).get(reverse("wagtailsnippets_quizzes_quiz:list")).content.decode()
    assert "399" in page


def test_questions_are_shuffled_within_their_section_when_the_quiz_says_so(clerk):
    questions = [make_question(f"q{n}") for n in range(8)]
    quiz = make_quiz(questions, shuffle_questions=True)
    quiz.fixed_questions.filter(question__in=questions[4:]).update(section=2)
    orders = set()
    for n in range(6):
        attempt = start_attempt(user=clerk, quiz=quiz, now=NOW + minutes(n))
        keys = [asked.question.key for asked in attempt.questions.select_related("question")]
        assert set(keys[:4]) == {f"q{n}" for n in range(4)}
        orders.add(tuple(keys))
        submit_attempt(attempt=attempt, now=NOW + minutes(n))
    assert len(orders) > 1


# ---- the window


def test_a_quiz_is_taken_in_its_window_and_says_when_that_is(clerk):
    quiz = make_quiz(one_of_each(), opens_at=NOW + minutes(60), closes_at=NOW + minutes(120))
    before = standing(user=clerk, quiz=quiz, now=NOW)
    assert (before.can_start, before.next_start_at) == (False, NOW + minutes(60))
    assert "19:42" in before.reason
    assert standing(user=clerk, quiz=quiz, now=NOW + minutes(60)).can_start
    after = standing(user=clerk, quiz=quiz, now=NOW + minutes(120))
    assert (after.can_start, after.next_start_at) == (False, None)
    with pytest.raises(Refused):
        start_attempt(user=clerk, quiz=quiz, now=NOW + minutes(120))


def test_who_would_have_to_wait_past_the_end_is_told_so(clerk):
    quiz = make_quiz(one_of_each(), closes_at=NOW + minutes(30), waiting_minutes=60)
    sit(clerk, quiz, NOW, right=0)
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(5))
    assert (stand.can_start, stand.next_start_at) == (False, None)
    assert stand.reason


# ---- the mark that counts


@pytest.mark.parametrize(
    ("counting", "rights", "percent", "passed"),
    [
        ("best", [1, 3], 75, False),
        ("best", [1, 4], 100, True),
        ("last", [3, 1], 25, False),
        ("last", [1, 4], 100, True),
        ("first", [3, 4], 75, False),
        ("first", [4], 100, True),
        ("mean", [2, 4], 75, False),
        ("mean", [3, 4], 87, True),
    ],
)
def test_of_several_attempts_the_rule_says_which_mark_counts(clerk, counting, rights, percent, passed):
    quiz = make_quiz(one_of_each(), counting=counting, pass_mark=80)
    for n, right in enumerate(rights):
        sit(clerk, quiz, NOW + minutes(10 * n), right=right)
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(100))
    assert (stand.percent, stand.passed is not None) == (percent, passed)


def test_a_voided_attempt_counts_for_nothing(clerk):
    quiz = make_quiz(one_of_each(), attempt_limit=1)
    attempt = sit(clerk, quiz, NOW)
    Attempt.objects.filter(pk=attempt.pk).update(voided_at=NOW + minutes(5))
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(10))
    assert (stand.can_start, stand.attempts_used, stand.passed, stand.percent) == (True, 0, None, None)


def test_practice_can_be_repeated_after_passing(clerk):
    quiz = make_quiz(one_of_each(), mode="practice")
    sit(clerk, quiz, NOW)
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(5))
    assert stand.passed
    assert stand.can_start


# ---- sections


def test_a_section_below_its_minimum_fails_the_attempt(clerk):
    quiz = make_quiz(one_of_each(), pass_mark=50)
    Section.objects.create(quiz=quiz, title="理论", sort_order=0, minimum=50)
    Section.objects.create(quiz=quiz, title="安全", sort_order=1, minimum=100)
    last = quiz.fixed_questions.last()
    last.section = 2
    last.save()
    assert not sit(clerk, quiz, NOW, right=3).passed
    assert sit(clerk, quiz, NOW + minutes(10), right=4).passed


# ---- what is shown afterwards


@pytest.mark.parametrize(
    ("when", "limit", "right", "shown"),
    [
        ("at_once", None, 0, True),
        ("never", None, 4, False),
        ("done", None, 0, False),
        ("done", None, 4, True),
        ("done", 1, 0, True),
        ("done", 2, 0, False),
        ("closed", None, 4, False),
    ],
)
def test_details_are_shown_when_the_policy_says(clerk, when, limit, right, shown):
    quiz = make_quiz(one_of_each(), review_when=when, attempt_limit=limit, closes_at=NOW + minutes(60))
    attempt = sit(clerk, quiz, NOW, right=right)
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(5))
    review = review_of(quiz=quiz, attempt=attempt, standing=stand, now=NOW + minutes(5))
    assert review.shows_questions is shown
    assert bool(review.later) is not shown


def test_after_the_quiz_has_closed_details_are_shown(clerk):
    quiz = make_quiz(one_of_each(), review_when="closed", closes_at=NOW + minutes(60))
    attempt = sit(clerk, quiz, NOW)
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(60))
    assert review_of(quiz=quiz, attempt=attempt, standing=stand, now=NOW + minutes(60)).shows_questions


@pytest.mark.parametrize(
    ("hidden", "gone", "there"),
    [
        ({"review_key": False}, ["Right answer"], ["解析 q-single", "wrong"]),
        ({"review_explanations": False}, ["解析 q-single"], ["Right answer"]),
        ({"review_right": False, "review_key": False}, ["Right answer", "(wrong)", "Look again at"], ["解析 q-single"]),
        ({"review_when": "never"}, ["解析 q-single", "题目 q-single", "Right answer"], ["0%"]),
    ],
)
@pytest.mark.usefixtures("mounted")
def test_the_result_keeps_back_what_its_policy_keeps_back(client_as, clerk, hidden, gone, there):
    attempt = sit(clerk, make_quiz(one_of_each(), **hidden), NOW, right=0)
    client = client_as(user=clerk)
    page = client.get(reverse("attempt_result", args=[attempt.public_id]), headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert not [words for words in gone if words in text]
    assert not [words for words in there if words not in text]


def test_a_quiz_that_closes_before_it_opens_is_refused(db):
    from django.core.exceptions import ValidationError

    quiz = Quiz(title="倒着", opens_at=NOW, closes_at=NOW - minutes(1))
    with pytest.raises(ValidationError):
        quiz.full_clean()


def test_the_author_sees_what_the_quiz_asks_beside_what_the_bank_holds(client_as, bank, django_assert_max_num_queries):
    from people.roles import Role
    from quizzes.blueprint import blueprint

    quiz = make_quiz([Question.objects.get(key="q-template")])
    Section.objects.create(quiz=quiz, title="理论", sort_order=0, minimum=60)
    Draw.objects.create(quiz=quiz, topic=bank[0], count=10, points=2)
    Draw.objects.create(quiz=quiz, tags="必考", count=100)
    with django_assert_max_num_queries(5):
        plan = blueprint(quiz)
    assert (plan.count, plan.points) == (111, 121)
    assert [line.there for line in plan.parts[0].lines] == [None, 200, 40]
    assert len(plan.problems) == 1
    client = client_as(Role.TRAINER)
    page = client.get(reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk])).content.decode()
    assert plan.problems[0] in page
    assert "理论" in page
