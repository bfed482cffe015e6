"""What a clerk sees below /learn/, and what clicking does."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file_webp

from core.models import Picture
from courses.models import Category, Completion, CourseIndexPage, Enrolment, Progress
from courses.services import complete_step, enrol, open_step, quiz_passed
from people.roles import Role
from quizzes.bank import put_question
from quizzes.items import statement
from quizzes.models import Attempt, FixedQuestion, Quiz, Topic
from quizzes.services import save_answer, start_attempt, submit_attempt
from tests.phrasebook.factories import make_dialogue, make_phrase, make_sign

from .factories import (
    check_block,
    drill_block,
    make_attempt,
    make_course,
    make_lesson,
    make_quiz_page,
    scene_block,
    steps_of,
)

LEARN = "/learn/"


def text_of(response):
    return response.content.decode()


def url(page):
    return page.get_url()


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def browser(client_as, clerk):
    return client_as(user=clerk)


def join(user, course):
    return enrol(user=user, course=course, now=timezone.now())


def test_the_catalogue_is_the_root_of_the_site(browser):
    course = make_course(title="标准用语", title_en="Phrases")
    page = text_of(browser.get(LEARN))
    assert url(course) in page
    assert "标准用语" in page
    assert f"<h1>{CourseIndexPage.objects.get().title}" in page


@pytest.mark.parametrize("query", ["用语", "yongyu", "biaozhun", "bzyy", "phrases", "外语", "waiyu", "Languages"])
def test_a_course_is_found_by_title_summary_or_shelf_in_both_languages(browser, query):
    shelf = Category.objects.create(slug="language", name="外语", name_en="Languages")
    make_course(title="标准用语", title_en="Standard phrases", category=shelf)
    make_course(title="别的课")
    page = text_of(browser.get(LEARN, {"q": query}))
    assert "标准用语" in page
    assert "别的课" not in page


def test_renaming_a_shelf_is_found_at_once(browser):
    shelf = Category.objects.create(slug="language", name="外语")
    make_course(title="标准用语", category=shelf)
    shelf.name = "沟通"
    shelf.save()
    assert "标准用语" in text_of(browser.get(LEARN, {"q": "goutong"}))


def test_a_shelf_shows_its_courses_only(browser):
    one, other = (Category.objects.create(slug=slug, name=slug) for slug in ("one", "other"))
    make_course(title="一号课", category=one)
    make_course(title="二号课", category=other)
    page = text_of(browser.get(LEARN, {"shelf": "one"}))
    assert "一号课" in page
    assert "二号课" not in page
    assert "一号课" in text_of(browser.get(LEARN, {"shelf": "no-such-shelf"}))


def test_empty_and_nothing_found_say_so(browser):
    assert 'class="empty"' in text_of(browser.get(LEARN))
    make_course()
    assert 'class="empty"' in text_of(browser.get(LEARN, {"q": "xyzzy"}))


def test_what_is_not_published_is_not_there(browser):
    hidden, course = make_course(title="没发布"), make_course(lessons=2)
    lesson = steps_of(hidden)[0]
    hidden.unpublish()
    assert "没发布" not in text_of(browser.get(LEARN))
    assert browser.get(url(hidden)).status_code == 404
    assert browser.get(url(lesson)).status_code == 404
    step = steps_of(course)[0]
    step.unpublish()
    assert browser.get(url(step)).status_code == 404
    assert step.title not in text_of(browser.get(url(course)))
    assert browser.get(LEARN + "no/such/page/here/").status_code == 404


def test_titles_and_summaries_speak_the_language_of_the_reader(browser):
    course = make_course(title="标准用语", title_en="Standard phrases", summary="中文", summary_en="In English")
    for address in [LEARN, url(course), url(steps_of(course)[0])]:
        page = text_of(browser.get(address, headers={"accept-language": "en"}))
        assert "Standard phrases" in page
        assert "标准用语" not in page


def test_joining_leads_to_the_first_step(browser, clerk):
    course = make_course(lessons=2)
    assert reverse("courses:enrol", args=[course.pk]) in text_of(browser.get(url(course)))
    response = browser.post(reverse("courses:enrol", args=[course.pk]))
    assert response.url == url(steps_of(course)[0])
    assert Enrolment.objects.get().user == clerk


def test_joining_a_course_one_has_left_goes_on_where_it_was_left(browser, clerk):
    course = make_course(lessons=3)
    open_step(enrolment=join(clerk, course), page=steps_of(course)[1], now=timezone.now())
    assert browser.post(reverse("courses:enrol", args=[course.pk])).url == url(steps_of(course)[1])


def test_a_course_that_cannot_be_joined_says_why(browser):
    course = make_course(lessons=0)
    response = browser.post(reverse("courses:enrol", args=[course.pk]), follow=True)
    assert response.redirect_chain[-1][0] == url(course)
    assert len(response.context["messages"]) == 1


def test_reading_without_joining_is_allowed_and_writes_nothing(browser):
    course = make_course()
    response = browser.get(url(steps_of(course)[0]))
    assert reverse("courses:enrol", args=[course.pk]) in text_of(response)
    assert not Progress.objects.exists()


def test_opening_a_step_is_remembered_and_the_course_goes_on_there(browser, clerk):
    course = make_course(lessons=3)
    join(clerk, course)
    second = steps_of(course)[1]
    browser.get(url(second))
    assert Progress.objects.get().page_id == second.pk
    page = text_of(browser.get(url(course)))
    assert 'aria-current="step"' in page
    assert f'<a class="btn btn-primary" href="{url(second)}"' in page


def test_opening_again_soon_writes_nothing_and_looking_only_never_does(browser, clerk):
    course = make_course(lessons=2)
    join(clerk, course)
    first, second = steps_of(course)
    browser.head(url(second))
    assert not Progress.objects.exists()
    browser.get(url(first))
    opened = Progress.objects.get().opened_at
    browser.get(url(first))
    assert Progress.objects.get().opened_at == opened


def test_done_leads_to_the_next_step_and_the_last_one_to_the_course_with_its_certificate(browser, clerk):
    course = make_course(lessons=2)
    join(clerk, course)
    first, second = steps_of(course)
    assert reverse("courses:complete", args=[first.pk]) in text_of(browser.get(url(first)))
    assert browser.post(reverse("courses:complete", args=[first.pk])).url == url(second)
    response = browser.post(reverse("courses:complete", args=[second.pk]), follow=True)
    assert response.redirect_chain[-1][0] == url(course)
    assert len(response.context["messages"]) == 1
    assert "XC-" in text_of(response)


def test_done_twice_is_done_once(browser, clerk):
    course = make_course(lessons=1)
    join(clerk, course)
    address = reverse("courses:complete", args=[steps_of(course)[0].pk])
    for _click in range(2):
        assert browser.post(address).url == url(course)
    assert Completion.objects.count() == 1


def test_done_without_having_joined_invites_to_join(browser):
    course = make_course()
    assert browser.post(reverse("courses:complete", args=[steps_of(course)[0].pk])).url == url(course)
    assert not Progress.objects.exists()


def test_a_quiz_is_not_done_by_posting_to_the_button_of_lessons(browser, clerk):
    course = make_course(lessons=0, quiz=True)
    join(clerk, course)
    quiz_page = steps_of(course)[0]
    assert browser.post(reverse("courses:complete", args=[quiz_page.pk])).url == url(quiz_page)
    assert not Completion.objects.exists()


def test_the_course_can_be_finished_when_its_missing_step_was_taken_out(browser, clerk):
    course = make_course(lessons=2)
    enrolment = join(clerk, course)
    first, second = steps_of(course)
    complete_step(enrolment=enrolment, page=first, now=timezone.now())
    second.unpublish()
    address = reverse("courses:complete", args=[first.pk])
    assert address in text_of(browser.get(url(course)))
    browser.post(address)
    assert Completion.objects.exists()


def test_the_page_of_a_quiz_says_its_rules_and_how_one_stands(browser, clerk):
    course = make_course(lessons=0)
    quiz_page = make_quiz_page(course)
    quiz = quiz_page.quiz
    quiz.attempt_limit, quiz.waiting_minutes, quiz.time_limit_minutes = 3, 30, 15
    quiz.save()
    assert "btn-primary quiz-start" not in text_of(browser.get(url(quiz_page)))
    join(clerk, course)
    assert reverse("courses:start_quiz", args=[quiz_page.pk]) in text_of(browser.get(url(quiz_page)))
    make_attempt(clerk, quiz, passed=False, started_at=timezone.now())
    page = text_of(browser.get(url(quiz_page)))
    assert reverse("courses:start_quiz", args=[quiz_page.pk]) not in page
    assert "notice-caution" in page


def test_a_quiz_that_is_not_ready_says_so_instead_of_starting(browser, clerk):
    course = make_course(lessons=0, quiz=True)
    join(clerk, course)
    quiz_page = steps_of(course)[0]
    response = browser.post(reverse("courses:start_quiz", args=[quiz_page.pk]), follow=True)
    assert response.redirect_chain[-1][0] == url(quiz_page)
    assert len(response.context["messages"]) == 1


def test_a_quiz_is_begun_only_by_those_who_joined(browser):
    course = make_course(lessons=0, quiz=True)
    response = browser.post(reverse("courses:start_quiz", args=[steps_of(course)[0].pk]))
    assert response.url == url(course)
    assert not Attempt.objects.exists()


def test_unknown_numbers_are_not_found_and_clicks_must_be_posts(browser):
    for name in ["courses:enrol", "courses:complete", "courses:start_quiz"]:
        address = reverse(name, args=[999_999])
        assert browser.post(address).status_code == 404
        assert browser.get(address).status_code == 405
    assert browser.post(LEARN).status_code == 405


def test_after_completion_the_course_says_until_when_and_when_it_may_be_renewed(browser, clerk):
    course = make_course(lessons=1)
    long_ago = timezone.now() - datetime.timedelta(days=340)
    enrolment = enrol(user=clerk, course=course, now=long_ago)
    complete_step(enrolment=enrolment, page=steps_of(course)[0], now=long_ago)
    page = text_of(browser.get(url(course)))
    assert reverse("courses:enrol", args=[course.pk]) in page
    browser.post(reverse("courses:enrol", args=[course.pk]))
    page = text_of(browser.get(url(course)))
    assert "<progress" in page
    assert reverse("courses:enrol", args=[course.pk]) not in page


def test_a_fresh_completion_offers_no_renewal(browser, clerk):
    course = make_course(lessons=1)
    complete_step(enrolment=join(clerk, course), page=steps_of(course)[0], now=timezone.now())
    assert reverse("courses:enrol", args=[course.pk]) not in text_of(browser.get(url(course)))


def long_body(count):
    phrases = [("phrase", {"phrase": make_phrase()}) for _time in range(count)]
    signs = [("sign", {"sign": make_sign()}) for _time in range(count)]
    dialogues = [("dialogue", {"dialogue": make_dialogue()}) for _time in range(count)]
    return phrases + signs + dialogues


def count_queries(browser, django_assert_max_num_queries, address, most=12):
    browser.get(address)
    with django_assert_max_num_queries(most + 2) as counted:  # and the session and the person
        assert browser.get(address).status_code == 200
    return len(counted)


def test_queries_of_a_lesson_do_not_grow_with_its_length(browser, clerk, django_assert_max_num_queries):
    course = make_course(lessons=1)
    short, long = make_lesson(course, long_body(1)), make_lesson(course, long_body(20))
    join(clerk, course)
    counts = [count_queries(browser, django_assert_max_num_queries, url(page)) for page in (short, long)]
    assert counts[0] == counts[1]


def body_of_every_kind(count):
    """All blocks a trainer can choose, `count` of each that is fetched from elsewhere."""
    pictures = [
        Picture.objects.create(title=f"图{number}", file=get_test_image_file_webp(f"{number}.webp"))
        for number in range(count)
    ]
    return [
        ("text", "<p>正文</p>"),
        *long_body(count),
        *[("image", {"picture": picture, "caption": "说明"}) for picture in pictures],
        ("do_dont", {"do": ["先问好"], "dont": ["低头"]}),
        ("callout", {"tone": "tip", "title": "称呼", "text": "用您"}),
        *[check_block(question=f"第{number}题？") for number in range(count)],
    ]


def test_a_lesson_of_every_kind_of_block_stays_in_the_budget(browser, clerk, django_assert_max_num_queries):
    course = make_course(lessons=1)
    plain, rich = (make_lesson(course, body_of_every_kind(count)) for count in (1, 5))
    join(clerk, course)
    counts = [count_queries(browser, django_assert_max_num_queries, url(page)) for page in (plain, rich)]
    assert counts[0] == counts[1]


def test_a_lesson_full_of_things_to_do_stays_in_the_budget(browser, clerk, django_assert_max_num_queries):
    def doing(count):
        phrases = [make_phrase() for _time in range(count)]
        return [
            *[("phrase", {"phrase": phrase}) for phrase in phrases],
            *[check_block(question=f"第{number}题？") for number in range(count)],
            *[drill_block(*phrases[:4]) for _time in range(count)],
            *[scene_block(make_dialogue(turns=6)) for _time in range(count)],
        ]

    course = make_course(lessons=1)
    short, long = make_lesson(course, doing(1)), make_lesson(course, doing(20))
    join(clerk, course)
    counts = [count_queries(browser, django_assert_max_num_queries, url(page)) for page in (short, long)]
    assert counts[0] == counts[1]


def test_queries_of_course_and_catalogue_do_not_grow(browser, clerk, django_assert_max_num_queries):
    def addresses(course):
        return [LEARN, url(course), url(steps_of(course)[0]), url(steps_of(course)[-1])]

    small = make_course(lessons=1, quiz=True)
    enrolment = join(clerk, small)
    complete_step(enrolment=enrolment, page=steps_of(small)[0], now=timezone.now())
    before = [count_queries(browser, django_assert_max_num_queries, address) for address in addresses(small)]
    big = make_course(lessons=20, quiz=True)
    enrolment = join(clerk, big)
    for page in steps_of(big)[:10]:
        complete_step(enrolment=enrolment, page=page, now=timezone.now())
    for _time in range(20):
        join(clerk, make_course(lessons=1))
    assert [count_queries(browser, django_assert_max_num_queries, address) for address in addresses(big)] == before


def test_queries_of_a_completed_course_stay_in_the_budget(browser, clerk, django_assert_max_num_queries):
    course = make_course(lessons=20)
    enrolment = join(clerk, course)
    for page in steps_of(course):
        complete_step(enrolment=enrolment, page=page, now=timezone.now())
    count_queries(browser, django_assert_max_num_queries, url(course))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_works_here_may_learn(client_as, role):
    course = make_course(lessons=1)
    browser = client_as(role)
    for address in [LEARN, url(course), url(steps_of(course)[0])]:
        assert browser.get(address).status_code == 200


def test_an_attempt_belongs_to_the_one_who_began_it(browser, clerk, person):
    course = make_course(lessons=0, quiz=True)
    other = make_attempt(person(), steps_of(course)[0].quiz)
    for name in ["attempt", "attempt_result"]:
        assert browser.get(reverse(f"courses:{name}", args=[other.public_id])).status_code == 404
    for name in ["attempt_save", "attempt_submit"]:
        assert browser.post(reverse(f"courses:{name}", args=[other.public_id])).status_code == 404


@pytest.fixture
def real_quiz(db):
    """A course of one quiz with one true-or-false question."""
    question = put_question(
        key="q1",
        topic=Topic.objects.create(name="题"),
        item=statement("对吗？", True, "对。"),
    )
    quiz = Quiz(title="测验", fixed_questions=[FixedQuestion(question=question)])
    quiz.save()
    course = make_course(lessons=0)
    return make_quiz_page(course, quiz=quiz)


def test_passing_the_quiz_completes_step_course_and_leads_to_the_certificate(browser, clerk, real_quiz):
    course = real_quiz.get_parent().specific
    join(clerk, course)
    response = browser.post(reverse("courses:start_quiz", args=[real_quiz.pk]))
    attempt = Attempt.objects.get()
    assert response.url == reverse("courses:attempt", args=[attempt.public_id])
    assert browser.get(response.url).status_code == 200
    position = attempt.questions.get().position
    browser.post(
        reverse("courses:attempt_save", args=[attempt.public_id]),
        {"position": position, "fields": {f"q{position}": ["true"]}, "lease": Attempt.objects.get().lease},
        content_type="application/json",
    )
    response = browser.post(reverse("courses:attempt_submit", args=[attempt.public_id]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("courses:attempt_result", args=[attempt.public_id])
    completion = Completion.objects.get()
    assert completion.steps[0]["attempt"] == str(attempt.public_id)
    assert f'href="{url(course)}"' in text_of(response)


def test_failing_the_quiz_leads_back_to_it_and_completes_nothing(browser, clerk, real_quiz):
    join(clerk, real_quiz.get_parent().specific)
    attempt = start_attempt(user=clerk, quiz=real_quiz.quiz, now=timezone.now())
    data = {"confirmed": "1"}
    response = browser.post(reverse("courses:attempt_submit", args=[attempt.public_id]), data, follow=True)
    assert f'href="{url(real_quiz)}"' in text_of(response)
    assert not Completion.objects.exists()


def test_an_attempt_left_open_past_its_time_still_completes_the_course_it_passes(clerk, real_quiz):
    real_quiz.quiz.time_limit_minutes = 5
    real_quiz.quiz.save()
    begun = timezone.now() - datetime.timedelta(minutes=10)
    enrol(user=clerk, course=real_quiz.get_parent().specific, now=begun)
    attempt = start_attempt(user=clerk, quiz=real_quiz.quiz, now=begun, since=begun)
    save_answer(attempt=attempt, position=attempt.questions.get().position, value={"value": True}, now=begun)
    call_command("close_overdue_attempts")
    assert Completion.objects.get().user == clerk


@pytest.mark.parametrize(("counting", "completes"), [("best", True), ("last", True), ("first", False), ("mean", False)])
def test_a_step_is_done_by_the_mark_that_counts(clerk, real_quiz, counting, completes):
    course = real_quiz.get_parent().specific
    join(clerk, course)
    real_quiz.quiz.counting = counting
    real_quiz.quiz.save()
    for answer in (False, True):
        attempt = start_attempt(user=clerk, quiz=real_quiz.quiz, now=timezone.now())
        save_answer(attempt=attempt, position=1, value={"value": answer}, now=timezone.now())
        submit_attempt(attempt=attempt, now=timezone.now(), after=lambda held, now: quiz_passed(attempt=held, now=now))
    assert Completion.objects.filter(user=clerk, course=course).exists() is completes


def test_practice_can_be_begun_again_after_it_counted(browser, clerk, real_quiz):
    course = real_quiz.get_parent().specific
    join(clerk, course)
    Quiz.objects.update(mode="practice")
    start = reverse("courses:start_quiz", args=[real_quiz.pk])
    browser.post(start)
    attempt = Attempt.objects.get()
    save_answer(attempt=attempt, position=1, value={"value": True}, now=timezone.now())
    browser.post(reverse("courses:attempt_submit", args=[attempt.public_id]), {"confirmed": "1"})
    assert Completion.objects.filter(user=clerk, course=course).exists()
    assert "start-quiz" in browser.get(real_quiz.get_url()).content.decode()
    browser.post(start)
    assert Attempt.objects.filter(ended_at=None).count() == 1
