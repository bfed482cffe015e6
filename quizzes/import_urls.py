from django.urls import path

from . import import_views

app_name = "bank"

urlpatterns = [
    path("import/", import_views.upload, name="import"),
    path("import/pattern.<slug:ending>", import_views.pattern, name="import_pattern"),
    path("import/<int:pk>/", import_views.detail, name="import_detail"),
    path("import/<int:pk>/layout/", import_views.layout, name="import_layout"),
    path("import/<int:pk>/apply/", import_views.apply, name="import_apply"),
    path("import/<int:pk>/again/", import_views.again, name="import_again"),
    path("import/<int:pk>/decide/", import_views.decide, name="import_decide"),
    path("import/<int:pk>/state.json", import_views.state, name="import_state"),
    path("import/<int:pk>/rows/<int:position>/", import_views.question, name="import_question"),
    path("import/<int:pk>/refused.<slug:ending>", import_views.refused, name="import_refused"),
]
