"""A plan to take along: for the wall, and as a workbook."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from .models import Post
from .permissions import for_managers
from .plan_frame import plan_of
from .wall import Filter, plan_xlsx, wall_of, wall_pdf

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WallForm(forms.Form):
    """What of a plan is printed."""

    post = forms.ModelChoiceField(
        label=_("Post"), queryset=Post.objects.none(), required=False, empty_label=_("all posts")
    )
    first = forms.ChoiceField(label=pgettext_lazy("periods", "From period"), required=False)
    last = forms.ChoiceField(label=pgettext_lazy("periods", "To period"), required=False)
    q = forms.CharField(label=_("Name contains"), required=False, max_length=40)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.filter(hall=plan.hall_id)
        numbers = list(plan.periods.order_by("number").values_list("number", flat=True))
        for name, usual in (("first", numbers[:1]), ("last", numbers[-1:])):
            self.fields[name].choices = [(number, number) for number in numbers]
            self.fields[name].initial = next(iter(usual), None)

    def clean(self):
        data = super().clean()
        first, last = (int(data.get(name) or 0) for name in ("first", "last"))
        if first and last and last < first:
            self.add_error("last", _("That period lies before the first one. Choose a later one."))
        return data

    @property
    def wanted(self):
        """The filter, where what was sent makes sense."""
        data = self.cleaned_data
        posts = frozenset([data["post"].pk] if data["post"] else [])
        return Filter(posts, int(data["first"] or 1), int(data["last"] or 10_000), data["q"].strip())


def _shown(request, pk):
    """The wall as filtered; None where the filter makes no sense."""
    plan = plan_of(request, pk)
    form = WallForm(request.GET, plan=plan)
    return wall_of(plan, request.user, form.wanted, timezone.now()) if form.is_valid() else None


def _back(request, pk):
    return redirect(f"{reverse('rotations:publish', args=[pk])}?{request.GET.urlencode()}#take")


def _file(data, content_type, name, *, download):
    headers = {"Content-Disposition": content_disposition_header(download, name), "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)


@for_managers
@require_safe
def wall(request, pk):
    """For the wall of the hall: landscape A3."""
    shown = _shown(request, pk)
    if shown is None:
        return _back(request, pk)
    return _file(wall_pdf(shown), "application/pdf", f"{shown.plan.name}.pdf", download=False)


@for_managers
@require_safe
def workbook(request, pk):
    """The same as an Excel file, with a line for each person and period."""
    shown = _shown(request, pk)
    if shown is None:
        return _back(request, pk)
    return _file(plan_xlsx(shown), XLSX, f"{shown.plan.name}.xlsx", download=True)
