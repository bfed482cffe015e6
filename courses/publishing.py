"""Between the click on “Publish” and the publishing of a changed entry: what it touches, and what that means.

An entry has one source and is shown in many places. Wagtail's own hooks stand before and after an edit; `ask_first`
and `keep_decision` hang on them, and the viewset of the entries makes one transaction of what lies between.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from phrasebook.models import Entry
from skills.terms import last_day_of

from .changes import decide
from .forms import PREFIX, DecisionForm
from .impact import Difference, Impact, differences, impact_of
from .models import EntryChange

# How long people have to renew unless the editor says otherwise: whoever is on leave for a month still has two.
MONTHS_TO_RENEW = 3


@dataclass(frozen=True)
class Edit:
    """An edit of a published entry that is about to be published in its turn."""

    before: Entry
    words: list[Difference]
    impact: Impact


def ask_first(request: HttpRequest, draft: Entry) -> HttpResponse | None:
    """The page that shows what a changed entry touches and asks what it means; None when there is nothing to ask.

    Nothing is asked of what is not published yet, of an edit that changes no words, of an entry that no lesson shows,
    and of a form with mistakes, which the editor's own page explains.
    """
    if not _is_publishing(request):
        return None
    edit = _edit(request, draft)
    if edit is None:
        return None
    today = timezone.localdate()
    if f"{PREFIX}-weight" in request.POST:
        form = DecisionForm(request.POST, today=today)
        if form.is_valid():
            request.decided_edit = (edit, form.cleaned_data)
            return None
    else:
        due_on = last_day_of(today, MONTHS_TO_RENEW)
        form = DecisionForm(initial={"weight": EntryChange.Weight.COSMETIC, "due_on": due_on}, today=today)
    return _question(request, draft, edit, form)


def keep_decision(request: HttpRequest, entry: Entry) -> None:
    """After the publishing: the decision becomes a fact."""
    edit, decision = getattr(request, "decided_edit", (None, None))
    if edit is None:
        return
    decide(
        entry=entry,
        before=edit.before,
        words=edit.words,
        impact=edit.impact,
        user=request.user,
        now=timezone.now(),
        **decision,
    )


def _is_publishing(request):
    """Publishing by the button, and approving in a workflow: both make the words of the form public."""
    sent = request.POST
    approving = "action-workflow-action" in sent and sent.get("workflow-action-name") == "approve"
    return request.method == "POST" and ("action-publish" in sent or approving)


def _edit(request, draft):
    published = type(draft).objects.filter(pk=draft.pk, live=True).first()
    if published is None:
        return None
    impact = impact_of(published, timezone.localdate())
    if impact.is_empty:
        return None
    wanted = _as_sent(request, draft)
    words = differences(published, wanted) if wanted else []
    return Edit(published, words, impact) if words else None


def _as_sent(request, draft):
    """The entry as the form has it, saved nowhere; None when the form has mistakes."""
    copy = type(draft).objects.get(pk=draft.pk).get_latest_revision_as_object()
    form_class = type(draft).snippet_viewset.get_form_class(for_update=True)
    form = form_class(request.POST, request.FILES, instance=copy, for_user=request.user)
    return form.save(commit=False) if form.is_valid() else None


def _question(request, draft, edit, form):
    kept = [(name, value) for name, values in request.POST.lists() for value in values]
    ours = (f"{PREFIX}-", "csrfmiddlewaretoken")
    context = {
        "entry": draft,
        "edit": edit,
        "impact": edit.impact,
        "form": form,
        "fields": [(name, value) for name, value in kept if not name.startswith(ours) and not _is_action(name)],
        "actions": [(name, value) for name, value in kept if _is_action(name)],
        "edit_url": reverse(type(draft).snippet_viewset.get_url_name("edit"), args=[draft.pk]),
        "recertify": EntryChange.Weight.RECERTIFY,
    }
    return TemplateResponse(request, "courses/cms/what_it_touches.html", context)


def _is_action(name):
    return name.startswith(("action-", "workflow-action-"))
