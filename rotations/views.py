"""The posts of a hall and who can stand there."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.models import User
from people.tables import write_xlsx
from programmes.training_permissions import may_assign

from . import services
from .eligibility import Answer, judge_all, survey
from .forms import NeedFormSet, PeriodForm, SeatsForm
from .models import Post
from .needs import read_with_needs
from .permissions import candidates, chosen_hall, for_managers
from .setting_forms import CounterFormSet, TurnForm
from .setting_frame import of_hall
from .sheet import rows_of

USUAL_PERIOD = timedelta(days=27)
A_PAGE = 50


@for_managers
@require_safe
def posts(request):
    """The posts of a hall: what they ask for, their seats, and how many could stand there today."""
    today = timezone.localdate()
    halls, hall = chosen_hall(request)
    found = list(Post.objects.filter(hall=hall).prefetch_related("requirements__skill"))
    counts = survey(candidates(request.user, hall, today), found, today, today).counts
    rows = [_row(row, counts[row.pk, Answer.YES], counts[row.pk, Answer.FLAGGED]) for row in found]
    context = {"halls": halls, "hall": hall, "hall_query": of_hall(halls, hall), "today": today}
    context |= {"rows": rows, "short": [row for row in rows if row["lacking"]]}
    return render(request, "rotations/posts.html", context)


def _row(post, yes, flagged):
    lacking = max(0, post.seats - yes - flagged)
    return {
        "post": post,
        "yes": yes,
        "flagged": flagged,
        "lacking": lacking,
        "leaning": not lacking and yes < post.seats,
    }


def _post(request, pk):
    found = read_with_needs(Post.objects.visible_to(request.user).filter(pk=pk))
    if not found:
        raise Http404
    return found[0]


def _period(request):
    """The form as asked, or filled with the usual period: today and the 27 days after it."""
    today = timezone.localdate()
    usual = {"from": today.isoformat(), "to": (today + USUAL_PERIOD).isoformat()}
    return PeriodForm({**usual, **request.GET.dict()})


def _verdicts(request, post, form):
    """The verdicts of the period with the chosen answer, yes before flagged before no and each by name."""
    start, end = form.cleaned_data["from"], form.cleaned_data["to"]
    order = list(Answer)
    verdicts = judge_all(candidates(request.user, post.hall, start), post, start, end)
    verdicts.sort(key=lambda verdict: order.index(verdict.answer))
    wanted = form.cleaned_data["answer"]
    return [verdict for verdict in verdicts if wanted in ("", verdict.answer)]


@for_managers
@require_safe
def post(request, pk):
    """Who can stand at a post from–to, and for everybody else why not and what would help."""
    found = _post(request, pk)
    form = _period(request)
    context = {"post": found, "needs": found.requirements.all(), "form": form}
    if form.is_valid():
        start, end, wanted = form.cleaned_data["from"], form.cleaned_data["to"], form.cleaned_data["answer"]
        asked = survey(candidates(request.user, found.hall, start), found, start, end)
        counts = {answer: asked.counts[found.pk, answer] for answer in Answer}
        shown = [pk for answer in Answer if wanted in ("", answer) for pk in asked.of(found.pk, answer)]
        page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
        # Why, and the way to a yes, are asked for the people of one page alone.
        users = User.objects.in_bulk(page.object_list)
        page.object_list = judge_all([users[pk] for pk in page.object_list], found, start, end)
        context |= {
            "start": start,
            "end": end,
            "wanted": wanted,
            "everybody": len(asked.people),
            "tabs": [(answer, answer.label, counts[answer]) for answer in Answer],
            "lacking": max(0, found.seats - counts[Answer.YES] - counts[Answer.FLAGGED]),
            "page": page,
            "may_assign": may_assign(request.user),
            "today": timezone.localdate(),
        }
    return render(request, "rotations/post.html", context)


@for_managers
@require_safe
def post_xlsx(request, pk):
    """The same answers as an Excel file, as filtered."""
    found = _post(request, pk)
    form = _period(request)
    if not form.is_valid():
        return redirect(f"{found.get_absolute_url()}?{request.GET.urlencode()}")
    shown = _verdicts(request, found, form)
    name = f"{found.local_name} {form.cleaned_data['from']} – {form.cleaned_data['to']}"
    return HttpResponse(
        write_xlsx(rows_of(shown), _("Who can stand here")),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.xlsx"), "Cache-Control": "no-store"},
    )


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request, pk):
    """Seats, requirements, counters and weight of a post; its name and place in the list belong to the CMS."""
    found = _post(request, pk)
    asked = [{"skill": row.skill_id, "level": row.level} for row in found.requirements.all()]
    lines = list(found.counters.values("number", "is_accessible"))
    sent = request.POST or None
    forms = {
        "seats": SeatsForm(sent, instance=found),
        "turn": TurnForm(sent, instance=found),
        "needs": NeedFormSet(sent, initial=asked, prefix="needs"),
        "counters": CounterFormSet(sent, initial=lines, prefix="counters"),
    }
    if request.method == "POST" and _all_valid(forms.values()):
        services.change_post(
            post=found,
            seats=forms["seats"].cleaned_data["seats"],
            needs=forms["needs"].needs(),
            turn=services.Turn(**forms["turn"].cleaned_data),
            counters=[services.CounterLine(*line) for line in forms["counters"].lines()],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved. Everybody's eligibility for this post follows from now on."))
        return redirect("rotations:post", pk=found.pk)
    return render(request, "rotations/edit_post.html", {"post": found, **forms})


def _all_valid(forms):
    """Whether all are; every one is asked, so that each shows what is wrong with it."""
    return not sum(not form.is_valid() for form in forms)
