"""Pages of the CMS that are ours; Wagtail lets in only whoever may enter it."""

from django.urls import path

from . import cms_views, import_views

app_name = "phrasebook_cms"

urlpatterns = [
    path("draft-readings/", cms_views.draft_readings, name="draft_readings"),
    path("import/", import_views.upload, name="import"),
    path("import/pattern/", import_views.pattern, name="import_pattern"),
    path("import/<int:pk>/", import_views.preview, name="import_preview"),
]
