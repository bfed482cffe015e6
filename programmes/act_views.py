"""Deciding about one person's certification: what will follow is shown first, then it is done by one POST."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skills.models import Certificate

from . import permissions
from .acts import OF_CERTIFICATES, OF_ROUNDS, REINSTATE, WAIVE_PART, lost_without
from .forms import DatedForm, ReasonForm
from .models import Cycle
from .people_views import person_of, require, sent
from .programme import way_of
from .refused import Refused
from .views import certification_of


def _known(acts, name):
    if name not in acts:
        raise Http404
    return acts[name]


def _allowed(request, slug, pk):
    """The certification and the person, when the viewer decides about them."""
    require(permissions.decides(request.user))
    certification, person = certification_of(slug), person_of(request.user, pk)
    require(permissions.may_decide(request.user, person))
    return certification, person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_round(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """Withdraw or waive the open round, or waive a part of it (`?part=`)."""
    deed = _known(OF_ROUNDS, act)
    certification, person = _allowed(request, slug, pk)
    cycle = Cycle.objects.still_open().filter(user=person, certification=certification).first()
    if cycle is None:
        messages.info(request, _("There is no open round any more: nothing was changed."))
        return redirect("programmes:person", slug, pk)
    named, facts = None, {"cycle": cycle}
    if deed is WAIVE_PART:
        named = _part_of(cycle, request.GET.get("part", ""))
        facts["part_id"] = named.id
    form = ReasonForm(sent(request), reason_help=_("The person sees it."))
    context = {"certification": certification, "person": person, "deed": deed, "form": form, "part": named}
    return _answer(request, context, facts)


def _part_of(cycle, part_id):
    path = way_of(cycle.certification).path(cycle.kind)
    found = next((part for group in path for part in group.parts if part.id == part_id), None)
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_certificate(request: HttpRequest, slug: str, pk: int, number: str, act: str) -> HttpResponse:
    """Suspend, reinstate or revoke one certificate from a day on."""
    deed = _known(OF_CERTIFICATES, act)
    certification, person = _allowed(request, slug, pk)
    certificate = get_object_or_404(Certificate, number=number, user=person, certification=certification)
    today = timezone.localdate()
    form = DatedForm(
        sent(request),
        label=deed.day_label,
        first=certificate.valid_from,
        today=today,
        reason_help=_("The person sees it."),
    )
    lost = [] if deed is REINSTATE else lost_without(certificate, today)
    context = {"certification": certification, "person": person, "deed": deed, "form": form, "lost": lost}
    return _answer(request, {**context, "certificate": certificate}, {"certificate": certificate})


def _answer(request, context, facts):
    """Ask for the reason, then do it and say so; a refusal is a sentence on the form."""
    deed, form = context["deed"], context["form"]
    if request.method == "POST" and form.is_valid():
        try:
            deed.do(**facts, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as wrong:
            _put(form, wrong)
        else:
            messages.success(request, str(deed.done))
            return redirect("programmes:person", context["certification"].slug, context["person"].pk)
    return render(request, "programmes/act.html", context, status=400 if form.errors else 200)


def _put(form, wrong):
    """What a service refuses stands beside the field it names, as far as the form has it."""
    named = getattr(wrong, "error_dict", {})
    if named and set(named) <= set(form.fields):
        form.add_error(None, wrong)
    else:
        for sentence in wrong.messages:
            form.add_error(None, sentence)
