"""Which certifications somebody may take to get further, and how long each takes from here."""

import datetime

import pytest

from courses.progress import catalogue
from courses.services import complete_step, enrol
from people.roles import Role
from programmes.offered import offered_to
from programmes.services import adopt_certificates, consider, open_cycle
from skills.models import Award
from skills.services import revoke_certificate, suspend

from ..courses.factories import NOW, TODAY, make_course, steps_of
from ..quizzes.factories import make_quiz
from ..quizzes.practical_factories import ask, make_practical
from ..skills.factories import CertificationFactory, SkillFactory, give
from .deeds import do
from .factories import make_programme, path

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def plain(lessons=2):
    return make_course(lessons=lessons, level=None, certified=False)


def minutes_of(*courses):
    return sum(step.minutes for course in courses for step in steps_of(course))


@pytest.fixture
def skill():
    return SkillFactory()


def offered(user, skill=None, on=TODAY, **asked):
    """`{certification: Offered}` for somebody who needs the skill."""
    awards = list(Award.objects.of([user]).with_proof())
    skills = {skill.pk} if skill else set()
    found = offered_to(user, on, skills=skills, awards=awards, learning=catalogue(user), **asked)
    return {one.certification: one for one in found}


def test_a_published_programme_that_grants_the_skill_is_offered_with_its_minutes(person, skill):
    clerk, course, quiz = person(), plain(), make_quiz(time_limit_minutes=25)
    programme = make_programme(path([course, quiz]), grants=[(skill, 3), (SkillFactory(), 2)])
    [one] = offered(clerk, skill).values()
    assert (one.certification, one.levels) == (programme.certification, {skill.pk: 3})
    assert (one.minutes, one.is_open, one.waits) == (minutes_of(course) + 25, False, False)
    assert offered(clerk, SkillFactory()) == {}
    assert offered(clerk) == {}


def test_one_that_nobody_can_finish_or_that_is_not_published_is_no_way(person, skill):
    make_programme(path((2, [plain()])), grants=[(skill, 3)])
    make_programme(path([make_course(lessons=0, level=None, certified=False)]), grants=[(skill, 3)])
    make_programme(path([plain()]), grants=[(skill, 3)]).unpublish()
    assert offered(person(), skill) == {}


def test_what_was_done_already_takes_no_time_for_a_first_certificate(person, skill):
    clerk, done, begun, other = person(), plain(), plain(), plain()
    make_programme(path([done, begun, other]), grants=[(skill, 3)])
    do(clerk, done)
    complete_step(enrolment=enrol(user=clerk, course=begun, now=NOW), page=steps_of(begun)[0], now=NOW)
    [one] = offered(clerk, skill).values()
    assert one.minutes == minutes_of(other) + steps_of(begun)[1].minutes


def test_a_renewal_goes_the_shorter_way_and_asks_for_it_once_more(person, skill):
    clerk, long, short = person(), plain(5), plain(1)
    kind = make_programme(path([long]), path([short]), grants=[(skill, 3)]).certification
    do(clerk, short)
    give(clerk, skill, on=TODAY - 350 * DAY, certification=kind)
    assert offered(clerk, skill)[kind].minutes == minutes_of(short)
    give(person(), skill, on=TODAY - 350 * DAY, certification=kind)
    lapsed = person()
    give(lapsed, skill, on=TODAY - 500 * DAY, certification=kind)
    do(lapsed, long)
    assert offered(lapsed, skill)[kind].minutes == minutes_of(long), "who enters again shows all of it again"


@pytest.mark.parametrize("worth", ["valid", "suspended", "revoked"])
def test_who_cannot_begin_is_offered_nothing_unless_a_round_is_open(person, skill, worth):
    clerk, boss, kind = person(), person(Role.MANAGER), CertificationFactory()
    make_programme(path([plain()]), grants=[(skill, 3)], certification=kind)
    certificate = give(clerk, skill, 2, on=TODAY - 10 * DAY, certification=kind).certificate
    adopt_certificates(user=clerk, now=NOW)
    if worth == "suspended":
        suspend(certificate=certificate, on=TODAY, reason="核实", by=boss, now=NOW)
    if worth == "revoked":
        revoke_certificate(certificate=certificate, on=TODAY, reason="代答", by=boss)
    assert offered(clerk, skill) == {}
    open_cycle(user=clerk, certification=kind, by=boss, now=NOW)
    assert offered(clerk, skill)[kind].is_open


def test_a_newer_certificate_of_the_kind_speaks_for_an_older_one(person, skill):
    clerk, boss, kind = person(), person(Role.MANAGER), CertificationFactory()
    make_programme(path([plain()]), grants=[(skill, 3)], certification=kind)
    old = give(clerk, skill, 2, on=TODAY - 600 * DAY, certification=kind).certificate
    revoke_certificate(certificate=old, on=TODAY - 500 * DAY, reason="代答", by=boss)
    give(clerk, skill, 2, on=TODAY - 350 * DAY, certification=kind)
    assert list(offered(clerk, skill)) == [kind], "its renewal is open"
    assert offered(clerk, skill, on=TODAY - 300 * DAY) == {}, "it counted and could not be renewed"


def test_what_another_certificate_is_asked_for_first_waits_for_that(person, skill):
    clerk, first, kind = person(), CertificationFactory(), CertificationFactory()
    make_programme(path([plain()]), grants=[(skill, 3)], certification=kind, after=[first])
    assert offered(clerk, skill) == {}
    give(clerk, SkillFactory(), on=TODAY - 10 * DAY, certification=first)
    assert list(offered(clerk, skill)) == [kind]


def test_an_open_round_in_the_hands_of_others_says_so(person, skill):
    clerk, practical = person(), make_practical()
    kind = make_programme(path([practical]), grants=[(skill, 3)]).certification
    cycle = open_cycle(user=clerk, certification=kind, now=NOW)
    assert not offered(clerk, skill)[kind].waits
    ask(practical, clerk, now=NOW)
    consider(cycle=cycle, now=NOW)
    assert offered(clerk, skill)[kind].waits


def test_what_issues_a_certificate_is_offered_whatever_it_grants(person):
    kind = make_programme(path([plain()]), grants=[(SkillFactory(), 3)]).certification
    assert list(offered(person(), certifications={kind.pk})) == [kind]


def test_many_programmes_ask_as_little_as_one(person, skill, django_assert_num_queries):
    clerk = person()
    learning = []

    def add(count):
        for _number in range(count):
            kind = make_programme(path([plain(1), make_quiz()]), grants=[(skill, 3)]).certification
            open_cycle(user=clerk, certification=kind, now=NOW)
        learning[:] = catalogue(clerk)

    add(1)
    for _twice in range(2):
        with django_assert_num_queries(2):
            offered_to(clerk, TODAY, skills={skill.pk}, awards=[], learning=learning)
        add(5)
