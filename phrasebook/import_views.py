"""Bringing many entries in from a table: upload, look at what would happen, apply; and the pattern of the table."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from people.tables import Unreadable, write_book
from people.uploads import file_in

from . import imports
from .entry_plan import CHANGED, NEW, OUTCOMES
from .import_words import changes_in_words, guide_rows
from .importing import MOST_ENTRIES, NoHeader, NoSheet, TooMany
from .models import EntryImport, Phrase, Scenario
from .problems import sentence
from .sheets import GUIDE, MODELS, SHEETS, columns

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTCOME_WORDS = {
    "new": pgettext_lazy("entry of a file", "New"),
    "changed": pgettext_lazy("entry of a file", "Changed"),
    "unchanged": pgettext_lazy("entry of a file", "Unchanged"),
    "refused": pgettext_lazy("entry of a file", "Refused"),
}


class ImportForm(forms.Form):
    """A file of entries."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=gettext_lazy("Excel (.xlsx) or CSV. Nothing is changed yet: first you see what would happen."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It holds"),
        required=False,
        choices=[("", gettext_lazy("what its sheets are called")), *SHEETS.items()],
        help_text=gettext_lazy("A CSV file has no sheets: choose what it holds."),
    )


def _check_may_import(user):
    if not any(user.has_perm(f"phrasebook.add_{kind}") for kind in MODELS):
        raise PermissionDenied


def upload(request):
    """Take a file and show what it would do."""
    _check_may_import(request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        entry_import = _read(form, request.user)
        if entry_import:
            return redirect("phrasebook_cms:import_preview", entry_import.pk)
    facts = {"form": form, "most_entries": MOST_ENTRIES, "most_megabytes": settings.IMPORT_MAX_BYTES // 1024**2}
    return render(request, "phrasebook/cms/import.html", facts | _headed(_("Import entries")))


def _headed(title, *before):
    """What the header of a page of the CMS shows: its title, below the pages it belongs to."""
    phrases = {"url": reverse(Phrase.snippet_viewset.get_url_name("list")), "label": _("Phrasebook")}
    return {
        "header_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": [phrases, *before, {"url": "", "label": title}],
    }


def _read(form, user):
    """The kept dry run, or None with the reason on the form."""
    try:
        return imports.start_import(
            owner=user,
            **file_in(form),
            kind=form.cleaned_data["kind"],
            now=timezone.now(),
        )
    except Unreadable as fault:
        form.add_error("file", str(fault))
    except NoSheet:
        form.add_error("kind", _("No sheet says what it holds. Choose it here, or name the sheets as in the pattern."))
    except NoHeader as fault:
        said = _("No row of “%(sheet)s” has the headings of the pattern: the key, and the words themselves.")
        form.add_error("file", said % {"sheet": fault})
    except TooMany:
        form.add_error("file", _("More than %(most)d entries. Split the file.") % {"most": MOST_ENTRIES})
    return None


def preview(request, pk):
    """Show a dry run; posting it applies it."""
    _check_may_import(request.user)
    entry_import = get_object_or_404(EntryImport, pk=pk, owner=request.user)
    if request.method == "POST":
        _apply(request, entry_import)
        return redirect("phrasebook_cms:import_preview", pk)
    outcome = request.GET.get("outcome", "")
    steps = [step for step in entry_import.rows if outcome not in OUTCOMES or step["outcome"] == outcome]
    page = Paginator(steps, A_PAGE).get_page(request.GET.get("page"))
    counts = imports.counts(entry_import)
    facts = {
        "entry_import": entry_import,
        "counts": [(key, OUTCOME_WORDS[key], counts[key]) for key in OUTCOMES],
        "total": sum(counts.values()),
        "to_do": counts[NEW] + counts[CHANGED],
        "may_publish": imports.publishable(request.user) >= {step["record"]["kind"] for step in entry_import.rows},
        "outcome": outcome if outcome in OUTCOMES else "",
        "page": page,
        "lines": _lines(page.object_list),
    }
    begun = {"url": reverse("phrasebook_cms:import"), "label": _("Import entries")}
    return render(request, "phrasebook/cms/import_preview.html", facts | _headed(entry_import.file_name, begun))


def _apply(request, entry_import):
    publish = "publish" in request.POST
    try:
        imports.apply_import(entry_import=entry_import, by=request.user, publish=publish, now=timezone.now())
    except imports.EntriesChanged:
        messages.warning(request, _("Something has changed since this preview. Please look at it once more."))
    else:
        messages.success(request, _("Done. The entries of this file are written."))


def _lines(steps):
    """The entries of the page in words."""
    scenarios = {scenario.pk: scenario.local_name for scenario in Scenario.objects.all()}
    known = "、".join(scenarios.values())
    return [
        {
            "rows": step["record"]["rows"],
            "kind": SHEETS[step["record"]["kind"]],
            "key": step["record"]["key"],
            "title": step["title"],
            "outcome": step["outcome"],
            "word": OUTCOME_WORDS[step["outcome"]],
            "reasons": [sentence(problem, step["record"]["kind"], known) for problem in step["problems"]],
            "changes": changes_in_words(step, scenarios) if step["outcome"] in {NEW, CHANGED} else [],
        }
        for step in steps
    ]


@require_safe
def pattern(request):
    """An empty workbook with the headings, and a sheet that explains every column."""
    _check_may_import(request.user)
    sheets = [(str(name), [[str(column.label) for column in columns(kind).values()]]) for kind, name in SHEETS.items()]
    data = write_book([*sheets, (str(GUIDE), guide_rows(Scenario.objects.all()))])
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, _("entries") + ".xlsx")
    return answer
