"""The demonstration hall as it is loaded."""

import datetime
import hashlib
import json
import random
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page, Revision, WorkflowState

from core.models import HallSettings
from courses import services as courses
from courses.doing import do_block, what_is_asked
from courses.models import BlockDone, Completion, CoursePage, LessonPage, PracticalPage, Progress, QuizPage
from people.models import User
from people.roles import Role
from people.tables import read_tables
from phrasebook.models import Choice, Dialogue, Phrase, Scenario, Sign, Term
from programmes.cycles import standings
from programmes.models import Cycle, Recognition
from programmes.records import check
from quizzes import exports
from quizzes import services as quizzes
from quizzes.exchange import own_table
from quizzes.exchange.formats import BY_CODE
from quizzes.exchange.table_cells import sheets_of
from quizzes.import_verdicts import comparable
from quizzes.models import Answer, Attempt, AttemptQuestion, EvidenceFile, ObservationRequest, Practical, Question, Quiz
from quizzes.models.observations import State
from quizzes.observation_lists import agreements
from quizzes.rubric import problems
from rotations.eligibility import judge, judge_all
from rotations.models import Assignment, Leave, Post, Swap
from skills.models import Award, Certificate, Certification, Revocation, Skill
from skills.profile import profiles
from training.demo import load, source
from training.demo.answers import answer
from training.demo.cast import PASSWORD
from training.demo.empty import empty

from .conftest import TODAY

NOON = datetime.datetime.combine(TODAY, datetime.time(12, 0), datetime.UTC)
CLERK = "JX001"


@pytest.fixture
def accessible(demo):
    return Post.objects.get(name="外宾/无障碍窗口")


def without_numbers(shown):
    """A question as shown, but for the numbers of the rows its pictures, recordings and films have."""
    return {name: what for name, what in shown.items() if name not in ("picture", "clip", "map", "sound", "sign")}


def facts_digest():
    """Every fact of the history, without the random addresses and the numbers of rows."""
    certificates = [
        (row.number, row.user.staff_number, row.issued_at, {**row.facts, "verify_path": None})
        for row in Certificate.objects.select_related("user")
    ]
    awards = Award.objects.order_by("user__staff_number", "skill__slug", "valid_from").values_list(
        "user__staff_number", "skill__slug", "level", "valid_from", "valid_until", "grace_until", "written_at"
    )
    answers = Answer.objects.order_by("given_at", "attempt__user__staff_number", "position").values_list(
        "attempt__user__staff_number", "position", "value", "given_at"
    )
    asked = AttemptQuestion.objects.order_by("attempt__started_at", "attempt__user__staff_number", "position")
    completions = Completion.objects.order_by("enrolment__completed_at").values_list(
        "user__staff_number", "course__slug", "completed_on", "enrolment__started_at"
    )
    facts = [
        certificates,
        list(awards),
        list(answers),
        [
            (key, without_numbers(shown), correct)
            for key, shown, correct in asked.values_list("question__key", "shown", "is_correct")
        ],
        list(completions),
        list(Leave.objects.order_by("pk").values_list("user__staff_number", "first_day", "last_day")),
        list(
            Assignment.objects.order_by("user__staff_number", "first_day").values_list(
                "user__staff_number", "post__name", "first_day", "last_day", "plan__name"
            )
        ),
        list(Swap.objects.values_list("asked_by__staff_number", "colleague__staff_number", "first_day", "state")),
        [[block.id for block in page.body] for page in LessonPage.objects.live().order_by("path")],
    ]
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def test_it_has_the_people_posts_and_courses_it_promises(demo):
    on = User.objects.employed(TODAY)
    assert on.clerks().count() == 36
    assert on.filter(groups__name=Role.TRAINER).count() == 3
    assert on.filter(groups__name=Role.MANAGER).count() == 2
    assert demo("JX301").is_superuser
    assert Post.objects.count() == 9
    assert CoursePage.objects.live().count() == 6
    assert Phrase.objects.filter(live=True).count() >= 60
    assert Scenario.objects.count() == 9
    for course in CoursePage.objects.filter(slug__in=source.COURSES):
        assert LessonPage.objects.child_of(course).live().count() >= 5
        assert QuizPage.objects.child_of(course).live().count() == 1
    for course in CoursePage.objects.exclude(slug__in=source.COURSES):
        assert LessonPage.objects.child_of(course).live().exists()
        assert PracticalPage.objects.child_of(course).live().exists()
    assert HallSettings.load().demonstration


def test_everything_published_has_a_published_revision_and_passes_its_own_rules(demo):
    for model in (Phrase, Sign, Dialogue, Term, Question, Quiz, Skill, Certification, Post):
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)
    pages = Page.objects.filter(depth__gt=2)
    assert not pages.filter(live=True, live_revision=None).exists()
    for page in pages.specific():
        page.full_clean()
    for model in (Phrase, Sign, Dialogue, Term, Question, Practical):
        assert not model.objects.filter(live=True, live_revision=None).exists()


def test_scenes_are_played_terms_explained_and_readings_checked_where_both_are_written(demo):
    assert Choice.objects.values("dialogue").distinct().count() >= 4
    assert Term.objects.filter(live=True).count() >= 16
    checked = Phrase.objects.filter(readings_checked=True)
    assert checked.count() >= 35
    assert not checked.filter(ipa="").exists()
    assert not checked.filter(pinyin="").exists()


def test_no_sign_claims_to_be_filmed(demo):
    assert set(Sign.objects.values_list("status", flat=True)) == {Sign.Status.TO_FILM}


def test_everybody_signs_in_with_the_demonstration_password(demo):
    for number in ("JX001", "JX101", "JX301"):
        assert authenticate(None, username=number, password=PASSWORD) == demo(number)


def test_names_with_several_readings_are_sorted_as_surnames(demo):
    names = dict(User.objects.values_list("full_name", "name_pinyin"))
    assert names["单春燕"].startswith("shan4")
    assert names["仇婉清"].startswith("qiu2")
    assert names["曾凡宇"].startswith("zeng1")


def test_certificates_are_in_every_state_on_the_day_it_is_loaded(demo):
    held = profiles(list(User.objects.clerks()), TODAY)
    states = Counter(str(holding.state) for holdings in held.values() for holding in holdings.values())
    assert {"valid", "renewal", "grace", "expired", "revoked"} <= set(states)
    assert states["valid"] > states["renewal"] + states["grace"] + states["expired"]
    assert Revocation.objects.get().reason


def test_observed_practicals_are_in_every_state_with_a_second_view_a_photo_and_an_answer(demo):
    told = ObservationRequest.objects.with_story().prefetch_related("replies")
    assert {asked.state for asked in told} == set(State) - {State.WITHDRAWN, State.VOIDED}
    assert all(asked.asked_at.date() < TODAY for asked in told)
    for asked in told:
        observers = {seen.observer_id for seen in asked.observations.all()}
        decider = {asked.decision.by_id} if asked.outcome else set()
        assert not observers & (decider | {asked.user_id})
    assert any(len(asked.replies.all()) == 2 for asked in told)
    assert EvidenceFile.objects.get().consent_of
    practicals, _observers = agreements(User.objects.all())
    assert any(row.figures.is_enough for row in practicals)
    assert not any(problems(practical.rubric) for practical in Practical.objects.all())


def test_somebody_is_in_every_state_of_a_programme_and_the_records_are_clean(demo):
    rounds = standings(Cycle.objects.with_story().filter(certification__programme__live=True), TODAY)
    states = {row.state for row in rounds}
    expected = {"assigned", "started", "awaiting", "valid", "renewal", "grace", "expired", "suspended", "waived"}
    assert {state.value for state in states} >= expected
    assert set(Recognition.objects.values_list("decision__accepted", flat=True)) == {True, None}
    assert check(TODAY) == []


def test_certificates_are_numbered_in_the_order_they_were_issued(demo):
    issued = list(Certificate.objects.order_by("number").values_list("issued_at", flat=True))
    assert issued == sorted(issued)
    assert issued[-1].date() < TODAY
    assert issued[0].date() < TODAY - datetime.timedelta(days=365)


def test_the_content_is_older_than_the_history_that_rests_on_it(demo):
    published = Completion.objects.values("revision")
    written = Revision.objects.filter(pk__in=published).latest("created_at").created_at
    assert written < Attempt.objects.earliest("started_at").started_at


def test_some_questions_fail_people_more_than_others(demo):
    missed = Counter(AttemptQuestion.objects.filter(is_correct=False).values_list("question__key", flat=True))
    asked = Counter(AttemptQuestion.objects.values_list("question__key", flat=True))
    shares = sorted(missed[key] / asked[key] for key in asked)
    assert shares[-1] > 3 * shares[len(shares) // 2]
    assert Attempt.objects.filter(passed=False).count() >= 20


def test_trainers_coach_and_the_newly_hired_have_heard_the_induction(demo):
    recognised = Award.objects.filter(evidence_type="recognition", certificate=None)
    assert Counter(recognised.values_list("level", flat=True)) == {4: 7, 1: 3}
    assert all(award.evidence["title_en"] for award in recognised)


def test_the_chief_trainer_finds_a_lesson_to_review_and_a_question_is_being_written(demo):
    waiting = WorkflowState.objects.get(status=WorkflowState.STATUS_IN_PROGRESS)
    assert waiting.content_object.title == "电话里的一分钟"
    assert waiting.current_task_state.task.specific.groups.get().name == Role.CHIEF_TRAINER
    assert Question.objects.get(live=False).key == "sl-q23"


def test_every_post_can_be_filled_but_one_is_short(demo, accessible):
    clerks, week = list(User.objects.clerks()), TODAY + datetime.timedelta(days=6)
    for post in Post.objects.exclude(pk=accessible.pk):
        assert sum(verdict.answer != "no" for verdict in judge_all(clerks, post, TODAY, week)) >= 2 * post.seats
    answers = Counter(str(verdict.answer) for verdict in judge_all(clerks, accessible, TODAY, week))
    assert answers["yes"] == accessible.seats - 1
    assert answers["flagged"] == 1


def test_the_clerk_becomes_eligible_by_taking_the_missing_course(demo, accessible):
    clerk, end = demo(CLERK), TODAY + datetime.timedelta(days=29)
    before = judge(clerk, accessible, TODAY, end)
    assert (before.answer, [reason.code for reason in before.reasons]) == ("no", ["never_held"])
    course = CoursePage.objects.get(slug="hall-english")
    assert [step.course.pk for step in before.route] == [course.pk]

    enrolment = courses.enrol(user=clerk, course=course, now=NOON)
    assert enrolment.progress.filter(completed_at__isnull=False).count() == 2
    for lesson in LessonPage.objects.child_of(course).live():
        for one in what_is_asked(lesson.body, lesson):
            do_block(enrolment=enrolment, page=lesson, block_id=one.block_id, kind=one.kind, detail={}, now=NOON)
        courses.complete_step(enrolment=enrolment, page=lesson, now=NOON)
    quiz = QuizPage.objects.child_of(course).get().quiz
    attempt = quizzes.start_attempt(user=clerk, quiz=quiz, now=NOON, since=enrolment.started_at)
    for asked in attempt.questions.all():
        value = answer(asked.shown, asked.answer_key, True, random.Random(0))
        quizzes.save_answer(attempt=attempt, position=asked.position, value=value, now=NOON)
    attempt = quizzes.submit_attempt(attempt=attempt, now=NOON)
    completion = courses.quiz_passed(attempt=attempt, now=NOON)

    assert completion.user == clerk
    assert judge(clerk, accessible, TODAY, end).answer == "yes"


def test_whoever_finished_a_lesson_has_done_what_it_asks(demo):
    asked = {
        lesson.pk: {one.block_id for one in what_is_asked(lesson.body, lesson)} for lesson in LessonPage.objects.live()
    }
    assert all(
        any(asked[lesson.pk] for lesson in LessonPage.objects.child_of(course)) for course in CoursePage.objects.all()
    )
    done = set(BlockDone.objects.values_list("enrolment", "page", "block"))
    rows = Progress.objects.filter(completed_at__isnull=False, page__in=asked).values_list("enrolment", "page")
    assert {(enrolment, page, block) for enrolment, page in rows for block in asked[page]} == done
    answers = [row.detail["right_at_first"] for row in BlockDone.objects.filter(kind=BlockDone.Kind.CHECK)]
    assert 0.6 < sum(answers) / len(answers) < 0.9


def test_every_phrase_is_spoken_in_both_languages_and_slowly_and_says_by_whom(demo):
    for phrase in Phrase.objects.to_show():
        spoken = phrase.recordings()
        assert len(spoken) == 4, phrase.key
        assert all(clip.synthetic and clip.credit and clip.duration and clip.file for _name, clip in spoken)


def test_every_lesson_stays_in_the_budget_of_a_phone(demo, client, django_assert_max_num_queries):
    reader = demo("JX102")
    client.force_login(reader)
    for course in CoursePage.objects.all():
        courses.enrol(user=reader, course=course, now=NOON)
        for lesson in LessonPage.objects.child_of(course).live():
            client.get(lesson.get_url())
            with django_assert_max_num_queries(12 + 2):  # and the session and the person
                page = client.get(lesson.get_url()).content
            assert len(page) <= 30_000, f"{lesson.slug}: {len(page)} bytes"


def test_emptied_and_loaded_again_on_the_same_day_it_has_the_same_facts(demo):
    before = facts_digest()
    empty(keep_content=False, keep_posts=False)
    connection.check_constraints()
    assert not User.objects.exists()
    load.load(today=TODAY)
    assert facts_digest() == before


def test_it_is_not_loaded_over_people_who_are_there(demo, capsys):
    with pytest.raises(CommandError, match="There are people in this database already"):
        call_command("load_demo")
    call_command("load_demo", if_empty=True)
    assert User.objects.count() == 42


def test_the_logins_are_printed_for_the_demonstration_only(demo, capsys):
    call_command("demo_logins")
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert all(number in printed for number in ("JX001", "JX102", "JX101", "JX201", "JX301"))
    HallSettings.objects.update(demonstration=False)
    call_command("demo_logins")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("form", ["gift", "qti", "table"])
def test_the_bank_goes_out_and_comes_back_as_it_was(demo, form):
    questions = {question.key: question.item for question in Question.objects.filter(live=True)}
    found = exports.leaving(Question.objects.filter(live=True))
    if form == "table":
        [sheet] = sheets_of(read_tables(own_table.write_xlsx(found), "bank.xlsx", 2**24))
        back, refused = [row.found for row in own_table.read(sheet) if row.found], []
    else:
        written = exports.write(Question.objects.filter(live=True), form)
        back, refused = BY_CODE[form].read(written.content), written.refused
    assert not [one.refusal for one in back if one.refusal]
    assert len(back) + len(refused) == len(questions)
    assert form == "gift" or not refused
    changed = [one.key for one in back if comparable(one.item) != comparable(questions[one.key])]
    # A file carries a picture or a recording itself, not its number in our library.
    assert [key for key in changed if not {"picture", "sound", "sign"} & set(questions[key].body)] == []
