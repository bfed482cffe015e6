"""What a clerk does inside a lesson, with the script and without it; and what the server does not tell beforehand."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import BlockDone, Completion, LessonPage
from courses.services import complete_step, enrol
from phrasebook.models import Choice
from tests.phrasebook.factories import make_dialogue, make_phrase

from .factories import check_block, drill_block, ids_of, make_course, make_lesson, scene_block

SCRIPT = {"X-Requested-With": "fetch"}
RIGHT, WRONG, WHY = "抬头问好", "继续录入", "先看见人，再办事。"


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def browser(client_as, clerk):
    return client_as(user=clerk)


@pytest.fixture
def course(db):
    return make_course(lessons=0)


def joined(clerk, course, *body):
    """A lesson of the course, which the clerk has joined."""
    lesson = make_lesson(course, body)
    enrol(user=clerk, course=course, now=timezone.now())
    return lesson


def door(name, lesson, place=0):
    return reverse(f"courses:{name}", args=[lesson.pk, ids_of(lesson)[place]])


def read(browser, lesson, **query):
    return browser.get(lesson.get_url(), query).content.decode()


def sent(browser, address, data):
    return browser.post(address, json.dumps(data), content_type="application/json", headers=SCRIPT)


# ---- checks


def test_nothing_of_the_answer_is_sent_before_answering(browser, clerk, course):
    lesson = joined(clerk, course, check_block())
    page = read(browser, lesson)
    assert RIGHT in page
    assert WRONG in page
    for query in ({}, {"tried": ids_of(lesson)[0], "chosen": "0"}, {"again": ids_of(lesson)[0]}):
        page = read(browser, lesson, **query)
        assert WHY not in page
        assert "is-right" not in page
    refused = browser.post(door("answer", lesson), {}, headers=SCRIPT)
    assert refused.status_code == 409
    assert WHY not in refused.content.decode()


def test_an_answer_leads_back_to_the_block_with_its_explanation(browser, clerk, course):
    lesson = joined(clerk, course, check_block())
    response = browser.post(door("answer", lesson), {"chosen": "1"})
    assert response.url == f"{lesson.get_url()}#block-{ids_of(lesson)[0]}"
    page = read(browser, lesson)
    assert WHY in page
    assert "is-wrong" in page
    assert BlockDone.objects.get().detail == {"chosen": [WRONG], "right_at_first": False}


def test_the_script_gets_the_same_in_place(browser, clerk, course):
    lesson = joined(clerk, course, check_block())
    response = browser.post(door("answer", lesson), {"chosen": "0"}, headers=SCRIPT)
    assert response.status_code == 200
    assert WHY in response.content.decode()
    assert BlockDone.objects.get().detail["right_at_first"] is True


def test_trying_again_shows_the_new_answer_and_keeps_the_first(browser, clerk, course):
    lesson = joined(clerk, course, check_block())
    browser.post(door("answer", lesson), {"chosen": "1"})
    assert 'name="chosen" value="0"' in read(browser, lesson, again=ids_of(lesson)[0])
    response = browser.post(door("answer", lesson), {"chosen": "0"}, follow=True)
    assert "is-wrong" not in response.content.decode()
    assert BlockDone.objects.get().detail["right_at_first"] is False


def test_several_right_answers_must_all_be_chosen_and_stay_in_their_order(browser, clerk, course):
    lesson = joined(clerk, course, check_block(right=("甲", "乙"), wrong=("丙",)))
    page = read(browser, lesson)
    assert 'type="checkbox"' in page
    assert page.index(">甲<") < page.index(">乙<") < page.index(">丙<")
    browser.post(door("answer", lesson), {"chosen": ["0"]})
    assert BlockDone.objects.get().detail == {"chosen": ["甲"], "right_at_first": False}
    BlockDone.objects.all().delete()
    browser.post(door("answer", lesson), {"chosen": ["1", "0", "9", "x"]})
    assert BlockDone.objects.get().detail == {"chosen": ["甲", "乙"], "right_at_first": True}


# ---- drills


def right_answers_of(lesson):
    (one,) = LessonPage.objects.get(pk=lesson.pk).body[0].value.exercises
    right = {
        "listen": "like",
        "order": one.chips,
        "order_en": one.chips_en,
        "courtesy": one.wordings and one.wordings.good,
    }
    return str(one.phrase.pk), {name: {"answer": right[name], "tries": 2} for name in one.names}


@pytest.fixture
def drilled(clerk, course):
    return joined(clerk, course, drill_block(make_phrase(text="您好，请您先坐下。", pinyin="", avoid="不说“坐”。")))


def test_each_exercise_is_marked_by_the_server(browser, drilled):
    phrase, answers = right_answers_of(drilled)
    address = door("try_exercise", drilled)
    for name, given in answers.items():
        right = {"phrase": phrase, "exercise": name, "answer": given["answer"]}
        assert sent(browser, address, right).json() == {"right": True}
        assert sent(browser, address, {**right, "answer": ["x"]}).json() == {"right": False}
    assert not BlockDone.objects.exists()


def test_a_drill_is_done_when_every_exercise_of_it_is(browser, drilled):
    phrase, answers = right_answers_of(drilled)
    assert len(answers) == 4
    for missing in answers:
        some = {name: given for name, given in answers.items() if name != missing}
        assert sent(browser, door("practised", drilled), {"answers": {phrase: some}}).status_code == 409
    wrong = {**answers, "order": {"answer": answers["order"]["answer"][::-1]}}
    assert sent(browser, door("practised", drilled), {"answers": {phrase: wrong}}).status_code == 409
    assert not BlockDone.objects.exists()
    response = sent(browser, door("practised", drilled), {"answers": {phrase: answers}})
    assert response.json() == {"done": ids_of(drilled)[0]}
    assert BlockDone.objects.get().detail == {"tries": {phrase: dict.fromkeys(answers, 2)}}


def test_pieces_are_not_offered_in_the_right_order(browser, drilled):
    page = read(browser, drilled)
    _phrase, answers = right_answers_of(drilled)
    assert "\n".join(answers["order"]["answer"]) not in page
    assert f'data-phrase="{_phrase}"' in page


@pytest.mark.parametrize("data", [{}, {"phrase": 1}, {"phrase": [], "exercise": "order"}, [], "x", None])
def test_what_makes_no_sense_is_refused_by_a_sentence(browser, drilled, data):
    for name in ("try_exercise", "practised"):
        response = sent(browser, door(name, drilled), data)
        assert response.status_code == 409
        assert response.json()["message"]


def test_without_the_script_one_says_that_one_has_practised(browser, drilled):
    assert f'action="{door("practised", drilled)}"' in read(browser, drilled)
    response = browser.post(door("practised", drilled))
    assert response.url.endswith(f"#block-{ids_of(drilled)[0]}")
    assert BlockDone.objects.get().detail == {"declared": True}


# ---- dialogues


@pytest.fixture
def played(clerk, course):
    dialogue = make_dialogue(turns=4)
    for leads_to in (None, 0):
        dialogue.choices.add(Choice(at_turn=2, text="不行", feedback="太生硬", reply="客户走了", leads_to=leads_to))
    dialogue.save_revision().publish()
    return joined(clerk, course, scene_block(dialogue))


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ([0, 0], {"turns": 2, "good_at_first": 2}),
        ([1, 0, 0], {"turns": 2, "good_at_first": 1}),
        ([2], {"turns": 1, "good_at_first": 0}),
    ],
)
def test_a_way_through_the_scene_to_its_end_is_kept(browser, played, way, kept):
    assert sent(browser, door("practised", played), {"way": way}).status_code == 200
    assert BlockDone.objects.get().detail == {"way": way, **kept}


@pytest.mark.parametrize("way", [[], [0], [1, 1], [3], [0, 0, 0], [-1], ["0"], [True], None, {"0": 1}, [1] * 501])
def test_a_way_that_cannot_be_gone_or_does_not_end_is_refused(browser, played, way):
    response = sent(browser, door("practised", played), {"way": way})
    assert response.status_code == 409
    assert response.json()["message"]
    assert not BlockDone.objects.exists()


def test_a_reader_without_the_script_finds_the_choices_and_says_that_they_played(browser, played):
    page = read(browser, played)
    assert "太生硬" in page
    assert "客户走了" in page
    browser.post(door("practised", played))
    assert BlockDone.objects.get().detail == {"declared": True}


# ---- the step


def test_the_foot_says_how_much_is_left_and_leads_there(browser, clerk, course):
    lesson = joined(clerk, course, check_block(), check_block(question="还有一题？"))
    one, other = ids_of(lesson)
    page = read(browser, lesson)
    assert f'href="#block-{one}"' in page
    assert '<b class="num">2</b>' in page
    browser.post(door("answer", lesson), {"chosen": "0"})
    page = read(browser, lesson)
    assert f'href="#block-{other}"' in page
    assert '<b class="num">1</b>' in page
    browser.post(door("answer", lesson, 1), {"chosen": "1"})
    page = read(browser, lesson)
    assert "step-left" not in page
    assert f'action="{reverse("courses:complete", args=[lesson.pk])}">' in page


def test_a_step_with_something_left_is_refused_with_a_sentence_and_then_allowed(browser, clerk, course):
    lesson = joined(clerk, course, check_block())
    address = reverse("courses:complete", args=[lesson.pk])
    response = browser.post(address)
    assert response.url == f"{lesson.get_url()}#block-{ids_of(lesson)[0]}"
    assert "回答1道小测" in read(browser, lesson)
    assert not Completion.objects.exists()
    browser.post(door("answer", lesson), {"chosen": "1"})
    browser.post(address)
    assert Completion.objects.exists()


def test_a_finished_step_asks_for_nothing_more_and_can_be_practised_again(browser, clerk, course):
    lesson = joined(clerk, course)
    complete_step(enrolment=clerk.enrolments.get(), page=lesson, now=timezone.now())
    lesson.body = [check_block()]
    lesson.save_revision().publish()
    assert "data-left" not in read(browser, lesson)
    assert WHY in browser.post(door("answer", lesson), {"chosen": "1"}, follow=True).content.decode()


# ---- who may


DOORS = [("answer", 0), ("practised", 1), ("try_exercise", 1)]


@pytest.fixture
def open_lesson(course):
    return make_lesson(course, [check_block(), drill_block(make_phrase())])


@pytest.mark.parametrize(("name", "place"), DOORS)
def test_who_has_not_joined_is_told_so_and_nothing_is_kept(browser, open_lesson, name, place):
    for headers in ({}, SCRIPT):
        response = browser.post(door(name, open_lesson, place), {"chosen": "0"}, headers=headers)
        assert response.status_code == (409 if headers else 302)
        assert WHY not in response.content.decode()
    assert not BlockDone.objects.exists()
    assert "disabled" in read(browser, open_lesson)


@pytest.mark.parametrize(("name", "place"), DOORS)
def test_what_is_done_is_kept_in_ones_own_enrolment(client_as, person, course, open_lesson, name, place):
    one, other = person(), person()
    for somebody in (one, other):
        enrol(user=somebody, course=course, now=timezone.now())
    client_as(user=one).post(door("answer", open_lesson), {"chosen": "0"})
    assert BlockDone.objects.get().enrolment.user == one
    assert WHY not in client_as(user=other).get(open_lesson.get_url()).content.decode()


@pytest.mark.parametrize(("name", "place"), DOORS)
def test_what_is_not_there_is_not_found(browser, clerk, course, open_lesson, name, place):
    enrol(user=clerk, course=course, now=timezone.now())
    address = door(name, open_lesson, place)
    assert browser.get(address).status_code == 405
    assert browser.post(reverse(f"courses:{name}", args=[open_lesson.pk, "no-such-block"])).status_code == 404
    assert browser.post(door(name, open_lesson, 1 - place)).status_code == 404
    assert browser.post(reverse(f"courses:{name}", args=[999_999, ids_of(open_lesson)[place]])).status_code == 404
    open_lesson.unpublish()
    assert browser.post(address).status_code == 404


@pytest.mark.parametrize(("name", "place"), DOORS)
def test_below_a_hidden_course_or_for_others_only_nothing_is_done(browser, clerk, course, open_lesson, name, place):
    enrol(user=clerk, course=course, now=timezone.now())
    restriction = PageViewRestriction.objects.create(page=open_lesson, restriction_type="groups")
    assert browser.post(door(name, open_lesson, place)).status_code == 403
    assert browser.get(open_lesson.get_url()).status_code in {302, 403}
    restriction.delete()
    course.unpublish()
    assert browser.post(door(name, open_lesson, place)).status_code == 404
