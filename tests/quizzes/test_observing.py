"""Asking, assigning, watching, deciding, answering: what is allowed, and what each leaves behind."""

import pytest

from core.append_only import FactChanged
from people.roles import Role
from quizzes import observing
from quizzes.models import Observation, ObservationRequest
from quizzes.models.observations import FIRST, SECOND, State
from quizzes.observation_lists import agreements, at_hand, backlog, counts, mine
from quizzes.observers import coaches, may_open_evidence, shown_observations
from quizzes.rubric import Unfit
from quizzes.services import Refused
from skills.services import revoke
from tests.factories import HallFactory, UserFactory
from tests.skills.factories import give

from .practical_factories import NOW, TODAY, ask, criterion, days, hours, make_coach, make_practical, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def practical():
    return make_practical()


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def manager(person):
    return person(Role.MANAGER)


@pytest.fixture
def trainer(person):
    return person(Role.TRAINER)


@pytest.fixture
def coach(practical, hall):
    return make_coach(practical.skill, hall)


def fresh(request):
    return ObservationRequest.objects.with_story().prefetch_related("replies").get(pk=request.pk)


def watched(practical, clerk, coach, by, place=-1, **fields):
    asked = ask(practical, clerk, **fields)
    observing.assign(request=asked, place=FIRST, observer=coach, by=by, now=NOW + hours(1))
    observing.observe(request=asked, observer=coach, sheet=sheet(asked, place), now=NOW + hours(2))
    return fresh(asked)


def decide(asked, by, outcome="accepted", note="", **fields):
    return observing.decide(request=asked, outcome=outcome, by=by, now=NOW + hours(3), note=note, **fields)


def test_from_asking_to_accepting_every_state_is_passed(practical, clerk, coach, manager, trainer):
    asked = ask(practical, clerk)
    assert fresh(asked).state == State.REQUESTED
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    assert fresh(asked).state == State.ASSIGNED
    assert fresh(asked).duty(FIRST).due_on == TODAY + days(practical.due_days)
    seen = observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW + hours(1))
    assert (seen.points, seen.most, seen.passed, seen.revision_id) == (4, 4, True, practical.live_revision_id)
    assert fresh(asked).state == State.OBSERVED
    decide(asked, trainer)
    assert fresh(asked).state == State.ACCEPTED


def test_asking_twice_is_one_request(practical, clerk):
    assert ask(practical, clerk) == ask(practical, clerk, now=NOW + hours(1))


def test_what_is_under_way_is_judged_by_the_rubric_that_was_asked_for(practical, clerk, coach, manager):
    asked = ask(practical, clerk)
    practical.criteria = [("criterion", criterion("全新的一项"))]
    practical.save_revision().publish()
    assert [row.text for row in fresh(asked).rubric.criteria] == ["迎候", "送别"]


def test_a_practical_that_is_not_published_cannot_be_asked_for(practical, clerk):
    practical.unpublish()
    with pytest.raises(Refused):
        ask(practical, clerk)


@pytest.mark.parametrize("who", ["the person", "no coach", "a coach whose level was revoked", "the other observer"])
def test_who_may_not_observe(who, hall, clerk, manager):
    practical = make_practical(second_percent=50)
    asked = ask(practical, clerk, second=True)
    first = make_coach(practical.skill, hall)
    observing.assign(request=asked, place=FIRST, observer=first, by=manager, now=NOW)
    former = make_coach(practical.skill, hall)
    revoke(award=former.awards.get(), on=TODAY, reason="离岗", by=manager)
    make_coach(practical.skill, hall)
    wrong = {
        "the person": clerk,
        "no coach": UserFactory(hall=hall),
        "a coach whose level was revoked": former,
        "the other observer": first,
    }[who]
    with pytest.raises(Refused):
        observing.assign(request=asked, place=SECOND, observer=wrong, by=manager, now=NOW)


def test_those_offered_as_observers_hold_the_level_on_the_day_and_work_in_the_hall(practical, hall, clerk, coach):
    make_coach(practical.skill, HallFactory())
    make_coach(practical.skill, hall, left_on=TODAY - days(1))
    later = UserFactory(hall=hall)
    give(later, practical.skill, 4, on=TODAY + days(1))
    give(UserFactory(hall=hall), practical.skill, 3, on=TODAY - days(1))
    offered = coaches(skill=practical.skill, hall_id=hall.pk, on=TODAY, beside=(clerk.pk,))
    assert offered == [coach]


def test_clerks_assign_nobody(practical, clerk, coach):
    with pytest.raises(Refused):
        observing.assign(request=ask(practical, clerk), place=FIRST, observer=coach, by=clerk, now=NOW)


def test_whoever_is_relieved_of_a_duty_cannot_hand_in(practical, clerk, coach, hall, manager):
    asked = ask(practical, clerk)
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    other = make_coach(practical.skill, hall)
    observing.assign(request=asked, place=FIRST, observer=other, by=manager, now=NOW)
    with pytest.raises(Refused):
        observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW)


def test_a_sheet_needs_a_level_for_every_criterion_and_keeps_nothing_without(practical, clerk, coach, manager):
    asked = ask(practical, clerk)
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    levels = dict(list(sheet(asked).levels.items())[:1])
    with pytest.raises(Unfit):
        observing.observe(request=asked, observer=coach, sheet=sheet(asked, levels=levels), now=NOW)
    assert not Observation.objects.exists()


def test_a_sheet_sent_again_is_the_same_observation(practical, clerk, coach, manager):
    asked = ask(practical, clerk)
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    handed_in = sheet(asked)
    first = observing.observe(request=asked, observer=coach, sheet=handed_in, now=NOW)
    assert observing.observe(request=asked, observer=coach, sheet=handed_in, now=NOW + hours(5)) == first
    with pytest.raises(Refused):
        observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (NOW + hours(1), NOW + hours(1)),
        (NOW - days(1), NOW + hours(9)),
        (NOW + days(9), NOW + hours(9)),
        (None, NOW + hours(9)),
    ],
)
def test_the_phone_says_when_it_was_seen_unless_its_clock_is_wrong(said, kept, practical, clerk, coach, manager):
    asked = ask(practical, clerk)
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    seen = observing.observe(request=asked, observer=coach, sheet=sheet(asked, observed_at=said), now=NOW + hours(9))
    assert (seen.observed_at, seen.received_at) == (kept, NOW + hours(9))


def test_an_observation_seen_as_a_coach_counts_though_it_arrives_after_the_level_has_ended(
    practical, clerk, coach, manager
):
    asked = ask(practical, clerk)
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    revoke(award=coach.awards.get(), on=TODAY + days(1), reason="离岗", by=manager)
    late = NOW + days(2)
    with pytest.raises(Refused):
        observing.observe(request=asked, observer=coach, sheet=sheet(asked, observed_at=late), now=late)
    assert observing.observe(request=asked, observer=coach, sheet=sheet(asked, observed_at=NOW + hours(1)), now=late)


def test_a_critical_criterion_failed_cannot_be_accepted(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager, place=0)
    assert asked.observation(FIRST).failed
    with pytest.raises(Refused):
        decide(asked, trainer, note="再怎么说也不行")
    decide(asked, trainer, "rejected", "先练迎候")
    assert fresh(asked).state == State.REJECTED


@pytest.mark.parametrize("who", ["clerk", "manager", "observer", "the person", "a trainer of another hall"])
def test_only_a_trainer_of_the_hall_who_did_not_watch_decides(who, practical, hall, coach, manager):
    clerk = UserFactory(hall=hall, roles=[Role.TRAINER])
    observer = make_coach(practical.skill, hall, roles=[Role.TRAINER])
    asked = watched(practical, clerk, observer, manager)
    wrong = {
        "clerk": UserFactory(hall=hall),
        "manager": manager,
        "observer": observer,
        "the person": clerk,
        "a trainer of another hall": UserFactory(roles=[Role.TRAINER]),
    }[who]
    with pytest.raises(Refused):
        decide(asked, wrong)
    assert fresh(asked).is_open


def test_nobody_decides_before_anybody_has_watched(practical, clerk, trainer):
    with pytest.raises(Refused):
        decide(ask(practical, clerk), trainer)


def test_rejecting_needs_a_reason_and_makes_the_person_wait(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager, place=0)
    with pytest.raises(Refused):
        decide(asked, trainer, "rejected")
    decide(asked, trainer, "rejected", "先练迎候")
    with pytest.raises(Refused):
        ask(practical, clerk, now=NOW + days(practical.redo_days))
    assert ask(practical, clerk, now=NOW + days(practical.redo_days) + hours(4)) != asked


def test_observing_anew_opens_the_next_request_at_once(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager)
    decide(asked, trainer, "redo", "演习打断了")
    again = ObservationRequest.objects.still_open().get()
    assert (again.redo_of, again.user, again.asked_by) == (asked, clerk, trainer)
    assert decide(asked, trainer, "redo", "又点了一次").note == "演习打断了"
    assert ObservationRequest.objects.count() == 2


def test_accepting_tells_the_room_above_once(practical, clerk, coach, manager, trainer):
    told = []
    asked = watched(practical, clerk, coach, manager)
    for _click in range(3):
        decide(asked, trainer, after=lambda request, now: told.append((request, now)))
    assert told == [(asked, NOW + hours(3))]


def test_what_the_room_above_refuses_is_not_accepted(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager)

    def fails(request, now):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        decide(asked, trainer, after=fails)
    assert fresh(asked).state == State.OBSERVED


class TestSecondObserver:
    @pytest.fixture
    def practical(self):
        return make_practical(second_percent=50)

    @pytest.fixture
    def second(self, practical, hall):
        return make_coach(practical.skill, hall)

    def twice(self, practical, clerk, coach, second, manager, places=(-1, -1)):
        asked = watched(practical, clerk, coach, manager, places[0], second=True)
        observing.assign(request=asked, place=SECOND, observer=second, by=manager, now=NOW)
        observing.observe(request=asked, observer=second, sheet=sheet(asked, places[1]), now=NOW + hours(2))
        return fresh(asked)

    def test_it_waits_for_the_second_before_it_is_decided(self, practical, clerk, coach, manager, trainer):
        asked = watched(practical, clerk, coach, manager, second=True)
        assert asked.state == State.SECOND
        with pytest.raises(Refused):
            decide(asked, trainer)
        with pytest.raises(Refused):
            decide(asked, trainer, without_second=True)
        assert decide(asked, trainer, note="第二位休假", without_second=True).without_second

    def test_one_that_was_not_drawn_gets_no_second(self, practical, clerk, second, manager):
        asked = ask(practical, clerk, second=False)
        with pytest.raises(Refused):
            observing.assign(request=asked, place=SECOND, observer=second, by=manager, now=NOW)

    def test_nobody_makes_themselves_the_second(self, practical, clerk, hall):
        trainer = make_coach(practical.skill, hall, roles=[Role.TRAINER])
        asked = ask(practical, clerk, second=True)
        with pytest.raises(Refused):
            observing.assign(request=asked, place=SECOND, observer=trainer, by=trainer, now=NOW)

    def test_the_second_reads_nothing_of_the_first_until_both_are_in(self, practical, clerk, coach, second, manager):
        asked = watched(practical, clerk, coach, manager, second=True)
        observing.assign(request=asked, place=SECOND, observer=second, by=manager, now=NOW)
        asked = fresh(asked)
        assert shown_observations(second, asked) == []
        assert [seen.observer for seen in shown_observations(coach, asked)] == [coach]
        observing.observe(request=asked, observer=second, sheet=sheet(asked), now=NOW)
        asked = fresh(asked)
        assert len(shown_observations(second, asked)) == len(shown_observations(coach, asked)) == 2

    def test_a_trainer_who_is_the_second_is_blind_too(self, practical, clerk, coach, hall, manager):
        trainer = make_coach(practical.skill, hall, roles=[Role.TRAINER])
        asked = watched(practical, clerk, coach, manager, second=True)
        observing.assign(request=asked, place=SECOND, observer=trainer, by=manager, now=NOW)
        assert shown_observations(trainer, fresh(asked)) == []

    def test_when_they_differ_accepting_needs_a_reason(self, clerk, hall, manager, trainer):
        practical = make_practical(second_percent=50, criteria=[criterion(), criterion("送别")])
        coach, second = make_coach(practical.skill, hall), make_coach(practical.skill, hall)
        asked = self.twice(practical, clerk, coach, second, manager, (-1, 1))
        assert [seen.passed for seen in asked.observations.all()] == [True, False]
        with pytest.raises(Refused):
            decide(asked, trainer)
        assert decide(asked, trainer, note="第二位只看了后半场").outcome == "accepted"

    def test_their_agreement_is_shown_by_practical_and_by_observer(self, practical, clerk, coach, second, manager):
        self.twice(practical, clerk, coach, second, manager)
        (row,), observers = agreements(type(clerk).objects.filter(pk=clerk.pk))
        assert (row.title, row.twice, row.figures.pairs, row.figures.equal) == (practical.local_title, 1, 2, 1.0)
        assert {one.title for one in observers} == {coach.full_name, second.full_name}
        assert not row.figures.is_enough


def test_the_person_reads_the_result_once_it_is_decided(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager)
    assert shown_observations(clerk, asked) == []
    decide(asked, trainer)
    assert len(shown_observations(clerk, fresh(asked))) == 1


def test_each_side_answers_once_and_the_person_first(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager)
    with pytest.raises(Refused):
        observing.reply(request=asked, author=clerk, text="太早", now=NOW)
    decide(asked, trainer)
    with pytest.raises(Refused):
        observing.reply(request=asked, author=coach, text="还没轮到", now=NOW)
    said = observing.reply(request=asked, author=clerk, text="谢谢", now=NOW)
    assert observing.reply(request=asked, author=clerk, text="谢谢", now=NOW) == said
    with pytest.raises(Refused):
        observing.reply(request=asked, author=clerk, text="还有", now=NOW)
    observing.reply(request=asked, author=coach, text="继续练", now=NOW)
    for author in (coach, trainer, manager):
        with pytest.raises(Refused):
            observing.reply(request=asked, author=author, text="再说一句", now=NOW)
    assert [one.side for one in fresh(asked).replies.all()] == ["person", "staff"]


def test_a_request_is_taken_back_until_somebody_has_watched(practical, clerk, coach, manager):
    asked = ask(practical, clerk)
    with pytest.raises(Refused):
        observing.withdraw(request=asked, by=coach, now=NOW)
    observing.withdraw(request=asked, by=clerk, now=NOW)
    assert fresh(asked).state == State.WITHDRAWN
    asked = watched(practical, clerk, coach, manager)
    with pytest.raises(Refused):
        observing.withdraw(request=asked, by=clerk, now=NOW)


def test_facts_cannot_be_changed(practical, clerk, coach, manager, trainer):
    asked = watched(practical, clerk, coach, manager)
    decide(asked, trainer)
    seen = asked.observation(FIRST)
    for fact in (seen, fresh(asked).decision):
        with pytest.raises(FactChanged):
            fact.save()
    with pytest.raises(FactChanged):
        Observation.objects.update(points=0)


def test_who_knows_of_a_request(practical, clerk, coach, manager, trainer, hall):
    asked = watched(practical, clerk, coach, manager)
    knowing = (clerk, coach, manager, trainer, UserFactory(roles=[Role.ADMINISTRATOR]))
    for viewer in knowing:
        assert asked in ObservationRequest.objects.visible_to(viewer)
    for viewer in (UserFactory(hall=hall), UserFactory(roles=[Role.TRAINER]), UserFactory(roles=[Role.MANAGER])):
        assert asked not in ObservationRequest.objects.visible_to(viewer)
    assert [may_open_evidence(viewer, asked) for viewer in knowing] == [True, True, True, True, False]


def test_the_backlog_says_what_waits_for_what_and_since_when(practical, clerk, coach, manager, hall):
    lacking = ask(practical, clerk)
    decided = watched(practical, UserFactory(hall=hall), coach, manager)
    due = ask(practical, UserFactory(hall=hall))
    observing.assign(request=due, place=FIRST, observer=coach, by=manager, now=NOW, due_on=TODAY)
    ask(practical, UserFactory())
    found = backlog(manager, NOW + days(3), TODAY + days(3))
    assert [row.request for row in found.to_assign] == [lacking]
    assert [row.request for row in found.to_decide] == [decided]
    assert [(row.request, row.days, row.late) for row in found.to_watch] == [(due, 3, True)]
    people = type(clerk).objects.visible_to(manager)
    assert (counts(people).to_assign, counts(people).to_decide) == (1, 1)


def test_my_list_holds_what_i_am_to_watch_until_i_have(practical, clerk, coach, manager):
    asked = ask(practical, clerk)
    assert at_hand(clerk).asked[0].observer is None
    observing.assign(request=asked, place=FIRST, observer=coach, by=manager, now=NOW)
    assert [duty.request for duty in mine(coach, NOW).to_do] == [asked]
    assert [one.public_id for one in at_hand(coach).to_watch] == [asked.public_id]
    assert at_hand(clerk).asked[0].observer == coach.full_name
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW)
    found = mine(coach, NOW)
    assert (found.to_do, len(found.done), len(mine(clerk, NOW).asked)) == ([], 1, 1)
    assert at_hand(clerk).asked[0].watched
    assert at_hand(coach).to_watch == at_hand(coach).asked == []
