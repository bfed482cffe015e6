from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import recording_views
from .viewsets import PhrasebookGroup

register_snippet(PhrasebookGroup)


@hooks.register("register_admin_urls")
def pages_of_the_phrasebook():
    return [
        path("phrasebook/", include("phrasebook.cms_urls")),
        path("phrasebook/recordings/", recording_views.keep, name="phrasebook_keep_recording"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("phrasebook.import", _("Apply a file of entries"), _("File of entries applied"))
