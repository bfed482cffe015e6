"""Loads the demonstration hall: the content, the people, and the year behind them."""

import logging
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from courses.models import CourseIndexPage, LessonPage
from people.models import User
from phrasebook.models import Dialogue, Phrase, Sign, Term
from quizzes.counting import count_all
from quizzes.models import Practical, Question
from rotations.models import RotationPlan, Swap
from skills.models import Award

from . import assigning, history, library, pages, people, planning, practicals, programmes, rotating, source, story
from .drafts import leave_drafts

# So long before today the content was published: before the first of the story's people began a course.
PUBLISHED_DAYS_AGO = 480
AUTHORS = {
    "service-phrases": "JX101",
    "sign-language-basics": "JX102",
    "hall-english": "JX103",
    "customer-communication": "JX101",
}
AUTHOR_OF_TERMS = "JX101"


def is_empty():
    """Whether nobody has been entered yet; only then is there room for a demonstration."""
    return not User.objects.exists()


def load(*, today: date) -> dict[str, int]:
    """Load everything in one transaction; the same day always gives the same hall. Answers what was made, counted.

    The database must be migrated and hold no people.
    """
    with transaction.atomic(), _quietly():
        hall = people.make_hall()
        staff = people.make_people(hall, today)
        skills = people.make_skills()
        people.make_posts(hall, skills, _moment(today - timedelta(days=PUBLISHED_DAYS_AGO)))
        people.make_leaves(staff, today)
        courses, entries, questions, short_courses, observed = _make_content(staff, skills)
        published_at = _moment(today - timedelta(days=PUBLISHED_DAYS_AGO))
        _date_content(published_at)
        history.recognise(staff, skills, today)
        zone = timezone.get_current_timezone()
        journeys = story.journeys(source.hall(), source.courses(), today, zone)
        reviser = staff[source.hall()["cast"]["manager"]]
        books = history.Books(staff, courses, reviser, practicals=observed, short_courses=short_courses)
        things = programmes.Things(staff, courses | short_courses, observed, today)
        author = library.Hands(staff[AUTHOR_OF_TERMS], reviser)
        certified = programmes.make_programmes(things, author)
        told = [*journeys, *practicals.ways(today, zone), *programmes.acts(things, certified)]
        history.live_through(sorted(told, key=lambda way: (way.last_moment, way.staff_number, way.course)), books)
        programmes.keep(things)
        assigning.assign_all(staff, skills, courses, today)
        rotating.set_rotation(hall, staff, today)
        planning.tell_of_plans(hall, staff, today)
        leave_drafts(staff, courses, entries, questions)
        count_all(now=timezone.make_aware(datetime.combine(today, time.min)))
        _date_log(published_at)
    return {
        "people": len(staff),
        "courses": len(courses) + len(short_courses),
        "entries": len(entries),
        "questions": len(questions),
        "journeys": len(journeys),
        "practicals": len(observed),
        "programmes": len(certified),
    }


def _make_content(staff, skills):
    certifications, scenarios, categories = (
        people.make_certifications(),
        library.make_scenarios(),
        pages.make_categories(),
    )
    catalogue = CourseIndexPage.objects.get()
    publisher = staff[source.hall()["cast"]["chief-trainer"]]
    courses, entries, questions = {}, {}, {}
    for written in source.courses():
        slug = written["slug"]
        hands = library.Hands(staff[AUTHORS[slug]], publisher)
        entries |= library.make_entries(written, scenarios, hands)
        own_questions = library.make_questions(written, entries, hands)
        questions |= own_questions
        courses[slug] = pages.make_course(
            catalogue,
            written,
            category=categories[written["category"]],
            certification=certifications[slug],
            skill=skills[written["skill"]],
            entries=entries,
            quiz=library.make_quiz(written, own_questions),
            hands=hands,
        )
        lessons = {page.slug: page for page in LessonPage.objects.child_of(courses[slug])}
        library.lead_back(written, own_questions, lessons, hands)
    entries |= library.make_terms(source.terms(), scenarios, library.Hands(staff[AUTHOR_OF_TERMS], publisher))
    observed = practicals.make_practicals(skills, library.Hands(staff[AUTHOR_OF_TERMS], publisher))
    short_courses = practicals.make_courses(
        catalogue,
        practicals=observed,
        skills=skills,
        categories=categories,
        entries=entries,
        hands_of=lambda number: library.Hands(staff[number], publisher),
    )
    return courses, entries, questions, short_courses, observed


def _moment(day):
    return timezone.make_aware(datetime.combine(day, time(9, 0)))


def _date_content(moment):
    """The content is older than the history that rests on it, though it was written a moment ago."""
    Revision.objects.update(created_at=moment)
    dates = {"first_published_at": moment, "last_published_at": moment}
    for model in (Phrase, Sign, Dialogue, Term, Question, Practical):
        model.objects.update(**dates)
    page_of = LessonPage._meta.get_parent_list()[-1]
    page_of.objects.filter(depth__gt=2).update(**dates, latest_revision_created_at=moment)


def _date_log(moment):
    """The log speaks of the moments of the story, not of the minute in which it was loaded.

    What is done to plans and exchanges is logged with its own moment.
    """
    waiting = {"wagtail.workflow.start"}
    PageLogEntry.objects.exclude(action__in=waiting).update(timestamp=moment)
    written_at = {str(pk): at for pk, at in Award.objects.values_list("pk", "written_at")}
    told = ContentType.objects.get_for_models(RotationPlan, Swap).values()
    rows = list(ModelLogEntry.objects.exclude(content_type__in=told))
    for row in rows:
        of_award = row.content_type.model_class() is Award and row.action == "skills.award"
        row.timestamp = written_at[row.object_id] if of_award else moment
    ModelLogEntry.objects.bulk_update(rows, ["timestamp"])


@contextmanager
def _quietly():
    """A year of log lines would bury the one line that tells what was loaded."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)
