"""The trainer's desk: what I am writing, what waits for an approval, which question and which step fail people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin.utils import quote
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import DraftStateMixin, Page, Revision, TaskState, WorkflowState
from wagtail.snippets.models import get_snippet_models

from courses.models import CoursePage, Progress
from people.models import User
from quizzes.models import Question
from quizzes.observation_lists import Counts, counts
from quizzes.sittings import Waiting, how_many_wait
from quizzes.statistics import most_missed

# A step somebody opened this morning is not yet a step they are stuck at.
STUCK_AFTER = timedelta(days=3)
# How long an approved submission stays on the desk as good news.
REMEMBERED = timedelta(days=14)

# One round of certificates: long enough for figures, short enough to be about the wording of today.
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Paper:
    """A page or snippet at one of its revisions, as a line of a list."""

    revision: Revision

    @property
    def title(self):
        """In the reader's language where the revision has it."""
        english = (get_language() or "").startswith("en")
        return (english and self.revision.content.get("title_en")) or self.revision.object_str

    @property
    def kind(self):
        return self.revision.content_type.model_class()._meta.verbose_name

    @property
    def edited_at(self):
        return self.revision.created_at

    @property
    def edit_url(self):
        model = self.revision.content_type.model_class()
        if issubclass(model, Page):
            return reverse("wagtailadmin_pages:edit", args=[self.revision.object_id])
        return reverse(model.snippet_viewset.get_url_name("edit"), args=[quote(self.revision.object_id)])


@dataclass(frozen=True)
class Submission:
    """Something somebody asked to have approved."""

    paper: Paper
    by: User | None
    since: datetime
    status: str
    comment: str = ""


@dataclass(frozen=True)
class Trap:
    """A question many people answer wrongly; `percent` of `asked` answers were."""

    question: Question
    asked: int
    wrong: int
    percent: int

    @property
    def flags(self):
        """What is flagged in its wording of now, as last counted; fetched with the question."""
        kept = getattr(self.question, "figures", None)
        return kept.raised if kept and kept.revision_id == self.question.live_revision_id else []

    @property
    def edit_url(self):
        return reverse(Question.snippet_viewset.get_url_name("edit"), args=[quote(self.question.pk)])


@dataclass(frozen=True)
class Stuck:
    """A step that people opened days ago and did not finish."""

    page_id: int
    title: str
    people: int


@dataclass(frozen=True)
class CourseFigures:
    """How many people are in a course, how many completed it, and the steps that hold the most people up."""

    course: CoursePage
    enrolled: int
    completed: int
    stuck: tuple[Stuck, ...]


def drafts(user: User, limit: int = 10) -> list[Paper]:
    """Pages and snippets whose unpublished latest revision is this person's, last edited first.

    What has been handed in for approval is not a draft any more; see `submissions`.
    """
    unpublished = Q()
    for model in (Page, *(model for model in get_snippet_models() if issubclass(model, DraftStateMixin))):
        unpublished |= Q(pk__in=model.objects.filter(has_unpublished_changes=True).values("latest_revision"))
    waiting = TaskState.objects.filter(workflow_state__status=WorkflowState.STATUS_IN_PROGRESS).values("revision")
    found = Revision.objects.filter(unpublished, user=user).exclude(pk__in=waiting)
    return [Paper(revision) for revision in found.select_related("content_type").order_by("-created_at")[:limit]]


def reviews(user: User, limit: int = 10) -> list[Submission]:
    """What waits for this person's approval, the longest waiting first."""
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("revision__content_type", "revision__user")
        .order_by("started_at")[:limit]
    )
    return [Submission(Paper(state.revision), state.revision.user, state.started_at, state.status) for state in states]


def submissions(user: User, now: datetime, limit: int = 10) -> list[Submission]:
    """What this person handed in: still waiting, sent back with a comment, or approved within two weeks."""
    states = (
        WorkflowState.objects.filter(requested_by=user)
        .filter(
            Q(status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES])
            | Q(status=WorkflowState.STATUS_APPROVED, current_task_state__finished_at__gte=now - REMEMBERED)
        )
        .select_related("current_task_state__revision__content_type")
        .order_by("-created_at")[:limit]
    )
    return [_submission(state, user) for state in states if state.current_task_state]


def _submission(state, user):
    task = state.current_task_state
    return Submission(Paper(task.revision), user, task.finished_at or task.started_at, state.status, task.comment)


def traps(now: datetime, limit: int = 6) -> list[Trap]:
    """The questions most often answered wrongly within a year, whoever answered: what is judged is the question."""
    rows = most_missed(limit, now - LOOKED_BACK, now)
    return [Trap(row.question, row.asked, row.wrong, round(row.share * 100)) for row in rows]


def course_figures(people, now: datetime) -> list[CourseFigures]:
    """Every published course with the numbers of these people (a queryset of users), the fullest first."""
    mine = Q(enrolments__user__in=people)
    courses = (
        CoursePage.objects.live()
        .annotate(
            enrolled=Count("enrolments__user", filter=mine, distinct=True),
            finished=Count("enrolments__user", filter=mine & Q(enrolments__completed_at__isnull=False), distinct=True),
        )
        .order_by("-enrolled", "path")
    )
    stuck = _stuck_steps(people, now)
    return [
        CourseFigures(course, course.enrolled, course.finished, tuple(stuck.get(course.pk, ())[:2]))
        for course in courses
    ]


def _stuck_steps(people, now):
    english = (get_language() or "").startswith("en")
    rows = (
        Progress.objects.filter(
            enrolment__user__in=people,
            enrolment__completed_at__isnull=True,
            completed_at__isnull=True,
            opened_at__lte=now - STUCK_AFTER,
        )
        .values("enrolment__course", "page", "page__title")
        .annotate(
            title_en=Coalesce(
                F("page__lessonpage__title_en"), F("page__quizpage__title_en"), F("page__practicalpage__title_en")
            ),
            held=Count("pk"),
        )
        .order_by("-held", "page__path")
    )
    found = {}
    for row in rows:
        title = (english and row["title_en"]) or row["page__title"]
        found.setdefault(row["enrolment__course"], []).append(Stuck(row["page"], title, row["held"]))
    return found


@dataclass(frozen=True)
class Desk:
    """Everything on the trainer's desk."""

    drafts: list[Paper]
    reviews: list[Submission]
    submissions: list[Submission]
    traps: list[Trap]
    courses: list[CourseFigures]
    practicals: Counts
    to_mark: Waiting


def desk_of(user: User, now: datetime) -> Desk:
    """The desk of a trainer; people are counted among those they may see."""
    people = User.objects.visible_to(user)
    return Desk(
        drafts=drafts(user),
        reviews=reviews(user),
        submissions=submissions(user, now),
        traps=traps(now),
        courses=course_figures(people, now),
        practicals=counts(people),
        to_mark=how_many_wait(people, user),
    )
