from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import services
from .forms import ImportForm
from .importing import NoHeader
from .models import Hall, StaffImport
from .problems import COLUMNS, sentence
from .roles import Role, has_role, is_manager
from .staff_plan import OUTCOMES
from .staff_table import refused_rows
from .tables import MOST_ROWS, Unreadable
from .uploads import file_in
from .views import table_answer

A_PAGE = 50
OUTCOME_WORDS = {
    "new": pgettext_lazy("row of a staff file", "New"),
    "changed": pgettext_lazy("row of a staff file", "Changed"),
    "unchanged": pgettext_lazy("row of a staff file", "Unchanged"),
    "refused": pgettext_lazy("row of a staff file", "Refused"),
}
# The picture and colour of a badge for each outcome.
OUTCOME_STATES = {"new": "yes", "changed": "info", "unchanged": "todo", "refused": "no"}


def _check_may_import(viewer):
    # A manager without a hall has nowhere to enter people.
    if not is_manager(viewer) or not (viewer.hall_id or has_role(viewer, Role.ADMINISTRATOR)):
        raise PermissionDenied


def upload(request):
    """Take a staff file and show what it would do."""
    _check_may_import(request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        staff_import = _read(form, request.user)
        if staff_import:
            return redirect("people:import_preview", staff_import.pk)
    everywhere = has_role(request.user, Role.ADMINISTRATOR)
    facts = {"form": form, "columns": COLUMNS.values(), "everywhere": everywhere, "most_rows": MOST_ROWS}
    facts["most_megabytes"] = settings.IMPORT_MAX_BYTES // 1024**2
    return render(request, "people/import.html", facts)


def _read(form, viewer):
    """The kept dry run, or None with the reason on the form."""
    try:
        return services.start_import(
            owner=viewer,
            **file_in(form),
            now=timezone.now(),
        )
    except Unreadable as fault:
        form.add_error("file", str(fault))
    except NoHeader:
        form.add_error(
            "file", _("No row names both the staff number (工号) and the name (姓名). Add these two headings.")
        )
    return None


def _own_import(request, pk):
    _check_may_import(request.user)
    return get_object_or_404(StaffImport, pk=pk, owner=request.user)


def preview(request, pk):
    """Show a dry run; posting it applies it."""
    staff_import = _own_import(request, pk)
    if request.method == "POST":
        try:
            services.apply_import(staff_import=staff_import, by=request.user, now=timezone.now())
        except services.HallChanged:
            messages.warning(request, _("Something has changed since this preview. Please look at it once more."))
        else:
            messages.success(request, _("Done. The people of this file are entered."))
        return redirect("people:import_preview", pk)
    outcome = request.GET.get("outcome", "")
    steps = staff_import.steps(outcome if outcome in OUTCOMES else "")
    page = Paginator(steps, A_PAGE).get_page(request.GET.get("page"))
    counts = staff_import.counts
    facts = {
        "staff_import": staff_import,
        "counts": [(key, OUTCOME_WORDS[key], counts[key]) for key in OUTCOMES],
        "total": sum(counts.values()),
        "to_write": services.people_to_write_to(staff_import, timezone.localdate()).count(),
        "to_do": counts["new"] + counts["changed"],
        "refused": counts["refused"],
        "outcome": outcome,
        "page": page,
        "lines": _lines(page.object_list),
    }
    return render(request, "people/import_preview.html", facts)


@require_POST
def letters(request, pk):
    """Mail one-time links to the new people of an applied import."""
    sent = services.send_import_letters(
        staff_import=_own_import(request, pk),
        by=request.user,
        language=get_language(),
        now=timezone.now(),
        today=timezone.localdate(),
    )
    if sent:
        said = ngettext(
            "Letters with one-time links are on their way to %(count)s person.",
            "Letters with one-time links are on their way to %(count)s people.",
            sent,
        )
        messages.success(request, said % {"count": sent})
    return redirect("people:import_preview", pk)


def _lines(steps):
    """The rows of the page in words."""
    halls = {hall.pk: hall.local_name for hall in Hall.objects.all()}
    return [
        {
            "number": step["row"]["number"],
            "staff_number": _shown(step, "staff_number"),
            "full_name": step["name"] or _shown(step, "full_name"),
            "kind": OUTCOME_STATES[step["outcome"]],
            "word": OUTCOME_WORDS[step["outcome"]],
            "reasons": [sentence(problem) for problem in step["problems"]],
            "changes": [
                (COLUMNS[column], in_words(column, before, halls), in_words(column, after, halls))
                for column, (before, after) in step["changes"].items()
                if step["outcome"] == "changed" or column != "full_name"
            ],
        }
        for step in steps
    ]


def _shown(step, column):
    found = {problem["column"]: problem["found"] for problem in step["problems"]}
    return step["row"]["values"].get(column) or found.get(column, "")


def in_words(column, value, halls):
    """A value of a plan as people read it; "" for none."""
    if column == "hall":
        return halls.get(value, "")
    if column == "roles":
        return "、".join(str(Role(role).label) for role in value or [])
    return value or ""


def refused(request, pk, ending):
    """The refused rows with their reasons, to be corrected and uploaded again."""
    return table_answer(refused_rows(_own_import(request, pk)), _("refused rows"), ending)
