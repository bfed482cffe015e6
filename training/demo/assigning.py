"""Who stands where in the demonstration, two rules for training, and what is assigned by hand."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from courses.models import CoursePage, Enrolment, PracticalPage
from people.models import User
from people.roles import Role
from programmes.assigning import assign
from programmes.models import AssignmentRule
from programmes.rules import keep_rule, keep_true_for, plan_rule
from programmes.training_done import end_what_is_done
from quizzes.models import ObservationRequest
from rotations.eligibility import Answer, judge_all
from rotations.models import Post
from rotations.placing import place_at_post
from skills.models import Skill

from . import source

DAY = timedelta(days=1)
ENGLISH_POST = "外宾/无障碍窗口"


def assign_all(people: dict[str, User], skills: dict[str, Skill], courses: dict[str, CoursePage], today: date) -> None:
    """Place the clerks at posts, make the rules true day by day as it would have happened, and assign by hand."""
    manager = people[source.hall()["cast"]["manager"]]
    clerks = [people[row["staff_number"]] for row in source.hall()["people"] if Role.CLERK in row["roles"]]
    taken = _place(clerks, manager, today)
    _newcomers(clerks, courses["service-phrases"], manager, today)
    _english(clerks, taken, courses["hall-english"], skills["english"], manager, today)
    _waiting_for_an_observer(manager, today)
    clerk = people[source.hall()["cast"]["clerk"]]
    facts = {"due_on": today + 10 * DAY, "reason": "下月起轮到投诉接待室，请先学完"}
    assign(users=[clerk], course=courses["customer-communication"], by=manager, now=_at(today - 3 * DAY), **facts)
    end_what_is_done(now=_at(today - DAY))


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17, 30)))


def _place(clerks, manager, today) -> set[int]:
    """At every post as many as it has seats, of those who can stand there, since some four weeks ago."""
    first, taken = today - 25 * DAY, set()
    for post in Post.objects.order_by("order", "pk"):
        verdicts = judge_all(clerks, post, first, first + 27 * DAY)
        fit = [one.user for one in verdicts if one.answer != Answer.NO and one.user.pk not in taken]
        for person in fit[: post.seats]:
            place_at_post(user=person, post=post, first_day=first, by=manager, now=_at(first - 2 * DAY))
            taken.add(person.pk)
    return taken


def _keep(rule, manager, now):
    keep_rule(rule=rule, by=manager, now=now, expected=plan_rule(rule, now).mark)


def _newcomers(clerks, course, manager, today):
    rule = AssignmentRule(name="新员工两周内学完服务用语", hall=manager.hall, course=course, due_days=14)
    rule.due_from = AssignmentRule.DueFrom.HIRED
    rule.audience = {"roles": [Role.CLERK.value], "hired": {"within": 14}}
    _keep(rule, manager, _at(today - 70 * DAY))
    for person in sorted(clerks, key=lambda one: one.hired_on):
        if person.hired_on > today - 70 * DAY:
            keep_true_for([person], _at(person.hired_on + DAY))


def _english(clerks, taken, course, skill, manager, today):
    """Three are planned at the post for which English is asked; for one of them the day comes too soon."""
    post = Post.objects.get(name=ENGLISH_POST)
    rule = AssignmentRule(name="上外宾窗口前学会窗口英语", hall=manager.hall, course=course, due_days=-7)
    rule.due_from = AssignmentRule.DueFrom.POST
    rule.audience = {
        "at_post": {"posts": [post.pk], "when": "planned"},
        "lacks": {"skill": skill.pk, "level": 2},
    }
    _keep(rule, manager, _at(today - 12 * DAY))
    free = [one for one in clerks if one.pk not in taken and one.hired_on < today - 90 * DAY]
    verdicts = judge_all(free, post, today, today)
    lacking = [one.user for one in verdicts if any(reason.skill == skill for reason in one.reasons)]
    learner = {"all_the_same": True, "note": "跟岗学习，由持证同事带教"}
    for person, ahead in zip(lacking, (46, 53, 5), strict=False):
        place_at_post(
            user=person, post=post, first_day=today + ahead * DAY, by=manager, now=_at(today - 2 * DAY), **learner
        )


def _waiting_for_an_observer(manager, today):
    """Somebody has asked to be observed in time; the day has passed since."""
    asked = ObservationRequest.objects.still_open().order_by("asked_at", "pk").select_related("user")
    for request in asked:
        steps = PracticalPage.objects.filter(practical=request.practical_id)
        course = CoursePage.objects.filter(
            pk__in=Enrolment.objects.filter(user=request.user, completed_at=None).values("course"),
            path__in=[page.path[: -CoursePage.steplen] for page in steps],
        ).first()
        begun = timezone.localdate(request.asked_at) - 7 * DAY
        if course:
            reason = {"reason": "请在本季度内通过实操", "due_on": max(begun, today - 4 * DAY)}
            assign(users=[request.user], course=course, by=manager, now=_at(begun), **reason)
            return
