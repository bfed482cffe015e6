"""Rules for training: what they would do, that they do exactly that, and that they stay true."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from courses.services import complete_step, enrol
from notices.models import Notice
from people.roles import Role
from programmes.assigning import assign, extend, take_back
from programmes.exceptions import decide_exception, lift_exemption
from programmes.models import AssignmentException, Cycle, CycleEvent, Extension, TrainingAssignment
from programmes.rules import PlanChanged, apply_rule, apply_rules, keep_rule, keep_true_for, plan_rule, switch_off
from rotations.placing import end_at_post, place_at_post

from ..courses.factories import make_course, steps_of
from ..factories import HallFactory, UserFactory
from ..rotations.factories import LeaveFactory, PostFactory
from ..skills.factories import CertificationFactory, SkillFactory, give
from .assigning import DAY, NOW, TODAY, days, make_rule, outcomes
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


def open_for(user):
    return list(TrainingAssignment.objects.still_open().filter(user=user))


def finish(user, course, now=NOW):
    enrolment = enrol(user=user, course=course, now=now)
    for step in steps_of(course):
        complete_step(enrolment=enrolment, page=step, now=now)


@pytest.fixture
def clerk(hall):
    return UserFactory(hall=hall)


def new_hires(hall):
    return {"halls": [hall.pk], "hired": {"within": 30}}


def test_a_rule_adds_whom_it_speaks_of_and_nobody_twice(hall):
    old, new = UserFactory(hall=hall), UserFactory(hall=hall, hired_on=TODAY - days(3))
    UserFactory(hired_on=TODAY)
    course = make_course()
    rule = make_rule(course, new_hires(hall), due_days=14, due_from="hired", on=True)
    [row] = open_for(new)
    assert (row.due_on, row.rule, row.why["because"]) == (
        TODAY + days(11),
        rule,
        [{"code": "hired", "on": (TODAY - days(3)).isoformat()}],
    )
    assert open_for(old) == []
    assert apply_rule(rule=rule, now=NOW).changes == 0
    assert TrainingAssignment.objects.count() == 1
    assert Notice.objects.filter(recipient=new, kind="training.new").count() == 1


def test_a_rule_that_is_off_assigns_nothing(hall, clerk):
    make_rule(make_course(), {"halls": [hall.pk]})
    apply_rules(NOW)
    assert not TrainingAssignment.objects.exists()


def test_whoever_was_newly_hired_when_it_was_assigned_keeps_it_when_the_weeks_have_passed(hall):
    new = UserFactory(hall=hall, hired_on=TODAY)
    make_rule(make_course(), new_hires(hall), due_days=14, on=True)
    apply_rules(NOW + days(60))
    [row] = open_for(new)
    assert row.due_on == TODAY + days(14)


def test_what_nobody_has_begun_goes_when_the_rule_speaks_of_the_person_no_longer_and_what_was_begun_stays(hall):
    idle, busy, elsewhere = UserFactory(hall=hall), UserFactory(hall=hall), HallFactory()
    course = make_course()
    rule = make_rule(course, {"halls": [hall.pk]}, on=True)
    enrol(user=busy, course=course, now=NOW)
    for person in (idle, busy):
        person.hall = elsewhere
        person.save()
    plan = plan_rule(rule, NOW)
    assert outcomes(plan) == {"remove": {idle.pk}, "outlive": {busy.pk}}
    apply_rules(NOW + DAY)
    assert open_for(idle) == []
    [row] = open_for(busy)
    assert row.outlived_rule
    busy.hall = hall
    busy.save()
    apply_rules(NOW + 2 * DAY)
    [row] = open_for(busy)
    assert not row.outlived_rule


def test_a_rule_takes_back_only_what_it_assigned_itself(hall, clerk):
    course = make_course()
    assign(users=[clerk], course=course, by=UserFactory(), now=NOW)
    rule = make_rule(course, {"halls": [hall.pk]}, on=True)
    assert outcomes(plan_rule(rule, NOW)) == {"elsewhere": {clerk.pk}}
    clerk.hall = HallFactory()
    clerk.save()
    apply_rules(NOW)
    assert len(open_for(clerk)) == 1


def test_what_is_held_is_not_assigned_and_what_is_to_be_renewed_is(hall):
    held, lapsing, never = (UserFactory(hall=hall) for _ in range(3))
    skill, kind = SkillFactory(), CertificationFactory()
    make_programme(path([make_course(certified=False)]), grants=[(skill, 3)], certification=kind)
    give(held, skill, on=TODAY - days(30), certification=kind)
    give(lapsing, skill, on=TODAY - days(340), certification=kind)
    rule = make_rule(kind, {"halls": [hall.pk], "roles": ["clerk"]})
    assert outcomes(plan_rule(rule, NOW)) == {"held": {held.pk}, "add": {lapsing.pk, never.pk}}


def test_a_completed_course_that_counts_is_held_and_one_to_be_renewed_is_not(hall, clerk):
    course = make_course()
    kind = course.certification
    kind.renewal_days = 60
    kind.save()
    finish(clerk, course)
    rule = make_rule(course, {"halls": [hall.pk]})
    assert outcomes(plan_rule(rule, NOW)) == {"held": {clerk.pk}}
    assert outcomes(plan_rule(rule, NOW + days(320))) == {"add": {clerk.pk}}


def test_a_certificate_is_assigned_with_its_round_and_both_are_taken_back_together(hall, clerk):
    kind = CertificationFactory()
    make_programme(path([make_course(certified=False)]), grants=[(SkillFactory(), 3)], certification=kind)
    rule = make_rule(kind, {"halls": [hall.pk]}, due_days=20, on=True)
    [row] = open_for(clerk)
    assert (row.cycle.certification, row.cycle.due_on, row.opened_cycle) == (kind, TODAY + days(20), True)
    clerk.hall = HallFactory()
    clerk.save()
    apply_rule(rule=rule, now=NOW + DAY)
    row.refresh_from_db()
    row.cycle.refresh_from_db()
    assert row.ending == "withdrawn"
    assert row.cycle.ended_at is not None
    assert CycleEvent.objects.filter(cycle=row.cycle).order_by("pk").last().kind == "withdrawn"


def test_whoever_has_done_it_all_before_gets_the_certificate_and_nothing_to_do(hall, clerk):
    kind, course = CertificationFactory(), make_course(certified=False)
    finish(clerk, course)
    make_programme(path([course]), grants=[(SkillFactory(), 3)], certification=kind)
    make_rule(kind, {"halls": [hall.pk]}, now=NOW + days(1), on=True)
    assert open_for(clerk) == []
    assert Cycle.objects.get(user=clerk, certification=kind).certificate is not None


def test_a_skill_gap_is_closed_by_itself(hall, clerk):
    skill, course = SkillFactory(), make_course()
    rule = make_rule(course, {"halls": [hall.pk], "lacks": {"skill": skill.pk, "level": 2}}, on=True)
    assert len(open_for(clerk)) == 1
    give(clerk, skill, level=2, on=TODAY)
    apply_rule(rule=rule, now=NOW)
    assert open_for(clerk) == []


def test_the_day_moves_with_the_post_unless_a_person_has_decided_it(hall):
    planned, decided = UserFactory(hall=hall), UserFactory(hall=hall)
    post, manager = PostFactory(hall=hall, seats=3), UserFactory(hall=hall, roles=[Role.MANAGER])
    stays = {
        person: place_at_post(user=person, post=post, first_day=TODAY + days(40), by=manager, now=NOW)
        for person in (planned, decided)
    }
    make_rule(make_course(), {"at_post": {"posts": [post.pk]}}, due_days=-7, due_from="post", on=True)
    [row] = open_for(decided)
    assert row.due_on == TODAY + days(33)
    extend(assignment=row, due_on=TODAY + days(35), by=manager, reason="请假", now=NOW)
    for person, stay in stays.items():
        end_at_post(stay=stay, last_day=TODAY + days(39), by=manager, now=NOW)
        assert open_for(person) == []
    for person in stays:
        place_at_post(user=person, post=post, first_day=TODAY + days(60), by=manager, now=NOW + DAY)
        [row] = open_for(person)
        assert row.due_on == TODAY + days(53)


def test_a_moved_post_moves_the_day_and_keeps_a_decided_one(hall):
    from rotations.models import Assignment

    planned, decided, manager = UserFactory(hall=hall), UserFactory(hall=hall), UserFactory(roles=[Role.MANAGER])
    post = PostFactory(hall=hall)
    for person in (planned, decided):
        place_at_post(user=person, post=post, first_day=TODAY + days(40), by=manager, now=NOW)
    rule = make_rule(make_course(), {"at_post": {"posts": [post.pk]}}, due_days=-7, due_from="post", on=True)
    extend(assignment=open_for(decided)[0], due_on=TODAY + days(36), by=manager, reason="请假", now=NOW)
    Assignment.objects.update(first_day=TODAY + days(50))
    plan = apply_rule(rule=rule, now=NOW)
    assert outcomes(plan) == {"move": {planned.pk}, "keep": {decided.pk}}
    assert open_for(planned)[0].due_on == TODAY + days(43)
    assert Extension.objects.get(assignment__user=planned).extended_by is None
    assert open_for(decided)[0].due_on == TODAY + days(36)


def test_placing_somebody_makes_the_rules_true_at_once(hall, clerk):
    post, manager = PostFactory(hall=hall), UserFactory(roles=[Role.MANAGER])
    make_rule(make_course(), {"at_post": {"posts": [post.pk], "within": 30}}, due_days=14, on=True)
    place_at_post(user=clerk, post=post, first_day=TODAY + days(20), by=manager, now=NOW)
    assert len(open_for(clerk)) == 1


def test_a_day_that_cannot_be_kept_waits_for_a_person(hall, clerk):
    LeaveFactory(user=clerk, first_day=TODAY - DAY, last_day=TODAY + days(30))
    rule = make_rule(make_course(), {"halls": [hall.pk]}, due_days=14, on=True)
    [found] = AssignmentException.objects.unresolved()
    assert (found.user, found.problem, found.due_on) == (clerk, "on_leave", TODAY + days(14))
    assert open_for(clerk) == []
    apply_rule(rule=rule, now=NOW)
    assert AssignmentException.objects.count() == 1
    manager = UserFactory(roles=[Role.MANAGER])
    with pytest.raises(ValidationError):
        decide_exception(exception=found, resolution="dated", due_on=TODAY - DAY, by=manager, now=NOW)
    decide_exception(exception=found, resolution="dated", due_on=TODAY + days(45), by=manager, now=NOW)
    [row] = open_for(clerk)
    assert (row.due_on, row.due_decided, row.rule) == (TODAY + days(45), True, rule)
    assert outcomes(apply_rule(rule=rule, now=NOW + days(20))) == {"keep": {clerk.pk}}
    assert open_for(clerk)[0].due_on == TODAY + days(45)


def test_an_exception_goes_when_its_cause_goes(hall, clerk):
    leave = LeaveFactory(user=clerk, first_day=TODAY - DAY, last_day=TODAY + days(30))
    rule = make_rule(make_course(), {"halls": [hall.pk]}, due_days=14, on=True)
    leave.delete()
    apply_rule(rule=rule, now=NOW)
    assert not AssignmentException.objects.exists()
    assert len(open_for(clerk)) == 1


def test_exempt_stays_exempt_until_it_is_lifted(hall, clerk):
    clerk.left_on = TODAY + days(5)
    clerk.save()
    rule = make_rule(make_course(), {"halls": [hall.pk]}, due_days=14, on=True)
    [found] = AssignmentException.objects.unresolved()
    assert found.problem == "after_leaving"
    manager = UserFactory(roles=[Role.MANAGER])
    with pytest.raises(ValidationError):
        decide_exception(exception=found, resolution="exempt", by=manager, now=NOW)
    decide_exception(exception=found, resolution="exempt", reason="月底调离", by=manager, now=NOW)
    clerk.left_on = None
    clerk.save()
    assert outcomes(apply_rule(rule=rule, now=NOW)) == {"exempt": {clerk.pk}}
    lift_exemption(exception=found, by=manager, now=NOW)
    assert len(open_for(clerk)) == 1


def test_what_a_manager_takes_back_no_rule_assigns_again(hall, clerk):
    rule = make_rule(make_course(), {"halls": [hall.pk]}, on=True)
    manager = UserFactory(roles=[Role.MANAGER])
    take_back(assignment=open_for(clerk)[0], by=manager, reason="已在外单位学过", now=NOW)
    apply_rules(NOW + DAY)
    assert open_for(clerk) == []
    assert outcomes(plan_rule(rule, NOW)) == {"exempt": {clerk.pk}}


def test_applying_does_what_the_preview_showed_or_says_that_it_changed(hall, clerk):
    rule = make_rule(make_course(), {"halls": [hall.pk]})
    shown = plan_rule(rule, NOW)
    assert outcomes(shown) == {"add": {clerk.pk}}
    other = UserFactory(hall=hall)
    with pytest.raises(PlanChanged) as changed:
        keep_rule(rule=rule, by=UserFactory(), now=NOW, expected=shown.mark)
    assert outcomes(changed.value.plan) == {"add": {clerk.pk, other.pk}}
    rule.refresh_from_db()
    assert not rule.is_on
    assert not TrainingAssignment.objects.exists()
    keep_rule(rule=rule, by=UserFactory(), now=NOW, expected=changed.value.plan.mark)
    assert TrainingAssignment.objects.count() == 2


def test_the_rule_of_a_hall_never_reaches_beyond_it(hall, clerk):
    stranger = UserFactory()
    rule = make_rule(
        make_course(), {"people": [clerk.pk, stranger.pk], "halls": [stranger.hall_id]}, hall=hall, on=True
    )
    assert outcomes(plan_rule(rule, NOW)) == {"keep": {clerk.pk}}


def test_who_has_left_has_nothing_to_do_any_more(hall, clerk):
    course = make_course()
    make_rule(course, {"halls": [hall.pk]}, on=True)
    enrol(user=clerk, course=course, now=NOW)
    clerk.left_on = TODAY
    clerk.save()
    apply_rules(NOW + DAY)
    assert open_for(clerk) == []


def test_switching_off_keeps_what_is_assigned_unless_it_is_to_be_taken_back(hall):
    idle, busy = UserFactory(hall=hall), UserFactory(hall=hall)
    course, manager = make_course(), UserFactory(roles=[Role.MANAGER])
    rule = make_rule(course, {"halls": [hall.pk]}, on=True)
    enrol(user=busy, course=course, now=NOW)
    assert switch_off(rule=rule, by=manager, now=NOW) == 0
    UserFactory(hall=hall)
    apply_rules(NOW)
    assert TrainingAssignment.objects.still_open().count() == 2
    assert switch_off(rule=rule, by=manager, now=NOW, take_back=True) == 1
    assert (open_for(idle), len(open_for(busy))) == ([], 1)


def test_one_rule_that_fails_stops_no_other(hall, clerk):
    make_rule(make_course(), {"halls": [hall.pk]}, on=True)
    broken = make_rule(make_course(), {"halls": [hall.pk]})
    type(broken).objects.filter(pk=broken.pk).update(is_on=True, due_from="moon", due_days=3)
    unread = make_rule(make_course(), {"halls": [hall.pk], "shoe_size": [41]})
    type(unread).objects.filter(pk=unread.pk).update(is_on=True)
    UserFactory(hall=hall)
    apply_rules(NOW)
    assert TrainingAssignment.objects.count() == 2


def test_a_missing_prerequisite_waits_for_a_person(hall, clerk):
    first, kind = CertificationFactory(), CertificationFactory()
    make_programme(
        path([make_course(certified=False)]), grants=[(SkillFactory(), 3)], certification=kind, after=[first]
    )
    rule = make_rule(kind, {"halls": [hall.pk]})
    plan = plan_rule(rule, NOW)
    assert [(step.outcome, step.problem) for step in plan.steps] == [("exception", "held_back")]
    give(clerk, SkillFactory(), on=TODAY, certification=first)
    assert outcomes(plan_rule(rule, NOW)) == {"add": {clerk.pk}}


def test_keeping_true_for_some_leaves_the_others_alone(hall, clerk):
    rule = make_rule(make_course(), {"halls": [hall.pk]}, due_days=5)
    type(rule).objects.update(is_on=True)
    other = UserFactory(hall=hall)
    keep_true_for([other], NOW)
    assert (open_for(clerk), len(open_for(other))) == ([], 1)


def test_the_number_of_queries_of_the_night_does_not_grow_with_people(hall, django_assert_max_num_queries):
    kind = CertificationFactory()
    make_programme(path([make_course(certified=False)]), grants=[(SkillFactory(), 3)], certification=kind)
    for target in (make_course(), kind):
        make_rule(target, {"halls": [hall.pk]}, due_days=20, on=True)
    UserFactory.create_batch(40, hall=hall)
    with django_assert_max_num_queries(110):
        apply_rules(NOW)
    assert TrainingAssignment.objects.count() == 80


def test_a_late_night_ends_what_was_done_meanwhile(hall, clerk):
    course = make_course()
    assign(users=[clerk], course=course, by=UserFactory(), now=NOW)
    finish(clerk, course, now=NOW + datetime.timedelta(hours=1))
    row = TrainingAssignment.objects.get()
    assert row.ending == "done"
    TrainingAssignment.objects.update(ended_at=None, ending="")
    apply_rules(NOW + DAY)
    row.refresh_from_db()
    assert row.ending == "done"
