"""What people hold on a day."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from people.roles import Role
from skills.certificates import standing_of
from skills.profile import State, best_holding, last_day_of_force, profile, profiles, state_of
from skills.services import revoke
from tests.factories import HallFactory, UserFactory

from .factories import CertificationFactory, SkillFactory, give

DAY = date(2026, 3, 1)


def award_like(begin=DAY, valid=10, renewal=3, grace=2, level=3, revoked=None, pk=1, breaks=()):
    until = begin + timedelta(days=valid - 1)
    return SimpleNamespace(
        pk=pk,
        skill_id=1,
        level=level,
        valid_from=begin,
        valid_until=until,
        renewal_from=until - timedelta(days=renewal - 1),
        grace_until=until + timedelta(days=grace),
        revoked_on=revoked,
        breaks=breaks,
    )


def test_every_day_of_a_life_has_its_state_with_both_ends_included():
    states = [state_of(award_like(), DAY + timedelta(days=n)) for n in range(-1, 13)]
    assert states == [State.FUTURE] + 7 * [State.VALID] + 3 * [State.RENEWAL] + 2 * [State.GRACE] + [State.EXPIRED]


def test_the_day_of_revocation_no_longer_counts():
    row = award_like(revoked=DAY + timedelta(days=4))
    assert state_of(row, DAY + timedelta(days=3)) == State.VALID
    assert state_of(row, DAY + timedelta(days=4)) == State.REVOKED
    assert last_day_of_force(row) == DAY + timedelta(days=3)


def test_what_has_no_end_is_valid_for_ever():
    row = SimpleNamespace(
        valid_from=DAY, valid_until=None, renewal_from=None, grace_until=None, revoked_on=None, breaks=()
    )
    assert state_of(row, date(2999, 1, 1)) == State.VALID
    assert last_day_of_force(row) == date.max


def test_a_higher_level_in_grace_comes_before_a_lower_valid_one():
    high, low = award_like(valid=5, grace=5, level=3, pk=1), award_like(valid=50, level=2, pk=2)
    assert best_holding([low, high], DAY + timedelta(days=7)).award is high
    assert best_holding([low, high], DAY + timedelta(days=12)).award is low


def test_a_renewal_hides_the_award_it_renews():
    old, new = award_like(pk=1), award_like(begin=DAY + timedelta(days=8), pk=2)
    assert best_holding([old, new], DAY + timedelta(days=8)).award is new


def test_with_nothing_in_force_the_latest_lapsed_is_told():
    first, second = award_like(pk=1), award_like(begin=DAY + timedelta(days=20), pk=2)
    coming = award_like(begin=DAY + timedelta(days=90), pk=3)
    day = DAY + timedelta(days=60)
    assert best_holding([first, second, coming], day).award is second
    assert best_holding([first, second, coming], day).state == State.EXPIRED
    assert best_holding([coming], day).state == State.FUTURE
    assert best_holding([], day) is None


@given(
    st.lists(
        st.builds(
            award_like,
            begin=st.dates(date(2026, 1, 1), date(2026, 2, 28)),
            valid=st.integers(1, 40),
            renewal=st.integers(0, 40),
            grace=st.integers(0, 9),
            level=st.integers(1, 4),
            revoked=st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 1)),
        ),
        max_size=5,
    ),
    st.dates(date(2026, 1, 1), date(2026, 4, 30)),
)
def test_the_best_holding_is_in_force_exactly_when_an_award_is_and_has_the_highest_level(awards, on):
    held = best_holding(awards, on)
    in_force = [row for row in awards if row.valid_from <= on <= last_day_of_force(row)]
    assert bool(held and held.in_force) == bool(in_force)
    if in_force:
        assert held.level == max(row.level for row in in_force)


def test_many_profiles_cost_one_query(person, django_assert_num_queries):
    skills = [SkillFactory() for _ in range(3)]
    people = [person() for _ in range(20)]
    for clerk in people[:19]:
        for skill in skills:
            give(clerk, skill, on=DAY, certification=CertificationFactory())
    with django_assert_num_queries(1):
        found = profiles(people, DAY)
    assert len(found) == 20
    assert found[people[19].pk] == {}
    assert set(found[people[0].pk]) == {skill.pk for skill in skills}
    with django_assert_num_queries(1):
        assert profile(people[0], DAY)[skills[0].pk].award.certificate.number


def test_a_certificate_is_revoked_when_one_of_its_awards_is(person, django_assert_num_queries):
    issued = give(person(), SkillFactory(), on=DAY, certification=CertificationFactory())
    with django_assert_num_queries(1):
        assert standing_of(issued.certificate, DAY).state == State.VALID
    revoke(award=issued.awards[0], on=DAY + timedelta(days=3), reason="误发", by=person(Role.MANAGER))
    assert standing_of(issued.certificate, DAY + timedelta(days=2)).state == State.VALID
    standing = standing_of(issued.certificate, DAY + timedelta(days=30))
    assert (standing.state, standing.revoked_on) == (State.REVOKED, DAY + timedelta(days=3))


class LifeOfSkills(RuleBasedStateMachine):
    """Awards, revocations and time, held against a model that keeps a plain set of days for each award."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        hall = HallFactory()
        self.clerk, self.manager = UserFactory(hall=hall), UserFactory(hall=hall, roles=[Role.MANAGER])
        self.skill = SkillFactory()
        self.certification = CertificationFactory(validity_months=1, renewal_days=9, grace_days=6)
        self.today = date(2026, 1, 1)
        self.model = []

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(level=st.integers(1, 4), in_days=st.integers(-20, 20))
    def award(self, level, in_days):
        first = self.today + timedelta(days=in_days)
        issued = give(self.clerk, self.skill, level, on=first, certification=self.certification)
        # Day by day until the same day of the next month, or until that month is over.
        day, valid = first, []
        while day.month == first.month or ((day.month - first.month) % 12 == 1 and day.day < first.day):
            valid.append(day)
            day += timedelta(days=1)
        grace = [valid[-1] + timedelta(days=n) for n in range(1, 7)]
        self.model.append({"row": issued.awards[0], "level": level, "valid": valid, "grace": grace, "revoked": None})

    @precondition(lambda self: any(not entry["revoked"] for entry in self.model))
    @rule(data=st.data(), in_days=st.integers(-5, 5))
    def revoke(self, data, in_days):
        entry = data.draw(st.sampled_from([entry for entry in self.model if not entry["revoked"]]))
        entry["revoked"] = self.today + timedelta(days=in_days)
        revoke(award=entry["row"], on=entry["revoked"], reason="试验", by=self.manager)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    def naive(self, entry):
        if entry["revoked"] and entry["revoked"] <= self.today:
            return State.REVOKED
        if self.today in entry["valid"]:
            return State.RENEWAL if self.today in entry["valid"][-9:] else State.VALID
        if self.today in entry["grace"]:
            return State.GRACE
        return State.FUTURE if self.today < entry["valid"][0] else State.EXPIRED

    @invariant()
    def the_profile_says_what_the_sets_of_days_say(self):
        held = profile(self.clerk, self.today).get(self.skill.pk)
        states = [(self.naive(entry), entry) for entry in self.model]
        best = [entry["level"] for state, entry in states if state in (State.VALID, State.RENEWAL, State.GRACE)]
        if best:
            assert held.level == max(best)
            assert held.state in {state for state, entry in states if entry["level"] == held.level}
            assert held.in_force
        else:
            assert not (held and held.in_force)
            assert bool(held) == bool(states)

    @invariant()
    def every_certificate_says_what_its_award_says(self):
        for entry in self.model:
            assert standing_of(entry["row"].certificate, self.today).state == self.naive(entry)


@pytest.mark.django_db
def test_the_life_of_skills_follows_a_naive_model():
    run_state_machine_as_test(
        LifeOfSkills,
        settings=settings(
            max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
