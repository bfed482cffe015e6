"""The results of quizzes, for trainers: find, allow, ask, answer."""

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.models import Hall, User
from people.roles import Role, has_role, is_trainer
from people.tables import write_book

from .charts import bars, dots
from .counting import last_counted, usual_for
from .models import Question, QuestionFigures, Quiz
from .question_figures import report_of
from .report_forms import PeopleFilter, ReportFilter
from .report_sheets import sheets
from .reports import beside, marks_of, quizzes_of, sittings_of, summary
from .results_by_person import people_of, rows_of, voided_of
from .results_by_question import figures_of, sections_of
from .tasks import count_figures, count_figures_if_old
from .words import reliability_words

PEOPLE_A_PAGE = 50
FLAGGED_SHOWN = 30


def _require_trainer(request: HttpRequest) -> None:
    if not is_trainer(request.user):
        raise PermissionDenied


def _halls(viewer: User) -> list[Hall]:
    """The halls to choose from: all for administrators; others have but their own, and no choice."""
    return list(Hall.objects.all()) if has_role(viewer, Role.ADMINISTRATOR) else []


@require_safe
def quizzes(request: HttpRequest) -> HttpResponse:
    """Every quiz with what the viewer's people made of it, and the questions of the bank that are flagged."""
    _require_trainer(request)
    count_figures_if_old(timezone.now())
    flagged = QuestionFigures.objects.flagged().select_related("question__topic").order_by("facility", "pk")
    context = {
        "rows": quizzes_of(User.objects.visible_to(request.user)),
        "flagged": sorted(flagged, key=lambda kept: not any(flag.grave for flag in kept.raised))[:FLAGGED_SHOWN],
        "counted_at": last_counted(),
        "everywhere": has_role(request.user, Role.ADMINISTRATOR),
    }
    return render(request, "quizzes/reports/list.html", context)


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The marks of a quiz and who reached them, fifty people a page."""
    _require_trainer(request)
    quiz = get_object_or_404(Quiz, pk=pk)
    form = PeopleFilter(request.GET, halls=_halls(request.user))
    scope = form.scope(quiz, User.objects.visible_to(request.user))
    sittings = sittings_of(scope)
    found = summary(marks_of(scope, sittings))
    page = Paginator(people_of(sittings, form.wanted()["outcome"]), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "quiz": quiz,
        "form": form,
        "summary": found,
        "bars": bars(found.bars, quiz.pass_mark),
        "page": page,
        "rows": rows_of(scope, page.object_list),
        "beside": beside(scope),
        "voided": voided_of(scope),
        "tab": "people",
    }
    return render(request, "quizzes/reports/people.html", context)


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a quiz: how hard each is, whether it tells people apart, and what was flagged."""
    _require_trainer(request)
    quiz = get_object_or_404(Quiz, pk=pk)
    form = ReportFilter(request.GET, halls=_halls(request.user))
    scope = form.scope(quiz, User.objects.visible_to(request.user))
    marks = marks_of(scope, sittings_of(scope))
    figures = figures_of(scope, marks)
    context = {
        "quiz": quiz,
        "form": form,
        "attempts": len(marks),
        "rows": figures.rows,
        # Those flagged last, so that they lie on top.
        "dots": sorted(dots(_placed(figures.rows)), key=lambda dot: dot.flagged),
        "reliability": figures.reliability,
        "reliability_words": reliability_words(figures.reliability),
        "sections": sections_of(scope),
        "counted_at": max((row.kept.counted_at for row in figures.rows if row.kept), default=None),
        "tab": "questions",
    }
    return render(request, "quizzes/reports/questions.html", context)


def _placed(rows):
    for number, row in enumerate(rows, 1):
        flagged = bool(row.kept and row.kept.raised)
        apart = row.discrimination.value if row.discrimination else None
        yield number, row.facility.value if row.facility else None, apart, flagged


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as filtered: summary, people, questions, choices and voided attempts, a sheet each."""
    _require_trainer(request)
    quiz = get_object_or_404(Quiz, pk=pk)
    form = PeopleFilter(request.GET, halls=_halls(request.user))
    scope = form.scope(quiz, User.objects.visible_to(request.user))
    name = _("Results {quiz} {day}.xlsx").format(quiz=quiz.local_title, day=timezone.localdate().isoformat())
    return HttpResponse(
        write_book(sheets(scope, form.wanted()["outcome"])),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the answers say about a question, counted now: whoever answered, as what is judged is the question."""
    _require_trainer(request)
    found = get_object_or_404(Question.objects.select_related("topic"), pk=pk)
    report = report_of(found)
    shown = _version_asked_for(request, report)
    context = {
        "question": found,
        "report": report,
        "shown": shown,
        "flags": report.flags(usual_for(found)),
        "now": timezone.now(),
        "edit_url": _edit_url(request.user, found),
    }
    return render(request, "quizzes/reports/question.html", context)


def _version_asked_for(request, report):
    """The version named in the address; else the one that is asked now, else the latest."""
    wanted = request.GET.get("version", "")
    named = next((version for version in report.versions if str(version.number) == wanted), None)
    return named or report.live or next(iter(report.versions), None)


def _edit_url(viewer, found):
    if not viewer.has_perm("quizzes.change_question"):
        return ""
    return reverse(Question.snippet_viewset.get_url_name("edit"), args=[quote(found.pk)])


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Have the figures of all questions counted now, by the worker."""
    _require_trainer(request)
    count_figures.enqueue()
    messages.success(request, _("The figures of all questions are being counted. Load the page again in a minute."))
    return redirect("quiz_reports:list")
