"""The pages under /skills/: the profile shows posts, so this room serves it; certificates are served by skills."""

from django.urls import path

import core.converters  # noqa: F401 - <number:…>
from skills.urls import urlpatterns as of_certificates

from . import profile_views

app_name = "skills"

urlpatterns = [
    path("", profile_views.mine, name="mine"),
    path("people/<number:pk>/", profile_views.person, name="person"),
    path("say/", profile_views.rate, name="rate"),
    *of_certificates,
]
