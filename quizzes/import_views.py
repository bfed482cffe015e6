"""Bringing questions into the bank from a file: upload, layout, check, import, and what became of it."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.roles import is_trainer
from people.tables import Unreadable, write_book, write_csv
from people.uploads import file_in

from . import imports
from .exchange import own_table
from .exchange.layouts import Layout, at_header
from .exchange.table import read_sheet
from .exchange.table_cells import MOST_QUESTIONS, shown
from .import_forms import ApplyForm, FileForm, PlaceForm, SheetForm, column_letter
from .import_reading import TABLE
from .import_words import line, refused_sheets, standing
from .items import Item, stored
from .models import ImportRow, Question, QuestionImport
from .paper import specimen
from .pattern import pattern_questions
from .tasks import work_soon

A_PAGE = 50
RECENT = 10
PREVIEW_ROWS = 8
PREVIEW_QUESTIONS = 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State, Verdict, Outcome = QuestionImport.State, ImportRow.Verdict, ImportRow.Outcome


def _check_may_bring(user):
    if not is_trainer(user):
        raise PermissionDenied


def _own(request, pk):
    """The import of that number, if it is this person's."""
    _check_may_bring(request.user)
    return get_object_or_404(QuestionImport.objects.select_related("topic"), pk=pk, owner=request.user)


def bank_url():
    """The list of questions in the CMS."""
    return reverse(Question.snippet_viewset.get_url_name("list"))


# The file


def upload(request):
    """Take a file; below, the files brought before."""
    _check_may_bring(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = _started(form, request.user)
        if kept:
            return redirect("bank:import_layout", kept.pk)
    facts = {
        "form": form,
        "recent": QuestionImport.objects.filter(owner=request.user)[:RECENT],
        "most_questions": MOST_QUESTIONS,
        "most_megabytes": settings.IMPORT_MAX_BYTES // 1024**2,
        "bank_url": bank_url(),
    }
    return render(request, "quizzes/import_upload.html", facts)


def _started(form, user):
    """The kept import, or None with the reason on the form."""
    try:
        return imports.start_import(
            owner=user,
            **file_in(form),
            language=get_language(),
            now=timezone.now(),
        )
    except Unreadable as fault:
        form.add_error("file", str(fault))
    return None


@require_safe
def pattern(request, ending):
    """A table in our own layout with one question of each kind people write by hand."""
    _check_may_bring(request.user)
    rows = own_table.rows(pattern_questions())
    return _table([(_("Questions"), list(rows))], _("questions"), ending)


def _table(sheets, name, ending):
    if ending == "xlsx":
        data, kind = write_book(sheets), XLSX
    elif ending == "csv":
        data, kind = write_csv(row for _title, rows in sheets for row in rows), "text/csv; charset=utf-8"
    else:
        raise Http404
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    return answer


# The layout


def layout(request, pk):
    """Show how each sheet is understood and let it be set right; posting it has the file checked."""
    kept = _own(request, pk)
    if kept.state in imports.AT_WORK or kept.state == State.DONE:
        return redirect("bank:import_detail", pk)
    sheets = imports.sheets_shown(kept, settings.IMPORT_MAX_BYTES) if kept.format == TABLE else []
    layouts = [Layout.from_json(each) for each in kept.layouts]
    data = request.POST if request.method == "POST" else None
    again = data is not None and "look" in data
    place = PlaceForm(data, initial={"topic": kept.topic_id, "topic_name": kept.topic_name})
    forms = _sheet_forms(data, sheets, layouts)
    if data is not None and not again and all(form.is_valid() for form in forms) and place.is_valid():
        chosen = [form.as_layout() for form in forms]
        if not sheets or any(each.read for each in chosen):
            return _arranged(request, kept, sheets, chosen, place)
        place.add_error(None, _("No sheet is to be read. Tick at least one."))
    if again:
        layouts = [_looked_again(form) for form in forms]
        forms = _sheet_forms(None, sheets, layouts)
    facts = {"kept": kept, "place": place, "bank_url": bank_url()}
    facts["sheets"] = [_sheet_shown(*each) for each in zip(sheets, layouts, forms, strict=True)]
    if facts["sheets"] and not any(each.can_be_read for each in layouts):
        # Nothing could be guessed: begin with the first.
        facts["sheets"][0]["open"] = True
    return render(request, "quizzes/import_layout.html", facts)


def _sheet_forms(data, sheets, layouts):
    return [
        SheetForm(data, sheet=sheet, layout=each, prefix=f"s{number}")
        for number, (sheet, each) in enumerate(zip(sheets, layouts, strict=True))
    ]


def _looked_again(form):
    """The layout as it is set now; guessed anew where only another row was named for the headings."""
    if set(form.errors) - {NON_FIELD_ERRORS}:
        return form.layout
    chosen = form.as_layout()
    if chosen.header == form.layout.header or chosen.columns != form.layout.columns:
        return chosen
    anew = at_header(form.sheet, chosen.header)
    return replace(anew, read=True) if anew.can_be_read else chosen


def _arranged(request, kept, sheets, layouts, place):
    topic, name = place.cleaned_data["topic"], place.cleaned_data["topic_name"]
    try:
        imports.arrange(kept=kept, layouts=layouts, sheets=sheets, topic=topic, topic_name=name, now=timezone.now())
        imports.ask_to_check(kept=kept, now=timezone.now())
        work_soon(kept)
    except imports.NotNow:
        messages.warning(request, _("This file is being worked on already."))
    return redirect("bank:import_detail", kept.pk)


def _sheet_shown(sheet, its_layout, form):
    """A sheet as the page shows it: its first rows below the selects, and its first questions as they are read."""
    own = imports.is_own_layout(sheet)
    rows = [(number, cells) for number, cells in sheet.rows if number >= max(its_layout.header, 1)][:PREVIEW_ROWS]
    width = len(its_layout.columns)
    first = own_table.read(sheet) if own else read_sheet(sheet, its_layout) if its_layout.can_be_read else iter(())
    questions = [row for row in first if row.found]
    return {
        "name": sheet.name,
        "own": own,
        "form": form,
        "letters": [column_letter(place) for place in range(width)],
        "rows": [
            {
                "number": number,
                "is_header": number == its_layout.header,
                "cells": [shown(cells[place])[:120] if place < len(cells) else "" for place in range(width)],
            }
            for number, cells in rows
        ],
        "questions": [_understood(row) for row in questions[:PREVIEW_QUESTIONS]],
    }


def _understood(row):
    """A row of the file that has not been kept yet, in the words of one that has."""
    item = row.found.item
    kept = ImportRow(
        sheet=row.sheet,
        number=row.number,
        cells=list(row.cells),
        verdict=Verdict.NEW if item else Verdict.REFUSED,
        refusal=row.found.refusal,
        notes=list(row.found.notes),
        item=item and {"kind": item.kind, "stem": item.stem, "body": item.body, "explanation": item.explanation},
    )
    return line(kept)


# The import


@require_safe
@never_cache
def detail(request, pk):
    """How far an import is, what it would do, or what it did."""
    kept = _own(request, pk)
    if kept.state == State.UPLOADED:
        return redirect("bank:import_layout", pk)
    facts = {"kept": kept, "standing": standing(kept, timezone.now()), "bank_url": bank_url()}
    if kept.state in (State.CHECKED, State.DONE):
        facts |= _listed(request, kept)
        return render(request, "quizzes/import_rows.html", facts)
    return render(request, "quizzes/import_progress.html", facts)


def _listed(request, kept):
    counts = _counts(kept)
    asked = request.GET.get("verdict", "")
    rows = kept.rows.questions()
    if asked in counts:
        rows = rows.filter(outcome=asked) if asked in Outcome.values else rows.filter(verdict=asked)
    page = Paginator(rows.select_related("known"), A_PAGE).get_page(request.GET.get("page"))
    done = kept.state == State.DONE
    words = [*Outcome, Verdict.REFUSED] if done else [each for each in Verdict if each != Verdict.HEADING]
    return {
        "done": done,
        "counts": [(each.value, each.label, counts.get(each.value, 0)) for each in words],
        "count": counts,
        "total": sum(counts[each.value] for each in Verdict if each != Verdict.HEADING),
        "asked": asked if asked in counts else "",
        "page": page,
        "lines": [line(row) for row in page.object_list],
        "form": None if done else _apply_form(None, kept, counts),
        "to_do": counts[Verdict.NEW] + counts[Verdict.DUPLICATE],
        "decisions": QuestionImport.Duplicates.choices,
        "topic": kept.topic.local_name if kept.topic else kept.topic_name,
    }


def _counts(kept):
    """How many rows have each verdict, and each outcome; one query."""
    found = {each.value: 0 for each in (*Verdict, *Outcome)}
    grouped = kept.rows.order_by().values_list("verdict", "outcome").annotate(Count("pk"))
    for verdict, outcome, number in grouped:
        found[verdict] += number
        if outcome:
            found[outcome] += number
    return found


def _apply_form(data, kept, counts):
    return ApplyForm(
        data,
        initial={"duplicates": kept.duplicates, "publish": kept.publish},
        may_publish=kept.owner.has_perm("quizzes.publish_question"),
        has_duplicates=bool(counts[Verdict.DUPLICATE]),
    )


@require_POST
def apply(request, pk):
    """Have the checked questions written."""
    kept = _own(request, pk)
    form = _apply_form(request.POST, kept, _counts(kept))
    if form.is_valid():
        try:
            imports.ask_to_apply(
                kept=kept,
                duplicates=form.cleaned_data["duplicates"],
                publish=form.cleaned_data.get("publish", False),
                now=timezone.now(),
            )
            work_soon(kept)
        except imports.NotNow:
            messages.warning(
                request, _("Something has changed since this page was shown. Please look at it once more.")
            )
    else:
        messages.warning(request, _("Say what is to be done with questions that are known already."))
    return redirect("bank:import_detail", pk)


@require_POST
def again(request, pk):
    """Check a file once more whose work has stopped."""
    kept = _own(request, pk)
    try:
        imports.ask_to_check(kept=kept, now=timezone.now())
        work_soon(kept)
    except imports.NotNow:
        messages.warning(request, _("This file is being worked on already."))
    return redirect("bank:import_detail", pk)


@require_POST
def decide(request, pk):
    """Keep what is to be done with single questions that are known already."""
    kept = _own(request, pk)
    decisions = {
        int(name.removeprefix("row-")): value
        for name, value in request.POST.items()
        if name.startswith("row-") and name.removeprefix("row-").isdecimal() and len(name) < 14
        if value in ("", *QuestionImport.Duplicates.values)
    }
    try:
        imports.decide(kept=kept, decisions=decisions)
        messages.success(request, _("Your choices are kept."))
    except imports.NotNow:
        messages.warning(request, _("Something has changed since this page was shown. Please look at it once more."))
    return redirect(f"{reverse('bank:import_detail', args=[pk])}?verdict={Verdict.DUPLICATE}")


@require_safe
@never_cache
def state(request, pk):
    """How far an import is, for the page that waits for it."""
    return JsonResponse(standing(_own(request, pk), timezone.now()))


@require_safe
def question(request, pk, position):
    """A question of the file as the clerk will see it."""
    kept = _own(request, pk)
    row = get_object_or_404(kept.rows.exclude(item=None), position=position)
    item = Item(**row.item)
    asked = Question(stem=item.stem, body=stored(item), explanation=item.explanation, kind=item.kind)
    taken = kept.rows.exclude(item=None)
    facts = {
        "kept": kept,
        "line": specimen(asked),
        "row": line(row),
        "before": taken.filter(position__lt=position).order_by("-position").values_list("position", flat=True).first(),
        "after": taken.filter(position__gt=position).values_list("position", flat=True).first(),
        "bank_url": bank_url(),
    }
    return render(request, "quizzes/import_question.html", facts)


@require_safe
def refused(request, pk, ending):
    """The refused rows with their reasons, to be mended and imported again."""
    kept = _own(request, pk)
    wanted = kept.rows.filter(verdict__in=[Verdict.REFUSED, Verdict.HEADING])
    if not wanted.filter(verdict=Verdict.REFUSED).exists():
        raise Http404
    return _table(refused_sheets(wanted), f"{kept.file_name.rpartition('.')[0]} {_('refused rows')}", ending)
