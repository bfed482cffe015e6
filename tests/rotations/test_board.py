"""The board of a plan: what every cell says, why not, and how it is changed by hand."""

import json
from datetime import time, timedelta
from random import Random

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.templatetags.ui import day
from people.roles import Role
from rotations.board import PARTLY, Board, Say, board_of
from rotations.board_facts import facts_of
from rotations.board_moves import place_cells
from rotations.board_posts import post_rows
from rotations.board_words import away_in_words, fault_in_words
from rotations.eligibility import Code, judge_all
from rotations.models import Cell, DayPart, PlanChange, RotationPlan, WorkTime
from rotations.periods import next_monday
from rotations.planner.checking import Rule
from rotations.plans import Placed, PlanMoved, cells_of, change_cells, make_plan
from rotations.setting_out import set_out
from tests.factories import HallFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .factories import LeaveFactory, PostFactory
from .test_survey import fill

pytestmark = pytest.mark.django_db
SEEN_TO = {Code.GRACE_DURING, Code.RENEWAL_OPEN, Code.IN_GRACE}
AWAY = {Code.ON_LEAVE, Code.NOT_HIRED_YET, Code.LEFT, Code.LEAVES_DURING}
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def monday(today):
    return next_monday(today)


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def skill(db):
    return SkillFactory()


@pytest.fixture
def post(hall, skill):
    """Asks for something."""
    return PostFactory(hall=hall, needs=[(skill, 3)], order=1)


@pytest.fixture
def desk(hall):
    """Asks for nothing."""
    return PostFactory(hall=hall, order=2)


@pytest.fixture
def able(person, skill, monday, post, desk):
    """Who can stand at both."""
    found = person(full_name="安能", name_pinyin="an neng")
    give(found, skill, on=monday - 9 * WEEK)
    return found


@pytest.fixture
def unable(person, post, desk):
    """Who can stand at the desk alone."""
    return person(full_name="白未", name_pinyin="bai wei")


@pytest.fixture
def plan(hall, boss, monday, able, unable):
    return make(hall, boss, monday)


def make(hall, boss, monday, count=3, name="一季度"):
    facts = {"kind": "week", "first_day": monday, "count": count, "now": timezone.now()}
    return make_plan(hall=hall, name=name, by=boss, **facts)


def set_cells(plan, boss, *cells):
    return change_cells(plan=plan, cells=[Placed(*cell) for cell in cells], by=boss, now=timezone.now())


def by_hand(plan, boss, *cells, seen=None):
    days = {"now": timezone.now(), "today": timezone.localdate()}
    return place_cells(plan=plan, cells=[Placed(*cell) for cell in cells], by=boss, seen=seen, **days)


def says(plan, boss):
    """What each row of the board says."""
    board = board_of(plan, viewer=boss, today=timezone.localdate())
    return [[str(cell.say) for cell in board.row(i)] for i in range(len(board.out.people))]


def test_a_cell_says_whether_whoever_stands_there_can(plan, boss, able, unable, post, desk):
    set_cells(plan, boss, (1, able.pk, post.pk), (1, unable.pk, post.pk), (2, unable.pk, post.pk, False, "跟学"))
    assert says(plan, boss) == [["yes", "", ""], ["no", "noted", ""]]


def test_an_award_that_runs_out_is_seen_to_and_then_is_no_more(hall, boss, monday, person, skill, post):
    clerk = person()
    # Twelve months to the Tuesday of the second week, renewal open long before, and thirty days of grace.
    give(clerk, skill, on=monday + WEEK + DAY - timedelta(days=365), certification=CertificationFactory())
    plan = make(hall, boss, monday, count=8)
    set_cells(plan, boss, *((number, clerk.pk, post.pk) for number in range(1, 9)))
    assert says(plan, boss) == [["flagged"] * 5 + ["no"] * 3]


def test_days_off_close_a_period_and_whether_all_of_it_or_some_is_said(plan, boss, able, post, monday):
    LeaveFactory(user=able, first_day=monday, last_day=monday + 8 * DAY)
    assert says(plan, boss)[0] == ["away", "partly", ""]
    set_cells(plan, boss, (1, able.pk, post.pk), (2, able.pk, post.pk))
    board = board_of(plan, viewer=boss, today=timezone.localdate())
    assert [str(cell.say) for cell in board.row(0)] == ["away", "partly", ""]
    assert {fault.rule for fault in board.faults} == {Rule.NOT_ALLOWED}
    assert all(able.full_name in fault_in_words(board, fault) for fault in board.faults)


def test_the_facts_sent_to_the_board_are_the_judgement_of_every_post_and_period(hall, boss, monday):
    # Awards that begin, end, are renewed, revoked and suspended around the days of the plan, and days off.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.rotations.test_survey.START", monday)
        fill(hall, Random(3), boss)
    plan = make(hall, boss, monday, count=6)
    board = board_of(plan, viewer=boss, today=timezone.localdate())
    facts = json.loads(json.dumps(facts_of(board, today=timezone.localdate())))
    seen = set()
    for t, period in enumerate(board.out.periods):
        verdicts = judge_all(board.out.people, board.out.posts, period.first_day, period.last_day, offers=[])
        for number, verdict in enumerate(verdicts):
            p, i = divmod(number, len(board.out.people))
            code, sentences = facts["sayings"][facts["rows"][facts["people"][i]["rows"][p]][t]]
            seen.add(code)
            assert (code, verdict.answer) in {(0, "yes"), (1, "flagged"), (2, "no"), (3, "no"), (4, "no")}
            against = [one for one in verdict.reasons if code == 1 or one.code not in SEEN_TO]
            against = [one.text for one in against if code != PARTLY or one.code not in AWAY]
            if code == PARTLY:  # the days, and not why
                against = [away_in_words(board.days_away(i, t)), *against]
            assert [facts["sentences"][each] for each in sentences] == against
    assert seen == {0, 1, 2, 3, 4}


def test_the_facts_name_stays_before_the_plan_and_seats_wanted(plan, boss, able, post, monday):
    post.most_running, post.rest, post.seats = 2, 1, 3
    post.save()
    able.posts_held.create(
        post=post, first_day=monday - WEEK, last_day=monday - DAY, made_by=boss, made_at=timezone.now()
    )
    facts = facts_of(board_of(plan, viewer=boss, today=timezone.localdate()), today=timezone.localdate())
    assert facts["people"][0]["before"] == [0, 1]
    assert (facts["posts"][0]["most"], facts["posts"][0]["rest"], facts["posts"][0]["wanted"]) == (2, 1, [3, 3, 3])


def test_broken_rules_are_sentences_with_name_and_day(plan, boss, able, unable, desk):
    desk.most_running = 2
    desk.save()
    set_cells(plan, boss, *((number, person.pk, desk.pk) for number in (1, 2, 3) for person in (able, unable)))
    board = board_of(plan, viewer=boss, today=timezone.localdate())
    rules = {fault.rule for fault in board.faults}
    assert rules == {Rule.RUNS_TOO_LONG, Rule.TOO_MANY}
    for fault in board.faults:
        sentence = fault_in_words(board, fault)
        assert desk.local_name in sentence
        assert fault.clerk is None or board.out.people[fault.clerk].full_name in sentence


def test_the_board_by_post_counts_seats_wanted_filled_and_missing(plan, boss, able, unable, post, desk):
    post.seats = 2
    post.save()
    set_cells(plan, boss, (1, able.pk, post.pk), (2, able.pk, desk.pk), (2, unable.pk, desk.pk))
    rows = post_rows(board_of(plan, viewer=boss, today=timezone.localdate()))
    first, second = rows[0].cells[:2]
    assert (first.wanted, first.missing, [cell.user for cell in first.standing]) == (2, 1, [able])
    assert (second.wanted, second.missing, second.standing) == (2, 2, [])
    assert (rows[1].cells[1].over, len(rows[1].cells[1].standing)) == (1, 2)


def test_a_seat_that_is_missing_in_the_afternoon_alone_says_so(hall, plan, boss, able, post, monday):
    hours = [("上午", time(8), time(12)), ("下午", time(12), time(17))]
    parts = [DayPart.objects.create(hall=hall, name=name, begins_at=begin, ends_at=end) for name, begin, end in hours]
    WorkTime.objects.create(user=able, first_day=monday - WEEK, share=50).parts.add(parts[0])
    set_cells(plan, boss, (1, able.pk, post.pk))
    first, second = post_rows(board_of(plan, viewer=boss, today=timezone.localdate()))[0].cells[:2]
    assert (first.missing, first.part, len(first.standing)) == (1, "下午", 1)
    assert (second.missing, second.part) == (1, "")


def test_by_hand_somebody_who_cannot_is_refused_unless_it_is_said_why(plan, boss, able, unable, post):
    with pytest.raises(ValidationError, match=unable.full_name):
        by_hand(plan, boss, (1, unable.pk, post.pk))
    assert not Cell.objects.exists()
    by_hand(plan, boss, (1, unable.pk, post.pk, False, "跟学"))
    assert cells_of(plan)[1, unable.pk].note == "跟学"


def test_by_hand_nobody_who_is_away_is_placed_whatever_is_said(plan, boss, able, desk, monday):
    LeaveFactory(user=able, first_day=monday, last_day=monday + 6 * DAY)
    with pytest.raises(ValidationError, match=able.full_name):
        by_hand(plan, boss, (1, able.pk, desk.pk, False, "来得及"))


def test_by_hand_somebody_away_on_some_days_is_placed_by_word_and_it_is_not_said_why(plan, boss, able, desk, monday):
    LeaveFactory(user=able, first_day=monday + 2 * DAY, last_day=monday + 2 * DAY)
    with pytest.raises(ValidationError, match=able.full_name):
        by_hand(plan, boss, (1, able.pk, desk.pk))
    by_hand(plan, boss, (1, able.pk, desk.pk, False, "周三由李芳顶班"))
    board = board_of(plan, viewer=boss, today=timezone.localdate())
    i, p = board.clerk[able.pk], board.post[desk.pk]
    cell = board.cell(i, 0)
    assert (cell.say, cell.away) == (Say.NOTED, [monday + 2 * DAY])
    assert board.out.problem.allowed[i, p].tolist()[:2] == [True, True]
    assert board.out.problem.present[i, 0].all()
    assert (board.faults, board.seats_missing[p, 0]) == ([], 0)
    assert day(monday + 2 * DAY) in away_in_words(cell.away)
    with override("zh-hans"):
        assert away_in_words(cell.away).endswith("其余日子可以上岗。")
        assert "假" not in away_in_words(cell.away)
    facts = facts_of(board, today=timezone.localdate())
    assert away_in_words(cell.away) in facts["sentences"]


def test_a_week_of_somebody_away_on_some_days_is_left_out_by_the_planner(plan, boss, able, desk, monday):
    LeaveFactory(user=able, first_day=monday, last_day=monday)
    board = board_of(plan, viewer=boss, today=timezone.localdate())
    assert board.out.problem.allowed[board.clerk[able.pk], board.post[desk.pk]].tolist()[:2] == [False, True]
    assert board.say(board.clerk[able.pk], board.post[desk.pk], 0) == Say.PARTLY


def test_the_sheet_of_a_cell_lets_somebody_away_on_some_days_be_planned_with_a_word(
    client_as, plan, boss, able, desk, monday
):
    LeaveFactory(user=able, first_day=monday, last_day=monday)
    page = client_as(user=boss).get(reverse("rotations:cell", args=[plan.pk, 1, able.pk])).content.decode()
    assert day(monday) in page
    assert 'name="note"' in page
    assert "休假" not in page


def test_a_locked_cell_is_unlocked_first_and_a_second_click_changes_nothing(plan, boss, able, post, desk):
    by_hand(plan, boss, (1, able.pk, post.pk, True))
    with pytest.raises(ValidationError, match=able.full_name):
        by_hand(plan, boss, (1, able.pk, desk.pk))
    assert by_hand(plan, boss, (1, able.pk, post.pk, True), seen=0) is None
    by_hand(plan, boss, (1, able.pk, post.pk))
    by_hand(plan, boss, (1, able.pk, desk.pk))
    assert cells_of(plan)[1, able.pk] == Placed(1, able.pk, desk.pk)


def test_a_period_that_is_over_stays_as_it_was(hall, boss, monday, able, desk):
    plan = make(hall, boss, monday - 3 * WEEK)
    with pytest.raises(ValidationError):
        by_hand(plan, boss, (1, able.pk, desk.pk))


def test_who_looked_at_an_older_board_is_told_that_before_anything_else(plan, boss, unable, post, desk):
    by_hand(plan, boss, (2, unable.pk, desk.pk))
    with pytest.raises(PlanMoved):
        by_hand(plan, boss, (1, unable.pk, post.pk), seen=0)


def test_the_facts_and_the_board_ask_as_much_at_many_people_as_at_one(hall, boss, monday, person, skill, post):
    plan = make(hall, boss, monday)
    today = timezone.localdate()

    def asked():
        with CaptureQueriesContext(connection) as captured:
            facts_of(board_of(RotationPlan.objects.get(pk=plan.pk), viewer=boss, today=today), today=today)
        return len(captured)

    give(person(), skill, on=monday - WEEK)
    asked()  # the first finds out what stays known, such as the roles of who looks
    few = asked()
    for number in range(20):
        clerk = person()
        give(clerk, skill, on=monday - WEEK)
        LeaveFactory(user=clerk, first_day=monday + number * DAY, last_day=monday + number * DAY)
        PostFactory(hall=hall, needs=[(skill, 1)])
    assert asked() == few


def test_codes_are_those_of_the_judgement_whatever_the_awards(plan, boss, able, unable):
    board = Board(set_out(plan, today=timezone.localdate(), people=[able, unable]))
    assert board.codes.tolist() == np.array([[[0] * 3, [0] * 3], [[2] * 3, [0] * 3]]).tolist()
    assert board.say(1, 0, 0) == Say.NO


# ---- the pages


@pytest.fixture
def manager(client, boss):
    client.force_login(boss)
    return client


def address(name, plan, *further):
    return reverse(f"rotations:{name}", args=[plan.pk, *further])


def said(answer):
    """What the page after a change tells."""
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_plan_is_made_on_the_page_and_dropped(manager, hall, monday):
    page = reverse("rotations:plans")
    sent = {"name": "春季", "kind": "week", "first_day": monday.isoformat(), "count": 4}
    for _click in range(2):
        assert manager.post(page, sent).status_code == 302
    plan = RotationPlan.objects.get()
    assert plan.periods.count() == 4
    assert manager.get(page).context["rows"][0].plan == plan
    refused = manager.post(page, sent | {"count": 5})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"name"})
    for _click in range(2):
        manager.post(address("drop_plan", plan))
    answer = manager.get(page)
    assert (answer.context["rows"], [row.plan for row in answer.context["dropped"]]) == ([], [plan])


def test_a_cell_page_names_every_post_with_its_answer_and_reasons(manager, plan, unable, able, post, desk, boss):
    set_cells(plan, boss, (1, able.pk, desk.pk))
    answer = manager.get(address("cell", plan, 1, unable.pk))
    first, second = answer.context["found"].choices
    assert (first.post, first.say, len(first.against), first.standing) == (desk, Say.YES, 1, [able.full_name])
    assert (second.post, second.say, len(second.reasons)) == (post, Say.NO, 1)
    assert second.reasons[0].text in answer.content.decode()


def test_a_cell_page_tells_a_run_that_would_be_too_long(manager, plan, able, desk, boss):
    desk.most_running = 1
    desk.save()
    set_cells(plan, boss, (1, able.pk, desk.pk))
    found = manager.get(address("cell", plan, 2, able.pk)).context["found"].choices
    assert next(one for one in found if one.post == desk).against


def test_a_cell_of_nobody_and_of_no_period_is_not_found(manager, plan, able, person):
    stranger = person(hall=HallFactory())
    for period, user in ((1, stranger.pk), (9, able.pk), (0, able.pk)):
        assert manager.get(address("cell", plan, period, user)).status_code == 404


def test_two_cells_change_places_in_one_step_and_undo_takes_both_back(manager, plan, able, unable, desk, post, boss):
    set_cells(plan, boss, (1, able.pk, desk.pk))
    sent = {"cell": [f"1:{unable.pk}:{desk.pk}", f"1:{able.pk}:"], "seen": 1}
    for _click in range(2):
        manager.post(address("change_cells", plan), sent, follow=True)
    assert cells_of(plan) == {(1, unable.pk): Placed(1, unable.pk, desk.pk)}
    assert PlanChange.objects.count() == 2
    manager.post(address("undo", plan), {"seen": 2})
    assert cells_of(plan) == {(1, able.pk): Placed(1, able.pk, desk.pk)}


def test_a_refusal_is_told_above_the_board_and_nothing_is_changed(manager, plan, unable, able, post, desk):
    sent = {"cell": [f"1:{unable.pk}:{post.pk}"], "seen": 0}
    answer = manager.post(address("change_cells", plan), sent, follow=True)
    assert unable.full_name in said(answer)
    manager.post(address("change_cells", plan), {"cell": [f"1:{unable.pk}:{desk.pk}"], "seen": 0})
    moved = manager.post(address("change_cells", plan), {"cell": [f"2:{able.pk}:{desk.pk}"], "seen": 0}, follow=True)
    assert said(moved)
    assert set(cells_of(plan)) == {(1, unable.pk)}


@pytest.mark.parametrize("word", ["", "1:2", "a:b:c", "1:1:1:1", "-1:1:1", f"1:1:{2**40}", "1:²:1"])
def test_words_that_are_no_cells_change_nothing(manager, plan, word):
    answer = manager.post(address("change_cells", plan), {"cell": [word]}, follow=True)
    assert answer.status_code == 200
    assert said(answer)
    assert not Cell.objects.exists()


def test_a_cell_is_locked_and_unlocked_by_a_button(manager, plan, able, desk):
    manager.post(address("change_cells", plan), {"lock": f"1:{able.pk}:{desk.pk}", "seen": 0})
    assert cells_of(plan)[1, able.pk].locked
    manager.post(address("change_cells", plan), {"cell": f"1:{able.pk}:{desk.pk}", "seen": 1})
    assert not cells_of(plan)[1, able.pk].locked
    manager.post(address("change_cells", plan), {"lock": f"2:{able.pk}:0", "seen": 2})
    assert cells_of(plan)[2, able.pk] == Placed(2, able.pk, None, True)
    manager.post(address("change_cells", plan), {"cell": f"2:{able.pk}:0", "seen": 3})
    assert (2, able.pk) not in cells_of(plan)


def test_the_boards_show_names_posts_and_what_is_missing(manager, plan, able, unable, post, boss):
    set_cells(plan, boss, (1, able.pk, post.pk, True))
    people = manager.get(address("board", plan)).content.decode()
    assert able.full_name in people
    assert f'data-post="{post.pk}" data-locked' in people
    assert address("cell", plan, 1, able.pk) in people
    posts = manager.get(address("board_posts", plan))
    assert next(iter(posts.context["rows"])).post == post


def test_a_published_plan_is_looked_at_and_not_changed(manager, plan, able, desk):
    RotationPlan.objects.filter(pk=plan.pk).update(state="published")
    assert "board.js" not in manager.get(address("board", plan)).content.decode()
    answer = manager.post(address("change_cells", plan), {"cell": f"1:{able.pk}:{desk.pk}"}, follow=True)
    assert said(answer)
    assert not Cell.objects.exists()
