"""“I got stuck” in ten seconds: ranked for the trainer, answered to the clerk; and where a lesson loses people."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.losses import losses, reach
from courses.models import BlockDone, CoursePage, Progress, Remark
from courses.named_blocks import named_blocks
from courses.remarks import answer, places, remark
from courses.services import Refused, complete_step, enrol, open_step
from dashboard.news import news_of
from people.models import User
from people.roles import Role
from tests.factories import HallFactory, UserFactory
from tests.phrasebook.factories import make_phrase

from .factories import make_course, make_lesson, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    """A lesson of a text and a phrase."""
    course = make_course(lessons=0)
    blocks = [("text", "<h2>先问好</h2><p>抬头看客户。</p>"), ("phrase", {"phrase": make_phrase(text="您好，请坐。")})]
    return make_lesson(course, body=blocks)


def course_of(lesson):
    return CoursePage.objects.get(path=lesson.path[: -lesson.steplen])


def block(lesson, place):
    return str(list(lesson.body)[place].id)


def stuck(person, lesson, text="", place=None):
    name = "" if place is None else block(lesson, place)
    return remark(user=person, page=lesson, kind="stuck", text=text, block=name, now=timezone.now())


def say(client, lesson, **sent):
    return client.post(reverse("courses:remark", args=[lesson.pk]), {"kind": "stuck", "text": "", "block": "", **sent})


def test_a_remark_is_made_in_one_click_and_two_clicks_are_one(client_as, person, lesson):
    clerk = person()
    client = client_as(user=clerk)
    for _click in range(2):
        answer = say(client, lesson, text="最后一句怎么读？", block=block(lesson, 1))
    assert answer.url.endswith("#remarks")
    assert Remark.objects.get().text == "最后一句怎么读？"
    assert "最后一句怎么读？" in client.get(reverse("courses:my_remarks", args=[lesson.pk])).content.decode()


def test_a_block_that_is_gone_counts_for_the_whole_lesson(person, lesson):
    made = remark(user=person(), page=lesson, kind="helped", text="", block="no-such-block", now=timezone.now())
    assert made.block == ""


def test_a_kind_that_is_none_is_refused_with_a_sentence(client_as, lesson):
    say(client_as(Role.CLERK), lesson, kind="nonsense")
    assert not Remark.objects.exists()


def test_too_many_words_are_cut_and_nothing_breaks(client_as, lesson):
    say(client_as(Role.CLERK), lesson, text="长" * 1000)
    assert len(Remark.objects.get().text) == 300


def test_the_place_with_most_people_stuck_comes_first(person, lesson):
    other = make_lesson(course_of(lesson))
    stuck(person(), other)
    for _person in range(2):
        stuck(person(), lesson, place=1)
    remark(user=person(), page=lesson, kind="helped", text="", block=block(lesson, 1), now=timezone.now())
    found = places(User.objects.all(), timezone.now() - timedelta(days=1))
    assert [(place.page.pk, len(place.open_stuck), len(place.helped)) for place in found] == [
        (lesson.pk, 2, 1),
        (other.pk, 1, 0),
    ]
    assert "您好，请坐。" in found[0].block.name


def test_an_answer_reaches_everybody_stuck_there_and_is_news_until_read(client_as, person, lesson):
    first, second, elsewhere = person(), person(), person()
    stuck(first, lesson, place=1)
    stuck(second, lesson, place=1)
    stuck(elsewhere, lesson, place=0)
    sent = {"block": block(lesson, 1), "text": "“坐”读第四声。"}
    client_as(Role.TRAINER).post(reverse("courses:answer_place", args=[lesson.pk]), sent)
    assert [news.text for news in news_of(first)] == ["“坐”读第四声。"]
    assert news_of(elsewhere) == []
    client = client_as(user=first)
    assert "“坐”读第四声。" in client.get(reverse("dashboard:today")).content.decode()
    assert "“坐”读第四声。" in client.get(reverse("courses:my_remarks", args=[lesson.pk])).content.decode()
    client.post(reverse("courses:answers_seen", args=[lesson.pk]))
    assert news_of(first) == []
    assert len(news_of(second)) == 1


def test_whoever_is_stuck_again_after_an_answer_says_so_anew(person, lesson):
    clerk, trainer = person(), person(Role.TRAINER)
    stuck(clerk, lesson, text="第一次")
    answer(remarks=Remark.objects.all(), text="这样", by=trainer, now=timezone.now())
    stuck(clerk, lesson, text="还是不懂")
    assert sorted(Remark.objects.values_list("text", "answer")) == [("第一次", "这样"), ("还是不懂", "")]


def test_an_empty_answer_is_refused_and_a_second_one_finds_nobody(client_as, person, lesson):
    stuck(person(), lesson)
    trainer = person(Role.TRAINER)
    with pytest.raises(Refused):
        answer(remarks=Remark.objects.all(), text="  ", by=trainer, now=timezone.now())
    assert answer(remarks=Remark.objects.all(), text="好", by=trainer, now=timezone.now()) == 1
    assert answer(remarks=Remark.objects.all(), text="又", by=trainer, now=timezone.now()) == 0
    assert Remark.objects.get().answer == "好"


def test_trainers_read_the_words_of_their_own_hall_and_no_names(client_as, person, lesson):
    stuck(person(full_name="龚䶮"), lesson, text="我们厅的话")
    stuck(UserFactory(hall=HallFactory()), lesson, text="别的厅的话")
    page = client_as(Role.TRAINER).get(reverse("courses:remarks")).content.decode()
    assert "我们厅的话" in page
    assert "别的厅的话" not in page
    assert "龚䶮" not in page


def test_an_answer_stays_within_the_hall(client_as, person, lesson):
    mine, theirs = stuck(person(), lesson), stuck(UserFactory(hall=HallFactory()), lesson)
    client_as(Role.TRAINER).post(reverse("courses:answer_place", args=[lesson.pk]), {"block": "", "text": "好"})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.answer, theirs.answer) == ("好", "")


def test_the_empty_list_says_how_it_fills(client_as):
    page = client_as(Role.TRAINER).get(reverse("courses:remarks"))
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_the_list_makes_as_many_queries_for_much_as_for_little(client_as, person, count_queries, lesson):
    client_as(Role.TRAINER)
    stuck(person(), lesson)
    at_one = count_queries(reverse("courses:remarks"))
    for _more in range(20):
        stuck(person(), make_lesson(course_of(lesson), body=[("phrase", {"phrase": make_phrase()})]))
    assert count_queries(reverse("courses:remarks")) == at_one


def begun(person, lesson):
    enrolment = enrol(user=person, course=course_of(lesson), now=timezone.now())
    open_step(enrolment=enrolment, page=lesson, now=timezone.now())
    return enrolment


def test_how_far_somebody_came_only_grows(person, lesson):
    enrolment = begun(person(), lesson)
    moves = [
        reach(enrolment=enrolment, page=lesson, block=name, now=timezone.now())
        for name in (block(lesson, 0), block(lesson, 1), block(lesson, 0), "no-such-block")
    ]
    assert moves == [True, True, False, False]
    assert Progress.objects.get().reached == block(lesson, 1)


def test_the_report_says_where_those_are_who_did_not_finish(person, lesson):
    people = [person() for _each in range(4)]
    for number, each in enumerate(people):
        enrolment = begun(each, lesson)
        if number == 3:
            complete_step(enrolment=enrolment, page=lesson, now=timezone.now())
        elif number:
            reach(enrolment=enrolment, page=lesson, block=block(lesson, 1), now=timezone.now())
        if number < 2:
            BlockDone.objects.create(
                enrolment=enrolment,
                page=lesson,
                block=block(lesson, 0),
                kind="check",
                detail={"right_at_first": number == 0},
                done_at=timezone.now(),
            )
    (row,) = losses(course_of(lesson), User.objects.all())
    assert (row.opened, row.done, row.lost, row.right_at_first) == (4, 1, 3, 50)
    assert [(stop.block and stop.block.number, stop.people) for stop in row.stops] == [(2, 2), (None, 1)]


def test_the_script_that_tells_is_answered_with_nothing(client_as, person, lesson):
    clerk = person()
    begun(clerk, lesson)
    client = client_as(user=clerk)
    answer = client.post(reverse("courses:reached", args=[lesson.pk]), {"block": block(lesson, 0)})
    assert (answer.status_code, answer.content) == (204, b"")
    assert Progress.objects.get().reached == block(lesson, 0)


def test_the_report_makes_as_many_queries_for_much_as_for_little(client_as, person, count_queries, lesson):
    client_as(Role.TRAINER)
    begun(person(), lesson)
    address = reverse("courses:losses", args=[course_of(lesson).pk])
    at_one = count_queries(address)
    for _more in range(20):
        another = make_lesson(course_of(lesson), body=[("phrase", {"phrase": make_phrase()})])
        begun(person(), another)
    assert count_queries(address) == at_one


def test_blocks_are_called_by_their_first_words(lesson):
    names = [each.name for each in named_blocks([lesson])[lesson.pk]]
    assert names[0].endswith("先问好 抬头看客户。")
    assert names[1].endswith("您好，请坐。")


def test_a_lesson_of_another_hall_or_none_is_not_spoken_about(client_as, lesson):
    client = client_as(Role.CLERK)
    assert client.post(reverse("courses:remark", args=[10**6])).status_code == 404
    lesson.unpublish()
    assert say(client, lesson).status_code == 404


def test_steps_of_the_lesson_stay_deletable_only_without_remarks(person, lesson):
    assert not lesson.is_kept()
    stuck(person(), lesson)
    assert lesson.is_kept()
    assert [page.pk for page in steps_of(course_of(lesson))] == [lesson.pk]
