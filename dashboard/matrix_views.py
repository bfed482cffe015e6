"""The matrix of a hall: the page, its downloads, and what stands behind one cell."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.history import working_in
from people.models import Hall, User
from people.roles import is_manager
from people.tables import write_xlsx
from rotations.eligibility import judge
from rotations.models import HallMinimum, Post
from rotations.needs import read_with_needs
from rotations.routes import cheapest_to, offers_for
from skills.models import Skill
from skills.pictures import lifeline
from skills.profile import profile

from .alarms import alarms, targets_of
from .asking import Question
from .cells import post_rows, skill_rows
from .forms import MONTHS, MatrixFilter, months_away
from .hall import kept
from .matrix import matrix as matrix_of
from .matrix_pdf import matrix_pdf as typeset
from .permissions import hall_for, require
from .profile import Row
from .sheet import post_sheet_rows, sheet_rows


def _asked(request: HttpRequest) -> tuple[MatrixFilter, Question, list[Hall]]:
    """The form as filled in and the question it comes to; 404 where there is no hall at all."""
    require(is_manager(request.user))
    chosen, halls = hall_for(request.user, request.GET.get("hall", ""))
    if chosen is None:
        raise Http404
    skills, posts, by_post = (
        list(Skill.objects.all()),
        read_with_needs(Post.objects.filter(hall=chosen.pk)),
        request.GET.get("view") == "posts",
    )
    form = MatrixFilter(
        request.GET, today=timezone.localdate(), skills=skills, posts=posts, halls=halls, by_post=by_post
    )
    return form, Question(chosen, form.day(), form.today, skills, posts, form.wanted(), by_post), halls


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """People × skills, or people × posts, for any day: fifty people a page, the alarms of the hall above."""
    form, question, halls = _asked(request)
    today, on = form.today, question.on
    page = question.page(request.GET.get("page"))
    people, asked = list(page.object_list), "" if on == today else f"?on={on.isoformat()}"
    if question.by_post:
        heads, rows = question.post_heads, post_rows(people, question.post_heads, question.verdicts(people), asked)
    else:
        heads, rows = question.skill_heads, skill_rows(people, question.skill_heads, question.held_by(people), asked)
    context = {
        "hall": question.hall,
        "on": on,
        "today": today,
        "form": form,
        "question": question,
        "heads": heads,
        "rows": list(rows) if heads else [],
        "page": page,
        "filtered": bool({**form.query()}.keys() - {"sort"}),
        "kept": kept(question.hall, halls, on, today),
        "query": _query(form, question, halls),
        "slider": _slider(today, on),
        "alarms": _alarms(question),
    }
    return render(request, "dashboard/matrix.html", context)


def _alarms(question):
    minimums = HallMinimum.objects.filter(hall=question.hall)
    # Today comes first, whichever side of it the day asked about lies on: the words compare with it.
    clerks = {on: working_in(question.hall, on, today=question.today) for on in (question.today, question.on)}
    return alarms(clerks, targets_of(question.skills, question.posts, minimums))


def _query(form, question, halls):
    """The whole question as a query, for links that change one thing of it."""
    pairs = form.query()
    if len(halls) > 1:
        pairs["hall"] = question.hall.code
    if question.on != form.today:
        pairs["on"] = question.on.isoformat()
    if question.by_post:
        pairs["view"] = "posts"
    return urlencode(pairs)


def _slider(today, on):
    """Where the slider stands: in whole months, as near to the day as it can; and the day of each of its places."""
    days = [months_away(today, months) for months in range(-MONTHS, MONTHS + 1)]
    place = min(range(len(days)), key=lambda number: abs((days[number] - on).days))
    return {"value": place - MONTHS, "days": " ".join(day.isoformat() for day in days), "most": MONTHS}


@require_safe
def matrix_xlsx(request: HttpRequest) -> HttpResponse:
    """The matrix as filtered, everybody on one sheet."""
    _form, question, _halls = _asked(request)
    people = question.everybody()
    if question.by_post:
        rows = post_sheet_rows(people, question.post_heads, question.verdicts(people))
    else:
        rows = sheet_rows(matrix_of(people, question.skill_heads, question.held_by(people), on=question.on))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(question, write_xlsx(rows, _title(question)), "xlsx", kind)


@require_safe
def matrix_pdf(request: HttpRequest) -> HttpResponse:
    """The matrix as filtered, everybody, to print or to keep."""
    form, question, _halls = _asked(request)
    return _file(question, typeset(question, _title(question), _filter_words(form)), "pdf", "application/pdf")


def _title(question):
    return _("People and posts") if question.by_post else _("Skill matrix")


def _filter_words(form):
    """What is filtered for, as the form calls it."""
    words = []
    for name, value in form.query().items():
        field = form.fields.get(name)
        if field is not None:
            chosen = dict(getattr(field, "choices", ())).get(value, value)
            words.append(f"{field.label}: {chosen}")
    return words


def _file(question, content, ending, kind):
    name = f"{_title(question)} {question.hall.local_name} {question.on.isoformat()}.{ending}"
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    )


@require_safe
def cell(request: HttpRequest) -> HttpResponse:
    """What stands behind one cell: `c` is person.skill, `p` is person.post, by number; `on` the day."""
    require(is_manager(request.user))
    today = timezone.localdate()
    by_post = "p" in request.GET
    person_id, other_id = _numbers(request.GET.get("p" if by_post else "c", ""))
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("hall"), pk=person_id)
    form = MatrixFilter(request.GET, today=today, skills=(), posts=())
    context = {"person": person, "on": form.day(), "today": today}
    context["asked"] = "" if context["on"] == today else f"?on={context['on'].isoformat()}"
    back = {"hall": person.hall.code} if person.hall else {}
    context["back"] = f"{reverse('dashboard:matrix')}?{urlencode(back)}"
    context |= (
        _post_of(request, person, other_id, context["on"]) if by_post else _skill_of(person, other_id, context["on"])
    )
    return render(request, "dashboard/cell.html", context)


def _numbers(text):
    person, dot, other = text.partition(".")
    # Longer ones fit into no column.
    if not (dot and all(part.isascii() and part.isdecimal() and len(part) < 16 for part in (person, other))):
        raise Http404
    return int(person), int(other)


def _skill_of(person, skill_id, on):
    skill = get_object_or_404(Skill, pk=skill_id)
    holding = profile(person, on).get(skill.pk)
    row = Row(skill, holding, lifeline(holding, on)) if holding else None
    counts = holding is not None and holding.in_force
    return {"skill": skill, "row": row, "courses": [] if counts else cheapest_to(skill, 1, offers_for([skill.pk]))}


def _post_of(request, person, post_id, on):
    posts = Post.objects.visible_to(request.user).select_related("hall")
    return {"post": (found := get_object_or_404(posts, pk=post_id)), "verdict": judge(person, found, on, on)}
