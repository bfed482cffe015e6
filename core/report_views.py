"""What administrators may look at and nobody changes."""

from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from .models import DailyRun


class DailyRunsView(ReportView):
    """The daily work of the last days: what was done, when, and what it answered."""

    model = DailyRun
    page_title = pgettext_lazy("daily work", "Daily work")
    header_icon = "history"
    index_url_name = "daily_runs"
    index_results_url_name = "daily_runs_results"
    permission_policy = ModelPermissionPolicy(DailyRun)
    any_permission_required = ["view"]
    default_ordering = "-day"
    is_searchable = False
    columns = [
        Column("day", label=pgettext_lazy("daily work", "Day"), sort_key="day"),
        Column("name", label=pgettext_lazy("daily work", "Daily work"), sort_key="name"),
        Column("state", label=pgettext_lazy("daily work", "State"), accessor="get_state_display", sort_key="state"),
        Column("tries", label=pgettext_lazy("daily work", "Tries")),
        Column("started_at", label=pgettext_lazy("daily work", "Began"), sort_key="started_at"),
        Column("ended_at", label=pgettext_lazy("daily work", "Ended")),
        Column("said", label=pgettext_lazy("daily work", "Result")),
    ]
    list_export = ["day", "name", "state", "tries", "started_at", "ended_at", "said"]
