"""What administrators may look at and nobody changes."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from .models import DailyRun


class DailyRunsView(ReportView):
    """The daily work of the last days: what was done, when, and what it answered."""

    model = DailyRun
    page_title = _("Daily work")
    header_icon = "history"
    index_url_name = "daily_runs"
    index_results_url_name = "daily_runs_results"
    permission_policy = ModelPermissionPolicy(DailyRun)
    any_permission_required = ["view"]
    default_ordering = "-day"
    is_searchable = False
    columns = [
        Column("day", label=_("Day"), sort_key="day"),
        Column("name", label=_("Daily work"), sort_key="name"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("tries", label=_("Tries")),
        Column("started_at", label=_("Began"), sort_key="started_at"),
        Column("ended_at", label=_("Ended")),
        Column("said", label=_("Result")),
    ]
    list_export = ["day", "name", "state", "tries", "started_at", "ended_at", "said"]
