"""The clerk's day: one next thing, then what stands around it."""

import datetime

import pytest
from django.urls import reverse

from courses.services import complete_step, enrol, open_step
from dashboard.today import Kind, today_of
from people.roles import Role
from programmes.assigning import assign
from programmes.services import consider, open_cycle
from skills.models import Level
from tests.courses.factories import make_attempt, make_course, make_quiz_page, steps_of
from tests.programmes.factories import make_programme, path
from tests.quizzes.practical_factories import ask, make_practical
from tests.rotations.factories import LeaveFactory, PostFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .factories import AWARDED, NOW, TODAY, hold, make_skills, teach

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def page(client_as, clerk):
    """`page()` is the text of the clerk's day."""
    client_as(user=clerk)
    return lambda **headers: client_as(user=clerk).get("/today/", headers=headers).content.decode()


def begin(user, course, steps_done=0, ago=DAY):
    """Somebody joins a course and does its first steps."""
    enrolment = enrol(user=user, course=course, now=NOW - ago)
    for step in steps_of(course)[:steps_done]:
        complete_step(enrolment=enrolment, page=step, now=NOW - ago)
    return enrolment


def test_the_next_thing_is_to_go_on_at_the_very_step_with_its_minutes(clerk, page):
    course = make_course(lessons=3)
    begin(clerk, course, steps_done=1)
    step = steps_of(course)[1]
    step.own_minutes = 7
    step.save_revision().publish()
    day = today_of(clerk, NOW)
    assert day.next.kind == Kind.CONTINUE
    assert day.next.outline.next_step.page.pk == step.pk
    text = page()
    assert step.url in text
    assert step.title in text
    assert "7 分钟" in text


def test_a_quiz_just_failed_is_no_next_thing_before_its_waiting_time_is_over(clerk):
    course = make_course(lessons=0)
    quiz = make_quiz_page(course).quiz
    quiz.waiting_minutes = 30
    quiz.save()
    begin(clerk, course)
    make_attempt(clerk, quiz, passed=False, started_at=NOW - datetime.timedelta(minutes=10))
    assert "10:25" in today_of(clerk, NOW).next.wait
    assert today_of(clerk, NOW + datetime.timedelta(minutes=26)).next.wait == ""


def test_of_two_open_courses_the_one_touched_last_goes_on(clerk):
    older, newer = make_course(), make_course()
    enrolment = begin(clerk, older, ago=9 * DAY)
    begin(clerk, newer, ago=2 * DAY)
    assert today_of(clerk, NOW).next.outline.course == newer
    open_step(enrolment=enrolment, page=steps_of(older)[0], now=NOW - DAY)
    assert today_of(clerk, NOW).next.outline.course == older


def test_an_open_course_that_renews_something_due_goes_before_one_touched_later(clerk):
    (skill,) = make_skills(1)
    hold(clerk, skill, "grace")
    renewing = teach(skill)
    begin(clerk, renewing, ago=9 * DAY)
    begin(clerk, make_course())
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.outline.course) == (Kind.CONTINUE, renewing)


def test_with_nothing_begun_the_next_thing_is_to_renew_what_ends_first(clerk, page):
    skills = make_skills(3)
    for skill, state in zip(skills, ["expired", "renewal", "grace"], strict=True):
        hold(clerk, skill, state)
        teach(skill)
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.due.skill, day.next.due.days) == (Kind.RENEW, skills[2], 16)
    assert [row.due.skill for row in day.other_due] == [skills[1], skills[0]]
    text = page()
    assert text.index(skills[2].name) < text.index(skills[1].name) < text.index(skills[0].name)
    assert reverse("courses:enrol", args=[day.next.outline.course.pk]) in text


def test_something_due_without_a_course_is_listed_but_is_not_the_next_thing(clerk, page):
    (skill,) = make_skills(1)
    hold(clerk, skill, "renewal")
    teach(skill, level=Level.AWARE)
    assert today_of(clerk, NOW).next.kind == Kind.DONE
    assert "看看怎样续证" in page()


def test_with_nothing_due_the_next_thing_is_the_course_that_opens_the_nearest_post(clerk, hall, page):
    near, far, held = make_skills(3)
    hold(clerk, held)
    long_course, short_course = teach(far, lessons=5), teach(near, lessons=2)
    PostFactory(hall=hall, needs=[(far, Level.CERTIFIED)])
    nearest = PostFactory(hall=hall, needs=[(near, Level.CERTIFIED), (held, Level.ABLE)])
    both = PostFactory(hall=hall, needs=[(near, Level.CERTIFIED), (far, Level.CERTIFIED)])
    day = today_of(clerk, NOW)
    assert day.next.kind == Kind.QUALIFY
    assert (day.opening.verdict.post, day.next.outline.course) == (nearest, short_course)
    assert long_course not in [leg.outline.course for leg in day.opening.legs]
    text = page()
    assert nearest.name in text
    assert both.name not in text


def test_a_post_that_no_course_can_open_is_no_way(clerk, hall):
    taught, untaught = make_skills(2)
    teach(taught)
    PostFactory(hall=hall, needs=[(taught, Level.CERTIFIED), (untaught, Level.ABLE)])
    day = today_of(clerk, NOW)
    assert (day.opening, day.next.kind) == (None, Kind.DONE)


def test_a_course_half_done_makes_its_post_the_nearer_one(clerk, hall):
    begun, other = make_skills(2)
    half, short = teach(begun, lessons=4), teach(other, lessons=3)
    wanted = PostFactory(hall=hall, needs=[(begun, Level.CERTIFIED)])
    PostFactory(hall=hall, needs=[(other, Level.CERTIFIED)])
    assert today_of(clerk, NOW).next.outline.course == short
    begin(clerk, half, steps_done=2)
    assert today_of(clerk, NOW).opening.verdict.post == wanted


def test_who_has_done_everything_is_told_so_kindly(clerk, page):
    assert today_of(clerk, NOW).next.kind == Kind.DONE
    assert "今天没有要办的事" in page()
    assert "Nothing is waiting for you today" in page(accept_language="en")


def test_posts_are_shown_clear_or_flagged_with_the_reason(clerk, hall, page):
    fresh, ending = make_skills(2)
    hold(clerk, fresh)
    hold(clerk, ending, "grace")
    clear = PostFactory(hall=hall, needs=[(fresh, Level.CERTIFIED)])
    flagged = PostFactory(hall=hall, needs=[(ending, Level.CERTIFIED)])
    elsewhere = PostFactory()
    day = today_of(clerk, NOW)
    assert [verdict.post for verdict in day.clear] == [clear]
    assert [verdict.post for verdict in day.flagged] == [flagged]
    text = page()
    assert day.flagged[0].reasons[0].text in text
    assert elsewhere.name not in text


def test_somebody_on_leave_reads_why_no_post_is_open(clerk, hall, page):
    PostFactory(hall=hall)
    LeaveFactory(user=clerk, first_day=TODAY, last_day=TODAY + DAY)
    day = today_of(clerk, NOW)
    assert day.clear == []
    assert day.leave.text in page()


def test_results_of_the_last_thirty_days_are_shown_the_latest_first(clerk, page):
    quiz = make_quiz_page(make_course(lessons=1)).quiz
    make_attempt(clerk, quiz, passed=False, started_at=NOW - 40 * DAY)
    failed = make_attempt(clerk, quiz, passed=False, started_at=NOW - 2 * DAY)
    passed = make_attempt(clerk, quiz, started_at=NOW - DAY)
    assert today_of(clerk, NOW).results == [passed, failed]
    assert reverse("courses:attempt_result", args=[passed.public_id]) in page()


def test_nothing_of_other_people_is_shown(clerk, person, page):
    (skill,) = make_skills(1)
    colleague = person()
    hold(colleague, skill, "grace")
    course = make_course()
    begin(colleague, course)
    text = page()
    assert skill.name not in text
    assert course.title not in text


def test_a_manager_without_a_hall_has_a_day_too(client_as, person):
    assert client_as(user=person(Role.MANAGER, hall=None)).get("/today/").status_code == 200


def test_the_day_makes_as_many_queries_for_much_as_for_little(client_as, clerk, hall, count_queries):
    client_as(user=clerk)

    def add(number):
        for skill in make_skills(number):
            hold(clerk, skill, "grace")
            begin(clerk, teach(skill))
            PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
            (missing,) = make_skills(1)
            PostFactory(hall=hall, needs=[(missing, Level.CERTIFIED)])
            quiz = make_quiz_page(teach(missing)).quiz
            make_attempt(clerk, quiz, started_at=NOW - DAY)

    add(1)
    at_one = count_queries("/today/")
    add(20)
    assert count_queries("/today/") == at_one
    assert len(client_as(user=clerk).get("/today/").content) < 30_000


@pytest.fixture
def certification():
    """A certification with a programme that asks for a course which certifies nothing by itself."""
    kind = CertificationFactory(name="柜面手语证书")
    course = make_course(lessons=2, level=None, certified=False)
    make_programme(path([course]), grants=[(SkillFactory(), 3)], certification=kind)
    return kind


def test_a_round_somebody_assigned_stands_on_the_day_with_who_and_until_when(clerk, person, certification, page):
    manager = person(Role.MANAGER, full_name="王磊")
    due = TODAY + 20 * DAY
    open_cycle(user=clerk, certification=certification, by=manager, now=NOW, due_on=due, reason="下月轮岗")
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.assigned.due_on, day.next.outline) == (Kind.ASSIGNED, due, None)
    text = page()
    assert "柜面手语证书" in text
    assert "王磊" in text
    assert "12月13日" in text
    assert reverse("programmes:programme", args=[certification.slug]) in text


def test_beside_something_under_way_an_assigned_round_is_listed_and_goes_first_once_its_day_is_near(
    clerk, person, certification, page
):
    course = make_course()
    begin(clerk, course)
    open_cycle(user=clerk, certification=certification, by=person(Role.MANAGER), now=NOW, due_on=TODAY + 20 * DAY)
    day = today_of(clerk, NOW)
    assert (day.next.kind, [row.title for row in day.other_assigned]) == (Kind.CONTINUE, ["柜面手语证书"])
    assert "柜面手语证书" in page()
    assert today_of(clerk, NOW + 14 * DAY).next.kind == Kind.ASSIGNED


def test_a_round_in_the_hands_of_others_is_listed_but_is_not_the_next_thing(clerk, person, page):
    practical = make_practical()
    kind = CertificationFactory()
    make_programme(path([practical]), grants=[(SkillFactory(), 3)], certification=kind)
    cycle = open_cycle(user=clerk, certification=kind, by=person(Role.MANAGER), now=NOW)
    ask(practical, clerk, now=NOW)
    consider(cycle=cycle, now=NOW)
    day = today_of(clerk, NOW)
    assert (day.next.kind, [row.waits for row in day.other_assigned]) == (Kind.DONE, [True])
    assert "等待考核或阅卷" in page()


def test_a_round_one_began_oneself_stands_with_the_open_courses(clerk, certification, page):
    open_cycle(user=clerk, certification=certification, by=clerk, now=NOW)
    day = today_of(clerk, NOW)
    assert (day.other_assigned, [row.title for row in day.own_rounds]) == ([], ["柜面手语证书"])
    assert "柜面手语证书" in page()


def test_training_and_its_round_are_one_line(clerk, person, certification):
    manager = person(Role.MANAGER, full_name="王磊")
    assign(users=[clerk], certification=certification, by=manager, now=NOW, due_on=TODAY + 9 * DAY)
    [row] = today_of(clerk, NOW).assigned
    assert (row.kind, row.by, row.can_be_next, row.is_begun) == ("training", "王磊", True, False)


def test_a_renewal_that_began_by_itself_is_no_assignment(clerk, certification):
    open_cycle(user=clerk, certification=certification, now=NOW, due_on=TODAY + 9 * DAY)
    assert today_of(clerk, NOW).assigned == []


def test_a_certification_opens_the_nearest_post_where_it_is_the_only_way(clerk, hall, certification, page):
    skill = certification.programme.grants.get().skill
    post = PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.outline, day.next.leg.slug) == (Kind.QUALIFY, None, certification.slug)
    assert day.opening.verdict.post == post
    text = page()
    assert "柜面手语证书" in text
    assert reverse("programmes:start", args=[certification.slug]) in text


def test_of_a_course_and_a_certification_the_quicker_one_is_offered(clerk, hall, certification):
    skill = certification.programme.grants.get().skill
    PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
    teach(skill, lessons=9)
    assert today_of(clerk, NOW).next.leg.slug == certification.slug
    quick = teach(skill, lessons=1)
    assert today_of(clerk, NOW).next.outline.course == quick


def test_a_certification_that_is_begun_is_gone_on_with(client_as, clerk, hall, certification):
    skill = certification.programme.grants.get().skill
    PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
    client = client_as(user=clerk)
    begun = client.post(reverse("programmes:start", args=[certification.slug]))
    assert begun.status_code == 302
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.leg.is_open) == (Kind.QUALIFY, True)
    text = client.get("/today/").content.decode()
    assert reverse("programmes:programme", args=[certification.slug]) in text
    assert reverse("programmes:start", args=[certification.slug]) not in text


def test_a_way_that_is_in_the_hands_of_others_is_no_next_thing(clerk, hall, page):
    practical, skill = make_practical(), SkillFactory()
    kind = make_programme(path([practical]), grants=[(skill, 3)]).certification
    PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
    cycle = open_cycle(user=clerk, certification=kind, by=clerk, now=NOW)
    ask(practical, clerk, now=NOW)
    consider(cycle=cycle, now=NOW)
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.opening.legs[0].waits) == (Kind.DONE, True)
    assert "等待考核或阅卷" in page()


def test_what_is_due_is_renewed_by_the_programme_that_issues_its_certificate(clerk, page):
    skill, kind = SkillFactory(), CertificationFactory(name="柜面手语证书")
    longer = make_course(lessons=4, level=None, certified=False)
    make_programme(path([longer]), grants=[(skill, 3)], certification=kind)
    give(clerk, skill, on=AWARDED["renewal"], certification=kind)
    teach(skill, lessons=1)
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.outline, day.next.leg.slug) == (Kind.RENEW, None, kind.slug)
    text = page()
    assert reverse("programmes:start", args=[kind.slug]) in text
    assert "看看怎样续证" not in text


def test_beside_something_under_way_a_renewal_by_a_programme_has_its_button(clerk, page):
    skill, kind = SkillFactory(), CertificationFactory(name="柜面手语证书")
    make_programme(path([make_course(level=None, certified=False)]), grants=[(skill, 3)], certification=kind)
    give(clerk, skill, on=AWARDED["renewal"], certification=kind)
    begin(clerk, make_course())
    day = today_of(clerk, NOW)
    assert (day.next.kind, [row.leg.slug for row in day.other_due]) == (Kind.CONTINUE, [kind.slug])
    assert reverse("programmes:start", args=[kind.slug]) in page()


def test_a_certificate_that_counts_is_no_way_to_more(clerk, hall):
    skill, kind = SkillFactory(), CertificationFactory()
    make_programme(path([make_course(level=None, certified=False)]), grants=[(skill, 3)], certification=kind)
    give(clerk, skill, 2, on=AWARDED["valid"], certification=kind)
    PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
    day = today_of(clerk, NOW)
    assert (day.opening, day.next.kind) == (None, Kind.DONE)
