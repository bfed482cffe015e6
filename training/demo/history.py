"""Turns the story into rows. Facts are made by the services of the rooms, each at the moment it happened."""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from courses import services as courses
from courses.checks import right_answers
from courses.doing import Asked, Kind, what_is_asked
from courses.models import BlockDone, CoursePage, Enrolment, LessonPage, Progress, QuizPage
from people.models import User
from quizzes import services as quizzes
from quizzes.models import Answer, Attempt, Practical
from skills import services as skills
from skills.models import Certificate, Level, Skill

from . import practicals, programmes, source, story
from .answers import answer, missed

# How often a question of difficulty 1, 2 and 3 fails people, one against the other.
DIFFICULT = {1: 1.0, 2: 1.8, 3: 3.0}
REASON = "复核发现测验由他人代答；本人已说明情况，可重新学习、重新测验。"


@dataclass
class Books:
    """What the history is written with: people, courses with their steps, and how easily each question is missed."""

    people: dict[str, User]
    courses: dict[str, CoursePage]
    reviser: User
    practicals: dict[str, Practical] = field(default_factory=dict)
    short_courses: dict[str, CoursePage] = field(default_factory=dict)
    lessons: dict[str, list[LessonPage]] = field(default_factory=dict)
    quizzes: dict[str, QuizPage] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    asked: dict[int, list[Asked]] = field(default_factory=dict)
    checks: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        for slug, course in self.courses.items():
            self.lessons[slug] = list(LessonPage.objects.child_of(course).order_by("path"))
            self.quizzes[slug] = QuizPage.objects.child_of(course).select_related("quiz").get()
        for lesson in (lesson for lessons in self.lessons.values() for lesson in lessons):
            self.asked[lesson.pk] = what_is_asked(lesson.body, lesson)
            self.checks |= {block.id: block.value for block in lesson.body if block.block_type == "check"}
        for course in source.courses():
            self.weights |= {question["key"]: _weight(question) for question in course["questions"]}


def _weight(question):
    treacherous = question["key"] in source.hall()["treacherous"]
    return DIFFICULT[question["difficulty"]] * (3 if treacherous else 1)


def recognise(people, skills_by_slug, today):
    """What was known before the courses existed: trainers coach; the newly hired heard the induction."""
    for written in source.hall()["people"]:
        person = people[written["staff_number"]]
        for slug in written.get("coaches", ()):
            since = today - timedelta(days=440)
            _recognise(
                person, skills_by_slug[slug], Level.COACH, since, "内部培训师聘任", "Appointed as in-house trainer"
            )
        if "clerk" in written["roles"] and -written["hired"] < story.LONGEST_COURSE * 4:
            since = person.hired_on + timedelta(days=2)
            skill = skills_by_slug["service-phrases"]
            _recognise(person, skill, Level.AWARE, since, "新员工入职培训", "Induction of new staff")


def _recognise(person: User, skill: Skill, level, on, title, title_en):
    skills.award(
        user=person,
        grants=[skills.Grant(skill, level)],
        evidence=skills.Evidence(
            "recognition", f"{person.staff_number}-{skill.slug}", {"title": title, "title_en": title_en}
        ),
        on=on,
        now=timezone.make_aware(datetime.combine(on, time(10, 0))),
    )


def live_through(journeys, books: Books):
    """Write every journey, in the order they ended: certificates are numbered in the order they were issued."""
    for journey in journeys:
        if isinstance(journey, programmes.Act):
            journey.run()
        elif isinstance(journey, practicals.Way):
            practicals.travel(journey, books.people, books.short_courses, books.practicals)
        else:
            _travel(journey, books)


def _travel(journey: story.Journey, books: Books):
    person, course = books.people[journey.staff_number], books.courses[journey.course]
    enrolment = courses.enrol(user=person, course=course, now=journey.started_at)
    _read(enrolment, books, journey)
    for number, sitting in enumerate(journey.sittings):
        attempt = _sit(enrolment, books, journey, sitting, number)
        expected = journey.passed and number == len(journey.sittings) - 1
        if attempt.passed != expected:
            raise RuntimeError(f"The attempt of {person} at {journey.course} did not end as the story tells it.")
    if journey.revoked_on:
        certificate = Certificate.objects.filter(user=person, certification=course.certification).first()
        skills.revoke_certificate(certificate=certificate, on=journey.revoked_on, reason=REASON, by=books.reviser)


def _read(enrolment: Enrolment, books: Books, journey):
    """Lessons done, in two inserts: what `do_block` and `complete_step` write, without asking again each time."""
    read = list(zip(books.lessons[journey.course], journey.lessons, strict=False))
    rng = random.Random(f"{story.SEED}/{journey.staff_number}/{journey.course}/lessons")
    BlockDone.objects.bulk_create(
        BlockDone(
            enrolment=enrolment,
            page=lesson,
            block=asked.block_id,
            kind=asked.kind,
            detail=_how(asked, books, rng),
            done_at=moment - timedelta(minutes=len(books.asked[lesson.pk]) - place) / 2,
        )
        for lesson, moment in read
        for place, asked in enumerate(books.asked[lesson.pk])
    )
    Progress.objects.bulk_create(
        Progress(
            enrolment=enrolment,
            page=lesson,
            opened_at=moment - timedelta(minutes=lesson.minutes),
            completed_at=moment,
            revision_id=lesson.live_revision_id,
        )
        for lesson, moment in read
    )


def _how(asked: Asked, books: Books, rng):
    """A check is answered right at first by three in four; of what is practised people say that they did it."""
    if asked.kind != Kind.CHECK:
        return {"declared": True}
    check = books.checks[asked.block_id]
    right = right_answers(check)
    if rng.random() < 0.75:
        return {"chosen": sorted(right), "right_at_first": True}
    wrong = [option["text"] for option in check["options"] if option["text"] not in right]
    return {"chosen": [rng.choice(wrong)], "right_at_first": False}


def _sit(enrolment, books: Books, journey, sitting, number):
    """One attempt from its start to handing in; passing completes the course."""
    rng = random.Random(f"{story.SEED}/{journey.staff_number}/{journey.course}/{sitting.started_at:%j}/{number}")
    page = books.quizzes[journey.course]
    courses.open_step(enrolment=enrolment, page=page, now=sitting.started_at)
    attempt = quizzes.start_attempt(
        user=enrolment.user, quiz=page.quiz, now=sitting.started_at, since=enrolment.started_at, rng=rng
    )
    ended_at = _answer(attempt, books, sitting, rng)
    return quizzes.submit_attempt(attempt=attempt, now=ended_at, after=_after)


def _after(attempt: Attempt, now):
    if attempt.passed:
        courses.quiz_passed(attempt=attempt, now=now)


def _answer(attempt, books: Books, sitting, rng):
    """Every answer as it would have been saved, in one insert; answers when the attempt was handed in."""
    asked = list(attempt.questions.select_related("question"))
    wrong = missed([books.weights[each.question.key] for each in asked], sitting.wrong, rng)
    moment, rows = sitting.started_at, []
    for place, each in enumerate(asked):
        seconds = rng.randint(18, 70)
        moment += timedelta(seconds=seconds)
        rows.append(
            Answer(
                attempt=attempt,
                position=each.position,
                sequence=place + 1,
                value=answer(each.shown, each.answer_key, place not in wrong, rng),
                given_at=moment,
                received_at=moment,
                seconds=seconds,
            )
        )
    Answer.objects.bulk_create(rows)
    return moment + timedelta(seconds=rng.randint(5, 40))
