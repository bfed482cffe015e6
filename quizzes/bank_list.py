"""The list of questions in the CMS: with the way to the import, and out of it in every format."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from people.roles import is_trainer
from people.views import table_answer

from . import exports
from .exchange import own_table

SHOWN_KEYS = 10


class QuestionIndexView(IndexView):
    """What the list shows, filters included, goes out as Excel or CSV as the import reads it back."""

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if is_trainer(self.request.user):
            address = reverse("bank:import")
            buttons.append(Button(_("Import questions"), url=address, icon_name="upload", priority=80))
        for form, word in (("gift", _("Download GIFT")), ("qti", _("Download QTI package"))):
            buttons.append(Button(word, url=self.get_export_url(form), icon_name="download", priority=110))
        return buttons

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.is_export = self.is_export or request.GET.get("export") in exports.WRITERS

    def as_spreadsheet(self, queryset, spreadsheet_format):
        if spreadsheet_format in exports.WRITERS:
            return self._written(queryset, spreadsheet_format)
        return table_answer(own_table.rows(exports.leaving(queryset)), _("questions"), spreadsheet_format)

    def _written(self, queryset, form):
        written = exports.write(queryset, form)
        if written.refused:
            # A download has no page to say it on: the next page says it.
            messages.warning(self.request, _left_out(written.refused))
        answer = HttpResponse(written.content, content_type=exports.TYPES[form])
        name = f"{_('questions')}.{exports.ENDINGS[form]}"
        answer.headers["Content-Disposition"] = content_disposition_header(True, name)
        return answer


def _left_out(refused):
    """Which questions are not in a file, and why the first of them is not."""
    sentence = ngettext(
        "%(count)d question is not in the file, because the format cannot carry it: %(keys)s. %(why)s",
        "%(count)d questions are not in the file, because the format cannot carry them: %(keys)s. %(why)s",
        len(refused),
    )
    keys = "、".join(each.key for each in refused[:SHOWN_KEYS]) + ("…" if len(refused) > SHOWN_KEYS else "")
    return sentence % {"count": len(refused), "keys": keys, "why": refused[0].reason}


class ImportQuestionsItem(MenuItem):
    """The way to the import, for whoever may bring questions."""

    def is_shown(self, request):
        return is_trainer(request.user)
