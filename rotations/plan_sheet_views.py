"""A plan from Excel: choose a sheet, see what it would do to each cell, take it over."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from people.tables import Unreadable, write_xlsx
from people.uploads import file_in

from .import_views import file_of
from .importing import NEW, REFUSED, UNCHANGED, Changed
from .models import Post, RotationImport
from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .plan_sheet import LOCK, NoHeads
from .plan_sheet_taking import ASK, MOST_CELLS, OUTCOMES, apply_plan_sheet, counts_of, start_plan_sheet
from .plans import Placed
from .setting_forms import SheetForm
from .setting_frame import put, sent, status_of

A_PAGE = 50
WORDS = {
    NEW: pgettext_lazy("cell of a file", "to change"),
    ASK: pgettext_lazy("cell of a file", "needs your word"),
    REFUSED: pgettext_lazy("cell of a file", "refused"),
    UNCHANGED: pgettext_lazy("cell of a file", "there already"),
}
# The picture and colour of a badge for each outcome.
STATES = {NEW: "yes", ASK: "flagged", REFUSED: "no", UNCHANGED: "todo"}
ALL = "all"


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request, pk):
    """Take a sheet and show what it would do."""
    plan = plan_of(request, pk)
    form = SheetForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid() and (found := _read(request, plan, form)):
        return redirect("rotations:plan_sheet_preview", pk, found.pk)
    context = plan_frame(request, plan, "rotations:board")
    context |= {"form": form, "most_cells": MOST_CELLS, "most_megabytes": settings.IMPORT_MAX_BYTES // 1024**2}
    context |= {"title": _("Take over from Excel"), "lock": LOCK}
    return render(request, "rotations/plan_sheet.html", context, status=status_of(form))


def _read(request, plan, form):
    """The kept dry run, or None with the reason on the form."""
    try:
        return start_plan_sheet(
            plan=plan,
            owner=request.user,
            **file_in(form),
            now=timezone.now(),
        )
    except Unreadable as fault:
        form.add_error("file", str(fault))
    except NoHeads:
        sentence = _(
            "No row of this file heads people and periods of this plan. Begin with the Excel file of the plan."
        )
        form.add_error("file", sentence)
    except ValidationError as refused:
        put(form, refused)
    return None


def _own(request, plan, sheet):
    return get_object_or_404(RotationImport.objects.filter(owner=request.user, plan=plan), pk=sheet)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk, sheet):
    """Show a dry run; posting it takes it over."""
    plan = plan_of(request, pk)
    found = _own(request, plan, sheet)
    if request.method == "POST":
        return _apply(request, plan, found)
    counts = counts_of(found)
    shown = request.GET.get("outcome", "")
    if shown not in {*OUTCOMES, ALL}:
        shown = next((outcome for outcome in (NEW, ASK, REFUSED) if counts[outcome]), ALL)
    page = Paginator(found.rows_with("" if shown == ALL else shown), A_PAGE).get_page(request.GET.get("page"))
    context = plan_frame(request, plan, "rotations:board")
    context |= {"found": found, "page": page, "outcome": shown, "total": sum(counts.values()), "title": found.file_name}
    context["counts"] = [(key, WORDS[key], counts[key]) for key in OUTCOMES if counts[key] or key == NEW]
    context |= {"to_do": counts[NEW], "ask": counts[ASK], "refused": counts[ASK] + counts[REFUSED]}
    context["lines"] = _lines(plan, page.object_list, {one.number: one for one in context["periods"]})
    return render(request, "rotations/plan_sheet_preview.html", context)


def _apply(request, plan, found):
    try:
        apply_plan_sheet(found=found, by=request.user, now=timezone.now(), note=request.POST.get("note", ""))
    except Changed:
        messages.warning(request, _("Something has changed since this preview. Please look at it once more."))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("The sheet is taken over. Undo takes all of it back at once."))
        return redirect("rotations:board", plan.pk)
    return redirect("rotations:plan_sheet_preview", plan.pk, found.pk)


def _lines(plan, rows, periods):
    posts = {post.pk: post.local_name for post in Post.objects.filter(hall=plan.hall_id)}
    return [
        {
            "at": row["at"],
            "state": STATES[row["outcome"]],
            "word": WORDS[row["outcome"]],
            "values": row["values"],
            "period": periods.get(row["values"]["period"]),
            "was": _said(row["was"], posts),
            "becomes": _said(row["becomes"], posts) or row["values"]["post"],
            "reasons": row["reasons"],
        }
        for row in rows
    ]


def _said(cell, posts):
    """What a cell says, as the file would."""
    if cell is None:
        return ""
    placed = Placed(*cell)
    where = posts.get(placed.post, "?") if placed.post else pgettext("cell of a plan", "no post")
    return f"{where} {LOCK}" if placed.locked else where


@for_managers
@require_safe
def refused(request, pk, sheet):
    """What was refused with the reasons, as a list that can be corrected and uploaded again."""
    found = _own(request, plan_of(request, pk), sheet)
    return file_of(write_xlsx(_refused_rows(found), _("refused rows")), _("refused rows"))


def _refused_rows(found):
    # Chinese heads, which every reader of files here understands.
    yield ["工号", "姓名", "期次", "岗位", "锁定", "备注", _("Row in your file"), _("Reason")]
    for row in (row for row in found.rows if row["outcome"] in (ASK, REFUSED)):
        values, cell = row["values"], row["cell"]
        locked, note = ("是" if cell[3] else "", cell[4]) if cell else ("", "")
        who = [values["user"], values["name"], str(values["period"] or ""), values["post"]]
        yield [*who, locked, note, row["at"], " ".join(row["reasons"])]
