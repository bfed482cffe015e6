"""The profile of a person: history, what posts would take, and what the person says."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from people.roles import Role
from skills.history import What, history_of
from skills.models import Award, SelfRating
from skills.pictures import REACH, lifeline
from skills.profile import profile, state_of
from skills.services import reinstate, revoke, suspend

from ..courses.factories import make_course
from ..programmes.factories import make_programme, path
from ..rotations.factories import PostFactory
from ..skills.factories import NOW, CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def history(user, on):
    return [(event.what, event.on) for event in reversed(history_of(Award.objects.of([user]).with_proof(), on))]


def test_the_history_tells_what_happened_until_the_day_asked_for(person):
    clerk, boss, skill, kind = person(), person(Role.MANAGER), SkillFactory(), CertificationFactory()
    first = give(clerk, skill, on=date(2025, 3, 1), certification=kind)
    give(clerk, skill, on=date(2026, 2, 1), certification=kind)
    suspend(certificate=first.certificate, on=date(2025, 6, 1), reason="核实投诉", by=boss, now=NOW)
    reinstate(certificate=first.certificate, on=date(2025, 6, 11), reason="查明无责", by=boss, now=NOW)
    told = [
        (What.AWARDED, date(2025, 3, 1)),
        (What.SUSPENDED, date(2025, 6, 1)),
        (What.REINSTATED, date(2025, 6, 11)),
        (What.RENEWED, date(2026, 2, 1)),
        (What.ENDED, date(2027, 3, 3)),
    ]
    assert history(clerk, date(2025, 6, 1)) == told[:2]
    assert history(clerk, date(2027, 3, 2)) == told[:4]
    assert history(clerk, date(2027, 3, 3)) == told


def test_what_lapsed_ran_out_and_begins_anew(person):
    clerk, skill, kind = person(), SkillFactory(), CertificationFactory()
    give(clerk, skill, on=date(2024, 1, 1), certification=kind)
    give(clerk, skill, on=date(2025, 5, 1), certification=kind)
    assert [what for what, _on in history(clerk, date(2025, 6, 1))] == [What.AWARDED, What.ENDED, What.AWARDED]


def test_a_revoked_award_does_not_run_out_as_well(person):
    clerk, boss, skill = person(), person(Role.MANAGER), SkillFactory()
    row = give(clerk, skill, on=date(2025, 1, 1), certification=CertificationFactory()).awards[0]
    revoke(award=row, on=date(2025, 3, 1), reason="代答", by=boss)
    assert [what for what, _on in history(clerk, date(2027, 1, 1))] == [What.AWARDED, What.REVOKED]


def test_the_line_of_a_suspended_certificate_has_a_hole(person):
    clerk, boss, skill, on = person(), person(Role.MANAGER), SkillFactory(), date(2026, 6, 1)
    certificate = give(clerk, skill, on=date(2026, 3, 1), certification=CertificationFactory()).certificate
    suspend(certificate=certificate, on=date(2026, 4, 1), reason="核实", by=boss, now=NOW)
    reinstate(certificate=certificate, on=date(2026, 4, 11), reason="恢复", by=boss, now=NOW)
    stretches = lifeline(profile(clerk, on)[skill.pk], on)
    lit = {on - REACH + DAY * day for one in stretches for day in range(one.x, one.x + one.width)}
    row = Award.objects.with_proof().get()
    days = [on - REACH + DAY * n for n in range(2 * REACH.days)]
    assert lit == {day for day in days if state_of(row, day) in ("valid", "renewal", "grace")}


def test_the_profile_names_the_shortest_next_step_and_what_each_post_takes(client_as, person, hall):
    clerk = person()
    short, long = make_course(lessons=1), make_course(lessons=3)
    near = PostFactory(hall=hall, name="咨询", needs=[(short.grants.get().skill, 2)])
    far = PostFactory(hall=hall, name="收费", needs=[(long.grants.get().skill, 2)])
    response = client_as(user=clerk).get(reverse("skills:mine"))
    found = response.context["profile"]
    assert found.opening.verdict.post == near
    assert [verdict.post for verdict in found.verdicts] == [near, far]
    assert short.title in response.content.decode()


def test_a_certification_is_the_shortest_next_step_where_it_is_the_quickest_way(client_as, person, hall):
    clerk, skill, kind = person(), SkillFactory(), CertificationFactory(name="柜面手语证书")
    lesson = make_course(lessons=1, level=None, certified=False)
    make_programme(path([lesson]), grants=[(skill, 3)], certification=kind)
    post = PostFactory(hall=hall, needs=[(skill, 3)])
    response = client_as(user=clerk).get(reverse("skills:mine"))
    found = response.context["profile"]
    assert (found.opening.verdict.post, found.opening.legs[0].slug) == (post, kind.slug)
    assert [step.target.thing for step in found.verdicts[0].route] == [kind]
    page = response.content.decode()
    assert "柜面手语证书" in page
    assert reverse("programmes:programme", args=[kind.slug]) in page


def test_a_manager_is_led_to_how_the_person_stands_with_the_certification(client_as, person, hall):
    clerk, skill = person(), SkillFactory()
    kind = make_programme(path([make_course(level=None, certified=False)]), grants=[(skill, 3)]).certification
    PostFactory(hall=hall, needs=[(skill, 3)])
    page = client_as(user=person(Role.MANAGER)).get(reverse("skills:person", args=[clerk.pk])).content.decode()
    assert reverse("programmes:person", args=[kind.slug, clerk.pk]) in page


def test_the_past_is_shown_without_a_way_out_of_it(client_as, person, hall):
    course = make_course(lessons=1)
    PostFactory(hall=hall, needs=[(course.grants.get().skill, 2)])
    page = client_as(user=person()).get(reverse("skills:mine"), {"on": timezone.localdate() - 30 * DAY})
    assert page.context["profile"].opening is None
    assert reverse("skills:rate") not in page.content.decode()


def test_a_self_rating_stands_apart_and_opens_no_post(client_as, person, hall):
    clerk, skill = person(), SkillFactory()
    PostFactory(hall=hall, needs=[(skill, 2)])
    client = client_as(user=clerk)
    for _twice in range(2):
        assert client.post(reverse("skills:rate"), {f"skill-{skill.pk}": "4"}).status_code == 302
    assert [(row.skill, row.level) for row in SelfRating.objects.all()] == [(skill, 4)]
    found = client.get(reverse("skills:mine")).context["profile"]
    assert [(row.bar.level, row.said) for row in found.levels] == [(0, 4)]
    assert not found.stands_at


def test_a_self_rating_of_another_day_is_the_one_of_that_day(client_as, person):
    clerk, skill = person(), SkillFactory()
    now = timezone.now()
    SelfRating.objects.create(user=clerk, skill=skill, level=1, rated_at=now - 60 * DAY)
    SelfRating.objects.create(user=clerk, skill=skill, level=3, rated_at=now)
    client = client_as(user=clerk)
    before = client.get(reverse("skills:mine"), {"on": timezone.localdate() - 30 * DAY}).context["profile"]
    assert [row.said for row in before.levels] == [1]


def test_a_level_that_does_not_exist_changes_nothing(client_as, person):
    skill = SkillFactory()
    client = client_as(user=person())
    response = client.post(reverse("skills:rate"), {f"skill-{skill.pk}": "9"})
    assert not SelfRating.objects.exists()
    assert "请从列表中为每项技能选择等级" in response.content.decode()


def test_the_page_to_rate_oneself_begins_with_what_was_said_last(client_as, person):
    clerk, skill, other = person(), SkillFactory(), SkillFactory()
    now = timezone.now()
    for level in (3, 1):
        SelfRating.objects.create(user=clerk, skill=skill, level=level, rated_at=now)
    client = client_as(user=clerk)
    assert f'href="{reverse("skills:rate")}"' in client.get(reverse("skills:mine")).content.decode()
    form = client.get(reverse("skills:rate")).context["form"]
    assert [form[f"skill-{one.pk}"].initial for one in (skill, other)] == [1, None]


def test_without_skills_there_is_nothing_to_rate_and_the_page_says_so(client_as, person):
    page = client_as(user=person()).get(reverse("skills:rate")).content.decode()
    assert "还没有设置技能" in page


def test_nobody_rates_somebody_else(client_as, person):
    page = client_as(user=person(Role.MANAGER)).get(reverse("skills:person", args=[person().pk])).content.decode()
    assert reverse("skills:rate") not in page


def test_a_long_history_is_shown_in_part_and_whole_on_request(client_as, person):
    clerk, kind, today = person(), CertificationFactory(), timezone.localdate()
    for number in range(25):
        give(clerk, SkillFactory(), on=today - number * DAY, certification=kind)
    client = client_as(user=clerk)
    part = client.get(reverse("skills:mine"))
    assert len(part.context["events"]) == 20
    assert 'href="?all=1#history"' in part.content.decode()
    whole = client.get(reverse("skills:mine"), {"all": "1"})
    assert len(whole.context["events"]) == 25
    assert "all=1#history" not in whole.content.decode()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20), st.integers(0, 5), st.integers(1, 4)), max_size=6))
def test_somebody_has_run_out_of_a_skill_exactly_when_the_last_thing_told_is_that_it_ran_out(rows):
    skill = SkillFactory.build(pk=1)
    awards = []
    for number, (begin, valid, grace, _level) in enumerate(rows):
        first = date(2026, 1, 1) + begin * DAY
        until = first + (valid - 1) * DAY
        awards.append(
            Award(
                pk=number + 1,
                skill=skill,
                level=2,
                valid_from=first,
                valid_until=until,
                renewal_from=until,
                grace_until=until + grace * DAY,
            )
        )
    for offset in range(75):
        on = date(2026, 1, 1) + offset * DAY
        begun = [row for row in awards if row.valid_from <= on]
        counts = any(state_of(row, on) in ("valid", "renewal", "grace") for row in begun)
        told = history_of(awards, on)
        if begun:
            ended = [event.on for event in told if event.what is What.ENDED]
            gained = [event.on for event in told if event.what is not What.ENDED]
            assert counts == (not ended or max(gained) > max(ended))
