"""What people have to do in courses by a day (notices.due): renew after a change, sit a quiz before it closes."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.due import Due
from notices.kinds import DAY, WHAT, WHEN, Kind, Placeholder

from .changes import recertified_since
from .models import Completion, CoursePage, Enrolment, Progress, QuizPage

# A change nobody renewed for that was due longer ago is a matter for their manager, not for a reminder.
FORGOTTEN_AFTER = timedelta(days=60)


def changed(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """Courses to be completed anew because what they teach was changed; until that is done. Three queries."""
    courses = {course.pk: course for course in CoursePage.objects.live()}
    decisions = recertified_since(list(courses))
    completed = Completion.objects.filter(course__in=decisions)
    if users is not None:
        completed = completed.filter(user__in=users)
    latest = completed.order_by().values("user", "course").annotate(last=Max("written_at"))
    for user, course, last in latest.values_list("user", "course", "last"):
        decided_at, day = decisions[course]
        if last < decided_at and on <= day + FORGOTTEN_AFTER:
            yield Due(
                user_id=user,
                # Another change of the same course is another thing to do.
                key=f"recertify:{course}:{decided_at:%Y%m%d%H%M%S}",
                kind="recertify",
                day=day,
                what=courses[course].title,
                what_en=courses[course].title_en,
                link=courses[course].get_url() or "",
                changed_at=decided_at,
            )


def closing(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """Quizzes that close, for those who have begun the course and not passed them yet. Four queries."""
    rows = QuizPage.objects.live().filter(quiz__closes_at__date__gte=on).select_related("quiz")
    pages = [page for page in rows if page.get_url()]
    courses = _courses_of(pages)
    begun = Enrolment.objects.filter(completed_at=None, course__in=courses.values())
    if users is not None:
        begun = begun.filter(user__in=users)
    done = Progress.objects.filter(page__in=pages, completed_at__isnull=False, enrolment__in=begun)
    passed = set(done.values_list("enrolment", "page"))
    by_course = {}
    for enrolment in begun:
        by_course.setdefault(enrolment.course_id, []).append(enrolment)
    for page in pages:
        for enrolment in by_course.get(courses.get(page.path[: -CoursePage.steplen]), ()):
            if (enrolment.pk, page.pk) not in passed:
                yield _closing(page, enrolment)


def _courses_of(pages):
    """{path: id} of the courses right above these pages."""
    above = {page.path[: -CoursePage.steplen] for page in pages}
    return dict(CoursePage.objects.live().filter(path__in=above).values_list("path", "pk"))


def _closing(page, enrolment):
    closes = timezone.localtime(page.quiz.closes_at)
    return Due(
        user_id=enrolment.user_id,
        key=f"quiz:{page.pk}:{enrolment.pk}",
        kind="quiz",
        day=closes.date(),
        what=page.quiz.title,
        what_en=page.quiz.title_en,
        link=page.get_url() or "",
        opens=timezone.localdate(page.quiz.opens_at) if page.quiz.opens_at else None,
        since=timezone.localdate(enrolment.started_at),
        stages=(30, 7, 0),
        facts={"time": f"{closes:%H:%M}"},
        changed_at=enrolment.started_at,
    )


def _kind(name, group, label, title, sentence, urgency, more=()):
    example = {"what": "柜面英语", "what_en": "English at the counter", "day": "2027-03-31", "time": "17:30"}
    return Kind(name, group, label, title, sentence, (WHAT, DAY, WHEN, *more), example, urgency, "book-open")


_TIME = Placeholder("time", _("the time of day"))
_RENEW_IT = _("What the course “{what}” teaches has changed. Complete it again by {day}.")
_OPENS = Placeholder("opens", _("the day from which it is open"), "day")

KINDS = [
    _kind(
        "recertify.soon",
        "certificate",
        _("course changed: complete it again"),
        _("“{what}” has changed: complete it again, the last day is {when}"),
        _RENEW_IT,
        3,
    ),
    _kind(
        "recertify.today",
        "certificate",
        _("course changed: last day"),
        _("“{what}” has changed: today is the last day"),
        _RENEW_IT,
        1,
    ),
    _kind(
        "recertify.late",
        "certificate",
        _("course changed: overdue"),
        _("“{what}” has changed: overdue"),
        _("What the course “{what}” teaches has changed. It was to be completed again by {day}."),
        0,
    ),
    _kind(
        "quiz.ahead",
        "exam",
        _("quiz: not open yet"),
        _("The quiz “{what}” closes {when}"),
        _("The quiz “{what}” is open from {opens} and closes on {day} at {time}."),
        4,
        (_TIME, _OPENS),
    ),
    _kind(
        "quiz.soon",
        "exam",
        _("quiz closes soon"),
        _("The quiz “{what}” closes {when}"),
        _("You have not passed the quiz “{what}” yet. It closes on {day} at {time}."),
        2,
        (_TIME,),
    ),
    _kind(
        "quiz.today",
        "exam",
        _("quiz closes today"),
        _("The quiz “{what}” closes today at {time}"),
        _("You have not passed the quiz “{what}” yet. It closes today at {time}; nobody can begin it after that."),
        0,
        (_TIME,),
    ),
]
