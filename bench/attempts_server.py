"""The hall as gunicorn serves it to bench/attempts.py, with one more page that does nothing at all."""

from training.wsgi import application  # noqa: F401, I001 (it sets Django up: first)

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

import training.urls


@login_not_required
def nothing(request):
    """What Django and our middleware cost before a view does anything."""
    return HttpResponse("nothing")


def signed_in(request):
    """The same for somebody signed in: the session and the person are read."""
    return HttpResponse(request.user.staff_number)


training.urls.urlpatterns[:0] = [path("bench/nothing/", nothing), path("bench/signed-in/", signed_in)]
