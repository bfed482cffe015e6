"""A trainer marks an essay: until then the attempt waits, and then it is settled once and for all who hear of it."""

from decimal import Decimal

import pytest

from quizzes.hand_marking import mark_by_hand
from quizzes.items import Item
from quizzes.models import Act, Attempt, HandMark, Section
from quizzes.services import Refused, save_answer, start_attempt, submit_attempt

from .factories import NOW, make_question, make_quiz, make_topic, minutes, right_value
from .media_factories import publish

pytestmark = pytest.mark.django_db
GOOD = {"c1": 2, "c2": 3}


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def trainer(person):
    return person()


def essay(key="essay"):
    criteria = [{"id": "c1", "text": "道歉", "points": 2}, {"id": "c2", "text": "一次说全", "points": 3}]
    return publish(key, Item("essay", "怎么办？", {"criteria": criteria}), make_topic())


@pytest.fixture
def quiz():
    return make_quiz([make_question("q1"), essay()], pass_mark=60)


def handed_in(clerk, quiz, text="对不起，我一次说全。", after=None):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    for asked in attempt.questions.all():
        value = {"text": text} if asked.shown["kind"] == "essay" else right_value(asked)
        if value.get("text") != "":
            save_answer(attempt=attempt, position=asked.position, value=value, now=NOW)
    return submit_attempt(attempt=attempt, now=NOW + minutes(1), after=after)


def essay_of(attempt):
    return attempt.questions.get(shown__kind="essay")


def ids(asked, levels=GOOD):
    """The points by the ids the revision gave the criteria."""
    return dict(zip([one["id"] for one in asked.answer_key["criteria"]], levels.values(), strict=True))


def give(attempt, trainer, levels=GOOD, comment="", now=NOW + minutes(5), **more):
    asked = essay_of(attempt)
    return mark_by_hand(asked=asked, levels=ids(asked, levels), comment=comment, by=trainer, now=now, **more)


def test_an_attempt_with_an_essay_waits_for_the_trainer(clerk, quiz):
    heard = []
    attempt = handed_in(clerk, quiz, after=lambda attempt, now: heard.append(attempt.passed))
    assert (attempt.points, attempt.passed, attempt.awaits_marking) == (None, None, True)
    assert essay_of(attempt).points is None
    assert attempt.questions.exclude(shown__kind="essay").get().points == 1
    assert heard == [None]


def test_an_essay_left_empty_needs_nobody(clerk, quiz):
    attempt = handed_in(clerk, quiz, text="")
    assert (attempt.points, attempt.passed) == (1, False)
    assert essay_of(attempt).points == 0


def test_marking_settles_the_attempt_and_tells_the_rooms_above_once(clerk, trainer, quiz):
    attempt, heard = handed_in(clerk, quiz), []
    made = give(attempt, trainer, {"c1": 2, "c2": "1.5"}, " 很诚恳 ", after=lambda one, now: heard.append(one.passed))
    attempt.refresh_from_db()
    assert made.points == Decimal("0.70")
    assert made.comment == "很诚恳"
    assert (attempt.points, attempt.passed) == (Decimal("1.70"), True)
    assert heard == [True]
    act = Act.objects.get()
    assert (act.kind, act.by, act.facts["after"]) == (Act.Kind.MARK, trainer, "0.70")


def test_the_room_named_in_the_settings_is_told_where_nobody_else_is(clerk, trainer, quiz, settings):
    settings.AFTER_ATTEMPT = "tests.quizzes.media_factories.remember"
    from . import media_factories

    media_factories.REMEMBERED.clear()
    give(handed_in(clerk, quiz), trainer)
    assert [attempt.passed for attempt in media_factories.REMEMBERED] == [True]


def test_a_double_click_marks_once(clerk, trainer, quiz):
    attempt = handed_in(clerk, quiz)
    assert give(attempt, trainer).pk == give(attempt, trainer, now=NOW + minutes(6)).pk
    assert HandMark.objects.count() == Act.objects.count() == 1


def test_marking_again_is_a_correction_and_the_last_one_counts(clerk, trainer, quiz):
    attempt = handed_in(clerk, quiz)
    give(attempt, trainer, {"c1": 0, "c2": 0})
    attempt.refresh_from_db()
    assert attempt.passed is False
    give(attempt, trainer, now=NOW + minutes(9))
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (2, True)
    assert HandMark.objects.count() == 2


def test_two_essays_both_have_to_be_marked(clerk, trainer):
    attempt = handed_in(clerk, make_quiz([essay("e1"), essay("e2")], pass_mark=60))
    first, second = attempt.questions.all()
    mark_by_hand(asked=first, levels=ids(first), comment="", by=trainer, now=NOW + minutes(2))
    assert Attempt.objects.get().awaits_marking
    mark_by_hand(asked=second, levels=ids(second), comment="", by=trainer, now=NOW + minutes(3))
    assert Attempt.objects.get().passed


def test_a_section_below_its_minimum_still_fails_the_whole(clerk, trainer, quiz):
    Section.objects.create(quiz=quiz, title="简答", minimum=80)
    quiz.fixed_questions.update(section=1)
    attempt = handed_in(clerk, quiz)
    give(attempt, trainer, {"c1": 1, "c2": 1})
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (Decimal("1.40"), False)


@pytest.mark.parametrize("points", [-1, 4, "NaN", "Infinity", "viel", "", None, "2;DROP"])
def test_points_outside_a_criterion_are_refused_with_a_sentence(clerk, trainer, quiz, points):
    attempt = handed_in(clerk, quiz)
    with pytest.raises(Refused, match="一次说全"):
        give(attempt, trainer, {"c1": 1, "c2": points})
    assert not HandMark.objects.exists()
    assert Attempt.objects.get().awaits_marking


def test_nobody_marks_their_own_answers_nor_what_is_open_voided_or_marked_by_itself(clerk, trainer, quiz):
    attempt = handed_in(clerk, quiz)
    with pytest.raises(Refused):
        give(attempt, clerk)
    single = attempt.questions.exclude(shown__kind="essay").get()
    with pytest.raises(Refused):
        mark_by_hand(asked=single, levels={}, comment="", by=trainer, now=NOW)
    Attempt.objects.update(voided_at=NOW)
    with pytest.raises(Refused):
        give(attempt, trainer)
    running = start_attempt(user=trainer, quiz=quiz, now=NOW)
    with pytest.raises(Refused):
        give(running, clerk)


def test_an_essay_nobody_wrote_cannot_be_given_points(clerk, trainer, quiz):
    attempt = handed_in(clerk, quiz, text="")
    with pytest.raises(Refused):
        give(attempt, trainer)
