"""One clerk is driven through time in any order of events, beside a small model of how it should come out.

The model knows nothing of the engine: it keeps plain dates, and works out by itself what each day is worth.
"""

import datetime
import os
from dataclasses import dataclass, field

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from people.models import User
from people.roles import Role
from programmes.cycles import standings
from programmes.daily import daily
from programmes.models import Cycle, CycleEvent
from programmes.records import check
from programmes.services import open_cycle, waive_cycle, waive_part, withdraw_cycle
from quizzes.models import ObservationRequest
from rotations.eligibility import Answer, judge
from skills.models import Award, Certificate
from skills.profile import profile
from skills.services import reinstate, revoke_certificate, suspend

from ..courses.factories import NOW, TODAY
from ..factories import UserFactory
from ..quizzes.practical_factories import make_coach, make_practical
from ..rotations.factories import PostFactory
from ..skills.factories import CertificationFactory, SkillFactory
from .deeds import DAY, accept, be_watched, change, do, plain_course
from .factories import make_programme, path

LONG, SHORT, SHOWN = "long course", "short course", "practical"
COUNTS = {"valid", "renewal", "grace"}
LATE = {"not_turned", "open_after_leaving"}


@dataclass
class Paper:
    """A certificate: valid for twelve months, renewed in the last sixty days, thirty days of grace."""

    begins: datetime.date
    moment: int
    rests_on_long: int | None
    revoked: datetime.date | None = None
    breaks: list = field(default_factory=list)

    @property
    def until(self):
        return (
            self.begins.replace(year=self.begins.year + 1) - DAY
            if (self.begins.month, self.begins.day)
            != (
                2,
                29,
            )
            else datetime.date(self.begins.year + 1, 2, 28)
        )

    @property
    def opens(self):
        return max(self.begins, self.until - 59 * DAY)

    @property
    def ends(self):
        return self.until + 30 * DAY

    @property
    def is_stopped(self):
        return bool(self.breaks) and self.breaks[-1][1] is None

    def lapsed(self, on):
        return (self.revoked is not None and self.revoked <= on) or self.ends < on

    def worth(self, on):
        if self.revoked and self.revoked <= on:
            return "revoked"
        if on > self.ends:
            return "expired"
        if any(begin <= on and (end is None or on < end) for begin, end in self.breaks):
            return "suspended"
        return "valid" if on < self.opens else "renewal" if on <= self.until else "grace"


@dataclass
class Round:
    """A round as the model keeps it."""

    kind: str
    opened: datetime.date
    since: datetime.date
    state: str = "assigned"
    last_day: datetime.date | None = None
    paper: Paper | None = None
    by_somebody: bool = False
    left: bool = False
    waived: datetime.date | None = None

    @property
    def is_open(self):
        return self.state in {"assigned", "started", "awaiting"}


class Clerk:
    """The model of one clerk."""

    def __init__(self):
        self.rounds, self.deeds = [], []
        self.left = self.change = self.watched = None
        # The published path, and the day it was published.
        self.short_path, self.published = False, TODAY

    @property
    def papers(self):
        return [row.paper for row in self.rounds if row.paper]

    @property
    def open(self):
        return self.rounds[-1] if self.rounds and self.rounds[-1].is_open else None

    def works(self, on):
        return self.left is None or on <= self.left

    def next_round(self, on):
        if not self.papers:
            return "first", datetime.date.min
        last = self.papers[-1]
        if last.revoked and last.revoked <= on:
            return "reentry", last.revoked
        return ("reentry" if last.ends < on else "renewal"), min(last.opens, on)

    def begin(self, on, kind=None, since=None):
        found = self.next_round(on)
        self.rounds.append(Round(kind or found[0], on, since or found[1], last_day=on))

    def asked(self, row):
        if row.kind == "renewal":
            return [SHORT]
        return [LONG] if self.short_path else [LONG, SHOWN]

    def proofs(self, row):
        found = {}
        for part, shown, done, moment in self.deeds:
            outdated = part == LONG and self.change and moment < self.change[0]
            if shown >= row.since and not outdated and (part not in found or done < found[part][0]):
                found[part] = (done, moment)
        if row.waived and (LONG not in found or row.waived < found[LONG][0]):
            found[LONG] = (row.waived, None)
        return {part: found[part] for part in self.asked(row) if part in found}

    def look(self, on, moment):
        row = self.open
        if row is None or not self.works(on):
            return
        done = self.proofs(row)
        earned = None
        if len(done) == len(self.asked(row)):
            earned = max(max(day for day, _moment in done.values()), row.opened, row.last_day, self.published)
        if row.kind == "renewal" and self.papers[-1].lapsed(earned or on):
            row.state = "withdrawn"
            self.begin(on)
            self.look(on, moment)
        elif earned:
            self.grant(row, earned, done, moment)
        else:
            self.note(row, done, on)

    def grant(self, row, day, done, moment):
        before = self.papers[-1] if self.papers else None
        breaks = (
            [(day, None)] if before and not before.revoked and before.breaks and before.breaks[-1][1] is None else []
        )
        row.paper = Paper(day, moment, done[LONG][1] if LONG in done else None, breaks=breaks)
        row.state = "granted"

    def note(self, row, done, on):
        waits = SHOWN in self.asked(row) and SHOWN not in done and self.watched is not None
        stage = "awaiting" if waits and LONG in done else "started" if done or waits else None
        if stage and stage != row.state:
            row.state, row.last_day = stage, on

    def daily(self, on, moment):
        if self.open and not self.works(on):
            self.open.state, self.rounds[-1].left = "withdrawn", True
        if not self.works(on):
            return
        if self.rounds and self.rounds[-1].left:
            self.begin(on)
            self.look(on, moment)
        self.renew_changed(on, moment)
        self.renew_due(on, moment)
        self.look(on, moment)

    def renew_changed(self, on, moment):
        if not self.change or not self.papers or self.open or self.papers[-1].lapsed(on):
            return
        at, day = self.change
        rests = any(paper.rests_on_long is not None and paper.rests_on_long < at for paper in self.papers)
        decided = any(row.by_somebody and row.opened >= day for row in self.rounds)
        if rests and self.papers[-1].moment < at and not decided:
            self.begin(on, "renewal", day)
            self.look(on, moment)

    def renew_due(self, on, moment):
        if not self.papers or self.open:
            return
        last = self.papers[-1]
        decided = any(row.by_somebody and row.opened >= last.opens for row in self.rounds)
        if last.opens <= on and not last.lapsed(on) and not decided:
            self.begin(on)
            self.look(on, moment)


class Life(RuleBasedStateMachine):
    """The clerk of the model, and the same one in the database."""

    world: dict = {}
    steps = 0

    @initialize(
        certified=st.sampled_from([True, True, False]), stride=st.sampled_from([0, 1, 17, 43]), keen=st.booleans()
    )
    def be_hired(self, certified, stride, keen):
        # So many days go by after everything that is done, with the job or without: rules alone would let most lives
        # be over on their first day.
        self.stride, self.keen = stride, keen
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.travel = time_machine.travel(NOW, tick=False)
        self.clock = self.travel.start()
        self.now, self.moment, self.model, self.kept = NOW, 0, Clerk(), True
        self.clerk = UserFactory(hall=self.world["hall"])
        self.pass_time(datetime.timedelta())
        if certified:
            # Most of what can happen happens to those who hold something.
            self.the_programme_is_edited()
            self.is_assigned()
            self.learns(LONG)

    def teardown(self):
        if hasattr(self, "atomic"):
            self.travel.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @property
    def today(self):
        return TODAY + DAY * (self.now - NOW).days

    def pass_time(self, span):
        self.now += span + datetime.timedelta(minutes=1)
        self.moment += 1
        self.clock.move_to(self.now, tick=False)
        Life.steps += 1

    def me(self):
        return User.objects.get(pk=self.clerk.pk)

    def cycle(self):
        return Cycle.objects.still_open().get(user=self.clerk)

    def held(self):
        return Certificate.objects.filter(user=self.clerk).order_by("valid_from", "pk").last()

    def at_work(self):
        return self.model.works(self.today)

    def in_a_round(self):
        return self.model.open is not None

    def counts(self):
        return bool(self.model.papers) and self.model.papers[-1].worth(self.today) in COUNTS

    @rule(days=st.sampled_from([1, 5, 29, 61, 200, 310]), kept=st.booleans())
    def days_go_by(self, days, kept):
        self.pass_time(days * DAY)
        self.kept = False
        if kept:
            self.the_job_runs(1)

    @rule(times=st.integers(1, 2))
    def the_job_runs(self, times):
        self.pass_time(datetime.timedelta())
        self.model.daily(self.today, self.moment)
        for _time in range(times):
            daily(self.now)
        self.kept = True

    @precondition(lambda self: self.at_work() and not self.in_a_round())
    @rule()
    def is_assigned(self):
        self.pass_time(datetime.timedelta())
        self.model.begin(self.today)
        self.model.look(self.today, self.moment)
        boss, certification = self.world["boss"], self.world["programme"].certification
        open_cycle(user=self.me(), certification=certification, now=self.now, by=boss, reason="岗位要求")

    @precondition(lambda self: self.at_work())
    @rule(part=st.sampled_from([LONG, SHORT]))
    def learns(self, part):
        self.pass_time(datetime.timedelta())
        self.model.deeds.append((part, self.today, self.today, self.moment))
        self.model.look(self.today, self.moment)
        do(self.me(), self.world[part], now=self.now, again=True)

    @precondition(lambda self: self.at_work() and self.model.watched is None)
    @rule()
    def is_watched(self):
        self.pass_time(datetime.timedelta())
        self.model.watched = self.today
        be_watched(self.me(), self.world[SHOWN], by=self.world["boss"], coach=self.world["coach"], now=self.now)

    @precondition(lambda self: self.at_work() and self.model.watched)
    @rule()
    def is_signed_off(self):
        self.pass_time(datetime.timedelta())
        self.model.deeds.append((SHOWN, self.model.watched, self.today, self.moment))
        self.model.watched = None
        self.model.look(self.today, self.moment)
        accept(ObservationRequest.objects.still_open().get(user=self.clerk), by=self.world["chief"], now=self.now)

    @precondition(lambda self: self.counts())
    @rule()
    def is_suspended(self):
        self.pass_time(datetime.timedelta())
        self.model.papers[-1].breaks.append((self.today, None))
        suspend(certificate=self.held(), on=self.today, reason="投诉核实中", by=self.world["boss"], now=self.now)

    @precondition(
        lambda self: (
            self.model.papers and self.model.papers[-1].breaks[-1:] and self.model.papers[-1].breaks[-1][1] is None
        )
    )
    @rule()
    def is_reinstated(self):
        self.pass_time(datetime.timedelta())
        for paper in self.model.papers:
            if paper.is_stopped:
                begin = paper.breaks[-1][0]
                paper.breaks[-1] = (begin, max(begin, self.today))
        reinstate(certificate=self.held(), on=self.today, reason="查明无责", by=self.world["boss"], now=self.now)

    @precondition(lambda self: self.model.papers and not self.model.papers[-1].revoked)
    @rule()
    def is_revoked(self):
        self.pass_time(datetime.timedelta())
        self.model.papers[-1].revoked = self.today
        revoke_certificate(certificate=self.held(), on=self.today, reason="测验由他人代答", by=self.world["boss"])

    @precondition(lambda self: self.in_a_round() and self.at_work() and self.model.open.kind != "renewal")
    @rule()
    def need_not_do_the_course(self):
        self.pass_time(datetime.timedelta())
        row = self.model.open
        row.waived = row.waived or self.today
        self.model.look(self.today, self.moment)
        part = self.world["programme"].first[0].value["parts"][0].id
        waive_part(cycle=self.cycle(), part_id=part, by=self.world["boss"], reason="已持同等证书", now=self.now)

    @precondition(lambda self: self.in_a_round())
    @rule(kind=st.sampled_from(["waived", "withdrawn"]))
    def the_round_is_ended(self, kind):
        self.pass_time(datetime.timedelta())
        self.model.open.by_somebody = True
        self.model.open.state = kind
        verb = waive_cycle if kind == "waived" else withdraw_cycle
        verb(cycle=self.cycle(), by=self.world["boss"], reason="岗位调整", now=self.now)

    @rule()
    def the_programme_is_edited(self):
        self.pass_time(datetime.timedelta())
        self.model.short_path = not self.model.short_path
        self.model.published = self.today
        programme = type(self.world["programme"]).objects.get(pk=self.world["programme"].pk)
        parts = self.world["parts"][:1] if self.model.short_path else self.world["parts"]
        group = {"type": "group", "id": "all", "value": {"title": "", "need": None, "parts": parts}}
        programme.first = programme._meta.get_field("first").to_python([group])
        programme.save_revision().publish()

    @rule()
    def what_is_taught_changes(self):
        self.pass_time(datetime.timedelta())
        self.model.change = (self.moment, self.today)
        change(self.world[LONG], by=self.world["boss"], now=self.now, due_on=self.today + 30 * DAY)

    @precondition(lambda self: self.model.left is None)
    @rule()
    def leaves(self):
        self.pass_time(datetime.timedelta())
        self.model.left = self.today
        User.objects.filter(pk=self.clerk.pk).update(left_on=self.today)

    @precondition(lambda self: not self.at_work())
    @rule()
    def comes_back(self):
        self.pass_time(datetime.timedelta())
        self.model.left = None
        User.objects.filter(pk=self.clerk.pk).update(left_on=None, hired_on=self.today)

    @invariant()
    def all_agree_now_and_later(self):
        if not hasattr(self, "stride"):
            return
        self.all_agree()
        if self.stride:
            self.days_go_by(self.stride, self.keen)
            self.all_agree()

    def all_agree(self):
        self.rounds_are_what_the_model_says()
        self.profile_and_post_agree()
        self.records_are_clean_and_say_who_and_why()

    def rounds_are_what_the_model_says(self):
        rows = standings(Cycle.objects.with_story().filter(user=self.clerk).order_by("number"), self.today)
        found = [(row.cycle.kind, row.state.value) for row in rows]
        should = [(row.kind, row.paper.worth(self.today) if row.paper else row.state) for row in self.model.rounds]
        assert found == should
        begins = [row.valid_from for row in rows if row.cycle.certificate_id]
        assert begins == [paper.begins for paper in self.model.papers]

    def profile_and_post_agree(self):
        held = profile(self.me(), self.today).get(self.world["skill"].pk)
        counts = any(paper.worth(self.today) in COUNTS for paper in self.model.papers)
        assert bool(held and held.in_force) == counts
        assert Award.objects.in_force(self.today).filter(user=self.clerk).exists() == counts
        answer = judge(self.me(), self.world["post"], self.today, self.today).answer
        assert (answer != Answer.NO) == (counts and self.at_work())

    def records_are_clean_and_say_who_and_why(self):
        late = set() if self.kept else LATE
        assert [finding for finding in check(self.today) if finding.code not in late] == []
        ended = CycleEvent.objects.filter(cycle__user=self.clerk, kind__in=["waived", "withdrawn"])
        assert all(event.reason and (event.by_id or event.evidence) for event in ended)


@pytest.fixture
def world(hall, person):
    skill, able = SkillFactory(), SkillFactory()
    parts = {LONG: plain_course(), SHORT: plain_course(), SHOWN: make_practical(able)}
    with time_machine.travel(NOW, tick=False):
        programme = make_programme(
            path([parts[LONG], parts[SHOWN]]),
            path([parts[SHORT]]),
            grants=[(skill, 3)],
            certification=CertificationFactory(validity_months=12, renewal_days=60, grace_days=30),
        )
    raw = [dict(part) for part in programme.first.raw_data[0]["value"]["parts"]]
    return parts | {
        "hall": hall,
        "skill": skill,
        "programme": programme,
        "parts": raw,
        "boss": person(Role.MANAGER),
        "chief": person(Role.CHIEF_TRAINER),
        "coach": make_coach(able, hall),
        "post": PostFactory(hall=hall, needs=[(skill, 3)]),
    }


@pytest.mark.django_db
def test_whatever_happens_in_whatever_order_the_engine_and_the_model_agree(world):
    # For a long run: LIVES=400 pytest -s tests/programmes/test_life_of_a_clerk.py
    many = int(os.environ.get("LIVES", "0"))
    Life.world = world
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=many or 6,
            stateful_step_count=40 if many else 18,
            deadline=None,
            derandomize=not many,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Life.steps > (10 * many or 40)
