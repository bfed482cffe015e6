from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import recording_views
from .viewsets import PhrasebookGroup

register_snippet(PhrasebookGroup)


@hooks.register("register_admin_urls")
def recordings():
    return [path("phrasebook/recordings/", recording_views.keep, name="phrasebook_keep_recording")]
