"""The pages of reports: as many questions at one row as at twenty, valid HTML, drilling, paging, sorting."""

import pytest
import time_machine
from django.urls import reverse

from courses.models import BlockDone, Enrolment, Progress
from people.roles import Role
from programmes.models import Extension, TrainingAssignment
from reports.catalogue import REPORTS
from reports.models import Delivery
from reports.services import save_view, set_up_schedule
from skills.services import suspend
from tests.courses.factories import make_attempt, make_course, make_practical_page, make_quiz_page, steps_of
from tests.e2e.quality import html_faults
from tests.quizzes.practical_factories import ask, make_practical
from tests.rotations.factories import PostFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .conftest import NOW, TODAY, days

pytestmark = pytest.mark.django_db
SLUGS = [report.slug for report in REPORTS]


@pytest.fixture
def grow(person, manager):
    """`grow(20)`: so many more people, each with a row in every report."""
    certification = CertificationFactory(slug="many", grace_days=30)
    practical = make_practical(SkillFactory())
    course = make_course(lessons=1, certification=certification)
    make_practical_page(course, practical=practical)
    quiz = make_quiz_page(course).quiz
    lesson = steps_of(course)[0]

    def more(count):
        for _ in range(count):
            clerk = person()
            paper = give(clerk, SkillFactory(), on=TODAY - days(340), certification=certification).certificate
            suspend(certificate=paper, on=TODAY + days(3), reason="核查", by=manager, now=NOW - days(1))
            enrolment = Enrolment.objects.create(user=clerk, course=course, started_at=NOW - days(60))
            Progress.objects.create(
                enrolment=enrolment, page=lesson, opened_at=NOW - days(50), completed_at=NOW - days(40)
            )
            BlockDone.objects.create(enrolment=enrolment, page=lesson, block="b", kind="check", done_at=NOW - days(40))
            make_attempt(clerk, quiz, passed=False, started_at=NOW - days(20))
            ask(practical, clerk, now=NOW - days(5))
            facts = {"assigned_by": manager, "assigned_at": NOW - days(30), "due_on": TODAY - days(2)}
            late = TrainingAssignment.objects.create(user=clerk, course=course, **facts)
            TrainingAssignment.objects.create(user=clerk, certification=certification, **facts)
            Extension.objects.create(
                assignment=late, due_on=TODAY, reason="手术", extended_by=manager, written_at=NOW - days(1)
            )

    return more


@pytest.fixture(autouse=True)
def _that_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("slug", SLUGS)
def test_a_report_costs_the_same_with_one_row_and_with_twenty(slug, client_as, person, grow, count_queries):
    client_as(user=person(Role.ADMINISTRATOR))
    grow(1)
    few = count_queries(reverse("reports:report", args=[slug]))
    grow(20)
    many = count_queries(reverse("reports:report", args=[slug]))
    assert many <= few
    assert many <= 14  # two of them are the session and the user


def test_lists_of_views_and_letters_cost_the_same(client_as, manager, count_queries):
    client_as(user=manager)

    def more(numbers):
        for number in numbers:
            save_view(owner=manager, report=REPORTS[0], name=f"视图{number}", query="", shared=True, now=NOW)
            schedule = set_up_schedule(
                owner=manager,
                report=REPORTS[0],
                query=f"q={number}",
                every="weekly",
                day=1,
                recipients=[manager],
                now=NOW,
            )
            Delivery.objects.create(schedule=schedule, due_on=TODAY, recipient=manager, state="sent", at=NOW)

    more(range(1))
    few = [count_queries(reverse(name)) for name in ("reports:list", "reports:letters")]
    more(range(1, 21))
    assert [count_queries(reverse(name)) for name in ("reports:list", "reports:letters")] == few


def test_the_page_of_the_dossier_costs_the_same(client_as, manager, person, hall, count_queries):
    client_as(user=manager)
    skill = SkillFactory()
    post = PostFactory(hall=hall, needs=[(skill, 2)])
    address = f"{reverse('reports:dossier')}?post={post.pk}&from={TODAY.isoformat()}"
    give(person(), skill, on=TODAY)
    few = count_queries(address)
    for _ in range(20):
        give(person(), skill, on=TODAY)
    assert count_queries(address) <= min(few, 14)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_html_is_valid_full_and_empty_and_asked_wrongly(slug, client_as, manager, grow):
    client = client_as(user=manager)
    for full in (False, True):
        if full:
            grow(2)
        for query in ("", "?on=x&since=x&days=x&q=zzz", "?sort=-person"):
            page = client.get(reverse("reports:report", args=[slug]) + query)
            assert page.status_code == 200
            assert html_faults(page.content.decode()) == []


def test_an_empty_report_says_that_there_is_nothing(client_as, manager):
    page = client_as(user=manager).get(reverse("reports:report", args=["expiring"])).content.decode()
    assert "目前没有需要列出的内容" in page


def test_a_full_report_is_paged_and_the_pages_keep_the_filters(client_as, manager, grow):
    grow(51)
    client = client_as(user=manager)
    page = client.get(reverse("reports:report", args=["expiring"]), {"days": 90})
    assert len(page.context["page"].object_list) == 50
    assert "days=90&amp;page=2" in page.content.decode()


def test_the_head_sorts_and_says_so(client_as, manager, grow):
    grow(1)
    page = client_as(user=manager).get(reverse("reports:report", args=["expiring"]), {"sort": "until"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert "sort=-until" in page


def test_an_unknown_value_of_a_filter_shows_nothing_and_stays_chosen(client_as, manager, grow):
    grow(1)
    page = (
        client_as(user=manager).get(reverse("reports:report", args=["expiring"]), {"window": "never"}).content.decode()
    )
    assert "没有同时符合这些筛选条件的内容" in page
    assert '<option value="never" selected>' in page


def test_a_saved_view_stands_above_its_report(client_as, manager, grow):
    grow(1)
    save_view(owner=manager, report=REPORTS[0], name="风险", query="standing=risk", shared=False, now=NOW)
    page = client_as(user=manager).get(reverse("reports:report", args=[REPORTS[0].slug]), {"standing": "risk"})
    assert '?standing=risk" aria-current="page"' in page.content.decode()


def test_managers_and_trainers_find_the_reports_once_in_the_navigation(client_as, person):
    for role in (Role.MANAGER, Role.TRAINER, Role.ADMINISTRATOR):
        page = client_as(user=person(role)).get(reverse("reports:list")).content.decode()
        assert page.count(f'href="{reverse("reports:list")}"') == 1
