from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .report_views import DailyRunsView

UPLOADING = ("core/upload_check.js", "core/chooser_upload.js")


@hooks.register("insert_editor_js")
def uploads_from_an_editor():
    """A clip chosen for a lesson is often uploaded then and there, in the window of the chooser."""
    sheet = format_html('<link rel="stylesheet" href="{}">', static("core/clip_desk.css"))
    scripts = format_html_join("", '<script src="{}"></script>', ([static(name)] for name in UPLOADING))
    return sheet + scripts


@hooks.register("register_admin_urls")
def daily_runs():
    return [
        path("daily/", DailyRunsView.as_view(), name="daily_runs"),
        path("daily/results/", DailyRunsView.as_view(results_only=True), name="daily_runs_results"),
    ]


class DailyRunsItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("core.view_dailyrun")


@hooks.register("register_reports_menu_item")
def daily_runs_item():
    return DailyRunsItem(
        pgettext_lazy("daily work", "Daily work"), reverse("daily_runs"), icon_name="history", order=900
    )
