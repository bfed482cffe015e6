"""The reports: which there are, one with its summary and rows, and the same as a file."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from people.roles import is_manager

from . import sheets
from .asking import ask
from .models import SavedView
from .permissions import allowed_report, require_reader

A_PAGE = 50


@require_safe
def reports(request):
    """Every report the reader may see with the question it answers, and the views kept of it."""
    found = require_reader(request.user)
    views = list(SavedView.objects.usable_by(request.user).select_related("owner"))
    rows = [{"report": report, "views": [view for view in views if view.report == report.slug]} for report in found]
    return render(request, "reports/list.html", {"rows": rows, "may_prove": is_manager(request.user)})


@require_safe
def report(request, slug):
    """One report as its address asks for it: filters, summary, rows."""
    found = allowed_report(request.user, slug)
    answer = ask(found, request.user, request.GET, timezone.now())
    context = {
        "report": found,
        "answer": answer,
        "form": answer.form,
        "query": answer.query,
        "views": list(SavedView.objects.usable_by(request.user).filter(report=slug)),
        "filtered": bool(answer.query),
    }
    if answer.found:
        context |= _shown(request, answer)
    return render(request, "reports/report.html", context)


def _shown(request, answer):
    rows = answer.found.rows
    facets = [{"facet": facet, "options": answer.found.options(facet)} for facet in _facets(answer)]
    return {
        "blocks": answer.found.blocks(),
        # Who sees one hall only does not need to be told its name in every row; files travel, and say it.
        "columns": [one for one in answer.report.columns if one.key != "hall" or answer.form.several_halls],
        "facets": [one for one in facets if len(one["options"]) > 1 or any(each.chosen for each in one["options"])],
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "amount": sum(row.amount for row in rows),
        "everything": len(answer.found.everything),
        "sort": answer.found.sort,
    }


def _facets(answer):
    """The facets that the form does not ask for already."""
    return [facet for facet in answer.report.facets if facet.key not in answer.form.fields]


@require_safe
def export(request, slug, ending):
    """The rows as filtered, in their order: xlsx or csv."""
    found = allowed_report(request.user, slug)
    if ending not in ("xlsx", "csv"):
        raise Http404
    now = timezone.now()
    answer = ask(found, request.user, request.GET, now)
    if answer.found is None:
        # The page says which field is wrong.
        return redirect(f"{reverse('reports:report', args=[slug])}?{request.GET.urlencode()}")
    made = sheets.workbook(answer, now) if ending == "xlsx" else sheets.csv_file(answer)
    name = sheets.file_name(answer, now, ending)
    return HttpResponse(
        made,
        content_type=sheets.XLSX if ending == "xlsx" else sheets.CSV,
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )
