from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .viewsets import PhrasebookGroup

register_snippet(PhrasebookGroup)


@hooks.register("register_admin_urls")
def pages_of_the_phrasebook():
    return [path("phrasebook/", include("phrasebook.cms_urls"))]
