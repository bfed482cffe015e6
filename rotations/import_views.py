"""Files a rotation is set by: choose one, see what it would do, apply it."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from people.tables import Unreadable, write_book, write_xlsx
from people.uploads import file_in

from .import_cells import NoHeading
from .import_kinds import KINDS, LABELS
from .importing import MOST_ROWS, OUTCOMES, Changed, apply_import, heading, refused_rows, start_import, template_sheets
from .models import RotationImport
from .permissions import chosen_hall, for_managers, halls_of
from .setting_forms import SheetForm
from .setting_frame import of_hall, sent, status_of

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTCOME_WORDS = {
    "new": pgettext_lazy("row of a file", "to enter"),
    "unchanged": pgettext_lazy("row of a file", "there already"),
    "refused": pgettext_lazy("row of a file", "refused"),
}
# The picture and colour of a badge for each outcome.
OUTCOME_STATES = {"new": "yes", "unchanged": "todo", "refused": "no"}


def _kind(slug):
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request, kind):
    """Take a file of a kind and show what it would do."""
    one = _kind(kind)
    halls, hall = chosen_hall(request)
    form = SheetForm(sent(request), request.FILES or None)
    if hall and form.is_bound and form.is_valid():
        found = _read(request, kind, hall, form)
        if found:
            return redirect("rotations:import_preview", found.pk)
    query = of_hall(halls, hall)
    context = {"halls": halls, "hall": hall, "form": form, "kind": one, "hall_query": query}
    context["kinds"] = [
        (reverse("rotations:import", args=[key]) + query, RotationImport.Kind(key).label, key == kind) for key in KINDS
    ]
    context["columns"] = [(heading(column), column.required) for column in one.columns]
    context |= {"most_rows": MOST_ROWS, "most_megabytes": settings.IMPORT_MAX_BYTES // 1024**2}
    context["back"] = reverse(one.back) + query
    return render(request, "rotations/import.html", context, status=status_of(form))


def _read(request, kind, hall, form):
    """The kept dry run, or None with the reason on the form."""
    try:
        return start_import(
            kind=kind,
            hall=hall,
            owner=request.user,
            **file_in(form),
            now=timezone.now(),
        )
    except Unreadable as fault:
        form.add_error("file", str(fault))
    except NoHeading:
        between = pgettext("between the words of a list", ", ")
        needed = between.join(heading(column) for column in KINDS[kind].columns if column.required)
        form.add_error("file", _("No row of this file has the headings %(words)s. Add them.") % {"words": needed})
    return None


def _own(request, pk):
    rows = RotationImport.objects.filter(owner=request.user, hall__in=halls_of(request.user), plan=None)
    return get_object_or_404(rows.select_related("hall"), pk=pk)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """Show a dry run; posting it applies it."""
    found = _own(request, pk)
    if request.method == "POST":
        try:
            apply_import(found=found, by=request.user, now=timezone.now())
            messages.success(request, _("Done. The rows of this file are entered."))
        except Changed:
            messages.warning(request, _("Something has changed since this preview. Please look at it once more."))
        return redirect("rotations:import_preview", pk)
    outcome = request.GET.get("outcome", "")
    counts = found.counts
    page = Paginator(found.rows_with(outcome if outcome in OUTCOMES else ""), A_PAGE).get_page(request.GET.get("page"))
    kind = KINDS[found.kind]
    context = {"found": found, "kind": kind, "page": page, "outcome": outcome, "total": sum(counts.values())}
    context["counts"] = [(key, OUTCOME_WORDS[key], counts[key]) for key in OUTCOMES]
    context |= {"to_do": counts["new"], "refused": counts["refused"]}
    used = [column for column in kind.columns if any(column.key in row["values"] for row in found.rows)]
    context["labels"] = [LABELS[column.key] for column in used]
    context["lines"] = [
        {
            "number": row["number"],
            "state": OUTCOME_STATES[row["outcome"]],
            "word": OUTCOME_WORDS[row["outcome"]],
            "cells": [row["values"].get(column.key, "") for column in used],
            "reasons": row["reasons"],
        }
        for row in page.object_list
    ]
    context["back"] = f"{reverse(kind.back)}?hall={found.hall.code}"
    context["again"] = f"{reverse('rotations:import', args=[found.kind])}?hall={found.hall.code}"
    return render(request, "rotations/import_preview.html", context)


@for_managers
@require_safe
def refused(request, pk):
    """The refused rows with their reasons, to be corrected and uploaded again."""
    return file_of(write_xlsx(refused_rows(_own(request, pk)), _("refused rows")), _("refused rows"))


@for_managers
@require_safe
def template(request, kind):
    """An empty sheet with the headings, and one that explains them."""
    one = _kind(kind)
    return file_of(write_book(template_sheets(one)), str(RotationImport.Kind(kind).label))


def file_of(data, name):
    """A workbook to take along."""
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.xlsx"), "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=XLSX, headers=headers)
