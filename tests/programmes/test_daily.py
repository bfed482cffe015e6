"""What the daily job does by itself: and that doing it twice, or late, does nothing more."""

import datetime
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import User
from people.roles import Role
from programmes.cycles import standing
from programmes.daily import Day, daily
from programmes.life import EventKind, State
from programmes.models import Cycle, ProgrammeGrant, TrainingAssignment
from programmes.records import last_findings
from programmes.refused import Refused
from programmes.services import open_cycle, waive_cycle, waive_part, withdraw_cycle
from skills.models import Award, Certificate
from skills.profile import State as Worth
from skills.profile import profile
from skills.services import reinstate, revoke_certificate, suspend

from ..courses.factories import NOW, TODAY, make_course
from ..factories import HallFactory
from ..quizzes.factories import make_quiz
from ..quizzes.practical_factories import make_coach, make_practical
from ..skills.factories import CertificationFactory, SkillFactory, give
from .deeds import DAY, accept, at, be_watched, change, do, kinds, plain_course
from .factories import make_programme, path

pytestmark = pytest.mark.django_db

NOTHING = Day(0, 0, 0, 0, 0, 0, 0)


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def programme():
    return make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)])


def course_of(programme):
    return programme.first[0].value["parts"][0].value.specific


def certified(clerk, programme, now=NOW):
    """A first round that was granted."""
    cycle = open_cycle(user=clerk, certification=programme.certification, now=now)
    do(clerk, course_of(programme), now=now)
    cycle.refresh_from_db()
    assert cycle.certificate
    return cycle


def latest(clerk):
    return Cycle.objects.filter(user=clerk).order_by("number").last()


def test_certificates_from_before_get_their_rounds_and_a_second_run_finds_nothing(person):
    clerk, boss, skill, rules = person(), person(Role.MANAGER), SkillFactory(), CertificationFactory()
    first = give(clerk, skill, on=TODAY, certification=rules).certificate
    second = give(clerk, skill, on=TODAY + 340 * DAY, certification=rules).certificate
    third = give(clerk, skill, on=TODAY + 900 * DAY, certification=rules).certificate
    revoke_certificate(certificate=third, on=TODAY + 905 * DAY, reason="代答", by=boss)
    give(clerk, skill, on=TODAY + 905 * DAY, certification=rules)
    adopt = replace(NOTHING, adopted=4)
    # What `give` writes is proven by nothing, and the check says so.
    assert replace(daily(at(TODAY + 910 * DAY)), findings=0) == adopt
    rows = list(Cycle.objects.order_by("number"))
    assert [row.kind for row in rows] == ["first", "renewal", "reentry", "reentry"]
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert rows[0].certificate == first
    assert rows[1].certificate == second
    assert {finding.code for finding in last_findings()} == {"evidence_unknown"}
    assert replace(daily(at(TODAY + 910 * DAY)), findings=0) == NOTHING


def test_a_renewal_that_comes_too_late_goes_on_as_re_entry_with_its_due_day_and_what_was_assigned(
    person, boss, programme
):
    clerk = person()
    certified(clerk, programme)
    award = Award.objects.get()
    daily(at(award.renewal_from))
    renewal = latest(clerk)
    TrainingAssignment.objects.create(user=clerk, certification=programme.certification, cycle=renewal, assigned_at=NOW)
    assert daily(at(award.grace_until)) == NOTHING
    daily(at(award.grace_until + DAY))
    following = latest(clerk)
    assert (following.kind, following.number, following.due_on) == ("reentry", 3, award.valid_until)
    assert following.counts_from == award.renewal_from
    assert following.assignments.count() == 1
    renewal.refresh_from_db()
    assert kinds(renewal) == [EventKind.ASSIGNED, EventKind.WITHDRAWN]
    assert renewal.events.last().reason
    assert renewal.events.last().evidence == {"because": "lapsed"}
    assert daily(at(award.grace_until + DAY)) == NOTHING


def test_what_was_done_in_grace_counts_as_a_renewal_however_late_the_job_sees_it(person, settings, programme):
    clerk = person()
    certified(clerk, programme)
    award = Award.objects.get()
    daily(at(award.renewal_from))
    settings.AFTER_LEARNING = ""
    do(clerk, course_of(programme), now=at(award.grace_until), again=True)
    daily(at(award.grace_until + 20 * DAY))
    assert (latest(clerk).kind, latest(clerk).certificate.valid_from) == ("renewal", award.grace_until)


def test_a_course_that_issues_its_certificate_late_closes_a_re_entry(person):
    clerk, course = person(), make_course(lessons=1)
    do(clerk, course)
    award = Award.objects.get()
    daily(at(award.renewal_from))
    do(clerk, course, now=at(award.grace_until + DAY))
    assert [(row.kind, bool(row.certificate)) for row in Cycle.objects.order_by("number")] == [
        ("first", True),
        ("renewal", False),
        ("reentry", True),
    ]


def test_after_a_revocation_an_open_renewal_counts_nothing_from_before(person, boss, programme):
    clerk = person()
    first = certified(clerk, programme)
    award = Award.objects.get()
    daily(at(award.renewal_from))
    revoke_certificate(certificate=first.certificate, on=award.renewal_from + 5 * DAY, reason="代答", by=boss)
    do(clerk, course_of(programme), now=at(award.renewal_from + 4 * DAY), again=True)
    assert latest(clerk).certificate
    # The clock of the deed stood before the revocation: the round was still a renewal. Now one that stands after it.
    other = person()
    second = certified(other, programme)
    daily(at(award.renewal_from))
    revoke_certificate(certificate=second.certificate, on=award.renewal_from + 5 * DAY, reason="代答", by=boss)
    daily(at(award.renewal_from + 5 * DAY))
    assert (latest(other).kind, latest(other).counts_from) == ("reentry", award.renewal_from + 5 * DAY)


def test_a_renewal_that_somebody_took_back_or_waived_is_not_begun_again_by_itself(person, boss, programme):
    clerk, other = person(), person()
    certified(clerk, programme)
    certified(other, programme)
    award = Award.objects.first()
    daily(at(award.renewal_from))
    withdraw_cycle(cycle=latest(clerk), by=boss, reason="调去后台", now=at(award.renewal_from))
    waive_cycle(cycle=latest(other), by=boss, reason="年底退休", now=at(award.renewal_from))
    assert daily(at(award.renewal_from + DAY)) == NOTHING
    again = open_cycle(user=other, certification=programme.certification, now=at(award.renewal_from + DAY))
    assert (again.kind, again.number) == ("renewal", 3)
    do(other, course_of(programme), now=at(award.renewal_from + DAY), again=True)
    renewed = Award.objects.order_by("pk").last()
    assert latest(other).certificate == renewed.certificate
    # The next certificate is another matter.
    assert daily(at(renewed.renewal_from)).renewals == 1


def test_a_round_is_not_waived_after_it_was_taken_back_nor_by_the_person(person, boss, programme):
    cycle = open_cycle(user=person(), certification=programme.certification, now=NOW)
    with pytest.raises(Refused):
        waive_cycle(cycle=cycle, by=cycle.user, reason="我不需要", now=NOW)
    withdraw_cycle(cycle=cycle, by=boss, reason="误派", now=NOW)
    assert withdraw_cycle(cycle=cycle, by=boss, reason="误派", now=NOW) == cycle
    with pytest.raises(Refused):
        waive_cycle(cycle=cycle, by=boss, reason="不需要", now=NOW)


def test_who_left_is_taken_out_the_day_after_and_goes_on_when_they_are_back(person, programme):
    clerk = person(left_on=TODAY + 3 * DAY)
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    assert daily(at(TODAY + 3 * DAY)) == NOTHING
    assert daily(at(TODAY + 4 * DAY)).withdrawn == 1
    assert daily(at(TODAY + 4 * DAY)) == NOTHING
    assert standing(cycle, TODAY + 4 * DAY).state == State.WITHDRAWN
    assert cycle.events.last().evidence == {"because": "left", "left_on": "2026-11-26"}
    User.objects.filter(pk=clerk.pk).update(hired_on=TODAY + 40 * DAY, left_on=None)
    assert daily(at(TODAY + 39 * DAY)) == NOTHING
    assert daily(at(TODAY + 40 * DAY)).returned == 1
    assert daily(at(TODAY + 40 * DAY)) == NOTHING
    assert (latest(clerk).number, latest(clerk).kind) == (2, "first")


@pytest.mark.parametrize(("away", "kind"), [(30, "renewal"), (200, "reentry")])
def test_a_renewal_goes_on_as_the_dates_say_when_somebody_returns(person, programme, away, kind):
    clerk = person()
    certified(clerk, programme)
    opens = Award.objects.get().renewal_from
    daily(at(opens))
    User.objects.filter(pk=clerk.pk).update(left_on=opens)
    daily(at(opens + DAY))
    User.objects.filter(pk=clerk.pk).update(hired_on=opens + away * DAY, left_on=None)
    daily(at(opens + away * DAY))
    assert (latest(clerk).kind, latest(clerk).number) == (kind, 3)
    assert latest(clerk).ended_at is None


def test_nobody_who_left_is_granted_anything(person, programme, settings):
    clerk = person(left_on=TODAY + DAY)
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    settings.AFTER_LEARNING = ""
    do(clerk, course_of(programme))
    daily(at(TODAY + 2 * DAY))
    assert not Certificate.objects.exists()


def test_a_suspended_certificate_is_renewed_suspended_and_counts_again_with_the_one_before(person, boss, programme):
    clerk = person()
    first = certified(clerk, programme)
    award = Award.objects.get()
    suspend(certificate=first.certificate, on=award.renewal_from - DAY, reason="投诉核实中", by=boss, now=NOW)
    assert daily(at(award.renewal_from)).renewals == 1
    do(clerk, course_of(programme), now=at(award.renewal_from), again=True)
    renewed = latest(clerk)
    assert standing(renewed, award.renewal_from).state == State.SUSPENDED
    assert profile(clerk, award.renewal_from)[award.skill_id].state == Worth.SUSPENDED
    back = award.renewal_from + 10 * DAY
    reinstate(certificate=first.certificate, on=back, reason="查明无责", by=boss, now=NOW)
    assert standing(renewed, back).state == State.VALID


def test_a_change_of_what_is_taught_opens_renewals_by_the_day_asked_and_counts_what_comes_after(
    person, boss, programme
):
    clerk, course = person(), course_of(programme)
    certified(clerk, programme)
    moment, due = NOW + 30 * DAY, TODAY + 60 * DAY
    change(course, by=boss, now=moment, due_on=due)
    assert daily(moment).changed == 1
    assert daily(moment) == NOTHING
    renewal = latest(clerk)
    assert (renewal.kind, renewal.due_on, renewal.counts_from) == ("renewal", due, TODAY + 30 * DAY)
    assert renewal.events.first().evidence["course"] == course.pk
    do(clerk, course, now=moment + DAY)
    assert latest(clerk).certificate.valid_from == TODAY + 31 * DAY
    assert daily(moment + 2 * DAY) == NOTHING


def test_what_was_learnt_in_the_morning_of_the_change_does_not_count(person, boss, programme):
    clerk, course = person(), course_of(programme)
    certified(clerk, programme)
    do(clerk, course, now=NOW + DAY, again=True)
    change(course, by=boss, now=NOW + DAY + datetime.timedelta(hours=2), due_on=TODAY + 60 * DAY)
    daily(NOW + DAY + datetime.timedelta(hours=3))
    assert latest(clerk).kind == "renewal"
    assert latest(clerk).certificate is None
    newcomer = person()
    do(newcomer, course, now=NOW + DAY)
    first = open_cycle(
        user=newcomer, certification=programme.certification, now=NOW + DAY + datetime.timedelta(hours=4)
    )
    assert first.certificate is None


def test_a_change_reaches_certificates_that_the_course_issues_itself(person, boss, time_machine):
    time_machine.move_to(NOW)
    clerk, course = person(), make_course(lessons=1)
    do(clerk, course)
    change(course, by=boss, now=NOW + DAY, due_on=TODAY + 60 * DAY)
    assert daily(NOW + DAY).changed == 1
    assert latest(clerk).due_on == TODAY + 60 * DAY
    do(clerk, course, now=NOW + 2 * DAY)
    assert latest(clerk).certificate
    assert daily(NOW + 3 * DAY) == NOTHING


def test_a_change_hurries_a_renewal_that_is_open_and_leaves_alone_who_chose_another_course(person, boss):
    one, two = plain_course(), plain_course()
    programme = make_programme(path((1, [one, two])), grants=[(SkillFactory(), 3)])
    clerk, other = person(), person()
    for who, course in ((clerk, one), (other, two)):
        open_cycle(user=who, certification=programme.certification, now=NOW)
        do(who, course)
    opens = Award.objects.first().renewal_from
    daily(at(opens))
    change(one, by=boss, now=at(opens + DAY), due_on=opens + 20 * DAY)
    daily(at(opens + DAY))
    assert latest(clerk).due_on == opens + 20 * DAY
    assert latest(other).due_on == Award.objects.get(user=other).valid_until


def test_a_change_renews_even_what_never_expires(person, boss):
    rules = CertificationFactory(validity_months=None)
    programme = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)], certification=rules)
    clerk = person()
    certified(clerk, programme)
    assert daily(NOW + 900 * DAY) == NOTHING
    with pytest.raises(Refused):
        open_cycle(user=clerk, certification=rules, now=NOW + 900 * DAY)
    change(course_of(programme), by=boss, now=NOW + 901 * DAY, due_on=TODAY + 930 * DAY)
    assert daily(NOW + 901 * DAY).changed == 1
    do(clerk, course_of(programme), now=NOW + 902 * DAY)
    assert latest(clerk).certificate
    assert daily(NOW + 903 * DAY) == NOTHING


def test_the_published_path_counts_even_for_rounds_that_are_open(person, boss):
    one, two = plain_course(), plain_course()
    programme = make_programme(path([one, two]), grants=[(SkillFactory(), 3)])
    clerk = person()
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    do(clerk, one)
    part_two = programme.first[0].value["parts"][1].id
    programme.first = programme._meta.get_field("first").to_python(list(path([one])))
    programme.save_revision()
    daily(NOW + DAY)
    assert not Certificate.objects.exists(), "a draft counts for nothing"
    programme.latest_revision.publish()
    grown = SkillFactory()
    ProgrammeGrant.objects.create(programme=programme, skill=grown, level=2)
    assert daily(NOW + 5 * DAY).granted == 1
    award = Award.objects.get(skill=grown)
    # Not from the day of the deed: then more was asked for.
    assert award.valid_from > TODAY
    with pytest.raises(Refused):
        waive_part(cycle=cycle, part_id=part_two, by=boss, reason="没有这一项了", now=NOW + 5 * DAY)


def test_a_waiver_of_a_part_that_went_away_counts_for_nothing(person, boss):
    one, two, three = plain_course(), plain_course(), plain_course()
    programme = make_programme(path([one, two]), grants=[(SkillFactory(), 3)])
    cycle = open_cycle(user=person(), certification=programme.certification, now=NOW)
    waive_part(cycle=cycle, part_id=programme.first[0].value["parts"][0].id, by=boss, reason="已持同等证书", now=NOW)
    programme.first = programme._meta.get_field("first").to_python(list(path([two, three])))
    programme.save_revision().publish()
    do(cycle.user, two)
    assert not Certificate.objects.exists()
    do(cycle.user, three)
    cycle.refresh_from_db()
    assert [proof["type"] for proof in cycle.events.last().evidence["proofs"]] == ["completion", "completion"]


def test_a_part_that_is_gone_keeps_the_round_open_and_one_that_is_unpublished_counts_if_it_was_done(person):
    gone, hidden = plain_course(), plain_course()
    programme = make_programme(path([gone, hidden]), grants=[(SkillFactory(), 3)])
    clerk = person()
    do(clerk, hidden)
    hidden.unpublish()
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    gone.delete()
    daily(NOW + DAY)
    cycle.refresh_from_db()
    assert cycle.ended_at is None
    assert standing(cycle, TODAY + DAY).state == State.STARTED


def test_a_prerequisite_that_comes_later_sets_the_first_day_and_one_that_is_lost_holds_back(person, boss):
    base, course = plain_course(), plain_course()
    before = make_programme(path([base]), grants=[(SkillFactory(), 2)])
    programme = make_programme(path([course]), grants=[(SkillFactory(), 3)], after=[before.certification])
    clerk = person()
    waits = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    needed = open_cycle(user=clerk, certification=before.certification, now=NOW)
    do(clerk, course, now=NOW + DAY)
    do(clerk, base, now=NOW + 3 * DAY)
    waits.refresh_from_db()
    assert waits.certificate.valid_from == TODAY + 3 * DAY, "granted at once with what it waited for"
    other = person()
    waits = open_cycle(user=other, certification=programme.certification, now=NOW)
    needed = open_cycle(user=other, certification=before.certification, now=NOW)
    do(other, base, now=NOW + DAY)
    needed.refresh_from_db()
    revoke_certificate(certificate=needed.certificate, on=TODAY + 2 * DAY, reason="代答", by=boss)
    do(other, course, now=NOW + 2 * DAY)
    waits.refresh_from_db()
    assert waits.certificate is None


def test_a_prerequisite_that_was_suspended_counts_from_the_day_it_is_reinstated(person, boss, programme):
    clerk, rules = person(), CertificationFactory()
    first = give(clerk, SkillFactory(), on=TODAY, certification=rules).certificate
    asked = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)], after=[rules])
    suspend(certificate=first, on=TODAY + DAY, reason="核实", by=boss, now=NOW)
    cycle = open_cycle(user=clerk, certification=asked.certification, now=NOW + DAY)
    do(clerk, course_of(asked), now=NOW + DAY)
    reinstate(certificate=first, on=TODAY + 5 * DAY, reason="无责", by=boss, now=NOW + 4 * DAY)
    daily(NOW + 9 * DAY)
    cycle.refresh_from_db()
    assert cycle.certificate.valid_from == TODAY + 5 * DAY


def test_a_round_awaits_sign_off_when_all_the_rest_is_done_whichever_alternative_was_chosen(person, boss, hall):
    skill = SkillFactory()
    course, long, practical = plain_course(), plain_course(), make_practical(skill)
    programme = make_programme(path([course], (1, [long, practical])), grants=[(SkillFactory(), 3)])
    clerk, coach = person(), make_coach(skill, hall)
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    asked = be_watched(clerk, practical, by=boss, coach=coach)
    daily(NOW + DAY)
    assert standing(cycle, TODAY + DAY).state == State.STARTED
    do(clerk, course, now=NOW + 2 * DAY)
    assert standing(cycle, TODAY + 2 * DAY).state == State.AWAITING
    accept(asked, by=person(Role.CHIEF_TRAINER), now=NOW + 3 * DAY)
    cycle.refresh_from_db()
    assert cycle.certificate.valid_from == TODAY + 3 * DAY
    assert kinds(cycle) == [EventKind.ASSIGNED, EventKind.STARTED, EventKind.AWAITING, EventKind.GRANTED]


def test_what_was_watched_before_a_revocation_does_not_count_after_it(person, boss, hall):
    skill = SkillFactory()
    practical = make_practical(skill)
    programme = make_programme(path([practical]), grants=[(SkillFactory(), 3)])
    clerk, coach, chief = person(), make_coach(skill, hall), person(Role.CHIEF_TRAINER)
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    accept(be_watched(clerk, practical, by=boss, coach=coach), by=chief)
    asked = be_watched(clerk, practical, by=boss, coach=coach, now=NOW + 5 * DAY)
    revoke_certificate(certificate=Certificate.objects.get(), on=TODAY + 6 * DAY, reason="代做", by=boss)
    again = open_cycle(user=clerk, certification=programme.certification, now=NOW + 7 * DAY)
    accept(asked, by=chief, now=NOW + 8 * DAY)
    again.refresh_from_db()
    assert again.certificate is None


def test_a_course_grants_its_own_skill_beside_the_programme_it_is_part_of(person):
    part = make_course(lessons=1)
    granted = SkillFactory()
    programme = make_programme(path([part]), grants=[(granted, 3)])
    clerk = person()
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    do(clerk, part)
    held = profile(clerk, TODAY)
    assert {holding.level for holding in held.values()} == {2, 3}
    assert Cycle.objects.filter(user=clerk, certificate__isnull=False).count() == 2
    assert daily(NOW) == NOTHING


def test_somebody_who_moves_to_another_hall_keeps_the_round(person, programme):
    clerk = person()
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    User.objects.filter(pk=clerk.pk).update(hall=HallFactory())
    assert daily(NOW + DAY) == NOTHING
    do(clerk, course_of(programme), now=NOW + DAY)
    cycle.refresh_from_db()
    assert cycle.certificate


def test_a_programme_without_grants_certifies_nothing(person):
    quiz = make_quiz()
    programme = make_programme(path([plain_course(), quiz]), grants=[])
    clerk = person()
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    do(clerk, course_of(programme))
    daily(NOW)
    assert standing(cycle, TODAY).state == State.STARTED


def test_the_job_can_be_run_from_outside(person, capsys, time_machine):
    time_machine.move_to(NOW)
    give(person(), SkillFactory(), on=TODAY, certification=CertificationFactory())
    call_command("keep_programmes")
    assert "adopted: 1" in capsys.readouterr().out


def test_the_number_of_queries_does_not_grow_with_the_people(person, programme):
    def queries(count):
        for _number in range(count):
            certified(person(), programme)
        now = at(Award.objects.order_by("-pk")[0].renewal_from)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            done = daily(now)
        assert done.renewals == count
        return len(captured)

    few = queries(2)
    assert queries(12) <= few + 3
