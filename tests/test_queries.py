"""No page asks the database more than twelve questions, and as many at twenty rows as at one.

Measured on every page tests/test_permissions.py knows, as everybody who may open it. The session and the user who is
signed in are not counted.
"""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from courses.services import complete_step, enrol
from people.roles import Role
from phrasebook.models import Phrase, Scenario
from programmes.models import AssignmentException, Extension, TrainingAssignment
from programmes.services import open_cycle
from quizzes import observing
from quizzes.models import Duty, ExtraTime
from quizzes.services import start_attempt
from rotations.models import Assignment, CalendarDay, Cell, DayPart, Pair, RotationPlan, SeatRule, Swap, Wish, WorkTime
from rotations.plan_talk import remark
from rotations.plans import Placed, change_cells, make_plan
from skills.models import Certification

from .courses.factories import make_course, steps_of
from .doors import Things
from .factories import UserFactory
from .programmes.factories import make_programme, path
from .programmes.papers import hand_in_paper
from .quizzes.factories import make_question
from .quizzes.practical_factories import ask, make_coach, make_practical, sheet
from .quizzes.waiting import make_waiting
from .rotations.factories import LeaveFactory, PostFactory
from .skills.factories import CertificationFactory, SkillFactory, give
from .test_permissions import GET, ROLES, TABLE, address_of

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
MANY = 21
MOST = 12
# Where one page shows what three rooms know of every certification: the rounds with their events, awards and programmes
# (5), what they name (4), what is done of it (4) and under way (3), the shell (2).
# Before a plan is published everything is judged again (7) and laid over what there is (5), with the seats that stay
# empty (6) and approvals; the pack of a post asks what is due, what is open and what the courses show.
MORE = {
    "calendar_feed": 14,  # dates of training, and posts
    "rotations:publish": 26,
    # What waits for a decision is judged on both sides (5), with pairs, runs and rests around the days (7).
    "rotations:swaps": 18,
    "rotations:my_pack": 26,
    # What is left of every way for whom (rotations.from_here): courses (1), and of programmes the rounds, certificates,
    # proofs, waivers and quizzes (9).
    **dict.fromkeys(["rotations:post", "rotations:post_xlsx", "rotations:assign_way"], 24),
    "programmes:mine": 20,
    "programmes:programme": 26,
    "programmes:quiz": 24,
    "programmes:practical": 22,
    "programmes:person": 26,
    # Short questions of a fixed shape (core.statements), which are quicker than few long ones: courses (4) and
    # programmes (3) a person could take.
    "skills:mine": 14,
    "skills:person": 14,
    "dashboard:today": 13,
    # A whole rotation is read: the plan with everything it is set by, and whom training would bring where.
    "rotations:why": 44,
    "rotations:foresight": 28,
    "rotations:loss": 28,
    "rotations:plan_training": 44,
    "rotations:try_fix": 44,
    # Whoever could step in is judged at every post they could leave, with loads, wishes and minimums.
    "rotations:sick": 34,
    # A plan set out as numbers: who is there, the calendar, seats, skills, stays, wishes, pairs and what is published.
    **dict.fromkeys(["rotations:board", "rotations:board_posts", "rotations:board_facts"], 32),
    **dict.fromkeys(["rotations:cell", "rotations:scores", "rotations:compare"], 36),
    **dict.fromkeys(["rotations:scores_xlsx", "rotations:foresight_xlsx"], 36),
}
# Screens of the CMS are Wagtail's, which has budgets of its own; a certificate is drawn, not read.
ELSEWHERE = (
    *("reports:export", "reports:dossier_file", "cms_posts:add", "cms_posts:edit"),
    *("wagtailadmin", "wagtailusers", "wagtailsnippet", "phrasebook_cms:", "halls:", "cms/"),
    *("skills:certificate_pdf", "dashboard:matrix_pdf", "notice_templates:", "daily_runs", "healthz"),
)
# Whether the day's work was begun: asked once an hour from an hour of the day on, whoever's request it is.
WHETHER_BEGUN = 'SELECT COUNT(*) AS "__count" FROM "core_dailyrun"'
PAGES = [row for row in TABLE if row[1] == GET and 200 in row[3] and not row[0].startswith(ELSEWHERE)]


def queries(client, address):
    """What a request asks once Wagtail knows its sites, which it keeps for everybody."""
    # Nobody looks up as many certificates a minute as we do here.
    cache.clear()
    Site.get_site_root_paths()
    reset_queries()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in captured if not _is_of_the_frame(query["sql"])]


def _is_of_the_frame(sql):
    # That somebody looked at another person's records is written down, in one statement whatever they saw.
    return (
        "django_session" in sql
        or 'INTO "privacy_look"' in sql
        or sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", WHETHER_BEGUN))
        or _is_the_user(sql)
    )


def _is_the_user(sql):
    return (
        sql.startswith('SELECT "people_user"."id", "people_user"."password"')
        and 'AS "is_held_administrator"' in sql
        and ('WHERE "people_user"."id" = ' in sql)
    )


def measure(things):
    """{(page, role): questions} for every page as everybody who may open it."""
    found = {}
    for row in PAGES:
        for role, status in zip(ROLES, row[3], strict=True):
            if status == 200:
                with transaction.atomic():
                    client = things.client(role)
                    found[row[0], role] = queries(client, address_of(row, things))
                    transaction.set_rollback(True)
    return found


def grow(things, start, end):
    """More of everything a page lists, numbered from `start` to `end`: of the hall, and of everybody who looks."""
    certification, _made = Certification.objects.get_or_create(slug="many", defaults={"name": "证书", "grace_days": 30})
    for number in range(start, end):
        day = things.today - datetime.timedelta(days=number)
        skill, course, colleague = SkillFactory(slug=f"many-{number}"), make_course(), UserFactory(hall=things.hall)
        LeaveFactory(user=colleague, first_day=things.today, last_day=things.today)
        PostFactory(hall=things.hall, needs=[(things.skill, 2), (skill, 1)])
        scenario = Scenario.objects.create(slug=f"many-{number}", name=f"情景{number}")
        for where, key in ((scenario, "a"), (things.scenario, "b")):
            Phrase.objects.create(key=f"many-{number}-{key}", scenario=where, text="您好", english="Hello", live=True)
        make_question(f"many-{number}")
        start_attempt(user=colleague, quiz=things.exam, now=things.now)
        make_waiting(colleague, things.now, quiz=things.essay.quiz)
        given = {"given_by": things.extra_time.given_by, "given_at": things.now}
        for person in (colleague, things.colleague):
            ExtraTime.objects.create(user=person, percent=number + 1, reason="手腕骨折", **given)
        training(things, number, course, colleague)
        planning(things, number, colleague)
        for person in (colleague, *filter(None, things.people.values())):
            give(person, skill, on=day, certification=certification)
            things.notice_of(person, number + 1)
            things.line_of(person, number + 1)
            enrolment = enrol(user=person, course=course, now=things.now)
            complete_step(enrolment=enrolment, page=steps_of(course)[0], now=things.now)
        observations(things, colleague)
        certifications(things, course, skill)
        setting(things, number, colleague)
        rotating(things, number, colleague)


def certifications(things, course, skill):
    """One more programme, of which everybody who looks, and the colleague, has a round; and a paper from outside."""
    certification = CertificationFactory()
    asked = path([course, things.practical, things.exam])
    make_programme(asked, grants=[(skill, 3)], certification=certification, recognises=True)
    for person in (things.colleague, *filter(None, things.people.values())):
        open_cycle(user=person, certification=certification, now=things.now)
        hand_in_paper(person, certification, things.now)
    # More people in the programme that the pages show.
    for person in (UserFactory(hall=things.hall), UserFactory(hall=things.hall)):
        open_cycle(user=person, certification=things.programme.certification, now=things.now)
        hand_in_paper(person, things.programme.certification, things.now)


def planning(things, number, colleague):
    """Somebody more on the board of the plan, another change of it, another remark and another plan."""
    plan = RotationPlan.objects.get(pk=things.plan.pk)
    cells = [Placed(1 + number % 3, colleague.pk, things.post.pk, locked=bool(number % 2))]
    change_cells(plan=plan, cells=cells, by=things.assigner, now=things.now)
    remark(plan=plan, text=f"{number}", by=things.assigner, now=things.now)
    facts = {"kind": "week", "first_day": things.today, "count": 2, "now": things.now}
    make_plan(hall=things.hall, name=f"计划{number}", by=things.assigner, **facts)


def setting(things, number, colleague):
    """Something more of everything a rotation is set by, and wishes of everybody who looks."""
    begins, ends = datetime.time(number % 24, 0), datetime.time(number % 24, 30)
    part = DayPart.objects.create(hall=things.hall, name=f"时段{number}", begins_at=begins, ends_at=ends)
    day = things.today.replace(month=1, day=1) + datetime.timedelta(days=3 * number)
    CalendarDay.objects.create(hall=things.hall, day=day, name="盘点")
    CalendarDay.objects.create(hall=None, day=day)
    # As many seats and people in every part: what is asked alike is thought about once, and here only rows matter.
    SeatRule.objects.create(post=things.post, part=part, seats=1)
    SeatRule.objects.create(post=PostFactory(hall=things.hall), weekdays="1", seats=1)
    times = WorkTime.objects.create(user=colleague, first_day=things.today, share=50)
    times.parts.set(DayPart.objects.filter(hall=things.hall, name__in=["时段0", "时段1"]))
    pair = {"hall": things.hall, "bond": "apart", "first_day": things.today, "post": things.post}
    Pair.objects.create(first=colleague, second=things.colleague, **pair)
    for person in (colleague, *filter(None, things.people.values())):
        made = {"first_day": things.today, "made_at": things.now}
        Wish.objects.create(user=person, kind="want", post=PostFactory(hall=things.hall), **made)


def rotating(things, number, colleague):
    """One more person in the plan and at a post, and a coming stay and an exchange of everybody who looks."""
    made = {"made_by": things.assigner, "made_at": things.now}
    Cell.objects.create(period=things.rotation_plan.periods.first(), user=colleague, post=things.post)
    first = things.today + datetime.timedelta(days=30 + 7 * number)
    days = {"first_day": first, "last_day": first + datetime.timedelta(days=6)}
    for person in (things.colleague, *filter(None, things.people.values())):
        post = PostFactory(hall=things.hall, needs=[(things.skill, 2)])
        Assignment.objects.create(user=person, post=post, **days, **made)
        posts = {"own_post": post, "other_post": things.post}
        for state in ("asked", "agreed", "done"):
            facts = {"asked_by": person, "colleague": colleague, "asked_at": things.now, "state": state}
            swap = Swap.objects.create(**facts, **posts, first_day=first, last_day=first + len(state) * DAY)
            swap.steps.create(state=state, by=person, at=things.now)
        asked = {"asked_by": colleague, "colleague": person, "own_post": things.post, "other_post": post}
        Swap.objects.create(**asked, **days, asked_at=things.now)


def training(things, number, course, colleague):
    """Something to do for everybody who looks, rules of the hall with exceptions, and stays at posts."""
    given = {"assigned_by": things.assigner, "assigned_at": things.now}
    due_on = things.today + datetime.timedelta(days=number)
    rule = things.rule_of(things.hall)
    for person in (colleague, *filter(None, things.people.values())):
        TrainingAssignment.objects.create(user=person, course=course, due_on=due_on, rule=rule, **given)
        AssignmentException.objects.create(rule=rule, user=person, problem="no_day", found_at=things.now)
    made = {"made_by": things.assigner, "made_at": things.now}
    Assignment.objects.create(user=colleague, post=things.post, first_day=things.today, **made)
    past = things.today - datetime.timedelta(days=900 - number)
    Assignment.objects.create(user=things.colleague, post=things.post, first_day=past, last_day=past, **made)
    for person in (things.colleague, *filter(None, things.people.values())):
        facts = {"due_on": due_on, "reason": "请假", "extended_by": things.assigner, "written_at": things.now}
        Extension.objects.create(assignment=things.training_of(person), **facts)


def observations(things, colleague):
    """Of everybody who looks: one to be watched by them, one watched by them of a colleague, one of their own."""
    practical = make_practical(things.skill)
    coach, trainer = (
        make_coach(things.skill, things.hall, on=things.today),
        UserFactory(hall=things.hall, roles=[Role.TRAINER]),
    )
    for person in (colleague, *filter(None, things.people.values())):
        ask(practical, person, now=things.now)
        for is_watched in (False, True):
            asked = ask(practical, UserFactory(hall=things.hall), now=things.now)
            observer = coach if is_watched else person
            Duty.objects.create(
                request=asked,
                place=1,
                observer=observer,
                assigned_by=trainer,
                assigned_at=things.now,
                due_on=things.today,
            )
            if is_watched:
                observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=things.now)
                if person != colleague:
                    observing.decide(request=asked, outcome="accepted", by=trainer, now=things.now)


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker):
    """{(page, role): (questions at one row, questions at MANY)}."""
    with django_db_blocker.unblock(), transaction.atomic():
        things = Things().made()
        grow(things, 0, 1)
        few = measure(things)
        grow(things, 1, MANY)
        many = measure(things)
        transaction.set_rollback(True)
    return {which: (few[which], many[which]) for which in few}


@pytest.mark.parametrize("page", [row[0] for row in PAGES])
def test_a_page_asks_few_questions_and_no_more_of_them_for_more_rows(page, counts):
    measured = {role: both for (name, role), both in counts.items() if name == page}
    assert measured
    for role, (few, many) in measured.items():
        said = f"{page} as {role or 'somebody signed out'}: {len(few)} at one row, {len(many)} at {MANY}"
        assert len(many) <= MORE.get(page.partition(" [")[0], MOST), "\n".join([said, *many])
        assert len(many) <= len(few), "\n".join([said, *(sql for sql in many if sql not in few)])
