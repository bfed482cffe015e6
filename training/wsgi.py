"""The door gunicorn enters by."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.production")

application = get_wsgi_application()


def set_aside():
    """Take what Django, Wagtail and our rooms are made of out of the reach of the garbage collector.

    It never becomes garbage, and a full collection that walks all of it holds up the request it falls into.
    """
    from django.urls import reverse

    reverse("home")  # reads the pages of every room, which the first request would otherwise wait for
    gc.collect()
    gc.freeze()


set_aside()
