"""The list of questions in the CMS: with the way to the import, and out of it in every format."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from people.roles import is_trainer
from people.views import table_answer

from .exchange import own_table
from .exports import leaving


class QuestionIndexView(IndexView):
    """What the list shows, filters included, goes out as Excel or CSV as the import reads it back."""

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if is_trainer(self.request.user):
            address = reverse("bank:import")
            buttons.append(Button(_("Import questions"), url=address, icon_name="upload", priority=80))
        return buttons

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return table_answer(own_table.rows(leaving(queryset)), _("questions"), spreadsheet_format)


class ImportQuestionsItem(MenuItem):
    """The way to the import, for whoever may bring questions."""

    def is_shown(self, request):
        return is_trainer(request.user)
